/* Role token: one refresh token for one access token, and out.  It knows the
 * long-lived secret and speaks to the token server alone, so that fetch and
 * send, which speak to mail servers, need not know it.
 *
 *   (settings)  → token {access_token, refresh_token, expires_in}
 *               | error {message, is_refused} */

#include "plaint/base/utf8.h"
#include "plaint/sandbox/sandbox.h"
#include "plaint/source/oauth.h"
#include "plaint/wire/wire.h"
#include "roles.h"

#include <string.h>

enum {
	OPEN_FILES = 64,
	EXPIRES_DEFAULT_SECONDS = 300,
	WHY_MOST_CHARACTERS = 300,
};

static bool token_seal(const json_t *settings, const char *ca_file)
{
	const char *const readable[] = { ca_file, NULL };
	struct sandbox_limits limits = { .open_files = OPEN_FILES,
		.readable = readable };
	GError *error = NULL;
	oauth_warm_up();
	stream_warm_up();
	if (json_is_true(json_object_get(settings, "unsealed")) ||
		sandbox_seal(SANDBOX_FETCH, &limits, &error))
		return true;
	role_say_error("unsealed", error);
	return false;
}

static json_t *refusal(const char *why, bool is_refused)
{
	g_autofree char *valid = utf8_make_valid(why, strlen(why), NULL);
	g_autofree char *line = utf8_one_line(valid);
	g_autofree char *cut = utf8_cut(line, WHY_MOST_CHARACTERS);
	return json_pack("{s:s s:s s:b}", "type", "error", "message", cut,
		"is_refused", is_refused);
}

/* RFC 6749, 5.1 and 5.2. */
static json_t *read_answer(const char *text, long status)
{
	json_t *answer = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const char *access = wire_text(answer, "access_token");
	json_t *frame;
	if (status == 200 && access[0] != '\0') {
		frame = json_pack("{s:s s:s s:s s:I}", "type", "token",
			"access_token", access, "refresh_token",
			wire_text(answer, "refresh_token"), "expires_in",
			wire_integer(
				answer, "expires_in", EXPIRES_DEFAULT_SECONDS));
	} else {
		const char *word = wire_text(answer, "error");
		const char *more = wire_text(answer, "error_description");
		g_autofree char *why =
			g_strdup_printf("the token server answered %ld%s%s%s%s",
				status, word[0] != '\0' ? ": " : "", word,
				more[0] != '\0' ? ": " : "", more);
		frame = refusal(why, status >= 400 && status < 500);
	}
	json_decref(answer);
	return frame;
}

int role_token(const json_t *settings)
{
	const char *ca_file = wire_text(settings, "ca_file");
	struct oauth_wish wish = {
		.token_url = wire_text(settings, "token_url"),
		.client_id = wire_text(settings, "client_id"),
		.client_secret = wire_text(settings, "client_secret"),
		.refresh_token = wire_text(settings, "refresh_token"),
		.ca_file = ca_file[0] != '\0' ? ca_file : NULL,
	};
	g_autoptr(GError) error = NULL;
	long status = 0;
	if (!token_seal(settings, wish.ca_file))
		return 1;
	g_autofree char *answer = oauth_refresh(&wish, &status, &error);
	json_t *frame = answer != NULL
				? read_answer(answer, status)
				: refusal(error->message,
					  error->code == SOURCE_ERROR_REFUSED);
	return role_say(frame) ? 0 : 1;
}
