/* Who is told what: reminders by rules/escalation.yaml, and the morning's
 * digest.  Each is one transaction: what was told, the day it was looked at
 * and the mails in the queue; so a crash neither loses nor doubles any. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/casework/terms.h"
#include "plaint/db/db.h"
#include "plaint/domain/day.h"
#include "plaint/rulebook/replies.h"

struct reminding {
	const struct terms_rules *rules; /* topics give departments' heads */
	const struct replies *notices;	 /* of notices_load */
	struct day today;		 /* of the organisation */
	int64_t now_utc_us;
};

struct reminded {
	int64_t mails;	/* queued */
	int64_t nobody; /* things due that nobody could be told */
};

/* What fell due in each open case since it was last looked at: one mail per
 * person. */
bool reminding_remind(struct db *db, const struct reminding *reminding,
	struct reminded *out, GError **error);

/* The open cases of each person the digest goes to, one mail a day. */
bool reminding_digest(struct db *db, const struct reminding *reminding,
	struct reminded *out, GError **error);

/* What its people would not hear of for days: the owner of the case and the
 * head are told, of each answer's trouble once a day; acknowledgements are
 * left alone. */
enum answer_trouble_kind {
	ANSWER_LATE, /* its server says later, since queued_utc_us */
	ANSWER_DOUBTFUL,
	ANSWER_FAILED, /* refused for good, or it came back */
	ANSWER_TROUBLES,
};

struct answer_trouble {
	enum answer_trouble_kind kind;
	const char *reply_id;
	const char *why; /* the server's word */
	int64_t queued_utc_us;
};
bool reminding_trouble(struct db *db, const struct reminding *reminding,
	const struct answer_trouble *trouble, struct reminded *out,
	GError **error);

/* A mail to the staff that failed or is in doubt is queued once more by
 * somebody, with an event. */
bool reminding_resend(struct db *db, const char *notice_id, const char *by,
	int64_t now_utc_us, GError **error);
