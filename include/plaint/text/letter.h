/* Characters without a call into GLib where they are ASCII or the Cyrillic of
 * our languages, as nearly all of a letter's are; the answers are GLib's. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum {
	CYRILLIC_CAPITAL_FIRST = 0x400, /* Ѐ to Џ, then А to Я */
	CYRILLIC_CAPITAL_A = 0x410,
	CYRILLIC_SMALL_A = 0x430, /* а to я, then ѐ to џ */
	CYRILLIC_SMALL_LAST = 0x45F,
};

static inline bool letter_is_cyrillic(gunichar c)
{
	return c >= CYRILLIC_CAPITAL_FIRST && c <= CYRILLIC_SMALL_LAST;
}

/* g_utf8_get_char */
static inline gunichar letter_at(const char *at)
{
	guchar first = (guchar)at[0];
	if (first < 0x80)
		return first;
	if (first < 0xE0) /* of two bytes */
		return (first & 0x1Fu) << 6 | ((guchar)at[1] & 0x3Fu);
	return g_utf8_get_char(at);
}

/* g_utf8_next_char */
static inline const char *letter_next(const char *at)
{
	guchar first = (guchar)at[0];
	return first < 0x80   ? at + 1
	       : first < 0xE0 ? at + 2
			      : g_utf8_next_char(at);
}

/* Of a text's bytes at most so many that are whole letters. */
static inline size_t letters_cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((guchar)text[most] & 0xC0) == 0x80)
		most--;
	return most;
}

/* From one Cyrillic letter to another is that there, which is not ASCII?  One
 * comparison: which of the two first bytes they have a letter has nobody can
 * foresee. */
static inline bool letter_is_within(
	const char *at, gunichar first, gunichar last)
{
	gunichar c = (gunichar)(guchar)at[0] << 6 | ((guchar)at[1] & 0x3Fu);
	return c - (0xC0u << 6) - first <= last - first;
}

/* letter_is_cyrillic of the letter there. */
static inline bool letter_is_cyrillic_at(const char *at)
{
	return letter_is_within(
		at, CYRILLIC_CAPITAL_FIRST, CYRILLIC_SMALL_LAST);
}

/* g_unichar_isalpha */
static inline bool letter_is(gunichar c)
{
	return c < 0x80 ? g_ascii_isalpha((char)c)
			: letter_is_cyrillic(c) || g_unichar_isalpha(c);
}

/* g_unichar_isalnum */
static inline bool letter_is_or_digit(gunichar c)
{
	return c < 0x80 ? g_ascii_isalnum((char)c)
			: letter_is_cyrillic(c) || g_unichar_isalnum(c);
}

/* Those that people and programs type. */
static inline bool letter_is_apostrophe(gunichar c)
{
	return !letter_is_cyrillic(c) &&
	       (c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 ||
		       c == 0x02BC);
}

/* g_unichar_isspace */
static inline bool letter_is_space(gunichar c)
{
	return c < 0x80 ? g_ascii_isspace((char)c)
			: !letter_is_cyrillic(c) && g_unichar_isspace(c);
}

/* g_unichar_isupper */
static inline bool letter_is_capital(gunichar c)
{
	return c < 0x80		       ? g_ascii_isupper((char)c)
	       : letter_is_cyrillic(c) ? c < CYRILLIC_SMALL_A
				       : g_unichar_isupper(c);
}

/* g_unichar_islower */
static inline bool letter_is_small(gunichar c)
{
	return c < 0x80		       ? g_ascii_islower((char)c)
	       : letter_is_cyrillic(c) ? c >= CYRILLIC_SMALL_A
				       : g_unichar_islower(c);
}

/* g_unichar_to_utf8 */
static inline size_t letter_put(gunichar c, char *out)
{
	if (c >= 0x800)
		return (size_t)g_unichar_to_utf8(c, out);
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	out[0] = (char)(0xC0 | c >> 6);
	out[1] = (char)(0x80 | (c & 0x3F));
	return 2;
}

/* g_unichar_tolower */
static inline gunichar letter_small(gunichar c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
	if (!letter_is_cyrillic(c))
		return g_unichar_tolower(c);
	return c >= CYRILLIC_SMALL_A ? c
	       : c >= CYRILLIC_CAPITAL_A
		       ? c + CYRILLIC_SMALL_A - CYRILLIC_CAPITAL_A
		       : c + CYRILLIC_SMALL_LAST + 1 - CYRILLIC_CAPITAL_A;
}

/* Behind what are letters, or those and digits, from `at` on. */
static inline const char *letter_run_end(
	const char *at, const char *end, bool with_digits)
{
	while (at < end) {
		if ((guchar)*at < 0x80) {
			if (!g_ascii_isalpha(*at) &&
				!(with_digits && g_ascii_isdigit(*at)))
				break;
			at++;
		} else if (letter_is_cyrillic_at(at)) {
			at += 2;
		} else {
			gunichar c = letter_at(at);
			if (with_digits ? !letter_is_or_digit(c)
					: !letter_is(c))
				break;
			at = g_utf8_next_char(at);
		}
	}
	return at;
}

static inline const char *letters_end(const char *at, const char *end)
{
	return letter_run_end(at, end, false);
}

static inline const char *letters_or_digits_end(const char *at, const char *end)
{
	return letter_run_end(at, end, true);
}

/* Behind what are small letters, ASCII or Cyrillic. */
static inline const char *small_letters_end(const char *at, const char *end)
{
	while (at < end) {
		guchar first = (guchar)*at;
		if (first < 0x80 ? g_ascii_islower(*at)
				 : letter_is_within(at, CYRILLIC_SMALL_A,
					   CYRILLIC_SMALL_LAST))
			at += first < 0x80 ? 1 : 2;
		else
			break;
	}
	return at;
}
