/* One thread with a spool of its own, so that writing and syncing keep their
 * order without a lock. */

#include "keeper.h"

#include "background.h"
#include "plaint/base/fd.h"
#include "plaint/registry/keeping.h"
#include "plaint/registry/paper.h"
#include "plaint/spool/spool.h"

struct keeper {
	struct background *thread;
	char *spool_dir;
	struct spool *spool; /* the thread's own; NULL before the first */
	const struct keeper_calls *calls;
	void *user;
};

/* To be written, or else to be synced. */
struct task {
	struct registration *registration; /* NULL: it is a batch */
	int fd;
	GPtrArray *kept, *lost; /* of a batch */
	GError *failure;	/* NULL: done */
};

static void task_free(struct task *task)
{
	fd_clear(&task->fd);
	g_clear_error(&task->failure);
	g_free(task);
}

/* --- in the thread ------------------------------------------------------ */

static bool write_one(struct spool *spool, struct task *task)
{
	const struct paper *paper = task->registration->paper;
	return keeping_take(
		       spool, task->registration, task->fd, &task->failure) &&
	       (paper == NULL || paper_keep(spool, paper, &task->failure));
}

static bool is_kept(struct spool *spool, const struct registration *done)
{
	return keeping_is_done(spool, done) &&
	       (done->paper == NULL || paper_is_kept(spool, done->paper));
}

/* A sync that failed before, of a batch or for want of room, dropped what it
 * could not keep. */
static void sync_batch(struct spool *spool, struct task *task)
{
	if (!spool_sync(spool, &task->failure))
		return;
	for (guint i = task->kept->len; i > 0; i--)
		if (!is_kept(spool, task->kept->pdata[i - 1]))
			g_ptr_array_add(task->lost,
				g_ptr_array_steal_index(task->kept, i - 1));
}

static void work(void *user, void *item)
{
	struct keeper *keeper = user;
	struct task *task = item;
	if (keeper->spool == NULL)
		keeper->spool = spool_open(keeper->spool_dir, &task->failure);
	if (keeper->spool != NULL && task->registration != NULL)
		write_one(keeper->spool, task);
	else if (keeper->spool != NULL)
		sync_batch(keeper->spool, task);
	fd_clear(&task->fd);
}

/* --- in the main loop --------------------------------------------------- */

static void on_done(void *user, void *item)
{
	struct keeper *keeper = user;
	struct task *task = item;
	if (task->registration != NULL)
		keeper->calls->written(
			keeper->user, task->registration, task->failure);
	else
		keeper->calls->synced(
			keeper->user, task->kept, task->lost, task->failure);
	task_free(task);
}

struct keeper *keeper_new(
	const char *spool_dir, const struct keeper_calls *calls, void *user)
{
	static const struct background_calls thread_calls = { work, on_done,
		0 };
	struct keeper *keeper = g_new0(struct keeper, 1);
	keeper->spool_dir = g_strdup(spool_dir);
	keeper->calls = calls;
	keeper->user = user;
	keeper->thread = background_new(&thread_calls, keeper, 1);
	return keeper;
}

void keeper_free(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	background_free(keeper->thread);
	spool_close(keeper->spool);
	g_free(keeper->spool_dir);
	g_free(keeper);
}

void keeper_write(
	struct keeper *keeper, struct registration *registration, int fd)
{
	struct task *task = g_new0(struct task, 1);
	task->registration = registration;
	task->fd = fd;
	background_add(keeper->thread, task);
}

void keeper_sync(struct keeper *keeper, GPtrArray *batch)
{
	struct task *task = g_new0(struct task, 1);
	task->fd = -1;
	task->kept = batch;
	task->lost = g_ptr_array_new_with_free_func(
		(GDestroyNotify)registration_free);
	background_add(keeper->thread, task);
}

void keeper_wait(struct keeper *keeper)
{
	background_wait(keeper->thread);
}
