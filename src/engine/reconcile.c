/* Mail is always on its way somewhere, so one look proves nothing: what it
 * shows is kept, and only what a second look shows again is a gap. */

#include "reconcile.h"

#include <jansson.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/casework/tell.h"
#include "plaint/engine/mailbox_check.h"
#include "plaint/store/setting.h"

enum {
	/* After a connection all that waited comes in first. */
	FIRST_LOOK_MS = 60 * 1000,
	SECOND_LOOK_MS = 60 * 1000,
	TROUBLE_MS = 600 * 1000,
	DAY_MS = 24 * 3600 * 1000,
	GAPS_TOLD_MOST = 5,
};

#define AGAIN_EVERY_US (INT64_C(3600) * 1000000)

struct reconcile {
	struct engine *engine;
	const struct config_mailbox *mailbox;
	struct reconcile_hooks hooks;
	int64_t again_us; /* monotonic: not before */
	struct mailbox_check *check;
	guint timer;
	int64_t look_us;    /* monotonic: when it goes off */
	bool is_due;	    /* connected anew, and not idle since */
	GHashTable *before; /* set of what the last look showed; NULL: none */
};

static gboolean reconcile_look(gpointer user);

static void reconcile_plan(struct reconcile *reconcile, guint ms)
{
	if (reconcile->timer != 0)
		g_source_remove(reconcile->timer);
	reconcile->timer = g_timeout_add(ms, reconcile_look, reconcile);
	reconcile->look_us = clock_monotonic_us() + ms * INT64_C(1000);
}

/* A mailbox that is polled often is also compared sooner. */
static guint first_look_ms(const struct reconcile *reconcile)
{
	int64_t polls_ms = reconcile->mailbox->poll_seconds * 5 * 1000;
	return (guint)MIN(polls_ms, FIRST_LOOK_MS);
}

/* --- alarms ------------------------------------------------------------- */

struct alarm {
	const struct reconcile *reconcile;
	const char *text; /* "" ends it */
	int64_t now_utc_us;
};

static bool alarm_put(struct db *db, void *user, GError **error)
{
	const struct alarm *alarm = user;
	const char *name = alarm->reconcile->mailbox->name;
	g_autofree char *key = g_strconcat("alarm.mailbox.", name, NULL);
	g_autofree char *old = setting_get(db, key, error);
	if (old == NULL)
		return false;
	if (g_strcmp0(old, alarm->text) == 0)
		return true;
	struct telling telling = { NULL,
		alarm->text[0] != '\0' ? "mailbox_gap" : "mailbox_gap_closed",
		"mailbox", name };
	return setting_set(db, key, alarm->text, error) &&
	       tell_event(db, &telling, json_pack("{s:s}", "what", alarm->text),
		       alarm->now_utc_us, error);
}

static void reconcile_alarm(struct reconcile *reconcile, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct alarm alarm = { reconcile, text, clock_now_utc_us() };
	if (text[0] != '\0')
		log_warning("mailbox %s: %s", reconcile->mailbox->name, text);
	if (!db_run_tx(reconcile->engine->db, alarm_put, &alarm, &error))
		log_error("mailbox %s: %s", reconcile->mailbox->name,
			error->message);
}

/* --- looks -------------------------------------------------------------- */

static char *key_of(const struct mailbox_difference *difference)
{
	return g_strdup_printf(
		"%s %u", mailbox_gap_name(difference->gap), difference->uid);
}

static GHashTable *keys_of(const struct mailbox_check_result *result)
{
	GHashTable *keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < result->differences->len; i++)
		g_hash_table_add(keys, key_of(result->differences->pdata[i]));
	return keys;
}

/* What both looks showed, in words; "" when nothing. */
static char *gaps_text(
	const struct mailbox_check_result *result, GHashTable *before)
{
	guint count = 0;
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < result->differences->len; i++) {
		const struct mailbox_difference *difference =
			result->differences->pdata[i];
		g_autofree char *key = key_of(difference);
		if (!g_hash_table_contains(before, key) ||
			++count > GAPS_TOLD_MOST)
			continue;
		g_string_append_printf(list, "; message %u: %s",
			difference->uid, mailbox_gap_text(difference->gap));
	}
	if (count == 0)
		return g_strdup("");
	return g_strdup_printf("server holds %" G_GINT64_FORMAT
			       ", register holds %" G_GINT64_FORMAT
			       ", %u differences%s (plaint verify --mailbox)",
		(gint64)result->server, (gint64)result->held, count, list->str);
}

