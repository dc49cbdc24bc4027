/* plaint approve: read the answer, say yes, and it goes out.  The approval is
 * bound to the text that was shown. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case_command.h"
#include "case_print.h"
#include "commands.h"
#include "plaint/base/hash.h"
#include "plaint/casework/answer.h"

static struct {
	gboolean yes;
	char *hash;
} options;

static const GOptionEntry entries[] = {
	{ "yes", 'y', 0, G_OPTION_ARG_NONE, &options.yes,
		"Do not ask: approve the text as it is now", NULL },
	{ "hash", 0, 0, G_OPTION_ARG_STRING, &options.hash,
		"Do not ask: approve the text with this content hash (see "
		"plaint show --json)",
		"SHA256" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Approve a submitted answer: it is queued and sent.\nWho "
		   "wrote or edited it cannot approve it, nor can a clerk.\n"
		   "While it waits, plaint recall takes it back.",
	.example = "  plaint approve 2026-000123 --as iryna",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static bool says_yes(const struct reply *reply)
{
	char line[16] = "";
	print_reply(reply);
	printf("\nApprove and send this? [y/N] ");
	fflush(stdout);
	return fgets(line, sizeof(line), stdin) != NULL &&
	       (line[0] == 'y' || line[0] == 'Y');
}

static bool approve(struct case_command *command, const char *hash)
{
	struct answer_context context;
	return office_load_texts(&command->office, &context, &command->error) &&
	       answer_approve(command->office.db, &context, &command->act, hash,
		       &command->error);
}

int command_approve(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.hash != NULL && !hash_is_valid(options.hash))
		return cli_misuse(
			&command.cli, "--hash is 64 hexadecimal digits");
	bool asks = options.hash == NULL && !options.yes;
	if (asks && !isatty(STDIN_FILENO))
		return cli_misuse(
			&command.cli, "nobody to ask: give --yes or --hash");
	if (!case_command_open(&command))
		return cli_fail(&command.cli, command.error);
	g_autoptr(reply) reply = answer_find(
		command.office.db, command.act.number, &command.error);
	if (reply != NULL && asks && !says_yes(reply)) {
		puts("Not approved.");
		return CLI_FAILED;
	}
	bool is_done =
		reply != NULL &&
		approve(&command, options.hash != NULL ? options.hash
						       : reply->content_hash);
	return case_command_end(&command, is_done, "approved; on its way out");
}
