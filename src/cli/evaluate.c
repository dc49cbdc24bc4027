/* plaint evaluate: how far the answers may be believed. */
#include "cli.h"
#include "commands.h"
#include "evaluate_data.h"
#include "evaluate_own.h"

static struct {
	char *data, *text, *label;
	double test_share, max_error;
	int seed;
} options = { .test_share = 0.25, .max_error = 0.05, .seed = 1 };

static const GOptionEntry entries[] = {
	{ "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data,
		"Any labelled texts instead (CSV); rules stay out of it",
		"FILE" },
	{ "text", 0, 0, G_OPTION_ARG_STRING, &options.text,
		"Its column with the text", "COLUMN" },
	{ "label", 0, 0, G_OPTION_ARG_STRING, &options.label,
		"Its column with the right answer", "COLUMN" },
	{ "test-share", 0, 0, G_OPTION_ARG_DOUBLE, &options.test_share,
		"How much of it is asked about and not learnt from (0.25)",
		"SHARE" },
	{ "seed", 0, 0, G_OPTION_ARG_INT, &options.seed,
		"Which part that is; without --data how parts are dealt (1)",
		"NUMBER" },
	{ "max-error", 0, 0, G_OPTION_ARG_DOUBLE, &options.max_error,
		"How many of those that go straight through may be wrong "
		"(0.05)",
		"SHARE" },
	{ NULL },
};

static const struct cli_usage usage = {
	.summary = "How good the answers are: precision, recall and F1 of each "
		   "topic, what is mixed\nup, claimed confidence against the "
		   "truth, and the share that can go straight\nthrough. On "
		   "your own decisions (see plaint train), while there\nare "
		   "none on the examples, in ten parts, each asked about when "
		   "the others were\nlearnt from.",
	.example = "  plaint evaluate\n"
		   "  plaint evaluate --data complaints.csv --text narrative "
		   "--label product",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
};

static bool is_share(double value)
{
	return value > 0 && value < 1;
}

int command_evaluate(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (!is_share(options.test_share))
		return cli_misuse(&cli, "--test-share: between 0 and 1");
	if (!(options.max_error >= 0 && options.max_error < 1))
		return cli_misuse(&cli, "--max-error: from 0 to below 1");
	if (options.data == NULL)
		return evaluate_own(&cli, options.max_error, options.seed);
	if (options.text == NULL || options.label == NULL)
		return cli_misuse(
			&cli, "--data needs --text COLUMN and --label COLUMN");
	struct evaluate_data_wish wish = { options.data, options.text,
		options.label, options.test_share, options.max_error,
		options.seed };
	return evaluate_data(&cli, &wish);
}
