/* plaint reclassify: what kind of letter it is, about what, under which
 * laws. */

#include "commands.h"
#include "term_command.h"

static struct {
	char *kind, *topic, *reason;
	char **add, **drop;
} options;

static const GOptionEntry entries[] = {
	{ "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
		"complaint, claim, request, suggestion, thanks or inquiry",
		"KIND" },
	{ "topic", 0, 0, G_OPTION_ARG_STRING, &options.topic,
		"As plaint rules topics names it", "TOPIC" },
	{ "regime", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.add,
		"Another regime that applies to it (repeatable)", "ID" },
	{ "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.drop,
		"A regime that does not, although it would (repeatable)",
		"ID" },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason,
		"Why; needed with --without", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Put right what a case is; its terms follow.",
	.example = "  plaint reclassify 2026-000123 --kind claim --topic "
		   "billing.refund\n"
		   "  plaint reclassify 2026-000123 --regime by-300z-1m "
		   "--without by-300z-15d\n"
		   "    --reason 'needs an inspection on the spot'",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_reclassify(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	struct terms_rules rules;
	struct terms_change change = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.kind == NULL && options.topic == NULL &&
		options.add == NULL && options.drop == NULL)
		return cli_misuse(&command.cli,
			"what? give --kind, --topic, --regime or --without");
	if (options.drop != NULL && options.reason == NULL)
		return cli_misuse(&command.cli, "--without needs a --reason");
	struct case_reclassify_wish wish = {
		.kind = options.kind,
		.topic = options.topic,
		.add = (const char *const *)options.add,
		.drop = (const char *const *)options.drop,
		.reason = options.reason,
	};
	bool done = case_command_open(&command) &&
		    term_rules_load(&command.office, &rules, &command.error) &&
		    case_reclassify(command.office.db, &command.act, &rules,
			    &wish, &change, &command.error);
	return term_command_end(&command, done, &change, "");
}
