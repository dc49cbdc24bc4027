/* Claims come in handfuls, as answers go (registering.h). */

#include "reading.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/registry/keeping.h"
#include "plaint/registry/paper.h"
#include "plaint/store/job.h"
#include "plaint/store/letter.h"
#include "plaint/store/virus_scan.h"
#include "plaint/worker/pool.h"
#include "leases.h"
#include "outgoing.h"
#include "registering.h"
#include "thinking.h"
#include "turns.h"
#include "virus.h"
#include "workers.h"

enum {
	CLAIM_MOST = 128, /* e-mail; scans are claimed one by one */
	/* More are claimed before those run out: during a commit none are. */
	CLAIMED_LEAST = 64,
	/* What is stored is claimed with it, while no more than this is: a few
	 * seconds of reading, far less than a lease. */
	CLAIMED_MOST = 512,
	/* Read and not committed: enough to think about during a commit. */
	WAITING_MOST = REGISTERING_MOST * 5 / 2,
	LOOK_EVERY_MS = 1000,
	/* Mail that never stops for a second puts a proof off no longer: five
	 * minutes, in which a night's mail is read. */
	PROOF_LOOKS_MOST = 300,
};

static const enum reader_kind kinds[] = { READER_PARSE, READER_OCR };

struct reader_flow {
	struct engine *engine;
	struct pool *pools[G_N_ELEMENTS(kinds)];
	GQueue *claimed[G_N_ELEMENTS(kinds)]; /* of struct job */
	GPtrArray *in_hand;		      /* of struct job */
	struct thinking *thinking;
	struct turns *turns;
	struct registering *registering;
	guint look_timer;
	int64_t held_until_us; /* nothing is given before: trouble of ours */
	int64_t unsure_utc_us[G_N_ELEMENTS(kinds)]; /* lease_claim's */
	bool is_dry[G_N_ELEMENTS(kinds)]; /* no jobs were left last time */
	bool is_looking; /* in another's transaction: nothing is claimed */
	bool is_used;	 /* letters came since the last look */
	guint looks_before_proof; /* of what is not at work; 0: it was begun */
};

/* --- answers ---------------------------------------------------------- */

static size_t kind_index(const struct job *job)
{
	return strcmp(job->kind, reader_kind_name(READER_OCR)) == 0 ? 1 : 0;
}

static bool is_scan(const struct job *job)
{
	return kind_index(job) == 1 && job->attachment == 0;
}

/* A full disk is no fault of the letter's: nothing is counted against it, and
 * it is read again in a while.  Takes the job. */
static void flow_postpone(
	struct reader_flow *flow, struct job *job, const char *why)
{
	if (clock_monotonic_us() >= flow->held_until_us)
		log_error("letter %s waits: %s", job->letter_id.text, why);
	flow->held_until_us = clock_monotonic_us() + LOOK_EVERY_MS * 1000;
	turns_leave(flow->turns, job);
	g_queue_push_head(flow->claimed[kind_index(job)], job);
}

static bool is_our_trouble(const GError *error)
{
	return error->domain == DB_ERROR ||
	       g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_IO);
}

static void on_postpone(void *user, struct job *job, const char *why)
{
	flow_postpone(user, job, why);
}

/* Its turn has come. */
static void on_turn(void *user, struct registration *registration)
{
	struct reader_flow *flow = user;
	registering_add(flow->registering, registration);
}

static void on_kept(void *user, struct registration *registration)
{
	struct reader_flow *flow = user;
	turns_end(flow->turns, registration, clock_monotonic_us());
}

static bool is_more_to_come(void *user)
{
	const struct reader_flow *flow = user;
	bool is_more =
		flow->in_hand->len > 0 || thinking_count(flow->thinking) > 0;
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		is_more = is_more || !g_queue_is_empty(flow->claimed[at]);
	return is_more;
}

/* While it commits nothing can be taken in, and readers run dry. */
static void on_commit_begins(void *user)
{
	struct reader_flow *flow = user;
	if (flow->is_dry[0])
		engine_on_dry(flow->engine);
}

static void on_commit_ends(void *user)
{
	struct reader_flow *flow = user;
	flow->is_used = true;
	reader_flow_pump(flow);
}

