/* What is said of bytes, wherever they are. */
#include "check_main.h"

#include "stock.h"
#include "plaint/store/reading.h"
#include "plaint/store/staff.h"
#include "plaint/store/virus_scan.h"

/* A letter with one attachment; of both, what is in the table. */
static struct id stock_mail(struct db *db, const char *attached)
{
	g_autoptr(GError) error = NULL;
	struct id letter = stock_letter(db, 1);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct attachment *attachment = document_add_attachment(document);
	struct hash hash = hash_bytes(attached, strlen(attached));
	memcpy(attachment->sha256, hash.hex, sizeof(hash.hex));
	document_set(&attachment->name, "a.zip");
	assert_ok(reading_put(db, letter.text, document, "{}", NOW, &error));
	return letter;
}

static void put(struct db *db, const struct virus_scan *scan, const char *state,
	const char *signature)
{
	g_autoptr(GError) error = NULL;
	struct virus_scan row = *scan;
	row.state = state;
	row.signature = signature;
	row.attempts++;
	row.not_before_utc_us = NOW + 60 * SECOND;
	row.scanned_utc_us =
		strcmp(state, "not_scanned") == 0 ? scan->scanned_utc_us : NOW;
	row.problem = strcmp(state, "not_scanned") == 0 ? "down" : "";
	assert_ok(virus_scan_put(db, &row, &error));
}

static GPtrArray *due(struct db *db, int64_t now)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = virus_scan_due(db, now, 10, &error);
	ck_assert_msg(rows != NULL, "%s", error ? error->message : "");
	return rows;
}

START_TEST(each_bytes_once)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_mail(db, "attached");
	assert_ok(virus_scan_expect(db, letter.text, NOW, &error));
	assert_ok(virus_scan_expect(db, letter.text, NOW + 9, &error));
	assert_ok(virus_scan_expect(db, NULL, NOW + 9, &error));
	g_autoptr(GPtrArray) rows = due(db, NOW);
	ck_assert_uint_eq(rows->len, 2);
	put(db, rows->pdata[0], "clean", "");
	put(db, rows->pdata[1], "not_scanned", "");
	g_autoptr(GPtrArray) none = due(db, NOW + 59 * SECOND);
	ck_assert_uint_eq(none->len, 0);
	g_autoptr(GPtrArray) again = due(db, NOW + 60 * SECOND);
	ck_assert_uint_eq(again->len, 1);
	struct virus_counts counts;
	assert_ok(virus_scan_count(db, &counts, &error));
	ck_assert_int_eq(counts.clean, 1);
	ck_assert_int_eq(counts.not_scanned, 1);
	ck_assert_int_eq(counts.waiting + counts.infected, 0);
	ck_assert_int_eq(virus_scan_again(db, NULL, NOW, &error), 1);
	g_autoptr(GPtrArray) now = due(db, NOW);
	ck_assert_uint_eq(now->len, 1);
}
END_TEST

