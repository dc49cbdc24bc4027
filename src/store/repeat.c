/* Statements are remembered by their text, so it has to be the same whatever
 * the number of values: callers fill up with the last one. */
#include "repeat.h"

#include <string.h>
#include <glib.h>
#include "plaint/base/quoted.h"

static void append_each(
	GString *sql, const char *each, const char *end, size_t number)
{
	const char *star;
	while ((star = memchr(each, '*', (size_t)(end - each))) != NULL) {
		g_string_append_len(sql, each, star - each);
		quoted_append_number(sql, number);
		each = star + 1;
	}
	g_string_append_len(sql, each, end - each);
}

/* From behind "{" to behind "}". */
static const char *append_group(
	GString *sql, const char *each, int first, int count)
{
	const char *between = strchr(each, '|') + 1;
	const char *after = strchr(between, '}') + 1;
	for (int i = 0; i < count; i++) {
		if (i > 0)
			g_string_append_len(sql, between, after - 1 - between);
		append_each(sql, each, between - 1, (size_t)first + (size_t)i);
	}
	return after;
}

char *repeat_sql(const char *text, int first, int count)
{
	GString *sql = g_string_new(NULL);
	const char *group;
	while ((group = strchr(text, '{')) != NULL) {
		g_string_append_len(sql, text, group - text);
		text = append_group(sql, group + 1, first, count);
	}
	return g_string_free(g_string_append(sql, text), FALSE);
}
