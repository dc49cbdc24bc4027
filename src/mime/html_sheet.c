/* No more of CSS than hides text: at-rules are skipped with all in them. */
#include "html_sheet.h"

#include <string.h>
#include <glib.h>
#include "html_attribute.h"
#include "html_style.h"

enum {
	SELECTORS_MOST = 500,
	SELECTOR_BYTES_MOST = 64,
	CSS_BYTES_MOST = 64 * 1024,
	CLASSES_MOST = 16, /* of one element */
};

struct html_sheet {
	GHashTable *selectors; /* to enum html_sheet_flag */
	bool colours, paints;
};

struct html_sheet *html_sheet_new(void)
{
	struct html_sheet *sheet = g_new0(struct html_sheet, 1);

	sheet->selectors =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return sheet;
}

void html_sheet_free(struct html_sheet *sheet)
{
	g_hash_table_unref(sheet->selectors);
	g_free(sheet);
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

/* What a rule says, and what it says anything about. */
static unsigned rule_flags(const char *declarations, unsigned *about_out)
{
	struct html_style style;
	enum html_size size;
	unsigned flags = 0;

	html_style_read(declarations, &style);
	size = html_style_size(&style);
	*about_out = 0;
	if (html_style_closes(&style) ||
		strcmp(html_style_value(&style, "visibility"), "hidden") == 0)
		flags |= HTML_SHEET_CLOSED;
	if (flags || *html_style_value(&style, "display"))
		*about_out |= HTML_SHEET_CLOSED;
	if (size == HTML_SIZE_INHERITED)
		return flags;
	*about_out |= HTML_SHEET_TINY | HTML_SHEET_READABLE;
	return flags |
	       (size == HTML_SIZE_TINY ? HTML_SHEET_TINY : HTML_SHEET_READABLE);
}

static void rule_take(struct html_sheet *sheet, const char *selectors,
	const char *declarations)
{
	unsigned about, flags = rule_flags(declarations, &about);
	g_auto(GStrv) list = NULL;

	if (about == 0)
		return;
	list = g_strsplit(selectors, ",", SELECTORS_MOST);
	for (size_t i = 0; list[i]; i++) {
		const char *selector = g_strstrip(list[i]);
		unsigned old;

		if (strlen(selector) > SELECTOR_BYTES_MOST ||
			!is_single(selector) ||
			g_hash_table_size(sheet->selectors) >= SELECTORS_MOST)
			continue;
		old = GPOINTER_TO_UINT(
			g_hash_table_lookup(sheet->selectors, selector));
		g_hash_table_replace(sheet->selectors, g_strdup(selector),
			GUINT_TO_POINTER((old & ~about) | flags));
	}
}

void html_sheet_read(struct html_sheet *sheet, const char *css, size_t length)
{
	g_autofree char *plain =
		css_plain(css, MIN(length, (size_t)CSS_BYTES_MOST));
	const char *at = plain;

	sheet->colours = sheet->colours || strstr(plain, "color");
	sheet->paints = sheet->paints || strstr(plain, "background");
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

static unsigned find(const struct html_sheet *sheet, const char *element,
	char kind, const char *name)
{
	char whole[SELECTOR_BYTES_MOST * 2];

	g_snprintf(whole, sizeof(whole), "%s%c%s", element, kind, name);
	return GPOINTER_TO_UINT(g_hash_table_lookup(sheet->selectors, whole)) |
	       GPOINTER_TO_UINT(g_hash_table_lookup(
		       sheet->selectors, whole + strlen(element)));
}

unsigned html_sheet_find(const struct html_sheet *sheet, const char *element,
	const char *const *attributes)
{
	unsigned flags = 0;
	const char *id;
	g_auto(GStrv) classes = NULL;

	if (g_hash_table_size(sheet->selectors) == 0 || !attributes ||
		strlen(element) >= SELECTOR_BYTES_MOST)
		return 0;
	id = html_attribute(attributes, "id");
	if (*id)
		flags |= find(sheet, element, '#', id);
	classes = g_strsplit_set(
		html_attribute(attributes, "class"), " \t\r\n", CLASSES_MOST);
	for (size_t i = 0; classes[i]; i++) {
		if (*classes[i])
			flags |= find(sheet, element, '.', classes[i]);
	}
	return flags;
}

bool html_sheet_colours(const struct html_sheet *sheet)
{
	return sheet->colours;
}

bool html_sheet_paints(const struct html_sheet *sheet)
{
	return sheet->paints;
}
