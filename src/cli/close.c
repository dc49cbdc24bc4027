/* plaint close: close a case with what was at the root of it. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/case_work.h"

static char *cause;

static const GOptionEntry entries[] = {
	{ "cause", 0, 0, G_OPTION_ARG_STRING, &cause, "The root cause; needed",
		"TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Close a case with what was at the root of it.",
	.example = "  plaint close 2026-000123 --cause 'Tariff page names the "
		   "old price'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_close(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (cause == NULL)
		return cli_misuse(&command.cli, "--cause is missing");
	bool is_done = case_command_open(&command) &&
		       case_close(command.office.db, &command.act, cause,
			       &command.error);
	return case_command_end(&command, is_done, "closed");
}
