/* Notices: mails to the people of the office (reminders, the morning's
 * digest).  They have the outbox's states and go out through the same send
 * role, but belong to no case and need no approval.
 *
 * What was reminded of is kept by what it was about (reminder_note), so that
 * nobody is told the same thing twice, whatever is computed anew. */
#pragma once

#include "plaint/store/outbox.h"
#include "plaint/store/store.h"

struct notice {
	struct id id;
	const char *kind;    /* reminder, digest */
	struct day_text day; /* of the organisation */
	const char *to_name;
	const char *to_address;
	const char *language;
	const char *subject;
	const char *body;
	const char *message_id; /* without <> */
	/* Of the store: */
	const char *state; /* queued, sending, sent, failed, uncertain */
	int64_t attempts;
	int64_t queued_utc_us;
	int64_t not_before_utc_us;
	const char *response;
	const char *last_error;
};
typedef struct notice notice;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(notice, g_free)

/* Into the queue.  An address gets one digest a day: a second one is not
 * queued, and *is_new_out false. */
bool notice_queue(struct db *db, const struct notice *notice,
	int64_t now_utc_us, bool *is_new_out, GError **error);

/* The oldest that is due, now `sending`; NULL without an error when there is
 * none. */
struct notice *notice_claim(struct db *db, int64_t now_utc_us, GError **error);
/* As outbox_settle; but one of which nobody knows whether it arrived is queued
 * again, the third time uncertain. */
bool notice_settle(struct db *db, const char *id,
	const struct outbox_settlement *settlement, GError **error);
/* The same for those `sending` when a program ended; how many, -1 on error. */
int64_t notice_recover(struct db *db, GError **error);

/* A person wants it sent once more, uncertain or failed as it is; its attempts
 * are counted anew. */
bool notice_resend(
	struct db *db, const char *id, int64_t now_utc_us, GError **error);

/* The one with that Message-ID, if it is one of ours and left, came back:
 * `failed`, `why` its last error. */
bool notice_mark_returned(
	struct db *db, const char *message_id, const char *why, GError **error);

struct notice *notice_get(struct db *db, const char *id, GError **error);

/* state NULL: all; GPtrArray of struct notice, oldest first. */
GPtrArray *notice_list(
	struct db *db, const char *state, int limit, GError **error);

/* Somebody is told that something fell due on a day. */
struct reminder {
	struct id casefile_id;
	const char *what; /* "before_safe_day:2" */
	struct day_text day;
	const char *to_address;
};
/* *is_new_out false: they were told before. */
bool reminder_note(struct db *db, const struct reminder *reminder,
	bool *is_new_out, GError **error);
