/* Replies and notices differ in where they stand, what they say, and what
 * follows when they have left; to the send role they are the same. */

#include "parcel.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/casework/answer.h"
#include "plaint/casework/reminding.h"
#include "plaint/casework/tell.h"
#include "plaint/delivery/compose.h"
#include "plaint/store/letter.h"
#include "plaint/store/notice.h"
#include "plaint/store/reading.h"

#define HOUR_US (INT64_C(3600) * 1000000)

enum {
	LEFT_MOST = 1000 /* one is sent at a time */
};

void parcel_free(struct parcel *parcel)
{
	if (parcel == NULL)
		return;
	g_clear_pointer(&parcel->item, g_free);
	g_clear_pointer(&parcel->notice, g_free);
	g_free(parcel);
}

/* The office's own people come first: they are few, and one mail may say that
 * somebody is in danger, when thousands of acknowledgements wait. */
struct parcel *parcel_claim(
	struct engine *engine, GPtrArray **unsure_out, GError **error)
{
	*unsure_out = NULL;
	int64_t now_utc_us = clock_now_utc_us();
	GError *cause = NULL;
	struct parcel parcel = { 0 };
	parcel.notice = notice_claim(engine->db, now_utc_us, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return NULL;
	}
	if (parcel.notice != NULL) {
		parcel.id = parcel.notice->id;
		parcel.attempts = parcel.notice->attempts;
		return g_memdup2(&parcel, sizeof(parcel));
	}
	g_autoptr(GPtrArray) claimed = NULL;
	if (!outbox_claim(engine->db, 1, now_utc_us, &claimed, error)) {
		*unsure_out = g_steal_pointer(&claimed);
		return NULL;
	}
	if (claimed->len == 0)
		return NULL;
	parcel.item = g_ptr_array_steal_index(claimed, 0);
	parcel.id = parcel.item->id;
	parcel.attempts = parcel.item->attempts;
	return g_memdup2(&parcel, sizeof(parcel));
}

/* --- composing --------------------------------------------------------- */

/* The customer's program threads our reply under their letter. */
static char *letter_message_id(struct db *db, const struct reply *reply)
{
	g_autoptr(GPtrArray) letters =
		letter_list_of_casefile(db, reply->casefile_id.text, NULL);
	if (letters == NULL || letters->len == 0)
		return g_strdup("");
	const struct letter *first = letters->pdata[0];
	g_autoptr(reading) reading = reading_find(db, first->id.text, NULL);
	return g_strdup(reading != NULL ? reading->message_id : "");
}

static int utc_offset_minutes(GTimeZone *zone, int64_t utc_us)
{
	gint at = g_time_zone_find_interval(
		zone, G_TIME_TYPE_UNIVERSAL, utc_us / 1000000);
	return g_time_zone_get_offset(zone, at) / 60;
}

/* Its date is when it was ready to go (RFC 5322 3.6.1): tried a hundred times
 * it is a hundred times the same bytes, and the spool keeps them once. */
static struct compose compose_begin(
	const struct engine *engine, int64_t ready_utc_us)
{
	return (struct compose){
		.from_name = engine->rules.config->smtp.from_name,
		.from_address = engine->rules.config->smtp.from_address,
		.date_utc_us = ready_utc_us,
		.utc_offset_minutes =
			utc_offset_minutes(engine->rules.zone, ready_utc_us),
	};
}

static int scratch_write(struct spool *spool, GBytes *message, GError **error)
{
	gsize length;
	const void *bytes = g_bytes_get_data(message, &length);
	auto_fd int fd = spool_scratch(spool, error);
	if (fd < 0 || !fd_write_all(fd, bytes, length, error))
		return -1;
	lseek(fd, 0, SEEK_SET);
	return fd_steal(&fd);
}

/* What goes out to customers is kept like what came in. */
static int message_keep(struct engine *engine, const struct parcel *parcel,
	GBytes *message, GError **error)
{
	struct hash hash;
	auto_fd int fd = scratch_write(engine->spool, message, error);
	if (fd < 0 ||
		!spool_put(engine->spool, fd, 0,
			(int64_t)g_bytes_get_size(message), &hash, error) ||
		!outbox_set_message(
			engine->db, parcel->id.text, hash.hex, error))
		return -1;
	return spool_get(engine->spool, hash.hex, error);
}

