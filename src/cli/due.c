/* plaint due: by which day the law wants an answer, and how that day comes
 * about.  No database, but for --recompute. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "due_print.h"
#include "due_recompute.h"
#include "moment.h"
#include "plaint/base/nearest.h"
#include "plaint/domain/deadline.h"
#include "plaint/domain/explain.h"
#include "rules_dir.h"

enum {
	CLOSES_MINUTE = 18 * 60 /* when nobody says */
};

static struct {
	char *regime, *from, *received, *closes, *calendar, *rules, *zone;
	char *today, *lang, *target;
	char **pauses, **extensions;
	gboolean all, explain, recompute;
} options;

static const GOptionEntry entries[] = {
	{ "regime", 0, 0, G_OPTION_ARG_STRING, &options.regime,
		"Rule of law, as in rules/regimes/", "ID" },
	{ "all", 0, 0, G_OPTION_ARG_NONE, &options.all, "Every regime", NULL },
	{ "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
		"Day the term runs from, or a time (2026-01-15T21:30:00Z)",
		"DAY|TIME" },
	{ "received", 0, 0, G_OPTION_ARG_STRING, &options.received,
		"When it was received; without --from the trigger day is "
		"worked out of it",
		"DAY|TIME" },
	{ "closes", 0, 0, G_OPTION_ARG_STRING, &options.closes,
		"Office closes, for --received TIME (18:00)", "HH:MM" },
	{ "calendar", 0, 0, G_OPTION_ARG_STRING, &options.calendar,
		"Another calendar than the regime's", "ID" },
	{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
		"Folder of rules (./rules, else the installed one)", "DIR" },
	{ "zone", 0, 0, G_OPTION_ARG_STRING, &options.zone,
		"Time zone of the office (the regime's country)", "ZONE" },
	{ "pause", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.pauses,
		"The clock stood: customer, correction or expertise; no B: "
		"still stands",
		"A..B[:REASON]" },
	{ "extend", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.extensions,
		"Extension: 15:cd, 10:wd, 2:week, 1:month", "N:UNIT" },
	{ "target", 0, 0, G_OPTION_ARG_STRING, &options.target,
		"The organisation's own aim (half the term)", "N:UNIT" },
	{ "today", 0, 0, G_OPTION_ARG_STRING, &options.today,
		"Today, for a pause that still stands", "DAY" },
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
		"uk, ru, be or en (the locale's, else en)", "CODE" },
	{ "explain", 0, 0, G_OPTION_ARG_NONE, &options.explain,
		"A calendar to check with a finger, and every step", NULL },
	{ "recompute", 0, 0, G_OPTION_ARG_NONE, &options.recompute,
		"The days of all open cases anew, by the rules as they are now",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.summary = "By which day the law wants an answer: the legal day, the "
		   "safe day (earliest on all readings) and the target day.",
	.example = "  plaint due --regime by-300z-15d --from 2026-04-03 "
		   "--explain\n"
		   "  plaint due --regime ua-393-1m --from 2026-01-30 "
		   "--extend 15:cd --json\n"
		   "  plaint due --all --from 2026-04-03\n"
		   "  plaint due --recompute    after a rule file changed",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
};

/* What the options come to. */
struct due {
	struct cli *cli;
	struct rulebook *rulebook;
	enum tongue tongue;
	const struct calendar *calendar; /* NULL: each regime's */
	GArray *pauses;			 /* of struct deadline_pause */
	GArray *extensions;		 /* of struct term */
	struct term target;
	int closes_minute;
	struct day today;
	bool has_today;
	GPtrArray *results; /* of struct deadline_result */
	GError *error;
};

static void result_free(gpointer data)
{
	deadline_result_clear(data);
	g_free(data);
}

static void due_clear(struct due *due)
{
	g_clear_pointer(&due->results, g_ptr_array_unref);
	g_clear_pointer(&due->rulebook, rulebook_free);
	g_clear_pointer(&due->pauses, g_array_unref);
	g_clear_pointer(&due->extensions, g_array_unref);
	g_clear_error(&due->error);
}
typedef struct due due;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(due, due_clear)

/* "A..B[:reason]", "A..[:reason]" */
static bool pause_parse(const char *text, struct deadline_pause *out)
{
	g_auto(GStrv) halves = g_strsplit(text, ":", 2);
	g_auto(GStrv) days = g_strsplit(halves[0] ? halves[0] : "", "..", 2);
	enum pause_reason reason = PAUSE_CUSTOMER;
	if (g_strv_length(days) != 2 || !day_parse(days[0], &out->from) ||
		(halves[1] && !pause_reason_parse(halves[1], &reason)))
		return false;
	out->open = days[1][0] == '\0';
	out->until = out->from;
	out->reason = (int)reason;
	return out->open || day_parse(days[1], &out->until);
}

