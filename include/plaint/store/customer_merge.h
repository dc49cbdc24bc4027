/* Two customers who are one: what was the one's becomes the other's, and what
 * was moved is kept, so that a mistake can be undone. */
#pragma once

#include "plaint/store/store.h"

struct customer_moved {
	int64_t cases, contacts, accounts;
};

/* `from` becomes `into`: its cases, contacts and accounts move; it stays as a
 * name that leads to the other.  _REFUSED when they are one already or one of
 * them was merged before. */
bool customer_merge(struct db *db, const char *from, const char *into,
	const char *by, int64_t now_utc_us, struct customer_moved *moved_out,
	GError **error);
/* Undo the last merge of `from`: what was moved then and is still the
 * other's goes back.  _MISSING when it was not merged. */
bool customer_split(struct db *db, const char *from, int64_t now_utc_us,
	struct customer_moved *moved_out, GError **error);
