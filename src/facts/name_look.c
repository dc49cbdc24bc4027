/* Names have capitals: two words with one side by side, or an initial, are few
 * in a text, and most patterns of names need them. */
#include "name_look.h"

#include <string.h>
#include "plaint/text/letter.h"

enum {
	LAST_LINES_BYTES = 800,
	BEFORE_NAME_BYTES = 300, /* "від" and eight words; a role */
	FOUND_BEHIND_BYTES = 160, /* "Ганна Лис, особовий рахунок 123" */
	BEFORE_END_BYTES = 120,
	INITIAL_MOST_BYTES = 4, /* "Chas." */
};

/* A word that has capitals, and the first and the last of them. */
struct capitals {
	size_t first, last;
	size_t to; /* the word's end */
};

static bool is_capital(const char *at)
{
	gunichar c = letter_at(at);
	return letter_is(c) && letter_small(c) != c;
}

static bool is_of_name(gunichar c)
{
	return letter_is(c) || c == '\'' || c == '-' || c == 0x2019 ||
	       c == 0x2BC;
}

static const char *skip_gap(const char *at)
{
	while (*at == ' ' || *at == '\t' || letter_at(at) == 0xA0)
		at = g_utf8_next_char(at);
	return at;
}

/* "та", "and" and the like at `at`, or what stands there. */
static const char *skip_and(const char *at)
{
	static const struct {
		gunichar first;
		const char *rest;
	} words[] = { { 0x442, "а" }, { 0x456, "" }, { 0x439, "" },
		{ 0x438, "" }, { 0x434, "ы" }, { 'a', "nd" }, { '&', "" } };
	gunichar first = letter_at(at);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (words[i].first != first ||
			!g_str_has_prefix(g_utf8_next_char(at), words[i].rest))
			continue;
		const char *behind =
			g_utf8_next_char(at) + strlen(words[i].rest);
		const char *next = skip_gap(behind);
		return next > behind ? next : at;
	}
	return at;
}

/* Another word with a capital stands behind it, or it is an initial. */
static bool is_full(const char *text, const struct capitals *word)
{
	const char *from = text + word->first, *to = text + word->to;
	bool is_short = g_utf8_next_char(from) == to ||
			(*from > 0 && to - from <= INITIAL_MOST_BYTES);
	if (*to == '.')
		return is_short && is_capital(skip_gap(to + 1));
	const char *next = skip_gap(to);
	return next > to && (is_capital(next) || is_capital(skip_and(next)));
}

/* The capitals from `p` on to the end of what belongs to a name there; first is
 * SIZE_MAX where there are none. */
static struct capitals read_capitals(const struct finder *finder, const char *p)
{
	const char *text = finder->text, *end = text + finder->length;
	struct capitals word = { .first = SIZE_MAX };
	for (; p < end && is_of_name(letter_at(p));
		p = small_letters_end(g_utf8_next_char(p), end)) {
		if (!is_capital(p))
			continue;
		word.last = (size_t)(p - text);
		word.first = MIN(word.first, word.last);
	}
	word.to = (size_t)(p - text);
	return word;
}

/* Nothing of a name stands from `p` on. */
static bool is_past_names(const struct finder *finder, const char *p)
{
	const char *end = finder->text + finder->length;
	while (p < end && !is_of_name(letter_at(p)))
		p = g_utf8_next_char(p);
	return p >= end;
}

static bool ends_as(const char *from, const char *to, const char *ending)
{
	size_t length = strlen(ending);
	return (size_t)(to - from) >= length &&
	       memcmp(to - length, ending, length) == 0;
}

static bool is_and(const char *at)
{
	return skip_and(at) > at;
}

static unsigned sign_of(gunichar c)
{
	switch (c) {
	case ',':
		return SIGN_COMMA;
	case '.':
		return SIGN_STOP;
	case '(':
		return SIGN_BRACKET;
	case '\n':
	case '\r':
		return SIGN_LINE;
	case '|':
	case 0xB7:   /* · */
	case 0x2022: /* • */
		return SIGN_BAR;
	default:
		return 0;
	}
}

/* ", 78 років", ", aged 78", behind the comma.  \d is any digit. */
static bool is_age(const char *at)
{
	gunichar c = letter_at(skip_gap(at));
	return g_unichar_isdigit(c) || c == 'a' || c == 'A';
}

static unsigned signs_at(const struct finder *finder, const char *at)
{
	const char *next = skip_gap(at);
	unsigned out = sign_of(letter_at(next));
	if (g_str_has_prefix(next, "here"))
		out |= SIGN_HERE;
	if (is_and(next))
		out |= SIGN_AND;
	if (*next == ',' && is_age(next + 1))
		out |= SIGN_AGE;
	return is_past_names(finder, next) ? out | SIGN_END : out;
}

/* Of a word that may be the last of a name: behind it, and behind the full
 * stop of an initial. */
static unsigned signs_of(
	const struct finder *finder, const struct capitals *word)
{
	static const char *const patronymics[] = { "ич", "іч", "вна", "ўна",
		"чна" };
	const char *to = finder->text + word->to;
	unsigned signs = signs_at(finder, to);
	if (*to == '.')
		signs |= signs_at(finder, to + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(patronymics); i++)
		if (ends_as(finder->text, to, patronymics[i]))
			signs |= SIGN_PATRONYMIC;
	return signs;
}

