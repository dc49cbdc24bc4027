/* Parts put into texts. */
#include "parts.h"

#include <stdbool.h>
#include <string.h>
#include "plaint/rulebook/topics.h"

enum {
	PARTS_DEEP = 8
};

static bool put_in(GString *out, const char *text, const struct parts *parts,
	int depth, GError **error);

/* The part whose name begins at `at` and has so many letters. */
static bool put_part(GString *out, const char *at, size_t length,
	const struct parts *parts, int depth, GError **error)
{
	g_autofree char *name = g_strdup_printf("%.*s%s%s", (int)length, at,
		parts->language[0] != '\0' ? "." : "", parts->language);
	const char *text = g_hash_table_lookup(parts->all, name);
	if (text == NULL || depth == PARTS_DEEP) {
		g_set_error(error, TOPICS_ERROR, TOPICS_ERROR_INVALID,
			text == NULL ? "no part %s"
				     : "part %s is within itself",
			name);
		return false;
	}
	g_string_append(out, parts->before);
	if (!put_in(out, text, parts, depth + 1, error))
		return false;
	g_string_append(out, parts->behind);
	return true;
}

/* A $ before no name is the expression's own: the end. */
static bool put_in(GString *out, const char *text, const struct parts *parts,
	int depth, GError **error)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *at = text, *mark;
	while ((mark = strchr(at, '$')) != NULL) {
		size_t length = strspn(mark + 1, letters);
		g_string_append_len(out, at, mark - at);
		if (length == 0)
			g_string_append_c(out, '$');
		else if (!put_part(out, mark + 1, length, parts, depth, error))
			return false;
		at = mark + 1 + length;
	}
	g_string_append(out, at);
	return true;
}

char *parts_put_in(const char *text, const struct parts *parts, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	return put_in(out, text, parts, 0, error)
		       ? g_string_free(g_steal_pointer(&out), FALSE)
		       : NULL;
}
