/* plaint reopen: open a closed or answered case again. */

#include "case_command.h"
#include "commands.h"
#include "plaint/casework/case_work.h"
#include "plaint/casework/terms.h"

static char *reason;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why; needed", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Open a closed or answered case again.  Where its terms "
		   "ended with its answer, plaint redate\nhas them run from "
		   "the day of a later letter.",
	.example = "  plaint reopen 2026-000123 --reason 'The customer wrote "
		   "again'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

/* No law awaits an answer of such a case until somebody says from when. */
static char *note_ended(struct db *db, const char *number)
{
	bool is_ended = false;
	g_autoptr(casefile) casefile =
		casefile_find_by_number(db, number, NULL);
	if (casefile == NULL ||
		!terms_have_ended(db, casefile->id.text, &is_ended, NULL) ||
		!is_ended)
		return NULL;
	return g_strdup_printf(
		"; its terms ended with its answer; for a later letter: "
		"plaint redate %s --received DAY",
		number);
}

static const struct case_deed deed = { "--reason", &reason, case_reopen,
	"open again", note_ended };

int command_reopen(int argc, char **argv)
{
	return case_command_run(&deed, &usage, argc, argv);
}
