/* Threads only wait here: each holds sealed workers, hands them the next file,
 * and puts the answer where the one that prints takes it up. */

#include "read_many.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/worker/enclosed.h"
#include "progress.h"

int read_open(const char *path, GError **error)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		base_error_set_errno(error, "%s", path);
		return -1;
	}
	if (fd_size_bytes(fd, error) == 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"%s: the file is empty", path);
		return -1;
	}
	return fd_steal(&fd);
}

struct result {
	const char *path;
	json_t *answer;
	GError *error;
	bool is_done;
};

struct heap {
	const struct read_many *work;
	struct result *results; /* as many as paths */
	gint taken;
	GAsyncQueue *done; /* a word for each result: something is new */
};

static void read_one(struct enclosed_workers *workers, struct result *result)
{
	auto_fd int fd = read_open(result->path, &result->error);
	if (fd < 0)
		return;
	result->answer = enclosed_read_with(workers, fd, &result->error);
	if (result->answer == NULL)
		g_prefix_error(&result->error, "%s: ", result->path);
}

/* One job, until nothing is left.  Its workers die with this thread, so they
 * are ended here. */
static void run_job(gpointer unused, gpointer user)
{
	struct heap *heap = user;
	(void)unused;
	g_autoptr(enclosed_workers) workers =
		enclosed_workers_new(heap->work->settings);
	for (;;) {
		int next = g_atomic_int_add(&heap->taken, 1);
		if (next >= heap->work->count)
			return;
		read_one(workers, &heap->results[next]);
		g_async_queue_push(heap->done, &heap->results[next]);
	}
}

/* What goes to a terminal is its own progress. */
static void tell_progress(int done, int count)
{
	if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
		progress_tell("reading", (double)done / count);
}

static void tell_all(struct heap *heap, read_many_tell tell, void *user)
{
	int told = 0, count = heap->work->count;
	for (int done = 1; done <= count; done++) {
		struct result *new = g_async_queue_pop(heap->done);
		new->is_done = true;
		for (; told < count && heap->results[told].is_done; told++) {
			struct result *result = &heap->results[told];
			progress_pause();
			tell(result->path, result->answer, result->error, user);
			g_clear_error(&result->error);
		}
		tell_progress(done, count);
	}
}

void read_many(const struct read_many *work, read_many_tell tell, void *user)
{
	int jobs = MIN(work->jobs, work->count);
	g_autofree struct result *results =
		g_new0(struct result, (gsize)work->count);
	struct heap heap = {
		.work = work, .results = results, .done = g_async_queue_new()
	};
	for (int i = 0; i < work->count; i++)
		results[i].path = work->paths[i];
	GThreadPool *pool =
		g_thread_pool_new(run_job, &heap, jobs, FALSE, NULL);
	for (int i = 0; i < jobs; i++)
		g_thread_pool_push(pool, &heap, NULL);
	tell_progress(0, work->count);
	tell_all(&heap, tell, user);
	g_thread_pool_free(pool, FALSE, TRUE);
	g_async_queue_unref(heap.done);
}
