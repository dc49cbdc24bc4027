/* All in one go, and if one of them is refused, once more with each in a part
 * of the transaction of its own: the one then counts a failure, and spoils no
 * other.  One batch at a time is on its way; others gather meanwhile. */

#include "registering.h"

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/registry/attachments.h"
#include "plaint/registry/keeping.h"
#include "plaint/store/job.h"
#include "keeper.h"
#include "reading.h"

enum {
	RETRY_AFTER_US = 2000000,
	COMMIT_AFTER_MS = 300, /* while more answers are on their way */
	TRY_AGAIN_MS = 1000,
};

struct registering {
	struct engine *engine;
	const struct registering_calls *calls;
	void *user;
	struct keeper *keeper;
	guint writing;	     /* given to the keeper one by one */
	GPtrArray *answered; /* of struct registration: the next batch */
	guint under_way;     /* letters of the batch at the keeper */
	guint timer;	     /* until the next batch goes */
};

/* --- rows --------------------------------------------------------------- */

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

/* False (the database is locked or gone): nothing was written. */
static bool commit_rows(
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

/* The log, the mailboxes and the outbox hear of it. */
static void tell(struct engine *engine, const GPtrArray *answered)
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

/* --- batches ------------------------------------------------------------ */

static GPtrArray *batch_new(void)
{
	return g_ptr_array_new_with_free_func(
		(GDestroyNotify)registration_free);
}

static void give_batch(struct registering *registering)
{
	g_clear_handle_id(&registering->timer, g_source_remove);
	registering->under_way = registering->answered->len;
	keeper_sync(registering->keeper, registering->answered);
	registering->answered = batch_new();
}

static gboolean on_timer(gpointer user)
{
	struct registering *registering = user;
	registering->timer = 0;
	give_batch(registering);
	return G_SOURCE_REMOVE;
}

static void set_timer(struct registering *registering, guint after_ms)
{
	g_clear_handle_id(&registering->timer, g_source_remove);
	registering->timer = g_timeout_add(after_ms, on_timer, registering);
}

/* Full: now.  More to come: let them gather, a commit costs the same for
 * many.  Otherwise nobody gains by waiting. */
static void plan_batch(struct registering *registering)
{
	if (registering->under_way > 0 || registering->answered->len == 0)
		return;
	bool is_full = registering->answered->len >= REGISTERING_MOST;
	bool is_more = registering->writing > 0 ||
		       registering->calls->is_more(registering->user);
	if (is_full || !is_more)
		set_timer(registering, 0);
	else if (registering->timer == 0)
		set_timer(registering, COMMIT_AFTER_MS);
}

/* To be tried again. */
static void take_back(struct registering *registering, GPtrArray *batch)
{
	g_ptr_array_extend_and_steal(
		batch, g_steal_pointer(&registering->answered));
	registering->answered = batch;
}

/* Takes the batch. */
static bool commit_batch(
	struct registering *registering, GPtrArray *batch, GError **error)
{
	struct engine *engine = registering->engine;
	registering->calls->begins(registering->user);
	if (batch->len > 0 && !commit_rows(engine, batch, error)) {
		take_back(registering, batch);
		return false;
	}
	tell(engine, batch);
	g_ptr_array_unref(batch);
	registering->calls->ends(registering->user);
	return true;
}

static void on_failure(struct registering *registering, const GError *error)
{
	log_error("cannot register: %s", error->message);
	if (g_error_matches(error, DB_ERROR, DB_ERROR_FATAL))
		engine_quit(registering->engine, g_error_copy(error));
	set_timer(registering, TRY_AGAIN_MS);
}

static void on_synced(
	void *user, GPtrArray *kept, GPtrArray *lost, const GError *error)
{
	struct registering *registering = user;
	g_autoptr(GError) failure = NULL;
	registering->under_way = 0;
	for (guint i = 0; i < lost->len; i++) {
		struct registration *one = lost->pdata[i];
		registering->calls->postpone(registering->user,
			g_steal_pointer(&one->job),
			"its attachments could not be kept");
	}
	g_ptr_array_unref(lost);
	if (error != NULL) {
		take_back(registering, kept);
		on_failure(registering, error);
		return;
	}
	if (commit_batch(registering, kept, &failure))
		plan_batch(registering);
	else
		on_failure(registering, failure);
}

/* --- one letter --------------------------------------------------------- */

static void on_written(
	void *user, struct registration *registration, const GError *error)
{
	struct registering *registering = user;
	registering->writing--;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_IO)) {
		registering->calls->postpone(registering->user,
			g_steal_pointer(&registration->job), error->message);
		registration_free(registration);
		return;
	}
	if (error != NULL) {
		g_clear_pointer(&registration->document, document_free);
		registration->problem = g_strdup(error->message);
	}
	registering->calls->kept(registering->user, registration);
}

struct registering *registering_new(struct engine *engine,
	const struct registering_calls *calls, void *user)
{
	static const struct keeper_calls keeper_calls = { on_written,
		on_synced };
	struct registering *registering = g_new0(struct registering, 1);
	registering->engine = engine;
	registering->calls = calls;
	registering->user = user;
	registering->answered = batch_new();
	registering->keeper = keeper_new(
		engine->rules.config->spool, &keeper_calls, registering);
	return registering;
}

void registering_free(struct registering *registering)
{
	if (registering == NULL)
		return;
	registering_wait(registering);
	keeper_free(registering->keeper);
	g_clear_handle_id(&registering->timer, g_source_remove);
	g_ptr_array_unref(registering->answered);
	g_free(registering);
}

static bool has_bytes(const struct registration *registration)
{
	return registration->paper != NULL ||
	       registration->searchable_pdf != NULL ||
	       (registration->document != NULL &&
		       registration->document->attachments->len > 0);
}

void registering_keep(struct registering *registering,
	struct registration *registration, int fd)
{
	if (!has_bytes(registration)) {
		fd_clear(&fd);
		registering->calls->kept(registering->user, registration);
		return;
	}
	registering->writing++;
	keeper_write(registering->keeper, registration, fd);
}

void registering_add(
	struct registering *registering, struct registration *registration)
{
	g_ptr_array_add(registering->answered, registration);
	plan_batch(registering);
}

void registering_wait(struct registering *registering)
{
	keeper_wait(registering->keeper);
	if (registering->answered->len == 0)
		return;
	give_batch(registering);
	keeper_wait(registering->keeper);
}

guint registering_count(const struct registering *registering)
{
	return registering->writing + registering->under_way +
	       registering->answered->len;
}
