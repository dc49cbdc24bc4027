/* plaint reopen: open a closed or answered case again. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/case_work.h"

static char *reason;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why; needed", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Open a closed or answered case again.",
	.example = "  plaint reopen 2026-000123 --reason 'The customer wrote "
		   "again'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_reopen(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (reason == NULL)
		return cli_misuse(&command.cli, "--reason is missing");
	bool is_done = case_command_open(&command) &&
		       case_reopen(command.office.db, &command.act, reason,
			       &command.error);
	return case_command_end(&command, is_done, "open again");
}
