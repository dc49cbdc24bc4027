/* The ledger: what each source holds and how far it is.
 *
 * An item goes seen → stored → parsed → registered → acknowledged.  The row
 * knows seen, stored and acknowledged; parsed and registered follow from its
 * letter (a document exists; letter.state), so no state is kept twice.  Two
 * items with the same bytes point to the same letter.
 *
 * A number means one message for as long as UIDVALIDITY stays (RFC 3501,
 * 2.3.1.1), yet a server that was restored from a backup gives it to another.
 * INTERNALDATE tells: it never changes (2.3.3).  The row of the former message
 * is then set apart, and the number is free for the new one. */
#pragma once

#include "plaint/store/store.h"

/* epoch: UIDVALIDITY of a mailbox, 0 for folders; of a row set apart the
 * instant of that, µs UTC, negative.  item: UID in decimal
 * without leading zeros, or a file's key. */
struct ledger_key {
	const char *source;
	int64_t epoch;
	const char *item;
};

enum {
	LEDGER_UID_BYTES = 16, /* room for a UID's text */
};
/* Of a message; item is written to `text`, which the key borrows. */
struct ledger_key ledger_key_of_uid(const char *source, int64_t epoch,
	uint32_t uid, char text[static LEDGER_UID_BYTES]);

struct ledger_item {
	struct ledger_key key;
	int64_t size_bytes;
	int64_t internaldate_utc_us; /* INTERNALDATE; 0: not told */
	struct id letter_id;	     /* "" until stored */
	int64_t seen_utc_us;
	int64_t stored_utc_us;
	int64_t acknowledged_utc_us;
	const char *problem; /* "" when none */
	/* Read only, of the letter: */
	const char *letter_state;
	const char *sha256;
};
typedef struct ledger_item ledger_item;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ledger_item, g_free)

/* Uses key, size_bytes and internaldate_utc_us of each; items already known
 * stay as they are. */
bool ledger_note_seen(struct db *db, const struct ledger_item *items,
	size_t count, int64_t now_utc_us, GError **error);

/* Clears the problem.  STORE_ERROR_MISSING when it was never noted;
 * marking again with the same letter is fine, with another is _CONFLICT. */
bool ledger_mark_stored(struct db *db, struct ledger_key key,
	const char *letter_id, int64_t now_utc_us, GError **error);

/* The source has been told.  Needs a stored item whose letter is finished,
 * else _CONFLICT. */
bool ledger_mark_acknowledged(struct db *db, struct ledger_key key,
	int64_t now_utc_us, GError **error);

/* The source is to be told once more; what it was not told of stays as it is.
 */
bool ledger_reopen(struct db *db, struct ledger_key key, GError **error);

/* Why it cannot be taken ("too big"); "" clears. */
bool ledger_put_problem(struct db *db, struct ledger_key key,
	const char *problem, GError **error);

/* The item or NULL with STORE_ERROR_MISSING. */
struct ledger_item *ledger_find(
	struct db *db, struct ledger_key key, GError **error);

/* Lists are GPtrArray of struct ledger_item in order of item (numbers by
 * value), at most `most`. */

/* Seen, not stored, no problem: to be fetched (again). */
GPtrArray *ledger_list_unstored(struct db *db, const char *source,
	int64_t epoch, int most, GError **error);
/* Not acknowledged, letter finished (registered, filed, quarantined,
 * duplicate): the source may be told now. */
GPtrArray *ledger_list_finished(
	struct db *db, const char *source, int most, GError **error);
/* Of this epoch, stored or not, and the source not told yet. */
GPtrArray *ledger_list_open(struct db *db, const char *source, int64_t epoch,
	int most, GError **error);

/* The highest UID of source and epoch, 0 when there is none. */
bool ledger_highest(struct db *db, const char *source, int64_t epoch,
	int64_t *item_out, GError **error);

/* Of these items (NULL-terminated) the ones the ledger has, in whatever
 * state: char * → internaldate_utc_us as int64_t *, g_hash_table_unref. */
GHashTable *ledger_known(struct db *db, const char *source, int64_t epoch,
	const char *const *items, GError **error);

/* Is what the source tells of now another message than the one noted? */
bool ledger_is_another(int64_t noted_utc_us, int64_t told_utc_us);

/* Its number is another message's now.  What was never stored is lost, and
 * has that as its problem. */
bool ledger_set_apart(struct db *db, struct ledger_key key, int64_t now_utc_us,
	GError **error);

/* Each item counts once, in its furthest state; problems are those with a
 * problem, whatever their state. */
struct ledger_counts {
	int64_t seen, stored, parsed, registered, acknowledged, problems;
};
/* source NULL: all. */
bool ledger_count(struct db *db, const char *source, struct ledger_counts *out,
	GError **error);
