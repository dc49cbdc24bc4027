/* Text under construction: the marks grow with the lines. */
#include "lines.h"

#include <string.h>

struct lines *lines_new(void)
{
	struct lines *lines = g_new0(struct lines, 1);

	lines->text = g_string_new(NULL);
	lines->marks = g_byte_array_new();
	return lines;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	g_string_free(lines->text, TRUE);
	g_byte_array_unref(lines->marks);
	g_free(lines);
}

static void add_line(struct lines *lines, const char *line, size_t length,
	unsigned char mark)
{
	g_string_append_len(lines->text, line, (gssize)length);
	g_string_append_c(lines->text, '\n');
	g_byte_array_append(lines->marks, &mark, 1);
}

static void separate(struct lines *lines)
{
	if (lines->text->len > 0)
		add_line(lines, "", 0, 0);
}

void lines_append(struct lines *lines, const char *text, unsigned char mark)
{
	const char *at = text;

	if (!*at)
		return;
	separate(lines);
	while (*at) {
		size_t length = strcspn(at, "\r\n");

		add_line(lines, at, length, mark);
		at += length;
		at += *at == '\r' && at[1] == '\n' ? 2 : *at != '\0';
	}
}

void lines_append_lines(struct lines *lines, const struct lines *more)
{
	if (more->text->len == 0)
		return;
	separate(lines);
	g_string_append_len(
		lines->text, more->text->str, (gssize)more->text->len);
	g_byte_array_append(lines->marks, more->marks->data, more->marks->len);
}
