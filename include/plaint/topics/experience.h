/* All that was learnt of letters, as one thing and one file: what they are
 * about, what they want, and how dangers are told.
 *
 * The file (numbers as in a text_model's): "PLAINTEX", u32 version, u32
 * decisions, the examples' hash as 64 hexadecimal digits, u32 1 for kinds and 2
 * for dangers, then a file of these models: topics, kinds, dangers. */
#pragma once

#include "plaint/topics/text_model.h"

enum {
	EXPERIENCE_VERSION = 3,
	EXPERIENCE_HASH_LENGTH = 64,
	EXPERIENCE_MOST_BYTES = TEXT_MODEL_MOST_BYTES + 4096,
};

struct experience {
	struct text_model *topics; /* never NULL */
	struct text_model *kinds;  /* labels by letter_kind_name; may be NULL */
	struct text_model *dangers; /* of suspicion.h; may be NULL */
	uint32_t decisions;	    /* learnt from, beside examples */
	char examples[EXPERIENCE_HASH_LENGTH + 1]; /* their files' SHA-256 */
};

/* Takes the model; the others are NULL. */
struct experience *experience_new(struct text_model *topics);
void experience_free(struct experience *experience);
typedef struct experience experience;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(experience, experience_free)

/* The table that its models share; NULL: each has its own, or there is none. */
const struct text_table *experience_table(const struct experience *experience);

/* The models share a table, which is used where it is: the file is kept
 * (text_models_read).  TEXT_MODEL_ERROR. */
struct experience *experience_of(GBytes *file, GError **error);
/* Of a copy. */
struct experience *experience_read(
	const void *bytes, size_t length, GError **error);
/* NULL: as text_models_write. */
GByteArray *experience_write(const struct experience *experience);
