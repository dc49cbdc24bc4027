/* The operator's list: added once, brought up to date, found again. */
#include "check_main.h"

#include <string.h>
#include "stock.h"
#include "plaint/store/candidate.h"
#include "plaint/store/customer_merge.h"
#include "plaint/store/subscriber.h"

static const struct subscriber olena = { "40-018", "Коваль Олена",
	"Olena@Example.com", "+380671234519", "Київ, вул. Зелена, 14", "2019",
	"Смарт", 2 };

static enum subscriber_change put(struct db *db, const struct subscriber *row)
{
	g_autoptr(GError) error = NULL;
	enum subscriber_change change;
	bool taken;
	assert_ok(subscriber_put(db, row, NOW, &change, &taken, &error));
	return change;
}

START_TEST(a_row_is_added_once)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(put(db, &olena), SUBSCRIBER_ADDED);
	ck_assert_int_eq(put(db, &olena), SUBSCRIBER_UNCHANGED);
	struct subscriber moved = olena;
	moved.account = "40018"; /* the same, written otherwise */
	moved.phone = "+380501112233";
	moved.tariff = NULL;
	moved.earlier_claims = -1;
	ck_assert_int_eq(put(db, &moved), SUBSCRIBER_UPDATED);
	ck_assert_int_eq(put(db, &moved), SUBSCRIBER_UNCHANGED);
	g_autoptr(customer) customer =
		customer_find_by_email(db, "olena@example.com", &error);
	ck_assert_str_eq(customer->tariff, "Смарт");
	ck_assert_int_eq(customer->earlier_claims, 2);
	g_autoptr(GPtrArray) contacts =
		customer_contacts(db, customer->id.text, &error);
	ck_assert_uint_eq(contacts->len, 3);
	const struct customer_contact *phone = contacts->pdata[1];
	ck_assert_str_eq(phone->value, "+380501112233");
	ck_assert_str_eq(phone->source, "import");
	g_autoptr(GPtrArray) accounts =
		customer_accounts(db, customer->id.text, &error);
	ck_assert_uint_eq(accounts->len, 1);
	struct subscriber nobody = { .account = " - ", .earlier_claims = -1 };
	enum subscriber_change change;
	bool taken;
	assert_fails(subscriber_put(db, &nobody, NOW, &change, &taken, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
}
END_TEST

/* Whoever wrote before the list came is the subscriber of that address; a
 * second account is the same customer; a relative with the same address is
 * not. */
START_TEST(addresses_join_or_are_left_out)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct customer_identity writer = { "Елена Коваль", "olena@example.com",
		"+380671234519", NULL };
	struct id id;
	assert_ok(customer_ensure(db, &writer, NOW, &id, NULL, &error));
	ck_assert_int_eq(put(db, &olena), SUBSCRIBER_UPDATED);
	struct subscriber second = olena;
	second.account = "50077";
	ck_assert_int_eq(put(db, &second), SUBSCRIBER_UPDATED);
	g_autoptr(GPtrArray) accounts = customer_accounts(db, id.text, &error);
	ck_assert_uint_eq(accounts->len, 2);
	struct subscriber husband = olena;
	husband.account = "60001";
	husband.name = "Коваль Петро";
	enum subscriber_change change;
	bool taken;
	assert_ok(subscriber_put(db, &husband, NOW, &change, &taken, &error));
	ck_assert_int_eq(change, SUBSCRIBER_ADDED);
	ck_assert(taken);
}
END_TEST

static GPtrArray *one(const char *value)
{
	GPtrArray *list = g_ptr_array_new();
	if (value != NULL)
		g_ptr_array_add(list, (gpointer)value);
	return list;
}

static const struct {
	const char *name, *sender, *phone, *account, *address;
	bool found;
} lookups[] = {
	{ "", "olena@example.com", NULL, NULL, NULL, true },
	{ "", "", "+380671234519", NULL, NULL, true },
	{ "", "", NULL, "40018", NULL, true },
	{ "Olena Koval", "", NULL, NULL, "Зелена 14", true },
	{ "Olena Koval", "", NULL, NULL, NULL, false },
	{ "Olena Koval", "", NULL, NULL, "Зелена 15", false },
	{ "О. П. Коваль", "", NULL, NULL, "Зелена 14", true },
	{ "Koval O.", "", NULL, NULL, "Zelena St 14", true },
	{ "О. Коваль", "", NULL, NULL, NULL, false },
	{ "О. Коваль", "", NULL, NULL, "Зелена 15", false },
	{ "О. Ковальчук", "", NULL, NULL, "Зелена 14", false },
	{ "О. П.", "", NULL, NULL, "Зелена 14", false },
	{ "Сич Ольга", "x@y", "+380670000000", "1", "Зелена 14", false },
};

