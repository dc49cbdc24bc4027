/* Two steps: a thread keeps the bytes, the main loop commits the rows. */

#include "storing.h"

#include "background.h"
#include "mailbox_launch.h"

enum {
	ARRIVALS_MOST = 2 /* one is written while the next one comes */
};

struct storing {
	struct engine *engine;
	struct background *thread;
	char *spool_dir;
	struct spool *spool; /* the thread's own; NULL before the first */
	storing_call *stored;
	void *user;
};

static void keep(void *user, void *item)
{
	struct storing *storing = user;
	arrival_keep(item, storing->spool_dir, &storing->spool);
}

static void commit(void *user, void *item)
{
	struct storing *storing = user;
	struct arrival *arrival = item;
	g_autoptr(GError) error = NULL;
	bool has_old = false;
	arrival_commit(arrival, storing->engine, &has_old, &error);
	arrival_free(arrival);
	storing->stored(storing->user, has_old, error);
}

struct storing *storing_new(
	struct engine *engine, storing_call *stored, void *user)
{
	static const struct background_calls calls = { keep, commit,
		MAILBOX_PRIORITY };
	struct storing *storing = g_new0(struct storing, 1);
	storing->engine = engine;
	storing->spool_dir = g_strdup(engine->rules.config->spool);
	storing->stored = stored;
	storing->user = user;
	storing->thread = background_new(&calls, storing, 1);
	return storing;
}

void storing_free(struct storing *storing)
{
	if (storing == NULL)
		return;
	background_free(storing->thread);
	spool_close(storing->spool);
	g_free(storing->spool_dir);
	g_free(storing);
}

void storing_add(struct storing *storing, const struct chunk_place *place,
	struct chunk *chunk, const json_t *bodies)
{
	background_add(storing->thread, arrival_new(place, chunk, bodies));
}

bool storing_is_full(const struct storing *storing)
{
	return background_count(storing->thread) >= ARRIVALS_MOST;
}

bool storing_is_empty(const struct storing *storing)
{
	return background_count(storing->thread) == 0;
}
