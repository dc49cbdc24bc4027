/* plaint extend: take more time under one regime, as its law allows. */

#include <string.h>

#include "commands.h"
#include "plaint/casework/case_terms.h"
#include "plaint/domain/deadline.h"
#include "term_command.h"

static struct {
	char *by, *regime, *reason;
	gboolean undo;
} options;

static const GOptionEntry entries[] = {
	{ "by", 0, 0, G_OPTION_ARG_STRING, &options.by,
		"How much: 15:cd (calendar days), 10:wd (working days), "
		"2:week, "
		"1:month",
		"N:UNIT" },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, "Why; needed",
		"TEXT" },
	{ "regime", 0, 0, G_OPTION_ARG_STRING, &options.regime,
		"Under which regime (the one with the earliest legal day)",
		"ID" },
	{ "undo", 0, 0, G_OPTION_ARG_NONE, &options.undo,
		"Take back the extension given last (with --regime: under it)",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Take more time for a case, as far as the law gives it.",
	.example = "  plaint extend 2026-000123 --by 15:cd --reason 'expert "
		   "examination'\n"
		   "  plaint extend 2026-000123 --undo --reason 'meant "
		   "another case'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

/* "15:cd", "15cd", "15 calendar_days". */
static bool term_parse(const char *text, struct term *out)
{
	char *end = NULL;
	enum term_unit unit;
	out->amount = g_ascii_strtoll(text, &end, 10);
	end += strspn(end, ": ");
	if (out->amount < 1 || out->amount > DEADLINE_TERM_MOST ||
		!unit_parse(end, &unit))
		return false;
	out->unit = (int)unit;
	return true;
}

static bool extend(struct case_command *command, struct term by,
	struct case_extension_given *given)
{
	struct terms_rules rules;
	if (!term_rules_load(&command->office, &rules, &command->error))
		return false;
	struct case_extension_wish wish = {
		.rules = &rules,
		.regime = options.regime,
		.by = by,
		.reason = options.reason,
	};
	return case_extend(command->office.db, &command->act, &wish, given,
		&command->error);
}

static int extend_undo(struct case_command *command)
{
	struct terms_rules rules;
	struct terms_change change = { 0 };
	struct case_extension_undo undo = { options.regime, options.reason };
	g_autofree char *taken = NULL;
	bool done =
		term_rules_load(&command->office, &rules, &command->error) &&
		case_extension_undo(command->office.db, &command->act, &rules,
			&undo, &change, &taken, &command->error);
	g_autofree char *more = g_strdup_printf("; taken back: %s", taken);
	return term_command_end(command, done, &change, more);
}

int command_extend(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	struct term by;
	struct case_extension_given given = { 0 };
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.undo) {
		if (options.by != NULL || options.reason == NULL)
			return cli_misuse(&command.cli,
				"--undo needs --reason and takes no --by");
		return case_command_open(&command)
			       ? extend_undo(&command)
			       : cli_fail(&command.cli, command.error);
	}
	if (options.by == NULL || options.reason == NULL)
		return cli_misuse(&command.cli, "--by and --reason are needed");
	if (!term_parse(options.by, &by))
		return cli_misuse(&command.cli,
			"--by \"%s\": want a number and cd, wd, week or month",
			options.by);
	if (!case_command_open(&command) || !extend(&command, by, &given))
		return cli_fail(&command.cli, command.error);
	bool needs_notice = given.regime->extension.needs_notice;
	return case_command_end(&command, true,
		"due %s instead of %s (%s)%s%s%s",
		day_format(given.new_legal).text,
		day_format(given.old_legal).text, given.regime->id,
		given.is_capped ? "; the law gives no more" : "",
		needs_notice ? "; the customer must be told" : "",
		given.is_late ? "; the term had ended already: an extension "
				"helps only if it was decided and told in time"
			      : "");
}
