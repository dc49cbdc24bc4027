/* What the virus scanner says of bytes in the spool: letters' originals and
 * attachments, each bytes once.  Rows are there only while a scanner is
 * configured; what has no row has never been asked about.
 *
 * Infected bytes stay in the spool and are locked: nothing reads them any
 * further and no command hands them out, until a member of the staff allows
 * it by name and reason. */
#pragma once

#include "plaint/store/store.h"

struct virus_scan {
	const char *sha256;
	/* waiting: not asked yet; clean; infected; not_scanned: asked, without
	 * an answer (`problem`), to be asked again */
	const char *state;
	const char *signature; /* infected: its name */
	const char *problem;
	int64_t attempts;
	int64_t not_before_utc_us;
	int64_t scanned_utc_us; /* 0: never */
	const char *version;	/* the scanner's and its signatures', "" */
	int64_t since_utc_us;	/* when it was first to be scanned */
	const char *allowed_by; /* infected, but unlocked: who, and why */
	const char *allowed_reason;
};
typedef struct virus_scan virus_scan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(virus_scan, g_free)

/* A row `waiting` for the letter's original and its attachments, where there
 * is none.  letter_id NULL: for all letters. */
bool virus_scan_expect(struct db *db, const char *letter_id, int64_t now_utc_us,
	GError **error);

/* GPtrArray of struct virus_scan: due, the longest waiting first. */
GPtrArray *virus_scan_due(
	struct db *db, int64_t now_utc_us, int limit, GError **error);

/* The same of clean bytes that another version found to be so: those first to
 * be scanned since then, the newest first. */
struct virus_stale {
	const char *version; /* now */
	int64_t since_utc_us;
	int limit;
};
GPtrArray *virus_scan_stale(struct db *db, const struct virus_stale *stale,
	int64_t now_utc_us, GError **error);

/* Write down an answer: state, signature, problem, attempts,
 * not_before_utc_us, scanned_utc_us and version of it. */
bool virus_scan_put(
	struct db *db, const struct virus_scan *scan, GError **error);

/* Unlock infected bytes; _CONFLICT when they are not infected. */
struct virus_permit {
	const char *sha256, *by, *reason;
};
bool virus_scan_allow(
	struct db *db, const struct virus_permit *permit, GError **error);
/* Ask again now: of these bytes, or (NULL) of all that are not scanned.  How
 * many, -1 on error. */
int64_t virus_scan_again(
	struct db *db, const char *sha256, int64_t now_utc_us, GError **error);

/* NULL without an error: no row. */
struct virus_scan *virus_scan_find(
	struct db *db, const char *sha256, GError **error);
/* True when they may be read and handed out; else STORE_ERROR_REFUSED, with
 * the signature's name and what to do; or because it has been scanned once and
 * is to be scanned again. */
bool virus_scan_permits(struct db *db, const char *sha256, GError **error);
/* The same of a letter's original, or of the scanned file whose pages it is
 * made of. */
bool virus_scan_permits_letter(
	struct db *db, const char *letter_id, GError **error);

/* Where bytes are: each letter whose original (position 0) or attachment they
 * are. */
struct virus_place {
	struct id letter_id;
	struct id casefile_id; /* "" when in none */
	int64_t position;
	const char *name;
	/* Of the scan: */
	const char *sha256, *state, *signature, *problem, *allowed_by;
};
typedef struct virus_place virus_place;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(virus_place, g_free)
/* GPtrArray of struct virus_place.  Of these bytes; of one letter, by
 * position; or of all that is infected or was not scanned. */
GPtrArray *virus_place_list_of(
	struct db *db, const char *sha256, GError **error);
GPtrArray *virus_place_list_in(
	struct db *db, const char *letter_id, GError **error);
GPtrArray *virus_place_list_bad(struct db *db, int limit, GError **error);

struct virus_counts {
	int64_t waiting, clean, infected, not_scanned;
};
bool virus_scan_count(struct db *db, struct virus_counts *out, GError **error);
