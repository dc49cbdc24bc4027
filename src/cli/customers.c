/* plaint customers: who they are, the operator's list, whose a case is. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "action.h"
#include "case_print.h"
#include "commands.h"
#include "customer_print.h"
#include "plaint/base/clock.h"
#include "plaint/casework/matching.h"
#include "plaint/casework/subscriber_file.h"
#include "plaint/facts/extract.h"
#include "plaint/store/casefile.h"
#include "plaint/store/subscriber.h"

enum {
	PROGRESS_EVERY_US = 500000,
	TOLD_MOST = 100, /* lines about rows; the counts tell the rest */
	LIMIT_MOST = 100000,
	LIMIT_USUAL = 50,
};

static int limit;

static const GOptionEntry entries[] = {
	{ "limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many (50)",
		"N" },
	{ NULL },
};

static struct cli_usage usage = {
	.arguments = "[list | find TEXT | show ID | import FILE.csv |\n"
		     "                    accept CASE ID | merge ID INTO | "
		     "split ID]",
	.example = "  plaint customers import subscribers.csv\n"
		   "  plaint customers find '067 123 45 19'\n"
		   "  plaint customers accept 2026-000123 "
		   "01KB3Q6R2M9Z8V5T7W1X3Y5Z7A --as olena",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
	.most = 3,
};

/* --- import --------------------------------------------------------------- */

struct import_view {
	int told;
	uint64_t left_untold;
	int64_t shown_us;
	bool is_shown; /* a progress line stands on the terminal */
};

static void end_progress(struct import_view *view)
{
	if (view->is_shown)
		fputs("\r\033[K", stderr);
	view->is_shown = false;
}

static void on_tell(void *user, const char *why)
{
	struct import_view *view = user;
	g_autofree char *safe = print_safe(why);
	end_progress(view);
	if (view->told++ < TOLD_MOST)
		fprintf(stderr, "%s\n", safe);
	else
		view->left_untold++;
}

static void on_progress(
	void *user, const struct subscriber_file_counts *counts, double share)
{
	struct import_view *view = user;
	int64_t now_us = clock_monotonic_us();
	if (isatty(STDERR_FILENO) == 0 ||
		now_us - view->shown_us < PROGRESS_EVERY_US)
		return;
	view->shown_us = now_us;
	view->is_shown = true;
	fprintf(stderr, "\r%3.0f %%  %" G_GUINT64_FORMAT " rows", share * 100,
		counts->added + counts->updated + counts->unchanged +
			counts->refused);
}

static struct subscriber_file list;

static int open_list(struct cli *cli, char **words, GError **error)
{
	(void)cli;
	return subscriber_file_open(&list, words[0], error) ? CLI_DONE
							    : CLI_FAILED;
}

static int action_import(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct import_view view = { 0 };
	struct subscriber_file_hooks hooks = { on_tell, on_progress, &view };
	struct subscriber_file_counts counts;
	(void)words;
	bool done = subscriber_file_import(
		office->db, office->config, &list, &hooks, &counts, error);
	subscriber_file_close(&list);
	end_progress(&view);
	if (view.left_untold > 0)
		fprintf(stderr, "… and %" G_GUINT64_FORMAT " more\n",
			view.left_untold);
	if (!done)
		return CLI_FAILED;
	if (cli->json)
		print_json(json_pack("{s:I s:I s:I s:I s:I}", "added",
			(json_int_t)counts.added, "updated",
			(json_int_t)counts.updated, "unchanged",
			(json_int_t)counts.unchanged, "refused",
			(json_int_t)counts.refused, "left_out",
			(json_int_t)counts.left_out));
	else
		printf("added %" G_GUINT64_FORMAT ", updated %" G_GUINT64_FORMAT
		       ", unchanged %" G_GUINT64_FORMAT
		       ", refused %" G_GUINT64_FORMAT
		       "; values left out %" G_GUINT64_FORMAT "\n",
			counts.added, counts.updated, counts.unchanged,
			counts.refused, counts.left_out);
	return CLI_DONE;
}

/* --- finding ----------------------------------------------------------------
 */

