/* What a case's days rest on besides its receipt and registration: one row of
 * facts, and the pauses, extensions and regimes that people gave it.  The
 * days themselves are worked out by plaint/casework/terms.h. */
#pragma once

#include "plaint/store/store.h"

/* One per case; a case without the row has none of these facts. */
struct casefile_fact {
	struct id casefile_id;
	bool after_hours;	       /* received when the office was closed */
	const char *customer_type;     /* person, organisation; "" not known */
	struct day_text entry_day;     /* written into the book of remarks */
	struct day_text presented_day; /* the claim was presented */
	struct day_text event_day;     /* what an event regime runs from */
};
typedef struct casefile_fact casefile_fact;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(casefile_fact, g_free)

/* Add, or replace. */
bool casefile_fact_put(
	struct db *db, const struct casefile_fact *fact, GError **error);
/* An empty one when there is no row. */
struct casefile_fact *casefile_fact_find(
	struct db *db, const char *casefile_id, GError **error);

/* The clock stands from from_day (no longer counted) until until_day (counted
 * again); "": still. */
struct casefile_pause {
	struct id id;
	struct id casefile_id;
	const char *reason; /* customer, correction, expertise */
	struct day_text from_day, until_day;
	const char *by_login;
	int64_t at_utc_us;
};

/* _REFUSED when one of this reason is open already. */
bool casefile_pause_add(
	struct db *db, const struct casefile_pause *pause, GError **error);
/* End on that day those that began no later and are open or were to end
 * later; how many, -1 on error. */
int64_t casefile_pause_end(struct db *db, const char *casefile_id,
	const char *until, GError **error);
/* GPtrArray of struct casefile_pause, by first day. */
GPtrArray *casefile_pause_list(
	struct db *db, const char *casefile_id, GError **error);

/* As if it had never been entered. */
bool casefile_pause_remove(struct db *db, const char *id, GError **error);

/* More time given under one regime. */
struct casefile_extension {
	struct id id;
	struct id casefile_id;
	const char *regime;
	int64_t amount;
	const char *unit; /* calendar_day, working_day, week, month */
	const char *reason;
	const char *by_login;
	struct day_text given_day;
	int64_t at_utc_us;
};

bool casefile_extension_add(struct db *db,
	const struct casefile_extension *extension, GError **error);
/* GPtrArray of struct casefile_extension in the order they were given. */
GPtrArray *casefile_extension_list(
	struct db *db, const char *casefile_id, GError **error);

bool casefile_extension_remove(struct db *db, const char *id, GError **error);

/* What a person said of a regime, against what the rules would say. */
struct casefile_regime {
	struct id casefile_id;
	const char *regime;
	bool applies; /* false: it does not, although it would by itself */
	const char *by_login;
	int64_t at_utc_us;
};

/* Add, or replace what was said before. */
bool casefile_regime_put(
	struct db *db, const struct casefile_regime *regime, GError **error);
/* GPtrArray of struct casefile_regime. */
GPtrArray *casefile_regime_list(
	struct db *db, const char *casefile_id, GError **error);
