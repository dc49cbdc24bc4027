/* plaint floods: many letters alike, and one answer for all of them. */

#include <stdio.h>
#include <string.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/flood_answer.h"
#include "plaint/store/flood.h"
#include "table.h"

enum {
	LEAST_USUAL = 3
};

static struct {
	int least;
	gboolean all;
	char *text, *file, *template;
} options;

static const GOptionEntry entries[] = {
	{ "least", 0, 0, G_OPTION_ARG_INT, &options.least,
		"Floods of so many cases or more (3)", "N" },
	{ "all", 0, 0, G_OPTION_ARG_NONE, &options.all, "Answered ones too",
		NULL },
	{ "text", 0, 0, G_OPTION_ARG_STRING, &options.text,
		"answer: what to write", "TEXT" },
	{ "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
		"answer: what to write, from a file; - is standard input",
		"FILE" },
	{ "template", 0, 0, G_OPTION_ARG_STRING, &options.template,
		"answer: reply template (answer)", "CODE" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "[list | show N | answer N]",
	.summary =
		"Many letters alike: a campaign, or an outage.\n\n"
		"answer drafts the same text for every case of the flood that "
		"is not answered yet,\neach to its own customer; each goes "
		"through submit and approve like any other.\nWhere somebody "
		"else is writing the answer already, theirs stays.",
	.example = "  plaint floods answer 3 --text 'The line in your street "
		   "works again.' --as olena",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
	.most = 2,
};

static json_t *flood_json(const struct flood *flood)
{
	return json_pack("{s:I s:s s:I s:s s:s s:o s:o s:o}", "number",
		(json_int_t)flood->number, "state", flood->state, "cases",
		(json_int_t)flood->cases, "topic", flood->topic, "subject",
		flood->subject, "opened",
		print_instant_json(flood->opened_utc_us), "last",
		print_instant_json(flood->last_utc_us), "alarmed",
		print_instant_json(flood->alarmed_utc_us));
}

static void list_print(struct office *office, const GPtrArray *floods)
{
	static const struct table_column columns[] = { { "flood", 0 },
		{ "cases", 0 }, { "state", 0 }, { "last", 0 }, { "topic", 28 },
		{ "subject", 36 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < floods->len; i++) {
		const struct flood *flood = floods->pdata[i];
		g_autofree char *number = g_strdup_printf(
			"%" G_GINT64_FORMAT, (gint64)flood->number);
		g_autofree char *cases = g_strdup_printf(
			"%" G_GINT64_FORMAT, (gint64)flood->cases);
		g_autofree char *last =
			print_instant_local(office->config, flood->last_utc_us);
		table_add(table, number, cases,
			flood->alarmed_utc_us != 0 &&
					strcmp(flood->state, "open") == 0
				? "alarm"
				: flood->state,
			last, flood->topic, flood->subject, NULL);
	}
	if (floods->len == 0)
		puts("No floods.");
	table_print(table);
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	(void)words;
	int least = options.least > 0 ? options.least : LEAST_USUAL;
	g_autoptr(GPtrArray) floods =
		flood_list(office->db, least, !options.all, error);
	if (floods == NULL)
		return CLI_FAILED;
	if (!cli->json) {
		list_print(office, floods);
		return CLI_DONE;
	}
	json_t *list = json_array();
	for (guint i = 0; i < floods->len; i++)
		json_array_append_new(list, flood_json(floods->pdata[i]));
	print_json(list);
	return CLI_DONE;
}

static bool number_read(const char *word, int64_t *number_out, GError **error)
{
	return g_ascii_string_to_signed(
		word, 10, 1, G_MAXINT32, number_out, error);
}

static void members_print(const GPtrArray *members)
{
	static const struct table_column columns[] = { { "case", 0 },
		{ "stage", 0 }, { "alike", 0 }, { "customer", 28 },
		{ "subject", 36 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < members->len; i++) {
		const struct flood_member *member = members->pdata[i];
		g_autofree char *alike =
			g_strdup_printf("%.0f %%", member->degree * 100);
		table_add(table, member->number, member->stage, alike,
			member->customer, member->subject, NULL);
	}
	table_print(table);
}

static int action_show(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	gint64 number;
	if (!number_read(words[0], &number, error))
		return CLI_FAILED;
	g_autoptr(flood) flood = flood_find(office->db, number, error);
	g_autoptr(GPtrArray) members =
		flood != NULL ? flood_members(office->db, number, error) : NULL;
	if (members == NULL)
		return CLI_FAILED;
	if (!cli->json) {
		printf("flood %s: %s, %s\n", words[0], flood->state,
			flood->topic);
		members_print(members);
		return CLI_DONE;
	}
	json_t *json = flood_json(flood);
	json_t *list = json_array();
	for (guint i = 0; i < members->len; i++) {
		const struct flood_member *member = members->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s s:s s:s s:f}", "case", member->number,
				"stage", member->stage, "customer",
				member->customer, "degree", member->degree));
	}
	json_object_set_new(json, "members", list);
	print_json(json);
	return CLI_DONE;
}

static void on_left(void *user, const char *number, const char *why)
{
	(void)user;
	fprintf(stderr, "%s: not drafted: %s\n", number, why);
}

static int read_answer(struct cli *cli, char **words, GError **error)
{
	(void)words;
	if ((options.text == NULL) == (options.file == NULL))
		return cli_misuse(cli, "answer wants either --text or --file");
	if (options.file != NULL)
		options.text = cli_read_text(options.file, error);
	return options.text != NULL ? CLI_DONE : CLI_FAILED;
}

static int action_answer(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct answer_context context;
	const char *by = office_actor(office, cli, error);
	if (by == NULL)
		return CLI_FAILED;
	struct flood_answer answer = { .template = options.template,
		.text = options.text,
		.by = by,
		.now_utc_us = clock_now_utc_us(),
		.on_left = on_left };
	if (!number_read(words[0], &answer.flood, error) ||
		!office_load_texts(office, &context, error) ||
		!flood_answer_draft(office->db, &context, &answer, error))
		return CLI_FAILED;
	print_done(cli,
		json_pack("{s:I s:i s:i}", "number", (json_int_t)answer.flood,
			"drafted", (int)answer.drafted, "left",
			(int)answer.left),
		"flood %s: %u drafted, %u left; now submit and approve each",
		words[0], answer.drafted, answer.left);
	return answer.left == 0 ? CLI_DONE : CLI_FAILED;
}

int command_floods(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "show", 1, action_show },
		{ "answer", 1, action_answer, read_answer } };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
