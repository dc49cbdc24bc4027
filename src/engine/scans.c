/* A scan folder: files that stand still go into spool and ledger; once their
 * letter is finished they are moved to done/ (or failed/, with the reason). */

#include "scans.h"

#include <string.h>
#include <glib-unix.h>

#include "gathering.h"
#include "intake.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/zone.h"
#include "plaint/source/folder.h"
#include "plaint/store/letter.h"
#include "plaint/store/setting.h"
#include "room.h"

static const int64_t DAY_FILE_MOST_US = INT64_C(24) * 3600 * 1000000;
/* Older than this is no letter's file, but a clock that lost its battery:
 * 1980, 2000, the year the scanner was built. */
static const int64_t FILE_TIME_MOST_US = INT64_C(366) * 24 * 3600 * 1000000;

enum {
	LOOK_LEAST_MS = 20,
	LOOK_MOST_MS = 60000,
	ROOM_AGAIN_US = 3000000,
};

struct scans {
	struct engine *engine;
	const struct config_scans *config;
	struct folder_watch *watch;
	guint readable, timer;
	bool is_full;	/* no room: nothing is taken */
	bool lacks_one; /* this look saw a file that is too large */
	/* Files that this look could not take or move; the first one's error.
	 */
	guint stuck;
	char *stuck_why;
	/* As they stand in the database; NULL: unknown. */
	char *alarm, *day_alarm, *files_alarm;
};

/* What people should see in `plaint status`; "" clears it.  *last: as it
 * stands in the database; NULL: unknown.  False: nothing new. */
static bool alarm_set(
	struct scans *scans, const char *kind, char **last, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *key =
		g_strdup_printf("alarm.%s.%s", kind, scans->config->name);
	if (g_strcmp0(*last, text) == 0)
		return false;
	if (!setting_set(scans->engine->db, key, text, &error)) {
		log_warning(
			"scans %s: %s", scans->config->name, error->message);
		return false;
	}
	g_free(*last);
	*last = g_strdup(text);
	return true;
}

static void scans_alarm(struct scans *scans, const char *text)
{
	bool was_told = scans->alarm != NULL;
	if (!alarm_set(scans, "scans", &scans->alarm, text))
		return;
	if (text[0] != '\0')
		log_error("scans %s: %s", scans->config->name, text);
	else if (was_told)
		log_info("scans %s: goes on", scans->config->name);
}

/* The day a clerk wrote down is not the day letters get: the legal clock is
 * at stake, so it is told where people look. */
static void day_alarm(
	struct scans *scans, const char *note, const char *trouble)
{
	g_autofree char *text = trouble != NULL
					? g_strdup_printf(FOLDER_DAY_NAME
						  " is not used: \"%s\" %s",
						  note, trouble)
					: g_strdup("");
	if (alarm_set(scans, "received", &scans->day_alarm, text) &&
		text[0] != '\0')
		log_warning("scans %s: %s", scans->config->name, text);
}

/* A file that changed under our hands is looked at again, and nothing to tell
 * anybody of; one that lies there day after day is a letter whose clock
 * runs. */
static void note_stuck(
	struct scans *scans, const struct folder_item *item, GError *error)
{
	if (g_error_matches(error, SOURCE_ERROR, SOURCE_ERROR_MESSAGE)) {
		log_warning("scans %s: %s: %s", scans->config->name, item->name,
			error->message);
		return;
	}
	if (scans->stuck++ == 0)
		scans->stuck_why = utf8_make_valid(
			error->message, strlen(error->message), NULL);
}

static void files_alarm(struct scans *scans)
{
	g_autofree char *text =
		scans->stuck == 0
			? g_strdup("")
			: g_strdup_printf("%u file%s cannot be taken or moved: "
					  "%s",
				  scans->stuck, scans->stuck == 1 ? "" : "s",
				  scans->stuck_why);
	if (alarm_set(scans, "files", &scans->files_alarm, text) &&
		text[0] != '\0')
		log_warning("scans %s: %s", scans->config->name, text);
	scans->stuck = 0;
	g_clear_pointer(&scans->stuck_why, g_free);
}

/* --- the day ------------------------------------------------------------ */

/* One that was forgotten must not date next month's letters. */
static const char *day_trouble(
	const struct scans *scans, const char *note, int64_t written_utc_us)
{
	int64_t now_utc_us = clock_now_utc_us();
	struct day day;
	if (!day_parse(note, &day))
		return "is no day (2026-11-20)";
	if (day_compare(day, engine_day(scans->engine, now_utc_us)) > 0)
		return "has not come yet";
	if (now_utc_us - written_utc_us > DAY_FILE_MOST_US)
		return "was written more than a day ago: write it anew";
	return NULL;
}

