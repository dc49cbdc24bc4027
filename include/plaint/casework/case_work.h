/* What people do with a case besides answering it: give it to somebody, ask
 * for more time, close it, open it again.  Each is one transaction with its
 * event; errors as in plaint/casework/answer.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/day.h"
#include "plaint/domain/regime.h"
#include "plaint/rulebook/routing.h"
#include "plaint/rulebook/rulebook.h"

/* Who does something to which case, and when. */
struct case_act {
	const char *number; /* of the case */
	const char *by;	    /* login */
	int64_t now_utc_us;
};

/* To an owner, or to whoever stands in while they are away. */
struct case_handing {
	const char *owner;	/* a login of active staff; "" takes it away;
				   NULL leaves it */
	const char *department; /* NULL leaves it */
	const struct routing *routing; /* knows departments; NULL: any is one */
	const GPtrArray *absences;     /* of absence.h; may be NULL */
	struct day today;	       /* at the organisation */
};
/* given_out (may be NULL): whose it became; borrowed from handing. */
bool case_hand(struct db *db, const struct case_act *act,
	const struct case_handing *handing, const char **given_out,
	GError **error);

/* reason: the root cause, one line; needed. */
bool case_close(struct db *db, const struct case_act *act, const char *reason,
	GError **error);

bool case_reopen(struct db *db, const struct case_act *act, const char *reason,
	GError **error);

/* More time under one regime of the case. */
struct terms_rules;
struct case_extension_wish {
	const struct terms_rules *rules; /* plaint/casework/terms.h */
	const char *regime; /* id; NULL: the one with the earliest legal day */
	struct term by;
	const char *reason; /* one line; needed */
};
struct case_extension_given {
	const struct regime *regime; /* the rulebook's */
	struct day old_legal, new_legal;
	bool is_capped; /* the law gives less than was wished */
	/* The term had ended before today: it may have been decided in time and
	 * entered late, so it counts, and is said. */
	bool is_late;
};
/* Compute the case's days anew with this and all that was given before.
 * DEADLINE_ERROR_REFUSED when the law does not allow it. */
bool case_extend(struct db *db, const struct case_act *act,
	const struct case_extension_wish *wish,
	struct case_extension_given *given_out, GError **error);
