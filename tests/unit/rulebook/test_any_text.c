/* A megabyte of any text is understood within 100 ms: of words nobody knows,
 * of the rules' own words, of one sign over and over; what was learnt
 * speaks too. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "check_main.h"
#include "plaint/text/quote.h"
#include "shipped.h"
#include "watched.h"

enum {
	TEXT_BYTES = 1 << 20,
	MS_MOST = IS_WATCHED ? 1000 : 100,
	TRIES = 3, /* others may be at work on the machine */
	SYLLABLES_MOST = 6,
};

/* Each again and again. */
static const char *const pieces[] = { " ", "\n", "\t", ".", ",", "-", "_", "'",
	"’", "/", "+", "(", ")", "()", "[", "<", "«", "«»", "\"", "@", "a@",
	"a@b.", "a.", "a-", "a'", "а’", "?!", "😀", "😀 ", "и\xCC\x86",
	"\xCC\x81", "漢", "م", "ї", "9", "9 ", "9.", "1 000 ", "+3 ", "+ (",
	"(0", "UA1", "8938 ", "a1", "А. ", "А.", "Іван ", "від Іван ", "Я, ",
	"Я, Іван ", "ТОВ «", "ООО \"", "вул. ", "буд. 1 ", "сто ",
	"сто двадцять тисяч ", "two and ", "3 жовтня ", "3.", "12.12.",
	"повернення коштів ", "верните деньги ", "не ", "по-", "по-\n",
	"http://a.b/", "<div>", "&amp;", "<a@b> ", "з повагою ", "з повагою\n",
	"директор ", "заявник: ", "> ", ">", "> x\n", "|", "| x\n", "x\n> y\n",
	"-- \n", "x\n-- \n", "--\n", "___\n", "x\n\n", "From: a\n",
	"From: a@b\nDate: 1\nTo: c\n\n", "писав(ла): ", "On Mon, a wrote:\n",
	"x\nOn Mon, a wrote:\n", "01.01.2026, a пише:\n",
	"-----Original Message-----\n", "\n\n\n-- \n",
	"This message is confidential\n", "Sent from my iPhone\n",
	"Надіслано з ", "Надіслано з This message is confidential\n",
	"Надіслано з From: a\n", "а\n", "\n>", "\r\n", "9 00", "1,000", "тел. ",
	"№ ", "№1", "1/", "1-", "грн", "1 грн ", "1,", "0 ", "00", "0.0 ", "£1",
	"£", "кг.", "т.п. ", "aа", "рrо",
	"0671234519 14.09.2026 148 грн вул. Садова, буд. 5 ",
	"Иванов Иван Иванович ", "договор ", "договор на ", "дог. № ",
	"рахунок 1 ", "л/с ", "account no ", "ref ", "12345 — ",
	"договор от 12.11.2023 ", "двадцять першого ", "1, 2 і 3 ", "з 10.11 ",
	"May 1 ", "1 - ", "1 мая, ", "вул. 1 мая ", "м. Іван ", "м.М.", "i",
	"8_", "1–",
	"договор № № № № № № № № № № № № № № 1 "
	"слово слово слово слово слово слово слово слово\n",
	"m1 ", "flat 1 " };

static char *of_piece(const char *piece)
{
	GString *text = g_string_sized_new(TEXT_BYTES);
	while (text->len < TEXT_BYTES)
		g_string_append(text, piece);
	return g_string_free(text, FALSE);
}

/* Words of syllables, which sound like a language's and are none of its. */
static const struct sound {
	const char *name, *consonants, *vowels, *between;
} sounds[] = {
	{ "uk", "бвгджзклмнпрстфхцчшщ", "аеиіоуєюя", " " },
	{ "ru", "бвгджзклмнпрстфхцчшщ", "аеиоуыэюя", " " },
	{ "be", "бвгджзклмнпрстўфхцчш", "аеіоуыэюя", " " },
	{ "en", "bcdfghjklmnpqrstvwxz", "aeiouy", " " },
	{ "uk, a word a line", "бвгджзклмнпрстфхцчшщ", "аеиіоуєюя", "\n" },
	{ "uk, capitals", "БВГДЖЗКЛМНПРСТФХЦЧШЩ", "аеиіоуєюя", " " },
	{ "uk, shouted", "БВГДЖЗКЛМНПРСТФХЦЧШЩ", "АЕИІОУЄЮЯ", " " },
	{ "uk, no spaces", "бвгджзклмнпрстфхцчшщ", "аеиіоуєюя", "" },
	{ "digits", "0123456789", "0123456789", " " },
	{ "signs", "()[]{}<>«»\"'’`,.:;!?", "-_+=*/\\|@#№%&~^", " " },
	{ "look-alikes", "сарoеpхaкс", "iаоeоaі1", " " },
	{ "codes", "ABCDEFUA", "0123456789", "-" },
};