static int pauses_parse(struct due *due)
{
	due->pauses = g_array_new(FALSE, FALSE, sizeof(struct deadline_pause));
	for (char **text = options.pauses; text && *text; text++) {
		struct deadline_pause pause;
		if (!pause_parse(*text, &pause))
			return cli_misuse(due->cli,
				"--pause \"%s\": want A..B[:reason], days as "
				"YYYY-MM-DD, reason customer, correction or "
				"expertise",
				*text);
		g_array_append_val(due->pauses, pause);
	}
	return CLI_DONE;
}

static int extensions_parse(struct due *due)
{
	due->extensions = g_array_new(FALSE, FALSE, sizeof(struct term));
	for (char **text = options.extensions; text && *text; text++) {
		struct term by;
		if (!term_parse(*text, &by))
			return cli_misuse(due->cli,
				"--extend \"%s\": want N:unit, unit cd, wd, "
				"week or month",
				*text);
		g_array_append_val(due->extensions, by);
	}
	if (options.target && !term_parse(options.target, &due->target))
		return cli_misuse(due->cli,
			"--target \"%s\": want N:unit, unit cd, wd, week or "
			"month",
			options.target);
	return CLI_DONE;
}

static enum tongue tongue_of_locale(void)
{
	enum tongue tongue;
	const char *const *names = g_get_language_names();
	for (; *names; names++) {
		g_autofree char *code = g_strndup(*names, 2);
		if (tongue_parse(code, &tongue))
			return tongue;
	}
	return TONGUE_EN;
}

static int options_check(struct due *due)
{
	if (!options.all == !options.regime)
		return cli_misuse(due->cli, "want either --regime or --all");
	if (!options.from && !options.received)
		return cli_misuse(due->cli, "--from is missing");
	if (options.all && options.extensions)
		return cli_misuse(due->cli, "--extend goes with --regime only");
	due->tongue = tongue_of_locale();
	if (options.lang && !tongue_parse(options.lang, &due->tongue))
		return cli_misuse(due->cli,
			"--lang \"%s\": want uk, ru, be or en", options.lang);
	due->has_today = options.today != NULL;
	if (options.today && !day_parse(options.today, &due->today))
		return cli_misuse(due->cli,
			"--today \"%s\" is not a day (YYYY-MM-DD)",
			options.today);
	due->closes_minute = CLOSES_MINUTE;
	if (options.closes &&
		!minute_parse(options.closes, &due->closes_minute))
		return cli_misuse(due->cli,
			"--closes \"%s\" is not a time (HH:MM)",
			options.closes);
	int status = pauses_parse(due);
	return status != CLI_DONE ? status : extensions_parse(due);
}

static bool unknown(
	struct due *due, const char *what, const char *id, const char *near)
{
	g_autofree char *hint = nearest_hint(near);
	g_set_error(&due->error, RULEBOOK_ERROR, RULEBOOK_ERROR_INVALID,
		"there is no %s \"%s\"%s", what, id, hint);
	return false;
}

static bool due_load(struct due *due)
{
	g_autofree char *dir = rules_dir_find(options.rules, &due->error);
	if (!dir)
		return false;
	due->rulebook = rulebook_load(dir, &due->error);
	if (!due->rulebook)
		return false;
	if (options.regime && !rulebook_regime(due->rulebook, options.regime))
		return unknown(due, "regime", options.regime,
			rulebook_regime_nearest(due->rulebook, options.regime));
	if (!options.calendar)
		return true;
	due->calendar = rulebook_calendar(due->rulebook, options.calendar);
	return due->calendar || unknown(due, "calendar", options.calendar,
					rulebook_calendar_nearest(due->rulebook,
						options.calendar));
}

static GTimeZone *zone_open(const char *name, GError **error)
{
	GTimeZone *zone = g_time_zone_new_identifier(name);
	if (!zone)
		g_set_error(error, DEADLINE_ERROR, DEADLINE_ERROR_RANGE,
			"there is no time zone \"%s\"", name);
	return zone;
}

static int misuse_moment(
	const struct due *due, const char *option, const char *text)
{
	return cli_misuse(due->cli,
		"%s \"%s\" is neither a day (YYYY-MM-DD) nor a time "
		"(2026-01-15T21:30:00Z)",
		option, text);
}

