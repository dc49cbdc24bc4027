/* plaint: the command table.  `plaint COMMAND …` runs one command;
 * `plaint --role=NAME` is what the engine starts for itself. */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "cli/commands.h"
#include "plaint/base/nearest.h"
#include "plaint/role/role.h"
#include "plaint/worker/process.h"

#ifndef PLAINT_VERSION
#define PLAINT_VERSION "0.1"
#endif

enum {
	USAGE_STATUS = 2,
	COMMANDS_MOST = 64
};

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "init", command_init,
		"Make a ready folder: settings, rules, database" },
	{ "serve", command_serve, "The daemon: take in, read, register, send" },
	{ "status", command_status, "What waits, what is stuck, what is sent" },
	{ "list", command_list, "Cases, the most urgent first" },
	{ "show", command_show, "All about one case" },
	{ "assign", command_assign, "Give a case to somebody" },
	{ "draft", command_draft, "Write the answer to a case" },
	{ "submit", command_submit, "Ask for the answer's approval" },
	{ "approve", command_approve, "Approve an answer: it goes out" },
	{ "reject", command_reject, "Send an answer back to its writer" },
	{ "recall", command_recall,
		"Take an approved answer back before it is sent" },
	{ "extend", command_extend, "Take more time, as the law allows" },
	{ "pause", command_pause, "Stop a case's clock, for a reason in law" },
	{ "resume", command_resume, "Let a case's clock go on" },
	{ "redate", command_redate, "Put a wrongly entered day right" },
	{ "reclassify", command_reclassify,
		"Another kind, topic or law for a case" },
	{ "close", command_close, "Close a case with its root cause" },
	{ "reopen", command_reopen, "Open a case again" },
	{ "outbox", command_outbox,
		"Replies on their way; settle doubtful ones" },
	{ "mailroom", command_mailroom, "Letters on paper, mended by people" },
	{ "quarantine", command_quarantine, "Letters that could not be read" },
	{ "virus", command_virus, "What is infected, or could not be scanned" },
	{ "ingest", command_ingest, "Register letters by hand, from files" },
	{ "print", command_print,
		"Sheets that part letters or lead papers to a case" },
	{ "read", command_read, "What reading a file gives; no database" },
	{ "classify", command_classify, "What a letter is about, and why" },
	{ "due", command_due, "By which day the law wants an answer" },
	{ "calendar", command_calendar, "Days off of a year, with reasons" },
	{ "train", command_train,
		"Learn from examples and your own decisions" },
	{ "evaluate", command_evaluate, "How far the answers may be believed" },
	{ "rules", command_rules, "Check, list, learn from the rules" },
	{ "render", command_render, "Fill a template from JSON" },
	{ "floods", command_floods, "Many letters alike, one answer for all" },
	{ "customers", command_customers,
		"Customers: find, import, tell apart" },
	{ "user", command_user, "Who works here" },
	{ "verify", command_verify,
		"Check events, originals, numbers, ledger" },
};

static void help(FILE *out)
{
	fputs("Plaint: written complaints from letter to answer.\n\n"
	      "Usage: plaint COMMAND [OPTION...]    plaint COMMAND --help\n\n",
		out);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-11s %s\n", commands[i].name,
			commands[i].help);
	fputs("\nA new office: plaint init DIR, then plaint serve in it.\n"
	      "Exit codes: 0 done, 1 failed, 2 wrong usage.\n",
		out);
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	const char *names[COMMANDS_MOST] = { NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i].name;
	const char *near = nearest_word(name, names);
	fprintf(stderr,
		"plaint: no command \"%s\"%s%s%s (try: plaint --help)\n", name,
		near != NULL ? ", did you mean " : "", near != NULL ? near : "",
		near != NULL ? "?" : "");
	return NULL;
}

/* One that was handed over closed would be the next file or connection opened,
 * and what is printed would go into it.  Opened the wrong way round, so that
 * printing fails. */
static void streams_hold(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null",
				fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_FAILURE);
	}
}

/* A full disk must not look like success.  At exit: --help ends the process by
 * itself. */
static void output_end(void)
{
	bool failed = ferror(stdout) != 0;
	if (fclose(stdout) == 0 && !failed)
		return;
	fprintf(stderr, "plaint: cannot write the output: %s\n",
		g_strerror(errno));
	_exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	static const char role_option[] = "--role=";
	static char help_option[] = "--help";
	if (argc == 2 && g_str_has_prefix(argv[1], role_option))
		return role_main(argv[1] + strlen(role_option));
	streams_hold();
	process_find_heavy(build_stamp);
	atexit(output_end);
	/* Words on the command line and output are UTF-8, whatever LANG says;
	 * numbers and dates stay as in C. */
	setlocale(LC_CTYPE, "C.UTF-8");
	g_unsetenv("LANGUAGE");
	const char *word = argc > 1 ? argv[1] : "";
	if (strcmp(word, "--version") == 0) {
		puts("plaint " PLAINT_VERSION);
		return 0;
	}
	if (strcmp(word, help_option) == 0 || strcmp(word, "-h") == 0 ||
		(strcmp(word, "help") == 0 && argc == 2)) {
		help(stdout);
		return 0;
	}
	if (word[0] == '\0') {
		help(stderr);
		return USAGE_STATUS;
	}
	bool asks_help = strcmp(word, "help") == 0;
	const struct command *command =
		command_find(asks_help ? argv[2] : word);
	if (command == NULL)
		return USAGE_STATUS;
	char *help_words[] = { argv[argc > 2 ? 2 : 1], help_option, NULL };
	return asks_help ? command->run(2, help_words)
			 : command->run(argc - 1, argv + 1);
}
