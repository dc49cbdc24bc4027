/* The role wrote the bytes, so the places it names are checked against what
 * was asked for; the spool checks them against the file. */

#include "chunk.h"

#include "intake.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/source/stream.h"
#include "plaint/store/ledger.h"
#include "plaint/wire/wire.h"

enum {
	CHUNK_MOST_BYTES = 4 << 20,
	SMALL_MOST_BYTES = 6 << 20, /* of a scratch in memory */
	/* May be any size: fetched alone, and not into memory. */
	UNTOLD_BYTES = SMALL_MOST_BYTES + 1,
};

void chunk_init(struct chunk *chunk)
{
	chunk->messages = g_array_new(FALSE, FALSE, sizeof(struct pending));
	chunk->fd = -1;
}

void chunk_clear(struct chunk *chunk)
{
	g_clear_pointer(&chunk->messages, g_array_unref);
	fd_clear(&chunk->fd);
}

static int64_t pending_bytes(const struct pending *pending)
{
	return pending->bytes > 0 ? pending->bytes : UNTOLD_BYTES;
}

bool chunk_fill(struct chunk *chunk, struct spool *spool, GQueue *pending,
	guint most, GError **error)
{
	int64_t bytes = 0;
	const struct pending *next;
	while ((next = g_queue_peek_head(pending)) != NULL &&
		chunk->messages->len < most &&
		(chunk->messages->len == 0 ||
			bytes + pending_bytes(next) <= CHUNK_MOST_BYTES)) {
		bytes += pending_bytes(next);
		g_array_append_val(chunk->messages, *next);
		g_free(g_queue_pop_head(pending));
	}
	/* One alone may be one that lies about its size. */
	chunk->fd = most > 1 && bytes <= SMALL_MOST_BYTES
			    ? spool_scratch_small(spool, error)
			    : spool_scratch(spool, error);
	return chunk->fd >= 0;
}

void chunk_put_back(struct chunk *chunk, GQueue *pending)
{
	for (guint i = chunk->messages->len; i > 0; i--)
		g_queue_push_head(
			pending, g_memdup2(&g_array_index(chunk->messages,
						   struct pending, i - 1),
					 sizeof(struct pending)));
	g_array_set_size(chunk->messages, 0);
	fd_clear(&chunk->fd);
}

json_t *chunk_uids(const struct chunk *chunk)
{
	json_t *list = json_array();
	for (guint i = 0; i < chunk->messages->len; i++)
		json_array_append_new(
			list, json_integer(g_array_index(
				      chunk->messages, struct pending, i)
						   .uid));
	return list;
}

int chunk_slow_ms(const struct chunk *chunk)
{
	int64_t ms = 0;
	for (guint i = 0; i < chunk->messages->len; i++) {
		int64_t told =
			g_array_index(chunk->messages, struct pending, i).bytes;
		/* It may be somewhat larger than the server says. */
		int64_t bytes = told > 0 && told < CHUNK_KEEP_MOST_BYTES / 2
					? told * 2
					: CHUNK_KEEP_MOST_BYTES;
		ms += bytes * 1000 / STREAM_LEAST_BYTES_PER_SECOND;
	}
	return (int)MIN(ms, G_MAXINT / 2);
}

static const struct pending *chunk_find(
	const struct chunk *chunk, json_int_t uid)
{
	for (guint i = 0; i < chunk->messages->len; i++) {
		const struct pending *p =
			&g_array_index(chunk->messages, struct pending, i);
		if (p->uid == uid)
			return p;
	}
	return NULL;
}

static struct ledger_key key_of(const struct chunk_place *place, uint32_t uid,
	char text[static LEDGER_UID_BYTES])
{
	return ledger_key_of_uid(place->source, place->epoch, uid, text);
}

void chunk_note_problem(struct engine *engine, const struct chunk_place *place,
	uint32_t uid, const char *why)
{
	g_autoptr(GError) error = NULL;
	char text[LEDGER_UID_BYTES];
	log_warning("mailbox %s: message %u: %s", place->source, uid, why);
	if (!ledger_put_problem(
		    engine->db, key_of(place, uid, text), why, &error))
		log_error("mailbox %s: %s", place->source, error->message);
}

struct body {
	const struct pending *asked;
	int64_t offset, bytes;
	bool is_cut;
};

