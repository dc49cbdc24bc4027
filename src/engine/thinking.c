/* The rules cannot change meanwhile: a reload frees this first. */

#include "thinking.h"

#include <malloc.h>

#include "background.h"
#include "plaint/base/fd.h"
#include "plaint/registry/paper.h"
#include "plaint/rulebook/topics.h"
#include "plaint/wire/document_json.h"

enum {
	THREADS_MOST = 4
};

struct thinking {
	const struct rules *rules;
	struct background *threads;
	GThread *warming_up; /* NULL: not asked for */
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

static void think(void *user, void *item)
{
	struct thinking *thinking = user;
	struct thought *thought = item;
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
}

static void on_thought(void *user, void *item)
{
	struct thinking *thinking = user;
	thinking->done(thinking->user, item);
}

struct thinking *thinking_new(const struct rules *rules,
	void (*done)(void *user, struct thought *thought), void *user)
{
	static const struct background_calls calls = { think, on_thought, 0 };
	struct thinking *thinking = g_new0(struct thinking, 1);
	int threads = CLAMP((int)g_get_num_processors(), 1, THREADS_MOST);
	thinking->rules = rules;
	thinking->done = done;
	thinking->user = user;
	thinking->threads = background_new(&calls, thinking, threads);
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
	background_free(thinking->threads);
	g_free(thinking);
}

void thinking_add(struct thinking *thinking, struct thought *thought)
{
	background_add(thinking->threads, thought);
}

guint thinking_count(const struct thinking *thinking)
{
	return thinking != NULL ? background_count(thinking->threads) : 0;
}
