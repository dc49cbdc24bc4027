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

static const struct case_deed deed = { "--cause", &cause, case_close,
	"closed" };

int command_close(int argc, char **argv)
{
	return case_command_run(&deed, &usage, argc, argv);
}
