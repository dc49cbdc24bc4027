/* Who is away: kept, listed by day, ended early. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/staff.h"
#include "plaint/store/staff_absence.h"

static void add_staff(struct db *db)
{
	static const char *const logins[] = { "ann", "bob", "cid" };
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
		struct staff staff = { logins[i], logins[i], "agent", "",
			true };
		assert_ok(staff_add(db, &staff, NOW, &error));
	}
}

static bool away(struct db *db, const char *login, const char *from,
	const char *until, GError **error)
{
	struct staff_absence absence = { .login = login, .deputy = "cid" };
	g_strlcpy(absence.from_day.text, from, sizeof(absence.from_day.text));
	g_strlcpy(
		absence.until_day.text, until, sizeof(absence.until_day.text));
	return staff_absence_add(db, &absence, error);
}

/* "ann 2026-12-01..2026-12-05 cid, …" of those that last on that day. */
static void assert_away(struct db *db, const char *day, const char *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) found = g_string_new(NULL);
	struct day_text from;
	g_strlcpy(from.text, day, sizeof(from.text));
	g_autoptr(GPtrArray) list = staff_absence_list(db, from, &error);
	ck_assert_ptr_nonnull(list);
	for (guint i = 0; i < list->len; i++) {
		const struct staff_absence *one = list->pdata[i];
		g_string_append_printf(found, "%s%s %s..%s %s",
			i > 0 ? ", " : "", one->login, one->from_day.text,
			one->until_day.text, one->deputy);
	}
	ck_assert_str_eq(found->str, wanted);
}

START_TEST(lasts_until_its_last_day)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	add_staff(db);
	assert_ok(away(db, "bob", "2026-12-03", "2026-12-03", &error));
	assert_ok(away(db, "ann", "2026-12-01", "2026-12-05", &error));
	assert_away(db, "2026-12-03",
		"ann 2026-12-01..2026-12-05 cid, "
		"bob 2026-12-03..2026-12-03 cid");
	assert_away(db, "2026-12-04", "ann 2026-12-01..2026-12-05 cid");
	assert_away(db, "2026-12-06", "");
	/* Said again, it is put right. */
	assert_ok(away(db, "ann", "2026-12-01", "2026-12-09", &error));
	assert_away(db, "2026-12-06", "ann 2026-12-01..2026-12-09 cid");
}
END_TEST

START_TEST(ends_early)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct day today;
	add_staff(db);
	ck_assert(day_from_ymd(2026, 12, 3, &today));
	assert_ok(away(db, "ann", "2026-12-01", "2026-12-05", &error));
	assert_ok(away(db, "ann", "2026-12-20", "2026-12-25", &error));
	assert_ok(away(db, "bob", "2026-12-01", "2026-12-05", &error));
	assert_ok(staff_absence_end(db, "ann", today, &error));
	assert_away(db, "2026-12-02",
		"ann 2026-12-01..2026-12-02 cid, "
		"bob 2026-12-01..2026-12-05 cid");
	assert_fails(staff_absence_end(db, "ann", today, &error), STORE_ERROR,
		STORE_ERROR_MISSING);
}
END_TEST

START_TEST(refusals)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	add_staff(db);
	assert_fails(away(db, "ann", "2026-12-05", "2026-12-01", &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	ck_assert(!away(db, "nobody", "2026-12-01", "2026-12-05", &error));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("staff_absence");
	TCase *all = databases_case("staff_absence");
	databases_add(all, lasts_until_its_last_day);
	databases_add(all, ends_early);
	databases_add(all, refusals);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
