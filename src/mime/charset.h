/* Which charset bytes are really in, and the bytes as valid UTF-8.
 *
 * Labels lie, so the label is a witness, not a judge:
 * it is believed when the bytes decode by it and the text looks like what the
 * label claims; otherwise the bytes are.  One thread per process uses this:
 * converters are opened once and kept, see charset_warm_up. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

struct charset_text {
	char *text;	       /* valid UTF-8, no NUL; owned */
	const char *used;      /* canonical name, lower case; static */
	const char *also_used; /* by other lines (charset_mixed.h); NULL */
	size_t replaced;       /* bytes that became U+FFFD */
	bool is_ascii;	       /* nothing to choose: 7-bit */
	bool is_declared;      /* the label was believed */
};

/* Every converter of the table; GError MIME_ERROR_SETUP names a missing one. */
bool charset_warm_up(GError **error);

/* declared: the label as written, "" when none.  No bytes may be NULL, here
 * and below. */
void charset_decode(const char *bytes, size_t length, const char *declared,
	struct charset_text *out);

/* UTF-8, but for a few bytes that are broken. */
bool charset_looks_utf8(const char *bytes, size_t length);

/* Canonical name of a label, NULL when unknown. */
const char *charset_find(const char *label);

/* Bytes by that charset alone.  What does not decode is U+FFFD, counted. */
char *charset_convert(const char *canonical, const char *bytes, size_t length,
	size_t *replaced_out);

/* UTF-8 text into that one-byte charset; NULL when a character is not in it.
 * C1 controls pass as the byte of their number, which is how the bytes that a
 * windows charset leaves undefined come out of most programs. */
GByteArray *charset_encode(
	const char *canonical, const char *text, size_t length);

/* How much text (valid UTF-8) reads like Ukrainian, Russian or Belarusian
 * text in its letters: about 0 for noise, 1 for prose; for choosing among
 * readings of the same bytes.  letters_out (may be NULL): Cyrillic letters
 * seen. */
double cyrillic_score(const char *text, size_t length, size_t *letters_out);

/* What each byte of a one-byte charset looks like to cyrillic_score(), so that
 * a reading can be judged without being made. */
struct cyrillic_bytes {
	const struct character *looks[256];
};
enum {
	CYRILLIC_UNDECODABLE = 0xfffd,
};
void cyrillic_bytes_set(
	struct cyrillic_bytes *bytes, guint8 byte, gunichar character);
/* As cyrillic_score() of the bytes converted; how many would be U+FFFD. */
double cyrillic_score_bytes(const struct cyrillic_bytes *as, const char *bytes,
	size_t length, size_t *letters_out, size_t *undecodable_out);
/* No order of the bytes, counted, has a better score than this. */
double cyrillic_bytes_most(
	const struct cyrillic_bytes *as, const size_t counts[256]);
/* Those of a charset of the Cyrillic ones; kept. */
const struct cyrillic_bytes *charset_cyrillic_bytes(const char *canonical);

/* Score from which on a text is taken to be prose. */
extern const double cyrillic_convincing;
