/* A stamp is one to three short lines: a word, a number, a date, in this
 * order or with the date first. */
#include "plaint/letters/receipt.h"

#include <string.h>
#include "plaint/facts/date_words.h"
#include "plaint/facts/regex.h"

enum {
	LINE_MOST_CHARACTERS = 64,
	LINES_MOST = 3,	 /* from the word to the date, the word's counted */
	OTHER_MOST = 14, /* letters besides word and date */
	CENTURY = 2000,
};

struct line {
	size_t from, to; /* bytes of the page's text, without the end */
};

struct seek {
	const char *text;
	const struct receipt_bounds *bounds;
	size_t from; /* of the lines looked at */
	bool is_found;
	struct day day;
	size_t date_from, date_to;
};

static GArray *lines_of(const char *text)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	for (const char *at = text; *at != '\0';) {
		size_t length = strcspn(at, "\n");
		struct line line = { (size_t)(at - text),
			(size_t)(at - text) + length };
		if (length > 0)
			g_array_append_val(lines, line);
		at += length + (at[length] == '\n' ? 1 : 0);
	}
	return lines;
}

static struct line *line_at(const GArray *lines, guint at)
{
	return &g_array_index(lines, struct line, at);
}

static bool line_is_short(const char *text, const struct line *line)
{
	return g_utf8_strlen(text + line->from,
		       (gssize)(line->to - line->from)) <= LINE_MOST_CHARACTERS;
}

static bool note_word(const struct regex_match *match, void *user)
{
	size_t *place = user;
	place[0] = match->from[1];
	place[1] = match->to[1];
	return false;
}

/* The word that begins the line; OCR takes Latin for Cyrillic now and then. */
static bool find_word(const char *text, const struct line *line,
	size_t *from_out, size_t *to_out)
{
	static gsize compiled;
	static const char pattern[] =
		"^\\W*([вb][хx](?:ід|од)?(?:н\\w*|ящ\\w*)?\\.?\\s*"
		"(?:№|n[o°º]?(?!\\w)|#|номер)|"
		/* the sign for a number is read as all sorts of things */
		"[вb][хx]\\.\\s*(?:\\p{L}{1,2}\\d?\\.?\\s+)?(?=\\d)|"
		"ув\\.?\\s*№|"
		"(?:вхідний|входящий|отримано|надійшло|получено|"
		"поступило|атрымана|паступіла|received)(?!\\w))";
	size_t place[2] = { 0, 0 };
	regex_each(regex_once(&compiled, pattern, REGEX_CASELESS),
		text + line->from, line->to - line->from, note_word, place);
	*from_out = line->from + place[0];
	*to_out = line->from + place[1];
	return place[1] > place[0];
}

/* Whether the day can be one of receipt. */
static bool take_day(
	struct seek *seek, const struct regex_match *match, struct day day)
{
	if (day_compare(day, seek->bounds->today) > 0 ||
		days_between(day, seek->bounds->file) > RECEIPT_OLDEST_DAYS)
		return false;
	seek->is_found = true;
	seek->day = day;
	seek->date_from = seek->from + match->from[0];
	seek->date_to = seek->from + match->to[0];
	return true;
}

static int group_number(const struct regex_match *match, int group)
{
	g_autofree char *text = regex_group(match, group);
	return (int)g_ascii_strtoll(text, NULL, 10);
}

static bool note_date(const struct regex_match *match, void *user)
{
	struct seek *seek = user;
	g_autofree char *month = regex_group(match, 2);
	int month_number = g_ascii_isdigit(month[0]) ? group_number(match, 2)
						     : month_of_word(month);
	int year = group_number(match, 3);
	struct day day;
	if (year < 100)
		year += CENTURY;
	return !day_from_ymd(
		       year, month_number, group_number(match, 1), &day) ||
	       !take_day(seek, match, day);
}

static bool note_iso(const struct regex_match *match, void *user)
{
	struct seek *seek = user;
	struct day day;
	return !day_from_ymd(group_number(match, 1), group_number(match, 2),
		       group_number(match, 3), &day) ||
	       !take_day(seek, match, day);
}

