/* SHA-256 by nettle, which uses the processor's own instructions where there
 * are some: an original is hashed on its way in and at every check. */

#include "plaint/base/hash.h"

#include <string.h>
#include <unistd.h>

#include <nettle/base16.h>
#include <nettle/sha2.h>

#include "plaint/base/fd.h"

enum {
	HASH_CHUNK_BYTES = 64 << 10
};

static struct hash hash_end(struct sha256_ctx *sum)
{
	struct hash out;
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(sum, sizeof(digest), digest);
	base16_encode_update(out.hex, sizeof(digest), digest);
	out.hex[HASH_LENGTH] = '\0';
	return out;
}

void hash_digest(
	const void *bytes, size_t length, uint8_t out[static HASH_BYTES])
{
	struct sha256_ctx sum;
	sha256_init(&sum);
	sha256_update(&sum, length, bytes);
	sha256_digest(&sum, HASH_BYTES, out);
}

struct hash hash_bytes(const void *bytes, size_t length)
{
	struct sha256_ctx sum;
	sha256_init(&sum);
	sha256_update(&sum, length, bytes);
	return hash_end(&sum);
}

bool hash_fd(int fd, int64_t offset, int64_t length, struct hash *out,
	GError **error)
{
	struct sha256_ctx sum;
	unsigned char chunk[HASH_CHUNK_BYTES];
	sha256_init(&sum);
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
		sha256_update(&sum, (size_t)got, chunk);
		offset += got;
		if (length > 0)
			length -= got;
	}
	*out = hash_end(&sum);
	return true;
}

bool hash_is_valid(const char *hex)
{
	return strlen(hex) == HASH_LENGTH &&
	       strspn(hex, "0123456789abcdef") == HASH_LENGTH;
}
