/* Letters: one incoming piece of writing each, its bytes in the spool under
 * sha256.  Identical bytes are the same letter. */
#pragma once

#include "plaint/store/store.h"

struct letter {
	struct id id;
	const char *channel; /* mail, scan, form, hand */
	const char *source;
	const char *sha256;
	int64_t bytes;
	const char *name; /* file name, "" when none */
	int64_t received_utc_us;
	struct day_text received_day; /* where the organisation is */
	const char *received_from;    /* how that day is known: "internaldate",
					 "file_time", "taken", "stamp",
					 "hand" … */
	struct id batch_id;	      /* the scanned file whose pages it is made
					 of, "" when it came by itself */
	const char *department;	      /* hint of a separator sheet, "" none */
	/* Of the store: */
	const char *fate; /* of one filed on paper: split, joined, discarded;
			     "" otherwise */
	const char
		*state; /* stored, registered, filed, quarantined, duplicate */
	struct id casefile_id;
	struct id duplicate_of;
	const char *problem; /* why quarantined or filed */
};
typedef struct letter letter;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(letter, g_free)

/* Add in state `stored`.  When a letter with these bytes is there already,
 * nothing changes, *id_out is that letter's and *is_new_out false. */
bool letter_add(struct db *db, const struct letter *letter, struct id *id_out,
	bool *is_new_out, GError **error);

struct letter *letter_find(struct db *db, const char *id, GError **error);
struct letter *letter_find_by_sha256(
	struct db *db, const char *sha256, GError **error);

/* Leave `stored` or `quarantined` for the state named; from any other state
 * it is STORE_ERROR_CONFLICT, so nothing is registered twice. */
bool letter_register(
	struct db *db, const char *id, const char *casefile_id, GError **error);
/* Not a letter to answer (newsletter, bounce …): `why` is shown. */
bool letter_file(
	struct db *db, const char *id, const char *why, GError **error);
bool letter_quarantine(
	struct db *db, const char *id, const char *problem, GError **error);
/* The same writing came by another way, or again; it belongs to the case of
 * that letter. */
bool letter_mark_duplicate(
	struct db *db, const char *id, const char *of, GError **error);

/* Out of the flow and into it again, by people or by the splitting of
 * batches; the case it had stays named.  From `from` only, else _CONFLICT. */
struct letter_turn {
	const char *from;	  /* the state the caller saw */
	const char *state, *fate; /* what it becomes */
	const char *problem;
};
bool letter_turn(struct db *db, const char *id, const struct letter_turn *turn,
	GError **error);

/* The day it came, and how that is known: "clerk", "stamp"… */
struct letter_receipt {
	int64_t utc_us;
	struct day_text day;
	const char *from;
};
bool letter_set_received(struct db *db, const char *id,
	const struct letter_receipt *receipt, GError **error);

/* GPtrArray of struct letter.  Those that need a person's eyes: quarantined
 * ones, and registered ones with a page whose words are doubtful, in a case
 * an answer is owed to.  Oldest receipt first. */
GPtrArray *letter_list_mailroom(struct db *db, int limit, GError **error);
/* Those made of this file's pages, in order. */
GPtrArray *letter_list_of_batch(
	struct db *db, const char *batch_id, GError **error);
/* Scans of a source (NULL: of all): read, but not decided upon (they wait for
 * their other files), and not read yet; and files with ids after that one
 * (NULL: none) that nobody could read; by id. */
GPtrArray *letter_list_gathering(struct db *db, const char *source,
	const char *unread_after, GError **error);

/* Not read, and no job of theirs is open: nobody will ever read them. */
GPtrArray *letter_list_jobless(struct db *db, int limit, GError **error);

/* GPtrArray of struct letter.  By state (NULL: any), oldest first, from the one
 * after that id on ("": from the first). */
GPtrArray *letter_list(struct db *db, const char *state, const char *after_id,
	int limit, GError **error);

struct letter_counts {
	int64_t stored, registered, filed, quarantined, duplicate;
};
bool letter_count(struct db *db, struct letter_counts *out, GError **error);
GPtrArray *letter_list_of_casefile(
	struct db *db, const char *casefile_id, GError **error);

/* Registered letters that may be the same writing as the one of these marks
 * (plaint/letters/duplicate.h judges): by Message-ID, or by content and
 * sender.  Not letter_id itself. */
struct letter_twin {
	struct id id;
	struct id casefile_id;
	int64_t received_utc_us;
	const char *stage; /* of its case */
	const char *message_id;
	const char *content_hash;
	const char *sender;
	const char *in_reply_to;
	const char *subject;
};
typedef struct letter_twin letter_twin;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(letter_twin, g_free)
struct letter_marks {
	const char *letter_id, *message_id, *content_hash, *sender;
};
/* GPtrArray of struct letter_twin, oldest first, at most 64. */
GPtrArray *letter_list_twins(
	struct db *db, const struct letter_marks *marks, GError **error);
