/* The packing is LZ77 over a ring of 4096 bytes that begins with text common
 * to all RTF.  The checksum is not looked at: a damaged letter is shown as far
 * as it goes. */
#include "rtf_packed.h"

#include <string.h>

enum {
	HEADER_BYTES = 16,
	RING_BYTES = 4096,
	PACKED = 0x75465a4c, /* "LZFu" */
	PLAIN = 0x414c454d,  /* "MELA" */
};

/* 2.1.2.1 of the specification. */
static const char ring_text[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
	"\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes "
	"New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct unpacking {
	struct little packed;
	size_t at;
	uint8_t ring[RING_BYTES];
	size_t place; /* where the ring is written next */
	GByteArray *out;
	size_t limit_bytes;
};

static void put(struct unpacking *unpacking, uint8_t byte)
{
	unpacking->ring[unpacking->place] = byte;
	unpacking->place = (unpacking->place + 1) % RING_BYTES;
	g_byte_array_append(unpacking->out, &byte, 1);
}

/* A place in the ring and a length; false at the end: a reference to where
 * the ring is written next. */
static bool put_run(struct unpacking *unpacking)
{
	const uint8_t *pair = unpacking->packed.bytes + unpacking->at;
	size_t from = (size_t)(pair[0] << 4 | pair[1] >> 4);
	size_t length = (size_t)(pair[1] & 0x0f) + 2;

	unpacking->at += 2;
	if (from == unpacking->place)
		return false;
	for (size_t i = 0; i < length; i++)
		put(unpacking, unpacking->ring[(from + i) % RING_BYTES]);
	return true;
}

static void unpack(struct unpacking *unpacking)
{
	const struct little *packed = &unpacking->packed;

	while (little_has(packed, unpacking->at, 1) &&
		unpacking->out->len < unpacking->limit_bytes) {
		uint8_t control = packed->bytes[unpacking->at++];

		for (int bit = 0; bit < 8; bit++) {
			bool is_run = control >> bit & 1;

			if (!little_has(packed, unpacking->at, is_run ? 2 : 1))
				return;
			if (!is_run)
				put(unpacking, packed->bytes[unpacking->at++]);
			else if (!put_run(unpacking))
				return;
		}
	}
}

GByteArray *rtf_unpack(const struct little *packed, size_t limit_bytes)
{
	uint32_t kind = little_u32(packed, 8);
	g_autofree struct unpacking *unpacking = NULL;

	if (packed->length < HEADER_BYTES || (kind != PACKED && kind != PLAIN))
		return NULL;
	unpacking = g_new0(struct unpacking, 1);
	unpacking->packed = little_slice(
		packed, HEADER_BYTES, packed->length - HEADER_BYTES);
	unpacking->out = g_byte_array_new();
	unpacking->limit_bytes = limit_bytes;
	unpacking->place = sizeof(ring_text) - 1;
	memcpy(unpacking->ring, ring_text, sizeof(ring_text) - 1);
	if (kind == PLAIN)
		g_byte_array_append(unpacking->out, unpacking->packed.bytes,
			(guint)MIN(unpacking->packed.length, limit_bytes));
	else
		unpack(unpacking);
	return unpacking->out;
}
