/* The way in and out of every command about one case. */

#include "case_command.h"

#include <stdarg.h>
#include <stdio.h>

#include "case_print.h"
#include "plaint/base/clock.h"

void case_command_clear(struct case_command *command)
{
	office_clear(&command->office);
	cli_clear(&command->cli);
	g_clear_error(&command->error);
}

bool case_command_parse(struct case_command *command,
	const struct cli_usage *usage, int argc, char **argv, int *exit_out)
{
	if (!cli_parse(&command->cli, usage, argc, argv, exit_out))
		return false;
	command->act.number = command->cli.words[0];
	command->act.now_utc_us = clock_now_utc_us();
	return true;
}

bool case_command_open(struct case_command *command)
{
	if (!office_open(&command->office, &command->cli, &command->error))
		return false;
	command->act.by =
		office_actor(&command->office, &command->cli, &command->error);
	return command->act.by != NULL;
}

int case_command_end(
	struct case_command *command, bool is_done, const char *format, ...)
{
	g_autoptr(casefile) casefile = NULL;
	if (is_done && command->cli.json) {
		casefile = casefile_find_by_number(command->office.db,
			command->act.number, &command->error);
		is_done = casefile != NULL;
	}
	if (!is_done)
		return cli_fail(&command->cli, command->error);
	if (command->cli.json) {
		print_json(case_json(casefile));
		return CLI_DONE;
	}
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	printf("%s: %s\n", command->act.number, text);
	return CLI_DONE;
}

int case_command_run(const struct case_deed *deed,
	const struct cli_usage *usage, int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, usage, argc, argv, &status))
		return status;
	if (*deed->word == NULL)
		return cli_misuse(&command.cli, "%s is missing", deed->option);
	bool is_done = case_command_open(&command) &&
		       deed->act(command.office.db, &command.act, *deed->word,
			       &command.error);
	g_autofree char *note =
		is_done && deed->note != NULL
			? deed->note(command.office.db, command.act.number)
			: NULL;
	return case_command_end(&command, is_done, "%s%s", deed->done,
		note != NULL ? note : "");
}
