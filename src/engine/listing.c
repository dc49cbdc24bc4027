/* The ledger knows every message that was ever listed, but for those marked as
 * deleted: whoever marked them means to purge them, and nobody misses them
 * then.  What is known and stored is not fetched. */

#include "listing.h"

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/store/ledger.h"
#include "plaint/wire/wire.h"

static void add_pending(GQueue *pending, const json_t *message)
{
	struct pending *next = g_new0(struct pending, 1);
	next->uid = (uint32_t)wire_integer(message, "uid", 0);
	next->bytes = wire_integer(message, "bytes", 0);
	next->received_utc_us = wire_integer(message, "received_utc_us", 0);
	g_queue_push_tail(pending, next);
}

/* Of a listing what is there to be had. */
struct listed {
	const struct chunk_place *place;
	const json_t **present;
	struct ledger_item *seen; /* as many */
	char **items;		  /* their UIDs, NULL-terminated */
	size_t count;
	GHashTable *stored; /* of items, those whose bytes we have */
};

/* A number that another message had before: that one's row makes room. */
static bool set_apart_others(struct db *db, const struct listed *listed,
	GHashTable *known, GError **error)
{
	for (size_t i = 0; i < listed->count; i++) {
		const struct ledger_item *seen = &listed->seen[i];
		const int64_t *noted =
			g_hash_table_lookup(known, seen->key.item);
		if (noted == NULL ||
			!ledger_is_another(*noted, seen->internaldate_utc_us))
			continue;
		log_warning("mailbox %s: message %s is not the one that had"
			    " this number before: it is fetched",
			seen->key.source, seen->key.item);
		if (!ledger_set_apart(db, seen->key, clock_now_utc_us(), error))
			return false;
		g_hash_table_remove(known, seen->key.item);
	}
	return true;
}

/* Left alone or flagged while the settings said so, they are to be moved away
 * now. */
static bool reopen_settled(struct db *db, const struct listed *listed,
	GHashTable *known, GError **error)
{
	for (size_t i = 0; i < listed->count; i++) {
		if (g_hash_table_contains(known, listed->items[i]) &&
			!ledger_reopen(db, listed->seen[i].key, error))
			return false;
	}
	return true;
}

static bool note_rows(struct db *db, void *user, GError **error)
{
	struct listed *listed = user;
	const struct chunk_place *place = listed->place;
	g_autoptr(GHashTable) known = ledger_known(db, place->source,
		place->epoch, (const char *const *)listed->items, error);
	g_autoptr(GPtrArray) unstored =
		known == NULL ? NULL
			      : ledger_list_unstored(db, place->source,
					place->epoch, G_MAXINT, error);
	if (unstored == NULL || !set_apart_others(db, listed, known, error) ||
		!ledger_note_seen(db, listed->seen, listed->count,
			clock_now_utc_us(), error) ||
		(place->is_emptied &&
			!reopen_settled(db, listed, known, error)))
		return false;
	for (guint i = 0; i < unstored->len; i++) {
		const struct ledger_item *item = unstored->pdata[i];
		g_hash_table_remove(known, item->key.item);
	}
	g_clear_pointer(&listed->stored, g_hash_table_unref);
	listed->stored = g_steal_pointer(&known);
	return true;
}

static void listed_add(struct listed *listed, const json_t *message)
{
	size_t at = listed->count++;
	listed->present[at] = message;
	listed->items[at] = g_strdup_printf(
		"%" JSON_INTEGER_FORMAT, wire_integer(message, "uid", 0));
	listed->seen[at] = (struct ledger_item){
		.key = { listed->place->source, listed->place->epoch,
			listed->items[at] },
		.size_bytes = wire_integer(message, "bytes", 0),
		.internaldate_utc_us =
			wire_integer(message, "received_utc_us", 0),
	};
}

bool listing_note(struct engine *engine, const struct chunk_place *place,
	const json_t *messages, GQueue *pending, GError **error)
{
	size_t said = json_array_size(messages);
	g_auto(GStrv) items = g_new0(char *, said + 1);
	g_autofree const json_t **present = g_new0(const json_t *, said + 1);
	g_autofree struct ledger_item *seen =
		g_new0(struct ledger_item, said + 1);
	struct listed listed = { place, present, seen, items, 0, NULL };
	for (size_t i = 0; i < said; i++) {
		const json_t *message = json_array_get(messages, i);
		if (!json_is_true(json_object_get(message, "is_deleted")))
			listed_add(&listed, message);
	}
	if (!db_run_tx(engine->db, note_rows, &listed, error))
		return false;
	for (size_t i = 0; i < listed.count; i++) {
		if (!g_hash_table_contains(listed.stored, items[i]))
			add_pending(pending, present[i]);
	}
	g_hash_table_unref(listed.stored);
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

static uint32_t first_wanted(
	struct engine *engine, const struct chunk_place *place)
{
	g_autoptr(GError) error = NULL;
	int64_t highest = 0;
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

uint32_t listing_begin(struct engine *engine, const struct chunk_place *place,
	uint32_t uid_next)
{
	if (place->is_emptied)
		return 1;
	uint32_t first = first_wanted(engine, place);
	/* A server restored from a backup gives its numbers once more. */
	return uid_next != 0 ? MIN(first, uid_next) : first;
}

struct again {
	const struct chunk_place *place;
	const GArray *uids;
};

static bool forget_problems(struct db *db, void *user, GError **error)
{
	const struct again *again = user;
	for (guint i = 0; i < again->uids->len; i++) {
		char text[LEDGER_UID_BYTES];
		struct ledger_key key = ledger_key_of_uid(again->place->source,
			again->place->epoch,
			g_array_index(again->uids, uint32_t, i), text);
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
