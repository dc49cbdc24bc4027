/* Letters alike: found by their bands, grouped, counted, forgotten. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "stock_bands.h"

#define HOUR (3600 * SECOND)

static struct letter_mark mark_of(struct db *db, int n, const char *text)
{
	struct id letter = stock_letter(db, n);
	return (struct letter_mark){ letter, stock_register(db), "",
		similar_mark(text), NOW + n * HOUR };
}

static const char *const texts[] = {
	"У нашому будинку на вулиці Садовій вже третій день немає інтернету, "
	"гаряча лінія не відповідає, просимо відновити послуги негайно.",
	"У нашому будинку на вулиці Лісовій вже третій день немає інтернету, "
	"гаряча лінія не відповідає, просимо відновити послуги негайно.",
	"Прошу надіслати деталізацію дзвінків за вересень на мою адресу, бо "
	"сума у рахунку більша, ніж мала бути за моїм тарифом.",
};

START_TEST(letters_alike_are_found)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct letter_mark marks[G_N_ELEMENTS(texts)];
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		marks[i] = mark_of(db, (int)i, texts[i]);
		assert_ok(letter_mark_put(db, &marks[i], &error));
		assert_ok(letter_mark_put(db, &marks[i], &error));
	}
	g_autoptr(GPtrArray) like = letter_mark_list_like(
		db, &marks[0].mark, NOW - HOUR, 10, &error);
	ck_assert_uint_eq(like->len, 2);
	const struct letter_mark *first = like->pdata[0];
	ck_assert_double_ge(similar_degree(&first->mark, &marks[0].mark), 0.6);
	g_autoptr(GPtrArray) late = letter_mark_list_like(
		db, &marks[0].mark, NOW + 5 * HOUR, 10, &error);
	ck_assert_uint_eq(late->len, 0);
	ck_assert_int_eq(letter_mark_prune(db, NOW + HOUR, &error), 1);
	g_autoptr(GPtrArray) rest = letter_mark_list_like(
		db, &marks[0].mark, NOW - HOUR, 10, &error);
	ck_assert_uint_eq(rest->len, 1);
}
END_TEST

/* One band of a letter's is there already. */
START_TEST(of_a_mark_refused_nothing_stays)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct letter_mark mark = mark_of(db, 0, texts[0]);
	int64_t band = ((int64_t)9 << 32) | similar_band(&mark.mark, 9);
	assert_ok(db_exec(db,
			  "INSERT INTO letter_band_new (band, number)"
			  " VALUES ($1, 1)",
			  DB_VALUES(db_int(band)), &error) == 1);
	ck_assert(!letter_mark_put(db, &mark, &error));
	ck_assert(g_error_matches(error, DB_ERROR, DB_ERROR_CONSTRAINT));
	ck_assert_int_eq(stock_count(db, "letter_mark"), 0);
	ck_assert_int_eq(stock_count(db, "letter_band_new"), 1);
}
END_TEST

/* Mail that waited elsewhere is kept after what came later. */
START_TEST(what_came_before_is_not_found_however_late_it_is_kept)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct letter_mark later = mark_of(db, 2, texts[0]);
	assert_ok(letter_mark_put(db, &later, &error));
	struct letter_mark before = mark_of(db, 0, texts[1]);
	assert_ok(letter_mark_put(db, &before, &error));
	g_autoptr(GPtrArray) like =
		letter_mark_list_like(db, &later.mark, NOW + HOUR, 10, &error);
	assert_ok(like != NULL && like->len == 1);
	const struct letter_mark *first = like->pdata[0];
	ck_assert_str_eq(first->letter_id.text, later.letter_id.text);
}
END_TEST

/* A form that all send in, and what each writes into it. */
static char *form_filled(int n)
{
	GString *text = g_string_new(
		"Заява абонента на перегляд рахунку. Прошу розглянути мою "
		"скаргу в установлений законом строк і повідомити про рішення "
		"листом. Суть скарги:");
	for (int letter = 'a'; letter <= 'z'; letter++)
		g_string_append_printf(
			text, " %c%c%c", 'a' + n % 26, letter, 'a' + n / 26);
	return g_string_free(text, FALSE);
}

