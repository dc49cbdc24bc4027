/* Putting the parts together: start, signals, reload, stop. */

#include "plaint/engine/engine.h"

#include "state.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <glib-unix.h>

#include "gathering.h"
#include "intake.h"
#include "leases.h"
#include "mailbox.h"
#include "outgoing.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/base/memory.h"
#include "plaint/casework/office_store.h"
#include "plaint/casework/zone.h"
#include "plaint/store/job.h"
#include "plaint/store/letter.h"
#include "plaint/store/retry.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/tokens.h"
#include "privilege.h"
#include "reading.h"
#include "reminders.h"
#include "scans.h"
#include "training.h"
#include "virus.h"

enum {
	AWAITED_EVERY_MS = 500,
	RETRIES_EVERY_S = 60,
	RULES_BYTES = 8 << 20, /* in memory, about */
};

/* No writer is in the middle of a file for that long. */
#define LEFT_BEHIND_US (INT64_C(86400) * 1000000)

G_DEFINE_QUARK(plaint - engine - error, engine_error)

/* --- life --------------------------------------------------------------- */

/* At its start a second one would call uncertain whatever the first is just
 * sending, and send beside it. */
static bool engine_is_alone(struct engine *engine, GError **error)
{
	bool is_ours = true;
	if ((engine->parts & ENGINE_SEND) &&
		!spool_lock(engine->spool, &is_ours, error))
		return false;
	if (!is_ours)
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"another plaint serve works for this office (%s is "
			"locked): one of them sends",
			engine->rules.config->spool);
	return is_ours;
}

static bool engine_open_store(struct engine *engine, GError **error)
{
	int64_t now_utc_us = clock_now_utc_us();
	const struct config *config = engine->rules.config;
	engine->db = office_store_open(config, now_utc_us, error);
	if (engine->db == NULL ||
		!office_store_check_spool(config, engine->db, error))
		return false;
	engine->spool = spool_open(config->spool, error);
	if (engine->spool == NULL || !engine_is_alone(engine, error))
		return false;
	spool_sweep(engine->spool, now_utc_us - LEFT_BEHIND_US);
	return true;
}

/* A stop that comes while the engine is still being put together waits until
 * there is somebody to put it away again. */
static void signals_hold(int how)
{
	sigset_t held;
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGHUP);
	sigprocmask(how, &held, NULL);
}

/* What needs the settings alone.  Servers take their time to open a mailbox,
 * and processes to begin, as rules do to load. */
static void roles_start(struct engine *engine)
{
	const struct config *config = engine->rules.config;
	engine->tokens = tokens_new(config->unsealed);
	for (guint i = 0;
		(engine->parts & ENGINE_MAIL) && i < config->mailboxes->len;
		i++)
		g_ptr_array_add(engine->mailboxes,
			mailbox_new(engine, config->mailboxes->pdata[i]));
	if (engine->parts & (ENGINE_PARSE | ENGINE_OCR))
		engine->readers = reader_flow_new(engine);
	/* Last: it reads the model while the processes warm up. */
	engine->training = training_new(engine);
}

struct loading {
	struct rules *rules;
	GError *error; /* NULL: they are loaded */
	gint is_over;
};

static gpointer load(gpointer user)
{
	struct loading *loading = user;
	memory_widen(RULES_BYTES);
	(void)rules_load(loading->rules, &loading->error);
	g_atomic_int_set(&loading->is_over, TRUE);
	g_main_context_wakeup(NULL);
	return NULL;
}

/* While rules load mail comes in already, which needs no more of them than
 * settings and zone: nobody reads it before reader_flow_begin. */
