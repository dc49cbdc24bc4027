/* Candidates of a case. */
#include "plaint/store/candidate.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct candidate, casefile_id),
	COLUMN_ARRAY(struct candidate, customer_id),
	COLUMN(COLUMN_REAL, struct candidate, certainty),
	COLUMN(COLUMN_TEXT, struct candidate, reasons),
	COLUMN(COLUMN_TEXT, struct candidate, state),
	COLUMN(COLUMN_INTEGER, struct candidate, at_utc_us),
	COLUMN_AS(COLUMN_TEXT, struct candidate, name, "customer.name"),
	COLUMN_AS(COLUMN_TEXT, struct candidate, since, "customer.since"),
	COLUMN_AS(COLUMN_TEXT, struct candidate, tariff, "customer.tariff"),
	COLUMN_END,
};

static const struct record record = {
	.table = "casefile_candidate",
	.from = "casefile_candidate"
		" JOIN customer ON customer.id = customer_id",
	.size = sizeof(struct candidate),
	.columns = columns,
};

bool candidate_put(
	struct db *db, const struct candidate *candidate, GError **error)
{
	return record_insert(db, &record, candidate,
		       "ON CONFLICT (casefile_id, customer_id) DO UPDATE SET"
		       " certainty = excluded.certainty,"
		       " reasons = excluded.reasons, state = excluded.state,"
		       " at_utc_us = excluded.at_utc_us",
		       error) >= 0;
}

GPtrArray *candidate_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &record,
		"WHERE casefile_id = $1 ORDER BY certainty DESC, customer_id",
		DB_VALUES(db_text(casefile_id)), error);
}

struct accepting {
	const char *casefile_id, *customer_id;
	int64_t now_utc_us;
};

static bool accept(struct db *db, void *user, GError **error)
{
	const struct accepting *accepting = user;
	int64_t changed = db_exec(db,
		"UPDATE casefile SET customer_id = $2 WHERE id = $1",
		DB_VALUES(db_text(accepting->casefile_id),
			db_text(accepting->customer_id)),
		error);
	struct store_must must = { STORE_ERROR_MISSING, "case",
		accepting->casefile_id, "there is none" };
	return store_must_change(changed, &must, error) &&
	       db_exec(db,
		       "INSERT INTO casefile_candidate (casefile_id,"
		       " customer_id, certainty, reasons, state, at_utc_us)"
		       " VALUES ($1, $2, 1, '', 'accepted', $3)"
		       " ON CONFLICT (casefile_id, customer_id) DO UPDATE SET"
		       " state = 'accepted', at_utc_us = excluded.at_utc_us",
		       DB_VALUES(db_text(accepting->casefile_id),
			       db_text(accepting->customer_id),
			       db_int(accepting->now_utc_us)),
		       error) >= 0;
}

bool candidate_accept(struct db *db, const char *casefile_id,
	const char *customer_id, int64_t now_utc_us, GError **error)
{
	struct accepting accepting = { casefile_id, customer_id, now_utc_us };
	return db_run_tx(db, accept, &accepting, error);
}
