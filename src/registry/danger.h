/* Danger in what comes to a case that is there already: a further letter, an
 * attachment that could be read only later. */
#pragma once

#include <stdbool.h>
#include "plaint/casework/rules.h"
#include "plaint/domain/document.h"
#include "plaint/store/casefile.h"
#include "plaint/topics/classify.h"

/* Life or health at stake, or a threat to people: said so, not suspected. */
bool danger_is_certain(const struct understanding *understanding);

/* All borrowed. */
struct danger_news {
	const struct rules *rules;
	const struct casefile *casefile;
	const struct document *document;
	const struct understanding *understanding;
	const char *letter_id;
	int64_t now_utc_us;
};

/* Flags of danger that the case does not have are added to it, with their
 * priority, whatever its stage, and an event tells of it. */
bool danger_flag(struct db *db, const struct danger_news *news,
	bool *is_new_out, GError **error);
/* The same, and whoever is told of danger at once is told. */
bool danger_take(struct db *db, const struct danger_news *news, GError **error);