static bool engine_begin(struct engine *engine, GError **error)
{
	struct loading loading = { .rules = &engine->rules };
	GThread *thread = g_thread_new("rules", load, &loading);
	bool is_open = engine_open_store(engine, error);
	if (is_open)
		roles_start(engine);
	while (is_open && !g_atomic_int_get(&loading.is_over))
		g_main_context_iteration(NULL, TRUE);
	g_thread_join(thread);
	if (!is_open) {
		g_clear_error(&loading.error);
		return false;
	}
	if (loading.error == NULL)
		loading.error = g_steal_pointer(&engine->fatal);
	if (loading.error == NULL)
		return true;
	g_propagate_error(error, loading.error);
	return false;
}

struct engine *engine_new(
	struct config *config, enum engine_parts parts, GError **error)
{
	g_autoptr(engine) engine = g_new0(struct engine, 1);
	signals_hold(SIG_BLOCK);
	engine->parts = parts;
	engine->owner = lease_owner_new();
	engine->mailboxes =
		g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free);
	engine->scans =
		g_ptr_array_new_with_free_func((GDestroyNotify)scans_free);
	engine->rules.config = config;
	engine->loop = g_main_loop_new(NULL, FALSE);
	if (!privilege_drop(config->run_as, error))
		return NULL;
	/* From a mailbox letters may come by the hundred. */
	if ((parts & ENGINE_MAIL) != 0)
		rules_begin(&engine->rules);
	if (!engine_begin(engine, error))
		return NULL;
	return g_steal_pointer(&engine);
}

/* Sources first, so that nothing new comes while the rest is put away. */
static void parts_stop(struct engine *engine)
{
	g_clear_pointer(&engine->training, training_free);
	g_clear_pointer(&engine->reminders, reminders_free);
	g_ptr_array_set_size(engine->mailboxes, 0);
	g_clear_pointer(&engine->readers, reader_flow_free);
	g_clear_pointer(&engine->virus, virus_free);
	g_ptr_array_set_size(engine->scans, 0);
	g_clear_pointer(&engine->outgoing, outgoing_free);
	g_clear_pointer(&engine->tokens, tokens_free);
}

void engine_free(struct engine *engine)
{
	if (engine == NULL)
		return;
	parts_stop(engine);
	g_ptr_array_unref(engine->mailboxes);
	g_ptr_array_unref(engine->scans);
	g_clear_pointer(&engine->spool, spool_close);
	g_clear_pointer(&engine->db, db_close);
	g_clear_pointer(&engine->loop, g_main_loop_unref);
	g_clear_error(&engine->fatal);
	rules_clear(&engine->rules);
	g_free(engine->owner);
	g_free(engine);
}

void engine_quit(struct engine *engine, GError *error)
{
	if (engine->fatal == NULL)
		engine->fatal = error;
	else
		g_clear_error(&error);
	g_main_loop_quit(engine->loop);
}

void engine_refuse(struct engine *engine, const char *role, const json_t *frame)
{
	g_autofree char *hint = NULL;
	if (strcmp(wire_text(frame, "type"), "unsealed") == 0)
		hint = g_strdup_printf(
			" (to run without a sandbox all the same: unsealed: "
			"yes in %s)",
			engine->rules.config->path);
	engine_quit(engine,
		g_error_new(ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"%s cannot start: %s%s", role,
			wire_text(frame, "message"), hint != NULL ? hint : ""));
}

struct day engine_day(const struct engine *engine, int64_t utc_us)
{
	return zone_day(engine->rules.zone, utc_us);
}

int engine_minute(const struct engine *engine, int64_t utc_us)
{
	return zone_minute(engine->rules.zone, utc_us);
}

struct mailroom engine_mailroom(struct engine *engine)
{
	return (struct mailroom){ &engine->rules, engine->db, engine->spool };
}

/* --- parts --------------------------------------------------------------- */