/* False for what was not asked for and for places that cannot be. */
static bool body_read(
	const struct chunk *chunk, const json_t *json, struct body *out)
{
	*out = (struct body){
		.asked = chunk_find(chunk, wire_integer(json, "uid", 0)),
		.offset = wire_integer(json, "offset", -1),
		.bytes = wire_integer(json, "bytes", -1),
		.is_cut = json_is_true(json_object_get(json, "is_cut")),
	};
	return out->asked != NULL && out->offset >= 0 && out->bytes >= 0;
}

static struct intake_item item_of(
	const struct chunk *chunk, const struct body *body)
{
	return (struct intake_item){
		.channel = "mail",
		.name = "",
		.received_from = "internaldate",
		.received_utc_us = body->asked->received_utc_us > 0
					   ? body->asked->received_utc_us
					   : clock_now_utc_us(),
		.fd = chunk->fd,
		.offset = body->offset,
		.bytes = body->bytes,
	};
}

struct arrival {
	struct chunk_place place;
	struct chunk chunk;
	struct body *bodies;
	struct intake_item *items; /* as many */
	size_t count;
	char (*uids)[LEDGER_UID_BYTES]; /* of the items' keys */
	GError *failure;		/* NULL: all of it is kept */
};

struct arrival *arrival_new(const struct chunk_place *place,
	struct chunk *chunk, const json_t *bodies)
{
	size_t said = json_array_size(bodies);
	struct arrival *arrival = g_new0(struct arrival, 1);
	arrival->place = *place;
	arrival->chunk = *chunk;
	chunk_init(chunk);
	arrival->bodies = g_new0(struct body, said + 1);
	arrival->items = g_new0(struct intake_item, said + 1);
	arrival->uids = g_malloc0_n(said + 1, LEDGER_UID_BYTES);
	for (size_t i = 0; i < said; i++) {
		size_t at = arrival->count;
		struct body *body = &arrival->bodies[at];
		if (!body_read(
			    &arrival->chunk, json_array_get(bodies, i), body))
			continue;
		arrival->items[at] = item_of(&arrival->chunk, body);
		arrival->items[at].key =
			key_of(place, body->asked->uid, arrival->uids[at]);
		arrival->count++;
	}
	return arrival;
}

void arrival_free(struct arrival *arrival)
{
	if (arrival == NULL)
		return;
	chunk_clear(&arrival->chunk);
	g_free(arrival->bodies);
	g_free(arrival->items);
	g_free(arrival->uids);
	g_clear_error(&arrival->failure);
	g_free(arrival);
}

void arrival_keep(
	struct arrival *arrival, const char *spool_dir, struct spool **spool)
{
	if (*spool == NULL)
		*spool = spool_open(spool_dir, &arrival->failure);
	if (*spool != NULL)
		(void)intake_keep(*spool, arrival->items, arrival->count,
			&arrival->failure);
}

static bool has_come(const struct arrival *arrival, const struct pending *asked)
{
	for (size_t i = 0; i < arrival->count; i++)
		if (arrival->bodies[i].asked == asked)
			return true;
	return false;
}

/* What did not come, another program took away in between. */
static void note_troubles(struct engine *engine, const struct arrival *arrival)
{
	const struct chunk_place *place = &arrival->place;
	const GArray *messages = arrival->chunk.messages;
	for (size_t i = 0; i < arrival->count; i++) {
		if (arrival->bodies[i].is_cut)
			chunk_note_problem(engine, place,
				arrival->bodies[i].asked->uid,
				"over the limit: kept as far as that");
	}
	for (guint i = 0; i < messages->len; i++) {
		const struct pending *asked =
			&g_array_index(messages, struct pending, i);
		if (!has_come(arrival, asked))
			chunk_note_problem(engine, place, asked->uid,
				"gone from the server before it was fetched");
	}
}

bool arrival_commit(struct arrival *arrival, struct engine *engine,
	bool *has_old_out, GError **error)
{
	if (arrival->failure != NULL) {
		g_propagate_error(error, g_steal_pointer(&arrival->failure));
		return false;
	}
	if (!intake_commit(engine, arrival->items, arrival->count, error))
		return false;
	for (size_t i = 0; i < arrival->count; i++)
		*has_old_out = *has_old_out || !arrival->items[i].is_new;
	note_troubles(engine, arrival);
	return true;
}
