/* Handwriting read by a printed-letter reader gives few sure words and
 * unlikely ones; both are counted in letters, since short words are sure by
 * accident. */
#include "plaint/ocr/trust.h"

#include <string.h>
#include "trust_table.h"

/* The rates of error from which verdicts follow.  A confidence is the share of
 * such words that are right (trust_table.c), so these are shares of words: one
 * that is as likely wrong as right is doubtful; a page with more than one word
 * in ten wrong is not to be taken unseen; one with half of them wrong is keyed
 * in sooner than mended. */
static const double word_doubtful = 0.50;
static const double page_straight = 0.90, page_hopeless = 0.50;

/* And shares of letters in words that look like words. */
static const double plausible_straight = 0.85, plausible_hopeless = 0.50;
static const double even_print = 0.88, even_hopeless = 0.60,
		    joined_hopeless = 0.30;
enum {
	WORDS_LEAST = 8,
	DOUBTFUL_STRAIGHT_PERCENT = 8,
	DOUBTFUL_HOPELESS_PERCENT = 60,
};

static const char *const verdict_names[] = {
	[TRUST_STRAIGHT_THROUGH] = "straight_through",
	[TRUST_CHECK_WORDS] = "check_words",
	[TRUST_KEY_IN] = "key_in",
};

const char *trust_verdict_name(enum trust_verdict verdict)
{
	return verdict_names[verdict];
}

/* --- words ------------------------------------------------------------- */

static const char vowels[] = "aeiouyаеёиоуыэюяіїєўAEIOUYАЕЁИОУЫЭЮЯІЇЄЎ";
enum {
	CONSONANTS_MOST = 5,
	ONE_LETTER = 1,
	LONGEST = 30
};

struct shape {
	int latin, cyrillic, digits, vowels, run, longest_run, turns, length;
};

static struct shape shape_of(const char *word)
{
	struct shape shape = { 0 };
	bool was_upper = true;
	for (const char *p = word; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool vowel = g_utf8_strchr(vowels, -1, c) != NULL;
		shape.length++;
		shape.digits += g_unichar_isdigit(c);
		if (!g_unichar_isalpha(c)) {
			shape.run = 0;
			was_upper = true;
			continue;
		}
		*(c >= 0x400 && c < 0x530 ? &shape.cyrillic : &shape.latin) +=
			1;
		shape.vowels += vowel;
		shape.run = vowel ? 0 : shape.run + 1;
		shape.longest_run = MAX(shape.longest_run, shape.run);
		shape.turns += g_unichar_isupper(c) && !was_upper;
		was_upper = g_unichar_isupper(c);
	}
	return shape;
}

bool trust_word_is_plausible(const char *word)
{
	struct shape shape = shape_of(word);
	int letters = shape.latin + shape.cyrillic;
	if (shape.digits > 0)
		return letters <= 3 || strpbrk(word, "@./-") != NULL;
	if (letters == 0)
		return shape.length <= 2;
	if (shape.latin > 0 && shape.cyrillic > 0)
		return false;
	if (letters <= ONE_LETTER)
		return true;
	return shape.longest_run <= CONSONANTS_MOST && shape.turns == 0 &&
	       letters <= LONGEST && letters * 2 > shape.length &&
	       (shape.vowels > 0 || letters <= 4);
}

/* --- calibration ------------------------------------------------------- */

static double right_at(
	const struct trust_knot *knots, size_t count, double read)
{
	for (size_t i = 1; i < count; i++) {
		const struct trust_knot *low = &knots[i - 1], *high = &knots[i];
		if (read > high->read)
			continue;
		double share =
			(MAX(read, 0) - low->read) / (high->read - low->read);
		return low->right + (high->right - low->right) * share;
	}
	return knots[count - 1].right;
}

double trust_word_confidence(double read)
{
	return right_at(trust_word_knots, trust_word_knots_count, read);
}

double trust_page_confidence(double read)
{
	return right_at(trust_page_knots, trust_page_knots_count, read);
}

/* --- pages ------------------------------------------------------------- */

bool trust_word_is_doubtful(const struct word *word)
{
	return word->confidence < word_doubtful;
}

static struct trust count_words(const struct page *page)
{
	struct trust trust = { .words = (int)page->words->len };
	double plausible = 0, all = 0;
	for (guint i = 0; i < page->words->len; i++) {
		const struct word *word = g_ptr_array_index(page->words, i);
		double letters = g_utf8_strlen(word->text, -1);
		all += letters;
		if (trust_word_is_plausible(word->text))
			plausible += letters;
		trust.doubtful += trust_word_is_doubtful(word);
	}
	trust.plausible = all > 0 ? plausible / all : 0;
	return trust;
}

static struct trust decide(
	struct trust trust, enum trust_verdict verdict, const char *reason)
{
	trust.verdict = verdict;
	trust.reason = reason;
	return trust;
}

bool trust_strokes_of_hand(const struct strokes *strokes)
{
	return strokes->joined > joined_hopeless ||
	       strokes->even < even_hopeless;
}

/* NULL: nothing speaks for a hand. */
static const char *why_by_hand(
	const struct trust *trust, const struct strokes *strokes)
{
	if (strokes->joined > joined_hopeless)
		return "a drawing or joined handwriting";
	if (strokes->even < even_hopeless && trust->doubtful > 0)
		return "handwriting";
	return NULL;
}

static bool is_hopeless(const struct page *page, const struct trust *trust)
{
	return page->confidence < page_hopeless ||
	       trust->doubtful * 100 / trust->words > DOUBTFUL_HOPELESS_PERCENT;
}

static bool is_doubtful(const struct page *page, const struct trust *trust)
{
	return page->confidence < page_straight ||
	       trust->doubtful * 100 / trust->words > DOUBTFUL_STRAIGHT_PERCENT;
}

struct trust trust_page(const struct page *page, const struct strokes *strokes)
{
	static const struct strokes as_print = { .even = 1 };
	struct trust trust = count_words(page);
	if (!strokes)
		strokes = &as_print;
	if (trust.words == 0)
		return decide(trust, TRUST_KEY_IN, "nothing could be read");
	const char *hand = why_by_hand(&trust, strokes);
	if (hand)
		return decide(trust, TRUST_KEY_IN, hand);
	if (is_hopeless(page, &trust))
		return decide(trust, TRUST_KEY_IN, "few words are sure");
	if (trust.plausible < plausible_hopeless)
		return decide(trust, TRUST_KEY_IN, "few words look like words");
	if (trust.words < WORDS_LEAST)
		return decide(
			trust, TRUST_CHECK_WORDS, "too few words to judge");
	if (strokes->even < even_print)
		return decide(trust, TRUST_CHECK_WORDS,
			"letters as uneven as by hand");
	if (is_doubtful(page, &trust))
		return decide(
			trust, TRUST_CHECK_WORDS, "some words are doubtful");
	if (trust.plausible < plausible_straight)
		return decide(trust, TRUST_CHECK_WORDS,
			"some words do not look like words");
	return decide(trust, TRUST_STRAIGHT_THROUGH, "the words are sure");
}
