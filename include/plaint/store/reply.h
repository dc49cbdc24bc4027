/* Replies: drafted → submitted → approved → queued → sent → delivered | failed
 * | uncertain.
 *
 * The database itself refuses an approver who drafted or edited the text or
 * is not on the staff, an approval of another text than the one there is, and a
 * reply of kind `answer` that is queued without approval.  Acknowledgements are
 * drafted by `plaint` alone and go from drafted to queued. */
#pragma once

#include "plaint/base/hash.h"
#include "plaint/store/store.h"

#define REPLY_DRAFTED_BY_PLAINT "plaint"

struct reply {
	struct id id;
	struct id casefile_id;
	const char *kind; /* acknowledgement, answer */
	const char *template;
	const char *language;
	const char *to_name;
	const char *to_address; /* e-mail */
	const char *channel;	/* mail; the table has print, unused */
	const char *subject;
	const char *body;
	int64_t amount_minor; /* compensation named in it; 0 none */
	const char *currency; /* ISO 4217, "" when none */
	const char *drafted_by;
	/* Of the store: */
	const char *content_hash;
	const char *stage;
	const char *edited_by;
	const char *submitted_by;
	const char *approved_by;
	const char *approved_hash;
	const char *rejected_by;
	const char *rejected_reason;
	int64_t drafted_utc_us;
	int64_t submitted_utc_us;
	int64_t approved_utc_us;
	int64_t settled_utc_us; /* sent, failed … */
};
typedef struct reply reply;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(reply, g_free)

/* What an approval is bound to: SHA-256 over kind, addressee, channel,
 * subject, body, amount and currency, each with its length before it. */
struct hash reply_content_hash(const struct reply *reply);

/* Add in stage `drafted`. */
bool reply_add(struct db *db, const struct reply *reply, int64_t now_utc_us,
	GError **error);

struct reply *reply_find(struct db *db, const char *id, GError **error);
/* By the Message-ID under which we sent it: bounces, threading. */
struct reply *reply_find_by_message_id(
	struct db *db, const char *message_id, GError **error);
/* GPtrArray of struct reply, oldest first. */
GPtrArray *reply_list(struct db *db, const char *casefile_id, GError **error);

/* New content (addressee, subject, body, amount, language, template) by
 * `editor`, while drafted, submitted or approved: whatever was submitted or
 * approved is void and the reply is drafted again. */
bool reply_edit(struct db *db, const struct reply *reply, const char *editor,
	GError **error);
bool reply_submit(struct db *db, const char *id, const char *by,
	int64_t now_utc_us, GError **error);
/* approved_hash: content_hash of what the approver was shown.  _REFUSED when
 * the approver wrote it or the text is another by now, _CONFLICT when it is
 * not submitted. */
bool reply_approve(struct db *db, const char *id, const char *by,
	const char *approved_hash, int64_t now_utc_us, GError **error);
/* Back to drafted, with a reason: submitted or approved, or queued and taken
 * out of the outbox (outbox_recall) in the same transaction. */
bool reply_reject(struct db *db, const char *id, const char *by,
	const char *reason, GError **error);
/* After a report of delivery: sent | uncertain → delivered. */
bool reply_mark_delivered(
	struct db *db, const char *id, int64_t now_utc_us, GError **error);

/* How many acknowledgements were written to this address (case does not
 * matter) since then. */
bool reply_count_acknowledgements(struct db *db, const char *address,
	int64_t since_utc_us, int64_t *count_out, GError **error);
