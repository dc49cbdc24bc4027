/* Cases, their customers, deadlines and owners. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/customer.h"
#include "plaint/store/staff.h"

static struct id ensure(
	struct db *db, const char *name, const char *email, const char *phone)
{
	g_autoptr(GError) error = NULL;
	struct customer_identity who = { name, email, phone, NULL };
	struct id id;
	assert_ok(customer_ensure(db, &who, NOW, &id, NULL, &error));
	return id;
}

START_TEST(a_customer_is_known_again)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id first = ensure(db, "", "Olena@Example.com", NULL);
	struct id again =
		ensure(db, "Олена Коваль", "olena@example.COM", "+380501");
	struct id by_phone = ensure(db, "ОЛЕНА КОВАЛЬ", NULL, "+380501");
	struct id other = ensure(db, "Петро Коваль", NULL, "+380501");
	struct id nameless = ensure(db, "Петро Коваль", NULL, NULL);
	ck_assert_str_eq(first.text, again.text);
	ck_assert_str_eq(first.text, by_phone.text);
	ck_assert_str_ne(first.text, other.text);
	ck_assert_str_ne(other.text, nameless.text);
	g_autoptr(customer) customer =
		customer_find_by_email(db, "OLENA@example.com", &error);
	ck_assert_str_eq(customer->name, "Олена Коваль");
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, first.text, &error);
	ck_assert_uint_eq(contacts->len, 2);
	const struct customer_contact *contact = contacts->pdata[0];
	ck_assert_str_eq(contact->value, "Olena@Example.com");
	ck_assert_ptr_null(customer_find_by_email(db, "x@y", &error));
	ck_assert(g_error_matches(error, STORE_ERROR, STORE_ERROR_MISSING));
}
END_TEST

START_TEST(numbers_have_no_gaps)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	static const struct {
		const char *day, *number;
	} rows[] = {
		{ "2026-01-05", "2026-000001" },
		{ "2026-12-31", "2026-000002" },
		{ "", NULL },
		{ "2026-02-29", NULL },
		{ "2027-01-01", "2027-000001" },
		{ "2026-12-31", "2026-000003" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct casefile casefile = stock_case();
		g_strlcpy(casefile.registered_day.text, rows[i].day,
			sizeof(casefile.registered_day.text));
		struct casefile_number number;
		if (rows[i].number == NULL) {
			assert_fails(casefile_register(
					     db, &casefile, &number, &error),
				STORE_ERROR, STORE_ERROR_REFUSED);
			continue;
		}
		assert_ok(casefile_register(db, &casefile, &number, &error));
		ck_assert_str_eq(number.text, rows[i].number);
	}
}
END_TEST

static bool register_and_give_up(struct db *db, void *user, GError **error)
{
	(void)user;
	stock_register(db);
	g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED, "no");
	return false;
}

START_TEST(a_number_comes_back_with_a_rollback)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	stock_register(db);
	assert_fails(db_run_tx(db, register_and_give_up, NULL, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct id id = stock_register(db);
	g_autoptr(casefile) casefile = casefile_find(db, id.text, &error);
	ck_assert_str_eq(casefile->number.text, "2026-000002");
}
END_TEST

START_TEST(a_case_is_kept_whole)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct casefile casefile = stock_case();
	casefile.customer_id = ensure(db, "Олена", "o@x", NULL);
	struct casefile_number number;
	assert_ok(casefile_register(db, &casefile, &number, &error));
	g_autoptr(casefile) kept =
		casefile_find_by_number(db, number.text, &error);
	ck_assert_str_eq(kept->id.text, casefile.id.text);
	ck_assert_str_eq(kept->customer_name, "Олена");
	ck_assert_str_eq(kept->owner, "");
	ck_assert_str_eq(kept->flags, "");
	ck_assert_str_eq(kept->safe_due.text, "2026-12-22");
	ck_assert_double_eq(kept->confidence, 0.75);
	ck_assert_int_eq(kept->closed_utc_us, 0);
	ck_assert_int_eq(kept->year, 2026);
	ck_assert_int_eq(kept->serial, 1);
	struct casefile_dues dues = { { "2027-01-01" }, { "2026-12-31" },
		{ "" } };
	assert_ok(
		casefile_set_reminded(db, kept->id.text, "2026-12-01", &error));
	assert_ok(casefile_set_dues(db, kept->id.text, &dues, &error));
	assert_ok(casefile_set_topic(
		db, kept->id.text, "claim", "refund", &error));
	assert_fails(casefile_set_topic(db, "none", "a", "b", &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	g_autoptr(casefile) changed = casefile_find(db, kept->id.text, &error);
	ck_assert_str_eq(changed->legal_due.text, "2027-01-01");
	ck_assert_str_eq(changed->target_due.text, "");
	ck_assert_str_eq(changed->reminded_day.text, "");
	ck_assert_str_eq(changed->kind, "claim");
}
END_TEST

START_TEST(stages_and_owners)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id id = stock_register(db);
	struct staff anna = { "anna", "Анна", "agent", "a@x", true };
	assert_ok(staff_add(db, &anna, NOW, &error));
	assert_ok(casefile_assign(db, id.text, "anna", "legal", &error));
	assert_fails(casefile_assign(db, id.text, "nobody", NULL, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(casefile_assign(db, "none", "anna", NULL, &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	assert_fails(casefile_set_stage(
			     db, id.text, "drafting", "closed", NOW, &error),
		STORE_ERROR, STORE_ERROR_CONFLICT);
	assert_ok(casefile_set_stage(
		db, id.text, "registered", "closed", NOW, &error));
	g_autoptr(casefile) closed = casefile_find(db, id.text, &error);
	ck_assert_int_eq(closed->closed_utc_us, NOW);
	ck_assert_str_eq(closed->owner, "anna");
	ck_assert_str_eq(closed->department, "legal");
	assert_ok(casefile_set_stage(
		db, id.text, "closed", "reopened", NOW, &error));
	assert_ok(casefile_assign(db, id.text, "", NULL, &error));
	g_autoptr(casefile) open = casefile_find(db, id.text, &error);
	ck_assert_int_eq(open->closed_utc_us, 0);
	ck_assert_str_eq(open->owner, "");
	ck_assert_str_eq(open->department, "legal");
}
END_TEST

/* Cases 1..4: due on different days, the last one closed. */
static void add_for_lists(struct db *db)
{
	static const char *const dues[] = { "2026-12-10", "2026-11-20", "",
		"2026-10-01" };
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(dues); i++) {
		struct casefile casefile = stock_case();
		g_strlcpy(casefile.safe_due.text, dues[i],
			sizeof(casefile.safe_due.text));
		if (i == 0)
			casefile.customer_id =
				ensure(db, "Зеник Ґалаґан", "z@x", NULL);
		if (i == 1)
			casefile.subject = "50_%! знижки";
		struct casefile_number number;
		assert_ok(casefile_register(db, &casefile, &number, &error));
		if (i == 3)
			assert_ok(casefile_set_stage(db, casefile.id.text,
				"registered", "closed", NOW, &error));
	}
}

