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

int command_reject(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (reason == NULL)
		return cli_misuse(&command.cli, "--reason is missing");
	bool is_done = case_command_open(&command) &&
		       answer_reject(command.office.db, &command.act, reason,
			       &command.error);
	return case_command_end(&command, is_done, "sent back to its writer");
}
