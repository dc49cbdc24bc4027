/* The command line: GOption with one way of telling usage and errors. */

#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/base/utf8.h"

enum {
	TEXT_MOST_BYTES = 16 << 20
};

void cli_clear(struct cli *cli)
{
	g_clear_pointer(&cli->config_path, g_free);
	g_clear_pointer(&cli->as, g_free);
	g_clear_pointer(&cli->words, g_strfreev);
}

static void add_shared(
	GOptionContext *context, struct cli *cli, unsigned shared)
{
	const struct {
		unsigned bit;
		GOptionEntry entry[2];
	} all[] = {
		{ CLI_CONFIG, { { "config", 'c', 0, G_OPTION_ARG_FILENAME,
				      &cli->config_path,
				      "Settings (default: ./plaint.yaml, then "
				      "/etc/plaint/plaint.yaml)",
				      "FILE" } } },
		{ CLI_AS, { { "as", 0, 0, G_OPTION_ARG_STRING, &cli->as,
				  "Who does it (default: $USER)", "LOGIN" } } },
		{ CLI_JSON, { { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json,
				    "Print JSON", NULL } } },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		if (shared & all[i].bit)
			g_option_context_add_main_entries(
				context, all[i].entry, NULL);
	}
}

static GOptionContext *context_new(
	struct cli *cli, const struct cli_usage *usage)
{
	GOptionContext *context = g_option_context_new(usage->arguments);
	g_autofree char *name = g_strconcat("plaint ", cli->command, NULL);
	g_autofree char *example =
		g_strconcat("Example:\n", usage->example, NULL);
	g_set_prgname(name);
	g_option_context_set_summary(context, usage->summary);
	if (usage->example != NULL)
		g_option_context_set_description(context, example);
	if (usage->entries != NULL)
		g_option_context_add_main_entries(
			context, usage->entries, NULL);
	add_shared(context, cli, usage->shared);
	return context;
}

bool cli_parse(struct cli *cli, const struct cli_usage *usage, int argc,
	char **argv, int *exit_out)
{
	*cli = (struct cli){ .command = argv[0] };
	*exit_out = CLI_USAGE;
	g_autoptr(GOptionContext) context = context_new(cli, usage);
	g_auto(GStrv) words = g_new0(char *, (gsize)argc + 1);
	for (int i = 0; i < argc; i++)
		words[i] = g_strdup(argv[i]);
	g_autoptr(GError) error = NULL;
	if (!g_option_context_parse_strv(context, &words, &error)) {
		cli_misuse(cli, "%s", error->message);
		return false;
	}
	g_free(words[0]);
	cli->word_count = (int)g_strv_length(words + 1);
	memmove(words, words + 1,
		((gsize)cli->word_count + 1) * sizeof(words[0]));
	/* "--" itself stays in what GOption gives back. */
	if (cli->word_count > 0 && strcmp(words[0], "--") == 0) {
		g_free(words[0]);
		memmove(words, words + 1,
			(gsize)cli->word_count * sizeof(words[0]));
		cli->word_count--;
	}
	cli->words = g_steal_pointer(&words);
	if (cli->word_count < usage->least) {
		cli_misuse(cli, "%s is missing", usage->arguments);
		return false;
	}
	if (usage->most != CLI_MANY && cli->word_count > usage->most) {
		cli_misuse(
			cli, "too many words: \"%s\"", cli->words[usage->most]);
		return false;
	}
	return true;
}

int cli_fail(const struct cli *cli, const GError *error)
{
	g_autofree char *safe = print_safe(error->message);
	g_autofree char *line = utf8_one_line(safe);
	fflush(stdout);
	fprintf(stderr, "plaint %s: %s\n", cli->command, line);
	return CLI_FAILED;
}

int cli_misuse(const struct cli *cli, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *safe = print_safe(text);
	g_autofree char *line = utf8_one_line(safe);
	fprintf(stderr, "plaint %s: %s (try: plaint %s --help)\n", cli->command,
		line, cli->command);
	return CLI_USAGE;
}

/* Standard input may be a pipe, which fd_read_whole cannot seek in. */
static GBytes *read_stdin(GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	guint8 chunk[64 << 10];
	ssize_t got;
	while ((got = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0) {
		g_byte_array_append(all, chunk, (guint)got);
		if (all->len > TEXT_MOST_BYTES) {
			g_set_error_literal(error, BASE_ERROR,
				BASE_ERROR_TOO_BIG,
				"standard input: too much text");
			return NULL;
		}
	}
	if (got < 0) {
		base_error_set_errno(error, "standard input");
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

char *cli_read_text(const char *path, GError **error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	g_autoptr(GBytes) bytes =
		is_stdin ? read_stdin(error)
			 : file_read(path, TEXT_MOST_BYTES, error);
	if (bytes == NULL)
		return NULL;
	size_t length;
	const char *text = g_bytes_get_data(bytes, &length);
	if (length > 0 && (!utf8_is_valid(text, length) ||
				  memchr(text, '\0', length) != NULL)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%s: is not UTF-8 text",
			is_stdin ? "standard input" : path);
		return NULL;
	}
	return g_strndup(text != NULL ? text : "", length);
}
