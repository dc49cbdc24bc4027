/* An access token for a refresh token (RFC 6749, section 6), over HTTPS by
 * libcurl.  Only https:// is spoken, at least TLS 1.2, the certificate is
 * verified, redirections are not followed. */
#pragma once

#include <glib.h>
#include "plaint/source/stream.h"

/* All borrowed. */
struct oauth_wish {
	const char *token_url;
	const char *client_id;
	const char *client_secret; /* "" when the client has none */
	const char *refresh_token;
	const char *ca_file; /* NULL: the system's store */
};

/* Load what libcurl loads lazily; before the process is sealed. */
void oauth_warm_up(void);

/* The answer's JSON text, at most 64 KiB, whatever its status was; caller
 * frees.  SOURCE_ERROR _NETWORK: try again later; _REFUSED: the URL or the
 * certificate; _PROTOCOL: not an answer. */
char *oauth_refresh(
	const struct oauth_wish *wish, long *status_out, GError **error);
