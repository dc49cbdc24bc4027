/* plaint render: a template filled from JSON, strictly. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/fd.h"
#include "plaint/casework/fill.h"

static const struct cli_usage usage = {
	.arguments = "TEMPLATE DATA.json",
	.summary = "Fill a Mustache template from JSON (- is standard input)."
		   "\nA name the data lacks, or an empty value, is an error.  "
		   "In *.html values are escaped.",
	.example = "  plaint render templates/replies/answer.uk.txt data.json",
	.least = 2,
	.most = 2,
};

static json_t *data_load(const char *path, GError **error)
{
	json_error_t where;
	g_autofree char *text = cli_read_text(path, error);
	if (text == NULL)
		return NULL;
	json_t *data = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	if (data == NULL)
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%s:%d:%d: %s", path, where.line, where.column,
			where.text);
	return data;
}

int command_render(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	const char *path = cli.words[0];
	g_autofree char *text = cli_read_text(path, &error);
	json_t *data = text != NULL ? data_load(cli.words[1], &error) : NULL;
	if (data == NULL)
		return cli_fail(&cli, error);
	enum template_escape escape = g_str_has_suffix(path, ".html")
					      ? TEMPLATE_ESCAPE_HTML
					      : TEMPLATE_ESCAPE_NONE;
	g_autofree char *filled =
		fill_template(path, text, data, escape, &error);
	json_decref(data);
	if (filled == NULL)
		return cli_fail(&cli, error);
	fputs(filled, stdout);
	return CLI_DONE;
}
