/* Looked for each minute, so by the indexes of what waits. */
#include "plaint/store/retry.h"

#define MINUTE_US (INT64_C(60) * 1000000)

/* A little more than the longest pause before the next attempt
 * (engine/outgoing.c, registering.c, virus_verdict.c). */
static const struct {
	const char *sql;
	int64_t longest_us;
} waits[] = {
	{ "UPDATE outbox SET not_before_utc_us = $1"
	  " WHERE state = 'queued' AND not_before_utc_us > $2",
		70 * MINUTE_US },
	{ "UPDATE notice SET not_before_utc_us = $1"
	  " WHERE state = 'queued' AND not_before_utc_us > $2",
		70 * MINUTE_US },
	{ "UPDATE job SET not_before_utc_us = $1"
	  " WHERE state = 'waiting' AND not_before_utc_us > $2",
		70 * MINUTE_US },
	{ "UPDATE virus_scan SET not_before_utc_us = $1"
	  " WHERE state IN ('waiting', 'not_scanned')"
	  " AND not_before_utc_us > $2",
		10 * 60 * MINUTE_US },
};

struct bringing {
	int64_t now_utc_us, count;
};

static bool bring_back(struct db *db, void *user, GError **error)
{
	struct bringing *bringing = user;
	int64_t now_utc_us = bringing->now_utc_us;
	bringing->count = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
		int64_t rows = db_exec(db, waits[i].sql,
			DB_VALUES(db_int(now_utc_us),
				db_int(now_utc_us + waits[i].longest_us)),
			error);
		if (rows < 0)
			return false;
		bringing->count += rows;
	}
	return true;
}

int64_t retry_bring_back(struct db *db, int64_t now_utc_us, GError **error)
{
	struct bringing bringing = { now_utc_us, 0 };
	return db_run_tx(db, bring_back, &bringing, error) ? bringing.count
							   : -1;
}
