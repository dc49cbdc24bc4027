/* What people do to the clock of a case: stop it, let it go on, give it more
 * time, put a day right, say what kind of letter it is.  Each is one
 * transaction: the fact, the days computed anew, one event with the days
 * before and after.  Errors as in plaint/casework/answer.h (_REFUSED also where
 * an answer has ended the terms, but for case_redate and case_reclassify), and
 * DEADLINE_ERROR when the law does not allow it. */
#pragma once

#include <stdbool.h>
#include "plaint/casework/case_work.h"
#include "plaint/casework/terms.h"

struct case_pause_wish {
	enum pause_reason reason;
	struct day from;
	bool is_open;	  /* until somebody resumes */
	struct day until; /* that day counts again */
};
/* *is_known_out false: no regime of this case knows such a pause, its terms
 * run on. */
bool case_pause(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_pause_wish *wish,
	struct terms_change *change_out, bool *is_known_out, GError **error);

/* All pauses of that day end on it, also one that was to end later: what was
 * waited for has come. */
bool case_resume(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, struct day day,
	struct terms_change *change_out, GError **error);

/* Take back what was entered last, as if it had never been: a pause (reason
 * NULL: of any reason), an extension (regime NULL: under any).  The log keeps
 * both.  taken_out says what it was, the caller's. */
bool case_pause_undo(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const enum pause_reason *reason,
	struct terms_change *change_out, char **taken_out, GError **error);
struct case_extension_undo {
	const char *regime; /* or NULL */
	const char *reason; /* why it is taken back, one line; needed */
};
bool case_extension_undo(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_extension_undo *undo,
	struct terms_change *change_out, char **taken_out, GError **error);

/* The days that can be put right; "" or NULL: stays; CASE_REDATE_NONE, for
 * others than `received`: there was no such day.  Of a case that was
 * answered and is open again, `received` is the day of the later letter from
 * which its terms run anew: its pauses and extensions go, and the other days
 * but the event's. */
#define CASE_REDATE_NONE "none"
struct case_redate_wish {
	const char *received;
	const char *entry, *presented, *event;
	const char *reason; /* one line; needed */
};
bool case_redate(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_redate_wish *wish,
	struct terms_change *change_out, GError **error);

/* A letter to a case that had been answered and is open again: its terms run
 * from that letter's day.  Nothing where they have not ended, and where the
 * rules cannot tell its days: then they stay ended.  To be called in the
 * transaction that takes the letter in. */
struct case_letter {
	const char *casefile_id;
	struct day_text received_day;
	int64_t received_utc_us;
	int64_t now_utc_us;
};
bool case_letter_came(struct db *db, const struct terms_rules *rules,
	const struct case_letter *letter, GError **error);

/* NULL: stays. */
struct case_reclassify_wish {
	const char *kind, *topic;
	const char *const *add;	 /* regimes that apply, NULL-terminated */
	const char *const *drop; /* that do not, although they would */
	const char *reason;	 /* one line; needed to drop one */
};
bool case_reclassify(struct db *db, const struct case_act *act,
	const struct terms_rules *rules,
	const struct case_reclassify_wish *wish,
	struct terms_change *change_out, GError **error);
