/* Who works here: added, changed, disabled, each with its event.  Errors are
 * STORE_ERROR (_REFUSED also for an empty name and for an e-mail address that
 * no server takes; none is fine) and DB_ERROR. */
#pragma once

#include "plaint/store/staff.h"

struct staff_act {
	const char *by; /* login; NULL: nobody with one, as for the first */
	int64_t now_utc_us;
};

bool staff_work_add(struct db *db, const struct staff_act *act,
	const struct staff *staff, GError **error);
bool staff_work_change(struct db *db, const struct staff_act *act,
	const char *login, const struct staff_change *change, GError **error);
bool staff_work_set_active(struct db *db, const struct staff_act *act,
	const char *login, bool active, GError **error);
