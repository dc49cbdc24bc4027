/* The ledger knows every message that was ever listed, but for those marked as
 * deleted: whoever marked them means to purge them, and nobody misses them
 * then.  What is known and stored is not fetched. */

#include "listing.h"

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/store/ledger.h"
#include "plaint/wire/wire.h"

/* Of the listed messages, those whose bytes we have. */
static GHashTable *stored_uids(struct db *db, const struct chunk_place *place,
	char **items, GError **error)
{
	g_autoptr(GHashTable) known = ledger_known(db, place->source,
		place->epoch, (const char *const *)items, error);
	if (known == NULL)
		return NULL;
	g_autoptr(GPtrArray) unstored = ledger_list_unstored(
		db, place->source, place->epoch, G_MAXINT, error);
	if (unstored == NULL)
		return NULL;
	for (guint i = 0; i < unstored->len; i++) {
		const struct ledger_item *item = unstored->pdata[i];
		g_hash_table_remove(known, item->key.item);
	}
	return g_steal_pointer(&known);
}

static void add_pending(GQueue *pending, const json_t *message)
{
	struct pending *next = g_new0(struct pending, 1);
	next->uid = (uint32_t)wire_integer(message, "uid", 0);
	next->bytes = wire_integer(message, "bytes", 0);
	next->received_utc_us = wire_integer(message, "received_utc_us", 0);
	g_queue_push_tail(pending, next);
}

bool listing_note(struct engine *engine, const struct chunk_place *place,
	const json_t *messages, GQueue *pending, GError **error)
{
	size_t said = json_array_size(messages), count = 0;
	g_auto(GStrv) items = g_new0(char *, said + 1);
	g_autofree const json_t **present = g_new0(const json_t *, said + 1);
	g_autofree struct ledger_item *seen =
		g_new0(struct ledger_item, said + 1);
	for (size_t i = 0; i < said; i++) {
		const json_t *m = json_array_get(messages, i);
		if (json_is_true(json_object_get(m, "is_deleted")))
			continue;
		present[count] = m;
		items[count] = g_strdup_printf(
			"%" JSON_INTEGER_FORMAT, wire_integer(m, "uid", 0));
		seen[count].key = (struct ledger_key){ place->source,
			place->epoch, items[count] };
		seen[count++].size_bytes = wire_integer(m, "bytes", 0);
	}
	if (!ledger_note_seen(
		    engine->db, seen, count, clock_now_utc_us(), error))
		return false;
	g_autoptr(GHashTable) stored =
		stored_uids(engine->db, place, items, error);
	if (stored == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!g_hash_table_contains(stored, items[i]))
			add_pending(pending, present[i]);
	}
	return true;
}

uint32_t listing_next(const json_t *messages, uint32_t list_from)
{
	for (size_t i = 0; i < json_array_size(messages); i++) {
		json_int_t uid =
			wire_integer(json_array_get(messages, i), "uid", 0);
		if (uid >= list_from && uid < UINT32_MAX)
			list_from = (uint32_t)uid + 1;
	}
	return list_from;
}

uint32_t listing_begin(
	struct engine *engine, const struct chunk_place *place, bool is_emptied)
{
	g_autoptr(GError) error = NULL;
	int64_t highest = 0;
	if (is_emptied)
		return 1;
	g_autoptr(GPtrArray) unstored = ledger_list_unstored(
		engine->db, place->source, place->epoch, 1, &error);
	if (unstored != NULL && unstored->len > 0) {
		const struct ledger_item *first = unstored->pdata[0];
		return (uint32_t)g_ascii_strtoull(first->key.item, NULL, 10);
	}
	if (unstored == NULL || !ledger_highest(engine->db, place->source,
					place->epoch, &highest, &error))
		log_error("mailbox %s: %s", place->source, error->message);
	return (uint32_t)highest + 1;
}

struct again {
	const struct chunk_place *place;
	const GArray *uids;
};

static bool forget_problems(struct db *db, void *user, GError **error)
{
	const struct again *again = user;
	for (guint i = 0; i < again->uids->len; i++) {
		g_autofree char *item = g_strdup_printf(
			"%u", g_array_index(again->uids, uint32_t, i));
		struct ledger_key key = { again->place->source,
			again->place->epoch, item };
		GError *cause = NULL;
		if (ledger_put_problem(db, key, "", &cause))
			continue;
		/* One that was never seen has none. */
		if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
			g_propagate_error(error, cause);
			return false;
		}
		g_error_free(cause);
	}
	return true;
}

bool listing_again(struct engine *engine, const struct chunk_place *place,
	const GArray *uids, uint32_t *list_from_out, GError **error)
{
	struct again again = { place, uids };
	for (guint i = 0; i < uids->len; i++)
		*list_from_out =
			MIN(*list_from_out, g_array_index(uids, uint32_t, i));
	return db_run_tx(engine->db, forget_problems, &again, error);
}
