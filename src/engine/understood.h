/* What was understood of a letter, as it is kept with its case: shared by
 * registration and by the second look when attachments have been read. */
#pragma once

#include <stdint.h>
#include "plaint/db/db.h"
#include "plaint/domain/classify.h"
#include "state.h"

/* Space-separated; JSON text.  The caller frees. */
char *understood_flags(const struct understanding *understanding);
char *understood_reasons(const struct understanding *understanding);

/* The language a reply is to be in: the letter's, when it is one of ours. */
const char *understood_language(
	const struct engine *engine, const struct understanding *understanding);
/* person, organisation */
const char *understood_customer_type(const struct understanding *understanding);

/* Who writes, found or made; *customer_out is "" when nothing is known. */
struct customer_sources {
	const struct document *document;
	const struct understanding *understanding;
};
bool understood_customer(struct db *db, const struct customer_sources *from,
	int64_t now_utc_us, struct id *customer_out, GError **error);