static void find_date(struct seek *seek, size_t from, size_t to)
{
	static const struct {
		const char *pattern;
		bool (*note)(const struct regex_match *match, void *user);
	} forms[] = {
		{ "(?<!\\d)(20\\d\\d)-(\\d\\d)-(\\d\\d)(?!\\d)", note_iso },
		{ "(?<![\\d.])(\\d{1,2})\\s?[-.,/]\\s?(\\d{1,2})\\s?[-.,/]"
		  "\\s?(20\\d\\d|\\d\\d)(?!\\d)",
			note_date },
		{ "(?<![\\d.])(\\d{1,2})[-.\\s«»\"“”]{1,3}"
		  "((?:січ|янв|сту|jan|лют|фев|feb|бер|мар|сак|mar|кві|апр|"
		  "кра|apr|тра|мая|май|may|чер|июн|чэр|jun|лип|июл|ліп|jul|"
		  "сер|авг|жні|aug|вер|сен|sep|жов|окт|кас|oct|лис|ноя|ліс|"
		  "nov|гру|дек|сне|dec)\\p{L}*)[-.,\\s]{1,2}"
		  "(20\\d\\d|\\d\\d)(?!\\d)",
			note_date },
	};
	static gsize compiled[G_N_ELEMENTS(forms)];
	seek->from = from;
	for (size_t i = 0; i < G_N_ELEMENTS(forms) && !seek->is_found; i++)
		regex_each(regex_once(&compiled[i], forms[i].pattern,
				   REGEX_CASELESS),
			seek->text + from, to - from, forms[i].note, seek);
}

/* Letters between from and to that are neither of the word nor of the
 * date. */
static int other_letters(const struct seek *seek, const struct line *lines,
	size_t word_from, size_t word_to)
{
	int letters = 0;
	const char *end = seek->text + lines->to;
	for (const char *at = seek->text + lines->from; at < end;
		at = g_utf8_next_char(at)) {
		size_t place = (size_t)(at - seek->text);
		bool is_part =
			(place >= word_from && place < word_to) ||
			(place >= seek->date_from && place < seek->date_to);
		letters += !is_part && g_unichar_isalpha(g_utf8_get_char(at));
	}
	return letters;
}

/* A stamp whose word begins line `at`: the date in it, in the next ones, or
 * in the one before. */
static bool stamp_at(struct seek *seek, const GArray *lines, guint at,
	struct receipt_stamp *out)
{
	size_t word_from, word_to;
	const struct line *line = line_at(lines, at);
	if (!line_is_short(seek->text, line) ||
		!find_word(seek->text, line, &word_from, &word_to))
		return false;
	seek->is_found = false;
	guint last = at;
	struct line all = *line;
	find_date(seek, line->from, line->to);
	while (!seek->is_found && last + 1 < lines->len &&
		last - at + 1 < LINES_MOST &&
		line_is_short(seek->text, line_at(lines, last + 1))) {
		last++;
		all.to = line_at(lines, last)->to;
		find_date(seek, line_at(lines, last)->from, all.to);
	}
	if (!seek->is_found && at > 0 &&
		line_is_short(seek->text, line_at(lines, at - 1))) {
		all = (struct line){ line_at(lines, at - 1)->from, line->to };
		find_date(seek, all.from, line->from);
	}
	if (!seek->is_found ||
		other_letters(seek, &all, word_from, word_to) > OTHER_MOST)
		return false;
	out->day = seek->day;
	out->span.part = PART_TEXT;
	out->span.offset = MIN(word_from, seek->date_from);
	out->span.length = MAX(word_to, seek->date_to) - out->span.offset;
	return true;
}

bool receipt_find(const struct document *document,
	const struct receipt_bounds *bounds, struct receipt_stamp *out)
{
	bool is_found = false;
	for (guint i = 0; i < document->pages->len; i++) {
		const struct page *page = document->pages->pdata[i];
		struct seek seek = { .text = page->text, .bounds = bounds };
		g_autoptr(GArray) lines = lines_of(page->text);
		for (guint at = 0; at < lines->len; at++) {
			struct receipt_stamp stamp = { .page = (int)i + 1 };
			if (!stamp_at(&seek, lines, at, &stamp) ||
				(is_found &&
					day_compare(stamp.day, out->day) >= 0))
				continue;
			*out = stamp;
			is_found = true;
		}
	}
	return is_found;
}
