/* Cutting text into words and sentences.  Made for letters as people and
 * scanners write them: broken lines, mixed alphabets, three kinds of
 * apostrophe. */
#include "plaint/text/words.h"

#include <string.h>
#include "plaint/text/append.h"
#include "plaint/text/letter.h"

/* Latin letters and digits that stand for Cyrillic ones: slips of the
 * keyboard and of character recognition. */
static const struct {
	gunichar latin, cyrillic;
} look_alikes[] = {
	{ 'a', 0x430 },
	{ 'b', 0x432 },
	{ 'c', 0x441 },
	{ 'e', 0x435 },
	{ 'h', 0x43D },
	{ 'i', 0x456 },
	{ 'k', 0x43A },
	{ 'm', 0x43C },
	{ 'o', 0x43E },
	{ 'p', 0x440 },
	{ 't', 0x442 },
	{ 'x', 0x445 },
	{ 'y', 0x443 },
	{ 'n', 0x43F },
	{ 'u', 0x438 },
	{ 'r', 0x433 },
	{ '0', 0x43E },
	{ '3', 0x437 },
	{ '6', 0x431 },
	{ '1', 0x456 },
	{ 0xEF, 0x457 },
};

static bool is_cyrillic(gunichar c)
{
	return c >= 0x400 && c <= 0x52F;
}

static inline gunichar peek(const char *at, const char *end)
{
	return at < end ? letter_at(at) : 0;
}

void word_reader_init(
	struct word_reader *reader, const char *text, size_t length)
{
	*reader = (struct word_reader){ text, text, text + length, 0 };
}

/* How many bytes from a hyphen on break a word at a line's end ("сло-\nво");
 * 0: this is a plain hyphen. */
static size_t break_length(const char *at, const char *end)
{
	const char *p = at + 1;
	while (p < end && (*p == ' ' || *p == '\r' || *p == '\t'))
		p++;
	if (p >= end || *p != '\n')
		return 0;
	p++;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return g_unichar_islower(peek(p, end)) ? (size_t)(p - at) : 0;
}

/* Bytes at `at` that go on with the word, 0 at its end. */
static size_t word_step(const char *at, const char *end)
{
	gunichar c = peek(at, end);
	const char *next = g_utf8_next_char(at);
	if (letter_is_or_digit(c) || c == 0xAD || c == 0x301)
		return (size_t)(next - at);
	if (letter_is_apostrophe(c) && letter_is(peek(next, end)))
		return (size_t)(next - at);
	return c == '-' ? break_length(at, end) : 0;
}

/* Before a full stop these end no sentence: "вул. Садова", "г. Минск".  All
 * are of two bytes or more. */
static const char *const abbreviations[] = { "вул", "ул", "м", "г", "с", "смт",
	"буд", "д", "кв", "тел", "т", "грн", "руб", "р", "коп", "обл", "пр",
	"просп", "пер", "пров", "пл", "ст", "п", "им", "ім", "гр", "в", "зав",
	"mr", "mrs", "ms", "dr", "st", "no", "tel" };

static bool is_abbreviation(const char *text, const char *stop)
{
	const char *from = stop;
	while (from > text) {
		const char *before = g_utf8_prev_char(from);
		if (!letter_is_or_digit(letter_at(before)))
			break;
		from = before;
	}
	for (size_t i = 0; from < stop && i < G_N_ELEMENTS(abbreviations); i++)
		if (abbreviations[i][1] == from[1] &&
			strlen(abbreviations[i]) == (size_t)(stop - from) &&
			memcmp(abbreviations[i], from, (size_t)(stop - from)) ==
				0)
			return true;
	return false;
}

/* A mark that ends a sentence, or a blank line. */
static bool ends_sentence(const char *text, const char *at, const char *end)
{
	gunichar c = peek(at, end);
	const char *p = g_utf8_next_char(at);
	if (c == '!' || c == '?' || c == ';' || c == 0x2026)
		return true;
	if (c != '.' && c != '\n')
		return false;
	bool line = c == '\n', space = line;
	while (p < end && g_ascii_isspace(*p)) {
		if (*p == '\n' && line)
			return true;
		line |= *p == '\n';
		space = true;
		p++;
	}
	/* "грн. за", "ул. Мира": only a capital begins a new sentence, and a
	 * wrapped line begins none. */
	return c == '.' && space && g_unichar_isupper(peek(p, end)) &&
	       p - at > 1 && !is_abbreviation(text, at);
}

bool word_reader_next(struct word_reader *reader, struct word_place *out)
{
	const char *at = reader->at, *end = reader->end;
	while (at < end && (*at == ' ' || !letter_is_or_digit(peek(at, end)))) {
		reader->sentence +=
			*at != ' ' && ends_sentence(reader->text, at, end);
		at = g_utf8_next_char(at);
	}
	const char *start = at;
	while ((at = letters_or_digits_end(at, end)) < end) {
		size_t step = word_step(at, end);
		if (step == 0)
			break;
		at += step;
	}
	reader->at = at;
	out->offset = (size_t)(start - reader->text);
	out->length = (size_t)(at - start);
	out->sentence = reader->sentence;
	return at > start;
}

GArray *words_of(const char *text, size_t most)
{
	GArray *words = g_array_new(FALSE, FALSE, sizeof(struct word_place));
	struct word_reader reader;
	struct word_place place;
	guint room = 0;
	word_reader_init(&reader, text, letters_cut(text, strlen(text), most));
	while (word_reader_next(&reader, &place))
		*(struct word_place *)append_place(
			words, &room, sizeof(place)) = place;
	return words;
}

enum {
	LETTER_MOST_BYTES = 6
};

char *word_lower(const char *text, size_t length)
{
	char lower[WORD_MOST_LETTERS * LETTER_MOST_BYTES];
	size_t bytes = 0;
	const char *at = text, *end = text + length;
	for (int letters = 0; at < end && letters < WORD_MOST_LETTERS;
		at = g_utf8_next_char(at)) {
		gunichar c = letter_at(at);
		if (letter_is_apostrophe(c))
			c = '\'';
		else if (!letter_is_or_digit(c))
			continue;
		bytes += letter_put(letter_small(c), lower + bytes);
		letters++;
	}
	return g_strndup(lower, bytes);
}

static gunichar to_cyrillic(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(look_alikes); i++)
		if (look_alikes[i].latin == c)
			return look_alikes[i].cyrillic;
	return c;
}

static gunichar fold_letter(gunichar c)
{
	switch (c) {
	case 0x451: /* ё */
		return 0x435;
	case 0x491: /* ґ */
		return 0x433;
	case 0x45E: /* ў */
		return 0x443;
	default:
		return c;
	}
}

char *word_fold(const char *lower)
{
	int cyrillic = 0, other = 0;
	for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
		if (is_cyrillic(letter_at(p)))
			cyrillic++;
		else
			other++;
	}
	/* "5ти" and "sms-ка" keep their parts; one or two strangers in a
	 * longer Cyrillic word are slips. */
	bool mend = cyrillic > other && other > 0;
	/* A letter may become one of two bytes. */
	char *out = g_malloc(strlen(lower) * 2 + 1), *to = out;
	for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		if (c == '\'')
			continue;
		if (mend)
			c = to_cyrillic(c);
		to += letter_put(fold_letter(c), to);
	}
	*to = '\0';
	return out;
}

void *word_memory(GPrivate *memory, size_t size, size_t count, size_t at)
{
	char *entries = g_private_get(memory);
	if (entries == NULL) {
		entries = g_malloc0_n(count, size);
		g_private_set(memory, entries);
	}
	return entries + at * size;
}
