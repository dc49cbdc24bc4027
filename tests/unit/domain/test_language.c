/* Languages: sentences of others' making (../shared/data/language), short
 * cuts of them, mixed and odd texts. */
#include "plaint/domain/language.h"

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
	{ "Τηλέφωνο δεν λειτουργεί", "el" },
	{ "电话坏了一个星期", "zh" },
	{ "Мені прийшов рахунок за послугу Premium SMS Entertainment, якої "
	  "я не замовляв",
		"uk" },
	{ "Пишу зі сторінки https://www.example.com/refund/policy/terms/en, "
	  "бо ніхто не відповідає",
		"uk" },
};

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
	tcase_add_test(tcase, large);
	tcase_add_test(tcase, nearest);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