/* The clerk's word: the file beside the scans, else the settings. */
static char *day_said(struct scans *scans)
{
	int64_t written_utc_us = 0;
	g_autofree char *note = folder_read_day(scans->watch, &written_utc_us);
	const char *setting = scans->config->receipt_day;
	const char *trouble =
		note != NULL ? day_trouble(scans, note, written_utc_us) : NULL;
	struct day day;
	day_alarm(scans, note, trouble);
	if (note != NULL && trouble == NULL)
		return g_steal_pointer(&note);
	return day_parse(setting, &day) ? g_strdup(setting) : NULL;
}

/* The file that was not used is gone, or written anew. */
static void day_alarm_review(struct scans *scans)
{
	int64_t written_utc_us = 0;
	g_autofree char *note = NULL;
	if (g_strcmp0(scans->day_alarm, "") == 0)
		return;
	note = folder_read_day(scans->watch, &written_utc_us);
	if (note == NULL || day_trouble(scans, note, written_utc_us) == NULL)
		day_alarm(scans, note, NULL);
}

static void item_date(struct scans *scans, struct intake_item *item)
{
	g_autofree char *said = day_said(scans);
	struct day day;
	if (said == NULL || !day_parse(said, &day))
		return;
	item->received_from = "clerk";
	item->received_utc_us = zone_noon(scans->engine->rules.zone, day);
}

/* By a scanner's clock that goes ahead terms are not longer; by one that
 * stands they are not over before the letter came. */
static void item_date_by_file(
	const struct folder_item *item, struct intake_item *out)
{
	int64_t now_utc_us = clock_now_utc_us();
	bool is_lost = now_utc_us - item->modified_utc_us > FILE_TIME_MOST_US;
	out->received_from = is_lost ? "taken" : "file_time";
	out->received_utc_us =
		is_lost ? now_utc_us : MIN(item->modified_utc_us, now_utc_us);
}

static struct ledger_key item_key(
	const struct scans *scans, const struct folder_item *item)
{
	return (struct ledger_key){ scans->config->name, 0, item->key };
}

/* What became of the letter decides where the file goes. */
static void item_settle(struct scans *scans, const struct folder_item *item,
	const struct ledger_item *known)
{
	g_autoptr(GError) error = NULL;
	bool is_bad = strcmp(known->letter_state, "quarantined") == 0;
	g_autoptr(letter) letter =
		letter_find(scans->engine->db, known->letter_id.text, &error);
	bool moved = letter != NULL &&
		     (is_bad ? folder_reject(scans->watch, item,
				       letter->problem, &error)
			     : folder_settle(scans->watch, item, &error));
	if (!moved ||
		!ledger_mark_acknowledged(scans->engine->db,
			item_key(scans, item), clock_now_utc_us(), &error))
		note_stuck(scans, item, error);
}

static bool item_take(
	struct scans *scans, const struct folder_item *item, GError **error)
{
	g_autofree char *name =
		utf8_make_valid(item->name, strlen(item->name), NULL);
	auto_fd int fd = folder_open(scans->watch, item, error);
	if (fd < 0)
		return false;
	struct ledger_item seen = { .key = item_key(scans, item),
		.size_bytes = item->size_bytes };
	struct intake_item taken = {
		.key = seen.key,
		.channel = "scan",
		.name = name,
		.fd = fd,
		.bytes = item->size_bytes,
	};
	item_date_by_file(item, &taken);
	item_date(scans, &taken);
	if (!ledger_note_seen(
		    scans->engine->db, &seen, 1, clock_now_utc_us(), error) ||
		!intake_take(scans->engine, &taken, error))
		return false;
	log_info("scans %s: %s taken%s", scans->config->name, name,
		taken.is_new ? "" : " (the same bytes are here already)");
	engine_on_jobs(scans->engine);
	return true;
}

static bool is_finished(const struct ledger_item *item)
{
	return item->letter_id.text[0] != '\0' &&
	       strcmp(item->letter_state, "stored") != 0;
}

static void item_look(struct scans *scans, const struct folder_item *item)
{
	g_autoptr(GError) error = NULL;
	if (item->is_too_big) {
		scans->lacks_one = true;
		g_set_error(&error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"%s/%s: larger than %" G_GINT64_FORMAT
			" MB (limit_megabytes)",
			scans->config->path, item->name,
			(gint64)scans->config->limit_megabytes);
		note_stuck(scans, item, error);
		return;
	}
	g_autoptr(ledger_item) known =
		ledger_find(scans->engine->db, item_key(scans, item), NULL);
	if (scans->is_full && (known == NULL || known->stored_utc_us == 0))
		return;
	if (known != NULL && is_finished(known))
		item_settle(scans, item, known);
	else if ((known == NULL || known->stored_utc_us == 0) &&
		 !item_take(scans, item, &error))
		note_stuck(scans, item, error);
}

