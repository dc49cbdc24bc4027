/* What counts as decided by people, and from which letter it is learnt. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/decision.h"
#include "plaint/store/event.h"
#include "plaint/store/reading.h"

static struct id case_with_letter(struct db *db, int n)
{
	g_autoptr(GError) error = NULL;
	struct casefile casefile = stock_case();
	struct casefile_number number;
	casefile.id = id_new(NOW + n * SECOND);
	assert_ok(casefile_register(db, &casefile, &number, &error));
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autofree char *json = g_strdup_printf("{\"letter\": %d}", n);
	struct id letter = stock_letter(db, n);
	assert_ok(reading_put(db, letter.text, document, json, NOW, &error));
	assert_ok(letter_register(db, letter.text, casefile.id.text, &error));
	return casefile.id;
}

static void say(struct db *db, const char *who, struct id casefile)
{
	g_autoptr(GError) error = NULL;
	struct event event = { .at_utc_us = NOW,
		.actor = who,
		.verb = "reclassified",
		.subject_kind = "casefile",
		.subject_id = casefile.text,
		.detail = "{}" };
	assert_ok(event_append(db, &event, &error));
}

static void close_case(struct db *db, struct id casefile, const char *topic)
{
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(
		db_exec(db,
			"UPDATE casefile SET closed_utc_us = $2, topic = $3"
			" WHERE id = $1",
			DB_VALUES(db_text(casefile.text), db_int(NOW),
				db_text(topic)),
			&error),
		1);
}

/* The documents' JSON, the newest case first. */
static char *decided(struct db *db, const char *before, int limit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = decision_list(db, before, limit, &error);
	ck_assert_ptr_nonnull(list);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < list->len; i++) {
		const struct decision *one = list->pdata[i];
		g_string_append_printf(text, "%s %s;", one->topic, one->json);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

START_TEST(people_decide)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id cases[5];
	for (int i = 0; i < 5; i++)
		cases[i] = case_with_letter(db, i);
	g_autofree char *none = decided(db, "", 10);
	g_autofree char *first_mark = decision_mark(db, &error);
	ck_assert_str_eq(none, "");
	ck_assert_str_eq(first_mark, "0.0");
	say(db, "olena", cases[0]);
	say(db, "plaint", cases[1]);
	close_case(db, cases[2], "billing");
	close_case(db, cases[3], "other");
	g_autofree char *all = decided(db, "", 10);
	ck_assert_str_eq(
		all, "billing {\"letter\": 2};billing {\"letter\": 0};");
	g_autofree char *newest = decided(db, "", 1);
	ck_assert_str_eq(newest, "billing {\"letter\": 2};");
	g_autofree char *older = decided(db, cases[2].text, 10);
	ck_assert_str_eq(older, "billing {\"letter\": 0};");
	g_autofree char *mark = decision_mark(db, &error);
	ck_assert_str_eq(mark, "2.1");
	say(db, "olena", cases[0]);
	g_autofree char *later_mark = decision_mark(db, &error);
	ck_assert_str_ne(later_mark, mark);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decision");
	TCase *all = databases_case("decision");
	databases_add(all, people_decide);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
