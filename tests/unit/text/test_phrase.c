/* The language of phrases: what matches, what does not, what is refused. */
#include "plaint/text/phrase.h"

#include <string.h>
#include "check_main.h"

/* A stemmer of five words, in place of a dictionary. */
static void stem(void *user, const char *word, GPtrArray *stems)
{
	static const char *const known[][2] = { { "гроші", "гріш" },
		{ "грошей", "гріш" }, { "зняли", "зняти" },
		{ "знімають", "знімати" }, { "рахунок", "рахунок" } };
	(void)user;
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i][0], word) == 0)
			g_ptr_array_add(stems, g_strdup(known[i][1]));
}

/* How a phrase fits a text: 0 not, 1 with a letter wrong, 2 exactly. */
static int fit(const char *phrase, int near_words, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct phrase_set *set = phrase_set_new((struct stemmer){ stem, NULL });
	int number = phrase_set_add(set, phrase, near_words, &error);
	ck_assert_msg(number == 0, "%s", error ? error->message : "");
	struct phrase_text *words = phrase_text_new(set, PART_TEXT, text);
	g_autoptr(GArray) hits = phrase_set_find(set, words);
	int best = 0;
	for (guint i = 0; i < hits->len; i++) {
		const struct phrase_hit *hit =
			&g_array_index(hits, struct phrase_hit, i);
		best = MAX(best, hit->exact ? 2 : 1);
		ck_assert_uint_le(
			hit->span.offset + hit->span.length, strlen(text));
	}
	phrase_text_free(words);
	phrase_set_free(set);
	return best;
}

static const struct {
	const char *phrase;
	int near_words;
	const char *text;
	int fit;
} cases[] = {
	{ "гроші", 0, "Верніть ГРОШІ!", 2 },
	{ "гроші", 0, "не маю грошей", 2 },
	{ "гроші", 0, "нічого", 0 },
	{ "знят* кошт*", 0, "про зняття коштів", 2 },
	{ "знят* кошт*", 0, "зняття моїх коштів", 0 },
	{ "зняли .. гроші", 0, "зняли з мого рахунку гроші", 2 },
	{ "зняли .. гроші", 0,
		"зняли з одного мого дуже давно старого рахунку гроші", 0 },
	{ "зняли ..9 гроші", 0,
		"зняли з одного мого дуже давно старого рахунку гроші", 2 },
	{ "зняли .. гроші", 0, "Вчора зняли. Гроші верніть!", 0 },
	{ "зняли .. гроші", 0, "зняли\nгроші", 2 },
	{ "зняли .. гроші", 0, "зняли\n\nгроші", 0 },
	{ "зняли .. гроші", 0, "гроші зняли", 0 },
	{ "зняли гроші", 5, "гроші в мене зняли", 2 },
	{ "зняли|списали кошти", 0, "списали кошти", 2 },
	{ "(не дійшло|зникло) повідомлення", 0, "не дійшло повідомлення", 2 },
	{ "(не дійшло|зникло) повідомлення", 0, "зникло повідомлення", 2 },
	{ "(не дійшло|зникло) повідомлення", 0, "не повідомлення", 0 },
	{ "(не дійшло|зникло) повідомлення", 0,
		"Дійшло! А як не дійшло повідомлення?", 2 },
	{ "(не дійшло|зникло) повідомлення", 0,
		"Дійшло повідомлення. Не треба!", 0 },
	/* of three words, one is not there; of an alternative's words, neither
	 * the first nor the last alone will do */
	{ "зняли .. кошти .. вчора", 0, "зняли кошти вчора", 2 },
	{ "зняли .. кошти .. вчора", 0, "зняли кошти", 0 },
	{ "зняли .. кошти .. вчора", 0, "кошти вчора", 0 },
	{ "кошти (не було|не було вчора|було)", 0, "кошти не було вчора", 2 },
	{ "кошти (не було|зникли)", 0, "кошти було, не зникли", 0 },
	{ "=sim", 0, "моя SIM-карта", 2 },
	{ "=sim", 0, "simple", 0 },
	{ "до % числа", 0, "до 15 числа", 2 },
	{ "до % числа", 0, "до 5-го числа", 0 },
	{ "до %|п'ять числа", 0, "до п'ять числа", 2 },
	{ "мені % років", 0, "мені багато років", 0 },
	{ "мені (%|сім) років", 0, "мені 7 років", 2 },
	{ "%", 0, "10ти", 2 },
	{ "%", 0, "десять", 0 },
	{ "sim-карта", 0, "нова SIM-карта", 2 },
	{ "зв'язок", 0, "поганий зв’язок і звязок", 2 },
	{ "счёт", 0, "счет", 2 },
	/* look-alikes, broken lines, a wrong letter */
	{ "інтернет*", 0, "iнтepнeту немає", 2 },
	{ "повідомлення", 0, "повідом-\nлення", 2 },
	{ "інтернет*", 0, "інтермету немає", 1 },
	{ "підписк*", 0, "підпмску не брав", 1 },
	{ "рахунок", 0, "рахукок", 1 },
	{ "=рахунок", 0, "рахукок", 0 },
	/* a short beginning is nearly the whole word, or no misspelling */
	{ "працю*", 0, "лрацює", 1 },
	{ "працю*", 0, "працює", 2 },
	{ "працю*", 0, "лрацювати", 0 },
	{ "іскри*", 0, "скриншот", 0 },
	{ "іскри*", 0, "скри", 0 },
	{ "завіс*", 0, "запісніка", 0 },
	{ "знімати", 0, "знімають", 2 },
	/* a word of the dictionary is no misspelling of another */
	{ "знями", 0, "зняли", 0 },
};

