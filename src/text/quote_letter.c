/* Reading a letter into lines, and joining the attributions in it. */
#include "quote_letter.h"

#include <string.h>
#include "plaint/text/quote.h"
#include "quote_line.h"

enum {
	JOIN_LINES_MOST = 4,
	JOIN_BLANKS_MOST = 2,
	LINES_MOST = 10000,
	/* Histories have dozens; matching is the dear part of reading. */
	ATTRIBUTIONS_TRIED_MOST = 300,
	FOOTERS_TRIED_MOST = 2000,
};

static void line_clear(void *data)
{
	struct line *line = data;

	g_free(line->text);
}

struct line *letter_line(const struct letter *letter, guint i)
{
	return &g_array_index(letter->lines, struct line, i);
}

bool letter_is_empty(const struct letter *letter, guint i)
{
	return letter_line(letter, i)->kind == LINE_EMPTY;
}

/* First line at or behind i that is not empty; the end when there is none. */
guint letter_skip_empty(const struct letter *letter, guint i)
{
	while (i < letter->lines->len && letter_is_empty(letter, i))
		i++;
	return i;
}

void letter_read(struct letter *letter, const char *body,
	const unsigned char *marks, size_t marks_length)
{
	size_t number = 0;
	unsigned footer_tries = FOOTERS_TRIED_MOST;

	letter->lines = g_array_new(FALSE, TRUE, sizeof(struct line));
	g_array_set_clear_func(letter->lines, line_clear);
	while (*body) {
		size_t length = strcspn(body, "\n");
		struct line line = { 0 };

		/* What no letter has is passed on in one piece. */
		if (letter->lines->len == LINES_MOST)
			length = strlen(body);
		line.text = g_strndup(body, length);
		if (length && line.text[length - 1] == '\r')
			line.text[length - 1] = '\0';
		line.kind =
			(unsigned char)line_kind_find(line.text, &footer_tries);
		if (number < marks_length)
			line.mark = marks[number];
		g_array_append_val(letter->lines, line);
		number++;
		body += length + (body[length] == '\n');
	}
}

/* Lines i..last joined with single spaces. */
static char *join(const struct letter *letter, guint i, guint last)
{
	GString *out = g_string_new(letter_line(letter, i)->text);

	for (i++; i <= last; i++) {
		if (letter_is_empty(letter, i))
			continue;
		g_string_append_c(out, ' ');
		g_string_append(out, letter_line(letter, i)->text);
	}
	return g_string_free(out, FALSE);
}

static bool quote_follows(const struct letter *letter, guint i)
{
	guint next = letter_skip_empty(letter, i + 1);

	if (next >= letter->lines->len)
		return false;
	return letter_line(letter, next)->kind == LINE_QUOTE ||
	       letter_line(letter, next)->text[0] == '|' ||
	       letter_line(letter, next)->mark == QUOTE_MARK_QUOTED ||
	       letter_line(letter, next)->mark == QUOTE_MARK_INDENTED;
}

static enum attribution find_attribution(
	struct letter *letter, const char *text)
{
	if (!line_attribution_ends(text) ||
		letter->attributions_tried >= ATTRIBUTIONS_TRIED_MOST)
		return ATTRIBUTION_NONE;
	letter->attributions_tried++;
	return line_attribution_find(text);
}

static bool is_attribution(struct letter *letter, const char *text, guint last)
{
	switch (find_attribution(letter, text)) {
	case ATTRIBUTION_SURE:
		return true;
	case ATTRIBUTION_IF_QUOTED:
		return quote_follows(letter, last);
	case ATTRIBUTION_NONE:
		break;
	}
	return false;
}

/* A shorter attribution inside i..last begins at a later line: what stands
 * before it is the writer's own. */
static bool begins_later(struct letter *letter, guint i, guint last)
{
	for (i++; i <= last; i++) {
		g_autofree char *text = join(letter, i, last);

		if (line_attribution_begins(letter_line(letter, i)->text) &&
			find_attribution(letter, text) == ATTRIBUTION_SURE)
			return true;
	}
	return false;
}

/* Last line of the attribution that begins at i, or i - 1 (as an int) when
 * none begins there. */
static int attribution_end(struct letter *letter, guint i)
{
	guint blanks = 0, joined = 0;

	if (!line_attribution_begins(letter_line(letter, i)->text)) {
		const char *alone = letter_line(letter, i)->text;

		return (int)i - !is_attribution(letter, alone, i);
	}
	for (guint last = i; last < letter->lines->len; last++) {
		g_autofree char *text = NULL;

		if (letter_is_empty(letter, last)) {
			if (++blanks > JOIN_BLANKS_MOST)
				break;
			continue;
		}
		if (joined++ > JOIN_LINES_MOST)
			break;
		text = join(letter, i, last);
		if (is_attribution(letter, text, last) &&
			!begins_later(letter, i, last))
			return (int)last;
	}
	return (int)i - 1;
}

/* Behind an attribution initials are quote marks, and so is being set in. */
static void find_announced(struct letter *letter)
{
	bool is_announced = false;

	for (guint i = 0; i < letter->lines->len; i++) {
		struct line *line = letter_line(letter, i);

		is_announced = is_announced || line->kind == LINE_ATTRIBUTION;
		if (!is_announced || line->kind == LINE_EMPTY ||
			line->kind == LINE_ATTRIBUTION)
			continue;
		if (line->mark == QUOTE_MARK_INDENTED ||
			(line->kind == LINE_TEXT &&
				line_has_initials(line->text)))
			line->kind = LINE_QUOTE;
	}
}

/* Attributions broken over lines by wrapping become one line each. */
void letter_join(struct letter *letter)
{
	for (guint i = 0; i < letter->lines->len; i++) {
		struct line *line = letter_line(letter, i);
		int last;

		if (line->kind != LINE_TEXT && line->kind != LINE_QUOTE &&
			line->kind != LINE_HEADER)
			continue;
		last = attribution_end(letter, i);
		if (last < (int)i)
			continue;
		if (last > (int)i) {
			char *text = join(letter, i, (guint)last);

			g_free(line->text);
			line->text = text;
			g_array_remove_range(
				letter->lines, i + 1, (guint)last - i);
		}
		line = letter_line(letter, i);
		if (line->kind != LINE_QUOTE)
			line->kind = LINE_ATTRIBUTION;
	}
	find_announced(letter);
}

void letter_clear(struct letter *letter)
{
	g_clear_pointer(&letter->lines, g_array_unref);
	g_clear_pointer(&letter->author, g_free);
}
