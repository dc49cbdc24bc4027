/* plaint verify --mailbox: what the server holds beside what the register
 * holds, and each difference. */

#include "verify_mailbox.h"

#include <stdio.h>
#include <string.h>

#include "plaint/base/nearest.h"
#include "plaint/engine/mailbox_check.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/tokens.h"

struct look {
	GMainLoop *loop;
	const struct config_mailbox *mailbox;
	json_t *json;
	bool is_clean;
};

static json_t *differences_json(const GPtrArray *differences)
{
	json_t *list = json_array();
	for (guint i = 0; i < differences->len; i++) {
		const struct mailbox_difference *difference =
			differences->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s s:I s:s s:s}", "what",
				      mailbox_gap_name(difference->gap), "uid",
				      (json_int_t)difference->uid, "why",
				      mailbox_gap_text(difference->gap),
				      "detail", difference->detail));
	}
	return list;
}

static void look_done(void *user, struct mailbox_check *check,
	const struct mailbox_check_result *result, const GError *error)
{
	struct look *look = user;
	(void)check;
	if (error != NULL)
		look->json = json_pack("{s:s s:s}", "mailbox",
			look->mailbox->name, "problem", error->message);
	else
		look->json = json_pack("{s:s s:I s:I s:I s:o}", "mailbox",
			look->mailbox->name, "uid_validity",
			(json_int_t)result->epoch, "server",
			(json_int_t)result->server, "register",
			(json_int_t)result->held, "differences",
			differences_json(result->differences));
	look->is_clean = error == NULL && result->differences->len == 0;
	g_main_loop_quit(look->loop);
}

static json_t *look_at(struct office *office,
	const struct config_mailbox *mailbox, bool *is_clean_out)
{
	g_autoptr(tokens) tokens = tokens_new(office->config->unsealed);
	struct mailbox_check_wish wish = { office->db, office->spool,
		office->config, mailbox, tokens };
	struct look look = { .loop = g_main_loop_new(NULL, FALSE),
		.mailbox = mailbox };
	struct mailbox_check *check =
		mailbox_check_new(&wish, look_done, &look);
	g_main_loop_run(look.loop);
	mailbox_check_free(check);
	g_main_loop_unref(look.loop);
	*is_clean_out = look.is_clean;
	return look.json;
}

static void tell_people(const json_t *json)
{
	const char *name = wire_text(json, "mailbox");
	const json_t *list = json_object_get(json, "differences");
	if (list == NULL) {
		g_autofree char *why = print_safe(wire_text(json, "problem"));
		printf("%s: cannot be compared: %s\n", name, why);
		return;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *difference = json_array_get(list, i);
		g_autofree char *detail =
			print_safe(wire_text(difference, "detail"));
		printf("%s: message %" JSON_INTEGER_FORMAT ": %s%s%s\n", name,
			json_integer_value(json_object_get(difference, "uid")),
			wire_text(difference, "why"),
			detail[0] != '\0' ? ": " : "", detail);
	}
	printf("%s: server holds %" JSON_INTEGER_FORMAT
	       ", register holds %" JSON_INTEGER_FORMAT "\n",
		name, json_integer_value(json_object_get(json, "server")),
		json_integer_value(json_object_get(json, "register")));
}

static int no_such(
	const struct cli *cli, const struct config *config, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		g_ptr_array_add(names, mailbox->name);
	}
	g_ptr_array_add(names, NULL);
	const char *near =
		nearest_word(name, (const char *const *)names->pdata);
	return cli_misuse(cli, "there is no mailbox \"%s\"%s%s", name,
		near != NULL ? "; nearest: " : "", near != NULL ? near : "");
}

int verify_mailboxes(
	const struct cli *cli, struct office *office, const char *name)
{
	const GPtrArray *mailboxes = office->config->mailboxes;
	json_t *all = json_array();
	bool is_clean = true;
	for (guint i = 0; i < mailboxes->len; i++) {
		const struct config_mailbox *mailbox = mailboxes->pdata[i];
		bool is_one_clean;
		if (name != NULL && strcmp(mailbox->name, name) != 0)
			continue;
		json_array_append_new(
			all, look_at(office, mailbox, &is_one_clean));
		is_clean = is_clean && is_one_clean;
	}
	if (name != NULL && json_array_size(all) == 0) {
		json_decref(all);
		return no_such(cli, office->config, name);
	}
	if (cli->json) {
		print_json(json_pack(
			"{s:b s:o}", "ok", is_clean, "mailboxes", all));
		return is_clean ? CLI_DONE : CLI_FAILED;
	}
	for (size_t i = 0; i < json_array_size(all); i++)
		tell_people(json_array_get(all, i));
	json_decref(all);
	return is_clean ? CLI_DONE : CLI_FAILED;
}
