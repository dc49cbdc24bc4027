/* Trust, and in words why a certificate was refused. */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>
#include "plaint/source/stream.h"

struct stream_trust {
	gnutls_certificate_credentials_t credentials;
};

/* After GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR: "self-signed, …".  Caller
 * frees. */
char *certificate_explain(gnutls_session_t session, const char *host);
