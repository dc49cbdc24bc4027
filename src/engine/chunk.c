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

/* What did not come, another program took away in between. */
static void note_troubles(struct engine *engine,
	const struct chunk_place *place, const struct chunk *chunk,
	const struct body *bodies, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bodies[i].is_cut)
			chunk_note_problem(engine, place, bodies[i].asked->uid,
				"over the limit: kept as far as that");
	}
	for (guint i = 0; i < chunk->messages->len; i++) {
		const struct pending *asked =
			&g_array_index(chunk->messages, struct pending, i);
		bool is_there = false;
		for (size_t j = 0; j < count; j++)
			is_there = is_there || bodies[j].asked == asked;
		if (!is_there)
			chunk_note_problem(engine, place, asked->uid,
				"gone from the server before it was fetched");
	}
}

bool chunk_store(struct engine *engine, const struct chunk_place *place,
	const struct chunk *chunk, const json_t *bodies, bool *has_old_out,
	GError **error)
{
	size_t said = json_array_size(bodies), count = 0;
	g_autofree struct body *found = g_new0(struct body, said + 1);
	g_autofree struct intake_item *items =
		g_new0(struct intake_item, said + 1);
	g_autofree char(*uids)[LEDGER_UID_BYTES] =
		g_malloc0_n(said + 1, LEDGER_UID_BYTES);
	for (size_t i = 0; i < said; i++) {
		if (!body_read(chunk, json_array_get(bodies, i), &found[count]))
			continue;
		items[count] = item_of(chunk, &found[count]);
		items[count].key =
			key_of(place, found[count].asked->uid, uids[count]);
		count++;
	}
	if (!intake_commit(engine, items, count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*has_old_out = *has_old_out || !items[i].is_new;
	note_troubles(engine, place, chunk, found, count);
	return true;
}