/* Of struct capitals; those with a name's look, and the last word of all
 * behind them where it has a capital.  Tells `look` the signs of what may end
 * a name: a word behind one that is_full, or of strange letters. */
static GArray *find_capitals(const struct finder *finder,
	struct name_look *look, size_t last_lines, bool *ends)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct capitals));
	const char *text = finder->text;
	struct capitals word = { .first = SIZE_MAX };
	size_t behind = 0;
	bool is_behind_full = false;
	for (guint i = 0; i < finder->words->len; i++) {
		const struct word_head *head =
			&g_array_index(finder->words, struct word_head, i);
		if (head->is_small || head->at < behind)
			continue;
		struct capitals read = read_capitals(finder, text + head->at);
		bool is_strange = read.first == SIZE_MAX;
		bool is_name = is_strange || is_full(text, &read);
		unsigned signs = is_behind_full || is_strange
					 ? signs_of(finder, &read)
					 : 0;
		if (is_name && is_and(skip_gap(text + read.to)))
			signs |= SIGN_AND;
		look->signs[IN_ALL] |= signs;
		if (read.to >= last_lines)
			look->signs[IN_LAST_LINES] |= signs;
		is_behind_full = is_name;
		behind = read.to;
		if (is_strange)
			continue;
		word = read;
		if (is_name)
			g_array_append_val(out, word);
	}
	*ends = word.first != SIZE_MAX && is_past_names(finder, text + word.to);
	if (*ends)
		g_array_append_val(out, word);
	return out;
}

static bool is_found_behind(const struct finder *finder, size_t at)
{
	size_t left = MIN(finder->length - at, (size_t)FOUND_BEHIND_BYTES);
	return memchr(finder->rest + at, FOUND, left) != NULL;
}

static size_t last_word_end(const struct finder *finder)
{
	size_t end = finder->length;
	while (end > 0 && g_ascii_isspace(finder->text[end - 1]))
		end--;
	return end;
}

/* How far it is back to the line's beginning and what parts it from the one
 * above, `most` bytes at most. */
static size_t bytes_on_line(const char *text, size_t at, size_t most)
{
	size_t bytes = 0;
	while (bytes < most && bytes < at && text[at - bytes - 1] != '\n')
		bytes++;
	return bytes + (bytes < at ? 1 : 0);
}

/* Adds `most` bytes before a word, but not before `least`. */
static void look_before(GArray *passages, const struct finder *finder,
	const struct capitals *word, size_t least, size_t most)
{
	if (word->last >= least)
		passages_add(passages, finder->text, word->first, word->last,
			MIN(most, word->first - MIN(word->first, least)));
}

/* Before a word, and on its line alone.  Returns how far before it the line
 * begins, BEFORE_NAME_BYTES at most. */
static size_t look_at(GArray *in_all, GArray *on_line,
	const struct finder *finder, const struct capitals *word, size_t least)
{
	size_t most = BEFORE_NAME_BYTES;
	look_before(in_all, finder, word, least, most);
	most = bytes_on_line(finder->text, word->first, most);
	look_before(on_line, finder, word, least, most);
	return most;
}

/* What begins at `least` or behind it. */
static void look_from(GArray **passages, const struct finder *finder,
	const GArray *capitals, bool ends, size_t least)
{
	size_t end = last_word_end(finder);
	for (int i = 0; i < WHERES; i++)
		passages[i] = g_array_new(FALSE, FALSE, sizeof(struct passage));
	for (guint i = 0; i < capitals->len; i++) {
		const struct capitals *word =
			&g_array_index(capitals, struct capitals, i);
		bool is_last = ends && i + 1 == capitals->len;
		size_t most =
			look_at(passages[is_last ? BEFORE_LAST : BEFORE_FULL],
				passages[is_last ? LAST_ON_LINE : ON_LINE],
				finder, word, least);
		if (!is_last && is_found_behind(finder, word->to))
			look_before(passages[BESIDE_FOUND], finder, word, least,
				most);
	}
	passages_add(passages[BEFORE_END], finder->text, end, finder->length,
		MIN(end - MIN(end, least), (size_t)BEFORE_END_BYTES));
	passages_add(
		passages[ANYWHERE], finder->text, least, finder->length, 0);
}

void name_look_init(struct name_look *look, const struct finder *finder,
	const GArray *words)
{
	bool ends = false;
	size_t end = last_word_end(finder);
	size_t last_lines = end - MIN(end, (size_t)LAST_LINES_BYTES);
	memset(look->signs, 0, sizeof(look->signs));
	g_autoptr(GArray) capitals =
		find_capitals(finder, look, last_lines, &ends);
	for (int i = 0; i < LOOKS; i++) {
		look_from(look->passages[i], finder, capitals, ends,
			i == IN_LAST_LINES ? last_lines : 0);
		for (int k = 0; k < WHERES; k++)
			look->words[i][k] =
				words_within(words, look->passages[i][k]);
	}
}

void name_look_clear(struct name_look *look)
{
	for (int i = 0; i < LOOKS; i++)
		for (int k = 0; k < WHERES; k++) {
			g_array_unref(look->passages[i][k]);
			g_array_unref(look->words[i][k]);
		}
}

bool name_look_has_signs(
	const struct name_look *look, int in, const struct place *place)
{
	return place->signs == 0 || (place->signs & look->signs[in]) != 0;
}
