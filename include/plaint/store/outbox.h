/* The outbox: one row per reply that goes out by e-mail.
 *
 *     queued → sending → sent | failed | uncertain
 *       │          └──── queued again (temporary refusal)
 *       └ recalled: no row any more
 *
 * `sending` is committed before the message is handed over, so a crash never
 * sends twice in silence: one machine sends, one message at a time, and what
 * is `sending` while none is (at a start) is settled as `uncertain`; a person
 * decides. */
#pragma once

#include "plaint/store/reply.h"

enum {
	/* Somebody is told when a reply has not left by then. */
	OUTBOX_LATE_HOURS = 4
};

struct outbox_item {
	struct id id;
	struct id reply_id;
	const char *message_id; /* without <> */
	const char *state;
	int64_t attempts;
	int64_t queued_utc_us;
	int64_t not_before_utc_us;
	const char *response;	    /* the server's last word */
	const char *last_error;	    /* "" when none */
	const char *message_sha256; /* composed message in the spool, "" */
};
typedef struct outbox_item outbox_item;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outbox_item, g_free)

/* Uses id, reply_id, message_id, not_before_utc_us.  Call in the transaction
 * of reply_approve, or of reply_add for an acknowledgement; the reply becomes
 * `queued`.  _CONFLICT when it is not ready to go. */
bool outbox_queue(struct db *db, const struct outbox_item *item,
	int64_t now_utc_us, GError **error);

/* Is anything due, a reply or a notice?  To ask costs less than to claim. */
bool outbox_is_due(
	struct db *db, int64_t now_utc_us, bool *due_out, GError **error);

/* Take up to `most` due items: state `sending`, attempts + 1, committed when
 * this returns (unless inside a transaction).  *items_out: GPtrArray of struct
 * outbox_item, answers first, then the oldest; the caller's also when this
 * fails, and then those of which nobody knows whether they were claimed (the
 * connection was lost at the COMMIT): for outbox_unclaim. */
bool outbox_claim(struct db *db, int most, int64_t now_utc_us,
	GPtrArray **items_out, GError **error);

/* Claimed and given to nobody: `queued` again, as if never claimed.  Those
 * that were not claimed stay as they are. */
bool outbox_unclaim(struct db *db, const GPtrArray *items, GError **error);

/* Keep what was composed before handing it over. */
bool outbox_set_message(
	struct db *db, const char *id, const char *sha256, GError **error);

/* How the hand-over of a `sending` item ended; the reply follows. */
enum outbox_outcome {
	OUTBOX_SENT,	  /* accepted; text: the server's response */
	OUTBOX_RETRY,	  /* refused for now; text: why; see not_before */
	OUTBOX_FAILED,	  /* refused for good; text: why */
	OUTBOX_UNCERTAIN, /* lost after the final dot; text: what was seen */
};
/* The state it leads to. */
const char *outbox_outcome_state(enum outbox_outcome outcome);

struct outbox_settlement {
	enum outbox_outcome outcome;
	const char *text;
	int64_t not_before_utc_us; /* OUTBOX_RETRY */
	bool is_untried; /* OUTBOX_RETRY: nobody was there; no attempt */
};
bool outbox_settle(struct db *db, const char *id,
	const struct outbox_settlement *settlement, int64_t now_utc_us,
	GError **error);

/* Out of the queue again, as if it had never been in it; the reply stays
 * `queued` and is the caller's to put back, in the same transaction.
 * *recalled_out false when it is not there or no longer `queued`. */
bool outbox_recall(struct db *db, const char *reply_id, bool *recalled_out,
	GError **error);

/* A person looked: send once more (same Message-ID, its attempts counted
 * anew), or it was sent.  Works on uncertain; resending also on failed. */
bool outbox_resend(
	struct db *db, const char *id, int64_t now_utc_us, GError **error);
bool outbox_mark_sent(
	struct db *db, const char *id, int64_t now_utc_us, GError **error);

/* It left, and came back: item and reply `failed`, `why` its last error.
 * *changed_out false when it had not left or had failed already. */
bool outbox_mark_returned(struct db *db, const char *reply_id, const char *why,
	int64_t now_utc_us, bool *changed_out, GError **error);

struct outbox_item *outbox_find(struct db *db, const char *id, GError **error);
struct outbox_item *outbox_find_of_reply(
	struct db *db, const char *reply_id, GError **error);
/* By state (NULL: any), oldest first; of more than `limit` those that are not
 * sent, then the newest. */
GPtrArray *outbox_list(
	struct db *db, const char *state, int limit, GError **error);

/* Queued before that moment and still not gone, the oldest first. */
GPtrArray *outbox_list_waiting(
	struct db *db, int64_t before_utc_us, int limit, GError **error);

struct outbox_counts {
	int64_t queued, sending, sent, failed, uncertain;
};
bool outbox_count(struct db *db, struct outbox_counts *out, GError **error);
/* The same of the notices (notice.h). */
bool outbox_count_notices(
	struct db *db, struct outbox_counts *out, GError **error);
