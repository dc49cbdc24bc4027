/* GnuTLS reads the wrapping, in BER with open lengths too, which is what
 * mail programs write. */
#include "smime.h"

#include <gnutls/pkcs7.h>
#include <string.h>
#include "image_size.h"

enum {
	/* It holds each byte some four times over while reading. */
	WRAPPING_BYTES_MOST = 32 * 1024 * 1024,
	EXTENSION_LEAST = 2, /* "txt", "7z"; not "1" of "smime.1" */
	EXTENSION_MOST = 4,
};

typedef struct gnutls_pkcs7_int pkcs7;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pkcs7, gnutls_pkcs7_deinit)

bool smime_is_wrapping(const char *type, const char *name)
{
	g_autofree char *small = g_ascii_strdown(name, -1);

	if (g_str_equal(type, "application/pkcs7-mime") ||
		g_str_equal(type, "application/x-pkcs7-mime"))
		return true;
	return g_str_equal(type, "application/octet-stream") &&
	       g_str_has_suffix(small, ".p7m");
}

/* Gateways pass it as PEM or as bare base64 inside the part. */
static GBytes *binary_of(GBytes *wrapping)
{
	size_t length, decoded;
	const char *data = g_bytes_get_data(wrapping, &length);
	g_autofree char *text = NULL;
	guchar *bytes;

	if (length == 0 || data[0] == 0x30)
		return g_bytes_ref(wrapping);
	text = g_strndup(data, length);
	if (g_str_has_prefix(text, "-----BEGIN")) {
		char *end = strstr(text, "\n-----END");
		char *begin = strchr(text, '\n');

		if (end)
			*end = '\0';
		memset(text, ' ', begin ? (size_t)(begin - text) : 0);
	}
	bytes = g_base64_decode(text, &decoded);
	return g_bytes_new_take(bytes, decoded);
}

static enum smime_kind kind_of(int result)
{
	/* The type is told before all else; it was understood, and is not
	 * that of signed data. */
	return result == GNUTLS_E_UNKNOWN_PKCS_CONTENT_TYPE ? SMIME_ENCRYPTED
							    : SMIME_OTHER;
}

enum smime_kind smime_open(GBytes *wrapping, GBytes **entity_out)
{
	g_autoptr(GBytes) binary = NULL;
	g_autoptr(pkcs7) message = NULL;
	gnutls_datum_t whole, inside = { 0 };
	size_t length;
	int result;

	*entity_out = NULL;
	if (g_bytes_get_size(wrapping) > WRAPPING_BYTES_MOST)
		return SMIME_OTHER;
	binary = binary_of(wrapping);
	whole.data = (void *)g_bytes_get_data(binary, &length);
	whole.size = (unsigned int)length;
	if (length == 0 || gnutls_pkcs7_init(&message) < 0)
		return SMIME_OTHER;
	result = gnutls_pkcs7_import(message, &whole, GNUTLS_X509_FMT_DER);
	if (result < 0)
		return kind_of(result);
	if (gnutls_pkcs7_get_embedded_data(message, 0, &inside) < 0)
		return SMIME_OTHER;
	*entity_out = g_bytes_new(inside.data, inside.size);
	gnutls_free(inside.data);
	return SMIME_SIGNED;
}

static bool is_extension(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(text[i]))
			return false;
	}
	return length >= EXTENSION_LEAST && length <= EXTENSION_MOST;
}

char *smime_file_name(const char *wrapping_name)
{
	static const char *const endings[] = { ".p7m", ".p7s", ".sig" };
	size_t length = strlen(wrapping_name);

	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		size_t ending = strlen(endings[i]);
		g_autofree char *name = NULL;
		const char *dot;

		if (length <= ending ||
			g_ascii_strcasecmp(wrapping_name + length - ending,
				endings[i]) != 0)
			continue;
		name = g_strndup(wrapping_name, length - ending);
		dot = strrchr(name, '.');
		if (dot && is_extension(dot + 1))
			return g_steal_pointer(&name);
	}
	return g_strdup("");
}

/* As programs write entities, which need no more than that. */
static bool has_mime_header(const char *data, size_t length)
{
	static const char *const begins[] = { "Content-", "MIME-Version:" };

	for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
		size_t wanted = strlen(begins[i]);

		if (length >= wanted &&
			g_ascii_strncasecmp(data, begins[i], wanted) == 0)
			return true;
	}
	return false;
}

bool smime_is_file(const char *wrapping_name, GBytes *entity)
{
	g_autofree char *name = smime_file_name(wrapping_name);
	size_t length;
	const char *data = g_bytes_get_data(entity, &length);

	if (length == 0 || has_mime_header(data, length))
		return false;
	return *name || memchr(data, '\0', length) ||
	       image_size_find(data, length).type;
}
