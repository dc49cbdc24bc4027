/* What belongs together: twins of a letter, linked cases, acknowledgements
 * of one address, settings by prefix, answers that came back; on real
 * databases. */
#include "check_main.h"
#include "plaint/letters/duplicate.h"
#include "plaint/store/casefile_link.h"
#include "plaint/store/letter.h"
#include "plaint/store/outbox.h"
#include "plaint/store/reading.h"
#include "plaint/store/setting.h"
#include "stock.h"

static void read_letter(struct db *db, const char *letter_id,
	const char *message_id, const char *from, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->message_id, message_id);
	document_set(&document->from.address, from);
	document_set(&document->text, text);
	assert_ok(reading_put(db, letter_id, document, "{}", NOW, &error));
}

static guint twins_of(struct db *db, const char *letter_id,
	const char *message_id, const char *from, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->from.address, from);
	document_set(&document->text, text);
	struct hash hash = duplicate_content_hash(document);
	g_autofree char *sender = duplicate_sender(document);
	struct letter_marks marks = { letter_id, message_id, hash.hex, sender };
	g_autoptr(GPtrArray) twins = letter_list_twins(db, &marks, &error);
	ck_assert_msg(twins != NULL, "%s", error ? error->message : "");
	for (guint i = 0; i < twins->len; i++) {
		const struct letter_twin *twin = twins->pdata[i];
		ck_assert_str_eq(twin->stage, "registered");
		ck_assert_str_ne(twin->casefile_id.text, "");
		ck_assert_str_ne(twin->content_hash, "");
	}
	return twins->len;
}

START_TEST(twins_are_found)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1), other = stock_letter(db, 2);
	struct id casefile = stock_register(db);
	read_letter(db, letter.text, "a@x.example", "Olena@x.example", "Hello");
	read_letter(db, other.text, "a@x.example", "olena@x.example", "Hello");
	/* Not registered: no twin. */
	ck_assert_uint_eq(twins_of(db, other.text, "a@x.example",
				  "olena@x.example", "Hello"),
		0);
	assert_ok(letter_register(db, letter.text, casefile.text, &error));
	static const struct {
		const char *message_id, *from, *text;
		guint count;
	} rows[] = {
		{ "a@x.example", "ivan@x.example", "Other", 1 },
		{ "b@x.example", "olena@x.example", "hello", 1 },
		{ "", "olena@x.example", "hello", 1 },
		{ "a@x.example", "olena@x.example", "hello", 1 },
		{ "b@x.example", "ivan@x.example", "Hello", 0 },
		{ "", "ivan@x.example", "", 0 },
		{ "", "", "", 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ck_assert_uint_eq(twins_of(db, other.text, rows[i].message_id,
					  rows[i].from, rows[i].text),
			rows[i].count);
	/* Nothing is its own twin. */
	ck_assert_uint_eq(twins_of(db, letter.text, "a@x.example",
				  "olena@x.example", "Hello"),
		0);
	assert_ok(letter_mark_duplicate(db, other.text, letter.text, &error));
	g_autoptr(letter) marked = letter_find(db, other.text, &error);
	ck_assert_str_eq(marked->casefile_id.text, casefile.text);
}
END_TEST

START_TEST(cases_are_linked)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id first = stock_register(db), second = stock_register(db);
	struct casefile_link link = { .casefile_id = second,
		.earlier_id = first,
		.why = "goes on",
		.linked_utc_us = NOW };
	assert_ok(casefile_link_add(db, &link, &error));
	assert_ok(casefile_link_add(db, &link, &error));
	const char *const ends[] = { first.text, second.text };
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autoptr(GPtrArray) links =
			casefile_link_list(db, ends[i], &error);
		ck_assert_uint_eq(links->len, 1);
		const struct casefile_link *found = links->pdata[0];
		ck_assert_str_eq(found->earlier_number, "2026-000001");
		ck_assert_str_eq(found->number, "2026-000002");
		ck_assert_str_eq(found->why, "goes on");
	}
}
END_TEST