START_TEST(letters_find_customers)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	put(db, &olena);
	for (size_t i = 0; i < G_N_ELEMENTS(lookups); i++) {
		g_autoptr(GPtrArray) phones = one(lookups[i].phone);
		g_autoptr(GPtrArray) accounts = one(lookups[i].account);
		g_autoptr(GPtrArray) places = one(lookups[i].address);
		struct match_facts facts = { .name = lookups[i].name,
			.sender = lookups[i].sender,
			.phones = phones,
			.accounts = accounts,
			.addresses = places };
		g_autoptr(GPtrArray) ids =
			customer_list_matching(db, &facts, 10, &error);
		ck_assert_msg(ids->len == (lookups[i].found ? 1 : 0), "%zu", i);
		if (!lookups[i].found)
			continue;
		g_autoptr(GPtrArray) list =
			customer_known_list(db, ids, &error);
		assert_ok(list != NULL && list->len == 1);
		const struct customer_known *known = list->pdata[0];
		ck_assert_str_eq(known->known.name, "Коваль Олена");
		ck_assert_uint_eq(known->contacts->len, 3);
		ck_assert_str_eq(known->accounts->pdata[0], "40018");
	}
}
END_TEST

/* More than are asked at once, and the same again and again. */
START_TEST(letters_say_much)
{
	enum {
		PHONES = 20
	};
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	put(db, &olena);
	for (int place = 0; place < PHONES; place++) {
		g_autoptr(GPtrArray) phones =
			g_ptr_array_new_with_free_func(g_free);
		for (int i = 0; i < PHONES; i++)
			g_ptr_array_add(phones,
				i == place ? g_strdup("+380671234519")
					   : g_strdup_printf(
						     "+3806700000%02d", i / 2));
		struct match_facts facts = {
			.name = "", .sender = "", .phones = phones
		};
		g_autoptr(GPtrArray) ids =
			customer_list_matching(db, &facts, 10, &error);
		assert_ok(ids != NULL);
		ck_assert_uint_eq(ids->len, 1);
	}
}
END_TEST

/* Of more than are wanted it is always the same. */
START_TEST(a_phone_of_many)
{
	static const char *const names[] = { "Третій Ігор", "Перша Ада",
		"Друга Єва" };
	static const int seconds[] = { 3, 1, 2 };
	struct id ids[3];
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct customer_identity who = { names[i], NULL,
			"+380671234519", NULL };
		assert_ok(customer_ensure(db, &who, NOW + seconds[i] * SECOND,
			&ids[i], NULL, &error));
	}
	g_autoptr(GPtrArray) phones = one("+380671234519");
	struct match_facts facts = {
		.name = "", .sender = "", .phones = phones
	};
	g_autoptr(GPtrArray) two =
		customer_list_matching(db, &facts, 2, &error);
	ck_assert_uint_eq(two->len, 2);
	ck_assert_str_eq(two->pdata[0], ids[1].text);
	ck_assert_str_eq(two->pdata[1], ids[2].text);
	g_autoptr(GPtrArray) all =
		customer_list_matching(db, &facts, 10, &error);
	ck_assert_uint_eq(all->len, 3);
}
END_TEST

START_TEST(people_find_customers)
{
	static const char *const texts[] = { NULL, "олена", "40-018", "671234",
		"olena@EX", "зелена" };
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	put(db, &olena);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) found =
			customer_list(db, texts[i], 0, &error);
		ck_assert_msg(found != NULL && found->len == 1, "%zu", i);
	}
	g_autoptr(GPtrArray) none = customer_list(db, "%", 0, &error);
	ck_assert_uint_eq(none->len, 0);
}
END_TEST

static struct id customer_of(
	struct db *db, const char *email, const char *phone)
{
	g_autoptr(GError) error = NULL;
	struct customer_identity who = { "Олена", email, phone, NULL };
	struct id id;
	assert_ok(customer_ensure(db, &who, NOW, &id, NULL, &error));
	return id;
}