static const struct {
	struct casefile_filter filter;
	const char *serials;
} lists[] = {
	{ { .limit = 0 }, "2134" },
	{ { .stage = "" }, "2134" },
	{ { .open_only = true }, "213" },
	{ { .stage = "closed" }, "4" },
	{ { .overdue_before = "2026-11-23" }, "2" },
	{ { .overdue_before = "2026-11-20" }, "" },
	{ { .department = "billing", .limit = 2, .offset = 1 }, "13" },
	{ { .department = "legal" }, "" },
	{ { .owner = "anna" }, "" },
	{ { .text = "ГАЛАҐАН" }, "" },
	{ { .text = "ґалаҐАН" }, "1" },
	{ { .text = "списання" }, "134" },
	{ { .text = "100%" }, "134" },
	{ { .text = "0_%!" }, "2" },
	{ { .text = "2026-000003" }, "3" },
	{ { .text = "' OR 1=1 --" }, "" },
};

START_TEST(an_answered_case_is_not_open)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct casefile_filter open = { .open_only = true };
	struct id id = stock_register(db);
	int64_t count;
	assert_ok(casefile_count(db, &open, &count, &error));
	ck_assert_int_eq(count, 1);
	assert_ok(casefile_set_stage(
		db, id.text, "registered", "answered", NOW, &error));
	assert_ok(casefile_count(db, &open, &count, &error));
	ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(cases_are_listed)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	add_for_lists(db);
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autoptr(GPtrArray) list =
			casefile_list(db, &lists[i].filter, &error);
		assert_ok(list != NULL);
		g_autoptr(GString) serials = g_string_new("");
		for (guint j = 0; j < list->len; j++)
			g_string_append_printf(serials, "%" G_GINT64_FORMAT,
				((struct casefile *)list->pdata[j])->serial);
		ck_assert_msg(strcmp(serials->str, lists[i].serials) == 0,
			"row %zu: %s", i, serials->str);
		int64_t count;
		assert_ok(casefile_count(db, &lists[i].filter, &count, &error));
		if (lists[i].filter.offset == 0)
			ck_assert_int_eq(count, (int64_t)serials->len);
	}
}
END_TEST