static bool parts_start(struct engine *engine, GError **error)
{
	const struct config *config = engine->rules.config;
	if (engine->parts & ENGINE_SCANS)
		gathering_end(engine);
	for (guint i = 0;
		(engine->parts & ENGINE_SCANS) && i < config->scans->len; i++) {
		struct scans *scans =
			scans_new(engine, config->scans->pdata[i], error);
		if (scans == NULL)
			return false;
		g_ptr_array_add(engine->scans, scans);
	}
	if (engine->readers != NULL)
		reader_flow_begin(engine->readers);
	if (engine->parts & ENGINE_VIRUS)
		engine->virus = virus_new(engine);
	if (engine->parts & ENGINE_SEND)
		engine->outgoing = outgoing_new(engine);
	if (engine->parts & ENGINE_REMIND)
		engine->reminders = reminders_new(engine);
	training_begin(engine->training);
	return true;
}

static bool awaited_are_read(struct engine *engine)
{
	for (guint i = 0; i < engine->awaited->len; i++) {
		g_autoptr(letter) letter = letter_find(
			engine->db, engine->awaited->pdata[i], NULL);
		if (letter != NULL && strcmp(letter->state, "stored") == 0)
			return false;
		int64_t unread;
		if (job_count_open_attachments(engine->db,
			    engine->awaited->pdata[i], &unread, NULL) &&
			unread > 0)
			return false;
	}
	return true;
}

/* Another engine may read them: nobody tells us of its commits. */
static gboolean on_awaited_timer(gpointer user)
{
	struct engine *engine = user;
	if (awaited_are_read(engine))
		engine_quit(engine, NULL);
	return G_SOURCE_CONTINUE;
}

void engine_on_finished(struct engine *engine)
{
	virus_pump(engine->virus);
	for (guint i = 0; i < engine->mailboxes->len; i++)
		mailbox_on_finished(engine->mailboxes->pdata[i]);
	for (guint i = 0; i < engine->scans->len; i++)
		scans_on_finished(engine->scans->pdata[i]);
	if (engine->awaited != NULL && awaited_are_read(engine))
		engine_quit(engine, NULL);
}

void engine_on_dry(struct engine *engine)
{
	for (guint i = 0; i < engine->mailboxes->len; i++)
		mailbox_look(engine->mailboxes->pdata[i]);
}

bool engine_is_fetching(const struct engine *engine)
{
	for (guint i = 0; i < engine->mailboxes->len; i++)
		if (mailbox_is_fetching(engine->mailboxes->pdata[i]))
			return true;
	return false;
}

void engine_on_jobs(struct engine *engine)
{
	if (engine->readers != NULL)
		reader_flow_pump(engine->readers);
}

void engine_on_outbox(struct engine *engine)
{
	if (engine->outgoing != NULL)
		outgoing_pump(engine->outgoing);
}

/* --- running -------------------------------------------------------------- */

static gboolean on_stop(gpointer user)
{
	log_info("stopping");
	engine_quit(user, NULL);
	return G_SOURCE_CONTINUE;
}

/* A share that is not there today must not end the mail. */
static bool folders_are_there(
	const struct rules *rules, const struct engine *engine, GError **error)
{
	const GPtrArray *scans = rules->config->scans;
	for (guint i = 0; (engine->parts & ENGINE_SCANS) && i < scans->len; i++)
		if (!scans_can_be_watched(scans->pdata[i], error))
			return false;
	return true;
}

static gboolean on_reload(gpointer user)
{
	struct engine *engine = user;
	g_autoptr(GError) error = NULL;
	struct rules rules = {
		.config = config_load(engine->rules.config->path, &error),
	};
	/* No second set of dictionaries beside the one in use. */
	if (rules.config == NULL ||
		!folders_are_there(&rules, engine, &error) ||
		!rules_load(&rules, &error)) {
		log_error("not reloaded, the old settings stay: %s",
			error->message);
		rules_clear(&rules);
		return G_SOURCE_CONTINUE;
	}
	if (strcmp(rules.config->database, engine->rules.config->database) !=
			0 ||
		strcmp(rules.config->spool, engine->rules.config->spool) != 0)
		log_warning("database and spool change with a restart only");
	parts_stop(engine);
	rules_clear(&engine->rules);
	engine->rules = rules;
	roles_start(engine);
	if (!parts_start(engine, &error))
		engine_quit(engine, g_steal_pointer(&error));
	else
		log_info("reloaded");
	return G_SOURCE_CONTINUE;
}

