/* Jobs: a queue in a table, with leases and a fence. */
#include "plaint/store/job.h"

#include "record.h"

#define OF_LETTER(column)                                                      \
	"(SELECT letter." column " FROM letter WHERE letter.id = "             \
	"job.letter_id)"
/* Of what is to be read: the letter itself, or one of its attachments. */
#define OF_ITEM(column)                                                        \
	"CASE WHEN job.attachment = 0 THEN " OF_LETTER(                        \
		column) " ELSE "                                               \
			"(SELECT attachment." column " FROM attachment WHERE " \
			"attachment.letter_id = job.letter_id AND "            \
			"attachment.position = job.attachment) END"

static const struct column columns[] = {
	COLUMN_ARRAY(struct job, id),
	COLUMN(COLUMN_TEXT, struct job, kind),
	COLUMN_ARRAY(struct job, letter_id),
	COLUMN(COLUMN_INTEGER, struct job, attachment),
	COLUMN(COLUMN_TEXT, struct job, state),
	COLUMN(COLUMN_INTEGER, struct job, attempts),
	COLUMN(COLUMN_INTEGER, struct job, failures),
	COLUMN(COLUMN_OPTIONAL, struct job, lease_owner),
	COLUMN(COLUMN_INSTANT, struct job, lease_until_utc_us),
	COLUMN(COLUMN_INTEGER, struct job, not_before_utc_us),
	COLUMN(COLUMN_TEXT, struct job, problem),
	COLUMN(COLUMN_INTEGER, struct job, pages),
	COLUMN(COLUMN_INTEGER, struct job, pages_done),
	COLUMN(COLUMN_INSTANT, struct job, started_utc_us),
	COLUMN(COLUMN_INSTANT, struct job, finished_utc_us),
	COLUMN_AS(COLUMN_TEXT, struct job, sha256, OF_ITEM("sha256")),
	COLUMN_AS(COLUMN_TEXT, struct job, channel, OF_LETTER("channel")),
	COLUMN_AS(COLUMN_TEXT, struct job, name, OF_ITEM("name")),
	COLUMN_AS(COLUMN_INTEGER, struct job, bytes, OF_ITEM("bytes")),
	COLUMN_END,
};

static const struct record record = {
	.table = "job",
	.size = sizeof(struct job),
	.columns = columns,
};

#define ONCE "ON CONFLICT (letter_id, kind, attachment)"

static bool add(struct db *db, const struct job *job, const char *suffix,
	GError **error)
{
	return record_insert(db, &record, job, suffix, error) >= 0;
}

static struct job waiting_job(
	const char *kind, const char *letter_id, int64_t now_utc_us)
{
	struct job job = {
		.id = id_new(now_utc_us),
		.kind = kind,
		.state = "waiting",
		.not_before_utc_us = now_utc_us,
	};
	g_strlcpy(job.letter_id.text, letter_id, sizeof(job.letter_id.text));
	return job;
}

bool job_add(struct db *db, const char *kind, const char *letter_id,
	int64_t now_utc_us, GError **error)
{
	struct job job = waiting_job(kind, letter_id, now_utc_us);
	return add(db, &job, ONCE " DO NOTHING", error);
}

bool job_add_attachment(struct db *db, const char *letter_id,
	int64_t attachment, int64_t not_before_utc_us, GError **error)
{
	struct job job = waiting_job("ocr", letter_id, not_before_utc_us);
	job.attachment = attachment;
	return add(db, &job, ONCE " DO NOTHING", error);
}

bool job_restart(struct db *db, const char *kind, const char *letter_id,
	int64_t now_utc_us, GError **error)
{
	struct job job = waiting_job(kind, letter_id, now_utc_us);
	return add(db, &job,
		ONCE " DO UPDATE SET state = 'waiting', attempts = 0, failures "
		     "= 0, problem = '',"
		     " not_before_utc_us = excluded.not_before_utc_us"
		     " WHERE job.state IN ('done', 'quarantined')",
		error);
}

struct claiming {
	const struct job_claim *claim;
	int64_t now_utc_us;
	GPtrArray *jobs;
};

