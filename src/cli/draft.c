/* plaint draft: write the answer to a case. */

#include <stdio.h>

#include "case_command.h"
#include "case_print.h"
#include "commands.h"
#include "plaint/casework/answer.h"
#include "plaint/store/reply.h"

static struct {
	char *template, *text, *file, *language, *to, *name;
} options;

static const GOptionEntry entries[] = {
	{ "template", 0, 0, G_OPTION_ARG_STRING, &options.template,
		"Which reply template (answer)", "CODE" },
	{ "text", 0, 0, G_OPTION_ARG_STRING, &options.text,
		"The answer's own words", "TEXT" },
	{ "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
		"A file with them; - is standard input", "FILE" },
	{ "language", 0, 0, G_OPTION_ARG_STRING, &options.language,
		"uk, ru, be or en (the letter's)", "CODE" },
	{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to,
		"E-mail address (the one it had, or the customer's)",
		"ADDRESS" },
	{ "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
		"Who is written to (the customer, where the address is "
		"theirs)",
		"NAME" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary =
		"Write the answer to a case, or write the one in preparation "
		"anew.\nThe words go into a template; the whole reply is "
		"printed.  It goes where the letter asks\nfor replies if "
		"that is known to be the customer's, else where the letter "
		"came from.",
	.example = "  plaint draft 2026-000123 --text 'We refund 148.50 UAH.'\n"
		   "  plaint draft 2026-000123 --file answer.txt --language uk",
	.entries = entries,
	.shared = CASE_COMMAND_SHARED,
	.least = 1,
	.most = 1,
};

static bool draft(struct case_command *command, const char *text)
{
	struct answer_context context;
	struct id reply_id;
	struct answer_draft wish = {
		.number = command->act.number,
		.template = options.template,
		.text = text,
		.language = options.language,
		.by = command->act.by,
		.to = { .name = options.name, .address = options.to },
	};
	return office_load_texts(&command->office, &context, &command->error) &&
	       answer_draft(command->office.db, &context, &wish,
		       command->act.now_utc_us, &reply_id, &command->error);
}

static void tell(struct case_command *command)
{
	g_autoptr(reply) reply =
		answer_find(command->office.db, command->act.number, NULL);
	if (reply == NULL || command->cli.json)
		return;
	print_reply(reply);
	putchar('\n');
	g_autofree char *asked = answer_asked_address(
		command->office.db, reply->casefile_id.text, NULL);
	if (asked == NULL || g_ascii_strcasecmp(asked, reply->to_address) == 0)
		return;
	g_autofree char *safe = print_safe(asked);
	printf("The letter asks for replies to %s, which is not known to be "
	       "this customer's: --to, if you know that it is.\n",
		safe);
}

int command_draft(int argc, char **argv)
{
	g_auto(case_command) command = { 0 };
	int status;
	if (!case_command_parse(&command, &usage, argc, argv, &status))
		return status;
	if ((options.text == NULL) == (options.file == NULL))
		return cli_misuse(&command.cli, "either --text or --file");
	g_autofree char *text =
		options.text != NULL
			? g_strdup(options.text)
			: cli_read_text(options.file, &command.error);
	bool is_done = text != NULL && case_command_open(&command) &&
		       draft(&command, g_strchomp(text));
	if (is_done)
		tell(&command);
	return case_command_end(
		&command, is_done, "drafted; next: plaint submit");
}
