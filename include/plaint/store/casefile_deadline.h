/* The terms of law a case runs under: one row per case and regime. */
#pragma once

#include "plaint/store/store.h"

struct casefile_deadline {
	struct id casefile_id;
	const char *regime; /* "ua-393-1m" */
	const char *calendar;
	const char *trigger_kind;
	struct day_text trigger_day;
	struct day_text legal_due;
	struct day_text safe_due;
	struct day_text target_due;
	const char *explanation; /* JSON text: the days counted */
	const char *basis;	 /* article of law */
	const char *source;	 /* where the law's text is */
	const char *state; /* running, paused, extended, met, missed, void */
};
typedef struct casefile_deadline casefile_deadline;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(casefile_deadline, g_free)

/* Add, or replace the one of the same case and regime. */
bool casefile_deadline_put(struct db *db,
	const struct casefile_deadline *deadline, GError **error);
/* GPtrArray of struct casefile_deadline, earliest safe_due first. */
GPtrArray *casefile_deadline_list(
	struct db *db, const char *casefile_id, GError **error);
bool casefile_deadline_set_state(struct db *db, const char *casefile_id,
	const char *regime, const char *state, GError **error);
