/* Heads of letters that were passed on, as programs write them: with a line
 * above, folded, quoted, one below the other, or no more than a line "date,
 * name <address>:". */
#include "quote_forward.h"

#include <string.h>
#include "quote_line.h"

enum {
	FOOTERS_TRIED_MOST = 200,
};

/* A long list of addresses, a long subject: the line above is not done, or
 * this one is set in. */
static bool goes_on(const struct letter *letter, guint i)
{
	const struct line *line = letter_line(letter, i);
	const char *above;

	if (i == letter->forward || line->kind != LINE_TEXT ||
		letter_is_empty(letter, i - 1))
		return false;
	above = letter_line(letter, i - 1)->text;
	return line->text[0] == ' ' || line->text[0] == '\t' ||
	       g_str_has_suffix(above, ",") || g_str_has_suffix(above, ";");
}

guint forward_begin(const struct letter *letter)
{
	guint i = letter->forward;

	while (i < letter->lines->len) {
		unsigned char kind = letter_line(letter, i)->kind;

		if (kind != LINE_RULE && kind != LINE_ORIGINAL &&
			kind != LINE_HEADER && kind != LINE_EMPTY &&
			!goes_on(letter, i))
			break;
		i++;
	}
	return i;
}

/* Where the name that ends at `end` begins: behind a comma, or in quotes. */
static const char *name_begin(const char *line, const char *end)
{
	while (end > line && strchr(" <(", end[-1]))
		end--;
	if (end > line && end[-1] == '"') {
		for (end--; end > line && end[-1] != '"';)
			end--;
		return end > line ? end - 1 : end;
	}
	while (end > line && end[-1] != ',')
		end--;
	return end;
}

/* `20.03.2026, 14:02, "Name" <a@b>:` */
static char *attribution_author(const char *line)
{
	const char *at = strrchr(line, '@');
	const char *begin = at, *end = at, *name;
	g_autofree char *who = NULL;

	if (at == NULL)
		return NULL;
	while (begin > line && !strchr(" <(\"", begin[-1]))
		begin--;
	end += strcspn(end, " >):\"");
	name = name_begin(line, begin);
	who = g_strndup(name, (gsize)(begin - name));
	g_strdelimit(who, "<(", ' ');
	g_strstrip(who);
	return g_strdup_printf("%s <%.*s>", who, (int)(end - begin), begin);
}

char *forward_author(const struct letter *letter)
{
	guint end = forward_begin(letter);
	bool is_found = false; /* in this head */
	char *author = NULL;

	for (guint i = letter->forward; i < end; i++) {
		const struct line *line = letter_line(letter, i);

		if (line->kind == LINE_ORIGINAL || line->kind == LINE_EMPTY)
			is_found = false;
		if (is_found || line_header_find(line->text) != HEADER_FROM)
			continue;
		is_found = true;
		g_free(author);
		author = g_strdup(strchr(line->text, ':') + 1);
		/* Set in bold, or in a cell of a table. */
		g_strdelimit(author, "*|", ' ');
		g_strstrip(author);
	}
	if (author == NULL && end < letter->lines->len &&
		letter_line(letter, end)->kind == LINE_ATTRIBUTION)
		author = attribution_author(letter_line(letter, end)->text);
	return author;
}

static void unquote(struct line *line, unsigned *footer_tries)
{
	const char *text = line->text + strspn(line->text, " \t");
	char *bare;

	text += *text == '>';
	bare = g_strdup(text + (*text == ' '));
	g_free(line->text);
	line->text = bare;
	line->kind = (unsigned char)line_kind_find(bare, footer_tries);
}

void forward_unquote(struct letter *letter)
{
	guint i = forward_begin(letter);
	unsigned footer_tries = FOOTERS_TRIED_MOST;

	if (i == letter->lines->len ||
		letter_line(letter, i)->kind != LINE_QUOTE ||
		line_header_find(letter_line(letter, i)->text) == HEADER_NONE)
		return;
	for (; i < letter->lines->len; i++) {
		struct line *line = letter_line(letter, i);

		if (line->kind == LINE_QUOTE)
			unquote(line, &footer_tries);
		else if (line->kind != LINE_EMPTY)
			break;
	}
	letter_join(letter);
}