static void on_thought(void *user, struct thought *thought)
{
	struct reader_flow *flow = user;
	registering_keep(flow->registering,
		g_steal_pointer(&thought->registration),
		fd_steal(&thought->attachments_fd));
	thought_free(thought);
}

/* A scan may be many letters: without its row nobody can tell. */
static bool flow_see_paper(struct reader_flow *flow,
	struct registration *registration, GError **error)
{
	if (!is_scan(registration->job))
		return true;
	struct letter *letter = letter_find(
		flow->engine->db, registration->job->letter_id.text, error);
	if (letter != NULL)
		registration->paper = paper_new(&flow->engine->rules, letter);
	return letter != NULL;
}

static void on_answer(void *user, struct pool_answer *answer)
{
	struct reader_flow *flow = user;
	auto_fd int attachments_fd = fd_steal(&answer->attachments_fd);
	struct registration *registration = g_new0(struct registration, 1);
	registration->job = answer->item;
	if (flow->engine->virus != NULL)
		registration->head_start_us = VIRUS_HEAD_START_US;
	guint at;
	if (g_ptr_array_find(flow->in_hand, answer->item, &at))
		g_ptr_array_steal_index_fast(flow->in_hand, at);
	if (answer->document == NULL) {
		registration->problem = g_strdup(answer->problem);
		turns_end(flow->turns, registration, clock_monotonic_us());
		return;
	}
	g_autoptr(GError) error = NULL;
	if (!flow_see_paper(flow, registration, &error)) {
		flow_postpone(flow, g_steal_pointer(&registration->job),
			error->message);
		registration_free(registration);
		return;
	}
	struct thought *thought = g_new0(struct thought, 1);
	thought->registration = registration;
	/* The frame is left to us: nobody else holds on to this part. */
	thought->answer = json_incref((json_t *)answer->document);
	thought->attachments_fd = fd_steal(&attachments_fd);
	thinking_add(flow->thinking, thought);
}

/* --- jobs ------------------------------------------------------------- */

static struct job_claim claim_of(
	const struct reader_flow *flow, size_t at, int idle)
{
	return (struct job_claim){
		.kind = reader_kind_name(kinds[at]),
		.owner = flow->engine->owner,
		.lease_us = LEASE_US,
		.most = kinds[at] == READER_PARSE ? CLAIM_MOST : idle,
	};
}

static void queue_claimed(struct reader_flow *flow, size_t at, GPtrArray *jobs)
{
	for (guint i = 0; i < jobs->len; i++)
		g_queue_push_tail(flow->claimed[at], jobs->pdata[i]);
	g_ptr_array_set_free_func(jobs, NULL);
}

static void flow_claim(struct reader_flow *flow, size_t at, int idle)
{
	g_autoptr(GError) error = NULL;
	struct job_claim claim = claim_of(flow, at, idle);
	g_autoptr(GPtrArray) jobs = lease_claim(
		flow->engine->db, &claim, &flow->unsure_utc_us[at], &error);
	if (jobs == NULL) {
		log_error("cannot claim jobs: %s", error->message);
		return;
	}
	flow->is_dry[at] = jobs->len < (guint)claim.most;
	queue_claimed(flow, at, jobs);
}

bool reader_flow_offer(struct reader_flow *flow, int64_t now_utc_us,
	struct job_claim *claim_out)
{
	if (flow == NULL || flow->pools[0] == NULL || flow->look_timer == 0 ||
		flow->unsure_utc_us[0] != 0 ||
		g_queue_get_length(flow->claimed[0]) >= CLAIMED_MOST)
		return false;
	*claim_out = claim_of(flow, 0, 0);
	flow->unsure_utc_us[0] = now_utc_us;
	return true;
}

void reader_flow_take(struct reader_flow *flow, GPtrArray *jobs)
{
	flow->unsure_utc_us[0] = 0;
	queue_claimed(flow, 0, jobs);
}

/* An original that cannot be opened fails its job like a bad worker would. */
static void flow_fail(
	struct reader_flow *flow, struct job *job, const char *problem)
{
	struct pool_answer answer = {
		.item = job, .problem = problem, .attachments_fd = -1
	};
	on_answer(flow, &answer);
}

