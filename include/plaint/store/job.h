/* Work to be done on letters by workers, as rows with a lease.
 *
 * A claim counts an attempt and is committed before the hand-over.  Only a
 * failure reported by job_fail counts towards quarantine: an engine killed
 * in the middle is not the letter's fault (its jobs come back by
 * job_release_*), yet JOB_MOST_ATTEMPTS stops what never ends.
 *
 * `attempts` and the lease's owner are the fence: whoever lost the lease can
 * neither finish nor fail the job (STORE_ERROR_CONFLICT: roll back). */
#pragma once

#include "plaint/store/letter.h"

enum {
	JOB_MOST_FAILURES = 2,
	JOB_MOST_ATTEMPTS = 40,
};

struct job {
	struct id id;
	const char *kind; /* parse, ocr */
	struct id letter_id;
	int64_t attachment; /* its position; 0: the letter itself */
	const char *state;  /* waiting, running, done, quarantined */
	int64_t attempts;
	int64_t failures;
	const char *lease_owner;
	int64_t lease_until_utc_us;
	int64_t not_before_utc_us;
	const char *problem;
	int64_t pages;				 /* 0: not known (yet) */
	int64_t pages_done;			 /* of this attempt */
	int64_t started_utc_us, finished_utc_us; /* of the last; 0: not yet */
	/* Read only, of the letter or the attachment: */
	const char *sha256;
	const char *channel; /* the letter's */
	const char *name;
	int64_t bytes;
};
typedef struct job job;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(job, g_free)

/* Make a job for the letter; when it has one of this kind already, nothing
 * changes. */
bool job_add(struct db *db, const char *kind, const char *letter_id,
	int64_t now_utc_us, GError **error);
/* One of kind ocr for an attachment of a letter that is read: its failures
 * are its own, the letter is none the worse. */
bool job_add_attachment(struct db *db, const char *letter_id,
	int64_t attachment, int64_t not_before_utc_us, GError **error);
/* As job_add, but one that is done or quarantined waits again from zero: a
 * clerk asks for it. */
bool job_restart(struct db *db, const char *kind, const char *letter_id,
	int64_t now_utc_us, GError **error);

/* Claims. */
struct job_claim {
	const char *kind;
	const char *owner; /* one per engine start, e.g. id_new() */
	int64_t lease_us;
	int most;
};
/* GPtrArray of struct job, oldest first, maybe empty. */
GPtrArray *job_claim(struct db *db, const struct job_claim *claim,
	int64_t now_utc_us, GError **error);

/* Of a letter that was added just now: its job begins as one that is claimed.
 * Nobody else sees it before the commit. */
struct job *job_add_claimed(struct db *db, const struct job_claim *claim,
	const struct letter *letter, int64_t now_utc_us, GError **error);
/* Do others wait, whose turn is before that of whoever comes now? */
bool job_is_waiting(struct db *db, const char *kind, int64_t now_utc_us,
	bool *waits_out, GError **error);

/* All three take the job as claimed; its pages are kept with it. */
bool job_finish(struct db *db, const struct job *job, int64_t now_utc_us,
	GError **error);
bool job_renew(struct db *db, const struct job *job, int64_t lease_until_utc_us,
	GError **error);
struct job_failure {
	const char *problem;
	int64_t not_before_utc_us; /* of the next attempt */
};
/* Back to waiting, or after JOB_MOST_FAILURES quarantined, and then the
 * letter (when still `stored`) is quarantined with the same problem. */
bool job_fail(struct db *db, const struct job *job,
	const struct job_failure *failure, bool *quarantined_out,
	GError **error);

/* A claim that came to nothing: the job waits again, and the attempt was
 * none.  One whose lease was lost is another's, and stays so. */
bool job_give_back(struct db *db, const struct job *job, GError **error);

/* The same for all that were claimed at that moment, as far as they were: the
 * connection was lost while it was committed, and nobody knows the outcome. */
bool job_unclaim(struct db *db, const struct job_claim *claim,
	int64_t claimed_utc_us, GError **error);

/* Give running jobs back to waiting; how many, -1 on error.  owner NULL:
 * all of them (the only engine starts). */
int64_t job_release_owner(struct db *db, const char *owner, GError **error);
int64_t job_release_expired(struct db *db, int64_t now_utc_us, GError **error);
/* Who holds leases: GPtrArray of char *. */
GPtrArray *job_list_owners(struct db *db, GError **error);

/* Attachments: GPtrArray of struct job, by position; those of any letter that
 * no reader could read; how many of a letter are not read yet. */
GPtrArray *job_list_attachments(
	struct db *db, const char *letter_id, GError **error);
GPtrArray *job_list_unread(struct db *db, int limit, GError **error);
bool job_count_open_attachments(struct db *db, const char *letter_id,
	int64_t *count_out, GError **error);
/* Those quarantined wait again from zero; how many, -1 on error. */
int64_t job_restart_attachments(struct db *db, const char *letter_id,
	int64_t now_utc_us, GError **error);

/* kind NULL: all. */
struct job_counts {
	int64_t waiting, running, done, quarantined;
	int64_t next_utc_us; /* earliest not_before of those waiting, 0 none */
};
bool job_count(struct db *db, const char *kind, struct job_counts *out,
	GError **error);
