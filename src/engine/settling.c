/* UIDs of another epoch mean other messages now: of them there is nothing to
 * tell, their messages came again under new numbers.  Left open they would
 * fill every list and keep the present ones out of it. */

#include "settling.h"

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/store/ledger.h"

struct settling {
	const struct chunk_place *place;
	GArray *uids;
	int count;
};

static bool list_rows(struct db *db, void *user, GError **error)
{
	struct settling *settling = user;
	const struct chunk_place *place = settling->place;
	int64_t now_utc_us = clock_now_utc_us();
	g_autoptr(GPtrArray) finished =
		ledger_list_finished(db, place->source, SETTLING_MOST, error);
	if (finished == NULL)
		return false;
	g_array_set_size(settling->uids, 0);
	settling->count = (int)finished->len;
	for (guint i = 0; i < finished->len; i++) {
		const struct ledger_item *item = finished->pdata[i];
		uint32_t uid =
			(uint32_t)g_ascii_strtoull(item->key.item, NULL, 10);
		if (item->key.epoch == place->epoch)
			g_array_append_val(settling->uids, uid);
		else if (!ledger_mark_acknowledged(
				 db, item->key, now_utc_us, error))
			return false;
	}
	return true;
}

static bool run_tx(
	struct engine *engine, db_work rows, struct settling *settling)
{
	g_autoptr(GError) error = NULL;
	bool done = db_run_tx(engine->db, rows, settling, &error);
	if (!done)
		log_error("mailbox %s: %s", settling->place->source,
			error->message);
	return done;
}

int settling_list(
	struct engine *engine, const struct chunk_place *place, GArray *uids)
{
	struct settling settling = { place, uids, 0 };
	do {
		if (!run_tx(engine, list_rows, &settling))
			return -1;
	} while (uids->len == 0 && settling.count == SETTLING_MOST);
	return settling.count;
}

json_t *settling_frame(const GArray *uids)
{
	json_t *list = json_array();
	for (guint i = 0; i < uids->len; i++)
		json_array_append_new(
			list, json_integer(g_array_index(uids, uint32_t, i)));
	return json_pack("{s:s s:o}", "type", "settle", "uids", list);
}

static bool mark_rows(struct db *db, void *user, GError **error)
{
	const struct settling *settling = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (guint i = 0; i < settling->uids->len; i++) {
		char text[LEDGER_UID_BYTES];
		struct ledger_key key = ledger_key_of_uid(
			settling->place->source, settling->place->epoch,
			g_array_index(settling->uids, uint32_t, i), text);
		if (!ledger_mark_acknowledged(db, key, now_utc_us, error))
			return false;
	}
	return true;
}

static bool was_asked(const GArray *asked, json_int_t uid)
{
	for (guint i = 0; i < asked->len; i++)
		if (g_array_index(asked, uint32_t, i) == uid)
			return true;
	return false;
}

int settling_done(struct engine *engine, const struct chunk_place *place,
	const GArray *asked, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "uids");
	g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_int_t said = json_integer_value(json_array_get(list, i));
		uint32_t uid = (uint32_t)said;
		if (was_asked(asked, said))
			g_array_append_val(told, uid);
	}
	struct settling settling = { place, told, 0 };
	return run_tx(engine, mark_rows, &settling) ? (int)told->len : -1;
}