static void add_due(struct db *db, const char *legal, const char *safe,
	const char *priority)
{
	g_autoptr(GError) error = NULL;
	struct casefile casefile = stock_case();
	struct casefile_number number;
	g_strlcpy(casefile.legal_due.text, legal,
		sizeof(casefile.legal_due.text));
	g_strlcpy(casefile.safe_due.text, safe, sizeof(casefile.safe_due.text));
	casefile.priority = priority;
	assert_ok(casefile_register(db, &casefile, &number, &error));
}

/* On 10 June: the order in which a digest tells of them. */
START_TEST(those_owed_come_by_their_days)
{
	/* In the order that is wanted. */
	static const char *const days[][2] = {
		{ "2026-06-01", "2026-06-02" }, /* past its legal day */
		{ "2026-06-08", "2026-06-09" },
		{ "2026-06-05", "2026-06-11" }, /* past its safe day */
		{ "2026-06-09", "2026-06-10" },
		{ "2026-06-10", "2026-06-12" },
		{ "2026-06-10", "2026-06-13" },
		{ "2026-06-11", "2026-06-11" },
		{ "", "" },
	};
	static const size_t registered[] = { 7, 3, 5, 0, 6, 2, 4, 1 };
	static const char wanted[] = "48627351";
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(registered); i++)
		add_due(db, days[registered[i]][1], days[registered[i]][0],
			"normal");
	g_autoptr(GPtrArray) ids = casefile_ids_owed(db, "2026-06-10", &error);
	assert_ok(ids != NULL);
	g_autoptr(GString) serials = g_string_new("");
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(casefile) casefile =
			casefile_find(db, ids->pdata[i], &error);
		assert_ok(casefile != NULL);
		g_string_append_printf(
			serials, "%" G_GINT64_FORMAT, casefile->serial);
	}
	ck_assert_str_eq(serials->str, wanted);
	stock_run(db, "UPDATE casefile SET stage = 'answered'");
	g_autoptr(GPtrArray) none = casefile_ids_owed(db, "2026-06-10", &error);
	ck_assert_uint_eq(none->len, 0);
}
END_TEST

