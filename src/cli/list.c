/* plaint list: cases, the most urgent first. */

#include <stdio.h>
#include <string.h>

#include "case_print.h"
#include "cli.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/domain/deadline.h"
#include "plaint/domain/stage.h"
#include "plaint/store/casefile.h"
#include "plaint/store/staff.h"
#include "plaint/base/nearest.h"
#include "plaint/domain/escalation.h"
#include "show_terms.h"
#include "table.h"
#include "term_command.h"

enum {
	LIMIT_MOST = 100000,
	OFFER_DAYS = 30 /* before the safe day, calendar days */
};

static struct {
	char *stage, *owner, *department, *search;
	gboolean overdue, open;
	int limit, offset;
} options;

static const GOptionEntry entries[] = {
	{ "stage", 0, 0, G_OPTION_ARG_STRING, &options.stage,
		"Only in this stage (registered, assigned, drafting...)",
		"STAGE" },
	{ "open", 0, 0, G_OPTION_ARG_NONE, &options.open, "Only open ones",
		NULL },
	{ "overdue", 0, 0, G_OPTION_ARG_NONE, &options.overdue,
		"Only open ones past their safe day", NULL },
	{ "owner", 0, 0, G_OPTION_ARG_STRING, &options.owner,
		"Only of this person", "LOGIN" },
	{ "department", 0, 0, G_OPTION_ARG_STRING, &options.department,
		"Only of this department", "ID" },
	{ "search", 0, 0, G_OPTION_ARG_STRING, &options.search,
		"In number, customer's name and subject", "TEXT" },
	{ "limit", 0, 0, G_OPTION_ARG_INT, &options.limit,
		"At most so many (100)", "N" },
	{ "offset", 0, 0, G_OPTION_ARG_INT, &options.offset,
		"Leave out the first N", "N" },
	{ NULL },
};

static const struct cli_usage usage = {
	.summary =
		"Cases, open before closed, the most urgent first: past the "
		"legal day, of urgent\npriority, past the safe day, the rest "
		"by their safe day.  Marks: "
		"!! past the legal day,\n! past the safe day, extend or "
		"tell: a notice to the customer can still go in\ntime "
		"(plaint show says which); repeat: written before about the "
		"same; ? behind\ndays: provisional, their calendar is not "
		"known for sure (plaint status).",
	.example = "  plaint list --overdue\n"
		   "  plaint list --owner olena --json",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
};

static bool stage_is_known(const struct cli *cli, const char *name)
{
	enum stage stage;
	const char *names[STAGE_COUNT + 1] = { NULL };
	if (name == NULL || stage_parse(name, &stage))
		return true;
	for (int i = 0; i < STAGE_COUNT; i++)
		names[i] = stage_name((enum stage)i);
	const char *near = nearest_word(name, names);
	cli_misuse(cli, "there is no stage \"%s\"%s%s%s", name,
		near != NULL ? ", did you mean " : "", near != NULL ? near : "",
		near != NULL ? "?" : "");
	return false;
}

/* Offers are worth asking for near the safe day and after it only. */
static GArray *offers_of(struct office *office, const struct casefile *casefile)
{
	struct day safe;
	g_autoptr(terms) terms = NULL;
	g_autofree char *why = NULL;
	if (day_parse(casefile->safe_due.text, &safe) &&
		days_between(term_today(office->config), safe) <= OFFER_DAYS)
		terms = show_terms_load(office, casefile, &why);
	return show_offers(office, casefile, terms);
}

static void print_cases_json(struct office *office, const GPtrArray *cases)
{
	json_t *list = json_array();
	for (guint i = 0; i < cases->len; i++) {
		g_autoptr(GArray) offers = offers_of(office, cases->pdata[i]);
		json_t *json = case_json(cases->pdata[i]);
		json_object_set_new(json, "repeat",
			json_boolean(case_is_repeat(cases->pdata[i])));
		json_object_set_new(json, "provisional",
			json_boolean(
				show_is_provisional(office, cases->pdata[i])));
		json_object_set_new(json, "notices", show_offers_json(offers));
		json_array_append_new(list, json);
	}
	print_json(list);
}

/* "!" past its day; "extend", "tell": a notice can still go in time. */
static const char *mark_of(const struct casefile *casefile,
	const GArray *offers, const char *today)
{
	enum stage stage;
	if (!stage_parse(casefile->stage, &stage) || !stage_is_open(stage) ||
		casefile->legal_due.text[0] == '\0')
		return "";
	if (strcmp(casefile->legal_due.text, today) < 0)
		return "!!";
	for (guint i = 0; i < offers->len; i++) {
		if (g_array_index(offers, struct notice_offer, i).kind ==
			NOTICE_EXTENSION)
			return "extend";
	}
	if (offers->len > 0)
		return "tell";
	return strcmp(casefile->safe_due.text, today) < 0 ? "!" : "";
}

