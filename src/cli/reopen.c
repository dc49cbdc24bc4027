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

static const struct case_deed deed = { "--reason", &reason, case_reopen,
	"open again" };

int command_reopen(int argc, char **argv)
{
	return case_command_run(&deed, &usage, argc, argv);
}