START_TEST(settings_by_prefix)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	assert_ok(setting_set(db, "mailbox.b.problem", "no", &error));
	assert_ok(setting_set(db, "mailbox.a.problem", "yes", &error));
	assert_ok(setting_set(db, "mailbox.c.problem", "", &error));
	assert_ok(setting_set(db, "mailbo_", "other", &error));
	assert_ok(setting_add(db, "mailbox.a.problem", "later", &error));
	assert_ok(setting_add(db, "thread.key", "k", &error));
	g_autoptr(GPtrArray) list = setting_list(db, "mailbox.", &error);
	ck_assert_uint_eq(list->len, 2);
	const struct setting *first = list->pdata[0], *second = list->pdata[1];
	ck_assert_str_eq(first->key, "mailbox.a.problem");
	ck_assert_str_eq(first->value, "yes");
	ck_assert_str_eq(second->key, "mailbox.b.problem");
}
END_TEST

static struct id acknowledge(struct db *db, const char *address, int64_t at)
{
	g_autoptr(GError) error = NULL;
	struct reply reply = { .id = id_new(at),
		.casefile_id = stock_register(db),
		.kind = "acknowledgement",
		.to_address = address,
		.channel = "mail",
		.drafted_by = REPLY_DRAFTED_BY_PLAINT };
	assert_ok(reply_add(db, &reply, at, &error));
	return reply.id;
}

START_TEST(acknowledgements_are_counted)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	int64_t count;
	acknowledge(db, "Olena@x.example", NOW);
	acknowledge(db, "olena@x.example", NOW + 10);
	acknowledge(db, "ivan@x.example", NOW + 10);
	assert_ok(reply_count_acknowledgements(
		db, "OLENA@x.example", NOW, &count, &error));
	ck_assert_int_eq(count, 2);
	assert_ok(reply_count_acknowledgements(
		db, "olena@x.example", NOW + 1, &count, &error));
	ck_assert_int_eq(count, 1);
}
END_TEST

START_TEST(a_reply_comes_back_once)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	bool is_changed;
	struct id reply = acknowledge(db, "olena@x.example", NOW);
	struct outbox_item item = { .id = id_new(NOW),
		.reply_id = reply,
		.message_id = "one@x.example" };
	struct outbox_settlement sent = { OUTBOX_SENT, "250 ok", 0 };
	assert_ok(outbox_queue(db, &item, NOW, &error));
	assert_ok(outbox_mark_returned(
		db, reply.text, "too early", NOW, &is_changed, &error));
	ck_assert(!is_changed);
	g_autoptr(GPtrArray) claimed = NULL;
	assert_ok(outbox_claim(db, 1, NOW, &claimed, &error));
	ck_assert_uint_eq(claimed->len, 1);
	assert_ok(outbox_settle(db, item.id.text, &sent, NOW, &error));
	assert_ok(outbox_mark_returned(
		db, reply.text, "550 unknown", NOW, &is_changed, &error));
	ck_assert(is_changed);
	assert_ok(outbox_mark_returned(
		db, reply.text, "550 again", NOW, &is_changed, &error));
	ck_assert(!is_changed);
	g_autoptr(outbox_item) found = outbox_find(db, item.id.text, &error);
	g_autoptr(reply) failed = reply_find(db, reply.text, &error);
	ck_assert_str_eq(found->state, "failed");
	ck_assert_str_eq(found->last_error, "550 unknown");
	ck_assert_str_eq(failed->stage, "failed");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bonds");
	TCase *tcase = tcase_create("bonds");
	databases_add(tcase, twins_are_found);
	databases_add(tcase, cases_are_linked);
	databases_add(tcase, settings_by_prefix);
	databases_add(tcase, acknowledgements_are_counted);
	databases_add(tcase, a_reply_comes_back_once);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
