/* The audit log: what is appended stays, and a change shows. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/event.h"

static void append(struct db *db, int count)
{
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < count; i++) {
		g_autofree char *id = g_strdup_printf("%d", i % 3);
		struct event event = { .at_utc_us = NOW + i,
			.actor = "анна",
			.verb = "registered",
			.subject_kind = "casefile",
			.subject_id = id,
			.detail = "{\"n\": 1}" };
		assert_ok(event_append(db, &event, &error));
	}
}

static struct event_check verify(struct db *db)
{
	g_autoptr(GError) error = NULL;
	struct event_check check;
	assert_ok(event_verify(db, &check, &error));
	return check;
}

START_TEST(the_chain_holds)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(verify(db).count, 0);
	append(db, 1005);
	struct event_check check = verify(db);
	ck_assert_int_eq(check.broken_seq, 0);
	ck_assert_int_eq(check.count, 1005);
	ck_assert_str_eq(check.why, "");
	struct event_filter filter = { "casefile", "1", 0, 2 };
	g_autoptr(GPtrArray) list = event_list(db, &filter, &error);
	ck_assert_uint_eq(list->len, 2);
	const struct event *event = list->pdata[1];
	ck_assert_int_eq(event->seq, 5);
	ck_assert_str_eq(event->actor, "анна");
	filter = (struct event_filter){ .after = 1000 };
	g_autoptr(GPtrArray) last = event_list(db, &filter, &error);
	ck_assert_uint_eq(last->len, 5);
	filter = (struct event_filter){ 0 };
	g_autoptr(GPtrArray) all = event_list(db, &filter, &error);
	ck_assert_uint_eq(all->len, 1005);
}
END_TEST

/* The first link, as the header's recipe gives it when done by hand. */
START_TEST(the_form_is_the_published_one)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct event event = { .at_utc_us = 5,
		.actor = "a",
		.verb = "b",
		.subject_kind = "c",
		.subject_id = "d",
		.detail = "" };
	assert_ok(event_append(db, &event, &error));
	struct event_filter all = { .limit = 1 };
	g_autoptr(GPtrArray) list = event_list(db, &all, &error);
	const struct event *first = list->pdata[0];
	static const char form[] =
		"14:plaint-event-1,1:1,1:5,1:a,1:b,1:c,1:d,0:,0:,";
	ck_assert_str_eq(first->hash, hash_bytes(form, strlen(form)).hex);
}
END_TEST

static const char *const changes[] = {
	"UPDATE event SET actor = 'x' WHERE seq = 2",
	"UPDATE event SET actor = actor",
	"DELETE FROM event WHERE seq = 3",
	"DELETE FROM event",
	"DELETE FROM event_head",
	"INSERT INTO event_head (id, seq, hash) VALUES (2, 0, '')",
	"INSERT INTO event SELECT * FROM event WHERE seq = 2",
};

START_TEST(events_cannot_be_changed)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	append(db, 3);
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
		assert_fails(db_exec(db, changes[i], DB_NO_VALUES, &error) >= 0,
			DB_ERROR, DB_ERROR_CONSTRAINT);
	const char *own = _i == DATABASE_SQLITE
				  ? "INSERT OR REPLACE INTO event"
				    " SELECT * FROM event WHERE seq = 2"
				  : "TRUNCATE event";
	assert_fails(db_exec(db, own, DB_NO_VALUES, &error) >= 0, DB_ERROR,
		DB_ERROR_CONSTRAINT);
	ck_assert_int_eq(verify(db).count, 3);
}
END_TEST

/* With the triggers out of the way, each change is found where it is. */
static const struct {
	const char *sql;
	int64_t broken_seq;
} tampering[] = {
	{ "UPDATE event SET actor = 'x' WHERE seq = 2", 2 },
	{ "UPDATE event SET at_utc_us = 1 WHERE seq = 4", 4 },
	{ "DELETE FROM event WHERE seq = 3", 4 },
	{ "DELETE FROM event WHERE seq = 1", 2 },
	{ "DELETE FROM event WHERE seq = 5", 5 },
	{ "DELETE FROM event WHERE seq > 1", 2 },
	{ "UPDATE event_head SET seq = 4", 4 },
	{ "UPDATE event_head SET hash = ''", 5 },
	{ "UPDATE event SET prev_hash = '' WHERE seq = 5", 5 },
	{ "UPDATE event SET verb = 'registere',"
	  " subject_kind = 'dcasefile' WHERE seq = 1",
		1 },
};

static void disarm(struct db *db)
{
	stock_run(db, db_dialect(db) == DB_SQLITE
			      ? "DROP TRIGGER event_no_update;"
				"DROP TRIGGER event_no_delete"
			      : "ALTER TABLE event DISABLE TRIGGER USER");
}

START_TEST(tampering_is_found)
{
	g_autoptr(db) db = stock_open(_i);
	disarm(db);
	append(db, 5);
	for (size_t i = 0; i < G_N_ELEMENTS(tampering); i++) {
		stock_run(db, "CREATE TABLE kept AS SELECT * FROM event;"
			      "CREATE TABLE kept_head AS"
			      " SELECT * FROM event_head");
		stock_run(db, tampering[i].sql);
		struct event_check check = verify(db);
		ck_assert_msg(check.broken_seq == tampering[i].broken_seq,
			"%s: %d", tampering[i].sql, (int)check.broken_seq);
		ck_assert_str_ne(check.why, "");
		stock_run(db, "DELETE FROM event;"
			      "INSERT INTO event SELECT * FROM kept;"
			      "UPDATE event_head SET"
			      " seq = (SELECT seq FROM kept_head),"
			      " hash = (SELECT hash FROM kept_head);"
			      "DROP TABLE kept; DROP TABLE kept_head");
		ck_assert_int_eq(verify(db).broken_seq, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event");
	TCase *tcase = databases_case("event");
	databases_add(tcase, the_chain_holds);
	databases_add(tcase, the_form_is_the_published_one);
	databases_add(tcase, events_cannot_be_changed);
	databases_add(tcase, tampering_is_found);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
