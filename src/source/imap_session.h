/* Inside of an IMAP session, shared by the imap_*.c files. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <libetpan/libetpan.h>
#include "plaint/source/imap.h"

enum {
	/* What one answer may bring, message bodies not counted. */
	IMAP_BUDGET_BYTES = 4 << 20,
	IMAP_BUDGET_PER_MESSAGE_BYTES = 4 << 10,
	/* UIDs in one command: keeps its line within 8 KiB (RFC 7162). */
	IMAP_UIDS_MOST = 500,
};

struct imap {
	struct stream *stream;
	mailimap *session;
	char delimiter; /* between folder levels; '\0': flat */
	bool is_selected;
	bool is_fresh; /* nothing was asked since SELECT */
	bool skips_sizes;
	uint32_t uid_next;
	GHashTable *sizes; /* UID → bytes, of the last listing */
	unsigned int idle_tag;
};

/* A new command with its deadline and budget. */
void imap_begin(struct imap *imap, int64_t messages);

/* Set error from libetpan's result r: the stream's reason if it failed, else
 * what the server said.  Returns false. */
bool imap_fail(struct imap *imap, int r, const char *doing, GError **error);

/* The server understood and refused; the session goes on. */
bool imap_answer_is_no(const struct imap *imap, int r);

/* No control characters: they would end the command and begin another. */
bool imap_text_is_safe(const char *text);

/* UTF-8 with '/' → modified UTF-7 (RFC 3501 5.1.3) with the server's
 * delimiter.  NULL when it is empty, too long, or holds control characters. */
char *imap_folder_encode(const char *folder, char delimiter);

/* UIDs first .. first + n - 1 of the sorted array as a set with ranges. */
struct mailimap_set *imap_set_new(const GArray *uids, guint first, guint n);
