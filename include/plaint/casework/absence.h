/* People who are away and those who stand in: what `plaint user absent` says
 * and what rules/routing.yaml says (absences:), as one list. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/db/db.h"
#include "plaint/domain/day.h"
#include "plaint/domain/route.h"
#include "plaint/rulebook/routing.h"
#include "plaint/store/staff_absence.h"

struct absence_act {
	const char *by; /* login of who says so; NULL: nobody known here */
	int64_t now_utc_us;
	struct day today; /* at the organisation */
};

/* GPtrArray of struct route_absence that last today or later, the office's
 * own before the rules'; routing may be NULL. */
GPtrArray *absence_list(struct db *db, const struct routing *routing,
	struct day today, GError **error);

/* STORE_ERROR_REFUSED when either is no active member of staff, the days are
 * past, another absence of theirs covers one of them, or the deputies would
 * go round. */
bool absence_begin(struct db *db, const struct absence_act *act,
	const struct routing *routing, const struct staff_absence *absence,
	GError **error);
/* STORE_ERROR_MISSING when they are not away. */
bool absence_end(struct db *db, const struct absence_act *act,
	const char *login, GError **error);
