/* A folder into which a scanner drops files.
 *
 * A file is taken only when its size and modification time stood still for a
 * while (scanners write slowly); it is moved to done/ or failed/ only after
 * the engine holds it.  When another folder has the name by now (a share that
 * was mounted late), that one is watched, and done/ and failed/ are made again
 * when somebody took them away.  Symbolic links, sub-folders, and names that
 * programs use for unfinished or hidden files are never taken.  inotify tells
 * early; the rescan finds what inotify does not (network shares, restarts).
 *
 * Errors: SOURCE_ERROR_NETWORK (the folder or its disk is in trouble: try
 * again), _REFUSED (no such folder or no right to it), _MESSAGE (this file:
 * it vanished or changed). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/source/stream.h"

struct folder_settings {
	const char *path;    /* borrowed for folder_watch_new only */
	int64_t still_us;    /* how long a file must stand still */
	int64_t rescan_us;   /* look again at least this often */
	int64_t limit_bytes; /* larger files are listed as is_too_big */
};

/* A file ready to be taken. */
struct folder_item {
	char *name; /* within the folder, bytes as the file system has them */
	char *key;  /* valid UTF-8; the same after a restart, another once the
		       file was written anew: the ledger's name for it */
	int64_t size_bytes;
	int64_t modified_utc_us;
	bool is_too_big;
};

struct folder_watch;

/* Makes done/ and failed/ inside when missing. */
struct folder_watch *folder_watch_new(
	const struct folder_settings *settings, GError **error);
void folder_watch_free(struct folder_watch *watch);
typedef struct folder_watch folder_watch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(folder_watch, folder_watch_free)

/* Readable when something changed; call folder_watch_ready then. */
int folder_watch_fd(const struct folder_watch *watch);

/* Files that stood still, oldest first (GPtrArray of struct folder_item, owns
 * them).  Each is given again at every scan until it is settled or rejected;
 * the engine's ledger knows the key.  next_us_out: call again at the latest
 * then (same clock as now_utc_us). */
GPtrArray *folder_watch_ready(struct folder_watch *watch, int64_t now_utc_us,
	int64_t *next_us_out, GError **error);

/* Open for reading, making sure that it is still the same plain file; -1 on
 * error. */
int folder_open(struct folder_watch *watch, const struct folder_item *item,
	GError **error);

/* A file by which a clerk says when the letters came that are put in while it
 * lies there; it is no letter itself. */
#define FOLDER_DAY_NAME "received.txt"
/* What it says, without spaces around, and when it was written; NULL: there
 * was none at the last look, in capitals or not.  Caller frees. */
char *folder_read_day(struct folder_watch *watch, int64_t *written_utc_us_out);

/* Move to done/.  A name taken there already gets " (2)", " (3)" and so on:
 * nothing is overwritten.  A file that is already gone is no error; one that
 * was written anew in between is left where it is, as a new item. */
bool folder_settle(struct folder_watch *watch, const struct folder_item *item,
	GError **error);

/* Move to failed/ and write `why` beside it as <name>.why.txt, a name that
 * would be too long cut short. */
bool folder_reject(struct folder_watch *watch, const struct folder_item *item,
	const char *why, GError **error);
