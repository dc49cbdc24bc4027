/* plaint calendar: a year's days off with their reasons. */

#include <stdio.h>

#include "cli.h"
#include "commands.h"
#include "plaint/domain/explain.h"
#include "rules_dir.h"

enum {
	YEAR_LENGTH = 4
};

static struct {
	char *rules, *lang;
} options;

static const GOptionEntry entries[] = {
	{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
		"Folder of rules (./rules, else the installed one)", "DIR" },
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
		"uk, ru, be or en (en)", "CODE" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "CALENDAR YEAR",
	.summary = "Prints a year: days off in brackets, and why.  A calendar "
		   "is a country (UA, BY, RU, PL) or a part of one (UK-EW, "
		   "UK-SCT), as in rules/calendars/.",
	.example = "  plaint calendar BY 2026\n"
		   "  plaint calendar UK-any 2027 --json",
	.entries = entries,
	.shared = CLI_JSON,
	.least = 2,
	.most = 2,
};

static const char *const kinds[] = { "working", "weekend", "holiday",
	"substitute", "moved_off", "moved_working", "listed_off",
	"listed_working" };

static bool year_parse(const char *text, int *out)
{
	char *end = NULL;
	gint64 year = g_ascii_strtoll(text, &end, 10);
	*out = (int)year;
	return end == text + YEAR_LENGTH && *end == '\0' &&
	       year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR;
}

/* All days that are not plain working days, and worked weekends. */
static json_t *days_json(
	const struct calendar *calendar, int year, enum tongue tongue)
{
	json_t *days = json_array();
	struct day day;
	g_autoptr(GString) why = g_string_new(NULL);
	(void)day_from_ymd(year, 1, 1, &day);
	for (; day_year(day) == year; day = day_add_days(day, 1)) {
		struct calendar_look look = calendar_look(calendar, day);
		if (look.kind == CALENDAR_PLAIN)
			continue;
		g_string_truncate(why, 0);
		explain_look(why, &look, day, tongue);
		json_array_append_new(days,
			json_pack("{s:s, s:b, s:s, s:s, s:s?, s:b}", "day",
				day_format(day).text, "off", look.off, "kind",
				kinds[look.kind], "why", why->str, "source",
				look.mark ? look.mark->source : NULL,
				"provisional", look.provisional));
	}
	return days;
}

static void show_json(
	const struct calendar *calendar, int year, enum tongue tongue)
{
	bool known =
		calendar_year_state(calendar, year) == CALENDAR_YEAR_CONFIRMED;
	print_json(json_pack("{s:s, s:i, s:b, s:i, s:o}", "calendar",
		calendar_id(calendar), "year", year, "provisional", !known,
		"working_days", calendar_working_days(calendar, year), "days",
		days_json(calendar, year, tongue)));
}

static const struct calendar *calendar_open(
	const struct rulebook *rulebook, const char *id, GError **error)
{
	const struct calendar *calendar = rulebook_calendar(rulebook, id);
	if (calendar)
		return calendar;
	g_autoptr(GString) known = g_string_new(NULL);
	const GPtrArray *ids = rulebook_calendar_ids(rulebook);
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(known, "%s%s", i ? ", " : "",
			(const char *)g_ptr_array_index(ids, i));
	g_set_error(error, RULEBOOK_ERROR, RULEBOOK_ERROR_INVALID,
		"there is no calendar \"%s\"; known: %s", id, known->str);
	return NULL;
}

int command_calendar(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	int year;
	enum tongue tongue = TONGUE_EN;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (!year_parse(cli.words[1], &year))
		return cli_misuse(&cli, "\"%s\" is not a year from %d to %d",
			cli.words[1], CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	if (options.lang && !tongue_parse(options.lang, &tongue))
		return cli_misuse(&cli, "--lang \"%s\": want uk, ru, be or en",
			options.lang);
	g_autofree char *dir = rules_dir_find(options.rules, &error);
	g_autoptr(rulebook) rulebook = dir ? rulebook_load(dir, &error) : NULL;
	const struct calendar *calendar =
		rulebook ? calendar_open(rulebook, cli.words[0], &error) : NULL;
	if (!calendar)
		return cli_fail(&cli, error);
	if (cli.json) {
		show_json(calendar, year, tongue);
		return CLI_DONE;
	}
	g_autofree char *text = explain_year(calendar, year, tongue);
	const struct names *title =
		rulebook_calendar_title(rulebook, cli.words[0]);
	printf("%s, %d\n\n%s", title->in[tongue], year, text);
	return CLI_DONE;
}
