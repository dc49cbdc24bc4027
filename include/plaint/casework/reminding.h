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

/* An answer that its server does not take for now (`why`: its word) waits
 * since queued_utc_us: the case's owner and the head are told, once a day;
 * acknowledgements are left alone. */
bool reminding_late(struct db *db, const struct reminding *reminding,
	const char *reply_id, int64_t queued_utc_us, const char *why,
	struct reminded *out, GError **error);

/* A mail to the staff that failed or is in doubt is queued once more by
 * somebody, with an event. */
bool reminding_resend(struct db *db, const char *notice_id, const char *by,
	int64_t now_utc_us, GError **error);
