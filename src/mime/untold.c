/* Sure signs only: all of the text is of the encoding's characters, and what
 * comes out is text that was worth encoding. */
#include "untold.h"

#include <stdbool.h>
#include <string.h>
#include "plaint/base/utf8.h"
#include "transfer.h"

enum {
	BASE64_LEAST = 40,  /* characters; a code or a password is shorter */
	BYTES_LEAST = 100,  /* of text that is not UTF-8: not by chance */
	ESCAPES_LEAST = 20, /* of 8-bit bytes: a few may be meant as written */
};

static bool is_base64(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		if (g_ascii_isalnum(bytes[i]) || bytes[i] == '+' ||
			bytes[i] == '/' || bytes[i] == '=')
			count++;
		else if (bytes[i] != '\r' && bytes[i] != '\n')
			return false;
	}
	return count >= BASE64_LEAST && count % 4 == 0;
}

static bool is_text(const GByteArray *bytes)
{
	for (guint i = 0; i < bytes->len; i++) {
		if (bytes->data[i] < ' ' &&
			!memchr("\t\r\n", bytes->data[i], 3))
			return false;
	}
	return !utf8_is_ascii(bytes->data, bytes->len) &&
	       (bytes->len >= BYTES_LEAST ||
		       utf8_is_valid((const char *)bytes->data, bytes->len));
}

static bool is_quoted(const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;
	int escapes = 0;

	while ((at = memchr(at, '=', (size_t)(end - at))) != NULL) {
		at++;
		if (end - at >= 2 && g_ascii_isxdigit(at[0]) &&
			g_ascii_isxdigit(at[1]))
			escapes += g_ascii_xdigit_value(at[0]) >= 8;
		else if (at < end && *at != '\r' && *at != '\n')
			return false;
	}
	return escapes >= ESCAPES_LEAST;
}

GByteArray *untold_decode(
	const char *bytes, size_t length, const char **encoding_out)
{
	g_autoptr(GByteArray) out = NULL;

	if (length == 0 || !utf8_is_ascii(bytes, length))
		return NULL;
	if (is_base64(bytes, length))
		*encoding_out = "base64";
	else if (is_quoted(bytes, length))
		*encoding_out = "quoted-printable";
	else
		return NULL;
	out = transfer_decode(*encoding_out, bytes, length);
	return is_text(out) ? g_steal_pointer(&out) : NULL;
}
