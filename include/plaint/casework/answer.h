/* Replies to customers, from draft to outbox: what the commands and the desk
 * do when somebody writes, submits, approves or rejects an answer, and what
 * the engine does when it acknowledges a letter.
 *
 * Every function is one transaction (or joins the caller's): the reply, the
 * case's stage, the outbox row and the event are written together.
 *
 * Errors: STORE_ERROR (_REFUSED says which rule forbids it, _CONFLICT that
 * somebody was faster, _MISSING no such case or reply), TEMPLATE_ERROR when
 * a template lacks a value, DB_ERROR. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/id.h"
#include "plaint/casework/case_work.h"
#include "plaint/casework/terms.h"
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/rulebook/replies.h"
#include "plaint/rulebook/topics.h"
#include "plaint/store/casefile.h"
#include "plaint/store/reply.h"

/* What a reply is made from besides the case; all borrowed. */
struct answer_context {
	const struct config *config;
	const struct replies *replies;
	const struct topics *topics; /* names of topics; NULL: their ids */
};

struct answer_recipient {
	const char *name;    /* NULL or "" when unknown */
	const char *address; /* e-mail */
};

/* Acknowledge a case: the template `acknowledgement` in the case's language
 * (else the organisation's), kept as a reply drafted by plaint and queued in
 * the outbox with a Message-ID, and an event.  Call it inside the transaction
 * that registers; `casefile` as registered, its number included.  Whether
 * this sender may be written to at all (auto-replies, lists, ourselves) is
 * the caller's to know. */
bool answer_acknowledge(struct db *db, const struct answer_context *context,
	const struct casefile *casefile, const struct answer_recipient *to,
	int64_t now_utc_us, GError **error);

struct answer_draft {
	const char *number;   /* of the case */
	const char *template; /* code; NULL: "answer" */
	const char *text;     /* the free part: answer.text */
	const char *language; /* NULL: the case's */
	const char *by;	      /* login of who writes */
	/* NULL: as in the answer in preparation, else the customer's own */
	struct answer_recipient to;
	/* Refuse to write anew what somebody else wrote. */
	bool spares_others;
};

/* Write an answer, or write anew the one that is drafted, submitted or
 * approved and not queued yet (whatever was submitted or approved is void).
 * The case goes to drafting; one that is nobody's becomes the writer's.
 * _REFUSED also for an address that no mail server takes, and while another
 * answer is on its way. */
bool answer_draft(struct db *db, const struct answer_context *context,
	const struct answer_draft *draft, int64_t now_utc_us,
	struct id *reply_id_out, GError **error);

/* Where the letters of a case ask for replies (Reply-To; the newest that does),
 * if it is not where they came from; caller frees.  NULL without an error:
 * nowhere.  An answer goes there by itself only when the address is the
 * customer's by the operator's list or by a signed mail of ours that was
 * answered from there: a letter itself may ask for anything. */
char *answer_asked_address(
	struct db *db, const char *casefile_id, GError **error);
/* Is that address the customer's by somebody else's word than that of letters,
 * which anybody may write? */
bool answer_is_surely_theirs(struct db *db, const char *customer_id,
	const char *address, bool *theirs_out, GError **error);

/* The answer of the case that is not out yet (drafted, submitted, approved);
 * STORE_ERROR_MISSING when there is none. */
struct reply *answer_find(struct db *db, const char *number, GError **error);

/* Drafted → submitted; the case goes to approval. */
bool answer_submit(struct db *db, const struct case_act *act, GError **error);

/* Submitted → approved → queued, in one transaction; the case goes to
 * answering.  `hash` is the content_hash of what the approver was shown.
 * _REFUSED when the approver wrote it, or is a clerk. */
bool answer_approve(struct db *db, const struct answer_context *context,
	const struct case_act *act, const char *hash, GError **error);

/* Submitted → drafted, with a reason; the case goes back to drafting. */
bool answer_reject(struct db *db, const struct case_act *act,
	const char *reason, GError **error);

/* Queued → drafted, with a reason, while nobody has begun to send it: it is
 * taken out of the outbox, and the case goes back to drafting.  _REFUSED when
 * none waits, when it is being sent, and for one that was in doubt. */
bool answer_recall(struct db *db, const struct case_act *act,
	const char *reason, GError **error);

/* A reply has left: to be called in the transaction of outbox_settle with
 * OUTBOX_SENT (or of outbox_mark_sent; actor is then the login).  When it was
 * the answer, the case goes from answering to answered and its terms are met
 * or missed, by the day it is then at the organisation; and on to reopened
 * when a letter joined it after the answer was submitted, from whose day they
 * run then. */
bool answer_left(struct db *db, const struct terms_rules *rules,
	const char *reply_id, const char *actor, int64_t now_utc_us,
	GError **error);
/* It cannot leave (OUTBOX_FAILED): when it was the answer, the case goes
 * back to drafting. */
bool answer_failed(struct db *db, const char *reply_id, const char *why,
	int64_t now_utc_us, GError **error);

/* Was no other answer written to its case after it? */
bool answer_is_newest(struct db *db, const struct reply *reply,
	bool *newest_out, GError **error);

/* A person looked at an outbox row in doubt: send it once more (uncertain or
 * failed; an answer only while its case still waits for it to leave), or it
 * was sent after all (uncertain), on the day on which that became so. */
bool answer_resend(struct db *db, const char *outbox_id, const char *by,
	int64_t now_utc_us, GError **error);
bool answer_mark_sent(struct db *db, const struct terms_rules *rules,
	const char *outbox_id, const char *by, int64_t now_utc_us,
	GError **error);
/* A report of a reply came, so its server has taken it: one in doubt was sent
 * after all, as above.  Nothing for one of which nobody was in doubt. */
bool answer_was_taken(struct db *db, const struct terms_rules *rules,
	const struct reply *reply, int64_t now_utc_us, GError **error);