/* Nothing is begun that would not fit; what is there already goes on. */
static void scans_check_room(
	struct scans *scans, const GPtrArray *items, int64_t *next_us)
{
	const struct config *config = scans->engine->rules.config;
	int64_t reserve = config->reserve_megabytes << 20, wanted = 0;
	for (guint i = 0; i < items->len; i++) {
		const struct folder_item *item = items->pdata[i];
		wanted = MAX(wanted, item->is_too_big ? 0 : item->size_bytes);
	}
	/* A little more room before it goes on: no fluttering. */
	int64_t spare = scans->is_full ? reserve / 8 : 0;
	scans->is_full =
		!room_is_enough(config->spool, wanted + spare, reserve);
	if (!scans->is_full) {
		scans_alarm(scans, "");
		return;
	}
	g_autofree char *text = g_strdup_printf(
		"the disk of the spool is full (less than %" G_GINT64_FORMAT
		" MB left): no scans are taken until there is room",
		(gint64)config->reserve_megabytes);
	scans_alarm(scans, text);
	*next_us = MIN(*next_us, clock_now_utc_us() + ROOM_AGAIN_US);
}

static gboolean scans_look(gpointer user);

static void scans_look_in(struct scans *scans, guint ms)
{
	if (scans->timer != 0)
		g_source_remove(scans->timer);
	scans->timer = g_timeout_add(ms, scans_look, scans);
}

static gboolean scans_on_readable(
	gint fd, GIOCondition condition, gpointer user)
{
	(void)fd;
	(void)condition;
	/* A scanner's writes come in swarms: look a moment later, once, and
	 * listen again from then on. */
	struct scans *scans = user;
	scans->readable = 0;
	scans_look_in(scans, LOOK_LEAST_MS);
	return G_SOURCE_REMOVE;
}

static void items_look(
	struct scans *scans, const GPtrArray *items, int64_t *next_us)
{
	scans_check_room(scans, items, next_us);
	day_alarm_review(scans);
	scans->lacks_one = false;
	for (guint i = 0; i < items->len; i++)
		item_look(scans, items->pdata[i]);
	files_alarm(scans);
}

static gboolean scans_look(gpointer user)
{
	struct scans *scans = user;
	g_autoptr(GError) error = NULL;
	int64_t now_utc_us = clock_now_utc_us();
	int64_t next_us = now_utc_us + scans->config->rescan_seconds * 1000000;
	scans->timer = 0;
	if (scans->readable == 0)
		scans->readable = g_unix_fd_add(folder_watch_fd(scans->watch),
			G_IO_IN, scans_on_readable, scans);
	g_autoptr(GPtrArray) ready =
		folder_watch_ready(scans->watch, now_utc_us, &next_us, &error);
	if (ready == NULL)
		scans_alarm(scans, error->message);
	else
		items_look(scans, ready, &next_us);
	if (gathering_is_wanted(scans->config))
		gathering_look(scans->engine, scans->config, scans->lacks_one,
			now_utc_us, &next_us);
	int64_t wait_ms = (next_us - now_utc_us) / 1000;
	scans->timer = g_timeout_add(
		(guint)CLAMP(wait_ms, LOOK_LEAST_MS, LOOK_MOST_MS), scans_look,
		scans);
	return G_SOURCE_REMOVE;
}

static struct folder_watch *watch_new(
	const struct config_scans *config, GError **error)
{
	struct folder_settings settings = {
		.path = config->path,
		.still_us = config->still_seconds * 1000000,
		.rescan_us = config->rescan_seconds * 1000000,
		.limit_bytes = config->limit_megabytes << 20,
	};
	struct folder_watch *watch = folder_watch_new(&settings, error);
	if (watch == NULL)
		g_prefix_error(error, "scans %s: ", config->name);
	return watch;
}

bool scans_can_be_watched(const struct config_scans *config, GError **error)
{
	g_autoptr(folder_watch) watch = watch_new(config, error);
	return watch != NULL;
}

struct scans *scans_new(struct engine *engine,
	const struct config_scans *config, GError **error)
{
	struct folder_watch *watch = watch_new(config, error);
	if (watch == NULL)
		return NULL;
	struct scans *scans = g_new0(struct scans, 1);
	scans->engine = engine;
	scans->config = config;
	scans->watch = watch;
	scans_look_in(scans, 0);
	return scans;
}

void scans_free(struct scans *scans)
{
	if (scans == NULL)
		return;
	if (scans->readable != 0)
		g_source_remove(scans->readable);
	if (scans->timer != 0)
		g_source_remove(scans->timer);
	folder_watch_free(scans->watch);
	g_free(scans->alarm);
	g_free(scans->day_alarm);
	g_free(scans->files_alarm);
	g_free(scans);
}

void scans_on_finished(struct scans *scans)
{
	scans_look_in(scans, LOOK_LEAST_MS);
}
