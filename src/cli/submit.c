/* plaint submit: ask for the approval of the answer in preparation. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/answer.h"

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Ask for the approval of a drafted answer.",
	.example = "  plaint submit 2026-000123",
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_submit(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	bool is_done =
		case_command_open(&command) &&
		answer_submit(command.office.db, &command.act, &command.error);
	return case_command_end(&command, is_done,
		"submitted; somebody else approves it: plaint approve");
}
