/* Who of the back office is away, from which day until which, and who stands
 * in.  Days are the organisation's; both are included. */
#pragma once

#include "plaint/domain/day.h"
#include "plaint/store/store.h"

struct staff_absence {
	const char *login;
	struct day_text from_day, until_day;
	const char *deputy; /* a login */
};
typedef struct staff_absence staff_absence;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(staff_absence, g_free)

/* STORE_ERROR_REFUSED when the days are backwards. */
bool staff_absence_add(
	struct db *db, const struct staff_absence *absence, GError **error);
/* GPtrArray of struct staff_absence that last on that day or later, by login
 * and day. */
GPtrArray *staff_absence_list(
	struct db *db, struct day_text from, GError **error);
/* Back from `today` on: what has begun ends the day before, what has not is
 * taken out.  STORE_ERROR_MISSING when there is neither. */
bool staff_absence_end(
	struct db *db, const char *login, struct day today, GError **error);