static int print_found(struct cli *cli, struct office *office, const char *text,
	GError **error)
{
	guint most = limit > 0 ? (guint)limit : LIMIT_USUAL;
	g_autoptr(GPtrArray) found =
		customer_list(office->db, text, (int)most + 1, error);
	if (found == NULL)
		return CLI_FAILED;
	bool is_cut = found->len > most;
	if (is_cut)
		g_ptr_array_set_size(found, (int)most);
	if (cli->json)
		print_json(customers_json(found));
	else if (found->len == 0)
		puts(text != NULL ? "Nobody."
				  : "No customers yet: they come with letters, "
				    "or plaint customers import FILE.csv");
	else
		customers_print(found);
	if (is_cut && !cli->json)
		printf("(the first %u; more with --limit)\n", most);
	return CLI_DONE;
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	(void)words;
	return print_found(cli, office, NULL, error);
}

/* A telephone number is looked for as it is kept. */
static int action_find(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_autofree char *phone = phone_to_e164(
		words[0], phone_country(office->config->organisation.phone));
	return print_found(
		cli, office, phone != NULL ? phone : words[0], error);
}

static int action_show(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_auto(customer_view) view = { 0 };
	if (!customer_view_load(&view, office->db, words[0], error))
		return CLI_FAILED;
	if (cli->json)
		print_json(customer_view_json(&view));
	else
		customer_view_print(&view);
	return CLI_DONE;
}

/* --- deciding ----------------------------------------------------------------
 */

static int action_accept(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	const char *by = office_actor(office, cli, error);
	if (by == NULL)
		return CLI_FAILED;
	struct case_act act = { words[0], by, clock_now_utc_us() };
	if (!matching_accept(office->db, &act, words[1], error))
		return CLI_FAILED;
	g_autoptr(casefile) casefile =
		casefile_find_by_number(office->db, words[0], error);
	if (casefile == NULL)
		return CLI_FAILED;
	g_autofree char *name = print_safe(casefile->customer_name);
	return print_done(cli, case_json(casefile), "%s: the customer is %s",
		words[0], name[0] != '\0' ? name : words[1]);
}

static int tell_moved(const struct cli *cli, const char *what, const char *id,
	const struct customer_moved *moved)
{
	return print_done(cli,
		json_pack("{s:s s:I s:I s:I}", "customer", id, "cases",
			(json_int_t)moved->cases, "contacts",
			(json_int_t)moved->contacts, "accounts",
			(json_int_t)moved->accounts),
		"%s %s: %" G_GINT64_FORMAT " cases, %" G_GINT64_FORMAT
		" contacts, %" G_GINT64_FORMAT " accounts",
		what, id, (gint64)moved->cases, (gint64)moved->contacts,
		(gint64)moved->accounts);
}

static int action_merge(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct customer_moved moved;
	const char *by = office_actor(office, cli, error);
	if (by == NULL || !matching_merge(office->db, words[0], words[1], by,
				  clock_now_utc_us(), &moved, error))
		return CLI_FAILED;
	return tell_moved(cli, "merged into", words[1], &moved);
}

static int action_split(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct customer_moved moved;
	const char *by = office_actor(office, cli, error);
	if (by == NULL || !matching_split(office->db, words[0], by,
				  clock_now_utc_us(), &moved, error))
		return CLI_FAILED;
	return tell_moved(cli, "given back to", words[0], &moved);
}

int command_customers(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "find", 1, action_find }, { "show", 1, action_show },
		{ "import", 1, action_import, open_list },
		{ "accept", 2, action_accept }, { "merge", 2, action_merge },
		{ "split", 1, action_split } };
	g_auto(cli) cli = { 0 };
	int status;
	g_autofree char *headings = subscriber_file_headings();
	g_autofree char *summary = g_strconcat(
		"Customers: found, imported from the operator's list, told "
		"apart.\n\nimport reads a table (comma, semicolon or tab; "
		"UTF-8 or Windows-1251) whose first row\nnames the columns, "
		"and brings what is known up to date by account number.  The\n"
		"columns and their other names:\n",
		headings,
		"\naccept says whose a case is; merge makes one customer of "
		"two, split undoes it.",
		NULL);
	usage.summary = summary;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (limit < 0 || limit > LIMIT_MOST)
		return cli_misuse(&cli, "--limit is 1 to %d", LIMIT_MOST);
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