static struct id case_of(struct db *db, struct id customer_id)
{
	g_autoptr(GError) error = NULL;
	struct casefile casefile = stock_case();
	struct casefile_number number;
	casefile.customer_id = customer_id;
	assert_ok(casefile_register(db, &casefile, &number, &error));
	return casefile.id;
}

static void ck_customer(
	struct db *db, const char *casefile_id, struct id customer_id)
{
	g_autoptr(casefile) casefile = casefile_find(db, casefile_id, NULL);
	ck_assert_str_eq(casefile->customer_id.text, customer_id.text);
}

START_TEST(a_merge_can_be_undone)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	put(db, &olena);
	g_autoptr(customer) listed =
		customer_find_by_email(db, "olena@example.com", &error);
	struct id stray = customer_of(db, "o@other", "+380671234519");
	struct id before = case_of(db, stray);
	struct customer_moved moved;
	assert_ok(customer_merge(
		db, stray.text, listed->id.text, "iryna", NOW, &moved, &error));
	ck_assert_int_eq(moved.cases, 1);
	ck_assert_int_eq(moved.contacts, 1);
	ck_customer(db, before.text, listed->id);
	assert_fails(customer_merge(db, stray.text, listed->id.text, "iryna",
			     NOW, &moved, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct id after = case_of(db, listed->id);
	assert_ok(customer_split(db, stray.text, NOW, &moved, &error));
	ck_assert_int_eq(moved.cases, 1);
	ck_customer(db, before.text, stray);
	ck_customer(db, after.text, listed->id);
	assert_fails(customer_split(db, stray.text, NOW, &moved, &error),
		STORE_ERROR, STORE_ERROR_MISSING);
	g_autoptr(customer) again = customer_find_by_email(db, "o@other", NULL);
	ck_assert_str_eq(again->id.text, stray.text);
}
END_TEST

/* What went on with the second merge comes back with it, or not at all. */
START_TEST(merges_are_undone_from_the_last)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id first = customer_of(db, "a@one", "+380671234501");
	struct id second = customer_of(db, "b@two", "+380671234502");
	struct id third = customer_of(db, "c@three", "+380671234503");
	struct id of_first = case_of(db, first);
	struct customer_moved moved;
	assert_ok(customer_merge(
		db, first.text, second.text, "iryna", NOW, &moved, &error));
	assert_ok(customer_merge(
		db, second.text, third.text, "iryna", NOW, &moved, &error));
	assert_fails(customer_split(db, first.text, NOW, &moved, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(customer_split(db, second.text, NOW, &moved, &error));
	assert_ok(customer_split(db, first.text, NOW, &moved, &error));
	ck_assert_int_eq(moved.cases, 1);
	ck_customer(db, of_first.text, first);
}
END_TEST

START_TEST(candidates_are_offered_and_accepted)
{
	g_autoptr(db) db = stock_open(_i);
	g_autoptr(GError) error = NULL;
	struct id stray = customer_of(db, "o@other", NULL);
	struct id likely = customer_of(db, "o@third", NULL);
	struct candidate candidate = { .casefile_id = case_of(db, stray),
		.customer_id = likely,
		.certainty = 0.7,
		.reasons = "account",
		.state = "offered",
		.at_utc_us = NOW };
	assert_ok(candidate_put(db, &candidate, &error));
	candidate.certainty = 0.8;
	assert_ok(candidate_put(db, &candidate, &error));
	const char *case_id = candidate.casefile_id.text;
	assert_ok(candidate_accept(db, case_id, likely.text, NOW, &error));
	g_autoptr(GPtrArray) list = candidate_list(db, case_id, &error);
	ck_assert_uint_eq(list->len, 1);
	const struct candidate *accepted = list->pdata[0];
	ck_assert_str_eq(accepted->state, "accepted");
	ck_assert_double_eq_tol(accepted->certainty, 0.8, 1e-9);
	ck_customer(db, case_id, likely);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("subscriber");
	TCase *all = databases_case("subscriber");
	databases_add(all, a_row_is_added_once);
	databases_add(all, addresses_join_or_are_left_out);
	databases_add(all, letters_find_customers);
	databases_add(all, letters_say_much);
	databases_add(all, a_phone_of_many);
	databases_add(all, people_find_customers);
	databases_add(all, a_merge_can_be_undone);
	databases_add(all, merges_are_undone_from_the_last);
	databases_add(all, candidates_are_offered_and_accepted);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
