/* plaint pause: the clock of a case stands, for a reason its law knows. */

#include "commands.h"
#include "term_command.h"

static struct {
	char *reason, *from, *until;
	gboolean undo;
} options;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason,
		"customer (waiting for the customer), correction (of the "
		"letter) or expertise",
		"REASON" },
	{ "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
		"First day that does not count (today)", "DAY" },
	{ "until", 0, 0, G_OPTION_ARG_STRING, &options.until,
		"Day that counts again (until plaint resume)", "DAY" },
	{ "undo", 0, 0, G_OPTION_ARG_NONE, &options.undo,
		"Take back the pause entered last (with --reason: of that "
		"reason)",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Stop the clock of a case.  Whether its terms stand, run on "
		   "or begin anew\nafterwards is its law's to say.  --undo: it "
		   "never stood.",
	.example = "  plaint pause 2026-000123 --reason customer\n"
		   "  plaint pause 2026-000123 --reason expertise "
		   "--from 2026-03-02 --until 2026-03-20\n"
		   "  plaint pause 2026-000123 --undo",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static int pause_undo(
	struct case_command *command, const enum pause_reason *reason)
{
	struct terms_rules rules;
	struct terms_change change = { 0 };
	g_autofree char *taken = NULL;
	bool done =
		term_rules_load(&command->office, &rules, &command->error) &&
		case_pause_undo(command->office.db, &command->act, &rules,
			reason, &change, &taken, &command->error);
	g_autofree char *more = g_strdup_printf("; taken back: %s", taken);
	return term_command_end(command, done, &change, more);
}

int command_pause(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	struct case_pause_wish wish = { 0 };
	struct terms_rules rules;
	struct terms_change change = { 0 };
	bool is_known = true;
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.undo && (options.from != NULL || options.until != NULL))
		return cli_misuse(
			&command.cli, "--undo takes no --from and no --until");
	if (options.reason == NULL && !options.undo)
		return cli_misuse(&command.cli, "--reason is needed");
	if (options.reason != NULL &&
		!pause_reason_parse(options.reason, &wish.reason))
		return cli_misuse(&command.cli,
			"--reason \"%s\": want customer, correction or "
			"expertise",
			options.reason);
	if (!case_command_open(&command))
		return cli_fail(&command.cli, command.error);
	if (options.undo)
		return pause_undo(
			&command, options.reason != NULL ? &wish.reason : NULL);
	struct day today = term_today(command.office.config);
	wish.is_open = options.until == NULL;
	if (!term_day(
		    &command.cli, "--from", options.from, today, &wish.from) ||
		!term_day(&command.cli, "--until", options.until, wish.from,
			&wish.until))
		return CLI_USAGE;
	bool done = term_rules_load(&command.office, &rules, &command.error) &&
		    case_pause(command.office.db, &command.act, &rules, &wish,
			    &change, &is_known, &command.error);
	return term_command_end(&command, done, &change,
		is_known ? ""
			 : " (its law knows no such pause: the term runs on)");
}