/* A mail read for the first time cannot have been scanned before. */
static int flow_open(
	struct reader_flow *flow, const struct job *job, GError **error)
{
	struct db *db = flow->engine->db;
	bool is_fresh = kind_index(job) == 0 && job->attempts <= 1;
	bool is_permitted = is_fresh ? true
			    : job->attachment > 0
				    ? virus_scan_permits(db, job->sha256, error)
				    : virus_scan_permits_letter(
					      db, job->letter_id.text, error);
	if (!is_permitted)
		return -1;
	return spool_get(flow->engine->spool, job->sha256, error);
}

static void flow_give(struct reader_flow *flow, size_t at, struct job *job)
{
	g_autoptr(GError) error = NULL;
	struct spool *spool = flow->engine->spool;
	auto_fd int fd = flow_open(flow, job, &error);
	auto_fd int attachments_fd = -1;
	/* An attachment's pages are read for their text alone. */
	if (fd >= 0 && job->attachment == 0)
		attachments_fd = keeping_room(spool, job->bytes, &error);
	if (error != NULL && is_our_trouble(error)) {
		flow_postpone(flow, job, error->message);
		return;
	}
	g_ptr_array_add(flow->in_hand, job);
	if (is_scan(job))
		turns_begin(flow->turns, job);
	if (error != NULL)
		flow_fail(flow, job, error->message);
	else
		pool_give(flow->pools[at], job, fd_steal(&fd),
			fd_steal(&attachments_fd));
}

static void flow_pump_kind(struct reader_flow *flow, size_t at)
{
	int idle = flow->pools[at] != NULL ? pool_idle(flow->pools[at]) : 0;
	/* A stuck database must not fill memory with answers. */
	guint waiting = registering_count(flow->registering) +
			turns_waiting(flow->turns) +
			thinking_count(flow->thinking);
	if (idle == 0 || waiting >= WAITING_MOST ||
		clock_monotonic_us() < flow->held_until_us)
		return;
	guint least = kinds[at] == READER_PARSE ? CLAIMED_LEAST : 1;
	if (g_queue_get_length(flow->claimed[at]) < least &&
		!flow->is_dry[at] && !flow->is_looking)
		flow_claim(flow, at, idle);
	while (pool_idle(flow->pools[at]) > 0 &&
		clock_monotonic_us() >= flow->held_until_us &&
		!g_queue_is_empty(flow->claimed[at]))
		flow_give(flow, at, g_queue_pop_head(flow->claimed[at]));
}

static void flow_pump(struct reader_flow *flow)
{
	if (flow->look_timer == 0) /* it did not begin yet */
		return;
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		flow_pump_kind(flow, at);
}

void reader_flow_pump(struct reader_flow *flow)
{
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		flow->is_dry[at] = false;
	flow_pump(flow);
}

void reader_flow_look(struct reader_flow *flow)
{
	if (flow == NULL || flow->pools[0] == NULL)
		return;
	flow->is_looking = true;
	pool_look(flow->pools[0]);
	flow->is_looking = false;
}

static void on_idle(void *user)
{
	flow_pump(user);
}

static void on_progress(void *user, void *item, int page, int pages)
{
	struct reader_flow *flow = user;
	struct job *job = item;
	job->pages = pages;
	job->pages_done = page;
	if (!flow->is_looking && page < pages)
		lease_show_progress(flow->engine->db, job, clock_now_utc_us());
}

static void on_refusal(void *user, const json_t *frame)
{
	struct reader_flow *flow = user;
	engine_refuse(flow->engine, "a reading worker", frame);
}

/* Beside mail that pours in no process is started only to show that scans could
 * be read or replies sent: that is soon, not now. */
static void flow_prove(struct reader_flow *flow)
{
	if (flow->looks_before_proof == 0)
		return;
	bool is_at_rest = flow->in_hand->len == 0 &&
			  registering_count(flow->registering) == 0 &&
			  thinking_count(flow->thinking) == 0;
	if (flow->looks_before_proof > 1)
		flow->looks_before_proof--;
	bool is_coming = flow->is_used || engine_is_fetching(flow->engine);
	if (!is_at_rest || (is_coming && flow->looks_before_proof > 1))
		return;
	flow->looks_before_proof = 0;
	pool_prove(flow->pools[1]);
	outgoing_prove(flow->engine->outgoing);
}

