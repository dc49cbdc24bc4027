/* plaint reject: send a submitted answer back to its writer. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/answer.h"

static char *reason;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
		"A word to the writer; needed", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Send a submitted answer back to its writer.",
	.example = "  plaint reject 2026-000123 --reason 'Say when the refund "
		   "comes'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static const struct case_deed deed = { "--reason", &reason, answer_reject,
	"sent back to its writer" };

int command_reject(int argc, char **argv)
{
	return case_command_run(&deed, &usage, argc, argv);
}
