/* Making foreign text safe, and folding it for comparison. */

#include "plaint/base/utf8.h"

#include <stdint.h>
#include <string.h>

enum {
	RUN_BYTES = 256
};

bool utf8_is_valid(const char *text, size_t length)
{
	return g_utf8_validate_len(text, length, NULL);
}

bool utf8_is_ascii(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint64_t seen = 0;
	for (; length >= sizeof(seen); length -= sizeof(seen)) {
		uint64_t eight;
		memcpy(&eight, at, sizeof(eight));
		seen |= eight;
		at += sizeof(eight);
		if ((seen & UINT64_C(0x8080808080808080)) != 0)
			return false;
	}
	for (; length > 0; length--)
		seen |= *at++;
	return (seen & 0x80) == 0;
}

char *utf8_make_valid(const char *bytes, size_t length, size_t *replaced_out)
{
	GString *out = g_string_sized_new(length + 16);
	size_t replaced = 0;
	while (length > 0) {
		const char *end;
		bool valid = g_utf8_validate_len(bytes, length, &end);
		g_string_append_len(out, bytes, end - bytes);
		if (valid)
			break;
		g_string_append(out, "\xEF\xBF\xBD");
		replaced++;
		length -= (size_t)(end - bytes) + 1;
		bytes = end + 1;
	}
	if (replaced_out != NULL)
		*replaced_out = replaced;
	return g_string_free(out, FALSE);
}

static char *fold_any(const char *text, gssize length)
{
	/* Compatibility forms may hold capitals ("№" is "No"), so they are
	 * taken apart before the case is folded. */
	g_autofree char *apart =
		g_utf8_normalize(text, length, G_NORMALIZE_NFKC);
	g_autofree char *folded = apart != NULL ? g_utf8_casefold(apart, -1)
						: g_utf8_casefold(text, length);
	char *normal = g_utf8_normalize(folded, -1, G_NORMALIZE_NFC);
	return normal != NULL ? normal : g_steal_pointer(&folded);
}

/* The letters most text is made of fold one by one: each is its own normal
 * form and joins no letter before it.  Bytes of the one at `at`, folded into
 * `out`, which are as many; 0 when it is not such a one. */
static inline int fold_simple(const char *at, char out[2])
{
	unsigned char first = (unsigned char)at[0];
	if (first < 0x80) {
		bool is_capital = first >= 'A' && first <= 'Z';
		out[0] = (char)(first | (is_capital ? 0x20 : 0));
		return first != 0;
	}
	if ((first & 0xFE) != 0xD0 || (at[1] & 0xC0) != 0x80)
		return 0;
	/* U+0400 to U+045F in sixteens: how far the small letter stands. */
	static const unsigned char small_letter[] = { 0x50, 0x20, 0x20, 0, 0,
		0 };
	unsigned c = (first & 1u) << 6 | ((unsigned char)at[1] & 0x3Fu);
	if (c >= 16 * sizeof(small_letter))
		return 0;
	c += small_letter[c / 16];
	out[0] = (char)(0xD0 | c >> 6);
	out[1] = (char)(0x80 | (c & 0x3F));
	return 2;
}

/* Where the next simple letter begins. */
static const char *skip_others(const char *at)
{
	char folded[2];
	do {
		at++;
	} while (*at != '\0' &&
		 ((*at & 0xC0) == 0x80 || fold_simple(at, folded) == 0));
	return at;
}

/* Simple letters from `at` on, folded and added; where they end.  *before is
 * set to the bytes of the last of them. */
static const char *fold_run(const char *at, GString *out, int *before)
{
	char folded[RUN_BYTES], *to = folded;
	while (to < folded + sizeof(folded) - 2) {
		int bytes = fold_simple(at, to);
		if (bytes == 0)
			break;
		to += bytes;
		at += bytes;
	}
	if (to > folded)
		*before = (to[-1] & 0x80) != 0 ? 2 : 1;
	g_string_append_len(out, folded, to - folded);
	return at;
}

char *utf8_fold(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	int before = 0; /* bytes of a simple letter just folded */
	for (const char *at = text; *at != '\0';) {
		const char *next = fold_run(at, out, &before);
		if (next > at) {
			at = next;
			continue;
		}
		/* An accent belongs to the letter before it. */
		const char *end = skip_others(at);
		g_string_truncate(out, out->len - (gsize)before);
		g_autofree char *others =
			fold_any(at - before, end - at + before);
		g_string_append(out, others);
		before = 0;
		at = end;
	}
	return g_string_free(out, FALSE);
}

char *utf8_cut(const char *text, size_t most_characters)
{
	const char *at = text;
	while (most_characters-- > 0 && *at != '\0')
		at = g_utf8_next_char(at);
	return g_strndup(text, (gsize)(at - text));
}

char *utf8_one_line(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	bool gap = false;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_iscntrl(c) || g_unichar_isspace(c)) {
			gap = true;
			continue;
		}
		if (gap && out->len > 0)
			g_string_append_c(out, ' ');
		gap = false;
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}
