/* The authorities we believe, and a sentence for the administrator when a
 * server's certificate is refused: GnuTLS gives flags, people need to know
 * what to mend. */
#include "certificate.h"

#include <gnutls/x509.h>
#include <string.h>

enum {
	NAMES_SHOWN_MOST = 5,
	NAME_MOST_BYTES = 256,
};

static const struct {
	unsigned int flag;
	const char *text;
} reasons[] = {
	{ GNUTLS_CERT_EXPIRED, "it has expired" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "it is not valid yet" },
	{ GNUTLS_CERT_REVOKED, "it was revoked" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, "it uses a broken algorithm" },
	{ GNUTLS_CERT_SIGNATURE_FAILURE, "its signature is wrong" },
	{ GNUTLS_CERT_SIGNER_NOT_CA, "its signer is no authority" },
	{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
		"its authority may not sign for this name" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH, "it is not meant for servers" },
};

struct stream_trust *stream_trust_new(const char *ca_file, GError **error)
{
	g_autoptr(stream_trust) trust = g_new0(struct stream_trust, 1);
	if (gnutls_certificate_allocate_credentials(&trust->credentials) < 0) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"TLS: out of memory");
		return NULL;
	}
	int n = ca_file == NULL ? gnutls_certificate_set_x509_system_trust(
					  trust->credentials)
				: gnutls_certificate_set_x509_trust_file(
					  trust->credentials, ca_file,
					  GNUTLS_X509_FMT_PEM);
	if (n > 0)
		return g_steal_pointer(&trust);
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
		"%s: no certificate authority could be read%s%s",
		ca_file == NULL ? "the system's trust store" : ca_file,
		n < 0 ? ": " : "", n < 0 ? gnutls_strerror(n) : "");
	return NULL;
}

void stream_trust_free(struct stream_trust *trust)
{
	if (trust == NULL)
		return;
	if (trust->credentials != NULL)
		gnutls_certificate_free_credentials(trust->credentials);
	g_free(trust);
}

static bool leaf_import(gnutls_session_t session, gnutls_x509_crt_t *leaf)
{
	unsigned int n = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &n);
	if (chain == NULL || n == 0 || gnutls_x509_crt_init(leaf) < 0)
		return false;
	if (gnutls_x509_crt_import(*leaf, &chain[0], GNUTLS_X509_FMT_DER) >= 0)
		return true;
	gnutls_x509_crt_deinit(*leaf);
	return false;
}

/* The DNS names it does bear: what the administrator must compare.  They are
 * foreign bytes, so anything but printable ASCII is shown as '?'. */
static void append_names(GString *text, gnutls_x509_crt_t leaf)
{
	int shown = 0;
	for (unsigned int i = 0; shown < NAMES_SHOWN_MOST; i++) {
		char name[NAME_MOST_BYTES];
		size_t length = sizeof(name) - 1;
		int type = gnutls_x509_crt_get_subject_alt_name(
			leaf, i, name, &length, NULL);
		if (type < 0)
			break;
		if (type != GNUTLS_SAN_DNSNAME)
			continue;
		name[MIN(length, sizeof(name) - 1)] = '\0';
		for (char *c = name; *c != '\0'; c++)
			if (!g_ascii_isgraph(*c))
				*c = '?';
		g_string_append_printf(
			text, "%s%s", shown == 0 ? " but for " : ", ", name);
		shown++;
	}
}

static void append_reason(GString *text, const char *reason)
{
	g_string_append_printf(
		text, "%s%s", text->len == 0 ? "" : "; ", reason);
}

char *certificate_explain(gnutls_session_t session, const char *host)
{
	GString *text = g_string_new("");
	unsigned int status = gnutls_session_get_verify_cert_status(session);
	gnutls_x509_crt_t leaf = NULL;
	bool has_leaf = leaf_import(session, &leaf);
	if ((status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0) {
		bool is_own = has_leaf &&
			      gnutls_x509_crt_check_issuer(leaf, leaf) == 1;
		append_reason(text,
			is_own ? "it is self-signed and not in the trust store"
			       : "its authority is not in the trust store");
	}
	if ((status & GNUTLS_CERT_UNEXPECTED_OWNER) != 0) {
		append_reason(text, "it bears another name: not for ");
		g_string_append(text, host);
		if (has_leaf)
			append_names(text, leaf);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
		if ((status & reasons[i].flag) != 0)
			append_reason(text, reasons[i].text);
	if (text->len == 0)
		append_reason(text, "it could not be verified");
	if (has_leaf)
		gnutls_x509_crt_deinit(leaf);
	return g_string_free(text, FALSE);
}
