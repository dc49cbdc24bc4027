/* Near-identical texts: a campaign's letters found among many others. */
#include "plaint/text/similar.h"

#include <stdbool.h>
#include <glib.h>
#include "check_main.h"

enum {
	OTHERS = 20000,
	CAMPAIGN = 20
};

static const struct {
	const char *a, *b;
	double least, most;
} pairs[] = {
	{ "Вимагаю відновити зв'язок у селі Вишневе, вже тиждень нічого не "
	  "працює, а гроші ви знімаєте справно",
		"Вимагаю відновити зв'язок у селі Вишневе, вже тиждень нічого "
		"не працює, а гроші ви знімаєте справно",
		1, 1 },
	{ "Верните деньги за май, 350 рублей, списанные за услугу, которой я "
	  "не пользовался ни разу",
		"Верните деньги за июнь, 420 рублей, списанные за услугу, "
		"которой я не пользовался ни разу",
		1, 1 },
	{ "My broadband has been down since Monday and nobody answers the "
	  "phone, please fix it",
		"Please fix my broadband, down since Monday and nobody answers "
		"the phone. Regards, Tom",
		0.2, 0.8 },
	{ "Дякую за чудову роботу майстра", "Прошу розірвати договір", 0, 0.1 },
	{ "", "", 0, 0 },
	{ "123", "123", 0, 0 },
	{ "Верніть гроші", "Верніть гроші!", 1, 1 },
};

START_TEST(pair)
{
	struct similar_mark a = similar_mark(pairs[_i].a);
	struct similar_mark b = similar_mark(pairs[_i].b);
	double degree = similar_degree(&a, &b);
	ck_assert_msg(degree >= pairs[_i].least && degree <= pairs[_i].most,
		"\"%s\": %.2f", pairs[_i].a, degree);
}
END_TEST

static struct similar_mark other_text(guint32 seed)
{
	static const char *const words[] = { "не", "працює", "гроші", "рахунок",
		"чому", "телефон", "вчора", "зняли", "майстер", "прошу",
		"номер", "місяць", "послуга", "оператор", "ніхто", "відповів" };
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < 25; i++) {
		seed = seed * 1664525 + 1013904223;
		g_string_append_printf(text, "%s ", words[seed >> 28]);
	}
	return similar_mark(text->str);
}

/* As one in a database is found: by a band, then by how alike they are. */
static bool is_found(
	const struct similar_mark *mark, const struct similar_mark *other)
{
	for (int i = 0; i < SIMILAR_BANDS; i++)
		if (similar_band(mark, i) == similar_band(other, i))
			return similar_degree(mark, other) >= 0.6;
	return false;
}

START_TEST(campaign)
{
	struct similar_mark mark = similar_mark(
		"Мешканці будинку 77 "
		"протестують проти підвищення тарифу на домашній інтернет "
		"удвічі без жодного попередження. Вимагаємо скасувати! Олена");
	for (guint32 i = 0; i < OTHERS; i++) {
		struct similar_mark other = other_text(i * 7919);
		ck_assert(!is_found(&mark, &other));
	}
	for (int i = 0; i < CAMPAIGN; i++) {
		g_autofree char *text = g_strdup_printf(
			"Шановні! Мешканці "
			"будинку %d протестують проти підвищення тарифу на "
			"домашній інтернет удвічі без жодного попередження. "
			"Вимагаємо скасувати. Квартира %d",
			i, i * 3);
		struct similar_mark other = similar_mark(text);
		ck_assert_msg(is_found(&mark, &other), "%s", text);
	}
}
END_TEST

/* Marks are kept in databases: those of a later program must be the same. */
START_TEST(kept)
{
	static const struct {
		const char *text;
		uint32_t shingles, first, last, band;
	} rows[] = {
		{ "Гроші", 1, 2527652875U, 4288827767U, 3406234839U },
		{ "Верніть гроші!", 1, 2962453986U, 3442525254U, 3218431951U },
		{ "Верніть мої гроші", 1, 365020880U, 1444944366U,
			3766994252U },
		{ "Please give back my money now", 4, 252961355U, 849653232U,
			939633146U },
		{ "Вимагаю відновити зв'язок у селі Вишневе, вже тиждень "
		  "нічого не працює, а гроші ви знімаєте справно",
			14, 297785277U, 196895717U, 3686973424U },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct similar_mark mark = similar_mark(rows[i].text);
		ck_assert_uint_eq(mark.shingles, rows[i].shingles);
		ck_assert_uint_eq(mark.hash[0], rows[i].first);
		ck_assert_uint_eq(mark.hash[SIMILAR_HASHES - 1], rows[i].last);
		ck_assert_uint_eq(similar_band(&mark, 7), rows[i].band);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("similar");
	TCase *tcase = tcase_create("similar");
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, pair, 0, G_N_ELEMENTS(pairs));
	tcase_add_test(tcase, campaign);
	tcase_add_test(tcase, kept);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
