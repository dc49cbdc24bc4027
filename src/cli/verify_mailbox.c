/* plaint verify --mailbox: what the server holds beside what the register
 * holds, and each difference. */

#include "verify_mailbox.h"

#include <stdio.h>
#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/nearest.h"
#include "plaint/casework/tell.h"
#include "plaint/engine/mailbox_check.h"
#include "plaint/store/ledger.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/tokens.h"

struct look {
	GMainLoop *loop;
	const struct config_mailbox *mailbox;
	const char *noted_by; /* login: what is lost is noted; or NULL */
	struct db *db;
	json_t *json;
	GError *error;
	bool is_clean;
};

/* --- what is lost --------------------------------------------------------- */

struct noting {
	const struct look *look;
	const struct mailbox_check_result *result;
};

static bool note_rows(struct db *db, void *user, GError **error)
{
	const struct noting *noting = user;
	const GPtrArray *differences = noting->result->differences;
	const char *name = noting->look->mailbox->name;
	struct telling telling = { noting->look->noted_by, "mail_lost_noted",
		"mailbox", name };
	json_t *uids = json_array();
	bool is_done = true;
	for (guint i = 0; is_done && i < differences->len; i++) {
		const struct mailbox_difference *difference =
			differences->pdata[i];
		char uid[LEDGER_UID_BYTES];
		struct ledger_key key = ledger_key_of_uid(
			name, noting->result->epoch, difference->uid, uid);
		if (difference->gap != MAILBOX_GAP_LOST)
			continue;
		json_array_append_new(uids, json_integer(difference->uid));
		is_done = ledger_put_problem(
			db, key, mailbox_gap_text(MAILBOX_GAP_LOST), error);
	}
	bool is_any = is_done && json_array_size(uids) > 0;
	json_t *detail = json_pack("{s:o}", "uids", uids);
	if (is_any)
		return tell_event(
			db, &telling, detail, clock_now_utc_us(), error);
	json_decref(detail);
	return is_done;
}

static bool is_noted(
	const struct look *look, const struct mailbox_difference *difference)
{
	return look->noted_by != NULL && difference->gap == MAILBOX_GAP_LOST;
}

/* What was noted is no difference any more. */
static bool is_clean(
	const struct look *look, const struct mailbox_check_result *result)
{
	for (guint i = 0; i < result->differences->len; i++) {
		if (!is_noted(look, result->differences->pdata[i]))
			return false;
	}
	return true;
}

/* --- a look -------------------------------------------------------------- */

static json_t *differences_json(
	const struct look *look, const GPtrArray *differences)
{
	json_t *list = json_array();
	for (guint i = 0; i < differences->len; i++) {
		const struct mailbox_difference *difference =
			differences->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s s:I s:s s:s}", "what",
				mailbox_gap_name(difference->gap), "uid",
				(json_int_t)difference->uid, "why",
				mailbox_gap_text(difference->gap), "detail",
				is_noted(look, difference)
					? "noted"
					: difference->detail));
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
			differences_json(look, result->differences));
	struct noting noting = { look, result };
	look->is_clean = error == NULL && is_clean(look, result);
	if (error == NULL && look->noted_by != NULL)
		db_run_tx(look->db, note_rows, &noting, &look->error);
	g_main_loop_quit(look->loop);
}

static json_t *look_at(struct office *office,
	const struct config_mailbox *mailbox, const char *noted_by,
	bool *is_clean_out, GError **error)
{
	g_autoptr(tokens) tokens = tokens_new(office->config->unsealed);
	struct mailbox_check_wish wish = { office->db, office->spool,
		office->config, mailbox, tokens };
	struct look look = { .loop = g_main_loop_new(NULL, FALSE),
		.mailbox = mailbox,
		.noted_by = noted_by,
		.db = office->db };
	struct mailbox_check *check =
		mailbox_check_new(&wish, look_done, &look);
	g_main_loop_run(look.loop);
	mailbox_check_free(check);
	g_main_loop_unref(look.loop);
	*is_clean_out = look.is_clean;
	if (look.error == NULL)
		return look.json;
	g_propagate_error(error, look.error);
	json_decref(look.json);
	return NULL;
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

static bool look_at_all(struct office *office, const char *name,
	const char *noted_by, json_t *all, GError **error)
{
	const GPtrArray *mailboxes = office->config->mailboxes;
	bool is_clean = true;
	for (guint i = 0; i < mailboxes->len; i++) {
		const struct config_mailbox *mailbox = mailboxes->pdata[i];
		bool is_one_clean;
		if (name != NULL && strcmp(mailbox->name, name) != 0)
			continue;
		json_t *json = look_at(
			office, mailbox, noted_by, &is_one_clean, error);
		if (json == NULL)
			return false;
		json_array_append_new(all, json);
		is_clean = is_clean && is_one_clean;
	}
	return is_clean;
}

int verify_mailboxes(const struct cli *cli, struct office *office,
	const char *name, const char *noted_by)
{
	g_autoptr(GError) error = NULL;
	json_t *all = json_array();
	bool is_clean = look_at_all(office, name, noted_by, all, &error);
	int status = is_clean ? CLI_DONE : CLI_FAILED;
	if (error != NULL)
		status = cli_fail(cli, error);
	else if (name != NULL && json_array_size(all) == 0)
		status = no_such(cli, office->config, name);
	else if (cli->json)
		print_json(json_pack(
			"{s:b s:O}", "ok", is_clean, "mailboxes", all));
	for (size_t i = 0;
		error == NULL && !cli->json && i < json_array_size(all); i++)
		tell_people(json_array_get(all, i));
	json_decref(all);
	return status;
}
