/* Infected bytes are told of in each case that has them. */
#include "virus_verdict.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/virus_work.h"
#include "plaint/db/db.h"
#include "plaint/store/reply.h"
#include "plaint/store/setting.h"

enum {
	AGAIN_DOUBLINGS_MOST = 9, /* 512 minutes */
};

#define AGAIN_FIRST_US (INT64_C(60) * 1000000)

void virus_verdict_free(gpointer data)
{
	struct virus_verdict *verdict = data;
	g_free(verdict->scan);
	g_free(verdict->state);
	g_free(verdict->signature);
	g_free(verdict->problem);
	g_free(verdict->version);
	g_free(verdict);
}

static bool is_clean(const struct virus_scan *scan)
{
	return strcmp(scan->state, "clean") == 0;
}

static int64_t again_after_us(int64_t attempts)
{
	int64_t doublings = MIN(attempts, AGAIN_DOUBLINGS_MOST);
	return AGAIN_FIRST_US << doublings;
}

/* Said of each letter that has these bytes, in its case or by itself. */
static bool tell_infected(struct db *db, const struct virus_scan *scan,
	int64_t now_utc_us, GError **error)
{
	g_autoptr(GPtrArray) places =
		virus_place_list_of(db, scan->sha256, error);
	for (guint i = 0; places != NULL && i < places->len; i++) {
		struct virus_allow_wish wish = { places->pdata[i],
			REPLY_DRAFTED_BY_PLAINT, NULL, now_utc_us };
		if (!virus_tell(db, &wish, "infected", error))
			return false;
	}
	return places != NULL;
}

/* What somebody may have opened already: one alarm for the letter. */
static bool raise_alarm(
	struct db *db, const struct virus_scan *scan, GError **error)
{
	g_autoptr(GPtrArray) places =
		virus_place_list_of(db, scan->sha256, error);
	if (places == NULL || places->len == 0)
		return places != NULL;
	const struct virus_place *place = places->pdata[0];
	g_autofree char *key = virus_alarm_key(place->letter_id.text);
	g_autofree char *name = utf8_one_line(place->name);
	g_autofree char *what = g_strdup_printf(
		"\"%s\" was clean, and is infected (%s) by newer signatures; "
		"it is in %u places, and locked: plaint virus noted %s",
		name, scan->signature, places->len, place->letter_id.text);
	return setting_set(db, key, what, error);
}

static bool put_infected(struct db *db, const struct virus_scan *before,
	const struct virus_scan *row, int64_t now_utc_us, GError **error)
{
	return tell_infected(db, row, now_utc_us, error) &&
	       (!is_clean(before) || raise_alarm(db, row, error));
}

/* What was infected is not so by other signatures. */
static bool end_alarm(
	struct db *db, const struct virus_scan *before, GError **error)
{
	if (is_clean(before) || before->scanned_utc_us == 0)
		return true;
	g_autoptr(GPtrArray) places =
		virus_place_list_of(db, before->sha256, error);
	if (places == NULL || places->len == 0)
		return places != NULL;
	const struct virus_place *place = places->pdata[0];
	g_autofree char *key = virus_alarm_key(place->letter_id.text);
	return setting_set(db, key, "", error);
}

/* Bytes that were clean stay so while the scanner has no word about them. */
static bool put_one(struct db *db, const struct virus_verdict *verdict,
	int64_t now_utc_us, GError **error)
{
	struct virus_scan row = *verdict->scan;
	bool is_known = strcmp(verdict->state, "not_scanned") != 0;
	if (is_known || !is_clean(&row))
		row.state = verdict->state;
	row.signature = verdict->signature;
	row.problem = verdict->problem;
	row.attempts = is_known && is_clean(&row) ? 0 : row.attempts + 1;
	row.not_before_utc_us =
		now_utc_us + (is_known ? 0 : again_after_us(row.attempts - 1));
	row.scanned_utc_us = is_known ? now_utc_us : row.scanned_utc_us;
	row.version = is_known ? verdict->version : row.version;
	if (!virus_scan_put(db, &row, error))
		return false;
	if (strcmp(verdict->state, "infected") == 0)
		return put_infected(db, verdict->scan, &row, now_utc_us, error);
	return !is_known || end_alarm(db, verdict->scan, error);
}

static bool put_all(struct db *db, void *user, GError **error)
{
	GPtrArray *verdicts = user;
	int64_t now_utc_us = clock_now_utc_us();
	for (guint i = 0; i < verdicts->len; i++) {
		if (!put_one(db, verdicts->pdata[i], now_utc_us, error))
			return false;
	}
	return true;
}

static void tell_log(const struct virus_verdict *verdict)
{
	if (strcmp(verdict->state, "infected") == 0)
		log_warning("%s is infected: %s; it is locked",
			verdict->scan->sha256, verdict->signature);
	else if (strcmp(verdict->state, "clean") != 0)
		log_warning("%s is not scanned: %s", verdict->scan->sha256,
			verdict->problem);
}

bool virus_verdicts_put(struct db *db, GPtrArray *verdicts)
{
	g_autoptr(GError) error = NULL;
	if (verdicts->len == 0)
		return true;
	if (!db_run_tx(db, put_all, verdicts, &error)) {
		log_error("virus scan: %s", error->message);
		return false;
	}
	for (guint i = 0; i < verdicts->len; i++)
		tell_log(verdicts->pdata[i]);
	return true;
}
