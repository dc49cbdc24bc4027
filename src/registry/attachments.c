/* One attachment's answer: fence, text into the document, and with the last
 * one the second look (second_look.c).  The case is locked first, so that two
 * machines that finish a letter's last attachments do so one after another. */

#include "plaint/registry/attachments.h"

#include <string.h>

#include "plaint/casework/tell.h"
#include "plaint/text/enclosure.h"
#include "plaint/store/casefile.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"
#include "plaint/store/reply.h"
#include "plaint/wire/document_json.h"
#include "plaint/worker/enclosed.h"
#include "second_look.h"

enum {
	RETRY_AFTER_US = 2000000,
};

/* One answer under way. */
struct arrival {
	const struct rules *rules;
	struct db *db;
	const struct job *job;
	struct letter *letter;
	struct document *document; /* the letter's */
	int64_t now_utc_us;
};

static void arrival_clear(struct arrival *arrival)
{
	g_clear_pointer(&arrival->letter, g_free);
	g_clear_pointer(&arrival->document, document_free);
}
typedef struct arrival arrival;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(arrival, arrival_clear)

static bool tell_left_out(struct db *db, const char *letter_id, guint left_out,
	int64_t now_utc_us, GError **error)
{
	struct telling telling = { .verb = "attachments_left_out",
		.kind = "letter",
		.id = letter_id };
	return tell_event(db, &telling,
		json_pack("{s:i s:i}", "left_out", (int)left_out, "read",
			ENCLOSURES_READ_MOST),
		now_utc_us, error);
}

bool attachments_expect(struct db *db, const struct registration *registration,
	int64_t now_utc_us, GError **error)
{
	const struct document *document = registration->document;
	const char *letter_id = registration->job->letter_id.text;
	guint left_out = 0;
	g_autoptr(GArray) places = enclosures_to_read(document, &left_out);
	int64_t begin_utc_us = now_utc_us + registration->head_start_us;
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const struct attachment *attachment =
			document->attachments->pdata[place];
		/* Listed only: there are no bytes to be read. */
		if (attachment->offset >= 0 &&
			!job_add_attachment(
				db, letter_id, place + 1, begin_utc_us, error))
			return false;
	}
	return left_out == 0 ||
	       tell_left_out(db, letter_id, left_out, now_utc_us, error);
}

static struct attachment *arrival_attachment(const struct arrival *arrival)
{
	const GPtrArray *attachments = arrival->document->attachments;
	int64_t place = arrival->job->attachment;
	if (place < 1 || place > attachments->len)
		return NULL;
	struct attachment *attachment = attachments->pdata[place - 1];
	return strcmp(attachment->sha256, arrival->job->sha256) == 0
		       ? attachment
		       : NULL;
}

static bool arrival_open(struct arrival *arrival, GError **error)
{
	struct db *db = arrival->db;
	const char *letter_id = arrival->job->letter_id.text;
	arrival->letter = letter_find(db, letter_id, error);
	if (arrival->letter == NULL ||
		!casefile_lock(db, arrival->letter->casefile_id.text, error))
		return false;
	g_autoptr(reading) reading = reading_find(db, letter_id, error);
	if (reading == NULL)
		return false;
	struct document_kept kept = { reading->json, reading->text,
		reading->quoted_text };
	arrival->document = document_from_kept(&kept, error);
	if (arrival->document == NULL)
		return false;
	if (arrival_attachment(arrival) != NULL)
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"letter %s has another attachment %" G_GINT64_FORMAT " by now",
		letter_id, (gint64)arrival->job->attachment);
	return false;
}

static bool arrival_keep(struct arrival *arrival, GError **error)
{
	g_autofree char *json = document_keep(arrival->document, false);
	return reading_put(arrival->db, arrival->letter->id.text,
		arrival->document, json, arrival->now_utc_us, error);
}

/* With the last one: the event, and the second look. */
static bool arrival_settle(struct arrival *arrival, GError **error)
{
	int64_t open;
	if (!job_count_open_attachments(
		    arrival->db, arrival->letter->id.text, &open, error))
		return false;
	struct second_look look = {
		.rules = arrival->rules,
		.db = arrival->db,
		.letter = arrival->letter,
		.document = arrival->document,
		.now_utc_us = arrival->now_utc_us,
	};
	return open > 0 || second_look_take(&look, error);
}

static bool arrival_read(struct arrival *arrival,
	struct registration *registration, GError **error)
{
	registration->job->pages = registration->document->pages->len;
	registration->done = "attachment read";
	if (!job_finish(
		    arrival->db, registration->job, arrival->now_utc_us, error))
		return false;
	enclosed_fill(arrival->document,
		(guint)registration->job->attachment - 1,
		registration->document);
	return arrival_keep(arrival, error) && arrival_settle(arrival, error);
}

static bool arrival_fail(struct arrival *arrival,
	struct registration *registration, GError **error)
{
	struct job_failure failure = {
		.problem = registration->problem,
		.not_before_utc_us = arrival->now_utc_us + RETRY_AFTER_US,
	};
	bool quarantined;
	if (!job_fail(arrival->db, registration->job, &failure, &quarantined,
		    error))
		return false;
	registration->done = quarantined ? "attachment not readable"
					 : "attachment to be read again";
	if (!quarantined)
		return true;
	enclosed_give_up(arrival->document,
		(guint)registration->job->attachment - 1,
		registration->problem);
	return arrival_keep(arrival, error) && arrival_settle(arrival, error);
}

bool attachments_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error)
{
	g_auto(arrival) arrival = {
		.rules = rules,
		.db = db,
		.job = registration->job,
		.now_utc_us = now_utc_us,
	};
	if (!arrival_open(&arrival, error))
		return false;
	return registration->document != NULL
		       ? arrival_read(&arrival, registration, error)
		       : arrival_fail(&arrival, registration, error);
}