/* The trigger day: given, or worked out of the receipt. */
static int input_days(
	const struct due *due, GTimeZone *zone, struct deadline_input *input)
{
	struct moment moment;
	if (options.received) {
		if (!moment_parse(options.received, zone, &moment))
			return misuse_moment(
				due, "--received", options.received);
		bool late = moment.has_minute &&
			    moment.minute >= due->closes_minute;
		input->has_received = true;
		input->received = moment.day;
		input->from = moment.day;
		if (input->regime->trigger == TRIGGER_REGISTERED)
			input->from = deadline_registration_day(input->regime,
				input->calendar ? input->calendar
						: input->regime->calendar,
				moment.day, late);
	}
	if (options.from) {
		if (!moment_parse(options.from, zone, &moment))
			return misuse_moment(due, "--from", options.from);
		input->from = moment.day;
	}
	return CLI_DONE;
}

static int due_one(struct due *due, const struct regime *regime)
{
	g_autoptr(GTimeZone) zone = zone_open(
		options.zone ? options.zone : regime->zone, &due->error);
	if (!zone)
		return CLI_FAILED;
	struct deadline_input input = {
		.regime = regime,
		.calendar = due->calendar,
		.pauses = (const void *)due->pauses->data,
		.pause_count = due->pauses->len,
		.extensions = (const void *)due->extensions->data,
		.extension_count = due->extensions->len,
		.has_today = true,
		.today = due->has_today ? due->today : moment_today(zone),
		.target = due->target,
	};
	int status = input_days(due, zone, &input);
	if (status != CLI_DONE)
		return status;
	struct deadline_result *result = g_new(struct deadline_result, 1);
	deadline_result_init(result);
	g_ptr_array_add(due->results, result);
	return deadline_compute(&input, result, &due->error) ? CLI_DONE
							     : CLI_FAILED;
}

static gint legal_order(gconstpointer a, gconstpointer b)
{
	const struct deadline_result *left =
		*(const struct deadline_result *const *)a;
	const struct deadline_result *right =
		*(const struct deadline_result *const *)b;
	int order = day_compare(left->legal, right->legal);
	return order ? order : strcmp(left->regime->id, right->regime->id);
}

static int due_compute(struct due *due)
{
	due->results = g_ptr_array_new_with_free_func(result_free);
	if (!options.all)
		return due_one(
			due, rulebook_regime(due->rulebook, options.regime));
	const GPtrArray *regimes = rulebook_regimes(due->rulebook);
	for (guint i = 0; i < regimes->len; i++) {
		int status = due_one(due, g_ptr_array_index(regimes, i));
		if (status != CLI_DONE)
			return status;
	}
	g_ptr_array_sort(due->results, legal_order);
	return CLI_DONE;
}

static void due_show_json(const struct due *due)
{
	json_t *all = json_array();
	for (guint i = 0; i < due->results->len; i++)
		json_array_append_new(
			all, due_json(due->rulebook,
				     g_ptr_array_index(due->results, i),
				     due->tongue));
	if (options.all) {
		print_json(all);
		return;
	}
	print_json(json_incref(json_array_get(all, 0)));
	json_decref(all);
}

static void due_show(const struct due *due)
{
	for (guint i = 0; i < due->results->len; i++) {
		const struct deadline_result *result =
			g_ptr_array_index(due->results, i);
		if (options.all && !options.explain) {
			due_print_line(result, due->tongue);
			continue;
		}
		due_print(due->rulebook, result, due->tongue);
		if (!options.explain)
			continue;
		g_autofree char *text = explain_calendar(result, due->tongue);
		printf("\n%s\n", text);
	}
}

static int due_run(struct due *due)
{
	int status = options_check(due);
	if (status != CLI_DONE)
		return status;
	if (!due_load(due))
		return CLI_FAILED;
	status = due_compute(due);
	if (status != CLI_DONE)
		return status;
	if (due->cli->json)
		due_show_json(due);
	else
		due_show(due);
	return CLI_DONE;
}

int command_due(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(due) due = { .cli = &cli };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (options.recompute && (options.regime || options.all ||
					 options.from || options.received))
		return cli_misuse(
			&cli, "--recompute goes with --config and --json only");
	if (options.recompute)
		return due_recompute(&cli);
	status = due_run(&due);
	return due.error ? cli_fail(&cli, due.error) : status;
}