/* Claimed rows come in no order of their own. */
static gint by_age(gconstpointer a, gconstpointer b)
{
	const struct job *const *left = a;
	const struct job *const *right = b;
	int64_t apart =
		(*left)->not_before_utc_us - (*right)->not_before_utc_us;
	if (apart != 0)
		return apart < 0 ? -1 : 1;
	return g_strcmp0((*left)->id.text, (*right)->id.text);
}

/* The rows are picked before they are changed (MATERIALIZED), so that LIMIT
 * holds whatever plan the server makes. */
static char *claim_text(const struct db *db)
{
	return g_strconcat(
		"WITH picked AS MATERIALIZED (SELECT id AS picked_id FROM job"
		" WHERE kind = $1 AND state = 'waiting'"
		" AND not_before_utc_us <= $2"
		" ORDER BY not_before_utc_us, id LIMIT $3",
		db_skip_locked(db),
		") UPDATE job SET state = 'running', attempts = attempts + 1,"
		" started_utc_us = $2, finished_utc_us = NULL, pages_done = 0,"
		" lease_owner = $4, lease_until_utc_us = $5 FROM picked"
		" WHERE id = picked_id RETURNING id, kind, letter_id,"
		" attachment, state, attempts, failures, lease_owner,"
		" lease_until_utc_us, not_before_utc_us, problem, pages,"
		" pages_done, started_utc_us, finished_utc_us,"
		" " OF_ITEM(
			"sha256") " AS sha256,"
				  " " OF_LETTER(
					  "channel") " AS channel,"
						     " " OF_ITEM(
							     "name") " AS name,"
								     " " OF_ITEM(
									     "b"
									     "y"
									     "t"
									     "e"
									     "s") " AS bytes",
		NULL);
}

static bool claim_jobs(struct db *db, void *user, GError **error)
{
	struct claiming *claiming = user;
	const struct job_claim *claim = claiming->claim;
	g_autofree char *sql = claim_text(db);
	g_autoptr(db_rows) rows = db_query(db, sql,
		DB_VALUES(db_text(claim->kind), db_int(claiming->now_utc_us),
			db_int(claim->most), db_text(claim->owner),
			db_int(claiming->now_utc_us + claim->lease_us)),
		error);
	if (rows == NULL)
		return false;
	g_clear_pointer(&claiming->jobs, g_ptr_array_unref);
	claiming->jobs = record_take(&record, rows);
	g_ptr_array_sort(claiming->jobs, by_age);
	return true;
}

bool job_is_waiting(struct db *db, const char *kind, int64_t now_utc_us,
	bool *waits_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT 1 AS one FROM job WHERE kind = $1"
		" AND state = 'waiting' AND not_before_utc_us <= $2 LIMIT 1",
		DB_VALUES(db_text(kind), db_int(now_utc_us)), error);
	*waits_out = rows != NULL && db_rows_count(rows) > 0;
	return rows != NULL;
}

GPtrArray *job_claim(struct db *db, const struct job_claim *claim,
	int64_t now_utc_us, GError **error)
{
	struct claiming claiming = { claim, now_utc_us, NULL };
	bool waits;
	/* Asked often in vain: then no transaction is begun. */
	if (!job_is_waiting(db, claim->kind, now_utc_us, &waits, error))
		return NULL;
	if (!waits)
		return g_ptr_array_new_with_free_func(g_free);
	bool done = db_run_tx(db, claim_jobs, &claiming, error);
	g_autoptr(GPtrArray) jobs = claiming.jobs;
	return done ? g_steal_pointer(&jobs) : NULL;
}

struct job *job_add_claimed(struct db *db, const struct job_claim *claim,
	const struct letter *letter, int64_t now_utc_us, GError **error)
{
	struct job job = waiting_job(claim->kind, letter->id.text, now_utc_us);
	job.state = "running";
	job.attempts = 1;
	job.started_utc_us = now_utc_us;
	job.lease_owner = claim->owner;
	job.lease_until_utc_us = now_utc_us + claim->lease_us;
	job.sha256 = letter->sha256;
	job.channel = letter->channel;
	job.name = letter->name;
	job.bytes = letter->bytes;
	return add(db, &job, "", error) ? record_copy(&record, &job) : NULL;
}

#define STILL_OURS                                                             \
	" WHERE id = $1 AND state = 'running' AND lease_owner = $2"            \
	" AND attempts = $3"

