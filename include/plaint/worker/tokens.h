/* What a server wants to see at login: a password, a token that another
 * program keeps fresh in a file, or one that we refresh ourselves by a role
 * of its own and keep until shortly before it expires.  Files are read anew
 * each time. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/base/secret.h"
#include "plaint/config/config.h"

enum tokens_answer {
	TOKENS_READY,
	TOKENS_WAIT, /* being refreshed: ask again in TOKENS_AGAIN_MS */
	TOKENS_FAILED,
};

enum {
	TOKENS_AGAIN_MS = 200
};

struct tokens;

/* Runs on the main loop. */
struct tokens *tokens_new(bool unsealed);
void tokens_free(struct tokens *tokens);
typedef struct tokens tokens;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tokens, tokens_free)

/* The secret for a login now (unset when the server needs none). */
enum tokens_answer tokens_get(struct tokens *tokens,
	const struct config_server *server, struct secret *out,
	bool *is_token_out, GError **error);

/* The server did not take it: the next one is made anew. */
void tokens_refused(struct tokens *tokens, const struct config_server *server);

/* The first frame of a role that logs in to `server` (new reference): where,
 * how, as whom.  The caller adds what is the role's own. */
json_t *tokens_server_json(const struct config_server *server,
	const struct secret *secret, bool is_token);
