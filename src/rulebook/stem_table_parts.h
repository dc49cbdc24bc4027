/* A table's bytes; shared by who makes them and who looks into them.
 *
 *     struct stem_table_head
 *     struct stem_affix, by number: 0 is no affix, then prefixes, then
 *         suffixes by the length of what they append and that itself
 *     uint32_t: where the affixes of each paradigm begin, and where they end
 *     uint32_t: where the words of each place begin, and where they end
 *     uint16_t: affixes of paradigms, ascending in each
 *     what affixes append, and strip
 *     words: their length (a byte), paradigm (two), and text
 *
 * A paradigm is all affixes with which a word makes others. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	STEM_WORD_HEAD_BYTES = 3,
	STEM_NO_AFFIX = 0,
};

struct stem_table_head {
	uint32_t affixes, prefixes; /* the second: of the first */
	uint32_t paradigms, paradigm_affixes;
	uint32_t place_bits; /* 1 << of them: places */
	uint32_t text_bytes, words_bytes;
	uint32_t has_compounds;
};

struct stem_affix {
	uint32_t text; /* where it is: what it appends, then what it strips */
	uint8_t append, strip; /* bytes */
	uint8_t crosses;       /* with one of the other kind */
	uint8_t spare;
};

/* Of a word's bytes, one after another, from STEM_HASH_START on. */
#define STEM_HASH_START UINT32_C(0x811c9dc5)
static inline uint32_t stem_hash_add(uint32_t hash, uint8_t byte)
{
	return (hash ^ byte) * UINT32_C(0x01000193);
}

static inline uint32_t stem_place(uint32_t hash, uint32_t place_bits)
{
	return (hash ^ hash >> 15) * UINT32_C(0x9e3779b1) >> (32 - place_bits);
}
