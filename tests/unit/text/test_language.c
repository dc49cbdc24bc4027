/* Languages: sentences of others' making (../shared/data/language), short
 * cuts of them, mixed and odd texts. */
#include "plaint/text/language.h"

#include <stdio.h>
#include <string.h>
#include <glib.h>
#include "check_main.h"

#define DATA "../shared/data/language/"

static const char *const codes[] = { "uk", "ru", "be", "en", "bg", "sr", "pl",
	"kk" };

static size_t letters_in(const char *text)
{
	size_t letters = 0;
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		letters += g_unichar_isalpha(g_utf8_get_char(p)) ? 1 : 0;
	return letters;
}

/* Bytes that hold the first `most` letters. */
static size_t cut_letters(const char *text, size_t most)
{
	const char *p = text;
	for (size_t letters = 0; *p != '\0' && letters < most;
		p = g_utf8_next_char(p))
		letters += g_unichar_isalpha(g_utf8_get_char(p)) ? 1 : 0;
	return (size_t)(p - text);
}

static bool is_right(const char *text, size_t length, const char *code)
{
	struct language found = language_detect(text, length);
	if (language_is_ours(code))
		return strcmp(found.code, code) == 0;
	return found.code[0] != '\0' && !language_is_ours(found.code);
}

/* Whole sentences of more than 60 letters, then cuts of all sentences. */
static const size_t cuts[] = { 60, 30, 20 };
enum {
	LONG_LETTERS = 60,
	CUTS = G_N_ELEMENTS(cuts),
};

struct tally {
	int long_right, long_all, right[CUTS], all;
};