static void add_letter(GString *text, const char *letters, GRand *dice)
{
	glong count = g_utf8_strlen(letters, -1);
	const char *at = g_utf8_offset_to_pointer(
		letters, g_rand_int_range(dice, 0, (gint32)count));
	g_string_append_unichar(text, g_utf8_get_char(at));
}

static char *of_sounds(const struct sound *sound, GRand *dice)
{
	GString *text = g_string_sized_new(TEXT_BYTES);
	while (text->len < TEXT_BYTES) {
		int syllables = g_rand_int_range(dice, 1, SYLLABLES_MOST + 1);
		for (int i = 0; i < syllables; i++) {
			add_letter(text, sound->consonants, dice);
			add_letter(text, sound->vowels, dice);
		}
		g_string_append(text, sound->between);
	}
	return g_string_free(text, FALSE);
}

/* The rules' file itself, and its words shuffled. */
static char *of_rules(bool is_shuffled, GRand *dice)
{
	g_autofree char *rules = NULL;
	ck_assert(g_file_get_contents("rules/topics.yaml", &rules, NULL, NULL));
	GString *text = g_string_sized_new(TEXT_BYTES);
	g_auto(GStrv) words = g_strsplit_set(rules, " \n\"'()[]|,", -1);
	gint32 count = (gint32)g_strv_length(words);
	while (text->len < TEXT_BYTES) {
		if (!is_shuffled) {
			g_string_append(text, rules);
			continue;
		}
		g_string_append(text, words[g_rand_int_range(dice, 0, count)]);
		g_string_append_c(text, ' ');
	}
	return g_string_free(text, FALSE);
}

static double ms_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double ms_of(struct topics *topics, const char *text)
{
	double start = ms_now();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct quote_parts parts = { 0 };
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	quote_split(text, NULL, 0, &parts);
	document_set(&document->text, parts.text);
	document_set(&document->quoted_text, parts.quoted_text);
	document_set(&document->signature, parts.signature);
	quote_parts_clear(&parts);
	g_autoptr(understanding) u = topics_understand(topics, document, day);
	ck_assert_ptr_nonnull(u->topic);
	return ms_now() - start;
}

static struct topics *shipped;
static GRand *dice;

/* Dictionaries are opened when a language is first met. */
static void open_topics(void)
{
	static const char *const letters[] = {
		"Доброго дня! Прошу повернути кошти за послугу.",
		"Добрый день! Прошу вернуть деньги за эту услугу.",
		"Добры дзень! Прашу вярнуць грошы за гэтую паслугу.",
		"Hello, please refund the money for this service.", "םולש"
	};
	shipped = shipped_learnt();
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		ms_of(shipped, letters[i]);
	dice = g_rand_new_with_seed(7);
}

static void close_topics(void)
{
	g_clear_pointer(&shipped, topics_free);
	g_clear_pointer(&dice, g_rand_free);
}

static void check_time(const char *name, double ms)
{
	g_autofree char *shown = g_strescape(name, NULL);
	if (ms > MS_MOST / 2.0)
		printf("%s: %.0f ms\n", shown, ms);
	ck_assert_msg(ms < MS_MOST, "%s: %.0f ms", shown, ms);
}

START_TEST(one_piece)
{
	g_autofree char *text = of_piece(pieces[_i]);
	double least = ms_of(shipped, text);
	for (int i = 1; i < TRIES && least >= MS_MOST; i++)
		least = MIN(least, ms_of(shipped, text));
	check_time(pieces[_i], least);
}
END_TEST

START_TEST(random_words)
{
	double least = G_MAXDOUBLE;
	for (int i = 0; i < TRIES && least >= MS_MOST; i++) {
		g_autofree char *text = of_sounds(&sounds[_i], dice);
		least = MIN(least, ms_of(shipped, text));
	}
	check_time(sounds[_i].name, least);
}
END_TEST

START_TEST(words_of_rules)
{
	double least = G_MAXDOUBLE;
	for (int i = 0; i < TRIES && least >= MS_MOST; i++) {
		g_autofree char *text = of_rules(_i == 1, dice);
		least = MIN(least, ms_of(shipped, text));
	}
	check_time(_i == 1 ? "rules, shuffled" : "rules", least);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rulebook/any_text");
	TCase *cases = tcase_create("any_text");
	tcase_set_timeout(cases, 60);
	tcase_add_unchecked_fixture(cases, open_topics, close_topics);
	tcase_add_loop_test(cases, one_piece, 0, (int)G_N_ELEMENTS(pieces));
	tcase_add_loop_test(cases, random_words, 0, (int)G_N_ELEMENTS(sounds));
	tcase_add_loop_test(cases, words_of_rules, 0, 2);
	suite_add_tcase(suite, cases);
	return check_main_together(suite);
}
