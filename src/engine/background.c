/* A queue to the threads and one back, which a source of the main loop
 * watches. */

#include "background.h"

struct background {
	const struct background_calls *calls;
	void *user;
	GThreadPool *threads;
	GAsyncQueue *ready;
	GSource *source;
	guint count;
};

static void work(gpointer item, gpointer data)
{
	struct background *background = data;
	background->calls->work(background->user, item);
	g_async_queue_push(background->ready, item);
	g_source_set_ready_time(background->source, 0);
}

static void hand_over(struct background *background, void *item)
{
	background->count--;
	background->calls->done(background->user, item);
}

static gboolean on_ready(gpointer data)
{
	struct background *background = data;
	void *item;
	/* First, so that what is pushed from here on is seen. */
	g_source_set_ready_time(background->source, -1);
	while ((item = g_async_queue_try_pop(background->ready)) != NULL)
		hand_over(background, item);
	return G_SOURCE_CONTINUE;
}

static gboolean source_dispatch(
	GSource *source, GSourceFunc call, gpointer data)
{
	(void)source;
	return call(data);
}

static GSourceFuncs source_calls = { .dispatch = source_dispatch };

struct background *background_new(
	const struct background_calls *calls, void *user, int threads)
{
	struct background *background = g_new0(struct background, 1);
	background->calls = calls;
	background->user = user;
	background->ready = g_async_queue_new();
	background->source = g_source_new(&source_calls, sizeof(GSource));
	g_source_set_priority(background->source, calls->priority);
	g_source_set_callback(background->source, on_ready, background, NULL);
	g_source_attach(background->source, NULL);
	background->threads =
		g_thread_pool_new(work, background, threads, FALSE, NULL);
	return background;
}

void background_free(struct background *background)
{
	if (background == NULL)
		return;
	background_wait(background);
	g_thread_pool_free(background->threads, FALSE, TRUE);
	g_source_destroy(background->source);
	g_source_unref(background->source);
	g_async_queue_unref(background->ready);
	g_free(background);
}

void background_add(struct background *background, void *item)
{
	background->count++;
	g_thread_pool_push(background->threads, item, NULL);
}

void background_wait(struct background *background)
{
	while (background->count > 0)
		hand_over(background, g_async_queue_pop(background->ready));
}

guint background_count(const struct background *background)
{
	return background->count;
}