START_TEST(infected_is_locked_until_allowed)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_mail(db, "attached");
	struct hash hash = hash_bytes("attached", 8);
	struct staff staff = { "iryna", "Ірина", "approver", "", true };
	struct virus_permit permit = { hash.hex, "iryna", "a false alarm" };
	assert_ok(staff_add(db, &staff, NOW, &error));
	/* Unknown to the scanner, or waiting for it: not locked. */
	assert_ok(virus_scan_permits(db, hash.hex, &error));
	assert_ok(virus_scan_expect(db, letter.text, NOW, &error));
	assert_ok(virus_scan_permits(db, hash.hex, &error));
	assert_fails(virus_scan_allow(db, &permit, &error), STORE_ERROR,
		STORE_ERROR_CONFLICT);
	g_autoptr(virus_scan) scan = virus_scan_find(db, hash.hex, &error);
	put(db, scan, "infected", "Eicar");
	assert_fails(virus_scan_permits(db, hash.hex, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	g_autoptr(GPtrArray) bad = virus_place_list_bad(db, 10, &error);
	ck_assert_uint_eq(bad->len, 1);
	const struct virus_place *place = bad->pdata[0];
	ck_assert_str_eq(place->letter_id.text, letter.text);
	ck_assert_str_eq(place->name, "a.zip");
	ck_assert_str_eq(place->signature, "Eicar");
	ck_assert_int_eq(place->position, 1);
	/* To be asked about once more: that unlocks nothing. */
	ck_assert_int_eq(virus_scan_again(db, hash.hex, NOW, &error), 1);
	assert_fails(virus_scan_permits(db, hash.hex, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	g_autoptr(virus_scan) waiting = virus_scan_find(db, hash.hex, &error);
	put(db, waiting, "not_scanned", "");
	assert_fails(virus_scan_permits(db, hash.hex, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	put(db, waiting, "infected", "Eicar");
	assert_ok(virus_scan_allow(db, &permit, &error));
	assert_ok(virus_scan_permits(db, hash.hex, &error));
	g_autoptr(GPtrArray) places =
		virus_place_list_in(db, letter.text, &error);
	ck_assert_uint_eq(places->len, 2);
	ck_assert_str_eq(
		((struct virus_place *)places->pdata[1])->allowed_by, "iryna");
}
END_TEST

START_TEST(pages_of_a_batch_are_the_batchs_bytes)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id batch = stock_letter(db, 1), part = stock_letter(db, 2);
	g_autofree char *sql = g_strdup_printf(
		"UPDATE letter SET batch_id = '%s' WHERE id = '%s'", batch.text,
		part.text);
	stock_run(db, sql);
	assert_ok(virus_scan_expect(db, part.text, NOW, &error));
	g_autoptr(GPtrArray) none = due(db, NOW);
	ck_assert_uint_eq(none->len, 0);
	assert_ok(virus_scan_expect(db, NULL, NOW, &error));
	g_autoptr(GPtrArray) one = due(db, NOW);
	ck_assert_uint_eq(one->len, 1);
}
END_TEST

static guint count_stale(struct db *db, const char *version, int64_t since)
{
	g_autoptr(GError) error = NULL;
	struct virus_stale stale = { version, since, 10 };
	g_autoptr(GPtrArray) rows =
		virus_scan_stale(db, &stale, NOW + SECOND, &error);
	ck_assert_msg(rows != NULL, "%s", error ? error->message : "");
	return rows->len;
}

START_TEST(newer_signatures_make_the_newest_stale)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id letter = stock_mail(db, "attached");
	assert_ok(virus_scan_expect(db, letter.text, NOW, &error));
	ck_assert_uint_eq(count_stale(db, "1/27", NOW), 0);
	g_autoptr(GPtrArray) rows = due(db, NOW);
	for (guint i = 0; i < rows->len; i++) {
		struct virus_scan row = *(struct virus_scan *)rows->pdata[i];
		ck_assert_int_eq(row.since_utc_us, NOW);
		row.version = "1/27";
		row.not_before_utc_us = NOW;
		row.scanned_utc_us = NOW;
		row.state = "clean";
		assert_ok(virus_scan_put(db, &row, &error));
	}
	ck_assert_uint_eq(count_stale(db, "1/27", NOW), 0);
	ck_assert_uint_eq(count_stale(db, "1/28", NOW), 2);
	ck_assert_uint_eq(count_stale(db, "1/28", NOW + 1), 0);
	/* One was asked about in vain, and is clean all the same. */
	struct virus_scan row = *(struct virus_scan *)rows->pdata[0];
	row.version = "1/27";
	row.state = "clean";
	row.not_before_utc_us = NOW + 60 * SECOND;
	row.scanned_utc_us = NOW;
	assert_ok(virus_scan_put(db, &row, &error));
	ck_assert_uint_eq(count_stale(db, "1/28", NOW), 1);
	assert_ok(virus_scan_permits(db, row.sha256, &error));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("virus");
	TCase *tcase = databases_case("virus");
	databases_add(tcase, each_bytes_once);
	databases_add(tcase, newer_signatures_make_the_newest_stale);
	databases_add(tcase, infected_is_locked_until_allowed);
	databases_add(tcase, pages_of_a_batch_are_the_batchs_bytes);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
