/* One entry per refresh token: the access token of now, or the process that
 * fetches the next. */

#include "plaint/worker/tokens.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/talk.h"

enum {
	FRAME_MOST_BYTES = 256 << 10,
	REFRESH_MOST_MS = 45000,
	/* Clocks differ, and a login takes its time. */
	EARLY_S = 60,
	LIFE_MOST_S = 24 * 3600,
};

struct entry {
	char *refresh_token_file;
	struct secret unkept; /* the next refresh token, where the file could
				 not be written */
	struct secret access;
	int64_t until_us; /* monotonic */
	char *problem;	  /* of the last attempt; told once */
	struct talk talk;
};

struct tokens {
	bool unsealed;
	GHashTable *entries; /* refresh_token_file → struct entry */
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;
	talk_end(&entry->talk);
	secret_clear(&entry->access);
	secret_clear(&entry->unkept);
	g_free(entry->problem);
	g_free(entry->refresh_token_file);
	g_free(entry);
}

static void entry_fail(void *user, const char *why)
{
	struct entry *entry = user;
	talk_end(&entry->talk);
	g_free(entry->problem);
	entry->problem = g_strdup_printf("token refresh: %s", why);
}

/* True: it is in the file, or was there before. */
static bool refresh_token_write(
	const struct entry *entry, const char *token, GError **error)
{
	struct secret old = { NULL };
	bool is_kept = secret_load(&old, entry->refresh_token_file, NULL) &&
		       strcmp(old.text, token) == 0;
	secret_clear(&old);
	g_autofree char *line = g_strconcat(token, "\n", NULL);
	return is_kept || file_replace(entry->refresh_token_file, line,
				  strlen(line), 0600, error);
}

/* Some servers give a new refresh token with each access token, others now and
 * then; the old one may stop working.  One that cannot be written goes on from
 * here, and is tried to be written each time. */
static void keep_refresh_token(struct entry *entry, const char *told)
{
	g_autoptr(GError) error = NULL;
	const char *token = told[0] != '\0' ? told : entry->unkept.text;
	if (token == NULL)
		return;
	if (refresh_token_write(entry, token, &error)) {
		secret_clear(&entry->unkept);
		return;
	}
	if (token == told)
		secret_set(&entry->unkept, told);
	log_error("the new refresh token cannot be kept, and is lost when "
		  "plaint ends: %s",
		error->message);
}

static void entry_take(void *user, const json_t *frame)
{
	struct entry *entry = user;
	const char *type = wire_text(frame, "type");
	const char *access = wire_text(frame, "access_token");
	if (strcmp(type, "token") != 0 || access[0] == '\0') {
		const char *why = wire_text(frame, "message");
		entry_fail(entry, why[0] != '\0' ? why : "no token came");
		return;
	}
	int64_t life_s = CLAMP(
		wire_integer(frame, "expires_in", 0), EARLY_S, LIFE_MOST_S);
	secret_clear(&entry->access);
	secret_set(&entry->access, access);
	entry->until_us = clock_monotonic_us() +
			  MAX(life_s - EARLY_S, EARLY_S / 2) * G_USEC_PER_SEC;
	keep_refresh_token(entry, wire_text(frame, "refresh_token"));
	talk_end(&entry->talk);
}

static void entry_on_late(void *user)
{
	entry_fail(user, "no answer in time");
}

static bool refresh_token_load(
	const struct entry *entry, struct secret *out, GError **error)
{
	if (entry->unkept.text == NULL)
		return secret_load(out, entry->refresh_token_file, error);
	secret_set(out, entry->unkept.text);
	return true;
}