static GBytes *message_write(
	const struct compose *compose, char **recipient_out, GError **error)
{
	g_autoptr(GBytes) message = compose_message(compose, error);
	*recipient_out = message == NULL
				 ? NULL
				 : compose_address(compose->to_address, error);
	return *recipient_out == NULL ? NULL : g_steal_pointer(&message);
}

static int compose_reply(struct engine *engine, const struct parcel *parcel,
	char **recipient_out, GError **error)
{
	g_autoptr(reply) reply =
		reply_find(engine->db, parcel->item->reply_id.text, error);
	if (reply == NULL)
		return -1;
	g_autofree char *letter_id = letter_message_id(engine->db, reply);
	const char *references[] = { letter_id, NULL };
	struct compose compose =
		compose_begin(engine, parcel->item->queued_utc_us);
	compose.to_name = reply->to_name;
	compose.to_address = reply->to_address;
	compose.subject = reply->subject;
	compose.text = reply->body;
	compose.language = reply->language;
	compose.message_id = parcel->item->message_id;
	compose.in_reply_to = letter_id;
	compose.references = letter_id[0] != '\0' ? references : NULL;
	compose.is_automatic = strcmp(reply->kind, "acknowledgement") == 0;
	g_autoptr(GBytes) message =
		message_write(&compose, recipient_out, error);
	return message == NULL ? -1
			       : message_keep(engine, parcel, message, error);
}

static int compose_notice(struct engine *engine, const struct parcel *parcel,
	char **recipient_out, GError **error)
{
	const struct notice *notice = parcel->notice;
	struct compose compose = compose_begin(engine, notice->queued_utc_us);
	compose.to_name = notice->to_name;
	compose.to_address = notice->to_address;
	compose.subject = notice->subject;
	compose.text = notice->body;
	compose.language = notice->language;
	compose.message_id = notice->message_id;
	compose.is_generated = true;
	g_autoptr(GBytes) message =
		message_write(&compose, recipient_out, error);
	return message == NULL ? -1
			       : scratch_write(engine->spool, message, error);
}

int parcel_compose(struct engine *engine, const struct parcel *parcel,
	char **recipient_out, GError **error)
{
	return parcel->item != NULL
		       ? compose_reply(engine, parcel, recipient_out, error)
		       : compose_notice(engine, parcel, recipient_out, error);
}

/* --- how it ended ------------------------------------------------------ */

struct ending {
	struct engine *engine;
	const struct parcel *parcel;
	const struct outbox_settlement *settlement;
	int64_t now_utc_us;
};

static bool ending_tell(
	struct db *db, const struct ending *ending, GError **error)
{
	static const char *const verbs[] = { [OUTBOX_SENT] = "sent",
		[OUTBOX_RETRY] = "sending_delayed",
		[OUTBOX_FAILED] = "sending_failed",
		[OUTBOX_UNCERTAIN] = "sending_uncertain" };
	const struct outbox_item *item = ending->parcel->item;
	struct telling telling = { .verb = verbs[ending->settlement->outcome],
		.kind = "reply",
		.id = item->reply_id.text };
	return tell_event(db, &telling,
		json_pack("{s:s s:s}", "message_id", item->message_id,
			"response", ending->settlement->text),
		ending->now_utc_us, error);
}

static bool reply_settle(
	struct db *db, const struct ending *ending, GError **error)
{
	const struct outbox_item *item = ending->parcel->item;
	enum outbox_outcome outcome = ending->settlement->outcome;
	if (!outbox_settle(db, item->id.text, ending->settlement,
		    ending->now_utc_us, error))
		return false;
	struct terms_rules rules = rules_of_terms(&ending->engine->rules);
	if (outcome == OUTBOX_SENT &&
		!answer_left(db, &rules, item->reply_id.text,
			REPLY_DRAFTED_BY_PLAINT, ending->now_utc_us, error))
		return false;
	if (outcome == OUTBOX_FAILED &&
		!answer_failed(db, item->reply_id.text,
			ending->settlement->text, ending->now_utc_us, error))
		return false;
	return ending_tell(db, ending, error);
}

static bool settle_tx(struct db *db, void *user, GError **error)
{
	const struct ending *ending = user;
	return ending->parcel->item != NULL
		       ? reply_settle(db, ending, error)
		       : notice_settle(db, ending->parcel->id.text,
				 ending->settlement, error);
}

