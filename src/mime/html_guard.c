/* Counts what could begin an attribute inside each tag and leaves the rest of
 * an endless tag out. */
#include "html_guard.h"

#include <string.h>

enum {
	ATTRIBUTES_MOST = 300,
	CONDITION_MOST = 200, /* bytes of one of Word's */
};

struct tag {
	bool is_open;
	bool is_full;
	char quote; /* 0 outside */
	char before;
	int attributes;
};

static void tag_byte(struct tag *tag, char c)
{
	if (tag->quote) {
		if (c == tag->quote) {
			tag->quote = 0;
			tag->attributes++;
		}
	} else if ((c == '"' || c == '\'') && tag->before == '=') {
		tag->quote = c;
	} else if (c == '>') {
		tag->is_open = false;
	} else if (g_ascii_isspace(c) ? !g_ascii_isspace(tag->before)
				      : c == '/' || c == '=') {
		tag->attributes++;
	}
	if (!g_ascii_isspace(c) || tag->before != '=')
		tag->before = c;
	tag->is_full = tag->is_full || tag->attributes > 2 * ATTRIBUTES_MOST;
}

/* What stands before the next tag; how much that is. */
static size_t put_text(GString *out, const char *html, size_t length)
{
	const char *tag = memchr(html, '<', length);
	size_t text = tag ? (size_t)(tag - html) : length;

	g_string_append_len(out, html, (gssize)text);
	return text;
}

/* Word's "<![if !supportLists]>", which a browser passes over and libxml2 takes
 * for text; 0 when there is none.  "<![endif]-->" ends a comment and stays. */
static size_t condition_length(const char *html, size_t length)
{
	static const char *const begins[] = { "<![if ", "<![endif]" };
	const char *end;

	for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
		if (length < strlen(begins[i]) ||
			g_ascii_strncasecmp(
				html, begins[i], strlen(begins[i])) != 0)
			continue;
		end = memchr(html, '>', MIN(length, (size_t)CONDITION_MOST));
		return end && end[-1] == ']' ? (size_t)(end - html) + 1 : 0;
	}
	return 0;
}

GString *html_guard(const char *html, size_t length, bool *cut_out)
{
	GString *out = g_string_sized_new(length);
	struct tag tag = { 0 };

	*cut_out = false;
	for (size_t i = 0; i < length; i++) {
		size_t condition;

		if (!tag.is_open)
			i += put_text(out, html + i, length - i);
		if (i == length)
			break;
		condition = tag.is_open
				    ? 0
				    : condition_length(html + i, length - i);
		if (condition > 0) {
			i += condition - 1;
			continue;
		}
		if (!tag.is_open && html[i] == '<' && i + 1 < length &&
			g_ascii_isalpha(html[i + 1]))
			tag = (struct tag){ .is_open = true };
		else if (tag.is_open)
			tag_byte(&tag, html[i]);
		/* libxml2 skips a </p> it did not expect; the words before
		 * and behind it must not grow together. */
		if (!tag.is_open && length - i >= 4 &&
			g_ascii_strncasecmp(html + i, "</p>", 4) == 0)
			g_string_append_c(out, ' ');
		/* A full tag ends at the next ">" whatever quotes say. */
		if (tag.is_full && html[i] == '>')
			tag = (struct tag){ 0 };
		if (tag.is_open && tag.is_full)
			*cut_out = true;
		else
			g_string_append_c(out, html[i]);
	}
	/* libxml2 loses the text before a tag that never ends. */
	if (tag.is_open)
		g_string_append_c(out, '>');
	return out;
}