static struct tally measure(const char *code)
{
	struct tally tally = { 0 };
	g_autofree char *path = g_strdup_printf(DATA "%s.txt", code);
	g_autofree char *whole = NULL;
	ck_assert(g_file_get_contents(path, &whole, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *line = g_strstrip(lines[i]);
		if (*line == '\0')
			continue;
		if (letters_in(line) > LONG_LETTERS) {
			tally.long_all++;
			tally.long_right +=
				is_right(line, strlen(line), code) ? 1 : 0;
		}
		tally.all++;
		for (size_t k = 0; k < CUTS; k++)
			tally.right[k] += is_right(
				line, cut_letters(line, cuts[k]), code);
	}
	return tally;
}

START_TEST(sentences)
{
	if (!g_file_test(DATA "uk.txt", G_FILE_TEST_EXISTS)) {
		puts("# skipped: no ../shared/data");
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		struct tally t = measure(codes[i]);
		bool ours = language_is_ours(codes[i]);
		printf("# %s: over 60 letters %d/%d; first 60 %d, first 30 %d, "
		       "first 20 %d of %d\n",
			codes[i], t.long_right, t.long_all, t.right[0],
			t.right[1], t.right[2], t.all);
		ck_assert_int_ge(
			t.long_right * 100, t.long_all * (ours ? 99 : 95));
		ck_assert_int_ge(t.right[1] * 100, t.all * 95);
		ck_assert_int_ge(t.right[2] * 100, t.all * 90);
	}
}
END_TEST

static const struct {
	const char *text, *code;
} texts[] = {
	{ "", "" },
	{ "12345 +380 67 123-45-19, 148,50", "" },
	{ "https://example.com/some/english/words/here", "" },
	{ "Мій номер не працює вже тиждень", "uk" },
	{ "Мой номер не работает уже неделю", "ru" },
	{ "Мой нумар не працуе ўжо тыдзень", "be" },
	{ "My number has not worked for a week", "en" },
	{ "Верніть мені гроші!", "uk" },
	/* the writer's, not what is quoted */
	{ "Прошу пояснити, що означає \"Your subscription Premium Plus has "
	  "been "
	  "activated\" у SMS.",
		"uk" },
	{ "Пришло «Ваш договір розірвано за вашою заявою», а я ничего не "
	  "подписывала",
		"ru" },
	{ "I got “Ваша подписка активирована с сегодняшнего дня” from you, "
	  "what is that?",
		"en" },
	{ "Вось: \"Your bill is ready\nand has to be paid\". Што гэта было?",
		"be" },
	{ "\"Мій номер не працює вже тиждень\"", "uk" },
	{ "12\" monitor. My number has not worked for a week", "en" },
	{ "Верните мне деньги!", "ru" },
	{ "Вярніце мне грошы!", "be" },
	{ "ВЕРНІТЬ МЕНІ ГРОШІ НЕГАЙНО", "uk" },
	{ "Mein Telefon funktioniert seit einer Woche nicht mehr", "de" },
	{ "Dobryi den, u mene ne pratsiuie internet, vzhe tretij den", "uk" },
	{ "Proshu povernuty groshi, bo ya nichogo ne zamovlyala", "uk" },
	{ "Zdravstvuyte, u menya ne rabotaet internet uzhe nedelyu", "ru" },
	{ "Vernite den'gi za sentyabr, ya nichego ne podklyuchal", "ru" },
	{ "U mianie nie pracuje telefon, dapamazhycie kali laska", "be" },
	{ "Nie dziala mi internet od tygodnia, prosze o pomoc", "pl" },
	{ "Please call Oleksandr Kovalenko, vulytsia Shevchenka 5", "en" },
	{ "No internet since Monday at prospekt Peremohy 12, Kharkiv. Regards, "
	  "Volodymyr Tkachenko",
		"en" },
	{ "My internet in Zaporizhzhia is down", "en" },
	{ "Τηλέφωνο δεν λειτουργεί", "el" },
	{ "电话坏了一个星期", "zh" },
	{ "Мені прийшов рахунок за послугу Premium SMS Entertainment, якої "
	  "я не замовляв",
		"uk" },
	{ "Пишу зі сторінки https://www.example.com/refund/policy/terms/en, "
	  "бо ніхто не відповідає",
		"uk" },
};

/* How passports write Ukrainian (Cabinet of Ministers, 55/2010), but for what
 * is written otherwise at a word's beginning. */
static char *in_latin(const char *text)
{
	static const char *const from[] = { "а", "б", "в", "г", "ґ", "д", "е",
		"є", "ж", "з", "и", "і", "ї", "й", "к", "л", "м", "н", "о", "п",
		"р", "с", "т", "у", "ф", "х", "ц", "ч", "ш", "щ", "ь", "ю", "я",
		"'" };
	static const char *const to[] = { "a", "b", "v", "h", "g", "d", "e",
		"ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o",
		"p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch",
		"", "iu", "ia", "" };
	GString *out = g_string_new(NULL);
	g_autofree char *small = g_utf8_strdown(text, -1);
	for (const char *p = small; *p != '\0'; p = g_utf8_next_char(p)) {
		char letter[7] = "";
		g_unichar_to_utf8(g_utf8_get_char(p), letter);
		size_t i = 0;
		while (i < G_N_ELEMENTS(from) && strcmp(from[i], letter) != 0)
			i++;
		g_string_append(out, i < G_N_ELEMENTS(from) ? to[i] : letter);
	}
	return g_string_free(out, FALSE);
}

START_TEST(latin_letters)
{
	g_autofree char *whole = NULL;
	if (!g_file_get_contents(DATA "uk.txt", &whole, NULL, NULL)) {
		puts("# skipped: no ../shared/data");
		return;
	}
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	int all = 0, found = 0, right = 0;
	for (size_t i = 0; lines[i] != NULL; i++) {
		if (letters_in(lines[i]) <= LONG_LETTERS)
			continue;
		g_autofree char *latin = in_latin(lines[i]);
		struct language got = language_detect(latin, strlen(latin));
		all++;
		found += got.is_translit;
		right += got.is_translit && strcmp(got.code, "uk") == 0;
	}
	printf("# uk in Latin letters: %d, found %d, as uk %d\n", all, found,
		right);
	ck_assert_int_ge(found * 100, all * 98);
	ck_assert_int_ge(right * 100, all * 95);
}
END_TEST

START_TEST(odd_texts)
{
	const char *text = texts[_i].text;
	struct language found = language_detect(text, strlen(text));
	ck_assert_msg(strcmp(found.code, texts[_i].code) == 0,
		"\"%s\" is %s, not %s", text, texts[_i].code, found.code);
	ck_assert(found.confidence >= 0 && found.confidence <= 1);
}
END_TEST

/* A megabyte answers fast and the cut falls between characters. */
START_TEST(large)
{
	g_autoptr(GString) text = g_string_new("a");
	while (text->len < 1 << 20)
		g_string_append(text, "абонент не отримав відповіді ");
	gint64 before = g_get_monotonic_time();
	struct language found = language_detect(text->str, text->len);
	ck_assert_str_eq(found.code, "uk");
	ck_assert_int_lt(g_get_monotonic_time() - before, 200000);
}
END_TEST

START_TEST(nearest)
{
	const char *text = "Телефонът ми не работи вече една седмица";
	struct language found = language_detect(text, strlen(text));
	ck_assert_str_eq(found.code, "bg");
	ck_assert(language_is_ours(found.nearest));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("language");
	TCase *tcase = tcase_create("language");
	tcase_add_test(tcase, sentences);
	tcase_add_loop_test(tcase, odd_texts, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tcase, latin_letters);
	tcase_add_test(tcase, large);
	tcase_add_test(tcase, nearest);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
