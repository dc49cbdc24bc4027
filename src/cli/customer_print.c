/* Customers for scripts and for people. */

#include "customer_print.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "plaint/store/candidate.h"
#include "plaint/store/subscriber.h"
#include "table.h"

static json_t *customer_json(const struct customer *customer)
{
	return json_pack("{s:s s:s s:o s:o s:I s:b s:o}", "id",
		customer->id.text, "name", customer->name, "since",
		print_text_or_null(customer->since), "tariff",
		print_text_or_null(customer->tariff), "earlier_claims",
		(json_int_t)customer->earlier_claims, "imported",
		customer->imported_utc_us != 0, "merged_into",
		print_text_or_null(customer->merged_into.text));
}

json_t *customers_json(const GPtrArray *customers)
{
	json_t *list = json_array();
	for (guint i = 0; i < customers->len; i++)
		json_array_append_new(list, customer_json(customers->pdata[i]));
	return list;
}

void customers_print(const GPtrArray *customers)
{
	static const struct table_column columns[] = { { "id", 0 },
		{ "name", 36 }, { "since", 0 }, { "tariff", 20 },
		{ "claims", 0 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < customers->len; i++) {
		const struct customer *customer = customers->pdata[i];
		g_autofree char *claims = g_strdup_printf(
			"%" G_GINT64_FORMAT, (gint64)customer->earlier_claims);
		table_add(table, customer->id.text, customer->name,
			customer->since, customer->tariff,
			customer->imported_utc_us != 0 ? claims : "", NULL);
	}
	table_print(table);
}

/* --- one customer
 * ------------------------------------------------------------- */

bool customer_view_load(struct customer_view *view, struct db *db,
	const char *id, GError **error)
{
	view->customer = customer_find(db, id, error);
	if (view->customer != NULL)
		view->contacts = customer_contacts(db, id, error);
	if (view->contacts != NULL)
		view->accounts = customer_accounts(db, id, error);
	if (view->accounts != NULL)
		view->cases = customer_cases(db, id, 0, error);
	return view->cases != NULL;
}

void customer_view_clear(struct customer_view *view)
{
	g_clear_pointer(&view->customer, g_free);
	g_clear_pointer(&view->contacts, g_ptr_array_unref);
	g_clear_pointer(&view->accounts, g_ptr_array_unref);
	g_clear_pointer(&view->cases, g_ptr_array_unref);
}

json_t *customer_view_json(const struct customer_view *view)
{
	json_t *json = customer_json(view->customer);
	json_t *contacts = json_array(), *accounts = json_array();
	json_t *cases = json_array();
	for (guint i = 0; i < view->contacts->len; i++) {
		const struct customer_contact *contact =
			view->contacts->pdata[i];
		json_array_append_new(contacts,
			json_pack("{s:s s:s s:s}", "kind", contact->kind,
				"value", contact->value, "source",
				contact->source));
	}
	for (guint i = 0; i < view->accounts->len; i++)
		json_array_append_new(
			accounts, json_string(view->accounts->pdata[i]));
	for (guint i = 0; i < view->cases->len; i++) {
		const struct customer_case *one = view->cases->pdata[i];
		json_array_append_new(cases,
			json_pack("{s:s s:s s:s s:s s:s}", "number",
				one->number, "stage", one->stage, "topic",
				one->topic, "subject", one->subject, "received",
				one->received_day.text));
	}
	json_object_set_new(json, "contacts", contacts);
	json_object_set_new(json, "accounts", accounts);
	json_object_set_new(json, "cases", cases);
	return json;
}

static void print_line(const char *label, const char *value, const char *note)
{
	g_autofree char *safe = print_safe(value);
	if (safe[0] != '\0')
		printf("  %-9s %s%s\n", label, safe, note);
}

static void print_cases(const GPtrArray *cases)
{
	static const struct table_column columns[] = { { "number", 0 },
		{ "received", 0 }, { "stage", 0 }, { "topic", 28 },
		{ "subject", 36 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < cases->len; i++) {
		const struct customer_case *one = cases->pdata[i];
		table_add(table, one->number, one->received_day.text,
			one->stage, one->topic, one->subject, NULL);
	}
	if (cases->len > 0)
		putchar('\n');
	table_print(table);
}

void customer_view_print(const struct customer_view *view)
{
	const struct customer *customer = view->customer;
	g_autofree char *name = print_safe(customer->name);
	printf("%s  %s\n", customer->id.text, name);
	print_line("merged", customer->merged_into.text, "");
	print_line("since", customer->since, "");
	print_line("tariff", customer->tariff, "");
	if (customer->earlier_claims > 0)
		printf("  %-9s %" G_GINT64_FORMAT "\n", "claims",
			(gint64)customer->earlier_claims);
	for (guint i = 0; i < view->accounts->len; i++)
		print_line("account", view->accounts->pdata[i], "");
	for (guint i = 0; i < view->contacts->len; i++) {
		const struct customer_contact *contact =
			view->contacts->pdata[i];
		bool is_told = strcmp(contact->source, "letter") == 0;
		print_line(contact->kind, contact->value,
			is_told ? "  (as a letter says)" : "");
	}
	print_cases(view->cases);
}

/* --- candidates
 * --------------------------------------------------------------- */

json_t *candidates_json(const GPtrArray *candidates)
{
	json_t *list = json_array();
	for (guint i = 0; i < candidates->len; i++) {
		const struct candidate *one = candidates->pdata[i];
		g_auto(GStrv) words = g_strsplit(one->reasons, " ", -1);
		json_t *reasons = json_array();
		for (size_t w = 0; words[w] != NULL; w++)
			if (words[w][0] != '\0')
				json_array_append_new(
					reasons, json_string(words[w]));
		json_array_append_new(
			list, json_pack("{s:s s:s s:f s:o s:s}", "customer",
				      one->customer_id.text, "name", one->name,
				      "certainty", one->certainty, "reasons",
				      reasons, "state", one->state));
	}
	return list;
}

void candidates_print(const GPtrArray *candidates, const char *number)
{
	for (guint i = 0; i < candidates->len; i++) {
		const struct candidate *one = candidates->pdata[i];
		g_autofree char *name = print_safe(one->name);
		g_autofree char *reasons = g_strdup(one->reasons);
		g_strdelimit(reasons, "_", ' ');
		bool is_offered = strcmp(one->state, "offered") == 0;
		printf("  %-11s %s, %.0f %% sure: %s\n",
			is_offered ? "perhaps" : one->state, name,
			one->certainty * 100, reasons);
		if (is_offered)
			printf("  %-11s plaint customers accept %s %s\n", "",
				number, one->customer_id.text);
	}
}