START_TEST(match)
{
	int found = fit(cases[_i].phrase, cases[_i].near_words, cases[_i].text);
	ck_assert_msg(found == cases[_i].fit, "\"%s\" in \"%s\": %d, not %d",
		cases[_i].phrase, cases[_i].text, found, cases[_i].fit);
}
END_TEST

static const char *const wrong[] = { "", "   ", "..", ".. слово", "слово ..",
	"слово ..0 два", "слово ..99 два", "а*", "=слово*", "(слово", "()",
	"a||b", "слово, два", "a-b|c", "№", "а б в г ґ д е є ж з и і ї й к" };

START_TEST(refused)
{
	g_autoptr(GError) error = NULL;
	struct phrase_set *set = phrase_set_new((struct stemmer){ 0 });
	ck_assert_int_eq(phrase_set_add(set, wrong[_i], 0, &error), -1);
	ck_assert(g_error_matches(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX));
	phrase_set_free(set);
}
END_TEST

START_TEST(place)
{
	const char *text = "Увага! З картки зняли гроші вчора.";
	struct phrase_set *set = phrase_set_new((struct stemmer){ stem, NULL });
	ck_assert_int_eq(phrase_set_add(set, "зняли гроші", 0, NULL), 0);
	struct phrase_text *words = phrase_text_new(set, PART_TEXT, text);
	g_autoptr(GArray) hits = phrase_set_find(set, words);
	ck_assert_uint_eq(hits->len, 1);
	const struct phrase_hit *hit =
		&g_array_index(hits, struct phrase_hit, 0);
	g_autofree char *found =
		g_strndup(text + hit->span.offset, hit->span.length);
	ck_assert_str_eq(found, "зняли гроші");
	ck_assert_int_eq(hit->sentence, 1);
	phrase_text_free(words);
	phrase_set_free(set);
}
END_TEST

static void count_stem(void *user, const char *word, GPtrArray *stems)
{
	(void)word;
	(void)stems;
	++*(guint *)user;
}

/* Words of four bytes, each another, a megabyte of them; or one again. */
static guint words_asked_for(bool is_varied, bool again)
{
	enum {
		TEXT_BYTES = 1 << 20,
		WORD_BYTES = 5
	};
	guint asked = 0;
	struct phrase_set *set =
		phrase_set_new((struct stemmer){ count_stem, &asked });
	g_autoptr(GString) text = g_string_sized_new(TEXT_BYTES);
	for (int i = 0; text->len < TEXT_BYTES; i++)
		g_string_append_printf(text, "%04x ", is_varied ? i : 1);
	phrase_text_free(phrase_text_new(set, PART_TEXT, text->str));
	ck_assert_uint_le(asked, PHRASE_TEXT_MOST_BYTES / WORD_BYTES + 1);
	if (again) {
		asked = 0;
		phrase_text_free(phrase_text_new(set, PART_TEXT, text->str));
	}
	phrase_set_free(set);
	return asked;
}

/* The dictionary is asked once for each word of the part that is looked at,
 * whatever the text's length. */
static guint count_hits(const struct phrase_set *set, const char *text)
{
	struct phrase_text *words = phrase_text_new(set, PART_TEXT, text);
	g_autoptr(GArray) hits = phrase_set_find(set, words);
	phrase_text_free(words);
	return hits->len;
}

/* Nothing of a search is left for the next in its thread, of a set and a text
 * that may be larger or smaller. */
START_TEST(one_after_another)
{
	struct phrase_set *small = phrase_set_new((struct stemmer){ 0 });
	struct phrase_set *large = phrase_set_new((struct stemmer){ 0 });
	struct phrase_set *empty = phrase_set_new((struct stemmer){ 0 });
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < 300; i++) {
		g_autofree char *phrase =
			g_strdup_printf("=word%d .. end|=stop", i);
		ck_assert_int_eq(phrase_set_add(large, phrase, 0, NULL), i);
		g_string_append_printf(text, "word%d stop! ", i);
	}
	ck_assert_int_eq(phrase_set_add(small, "=stop", 0, NULL), 0);
	for (int round = 0; round < 3; round++) {
		ck_assert_uint_eq(count_hits(small, "no stop here"), 1);
		ck_assert_uint_eq(count_hits(large, "word7"), 0);
		ck_assert_uint_eq(count_hits(large, text->str), 300);
		ck_assert_uint_eq(count_hits(large, "stop"), 0);
		ck_assert_uint_eq(count_hits(large, "word7 end"), 1);
		ck_assert_uint_eq(count_hits(empty, text->str), 0);
		ck_assert_uint_eq(count_hits(small, ""), 0);
		ck_assert_uint_eq(count_hits(small, text->str), 64);
	}
	phrase_set_free(small);
	phrase_set_free(large);
	phrase_set_free(empty);
}
END_TEST