START_TEST(the_likest_is_found_behind_later_ones)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id likest = { 0 };
	for (int n = 0; n < 3 * LETTER_BAND_MOST; n++) {
		g_autofree char *text = form_filled(n);
		struct letter_mark mark = mark_of(db, n, text);
		if (n == 0)
			likest = mark.letter_id;
		assert_ok(letter_mark_put(db, &mark, &error));
	}
	g_autofree char *text = form_filled(0);
	g_autofree char *again = g_strconcat(text, " Олена Коваль", NULL);
	struct similar_mark mark = similar_mark(again);
	g_autoptr(GPtrArray) like =
		letter_mark_list_like(db, &mark, NOW - HOUR, 1, &error);
	assert_ok(like != NULL && like->len == 1);
	const struct letter_mark *first = like->pdata[0];
	ck_assert_str_eq(first->letter_id.text, likest.text);
	g_autoptr(GPtrArray) all = letter_mark_list_like(
		db, &mark, NOW - HOUR, 10 * LETTER_BAND_MOST, &error);
	ck_assert_uint_gt(all->len, 1 + LETTER_BAND_MOST / 2);
}
END_TEST

enum {
	MANY = 1100, /* more than wait to be moved */
};

static bool put_many(struct db *db, void *user, GError **error)
{
	for (int n = 0; n < MANY; n++) {
		struct letter_mark mark = mark_of(db, n, "");
		stock_mark(&mark.mark, n % 500 == 99 ? 0 : n + 1);
		if (!letter_mark_put(db, &mark, error))
			return false;
		if (n == MANY - 1)
			*(struct letter_mark *)user = mark;
	}
	return true;
}

START_TEST(bands_are_found_wherever_they_lie)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct letter_mark last;
	struct similar_mark mark;
	assert_ok(db_run_tx(db, put_many, &last, &error));
	ck_assert_int_eq(stock_bands(db), MANY * SIMILAR_BANDS);
	ck_assert_int_gt(stock_count(db, "letter_band"), 0);
	ck_assert_int_gt(stock_count(db, "letter_band_new"), 0);
	stock_mark(&mark, 0);
	g_autoptr(GPtrArray) like =
		letter_mark_list_like(db, &mark, NOW - HOUR, 10, &error);
	assert_ok(like != NULL && like->len == 3);
	for (guint i = 0; i < like->len; i++) {
		const struct letter_mark *found = like->pdata[i];
		ck_assert_int_eq(found->received_utc_us,
			NOW + (1099 - 500 * (int64_t)i) * HOUR);
	}
	g_autoptr(GPtrArray) late =
		letter_mark_list_like(db, &mark, NOW + 100 * HOUR, 10, &error);
	ck_assert_uint_eq(late->len, 2);
	ck_assert_int_eq(
		letter_mark_prune(db, last.received_utc_us, &error), MANY - 1);
	ck_assert_int_eq(stock_bands(db), SIMILAR_BANDS);
}
END_TEST

START_TEST(floods_gather_cases)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	int64_t number, again, count;
	bool is_new;
	assert_ok(flood_open(db, NOW, &number, &error));
	for (int i = 0; i < 3; i++) {
		struct id casefile = stock_register(db);
		assert_ok(flood_join(db, number, casefile.text, 0.9,
			NOW + i * HOUR, &error));
		assert_ok(flood_join(
			db, number, casefile.text, 0.9, NOW, &error));
		assert_ok(flood_of_case(db, casefile.text, &again, &error));
		ck_assert_int_eq(again, number);
	}
	assert_ok(flood_of_case(db, "none", &again, &error));
	ck_assert_int_eq(again, 0);
	assert_ok(flood_count(db, number, NOW + HOUR, &count, &error));
	ck_assert_int_eq(count, 2);
	assert_ok(flood_alarm(db, number, NOW, &is_new, &error));
	ck_assert(is_new);
	assert_ok(flood_alarm(db, number, NOW, &is_new, &error));
	ck_assert(!is_new);
	g_autoptr(GPtrArray) members = flood_members(db, number, &error);
	ck_assert_uint_eq(members->len, 3);
	g_autoptr(GPtrArray) large = flood_list(db, 4, true, &error);
	ck_assert_uint_eq(large->len, 0);
	assert_ok(flood_set_state(db, number, "answered", &error));
	g_autoptr(GPtrArray) open = flood_list(db, 1, true, &error);
	ck_assert_uint_eq(open->len, 0);
	g_autoptr(GPtrArray) all = flood_list(db, 1, false, &error);
	const struct flood *flood = all->pdata[0];
	ck_assert_int_eq(flood->cases, 3);
	ck_assert_str_eq(flood->topic, "billing");
	assert_fails(flood_set_state(db, 99, "open", &error), STORE_ERROR,
		STORE_ERROR_MISSING);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("flood");
	TCase *all = databases_case("flood");
	databases_add(all, letters_alike_are_found);
	databases_add(all, of_a_mark_refused_nothing_stays);
	databases_add(
		all, what_came_before_is_not_found_however_late_it_is_kept);
	databases_add(all, the_likest_is_found_behind_later_ones);
	databases_add(all, bands_are_found_wherever_they_lie);
	databases_add(all, floods_gather_cases);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
