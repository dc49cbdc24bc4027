/* Little-endian numbers out of foreign bytes: what is not there is 0, and the
 * caller looks at the length where that matters. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct little {
	const uint8_t *bytes;
	size_t length;
};

static inline bool little_has(
	const struct little *view, size_t at, size_t length)
{
	return at <= view->length && length <= view->length - at;
}

static inline uint32_t little_u32(const struct little *view, size_t at)
{
	const uint8_t *from;

	if (!little_has(view, at, 4))
		return 0;
	from = view->bytes + at;
	return (uint32_t)from[0] | (uint32_t)from[1] << 8 |
	       (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static inline uint16_t little_u16(const struct little *view, size_t at)
{
	if (!little_has(view, at, 2))
		return 0;
	return (uint16_t)(view->bytes[at] | view->bytes[at + 1] << 8);
}

/* Empty when it does not fit. */
static inline struct little little_slice(
	const struct little *view, size_t at, size_t length)
{
	struct little slice = { 0 };

	if (little_has(view, at, length)) {
		slice.bytes = view->bytes + at;
		slice.length = length;
	}
	return slice;
}
