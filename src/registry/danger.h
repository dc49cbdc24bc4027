/* Danger in what comes to a case that is there already: a further letter, an
 * attachment or a page that could be read only later. */
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
 * priority, whatever its stage, and an event tells of it; and whoever is told
 * of danger at once is told.  _take: of a letter that comes to the case;
 * _take_more: of one that it has and of which more can be read now, so only
 * what is new is told. */
bool danger_take(struct db *db, const struct danger_news *news, GError **error);
bool danger_take_more(
	struct db *db, const struct danger_news *news, GError **error);
