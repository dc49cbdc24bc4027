/* plaint resume: the clock of a case goes on. */

#include "commands.h"
#include "term_command.h"

static struct {
	char *day;
} options;

static const GOptionEntry entries[] = {
	{ "day", 0, 0, G_OPTION_ARG_STRING, &options.day,
		"Day that counts again (today)", "DAY" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary =
		"Let the clock of a case go on: every pause of the day ends, "
		"also one that was\nto last until a later day.",
	.example = "  plaint resume 2026-000123",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_resume(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	struct terms_rules rules;
	struct terms_change change = { 0 };
	struct day day;
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (!case_command_open(&command))
		return cli_fail(&command.cli, command.error);
	if (!term_day(&command.cli, "--day", options.day,
		    term_today(command.office.config), &day))
		return CLI_USAGE;
	bool done = term_rules_load(&command.office, &rules, &command.error) &&
		    case_resume(command.office.db, &command.act, &rules, day,
			    &change, &command.error);
	return term_command_end(&command, done, &change, "");
}
