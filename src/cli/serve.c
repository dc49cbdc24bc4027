/* plaint serve: the daemon. */

#include "cli.h"
#include "commands.h"
#include "plaint/base/log.h"
#include "plaint/engine/engine.h"
#include "plaint/base/nearest.h"

static struct {
	char *only;
	gboolean verbose;
} options;

static const GOptionEntry entries[] = {
	{ "only", 0, 0, G_OPTION_ARG_STRING, &options.only,
		"Only these parts: mail, scans, parse, ocr, send, remind, "
		"virus",
		"ROLE,..." },
	{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, "Say more",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.summary = "The daemon: take letters in, read and register them, send "
		   "approved replies.\nSIGTERM ends it, SIGHUP reads settings, "
		   "rules and templates anew.",
	.example = "  plaint serve -c /etc/plaint/plaint.yaml\n"
		   "  plaint serve --only=parse,ocr    one more machine that "
		   "reads (PostgreSQL)",
	.entries = entries,
	.shared = CLI_CONFIG,
};

static const struct {
	const char *name;
	enum engine_parts part;
} parts[] = {
	{ "mail", ENGINE_MAIL },
	{ "scans", ENGINE_SCANS },
	{ "parse", ENGINE_PARSE },
	{ "ocr", ENGINE_OCR },
	{ "send", ENGINE_SEND },
	{ "remind", ENGINE_REMIND },
	{ "virus", ENGINE_VIRUS },
};

/* 0 when one of the words is unknown, and says so. */
static unsigned parts_parse(const struct cli *cli, const char *text)
{
	const char *names[G_N_ELEMENTS(parts) + 1] = { NULL };
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	unsigned chosen = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		names[i] = parts[i].name;
	if (words[0] == NULL)
		cli_misuse(cli, "--only: of which parts?");
	for (size_t i = 0; words[i] != NULL; i++) {
		unsigned part = 0;
		for (size_t k = 0; k < G_N_ELEMENTS(parts); k++) {
			if (g_str_equal(parts[k].name, g_strstrip(words[i])))
				part = parts[k].part;
		}
		const char *near =
			part != 0 ? NULL : nearest_word(words[i], names);
		if (part == 0) {
			cli_misuse(cli, "--only: no part \"%s\"%s%s%s",
				words[i], near != NULL ? ", did you mean " : "",
				near != NULL ? near : "",
				near != NULL ? "?" : "");
			return 0;
		}
		chosen |= part;
	}
	return chosen;
}

int command_serve(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	unsigned chosen = options.only == NULL
				  ? ENGINE_ALL
				  : parts_parse(&cli, options.only);
	if (chosen == 0)
		return CLI_USAGE;
	log_set_role("engine");
	if (options.verbose)
		log_set_level(LOG_LEVEL_DEBUG);
	struct config *config = office_config(&cli, &error);
	if (config == NULL)
		return cli_fail(&cli, error);
	g_autoptr(engine) engine =
		engine_new(config, (enum engine_parts)chosen, &error);
	if (engine == NULL || !engine_run(engine, &error))
		return cli_fail(&cli, error);
	return CLI_DONE;
}