static bool must_be_ours(int64_t changed, const struct job *job, GError **error)
{
	struct store_must must = { STORE_ERROR_CONFLICT, "job", job->id.text,
		"its lease was lost" };
	return store_must_change(changed, &must, error);
}

bool job_finish(struct db *db, const struct job *job, int64_t now_utc_us,
	GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE job SET state = 'done', lease_owner = NULL,"
		" lease_until_utc_us = NULL, problem = '', pages = $4,"
		" pages_done = $4, finished_utc_us = $5" STILL_OURS,
		DB_VALUES(db_text(job->id.text), db_text(job->lease_owner),
			db_int(job->attempts), db_int(job->pages),
			db_int(now_utc_us)),
		error);
	return must_be_ours(changed, job, error);
}

bool job_renew(struct db *db, const struct job *job, int64_t lease_until_utc_us,
	GError **error)
{
	int64_t changed = db_exec(db,
		"UPDATE job SET lease_until_utc_us = $4, pages = $5,"
		" pages_done = $6" STILL_OURS,
		DB_VALUES(db_text(job->id.text), db_text(job->lease_owner),
			db_int(job->attempts), db_int(lease_until_utc_us),
			db_int(job->pages), db_int(job->pages_done)),
		error);
	return must_be_ours(changed, job, error);
}

/* The letter of a job that is quarantined; when something else finished the
 * letter meanwhile, that stands. */
static bool quarantine_letters(struct db *db, GError **error)
{
	return db_exec(db,
		       "UPDATE letter SET state = 'quarantined', problem ="
		       " (SELECT max(job.problem) FROM job WHERE"
		       "  job.letter_id = letter.id"
		       "  AND job.attachment = 0"
		       "  AND job.state = 'quarantined')"
		       " WHERE state = 'stored' AND id IN (SELECT letter_id"
		       " FROM job WHERE state = 'quarantined'"
		       " AND attachment = 0)",
		       DB_NO_VALUES, error) >= 0;
}

struct failing {
	const struct job *job;
	const struct job_failure *failure;
	bool quarantined;
};

static bool fail_job(struct db *db, void *user, GError **error)
{
	struct failing *failing = user;
	const struct job *job = failing->job;
	const char *to = failing->quarantined ? "quarantined" : "waiting";
	int64_t changed = db_exec(db,
		"UPDATE job SET state = $4, failures = failures + 1,"
		" problem = $5, not_before_utc_us = $6, lease_owner = NULL,"
		" lease_until_utc_us = NULL" STILL_OURS,
		DB_VALUES(db_text(job->id.text), db_text(job->lease_owner),
			db_int(job->attempts), db_text(to),
			db_text(failing->failure->problem),
			db_int(failing->failure->not_before_utc_us)),
		error);
	return must_be_ours(changed, job, error) &&
	       (!failing->quarantined || quarantine_letters(db, error));
}

bool job_fail(struct db *db, const struct job *job,
	const struct job_failure *failure, bool *quarantined_out,
	GError **error)
{
	/* The fence makes the counts the caller holds the row's own. */
	bool is_last = job->failures + 1 >= JOB_MOST_FAILURES ||
		       job->attempts >= JOB_MOST_ATTEMPTS;
	struct failing failing = { job, failure, is_last };
	if (!db_run_tx(db, fail_job, &failing, error))
		return false;
	*quarantined_out = is_last;
	return true;
}

#define GIVE_BACK                                                              \
	"UPDATE job SET state = 'waiting', attempts = attempts - 1,"           \
	" lease_owner = NULL, lease_until_utc_us = NULL"

bool job_give_back(struct db *db, const struct job *job, GError **error)
{
	int64_t changed = db_exec(db, GIVE_BACK STILL_OURS,
		DB_VALUES(db_text(job->id.text), db_text(job->lease_owner),
			db_int(job->attempts)),
		error);
	return changed >= 0;
}

bool job_unclaim(struct db *db, const struct job_claim *claim,
	int64_t claimed_utc_us, GError **error)
{
	return db_exec(db,
		       GIVE_BACK " WHERE kind = $1"
				 " AND state = 'running' AND lease_owner = $2"
				 " AND started_utc_us = $3",
		       DB_VALUES(db_text(claim->kind), db_text(claim->owner),
			       db_int(claimed_utc_us)),
		       error) >= 0;
}

