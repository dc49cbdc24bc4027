/* Payment cards found in text and masked (ISO/IEC 7812-1: up to 19 digits, the
 * last a Luhn check digit; PCI DSS 3.4: the first six and last four may be
 * shown).
 *
 * A number is written in groups, and what stands beside it may be digits too:
 * a date, a security code, a telephone.  So first a row of groups is taken as
 * a whole, however it is cut up; then each part of it whose groups are as long
 * as those on cards.  Such a part may go over the end of one line. */
#include "plaint/facts/extract.h"

#include <string.h>

enum {
	CARD_MOST = 19,
	CARD_HEAD = 6,
	CARD_TAIL = 4,
	CARD_GROUP = 4, /* the shortest but for the last of 19 digits */
	CARD_LAST_GROUP = 3,
	CARD_USUAL = 16,
	SAID_MOST_BYTES = 64, /* "Картка, з якої я платила: 5375…" */
};

/* First digits of the card schemes: Mir and Mastercard 2, Amex and others 3,
 * Visa 4, Mastercard and Maestro 5, 6.  ICCID begins with 89. */
static bool is_card(const char *digits, size_t count, bool is_said)
{
	static const struct {
		const char *first;
		size_t least, most;
	} schemes[] = {
		{ "4", 13, 13 },
		{ "4", 16, 16 },
		{ "4", 19, 19 },
		{ "34", 15, 15 },
		{ "37", 15, 15 },
		{ "30", 14, 19 },
		{ "36", 14, 19 },
		{ "38", 14, 19 },
		{ "35", 16, 19 },
		{ "2", 16, 19 },
		{ "5", 16, 19 },
		{ "6", 16, 19 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (count >= schemes[i].least && count <= schemes[i].most &&
			g_str_has_prefix(digits, schemes[i].first))
			return luhn_is_valid(digits) ||
			       (is_said && count == CARD_USUAL);
	return false;
}

/* Does a word for cards stand close before it? */
static bool card_is_said(const char *text, const char *at)
{
	static const char *const words[] = { "карт", "Карт", "КАРТ", "card",
		"Card", "CARD", "visa", "Visa", "VISA" };
	const char *from = at - MIN((size_t)(at - text), SAID_MOST_BYTES);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_strstr_len(from, at - from, words[i]) != NULL)
			return true;
	return false;
}

/* Digits one after another.  digits holds CARD_MOST + 1 of them at most. */
struct run {
	char digits[CARD_MOST + 2];
	size_t count;
	const char *end;
	bool over_line; /* went on in the next line */
};

static void run_add(struct run *run, const char *from)
{
	for (run->end = from; g_ascii_isdigit(*run->end); run->end++) {
		if (run->count <= CARD_MOST)
			run->digits[run->count] = *run->end;
		run->count++;
	}
	run->digits[MIN(run->count, (size_t)CARD_MOST + 1)] = '\0';
}

/* Bytes of what may part two groups of a number; 0 where nothing does. */
static size_t separator(const char *at, bool *is_line_out)
{
	static const struct {
		const char *text;
		bool is_line;
	} separators[] = {
		{ " ", false },
		{ "-", false },
		{ "\xC2\xA0", false },	   /* no-break space */
		{ "\xE2\x80\xAF", false }, /* the narrow one */
		{ "\xE2\x80\x89", false }, /* thin space */
		{ "\xE2\x80\x91", false }, /* no-break hyphen */
		{ "\n", true },
		{ " \n", true },
		{ "\r\n", true },
	};
	*is_line_out = false;
	for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
		if (*at != *separators[i].text ||
			!g_str_has_prefix(at, separators[i].text))
			continue;
		size_t length = strlen(separators[i].text);
		*is_line_out = separators[i].is_line;
		if (g_ascii_isdigit(at[length]))
			return length;
	}
	return 0;
}

/* Every group of the line from `at` on. */
static struct run whole_row(const char *at)
{
	struct run run = { .end = at };
	size_t gap = 0;
	bool is_line;
	do {
		run_add(&run, run.end + gap);
		gap = separator(run.end, &is_line);
	} while (gap > 0 && !is_line);
	return run;
}

/* The longest card whose groups begin at `at`; of no digits when there is
 * none. */
static struct run card_of_groups(const char *at, bool is_said)
{
	struct run run = { .end = at };
	struct run card = { 0 };
	size_t gap = 0;
	bool is_line = false;
	do {
		size_t before = run.count;
		run.over_line = run.over_line || is_line;
		run_add(&run, run.end + gap);
		size_t group = run.count - before;
		bool is_last =
			group == CARD_LAST_GROUP && run.count == CARD_MOST;
		if (run.count > CARD_MOST || (group < CARD_GROUP && !is_last) ||
			(run.over_line && group != CARD_GROUP))
			break;
		if (is_card(run.digits, run.count, is_said))
			card = run;
		gap = separator(run.end, &is_line);
	} while (gap > 0 && !(is_line && run.over_line));
	return card;
}

static void append_masked(
	GString *out, const char *from, const char *to, size_t digits)
{
	size_t n = 0;
	for (const char *p = from; p < to; p++) {
		bool digit = g_ascii_isdigit(*p);
		bool shown = n < CARD_HEAD || n >= digits - CARD_TAIL;
		g_string_append_c(out, digit && !shown ? '*' : *p);
		n += digit ? 1 : 0;
	}
}

/* Is the row another number, in which a part may look like a card: an IBAN
 * (its letters stand before), an ICCID? */
static bool is_other_number(const char *text, const char *at, struct run *row)
{
	return (at > text && g_ascii_isalpha(at[-1])) ||
	       (strncmp(row->digits, "89", 2) == 0 && row->count >= CARD_MOST);
}

/* Append the row of digits at `at`; returns what follows it. */
static const char *append_row(GString *out, const char *text, const char *at)
{
	struct run row = whole_row(at);
	bool is_other = is_other_number(text, at, &row);
	bool is_said = row.count >= CARD_USUAL && card_is_said(text, at);
	struct run card = is_card(row.digits, row.count, is_said)
				  ? row
				  : (struct run){ 0 };
	const char *end = row.end;
	while (at < end) {
		if (card.count == 0 && !is_other && g_ascii_isdigit(*at))
			card = card_of_groups(at, is_said);
		if (card.count > 0) {
			append_masked(out, at, card.end, card.count);
			at = card.end;
			card.count = 0;
			continue;
		}
		const char *from = at++;
		while (at < end &&
			g_ascii_isdigit(*from) == g_ascii_isdigit(*at))
			at++;
		g_string_append_len(out, from, at - from);
	}
	return at;
}

char *text_mask_cards(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	const char *at = text;
	while (*at != '\0') {
		size_t other = strcspn(at, "0123456789");
		g_string_append_len(out, at, (gssize)other);
		at += other;
		if (*at != '\0')
			at = append_row(out, text, at);
	}
	return g_string_free(out, FALSE);
}
