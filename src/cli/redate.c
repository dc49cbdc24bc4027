/* plaint redate: put a wrongly entered day right. */

#include "commands.h"
#include "term_command.h"

static struct {
	char *received, *entry, *presented, *event, *reason;
} options;

static const GOptionEntry entries[] = {
	{ "received", 0, 0, G_OPTION_ARG_STRING, &options.received,
		"Day the letter was received", "DAY" },
	{ "entry", 0, 0, G_OPTION_ARG_STRING, &options.entry,
		"Day it was written into the book of remarks", "DAY|none" },
	{ "presented", 0, 0, G_OPTION_ARG_STRING, &options.presented,
		"Day the claim was presented", "DAY|none" },
	{ "event", 0, 0, G_OPTION_ARG_STRING, &options.event,
		"Day of the event a chosen regime runs from", "DAY|none" },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, "Why; needed",
		"TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Put a day right that a case's terms run from; its days are "
		   "computed anew.\nOf a case that was answered and is open "
		   "again: --received is the day of the later letter, from\n"
		   "which its terms run anew, without the pauses and "
		   "extensions of before.\nnone takes back a day that was "
		   "entered by mistake.",
	.example = "  plaint redate 2026-000123 --received 2026-03-02 "
		   "--reason 'stamp misread'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static bool days_check(const struct cli *cli)
{
	const struct {
		const char *option, *text;
	} days[] = { { "--received", options.received },
		{ "--entry", options.entry },
		{ "--presented", options.presented },
		{ "--event", options.event } };
	bool is_any = false;
	/* The day of receipt comes first: every letter has one. */
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		struct day day = { 0 };
		is_any |= days[i].text != NULL;
		if (i > 0 && g_strcmp0(days[i].text, CASE_REDATE_NONE) == 0)
			continue;
		if (!term_day(cli, days[i].option, days[i].text, day, &day))
			return false;
	}
	if (is_any && options.reason != NULL)
		return true;
	cli_misuse(cli, is_any ? "--reason is needed"
			       : "which day? give --received, --entry, "
				 "--presented or --event");
	return false;
}

int command_redate(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	struct terms_rules rules;
	struct terms_change change = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (!days_check(&command.cli))
		return CLI_USAGE;
	struct case_redate_wish wish = {
		.received = options.received,
		.entry = options.entry,
		.presented = options.presented,
		.event = options.event,
		.reason = options.reason,
	};
	bool done = case_command_open(&command) &&
		    term_rules_load(&command.office, &rules, &command.error) &&
		    case_redate(command.office.db, &command.act, &rules, &wish,
			    &change, &command.error);
	return term_command_end(&command, done, &change, "");
}
