/* The tokens of a text, and the hashes that features are known by; for
 * features.c. */
#pragma once

#include "plaint/topics/features.h"

enum {
	TOKEN_MOST = 40, /* letters of a word; a longer one is cut up */
	GRAM_SHORTEST = 2,
	GRAM_LONGEST = 5,
	/* Of each letter no more n-grams begin than there are lengths. */
	TOKEN_GRAMS_MOST =
		(TOKEN_MOST + 2) * (GRAM_LONGEST - GRAM_SHORTEST + 1),
};

enum token_class {
	TOKEN_GAP,
	TOKEN_WORD,
	TOKEN_MARK,
};

struct token_reader {
	const char *at, *end;
	const char *from; /* where the token begins */
	enum token_class class;
	size_t letters;
	uint64_t hash;		       /* of them */
	gunichar word[TOKEN_MOST + 2]; /* with a space on each side */
};

/* Of a text, valid UTF-8. */
void token_reader_init(
	struct token_reader *reader, const char *text, size_t length);
/* The next token, which is of one class; false: there is none. */
bool token_next(struct token_reader *reader);

#define HASH_SEED  UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x9e3779b97f4a7c15)
#define HASH_START ((HASH_SEED ^ '\n') * HASH_PRIME) /* before the first */

static inline uint64_t hash_step(uint64_t hash, gunichar c)
{
	return (hash ^ c) * HASH_PRIME;
}

enum {
	KIND_SHIFT = 30
};

static inline uint32_t hash_end(uint64_t hash, enum feature_kind kind)
{
	hash ^= hash >> 29;
	hash *= HASH_PRIME;
	return (uint32_t)(hash >> (64 - KIND_SHIFT)) | (uint32_t)kind
							       << KIND_SHIFT;
}