/* What makes others void counts beside one of them, wherever in the text. */
START_TEST(unless)
{
	struct phrase_set *set = phrase_set_new((struct stemmer){ 0 });
	ck_assert_int_eq(phrase_set_add(set, "=before", 0, NULL), 0);
	ck_assert_int_eq(phrase_set_add(set, "=one", 0, NULL), 1);
	ck_assert_int_eq(phrase_set_add(set, "=two", 0, NULL), 2);
	ck_assert_int_eq(phrase_set_add_unless(set, "=not", 1, NULL), 3);
	ck_assert_int_eq(phrase_set_add_unless(set, "=no", 1, NULL), 4);
	ck_assert_int_eq(phrase_set_add_unless(set, "(", 1, NULL), -1);
	ck_assert_int_eq(phrase_set_add(set, "=behind", 0, NULL), 5);
	ck_assert_uint_eq(count_hits(set, "not before, no behind"), 2);
	ck_assert_uint_eq(count_hits(set, "not one"), 2);
	ck_assert_uint_eq(count_hits(set, "Not. No! Two"), 3);
	ck_assert_uint_eq(count_hits(set, "before one, no behind"), 4);
	phrase_set_free(set);
}
END_TEST

/* A phrase that is added after a search is found by the next. */
START_TEST(added_later)
{
	struct phrase_set *set = phrase_set_new((struct stemmer){ 0 });
	ck_assert_uint_eq(count_hits(set, "one two three"), 0);
	ck_assert_int_eq(phrase_set_add(set, "=two", 0, NULL), 0);
	ck_assert_uint_eq(count_hits(set, "one two three"), 1);
	ck_assert_int_eq(phrase_set_add(set, "a||b", 0, NULL), -1);
	ck_assert_uint_eq(count_hits(set, "one two three"), 1);
	ck_assert_int_eq(
		phrase_set_add(set, "(=none|=two =three)", 0, NULL), 1);
	phrase_set_free(set);
	set = phrase_set_new((struct stemmer){ 0 });
	ck_assert_int_eq(phrase_set_add(set, "=one .. =three", 0, NULL), 0);
	ck_assert_uint_eq(count_hits(set, "one two three"), 1);
	struct phrase_set *other =
		phrase_set_inflected(set, (struct stemmer){ stem, NULL });
	ck_assert_uint_eq(count_hits(other, "one two three. one"), 1);
	phrase_set_free(other);
	phrase_set_free(set);
}
END_TEST

/* A word, this form of it alone and what begins so are three things; so is
 * each of them when a letter of the text is wrong. */
START_TEST(one_word_three_ways)
{
	struct phrase_set *set = phrase_set_new((struct stemmer){ 0 });
	ck_assert_int_eq(phrase_set_add(set, "рахунок", 0, NULL), 0);
	ck_assert_int_eq(phrase_set_add(set, "рахунок*", 0, NULL), 1);
	ck_assert_uint_eq(count_hits(set, "рахунок"), 2);
	ck_assert_int_eq(phrase_set_add(set, "=рахунок", 0, NULL), 2);
	ck_assert_uint_eq(count_hits(set, "рахунок"), 3);
	ck_assert_uint_eq(count_hits(set, "рахунокам"), 1);
	ck_assert_uint_eq(count_hits(set, "рахукок"), 2);
	ck_assert_uint_eq(count_hits(set, "телефом"), 0);
	ck_assert_int_eq(phrase_set_add(set, "телефон", 0, NULL), 3);
	ck_assert_uint_eq(count_hits(set, "телефом і рахукок"), 3);
	phrase_set_free(set);
}
END_TEST

START_TEST(work)
{
	/* The last one may be cut. */
	ck_assert_uint_le(words_asked_for(false, false), 2);
	ck_assert_uint_gt(words_asked_for(true, false), 10000);
	ck_assert_uint_eq(words_asked_for(true, true), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("phrase");
	TCase *tcase = tcase_create("phrase");
	tcase_add_loop_test(tcase, match, 0, G_N_ELEMENTS(cases));
	tcase_add_loop_test(tcase, refused, 0, G_N_ELEMENTS(wrong));
	tcase_add_test(tcase, place);
	tcase_add_test(tcase, one_after_another);
	tcase_add_test(tcase, added_later);
	tcase_add_test(tcase, unless);
	tcase_add_test(tcase, one_word_three_ways);
	tcase_add_test(tcase, work);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
