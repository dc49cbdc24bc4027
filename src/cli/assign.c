/* plaint assign: give a case to somebody, or to a department. */

#include "case_command.h"
#include "commands.h"

static struct {
	char *to, *department;
	gboolean nobody;
} options;

static const GOptionEntry entries[] = {
	{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "Whose it is now",
		"LOGIN" },
	{ "nobody", 0, 0, G_OPTION_ARG_NONE, &options.nobody,
		"Take it away again", NULL },
	{ "department", 0, 0, G_OPTION_ARG_STRING, &options.department,
		"Which department answers", "ID" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "Give a case to somebody.",
	.example = "  plaint assign 2026-000123 --to olena",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

int command_assign(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if (options.to != NULL && options.nobody)
		return cli_misuse(&command.cli, "--to or --nobody, not both");
	if (options.to == NULL && !options.nobody && options.department == NULL)
		return cli_misuse(&command.cli,
			"--to, --nobody or --department is missing");
	const char *owner = options.nobody ? "" : options.to;
	bool is_done = case_command_open(&command) &&
		       case_assign(command.office.db, &command.act, owner,
			       options.department, &command.error);
	if (options.nobody)
		return case_command_end(&command, is_done, "nobody's now");
	return case_command_end(&command, is_done, "assigned to %s",
		options.to != NULL ? options.to : options.department);
}
