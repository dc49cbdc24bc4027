/* What people do with letters on paper: turn and part and join their pages,
 * put them away and take them back, key them in, read them again, say when
 * they came.  Each is one transaction with its events; nothing is deleted,
 * originals stay as they were received.
 *
 * A letter that is in a case takes its case along: a case whose only letter
 * goes into another one's is closed and linked, so that no letter has two
 * live cases; one that nobody has decided on yet is understood anew.  A stamp
 * that can be read only now gives the day of receipt, unless a person said it.
 *
 * Errors: STORE_ERROR as in plaint/casework/answer.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/casework/rules.h"
#include "plaint/db/db.h"
#include "plaint/domain/document.h"
#include "plaint/spool/spool.h"
#include "plaint/store/letter.h"
#include "plaint/store/letter_page.h"

/* What it works with; all borrowed. */
struct mailroom {
	const struct rules *rules;
	struct db *db;
	struct spool *spool;
};

/* Who does it, to which letter, when. */
struct mailroom_act {
	struct mailroom mailroom;
	const char *letter; /* id */
	const char *by;	    /* login */
	int64_t now_utc_us;
};

/* A letter with its pages, as it stands. */
struct mailroom_letter {
	struct letter *letter;
	struct document *document; /* NULL: nothing could be read */
	GPtrArray *pages;	   /* of struct letter_page, one per page */
};
bool mailroom_load(struct mailroom_letter *out, struct db *db, const char *id,
	GError **error);
void mailroom_letter_clear(struct mailroom_letter *letter);
typedef struct mailroom_letter mailroom_letter;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(mailroom_letter, mailroom_letter_clear)

/* By which day the law wants an answer to a letter that is no case yet. */
bool mailroom_due(const struct mailroom *mailroom, const struct letter *letter,
	struct day_text *legal_out, GError **error);

/* Pages from `before` on become a letter of their own: its id in *new_out. */
bool mailroom_split(const struct mailroom_act *act, int before,
	struct id *new_out, GError **error);

enum mailroom_order {
	MAILROOM_BEHIND,      /* the other's pages behind this one's */
	MAILROOM_INTERLEAVED, /* by turns: fronts, backs last sheet first */
	MAILROOM_FORWARD,     /* by turns, backs in the fronts' order */
};
/* The other letter's pages go to this one; the earlier receipt counts. */
bool mailroom_join(const struct mailroom_act *act, const char *other,
	enum mailroom_order order, GError **error);

bool mailroom_discard(
	const struct mailroom_act *act, const char *reason, GError **error);
/* A letter that was discarded comes back. */
bool mailroom_restore(const struct mailroom_act *act, GError **error);

/* Its text, as a person read it. */
struct mailroom_keying {
	const char *text; /* UTF-8 */
	int page;	  /* of this one only, the others stay; 0: of all */
	bool drops_keyed; /* also where somebody else keyed it in */
};
bool mailroom_key(const struct mailroom_act *act,
	const struct mailroom_keying *how, GError **error);
/* The text as it was before it was keyed in, or what was keyed in before it was
 * dropped; one change further back each time.  _REFUSED where the newest change
 * was another one. */
bool mailroom_undo(const struct mailroom_act *act, GError **error);
/* Call `each` for every text that a change put aside, by its SHA-256 in the
 * spool; some come more than once.  Stops and returns false when `each` does.
 */
bool mailroom_each_former(struct db *db,
	bool (*each)(const char *sha256, void *user), void *user,
	GError **error);
/* The doubtful words are right. */
bool mailroom_accept(const struct mailroom_act *act, GError **error);

bool mailroom_received(
	const struct mailroom_act *act, struct day day, GError **error);

/* Read it again now, in a worker of its own; waits for it. */
struct mailroom_rereading {
	const char *languages; /* Tesseract's: "ukr+eng"; NULL: all */
	int page;	       /* only this one; 0: all */
	int turn; /* 90, 180, 270: clockwise from how it lies now; 0: as it
		     is */
	bool drops_keyed; /* also what was keyed in: that text is dropped, until
			     mailroom_undo */
};
bool mailroom_reread(const struct mailroom_act *act,
	const struct mailroom_rereading *how, GError **error);