static void print_cases(
	struct office *office, const GPtrArray *cases, const char *today)
{
	static const struct table_column columns[] = { { "number", 0 },
		{ "legal due", 0 }, { "safe due", 0 }, { "", 0 }, { "", 0 },
		{ "priority", 0 }, { "stage", 0 }, { "lang", 0 },
		{ "topic", 28 }, { "department", 12 }, { "customer", 22 },
		{ "owner", 12 }, { "subject", 36 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < cases->len; i++) {
		const struct casefile *casefile = cases->pdata[i];
		g_autoptr(GArray) offers = offers_of(office, casefile);
		const char *sure =
			show_is_provisional(office, casefile) ? "?" : "";
		g_autofree char *legal =
			g_strconcat(casefile->legal_due.text, sure, NULL);
		g_autofree char *safe =
			g_strconcat(casefile->safe_due.text, sure, NULL);
		table_add(table, casefile->number.text, legal, safe,
			mark_of(casefile, offers, today),
			case_is_repeat(casefile) ? "repeat" : "",
			casefile->priority, casefile->stage, casefile->language,
			casefile->topic, casefile->department,
			casefile->customer_name, casefile->owner,
			casefile->subject, NULL);
	}
	table_print(table);
}

static struct day_text today_at(const struct config *config)
{
	g_autofree char *now = print_instant_local(config, clock_now_utc_us());
	struct day_text today = { 0 };
	g_strlcpy(today.text, now, sizeof(today.text));
	return today;
}

static void tell_rest(struct db *db, const struct casefile_filter *filter,
	const GPtrArray *shown)
{
	int64_t count = 0;
	bool is_counted = casefile_count(db, filter, &count, NULL);
	if (shown->len == 0 && count > 0)
		printf("(none behind the first %d; there are %" G_GINT64_FORMAT
		       ")\n",
			filter->offset, (gint64)count);
	else if (shown->len == 0)
		puts("No cases.");
	else if (is_counted && count > (int64_t)shown->len + filter->offset)
		printf("(%u of %" G_GINT64_FORMAT "; more with --limit)\n",
			shown->len, count);
}

/* A mistyped one has no cases either, and would look as if all were done. */
static bool owner_is_known(struct db *db, GError **error)
{
	g_autoptr(staff) staff = staff_find(db, options.owner, error);
	return staff != NULL;
}

/* Cases may still be of one that the rules have no more. */
static bool department_is_known(struct office *office, GError **error)
{
	struct terms_rules rules;
	if (!term_rules_load(office, &rules, error))
		return false;
	g_autofree char *why = routing_no_department(
		topics_routing(rules.topics), options.department);
	if (why != NULL)
		g_set_error_literal(
			error, STORE_ERROR, STORE_ERROR_MISSING, why);
	return why == NULL;
}

int command_list(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(office) office = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (!stage_is_known(&cli, options.stage))
		return CLI_USAGE;
	if (options.limit < 0 || options.limit > LIMIT_MOST)
		return cli_misuse(&cli, "--limit is 1 to %d", LIMIT_MOST);
	if (options.offset < 0)
		return cli_misuse(&cli, "--offset is 0 or more");
	if (!office_open(&office, &cli, &error))
		return cli_fail(&cli, error);
	if (options.owner != NULL && !owner_is_known(office.db, &error))
		return cli_fail(&cli, error);
	struct day_text today = today_at(office.config);
	struct casefile_filter filter = {
		.stage = options.stage,
		.overdue_before = options.overdue ? today.text : NULL,
		.owner = options.owner,
		.department = options.department,
		.text = options.search,
		.open_only = options.open,
		.limit = options.limit,
		.offset = options.offset,
		.today = today.text,
	};
	g_autoptr(GPtrArray) cases = casefile_list(office.db, &filter, &error);
	if (cases == NULL || (cases->len == 0 && options.department != NULL &&
				     !department_is_known(&office, &error)))
		return cli_fail(&cli, error);
	if (cli.json) {
		print_cases_json(&office, cases);
		return CLI_DONE;
	}
	print_cases(&office, cases, today.text);
	tell_rest(office.db, &filter, cases);
	return CLI_DONE;
}
