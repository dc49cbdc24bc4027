/* Durable first: bytes fsynced under their hash, then one transaction that
 * makes letters, jobs and ledger agree. */

#include "intake.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/store/event.h"
#include "plaint/store/job.h"
#include "plaint/store/letter.h"
#include "plaint/worker/reader.h"
#include "reading.h"

struct batch {
	struct engine *engine;
	struct intake_item *items;
	size_t count;
	int64_t now_utc_us;
	const struct job_claim *claim; /* NULL: none may be claimed */
	bool claims;		       /* there are none whose turn is before */
	GPtrArray *claimed;	       /* of struct job */
};

/* What is claimed as it is stored needs no transaction of its own for that. */
static bool item_add_job(struct db *db, const struct batch *batch,
	const struct intake_item *item, const struct letter *letter,
	GError **error)
{
	if (!batch->claims || strcmp(item->job_kind, batch->claim->kind) != 0)
		return job_add(db, item->job_kind, letter->id.text,
			batch->now_utc_us, error);
	struct job *job = job_add_claimed(
		db, batch->claim, letter, batch->now_utc_us, error);
	if (job != NULL)
		g_ptr_array_add(batch->claimed, job);
	return job != NULL;
}

static bool item_commit(struct db *db, const struct batch *batch,
	struct intake_item *item, GError **error)
{
	/* A mail server believes whoever appends a mail with a date: the law's
	 * days would be counted from one that has not come. */
	int64_t received_utc_us = MIN(item->received_utc_us, batch->now_utc_us);
	struct letter letter = {
		.id = id_new(batch->now_utc_us),
		.channel = item->channel,
		.source = item->key.source,
		.sha256 = item->hash.hex,
		.bytes = item->bytes,
		.name = item->name,
		.received_utc_us = received_utc_us,
		.received_day =
			day_format(engine_day(batch->engine, received_utc_us)),
		.received_from = item->received_from,
	};
	if (!letter_add(db, &letter, &item->letter_id, &item->is_new, error))
		return false;
	if (item->is_new && !item_add_job(db, batch, item, &letter, error))
		return false;
	return item->key.item == NULL ||
	       ledger_mark_stored(db, item->key, item->letter_id.text,
		       batch->now_utc_us, error);
}

static bool batch_commit(struct db *db, void *user, GError **error)
{
	struct batch *batch = user;
	bool is_behind = true;
	g_ptr_array_set_size(batch->claimed, 0);
	if (batch->claim != NULL &&
		!job_is_waiting(db, batch->claim->kind, batch->now_utc_us,
			&is_behind, error))
		return false;
	batch->claims = !is_behind;
	for (size_t i = 0; i < batch->count; i++) {
		if (!item_commit(db, batch, &batch->items[i], error))
			return false;
	}
	return true;
}

/* What kind of reading an original needs is told by its first bytes; in the
 * handed descriptor they stand at `offset`, so look at the spool's copy. */
static bool item_sniff(
	struct engine *engine, struct intake_item *item, GError **error)
{
	if (g_str_equal(item->channel, "mail")) {
		item->job_kind = reader_kind_name(READER_PARSE);
		return true;
	}
	auto_fd int fd = spool_get(engine->spool, item->hash.hex, error);
	if (fd < 0)
		return false;
	item->job_kind = reader_kind_name(reader_kind_of(fd));
	return true;
}

bool intake_keep(struct spool *spool, struct intake_item *items, size_t count,
	GError **error)
{
	for (size_t i = 0; i < count; i++)
		if (!spool_put_later(spool, items[i].fd, items[i].offset,
			    items[i].bytes, &items[i].hash, error))
			return false;
	return spool_sync(spool, error);
}

bool intake_commit(struct engine *engine, struct intake_item *items,
	size_t count, GError **error)
{
	for (size_t i = 0; i < count; i++) {
		if (!item_sniff(engine, &items[i], error))
			return false;
	}
	struct job_claim claim;
	g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func(g_free);
	struct batch batch = { engine, items, count, clock_now_utc_us(),
		.claimed = claimed };
	if (reader_flow_offer(engine->readers, batch.now_utc_us, &claim))
		batch.claim = &claim;
	if (!db_run_tx(engine->db, batch_commit, &batch, error))
		return false;
	if (batch.claim != NULL)
		reader_flow_take(engine->readers, claimed);
	return true;
}

bool intake_take(
	struct engine *engine, struct intake_item *item, GError **error)
{
	return intake_keep(engine->spool, item, 1, error) &&
	       intake_commit(engine, item, 1, error);
}