static gboolean on_retries_timer(gpointer user)
{
	struct engine *engine = user;
	g_autoptr(GError) error = NULL;
	int64_t count =
		retry_bring_back(engine->db, clock_now_utc_us(), &error);
	if (count < 0)
		log_error("%s", error->message);
	else if (count > 0)
		log_warning("the clock was ahead: %" G_GINT64_FORMAT
			    " retries that waited for it are due now",
			(gint64)count);
	return G_SOURCE_CONTINUE;
}

/* What an engine before us left half done.  Leases of another machine's
 * engine are its own business; on SQLite there is no other machine. */
static bool engine_recover(struct engine *engine, GError **error)
{
	int64_t now_utc_us = clock_now_utc_us();
	int64_t jobs =
		db_dialect(engine->db) == DB_SQLITE
			? job_release_owner(engine->db, NULL, error)
			: job_release_expired(engine->db, now_utc_us, error);
	if (jobs > 0)
		log_info("%" G_GINT64_FORMAT " letters to be read go on",
			(gint64)jobs);
	return jobs >= 0;
}

static bool engine_loop(struct engine *engine, GError **error)
{
	if (!parts_start(engine, error)) {
		parts_stop(engine);
		return false;
	}
	g_main_loop_run(engine->loop);
	parts_stop(engine);
	if (engine->fatal == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&engine->fatal));
	return false;
}

bool engine_run(struct engine *engine, GError **error)
{
	signal(SIGPIPE, SIG_IGN);
	if (!engine_recover(engine, error))
		return false;
	guint sources[] = {
		g_unix_signal_add(SIGTERM, on_stop, engine),
		g_unix_signal_add(SIGINT, on_stop, engine),
		g_unix_signal_add(SIGHUP, on_reload, engine),
		g_timeout_add_seconds(
			RETRIES_EVERY_S, on_retries_timer, engine),
	};
	on_retries_timer(engine);
	signals_hold(SIG_UNBLOCK);
	log_info("serving %s: %u mailboxes, %u scan folders",
		engine->rules.config->organisation.name,
		engine->rules.config->mailboxes->len,
		engine->rules.config->scans->len);
	bool done = engine_loop(engine, error);
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
		g_source_remove(sources[i]);
	return done;
}

bool engine_run_until_read(
	struct engine *engine, const GPtrArray *letter_ids, GError **error)
{
	signal(SIGPIPE, SIG_IGN);
	engine->awaited = letter_ids;
	if (awaited_are_read(engine)) {
		engine->awaited = NULL;
		return true;
	}
	guint sources[] = {
		g_unix_signal_add(SIGTERM, on_stop, engine),
		g_unix_signal_add(SIGINT, on_stop, engine),
		g_unix_signal_add(SIGHUP, on_stop, engine),
	};
	guint look = g_timeout_add(AWAITED_EVERY_MS, on_awaited_timer, engine);
	signals_hold(SIG_UNBLOCK);
	bool done = engine_loop(engine, error);
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
		g_source_remove(sources[i]);
	g_source_remove(look);
	engine->awaited = NULL;
	return done;
}

bool engine_take(struct engine *engine, const struct engine_original *original,
	char *id_out, bool *is_new_out, GError **error)
{
	struct intake_item item = {
		.key = { .source = original->source },
		.channel = original->channel,
		.name = original->name,
		.received_from = original->received_from,
		.received_utc_us = original->received_utc_us,
		.fd = original->fd,
		.bytes = fd_size_bytes(original->fd, error),
	};
	if (item.bytes < 0 || !intake_take(engine, &item, error))
		return false;
	memcpy(id_out, item.letter_id.text, sizeof(item.letter_id.text));
	*is_new_out = item.is_new;
	return true;
}
