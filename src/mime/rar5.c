/* The headers form a chain, each with its size and that of the data behind
 * it, in numbers of seven bits a byte. */
#include "rar5.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "little.h"

enum {
	HEADERS_MOST = 10000,
	NUMBER_BYTES_MOST = 10,
	CHECKSUM_BYTES = 4,
};

enum header_type {
	HEADER_FILE = 2,
	HEADER_ENCRYPTION = 4,
	HEADER_END = 5,
};

enum {
	FLAG_EXTRA = 1,
	FLAG_DATA = 2,
	EXTRA_ENCRYPTION = 1,
};

static const char signature[] = "Rar!\x1a\x07\x01"; /* and a NUL */

/* False at the end of the bytes, or when it never ends. */
static bool read_number(const struct little *view, size_t *at, uint64_t *out)
{
	*out = 0;
	for (int i = 0; i < NUMBER_BYTES_MOST && *at < view->length; i++) {
		uint8_t byte = view->bytes[(*at)++];

		*out |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* Records, each with its size and kind. */
static bool has_encryption(const struct little *extra)
{
	size_t at = 0;
	uint64_t size, kind;

	while (read_number(extra, &at, &size)) {
		size_t begin = at;

		if (!read_number(extra, &at, &kind))
			return false;
		if (kind == EXTRA_ENCRYPTION)
			return true;
		if (size == 0 || size > extra->length - begin)
			return false;
		at = begin + (size_t)size;
	}
	return false;
}

struct head {
	uint64_t type, extra_bytes, data_bytes;
	size_t end; /* where its data begins */
};

static bool read_head(const struct little *view, size_t at, struct head *out)
{
	uint64_t size, flags;
	size_t begin;

	*out = (struct head){ 0 };
	at += CHECKSUM_BYTES;
	if (at > view->length || !read_number(view, &at, &size))
		return false;
	begin = at;
	if (size > view->length - begin ||
		!read_number(view, &at, &out->type) ||
		!read_number(view, &at, &flags) ||
		(flags & FLAG_EXTRA &&
			!read_number(view, &at, &out->extra_bytes)) ||
		(flags & FLAG_DATA &&
			!read_number(view, &at, &out->data_bytes)))
		return false;
	out->end = begin + (size_t)size;
	return out->extra_bytes <= size;
}

enum rar5_lock rar5_lock_find(const void *bytes, size_t length)
{
	struct little view = { bytes, length };
	size_t at = sizeof(signature);
	struct head head;

	if (length < sizeof(signature) ||
		memcmp(bytes, signature, sizeof(signature)) != 0)
		return RAR5_OPEN;
	for (int i = 0; i < HEADERS_MOST && read_head(&view, at, &head); i++) {
		size_t extra_bytes = (size_t)head.extra_bytes;
		struct little extra = little_slice(
			&view, head.end - extra_bytes, extra_bytes);

		if (head.type == HEADER_ENCRYPTION)
			return RAR5_NAMES;
		if (head.type == HEADER_FILE && has_encryption(&extra))
			return RAR5_FILES;
		if (head.type == HEADER_END ||
			head.data_bytes > length - head.end)
			break;
		at = head.end + (size_t)head.data_bytes;
	}
	return RAR5_OPEN;
}
