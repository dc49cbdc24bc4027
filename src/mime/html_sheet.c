/* No more of CSS than hides text: at-rules are skipped with all in them. */
#include "html_sheet.h"

#include <string.h>
#include "html_marks.h"

enum {
	SELECTORS_MOST = 500,
	SELECTOR_BYTES_MOST = 64,
	CSS_BYTES_MOST = 64 * 1024,
	CLASSES_MOST = 16, /* of one element */
};

GHashTable *html_sheet_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Without comments, and without the marks that hid it from old browsers. */
static char *css_plain(const char *css, size_t length)
{
	GString *out = g_string_sized_new(length);
	const char *end = css + length;

	while (css < end) {
		size_t left = (size_t)(end - css);
		const char *close;

		if (left >= 2 && memcmp(css, "/*", 2) == 0) {
			close = g_strstr_len(css + 2, (gssize)left - 2, "*/");
			css = close ? close + 2 : end;
		} else if (left >= 4 && memcmp(css, "<!--", 4) == 0) {
			css += 4;
		} else if (left >= 3 && memcmp(css, "-->", 3) == 0) {
			css += 3;
		} else {
			g_string_append_c(out, *css++);
		}
	}
	return g_string_free(out, FALSE);
}

/* Behind the block that begins with the brace at `at`. */
static const char *block_end(const char *at)
{
	int depth = 0;

	for (; *at; at++) {
		depth += (*at == '{') - (*at == '}');
		if (depth == 0)
			return at + 1;
	}
	return at;
}

/* "td.name", "#name": one class or id of one element. */
static bool is_single(const char *selector)
{
	size_t element = strspn(selector, "abcdefghijklmnopqrstuvwxyz"
					  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789");
	const char *name = selector + element;

	if (*name != '.' && *name != '#')
		return false;
	return name[1] && name[1 + strcspn(name + 1, ".#: >+~[*")] == '\0';
}

static void rule_take(
	GHashTable *sheet, const char *selectors, const char *declarations)
{
	bool hides = html_style_hides(declarations);
	g_auto(GStrv) list = NULL;

	if (!hides && !strstr(declarations, "display"))
		return;
	list = g_strsplit(selectors, ",", SELECTORS_MOST);
	for (size_t i = 0; list[i]; i++) {
		const char *selector = g_strstrip(list[i]);

		if (strlen(selector) > SELECTOR_BYTES_MOST ||
			!is_single(selector))
			continue;
		if (!hides)
			g_hash_table_remove(sheet, selector);
		else if (g_hash_table_size(sheet) < SELECTORS_MOST)
			g_hash_table_add(sheet, g_strdup(selector));
	}
}

void html_sheet_read(GHashTable *sheet, const char *css, size_t length)
{
	g_autofree char *plain =
		css_plain(css, MIN(length, (size_t)CSS_BYTES_MOST));
	const char *at = plain;

	while (*at) {
		size_t head = strcspn(at, "{;");
		const char *open = at + head, *end;

		if (*open == '\0')
			return;
		if (*open == ';') { /* "@import ...;" */
			at = open + 1;
			continue;
		}
		end = block_end(open);
		if (!memchr(at, '@', head)) {
			g_autofree char *selectors = g_strndup(at, head);
			g_autofree char *declarations =
				g_strndup(open + 1, (size_t)(end - open - 1));

			g_strdelimit(declarations, "}", ';');
			rule_take(sheet, selectors, declarations);
		}
		at = end;
	}
}

static bool has(
	GHashTable *sheet, const char *element, char kind, const char *name)
{
	char whole[SELECTOR_BYTES_MOST * 2];

	g_snprintf(whole, sizeof(whole), "%s%c%s", element, kind, name);
	return g_hash_table_contains(sheet, whole) ||
	       g_hash_table_contains(sheet, whole + strlen(element));
}

bool html_sheet_hides(
	GHashTable *sheet, const char *element, const char *const *attributes)
{
	const char *id;
	g_auto(GStrv) classes = NULL;

	if (g_hash_table_size(sheet) == 0 || !attributes ||
		strlen(element) >= SELECTOR_BYTES_MOST)
		return false;
	id = html_attribute(attributes, "id");
	if (*id && has(sheet, element, '#', id))
		return true;
	classes = g_strsplit_set(
		html_attribute(attributes, "class"), " \t\r\n", CLASSES_MOST);
	for (size_t i = 0; classes[i]; i++) {
		if (*classes[i] && has(sheet, element, '.', classes[i]))
			return true;
	}
	return false;
}
