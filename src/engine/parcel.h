/* One message on its way out: a reply of the outbox, or a notice to the
 * office's own people.  What becomes of it is written where it came from. */
#pragma once

#include "plaint/store/outbox.h"
#include "state.h"

struct parcel {
	struct id id; /* of its row */
	int64_t attempts;
	struct outbox_item *item; /* one of the two */
	struct notice *notice;
};
void parcel_free(struct parcel *parcel);

/* The next that is due, notices first; its row says `sending` from now on.
 * NULL without an error when there is none.  With one it may say so all the
 * same (the connection was lost at the COMMIT): of replies those in
 * *unsure_out, the caller's (NULL: none). */
struct parcel *parcel_claim(
	struct engine *engine, GPtrArray **unsure_out, GError **error);

/* A full disk or a database that is away passes; until it does nothing else is
 * sent. */
bool parcel_waits(const GError *error);

/* While none is under way.  Replies of `unsure` (NULL: none) were given to
 * nobody and wait again; of whatever else is `sending` nobody knows whether it
 * left, and who is to know that is told. */
bool parcel_recover(
	struct engine *engine, const GPtrArray *unsure, GError **error);

/* The message's bytes behind a descriptor (the caller's), and the envelope's
 * recipient; -1 on error, DELIVERY_ERROR when it can never be sent. */
int parcel_compose(struct engine *engine, const struct parcel *parcel,
	char **recipient_out, GError **error);

/* One transaction with all that follows for the case. */
bool parcel_settle(struct engine *engine, const struct parcel *parcel,
	const struct outbox_settlement *settlement, GError **error);
