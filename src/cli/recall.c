/* plaint recall: take an approved answer back while it waits to be sent. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/answer.h"

static char *reason;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
		"Why, for its writer and the log; needed", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Take an approved answer back while it still waits to be "
		   "sent.  It is a draft\nagain, to be changed (draft) or "
		   "submitted as it is; it needs a new approval.\nOnce sending "
		   "has begun there is no way back, and recall says so.",
	.example = "  plaint recall 2026-000123 --reason 'The amount is wrong'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static const struct case_deed deed = { "--reason", &reason, answer_recall,
	"taken back; it is a draft again" };

int command_recall(int argc, char **argv)
{
	return case_command_run(&deed, &usage, argc, argv);
}