/* On 23 November: what the list puts first. */
START_TEST(the_most_urgent_is_first)
{
	static const struct {
		const char *legal, *safe, *priority;
	} cases[] = {
		{ "2026-12-20", "2026-12-10", "low" },
		{ "2026-12-20", "2026-12-10", "high" },
		{ "2026-12-20", "2026-12-09", "normal" },
		{ "2026-12-20", "2026-11-20", "high" },
		{ "2026-12-20", "2026-12-10", "urgent" },
		{ "2026-11-20", "2026-11-19", "low" },
		{ "2026-12-20", "2026-12-10", "normal" },
	};
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		add_due(db, cases[i].legal, cases[i].safe, cases[i].priority);
	struct casefile_filter filter = { .today = "2026-11-23" };
	g_autoptr(GPtrArray) list = casefile_list(db, &filter, &error);
	assert_ok(list != NULL);
	g_autoptr(GString) serials = g_string_new("");
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(serials, "%" G_GINT64_FORMAT,
			((struct casefile *)list->pdata[i])->serial);
	ck_assert_str_eq(serials->str, "6543271");
}
END_TEST

START_TEST(deadlines_replace)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct casefile_deadline deadline = {
		.casefile_id = stock_register(db),
		.regime = "ua-393-1m",
		.calendar = "ua",
		.trigger_kind = "received",
		.trigger_day = { "2026-11-22" },
		.legal_due = { "2026-12-22" },
		.safe_due = { "2026-12-21" },
		.explanation = "[]",
		.basis = "ст. 20",
	};
	const char *casefile = deadline.casefile_id.text;
	assert_ok(casefile_deadline_put(db, &deadline, &error));
	deadline.regime = "ua-1023-1m";
	g_strlcpy(deadline.safe_due.text, "2026-12-01",
		sizeof(deadline.safe_due.text));
	assert_ok(casefile_deadline_put(db, &deadline, &error));
	deadline.basis = "ст. 21";
	assert_ok(casefile_deadline_put(db, &deadline, &error));
	assert_ok(casefile_deadline_set_state(
		db, casefile, "ua-393-1m", "paused", &error));
	assert_fails(casefile_deadline_set_state(
			     db, casefile, "xx", "paused", &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	g_autoptr(GPtrArray) list =
		casefile_deadline_list(db, casefile, &error);
	ck_assert_uint_eq(list->len, 2);
	const struct casefile_deadline *first = list->pdata[0];
	ck_assert_str_eq(first->regime, "ua-1023-1m");
	ck_assert_str_eq(first->basis, "ст. 21");
	ck_assert_str_eq(first->state, "running");
	ck_assert_str_eq(first->target_due.text, "");
}
END_TEST

START_TEST(staff_is_kept)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	static const struct staff good[] = {
		{ "bohdan", "Богдан", "approver", "b@x", true },
		{ "anna", "Анна", "agent", "a@x", true },
	};
	static const struct staff bad[] = {
		{ "anna", "Інша", "agent", "", true },
		{ "plaint", "Програма", "admin", "", true },
		{ "", "Ніхто", "admin", "", true },
		{ "x", "Х", "king", "", true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		assert_ok(staff_add(db, &good[i], NOW, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_fails(staff_add(db, &bad[i], NOW, &error), STORE_ERROR,
			STORE_ERROR_REFUSED);
	assert_ok(staff_set_active(db, "bohdan", false, &error));
	assert_fails(staff_set_active(db, "x", false, &error), STORE_ERROR,
		STORE_ERROR_MISSING);
	g_autoptr(GPtrArray) list = staff_list(db, &error);
	ck_assert_uint_eq(list->len, 2);
	g_autoptr(staff) bohdan = staff_find(db, "bohdan", &error);
	ck_assert(!bohdan->active);
	ck_assert_str_eq(bohdan->role, "approver");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("casefile");
	TCase *tcase = databases_case("casefile");
	databases_add(tcase, a_customer_is_known_again);
	databases_add(tcase, numbers_have_no_gaps);
	databases_add(tcase, a_number_comes_back_with_a_rollback);
	databases_add(tcase, a_case_is_kept_whole);
	databases_add(tcase, stages_and_owners);
	databases_add(tcase, an_answered_case_is_not_open);
	databases_add(tcase, cases_are_listed);
	databases_add(tcase, those_owed_come_by_their_days);
	databases_add(tcase, the_most_urgent_is_first);
	databases_add(tcase, deadlines_replace);
	databases_add(tcase, staff_is_kept);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
