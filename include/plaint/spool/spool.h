/* The spool: originals and attachments, write-once, named by SHA-256, in
 * fan-out folders DIR/ab/abcd….  Temp file in DIR/tmp, sync, rename, sync of
 * the folder: once put returns, the bytes survive a power cut.  (With many
 * puts at once it is the file system that is synced, which tells of failures
 * from Linux 5.8 on.) */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/base/hash.h"

/* _IO: try again later (disk full…); _MISSING: no such original;
 * _DAMAGED: the bytes do not match their name, or end before they should. */
enum spool_error {
	SPOOL_ERROR_IO,
	SPOOL_ERROR_MISSING,
	SPOOL_ERROR_DAMAGED,
};
#define SPOOL_ERROR (spool_error_quark())
GQuark spool_error_quark(void);

struct spool;

/* Makes DIR and DIR/tmp when missing (mode 0700). */
struct spool *spool_open(const char *dir, GError **error);
void spool_close(struct spool *spool);
/* g_autoptr needs a name of one word. */
typedef struct spool spool;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(spool, spool_close)

/* This spool is ours until it is closed or we end; *locked_out false when it is
 * another process's.  False when nothing can be locked there. */
bool spool_lock(struct spool *spool, bool *locked_out, GError **error);
/* Does a process of this machine hold that lock? */
bool spool_is_locked(const char *dir);

/* An unnamed scratch file in DIR/tmp, read and write; -1 on error.  It
 * vanishes when its last descriptor closes. */
int spool_scratch(struct spool *spool, GError **error);
/* The same in memory where that is to be had, for a few MB: a file that comes
 * and goes costs the disk far more than its bytes. */
int spool_scratch_small(struct spool *spool, GError **error);

/* Keep `length` bytes of fd from `offset` (-1: to the end).  Putting what is
 * already there is cheap and succeeds. */
bool spool_put(struct spool *spool, int fd, int64_t offset, int64_t length,
	struct hash *out, GError **error);

/* Like spool_put, but durable only after spool_sync: many puts, one wait. */
bool spool_put_later(struct spool *spool, int fd, int64_t offset,
	int64_t length, struct hash *out, GError **error);
bool spool_sync(struct spool *spool, GError **error);

/* Open read-only; -1 on error. */
int spool_get(struct spool *spool, const char *hex, GError **error);
bool spool_has(struct spool *spool, const char *hex);
/* Re-hash one original. */
bool spool_check(struct spool *spool, const char *hex, GError **error);

/* Remove what processes that were killed left in DIR/tmp, if it is older.
 * How many files went. */
int spool_sweep(struct spool *spool, int64_t older_than_utc_us);