struct releasing {
	const char *owner;	   /* NULL: any */
	int64_t expired_at_utc_us; /* 0: whether expired or not */
	int64_t count;
};

static bool release(struct db *db, void *user, GError **error)
{
	struct releasing *releasing = user;
	releasing->count = db_exec(db,
		"UPDATE job SET lease_owner = NULL, lease_until_utc_us = NULL,"
		" state = CASE WHEN attempts >= $3 THEN 'quarantined'"
		"  ELSE 'waiting' END,"
		" problem = CASE WHEN attempts >= $3 THEN"
		"  'never finished in too many attempts' ELSE problem END"
		" WHERE state = 'running'"
		" AND (CAST($1 AS TEXT) IS NULL OR lease_owner = $1)"
		" AND (CAST($2 AS BIGINT) = 0 OR lease_until_utc_us < $2)",
		DB_VALUES(db_text(releasing->owner),
			db_int(releasing->expired_at_utc_us),
			db_int(JOB_MOST_ATTEMPTS)),
		error);
	if (releasing->count <= 0)
		return releasing->count == 0;
	return quarantine_letters(db, error);
}

int64_t job_release_owner(struct db *db, const char *owner, GError **error)
{
	struct releasing releasing = { owner, 0, 0 };
	return db_run_tx(db, release, &releasing, error) ? releasing.count : -1;
}

int64_t job_release_expired(struct db *db, int64_t now_utc_us, GError **error)
{
	struct releasing releasing = { NULL, now_utc_us, 0 };
	return db_run_tx(db, release, &releasing, error) ? releasing.count : -1;
}

GPtrArray *job_list_owners(struct db *db, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT DISTINCT lease_owner FROM job WHERE state = 'running'",
		DB_NO_VALUES, error);
	if (rows == NULL)
		return NULL;
	GPtrArray *owners = g_ptr_array_new_with_free_func(g_free);
	while (db_rows_next(rows))
		g_ptr_array_add(
			owners, g_strdup(db_row_text(rows, "lease_owner")));
	return owners;
}

GPtrArray *job_list_attachments(
	struct db *db, const char *letter_id, GError **error)
{
	return record_list(db, &record,
		"WHERE letter_id = $1 AND attachment > 0"
		" ORDER BY attachment",
		DB_VALUES(db_text(letter_id)), error);
}

GPtrArray *job_list_unread(struct db *db, int limit, GError **error)
{
	return record_list(db, &record,
		"WHERE state = 'quarantined' AND attachment > 0"
		" ORDER BY letter_id, attachment LIMIT $1",
		DB_VALUES(db_int(limit)), error);
}

bool job_count_open_attachments(struct db *db, const char *letter_id,
	int64_t *count_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS jobs FROM job WHERE letter_id = $1"
		" AND attachment > 0 AND state IN ('waiting', 'running')",
		DB_VALUES(db_text(letter_id)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*count_out = db_row_int(rows, "jobs");
	return true;
}

int64_t job_restart_attachments(struct db *db, const char *letter_id,
	int64_t now_utc_us, GError **error)
{
	return db_exec(db,
		"UPDATE job SET state = 'waiting', attempts = 0, failures = 0,"
		" problem = '', not_before_utc_us = $2 WHERE letter_id = $1"
		" AND attachment > 0 AND state = 'quarantined'",
		DB_VALUES(db_text(letter_id), db_int(now_utc_us)), error);
}

bool job_count(
	struct db *db, const char *kind, struct job_counts *out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,"
		" count(*) FILTER (WHERE state = 'running') AS running,"
		" count(*) FILTER (WHERE state = 'done') AS done,"
		" count(*) FILTER (WHERE state = 'quarantined')"
		"  AS quarantined,"
		" min(not_before_utc_us) FILTER (WHERE state = 'waiting')"
		"  AS next_utc_us"
		" FROM job WHERE CAST($1 AS TEXT) IS NULL OR kind = $1",
		DB_VALUES(db_text(kind)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*out = (struct job_counts){
		.waiting = db_row_int(rows, "waiting"),
		.running = db_row_int(rows, "running"),
		.done = db_row_int(rows, "done"),
		.quarantined = db_row_int(rows, "quarantined"),
		.next_utc_us = db_row_int(rows, "next_utc_us"),
	};
	return true;
}