static json_t *entry_settings(const struct tokens *tokens,
	const struct entry *entry, const struct config_oauth *oauth,
	GError **error)
{
	struct secret client = { NULL }, refresh = { NULL };
	json_t *settings = NULL;
	if ((oauth->client_secret_file == NULL ||
		    secret_load(&client, oauth->client_secret_file, error)) &&
		refresh_token_load(entry, &refresh, error))
		settings = json_pack("{s:s s:s s:s s:s s:s s:s s:b}", "type",
			"settings", "token_url", oauth->token_url, "client_id",
			oauth->client_id, "client_secret",
			client.text != NULL ? client.text : "", "refresh_token",
			refresh.text, "ca_file",
			oauth->ca_file != NULL ? oauth->ca_file : "",
			"unsealed", tokens->unsealed);
	secret_clear(&client);
	secret_clear(&refresh);
	return settings;
}

static bool entry_start(const struct tokens *tokens, struct entry *entry,
	const struct config_oauth *oauth, GError **error)
{
	json_t *settings = entry_settings(tokens, entry, oauth, error);
	if (settings == NULL || !talk_start(&entry->talk, "token", settings,
					FRAME_MOST_BYTES, error))
		return false;
	talk_after(&entry->talk, REFRESH_MOST_MS, entry_on_late);
	return true;
}

static struct entry *entry_of(
	struct tokens *tokens, const struct config_oauth *oauth)
{
	static const struct talk_hooks hooks = { entry_take, entry_fail };
	struct entry *entry =
		g_hash_table_lookup(tokens->entries, oauth->refresh_token_file);
	if (entry != NULL)
		return entry;
	entry = g_new0(struct entry, 1);
	talk_init(&entry->talk, &hooks, entry);
	entry->refresh_token_file = g_strdup(oauth->refresh_token_file);
	g_hash_table_insert(tokens->entries, entry->refresh_token_file, entry);
	return entry;
}

static enum tokens_answer entry_get(struct tokens *tokens,
	const struct config_oauth *oauth, struct secret *out, GError **error)
{
	struct entry *entry = entry_of(tokens, oauth);
	if (talk_is_on(&entry->talk))
		return TOKENS_WAIT;
	if (entry->problem != NULL) {
		g_autofree char *problem = g_steal_pointer(&entry->problem);
		g_set_error_literal(
			error, PROCESS_ERROR, PROCESS_ERROR_ANSWER, problem);
		return TOKENS_FAILED;
	}
	if (entry->access.text != NULL &&
		clock_monotonic_us() < entry->until_us) {
		secret_set(out, entry->access.text);
		return TOKENS_READY;
	}
	return entry_start(tokens, entry, oauth, error) ? TOKENS_WAIT
							: TOKENS_FAILED;
}

enum tokens_answer tokens_get(struct tokens *tokens,
	const struct config_server *server, struct secret *out,
	bool *is_token_out, GError **error)
{
	if (server->oauth.token_url != NULL) {
		*is_token_out = true;
		return entry_get(tokens, &server->oauth, out, error);
	}
	return config_server_secret(server, out, is_token_out, error)
		       ? TOKENS_READY
		       : TOKENS_FAILED;
}

void tokens_refused(struct tokens *tokens, const struct config_server *server)
{
	if (server->oauth.token_url != NULL)
		entry_of(tokens, &server->oauth)->until_us = 0;
}

struct tokens *tokens_new(bool unsealed)
{
	struct tokens *tokens = g_new0(struct tokens, 1);
	tokens->unsealed = unsealed;
	tokens->entries = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, entry_free);
	return tokens;
}

void tokens_free(struct tokens *tokens)
{
	if (tokens == NULL)
		return;
	g_hash_table_unref(tokens->entries);
	g_free(tokens);
}

json_t *tokens_server_json(const struct config_server *server,
	const struct secret *secret, bool is_token)
{
	static const char *const tls[] = { "implicit", "starttls", "none" };
	return json_pack("{s:s s:s s:I s:s s:s s:s s:s s:b}", "type",
		"settings", "host", server->host, "port",
		(json_int_t)server->port, "tls", tls[server->tls], "ca_file",
		server->ca_file != NULL ? server->ca_file : "", "user",
		server->user != NULL ? server->user : "", "secret",
		secret->text != NULL ? secret->text : "", "is_token", is_token);
}