/* What is on the server can still be had, perhaps. */
static void ask_again(
	struct reconcile *reconcile, const struct mailbox_check_result *result)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (guint i = 0; i < result->differences->len; i++) {
		const struct mailbox_difference *difference =
			result->differences->pdata[i];
		if (difference->gap == MAILBOX_GAP_UNKNOWN ||
			difference->gap == MAILBOX_GAP_REUSED ||
			difference->gap == MAILBOX_GAP_UNTAKEN)
			g_array_append_val(uids, difference->uid);
	}
	if (uids->len > 0 && clock_monotonic_us() >= reconcile->again_us &&
		reconcile->hooks.again(reconcile->hooks.user, uids))
		reconcile->again_us = clock_monotonic_us() + AGAIN_EVERY_US;
}

static void reconcile_take(
	struct reconcile *reconcile, const struct mailbox_check_result *result)
{
	const char *name = reconcile->mailbox->name;
	GHashTable *before = g_steal_pointer(&reconcile->before);
	if (result->differences->len == 0) {
		log_info("mailbox %s: server holds %" G_GINT64_FORMAT
			 ", register holds %" G_GINT64_FORMAT,
			name, (gint64)result->server, (gint64)result->held);
		reconcile_alarm(reconcile, "");
		reconcile_plan(reconcile, DAY_MS);
	} else if (before == NULL) {
		reconcile->before = keys_of(result);
		reconcile_plan(reconcile,
			MIN(first_look_ms(reconcile), SECOND_LOOK_MS));
	} else {
		g_autofree char *text = gaps_text(result, before);
		reconcile_alarm(reconcile, text);
		ask_again(reconcile, result);
		/* Look again soon enough to see it mended. */
		reconcile_plan(reconcile, TROUBLE_MS);
	}
	g_clear_pointer(&before, g_hash_table_unref);
}

static void on_check_done(void *user, struct mailbox_check *check,
	const struct mailbox_check_result *result, const GError *error)
{
	struct reconcile *reconcile = user;
	if (error != NULL) {
		/* The mailbox itself tells what is wrong with the server. */
		log_info("mailbox %s: not compared: %s",
			reconcile->mailbox->name, error->message);
		reconcile_plan(reconcile, TROUBLE_MS);
	} else {
		reconcile_take(reconcile, result);
	}
	reconcile->check = NULL;
	mailbox_check_free(check);
}

static gboolean reconcile_look(gpointer user)
{
	struct reconcile *reconcile = user;
	const struct engine *engine = reconcile->engine;
	struct mailbox_check_wish wish = { engine->db, engine->spool,
		engine->rules.config, reconcile->mailbox, engine->tokens };
	reconcile->timer = 0;
	if (reconcile->check == NULL)
		reconcile->check =
			mailbox_check_new(&wish, on_check_done, reconcile);
	return G_SOURCE_REMOVE;
}

struct reconcile *reconcile_new(struct engine *engine,
	const struct config_mailbox *mailbox,
	const struct reconcile_hooks *hooks)
{
	struct reconcile *reconcile = g_new0(struct reconcile, 1);
	reconcile->engine = engine;
	reconcile->mailbox = mailbox;
	reconcile->hooks = *hooks;
	return reconcile;
}

void reconcile_free(struct reconcile *reconcile)
{
	if (reconcile == NULL)
		return;
	if (reconcile->timer != 0)
		g_source_remove(reconcile->timer);
	mailbox_check_free(reconcile->check);
	g_clear_pointer(&reconcile->before, g_hash_table_unref);
	g_free(reconcile);
}

void reconcile_on_opened(struct reconcile *reconcile)
{
	reconcile->is_due = true;
}

/* A server that ends each session soon must not put off the look for ever. */
void reconcile_on_idle(struct reconcile *reconcile)
{
	guint ms = first_look_ms(reconcile);
	bool is_planned =
		reconcile->check != NULL ||
		(reconcile->timer != 0 &&
			reconcile->look_us <=
				clock_monotonic_us() + ms * INT64_C(1000));
	if (reconcile->is_due && !is_planned)
		reconcile_plan(reconcile, ms);
	reconcile->is_due = false;
}
