/* Address lists (RFC 5322, 3.4) as people's programs write them: names with
 * unquoted commas, semicolons between addresses, everything inside one
 * encoded word, the name in a comment. */
#include "words.h"

#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/domain/document.h"

enum {
	ENCODED_MOST = 4096,
	UNIT_MOST = 2048, /* bytes of a quoted string or a comment */
	ADDRESS_BYTES_MOST = 512,
	NAME_CHARACTERS_MOST = 300,
};

/* Behind an encoded word; NULL when it has no end near enough. */
static const char *encoded_end(const char *at)
{
	const char *end = at + strnlen(at, ENCODED_MOST);
	const char *stop = at;

	/* The text of a "Q" word may begin with "=". */
	do
		stop = memmem(stop + 2, (size_t)(end - stop - 2), "?=", 2);
	while (stop && end - stop > 2 && stop[-1] == 'Q' &&
		g_ascii_isxdigit(stop[2]));
	return stop ? stop + 2 : NULL;
}

/* Where the thing beginning at `at` ends: a quoted string, a comment, an
 * angle address, an encoded word, or one character.  What has no end near
 * enough is not looked for to the end of the list at each of its signs. */
static const char *unit_end(const char *at)
{
	static const struct {
		char open, close;
	} pairs[] = { { '"', '"' }, { '(', ')' }, { '<', '>' } };

	if (at[0] == '=' && at[1] == '?') {
		const char *stop = encoded_end(at);

		return stop ? stop : at + 1;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		const char *stop = at + 1;

		if (*at != pairs[i].open)
			continue;
		while (*stop && *stop != pairs[i].close &&
			stop - at < UNIT_MOST)
			stop += *stop == '\\' && stop[1] ? 2 : 1;
		return *stop == pairs[i].close ? stop + 1 : at + 1;
	}
	return at + 1;
}

static const char *item_end(const char *at)
{
	while (*at && *at != ',' && *at != ';')
		at = unit_end(at);
	return at;
}

/* A group's name, "Recipients:", is no address. */
static const char *skip_group(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && *at != ':' && *at != '@' && *at != '<')
		at = unit_end(at);
	return at < end && *at == ':' ? at + 1 : start;
}

static char *unquote(const char *text, size_t length)
{
	GString *out = g_string_sized_new(length);

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"')
			continue;
		if (text[i] == '\\' && i + 1 < length)
			i++;
		g_string_append_c(out, text[i]);
	}
	return g_string_free(out, FALSE);
}

static char *address_clean(const char *text, size_t length)
{
	g_autofree char *copy = g_strndup(text, length);
	g_autofree char *valid = NULL;
	g_autofree char *domain = NULL;
	char *at;

	g_strstrip(copy);
	if (g_ascii_strncasecmp(copy, "mailto:", 7) == 0)
		memmove(copy, copy + 7, strlen(copy + 7) + 1);
	valid = words_decode(copy);
	at = strrchr(valid, '@');
	if (!at || strlen(valid) > ADDRESS_BYTES_MOST)
		return g_steal_pointer(&valid);
	if (strlen(at + 1) > 0)
		domain = g_hostname_to_ascii(at + 1);
	*at = '\0';
	return g_strconcat(valid, "@", domain ? domain : at + 1, NULL);
}

static char *name_clean(const char *text, size_t length)
{
	g_autofree char *bare = unquote(text, length);
	g_autofree char *name = words_decode(bare);
	g_autofree char *cut = utf8_cut(name, NAME_CHARACTERS_MOST);
	size_t end = strlen(cut);

	/* 'Name' and "'Name'" come from Outlook. */
	if (end >= 2 && cut[0] == '\'' && cut[end - 1] == '\'')
		return g_strndup(cut + 1, end - 2);
	return g_steal_pointer(&cut);
}

/* The last unit of that kind in the item, false when none. */
static bool item_find(const char *at, const char *end, char open,
	const char **begin_out, const char **end_out)
{
	bool found = false;

	while (at < end) {
		const char *stop = unit_end(at);

		if (*at == open && stop - at >= 2) {
			*begin_out = at;
			*end_out = MIN(stop, end);
			found = true;
		}
		at = stop;
	}
	return found;
}

/* All in one encoded word: decode it and read again. */
static bool add_decoded(const char *at, const char *end, GPtrArray *list)
{
	g_autofree char *text = words_decode_span(at, (size_t)(end - at));
	const char *open = strrchr(text, '<');
	const char *close = open ? strchr(open, '>') : NULL;

	if (close) {
		g_autofree char *name = name_clean(text, (size_t)(open - text));
		g_autofree char *address =
			address_clean(open + 1, (size_t)(close - open - 1));

		document_add_address(list, name, address);
		return true;
	}
	if (strchr(text, '@') && !strchr(text, ' ')) {
		g_autofree char *address = address_clean(text, strlen(text));

		document_add_address(list, "", address);
		return true;
	}
	return false;
}

static void item_add(const char *at, const char *end, GPtrArray *list)
{
	const char *open, *close;
	g_autofree char *name = NULL;
	g_autofree char *address = NULL;
	const char *sign;

	if (item_find(at, end, '<', &open, &close)) {
		name = name_clean(at, (size_t)(open - at));
		address = address_clean(open + 1, (size_t)(close - open - 2));
	} else if (add_decoded(at, end, list)) {
		return;
	} else if (item_find(at, end, '(', &open, &close)) {
		name = name_clean(open + 1, (size_t)(close - open - 2));
		address = address_clean(at, (size_t)(open - at));
	} else if ((sign = memchr(at, '@', (size_t)(end - at)))) {
		const char *start = sign;

		while (start > at && !g_ascii_isspace(start[-1]))
			start--;
		name = name_clean(at, (size_t)(start - at));
		address = address_clean(start, (size_t)(end - start));
	} else {
		name = name_clean(at, (size_t)(end - at));
	}
	if (*(name ? name : "") || *(address ? address : ""))
		document_add_address(list, name, address);
}

/* An address, or an encoded word that may hold one. */
static bool has_address(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (*at == '@' || *at == '<' || (*at == '=' && at[1] == '?'))
			return true;
	}
	return false;
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && g_ascii_isspace(*at))
		at++;
	return at == end;
}

bool addresses_parse(const char *raw, int most, GPtrArray *list)
{
	g_autofree char *flat = words_unfold(raw);
	const char *at = flat;

	while (*at) {
		const char *start, *end = item_end(at);
		bool is_empty;

		if (list->len >= (guint)most)
			return false;
		start = skip_group(at, end);
		is_empty = is_blank(start, end);
		/* "Petrenko, Ivan <a@b>" without quotes: one person. */
		for (const char *part = start;
			*end == ',' && !is_empty && !has_address(part, end);) {
			part = end + 1;
			end = item_end(part);
		}
		if (!is_empty)
			item_add(start, end, list);
		at = *end ? end + 1 : end;
	}
	return true;
}
