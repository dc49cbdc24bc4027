/* plaint outbox: replies on their way, and those of which nobody knows
 * whether they arrived. */

#include <stdio.h>
#include <string.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/answer.h"
#include "plaint/casework/reminding.h"
#include "plaint/store/casefile.h"
#include "plaint/store/notice.h"
#include "plaint/store/outbox.h"
#include "table.h"
#include "term_command.h"

enum {
	LIST_MOST = 1000
};

static char *state;
static gboolean notices;

static const GOptionEntry entries[] = {
	{ "state", 0, 0, G_OPTION_ARG_STRING, &state,
		"Only queued, sending, sent, failed or uncertain", "STATE" },
	{ "notices", 0, 0, G_OPTION_ARG_NONE, &notices,
		"Mails to the staff (reminders, digests) instead of replies",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "[list | resend ID | mark-sent ID]",
	.summary =
		"Replies that go out by e-mail.\n\n"
		"uncertain: the connection broke after the message was given "
		"and before the server\nsaid yes.  Look into the server's log "
		"or ask the customer, then resend or mark-sent.\n"
		"resend also takes a failed mail to the staff (--notices).",
	.example = "  plaint outbox --state uncertain\n"
		   "  plaint outbox resend 01KB3Q6R2M9Z8V5T7W1X3Y5Z7A",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
	.most = 2,
};

static void list_end(guint count)
{
	if (count == 0)
		puts("Nothing there.");
	if (count == LIST_MOST)
		printf("(the newest %d; more with --state)\n", LIST_MOST);
}

/* Of what left, not why it did not at first. */
static const char *last_word(
	const char *is, const char *last_error, const char *response)
{
	bool is_answered = strcmp(is, "sent") == 0 && response[0] != '\0';
	return is_answered || last_error[0] == '\0' ? response : last_error;
}

static json_t *item_json(const struct outbox_item *item,
	const struct reply *reply, const char *number)
{
	return json_pack("{s:s s:s s:s s:s s:s s:s s:I s:o s:o s:o}", "id",
		item->id.text, "case", number, "kind", reply->kind, "to",
		reply->to_address, "state", item->state, "message_id",
		item->message_id, "attempts", (json_int_t)item->attempts,
		"queued", print_instant_json(item->queued_utc_us), "response",
		print_text_or_null(item->response), "last_error",
		print_text_or_null(item->last_error));
}

/* One row; false when reply or case cannot be read. */
static bool item_add(struct office *office, const struct outbox_item *item,
	struct table *table, json_t *list, GError **error)
{
	g_autoptr(reply) reply =
		reply_find(office->db, item->reply_id.text, error);
	g_autoptr(casefile) casefile =
		reply == NULL ? NULL
			      : casefile_find(office->db,
					reply->casefile_id.text, error);
	if (casefile == NULL)
		return false;
	g_autofree char *queued =
		print_instant_local(office->config, item->queued_utc_us);
	json_array_append_new(
		list, item_json(item, reply, casefile->number.text));
	table_add(table, item->id.text, casefile->number.text, reply->kind,
		reply->to_address, item->state, queued,
		last_word(item->state, item->last_error, item->response), NULL);
	return true;
}

static json_t *notice_json(const struct notice *notice)
{
	return json_pack("{s:s s:s s:s s:s s:s s:s s:s s:I s:o s:o s:o}", "id",
		notice->id.text, "kind", notice->kind, "day", notice->day.text,
		"to", notice->to_address, "subject", notice->subject, "state",
		notice->state, "message_id", notice->message_id, "attempts",
		(json_int_t)notice->attempts, "queued",
		print_instant_json(notice->queued_utc_us), "response",
		print_text_or_null(notice->response), "last_error",
		print_text_or_null(notice->last_error));
}

static int list_notices(
	const struct cli *cli, struct office *office, GError **error)
{
	static const struct table_column columns[] = { { "id", 0 },
		{ "kind", 0 }, { "day", 0 }, { "to", 32 }, { "state", 0 },
		{ "server", 48 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	g_autoptr(GPtrArray) all =
		notice_list(office->db, state, LIST_MOST, error);
	if (all == NULL)
		return CLI_FAILED;
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const struct notice *notice = all->pdata[i];
		json_array_append_new(list, notice_json(notice));
		table_add(table, notice->id.text, notice->kind,
			notice->day.text, notice->to_address, notice->state,
			last_word(notice->state, notice->last_error,
				notice->response),
			NULL);
	}
	if (cli->json) {
		print_json(list);
		return CLI_DONE;
	}
	json_decref(list);
	table_print(table);
	list_end(all->len);
	return CLI_DONE;
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	static const struct table_column columns[] = { { "id", 0 },
		{ "case", 0 }, { "kind", 0 }, { "to", 32 }, { "state", 0 },
		{ "queued", 0 }, { "server", 48 } };
	(void)words;
	if (notices)
		return list_notices(cli, office, error);
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	g_autoptr(GPtrArray) items =
		outbox_list(office->db, state, LIST_MOST, error);
	json_t *list = json_array();
	bool is_done = items != NULL;
	for (guint i = 0; is_done && i < items->len; i++)
		is_done = item_add(office, items->pdata[i], table, list, error);
	if (is_done && cli->json) {
		print_json(json_incref(list));
	} else if (is_done) {
		table_print(table);
		list_end(items->len);
	}
	json_decref(list);
	return is_done ? CLI_DONE : CLI_FAILED;
}

/* Of a reply or of a notice: an id is of one of them. */
static bool resend(
	struct office *office, const char *id, const char *by, GError **error)
{
	g_autoptr(notice) notice = notice_get(office->db, id, NULL);
	return notice != NULL ? reminding_resend(office->db, id, by,
					clock_now_utc_us(), error)
			      : answer_resend(office->db, id, by,
					clock_now_utc_us(), error);
}

static int action_resend(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	const char *by = office_actor(office, cli, error);
	if (by == NULL || !resend(office, words[0], by, error))
		return CLI_FAILED;
	return print_done(cli,
		json_pack("{s:s s:s}", "id", words[0], "state", "queued"),
		"%s: queued again", words[0]);
}

static int action_mark_sent(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	const char *by = office_actor(office, cli, error);
	struct terms_rules rules;
	if (by == NULL || !term_rules_load(office, &rules, error) ||
		!answer_mark_sent(office->db, &rules, words[0], by,
			clock_now_utc_us(), error))
		return CLI_FAILED;
	return print_done(cli,
		json_pack("{s:s s:s}", "id", words[0], "state", "sent"),
		"%s: taken as sent", words[0]);
}

int command_outbox(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "resend", 1, action_resend },
		{ "mark-sent", 1, action_mark_sent } };
	static const char *const states[] = { "queued", "sending", "sent",
		"failed", "uncertain", NULL };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (state != NULL && !g_strv_contains(states, state))
		return cli_misuse(&cli,
			"--state is queued, sending, sent, failed or "
			"uncertain");
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