static bool is_trouble(
	const struct ending *ending, enum answer_trouble_kind *kind_out)
{
	const struct outbox_settlement *settlement = ending->settlement;
	int64_t waited_us =
		ending->now_utc_us - ending->parcel->item->queued_utc_us;
	switch (settlement->outcome) {
	case OUTBOX_SENT:
		return false;
	case OUTBOX_RETRY:
		*kind_out = ANSWER_LATE;
		return !settlement->is_untried &&
		       waited_us >= OUTBOX_LATE_HOURS * HOUR_US;
	case OUTBOX_FAILED:
		*kind_out = ANSWER_FAILED;
		return true;
	case OUTBOX_UNCERTAIN:
		*kind_out = ANSWER_DOUBTFUL;
		return true;
	}
	return false;
}

/* How it ended is written by then and stays so, whether or not somebody can
 * be told. */
static void reply_tell_trouble(const struct ending *ending)
{
	struct engine *engine = ending->engine;
	const struct outbox_item *item = ending->parcel->item;
	struct answer_trouble trouble = { .reply_id = item->reply_id.text,
		.why = ending->settlement->text,
		.queued_utc_us = item->queued_utc_us };
	if (!is_trouble(ending, &trouble.kind))
		return;
	g_autoptr(GError) error = NULL;
	struct terms_rules rules = rules_of_terms(&engine->rules);
	struct reminding reminding = { &rules, engine->rules.notices,
		engine_day(engine, ending->now_utc_us), ending->now_utc_us };
	struct reminded out;
	if (!reminding_trouble(engine->db, &reminding, &trouble, &out, &error))
		log_warning("reply %s: nobody told: %s", item->reply_id.text,
			error->message);
	else if (out.nobody > 0)
		log_warning("reply %s: nobody to tell has an address",
			item->reply_id.text);
}

bool parcel_waits(const GError *error)
{
	return g_error_matches(error, DB_ERROR, DB_ERROR_BUSY) ||
	       g_error_matches(error, DB_ERROR, DB_ERROR_CONNECTION);
}

/* By a transaction of which nobody knew whether it was committed. */
static bool was_written(const struct ending *ending, const GError *failure)
{
	const struct outbox_settlement *settlement = ending->settlement;
	if (ending->parcel->item == NULL ||
		!g_error_matches(failure, STORE_ERROR, STORE_ERROR_CONFLICT))
		return false;
	g_autoptr(outbox_item) item =
		outbox_find(ending->engine->db, ending->parcel->id.text, NULL);
	return item != NULL &&
	       strcmp(item->state, outbox_outcome_state(settlement->outcome)) ==
		       0 &&
	       strcmp(settlement->outcome == OUTBOX_SENT ? item->response
							 : item->last_error,
		       settlement->text) == 0;
}

bool parcel_settle(struct engine *engine, const struct parcel *parcel,
	const struct outbox_settlement *settlement, GError **error)
{
	struct ending ending = { engine, parcel, settlement,
		clock_now_utc_us() };
	GError *failure = NULL;
	if (!db_run_tx(engine->db, settle_tx, &ending, &failure) &&
		!was_written(&ending, failure)) {
		g_propagate_error(error, failure);
		return false;
	}
	g_clear_error(&failure);
	if (parcel->item != NULL)
		reply_tell_trouble(&ending);
	return true;
}

/* One of which that cannot be written must not hold up the others. */
static bool settle_in_doubt(
	struct engine *engine, struct outbox_item *item, GError **error)
{
	static const struct outbox_settlement in_doubt = {
		.outcome = OUTBOX_UNCERTAIN,
		.text = "the program stopped while sending",
	};
	struct parcel parcel = { .id = item->id, .item = item };
	g_autoptr(GError) cause = NULL;
	if (parcel_settle(engine, &parcel, &in_doubt, &cause)) {
		log_warning("reply %s was on its way when the program ended: "
			    "see `plaint outbox`",
			item->reply_id.text);
		return true;
	}
	if (parcel_waits(cause)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	log_error("reply %s: %s", item->reply_id.text, cause->message);
	return true;
}

bool parcel_recover(
	struct engine *engine, const GPtrArray *unsure, GError **error)
{
	if ((unsure != NULL && !outbox_unclaim(engine->db, unsure, error)) ||
		notice_recover(engine->db, error) < 0)
		return false;
	g_autoptr(GPtrArray) left =
		outbox_list(engine->db, "sending", LEFT_MOST, error);
	bool done = left != NULL;
	for (guint i = 0; done && i < left->len; i++)
		done = settle_in_doubt(engine, left->pdata[i], error);
	return done;
}
