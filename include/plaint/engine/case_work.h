/* What people do with a case besides answering it: give it to somebody, ask
 * for more time, close it, open it again.  Each is one transaction with its
 * event; errors as in plaint/engine/answer.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/db/db.h"

struct case_act {
	const char *number; /* of the case */
	const char *by;	    /* login */
	int64_t now_utc_us;
};

/* owner: a login of active staff; "" takes it away; NULL leaves it.
 * department NULL leaves it. */
bool case_assign(struct db *db, const struct case_act *act, const char *owner,
	const char *department, GError **error);

/* reason: the root cause, one line; needed. */
bool case_close(struct db *db, const struct case_act *act, const char *reason,
	GError **error);

bool case_reopen(struct db *db, const struct case_act *act, const char *reason,
	GError **error);
