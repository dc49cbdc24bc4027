/* Commands about one case, by somebody: plaint VERB NUMBER [OPTION...]. */
#pragma once

#include <stdbool.h>
#include "cli.h"
#include "plaint/casework/case_work.h"

enum {
	CASE_COMMAND_SHARED = CLI_CONFIG | CLI_AS | CLI_JSON
};

struct case_command {
	struct cli cli;
	struct office office;
	struct case_act act;
	GError *error; /* what went wrong; case_command_end tells it */
};
void case_command_clear(struct case_command *command);
typedef struct case_command case_command;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(case_command, case_command_clear)

/* Options and the case's number; false: leave with *exit_out. */
bool case_command_parse(struct case_command *command,
	const struct cli_usage *usage, int argc, char **argv, int *exit_out);
/* The office and who acts; false sets command->error. */
bool case_command_open(struct case_command *command);

/* One thing done to a case, with a word of why: reject, reopen, close. */
struct case_deed {
	const char *option; /* that gives the word, "--reason" */
	char **word;	    /* where it leaves it; needed */
	bool (*act)(struct db *db, const struct case_act *act, const char *word,
		GError **error);
	const char *done; /* said when it is */
	/* What is said behind that, the caller's, or NULL. */
	char *(*note)(struct db *db, const char *number);
};
/* The whole command; returns the exit code. */
int case_command_run(const struct case_deed *deed,
	const struct cli_usage *usage, int argc, char **argv);

/* Tell how it ended: the error, else with --json the case as it is now, else
 * "NUMBER: " and the words given.  Returns the exit code. */
int case_command_end(struct case_command *command, bool is_done,
	const char *format, ...) G_GNUC_PRINTF(3, 4);
