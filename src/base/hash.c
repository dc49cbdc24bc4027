/* SHA-256 by GLib: no further library for one function. */

#include "plaint/base/hash.h"

#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"

enum {
	HASH_CHUNK_BYTES = 64 << 10
};

struct hash hash_bytes(const void *bytes, size_t length)
{
	struct hash out;
	g_autofree char *hex =
		g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
	memcpy(out.hex, hex, sizeof(out.hex));
	return out;
}

bool hash_fd(int fd, int64_t offset, int64_t length, struct hash *out,
	GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	unsigned char chunk[HASH_CHUNK_BYTES];
	while (length != 0) {
		size_t want = length < 0 ? sizeof(chunk)
					 : MIN((size_t)length, sizeof(chunk));
		ssize_t got = pread(fd, chunk, want, offset);
		if (got < 0)
			return base_error_set_errno(error, "read");
		if (got == 0 && length > 0) {
			g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
				"file ends %" G_GINT64_FORMAT " bytes early",
				(gint64)length);
			return false;
		}
		if (got == 0)
			break;
		g_checksum_update(sum, chunk, got);
		offset += got;
		if (length > 0)
			length -= got;
	}
	memcpy(out->hex, g_checksum_get_string(sum), sizeof(out->hex));
	return true;
}

bool hash_is_valid(const char *hex)
{
	return strlen(hex) == HASH_LENGTH &&
	       strspn(hex, "0123456789abcdef") == HASH_LENGTH;
}
