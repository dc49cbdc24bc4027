/* Looks through the HTML as bytes: "cid:" is ASCII in every charset that mail
 * is written in, and a plain text beside it does not keep a picture from being
 * shown to those who see the HTML. */
#include "shown.h"

#include <stdlib.h>
#include <string.h>

enum {
	TAG_BYTES_MOST = 2048, /* before the reference, and behind it */
	WIDTH_MOST = 100000,
	ID_BYTES_MOST = 998,
};

/* "width=120", "width: 120px"; 0 for another unit, or none such in the tag. */
static int width_at(const char *text)
{
	const char *at = text + strlen("width");
	char *end = NULL;
	long width;

	at += strspn(at, " \t\r\n");
	if (*at != '=' && *at != ':')
		return 0;
	at += 1 + strspn(at + 1, " \t\r\n\"'");
	if (!g_ascii_isdigit(*at))
		return 0;
	width = strtol(at, &end, 10);
	if (*end == '.' || *end == '%' ||
		(g_ascii_isalpha(*end) &&
			g_ascii_strncasecmp(end, "px", 2) != 0))
		return 0;
	return width > 0 && width < WIDTH_MOST ? (int)width : 0;
}

static int tag_width(const char *tag)
{
	for (const char *at = tag; *at; at++) {
		bool is_whole =
			at > tag && at[-1] != '-' && !g_ascii_isalnum(at[-1]);
		int width = is_whole && !g_ascii_strncasecmp(at, "width", 5)
				    ? width_at(at)
				    : 0;

		if (width > 0)
			return width;
	}
	return 0;
}

/* The tag around html[at], without its brackets. */
static char *tag_around(const char *html, size_t length, size_t at)
{
	size_t begin = at, end = at;

	while (begin > 0 && at - begin < TAG_BYTES_MOST &&
		html[begin - 1] != '<' && html[begin - 1] != '>')
		begin--;
	while (end < length && end - at < TAG_BYTES_MOST && html[end] != '>')
		end++;
	return g_strndup(html + begin, end - begin);
}

static void mark(const char *html, size_t length, size_t at, GHashTable *parts,
	struct shown *shown)
{
	size_t begin = at + strlen("cid:"), end = begin;
	g_autofree char *id = NULL;
	g_autofree char *plain = NULL;
	void *place = NULL;

	while (end < length && end - begin < ID_BYTES_MOST &&
		!strchr("\"'<>) \t\r\n", html[end]))
		end++;
	id = g_strndup(html + begin, end - begin);
	plain = g_uri_unescape_string(id, NULL);
	if (!g_hash_table_lookup_extended(
		    parts, plain ? plain : id, NULL, &place))
		return;
	at = GPOINTER_TO_UINT(place);
	if (!shown[at].is_shown) {
		g_autofree char *tag = tag_around(html, length, begin);

		shown[at].width = tag_width(tag);
	}
	shown[at].is_shown = true;
}

static void look_through(
	const char *html, size_t length, GHashTable *parts, struct shown *shown)
{
	for (size_t at = 0; at + 4 < length; at++) {
		const char *colon = memchr(html + at + 3, ':', length - at - 3);

		if (!colon)
			return;
		at = (size_t)(colon - html) - 3;
		if (!g_ascii_strncasecmp(html + at, "cid", 3))
			mark(html, length, at, parts, shown);
	}
}

/* Content-ID to place; parts of letters mostly have none. */
static GHashTable *ids_of(const struct structure *structure)
{
	GHashTable *parts = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);

		if (part->content_id && *part->content_id)
			g_hash_table_insert(
				parts, part->content_id, GUINT_TO_POINTER(i));
	}
	return parts;
}

struct shown *shown_find(
	const struct structure *structure, const struct mime_limits *limits)
{
	struct shown *shown = g_new0(struct shown, structure->parts->len + 1);
	g_autoptr(GHashTable) parts = ids_of(structure);
	size_t left = (size_t)limits->max_html_bytes;

	for (guint i = 0; i < structure->parts->len; i++) {
		const struct part *part = structure_part(structure, (int)i);
		g_autoptr(GBytes) html = NULL;
		size_t length;

		if (g_hash_table_size(parts) == 0 ||
			!g_str_equal(part->type, "text/html"))
			continue;
		html = structure_decode(structure, part);
		length = MIN(g_bytes_get_size(html), left);
		look_through(
			g_bytes_get_data(html, NULL), length, parts, shown);
		left -= length;
	}
	return shown;
}
