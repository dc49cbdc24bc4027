/* What the acts of the mailroom share. */
#pragma once

#include "plaint/registry/mailroom.h"
#include "plaint/registry/paper.h"
#include "plaint/store/casefile.h"

/* One act under way, inside its transaction. */
struct mailroom_work {
	const struct mailroom_act *act;
	struct db *db;
	struct mailroom_letter of;
};
/* With the login checked. */
bool mailroom_open(struct mailroom_work *work, struct db *db,
	const struct mailroom_act *act, GError **error);
void mailroom_close(struct mailroom_work *work);
typedef struct mailroom_work mailroom_work;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mailroom_work, mailroom_close)

/* Is it in one of these states (NULL-terminated)?  Else refused. */
bool mailroom_needs(const struct mailroom_letter *of, const char *const *states,
	const char *what, GError **error);
/* Page `page` (from 1), or with 0 any of them. */
bool mailroom_is_keyed(const struct mailroom_letter *of, guint page);

/* An event about the letter, or with `casefile_id` about a case; takes
 * detail. */
bool mailroom_tell(const struct mailroom_work *work, const char *verb,
	json_t *detail, GError **error);
bool mailroom_tell_case(const struct mailroom_work *work,
	const char *casefile_id, const char *verb, json_t *detail,
	GError **error);

/* What the letter says is about to be typed over: it goes to the spool, and
 * `detail` of the event that will tell of that gets its hash as "before".
 * Nothing where nothing could be read. */
bool mailroom_keep_former(
	const struct mailroom_work *work, json_t *detail, GError **error);

/* The letter's pages and document are as in work->of now: write them, and
 * see what that means for it.  Quarantined: it is settled, which may make it
 * a case.  In a case that is its own and that nobody decided on: the case is
 * understood anew. */
bool mailroom_rewrite(struct mailroom_work *work, GError **error);

/* The letter leaves the case it is in (not written here): when it is the
 * case's only letter the case is closed with `why`, linked to `into` unless
 * that is "". */
bool mailroom_leave_case(const struct mailroom_work *work,
	const struct letter *letter, const char *into, const char *why,
	GError **error);

/* The day of a stamp into the letter, in memory: an earlier one, or in place
 * of another stamp's.  False: it stays as it is. */
bool mailroom_date_by_stamp(const struct rules *rules,
	const struct paper_facts *facts, struct letter *letter);

/* Its day of receipt, and its case's when it began that one. */
bool mailroom_set_day(const struct mailroom_work *work,
	const struct letter *letter, struct day day, const char *from,
	GError **error);
