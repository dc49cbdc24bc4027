/* A queue to the threads and one back, which a source of the main loop
 * watches.  The rules cannot change meanwhile: a reload frees this first. */

#include "thinking.h"

#include <malloc.h>

#include "plaint/base/fd.h"
#include "plaint/registry/paper.h"
#include "plaint/rulebook/topics.h"
#include "plaint/wire/document_json.h"

enum {
	THREADS_MOST = 4
};

struct thinking {
	const struct rules *rules;
	GThreadPool *threads;
	GThread *warming_up;  /* NULL: not asked for */
	GAsyncQueue *thought; /* of struct thought */
	GSource *source;
	guint count;
	void (*done)(void *user, struct thought *thought);
	void *user;
};

void thought_free(struct thought *thought)
{
	if (thought == NULL)
		return;
	registration_free(thought->registration);
	json_decref(thought->answer);
	fd_clear(&thought->attachments_fd);
	g_free(thought);
}

static void prepare(
	const struct rules *rules, struct registration *registration)
{
	if (registration->paper != NULL)
		paper_prepare(rules, registration);
	else
		registration_prepare(rules, registration);
}

static void think(gpointer data, gpointer user)
{
	struct thought *thought = data;
	struct thinking *thinking = user;
	struct registration *registration = thought->registration;
	g_autoptr(GError) error = NULL;
	registration->document = document_from_json(thought->answer, &error);
	if (registration->document != NULL)
		registration->searchable_pdf = g_steal_pointer(
			&registration->document->searchable_pdf);
	if (registration->document == NULL) {
		registration->problem = g_strdup(error->message);
	} else if (registration->job->attachment == 0) {
		registration->json = document_keep_json(
			registration->document, thought->answer);
		prepare(thinking->rules, registration);
	}
	g_clear_pointer(&thought->answer, json_decref);
	g_async_queue_push(thinking->thought, thought);
	g_source_set_ready_time(thinking->source, 0);
}

static void hand_over(struct thinking *thinking)
{
	struct thought *thought;
	while ((thought = g_async_queue_try_pop(thinking->thought)) != NULL) {
		thinking->count--;
		thinking->done(thinking->user, thought);
	}
}

static gboolean on_thought(gpointer user)
{
	struct thinking *thinking = user;
	/* First, so that what is pushed from here on is seen. */
	g_source_set_ready_time(thinking->source, -1);
	hand_over(thinking);
	return G_SOURCE_CONTINUE;
}

static gboolean source_dispatch(
	GSource *source, GSourceFunc call, gpointer user)
{
	(void)source;
	return call(user);
}

static GSourceFuncs source_calls = { .dispatch = source_dispatch };

struct thinking *thinking_new(const struct rules *rules,
	void (*done)(void *user, struct thought *thought), void *user)
{
	struct thinking *thinking = g_new0(struct thinking, 1);
	int threads = CLAMP((int)g_get_num_processors(), 1, THREADS_MOST);
	thinking->rules = rules;
	thinking->done = done;
	thinking->user = user;
	thinking->thought = g_async_queue_new();
	thinking->source = g_source_new(&source_calls, sizeof(GSource));
	g_source_set_callback(thinking->source, on_thought, thinking, NULL);
	g_source_attach(thinking->source, NULL);
	thinking->threads =
		g_thread_pool_new(think, thinking, threads, FALSE, NULL);
	return thinking;
}

static gpointer warm_up(gpointer user)
{
	topics_warm_up(user);
	/* What reading rules and dictionaries needed and no longer does. */
	malloc_trim(0);
	return NULL;
}

void thinking_warm_up(struct thinking *thinking)
{
	thinking->warming_up =
		g_thread_new("warm-up", warm_up, thinking->rules->topics);
}

void thinking_free(struct thinking *thinking)
{
	if (thinking == NULL)
		return;
	if (thinking->warming_up != NULL)
		g_thread_join(thinking->warming_up);
	g_thread_pool_free(thinking->threads, FALSE, TRUE);
	hand_over(thinking);
	g_source_destroy(thinking->source);
	g_source_unref(thinking->source);
	g_async_queue_unref(thinking->thought);
	g_free(thinking);
}

void thinking_add(struct thinking *thinking, struct thought *thought)
{
	thinking->count++;
	g_thread_pool_push(thinking->threads, thought, NULL);
}

guint thinking_count(const struct thinking *thinking)
{
	return thinking != NULL ? thinking->count : 0;
}
