/* A letter understood once more, when all that can be read of its attachments
 * has been read. */
#pragma once

#include "plaint/casework/rules.h"
#include "plaint/domain/document.h"
#include "plaint/store/letter.h"

/* All borrowed. */
struct second_look {
	const struct rules *rules;
	struct db *db;
	const struct letter *letter;
	const struct document *document; /* with the attachments' texts */
	int64_t now_utc_us;
};

/* Writes the event "attachments_read".  Where the text changes what the
 * letter is understood to be, and the case is as it was registered (first
 * letter, stage registered, no act of a person), its kind, topic, department,
 * priority, flags, language and customer become what is understood now, its
 * days are worked out anew, and an event "reclassified" says from what to
 * what.  In the caller's transaction, with the case locked. */
bool second_look_take(const struct second_look *look, GError **error);
