/* plaint assign: give a case to somebody, or to a department. */

#include "case_command.h"
#include "commands.h"

#include <string.h>

#include "plaint/casework/absence.h"
#include "term_command.h"

static struct {
	char *to, *department;
	gboolean nobody;
} options;

static const GOptionEntry entries[] = {
	{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "Whose it is now",
		"LOGIN" },
	{ "nobody", 0, 0, G_OPTION_ARG_NONE, &options.nobody,
		"Take it away again", NULL },
	{ "department", 0, 0, G_OPTION_ARG_STRING, &options.department,
		"Which department answers", "ID" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Give a case to somebody; while they are away, to their "
		   "deputy.",
	.example = "  plaint assign 2026-000123 --to olena",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static bool hand(
	struct case_command *command, GPtrArray **absences, const char **given)
{
	struct office *office = &command->office;
	struct terms_rules rules;
	struct case_handing handing = {
		.owner = options.nobody ? "" : options.to,
		.department = options.department,
		.today = term_today(office->config),
	};
	if (!term_rules_load(office, &rules, &command->error))
		return false;
	handing.routing = topics_routing(rules.topics);
	*absences = absence_list(
		office->db, handing.routing, handing.today, &command->error);
	handing.absences = *absences;
	return *absences != NULL && case_hand(office->db, &command->act,
					    &handing, given, &command->error);
}

int command_assign(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.to != NULL && options.nobody)
		return cli_misuse(&command.cli, "--to or --nobody, not both");
	if (options.to != NULL && options.to[0] == '\0')
		return cli_misuse(&command.cli,
			"--to is empty: --nobody takes a case away");
	if (options.to == NULL && !options.nobody && options.department == NULL)
		return cli_misuse(&command.cli,
			"--to, --nobody or --department is missing");
	g_autoptr(GPtrArray) absences = NULL;
	const char *given = NULL;
	bool is_done = case_command_open(&command) &&
		       hand(&command, &absences, &given);
	if (options.nobody)
		return case_command_end(&command, is_done, "nobody's now");
	if (is_done && options.to != NULL && strcmp(given, options.to) != 0)
		return case_command_end(&command, is_done,
			"%s is away: assigned to %s", options.to, given);
	return case_command_end(&command, is_done, "assigned to %s",
		options.to != NULL ? options.to : options.department);
}