static gboolean on_look_timer(gpointer user)
{
	struct reader_flow *flow = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		leases_keep(flow->engine->db, flow->claimed[at], now_utc_us);
	for (guint i = 0; i < flow->in_hand->len; i++)
		lease_keep(
			flow->engine->db, flow->in_hand->pdata[i], now_utc_us);
	leases_end(flow->engine->db, now_utc_us);
	turns_look(flow->turns, clock_monotonic_us());
	reader_flow_pump(flow);
	flow_prove(flow);
	if (flow->is_used) /* memory, which lies about in each thread's heap */
		malloc_trim(0);
	flow->is_used = false;
	return G_SOURCE_CONTINUE;
}

static struct pool *flow_pool(struct reader_flow *flow, enum reader_kind kind)
{
	struct pool_settings settings =
		workers_of(flow->engine->rules.config, kind);
	struct pool_hooks hooks = { on_idle, on_answer, on_progress, on_refusal,
		flow };
	return pool_new(&settings, &hooks);
}

struct reader_flow *reader_flow_new(struct engine *engine)
{
	static const struct registering_calls registering_calls = { on_postpone,
		on_kept, is_more_to_come, on_commit_begins, on_commit_ends };
	struct reader_flow *flow = g_new0(struct reader_flow, 1);
	flow->engine = engine;
	flow->in_hand = g_ptr_array_new_with_free_func(g_free);
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		flow->claimed[at] = g_queue_new();
	flow->thinking = thinking_new(&engine->rules, on_thought, flow);
	flow->turns = turns_new(on_turn, flow);
	flow->registering = registering_new(engine, &registering_calls, flow);
	if (engine->parts & ENGINE_PARSE)
		flow->pools[0] = flow_pool(flow, READER_PARSE);
	if (engine->parts & ENGINE_OCR)
		flow->pools[1] = flow_pool(flow, READER_OCR);
	flow->looks_before_proof = PROOF_LOOKS_MOST;
	return flow;
}

void reader_flow_begin(struct reader_flow *flow)
{
	if (flow->engine->parts & ENGINE_MAIL)
		thinking_warm_up(flow->thinking);
	flow->look_timer = g_timeout_add(LOOK_EVERY_MS, on_look_timer, flow);
	reader_flow_pump(flow);
}

/* What was claimed and not begun, and what a worker had in hand whom we ended:
 * `plaint ingest` comes and goes beside the daemon, and must not use up the
 * attempts of others' letters. */
static bool give_back(struct db *db, void *user, GError **error)
{
	const struct reader_flow *flow = user;
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		for (GList *link = flow->claimed[at]->head; link != NULL;
			link = link->next)
			if (!job_give_back(db, link->data, error))
				return false;
	for (guint i = 0; i < flow->in_hand->len; i++)
		if (!job_give_back(db, flow->in_hand->pdata[i], error))
			return false;
	return true;
}

static void flow_release(struct reader_flow *flow)
{
	struct db *db = flow->engine->db;
	g_autoptr(GError) error = NULL;
	if (!db_run_tx(db, give_back, flow, &error) ||
		job_release_owner(db, flow->engine->owner, &error) < 0)
		log_warning("jobs: %s", error->message);
}

void reader_flow_free(struct reader_flow *flow)
{
	if (flow == NULL)
		return;
	/* From here on nothing is claimed or given. */
	g_clear_handle_id(&flow->look_timer, g_source_remove);
	/* What it hands over still asks it how much there is to come. */
	thinking_free(flow->thinking);
	flow->thinking = NULL;
	registering_wait(flow->registering);
	turns_free(flow->turns);
	flow->turns = NULL;
	registering_free(flow->registering);
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		pool_free(flow->pools[at]);
	flow_release(flow);
	for (size_t at = 0; at < G_N_ELEMENTS(kinds); at++)
		g_queue_free_full(flow->claimed[at], g_free);
	g_ptr_array_unref(flow->in_hand);
	g_free(flow);
}
