/* Commands with actions of their own: plaint outbox list, plaint user add… */
#pragma once

#include "cli.h"

struct action {
	const char *name;
	int word_count; /* words after the action's name */
	int (*run)(struct cli *cli, struct office *office, char **words,
		GError **error); /* exit code; with error set: CLI_FAILED */
	/* NULL, or opens the caller's files: root is given up with the office,
	 * and they may be the caller's alone.  Otherwise as run. */
	int (*prepare)(struct cli *cli, char **words, GError **error);
};

/* Find the action of cli->words[0] (the first one when there is none), check
 * its words, prepare it, open the office, run it, tell its error. */
int action_run(struct cli *cli, const struct action *actions, size_t count);
