/* All in one go, and if one of them is refused, once more with each in a part
 * of the transaction of its own: the one then counts a failure, and spoils no
 * other. */

#include "registering.h"

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/registry/attachments.h"
#include "plaint/registry/keeping.h"
#include "plaint/registry/registrar.h"
#include "plaint/store/job.h"
#include "reading.h"
#include "state.h"

enum {
	RETRY_AFTER_US = 2000000,
};

struct batch {
	struct engine *engine;
	const GPtrArray *answered;
	bool is_in_parts;
};

struct commit {
	struct engine *engine;
	struct registration *registration;
	int64_t now_utc_us;
};

static bool commit_one(struct db *db, void *user, GError **error)
{
	struct commit *commit = user;
	struct registration *done = commit->registration;
	struct engine *engine = commit->engine;
	bool committed = done->job->attachment > 0
				 ? attachments_commit(&engine->rules, db, done,
					   commit->now_utc_us, error)
				 : registration_commit(&engine->rules, db, done,
					   commit->now_utc_us, error);
	return committed && keeping_note(db, done, error);
}

/* What the database itself refuses counts as a failure of that letter. */
static bool commit_refused(struct db *db, void *user, GError **error)
{
	struct commit *commit = user;
	struct job_failure failure = {
		.problem = commit->registration->problem,
		.not_before_utc_us = commit->now_utc_us + RETRY_AFTER_US,
	};
	bool quarantined;
	commit->registration->done = "refused";
	return job_fail(
		db, commit->registration->job, &failure, &quarantined, error);
}

/* Trouble of the database's, and no letter's. */
static bool is_anybodys(const GError *cause)
{
	return g_error_matches(cause, DB_ERROR, DB_ERROR_BUSY) ||
	       g_error_matches(cause, DB_ERROR, DB_ERROR_CONNECTION);
}

static bool commit_part(struct db *db, struct commit *commit, GError **error)
{
	g_autoptr(GError) cause = NULL;
	if (db_run_part(db, commit_one, commit, &cause))
		return true;
	if (is_anybodys(cause)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	log_warning("letter %s: %s", commit->registration->job->letter_id.text,
		cause->message);
	g_free(commit->registration->problem);
	commit->registration->problem = g_strdup(cause->message);
	g_clear_error(&cause);
	if (db_run_part(db, commit_refused, commit, &cause) ||
		cause->domain != DB_ERROR)
		return true; /* lost lease: the job is another's now */
	g_propagate_error(error, g_steal_pointer(&cause));
	return false;
}

static bool commit_all(struct db *db, void *user, GError **error)
{
	const struct batch *batch = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (guint i = 0; i < batch->answered->len; i++) {
		struct commit commit = { batch->engine,
			batch->answered->pdata[i], now_utc_us };
		if (batch->is_in_parts ? !commit_part(db, &commit, error)
				       : !commit_one(db, &commit, error))
			return false;
		reader_flow_look(batch->engine->readers);
	}
	return true;
}

bool registering_commit(
	struct engine *engine, const GPtrArray *answered, GError **error)
{
	struct batch batch = { engine, answered, .is_in_parts = false };
	g_autoptr(GError) cause = NULL;
	if (db_run_tx(engine->db, commit_all, &batch, &cause))
		return true;
	if (is_anybodys(cause)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	batch.is_in_parts = true;
	return db_run_tx(engine->db, commit_all, &batch, error);
}

void registering_tell(struct engine *engine, const GPtrArray *answered)
{
	bool acknowledged = false;
	for (guint i = 0; i < answered->len; i++) {
		const struct registration *r = answered->pdata[i];
		log_info("letter %s (%s): %s%s%s", r->job->letter_id.text,
			r->job->name[0] != '\0' ? r->job->name
						: r->job->channel,
			r->done != NULL ? r->done : "?",
			r->problem != NULL ? ": " : "",
			r->problem != NULL ? r->problem : "");
		acknowledged = acknowledged || r->is_acknowledged;
	}
	engine_on_finished(engine);
	if (acknowledged)
		engine_on_outbox(engine);
}
