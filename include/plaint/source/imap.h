/* One mailbox of one IMAP server (RFC 3501, 2177 IDLE, 4315 UIDPLUS, 6851
 * MOVE, 7162 CONDSTORE), over a verified stream.
 *
 * Synchronous and single-threaded.  The server is not believed: it is asked
 * only for UID, FLAGS, INTERNALDATE, RFC822.SIZE and BODY.PEEK[], never for
 * what it would have to parse itself.  After an error other than _MESSAGE
 * the session is spent: close it and open another. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/source/stream.h"

struct imap;

/* Borrowed during imap_open only, but for what `server` points to. */
struct imap_settings {
	struct stream_settings server;
	const char *user;
	const char *password; /* LOGIN or PLAIN; NULL with token */
	const char *token;    /* OAuth 2 bearer token for XOAUTH2, or NULL */
};

struct imap_folder {
	uint32_t uid_validity;
	uint32_t uid_next;	   /* 0 when the server does not say */
	uint32_t count;		   /* messages */
	uint64_t highest_modified; /* CONDSTORE mod-sequence; 0: none */
};

struct imap_message {
	uint32_t uid;
	bool is_seen;
	bool is_deleted;
	bool has_keyword;	 /* the keyword asked for in imap_list */
	int64_t received_utc_us; /* INTERNALDATE */
	int64_t size_bytes;	 /* RFC822.SIZE: what the server claims; 0: no
				    claim */
};

/* Where a message's bytes went. */
struct imap_body {
	uint32_t uid;
	int64_t offset;
	int64_t size_bytes;
	bool is_cut; /* larger than the limit: only its beginning is there */
};

/* What becomes of a message once the engine holds it. */
enum imap_after {
	IMAP_AFTER_MOVE,  /* to folder `target`, made when missing */
	IMAP_AFTER_FLAG,  /* \Seen and keyword `target` */
	IMAP_AFTER_LEAVE, /* nothing; the engine's ledger remembers */
};

enum imap_news {
	IMAP_NEWS_NONE,	 /* time was up */
	IMAP_NEWS_MAIL,	 /* something changed: list again */
	IMAP_NEWS_WOKEN, /* wake_fd is readable */
};

/* Connect, STARTTLS if so set, log in.  _REFUSED: certificate or login. */
struct imap *imap_open(const struct imap_settings *settings, GError **error);
/* Log out if the session is still good; NULL is fine. */
void imap_close(struct imap *imap);
typedef struct imap imap;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(imap, imap_close)

/* "IDLE MOVE UIDPLUS CONDSTORE": those of them the server has, for the log.
 * Caller frees. */
char *imap_describe(const struct imap *imap);

/* Folder names are UTF-8 with '/' between levels; the server's own delimiter
 * and modified UTF-7 are put in here.  _REFUSED when there is no such folder.
 */
bool imap_select(struct imap *imap, const char *folder,
	struct imap_folder *folder_out, GError **error);

/* List without sizes from now on: some servers end the session over a message
 * whose size they cannot tell. */
void imap_skip_sizes(struct imap *imap);

/* Messages with a UID of at least from_uid, ascending: GArray of struct
 * imap_message, at most `most` (the lowest).  `keyword` (may be NULL) fills
 * has_keyword. */
GArray *imap_list(struct imap *imap, uint32_t from_uid, const char *keyword,
	uint32_t most, GError **error);

/* Write the bytes of these messages to fd from its current position, in one
 * pipelined command per chunk.  bodies_out: GArray of struct imap_body, one
 * for each message that was still there (a vanished one is no error).  Bytes
 * beyond limit_bytes of a message are read and dropped (is_cut).  On error
 * bodies_out holds those that are whole: they may be used.  _MESSAGE: the
 * server gives the others not now.  _STOPPED: fd takes no more. */
bool imap_fetch(struct imap *imap, const GArray *uids, int fd,
	int64_t limit_bytes, GArray *bodies_out, GError **error);

/* target: folder or keyword. */
struct imap_settling {
	enum imap_after after;
	const char *target;
};
/* Tell the server that these are done (GArray of uint32_t).  Safe to repeat.
 * Without MOVE: COPY, STORE \Deleted, UID EXPUNGE of just these; a server
 * without UIDPLUS keeps them, marked \Deleted.  done_out (of uint32_t): those
 * it was told of.  _MESSAGE: it refused others, and the session is good. */
bool imap_settle(struct imap *imap, const GArray *uids,
	const struct imap_settling *how, GArray *done_out, GError **error);

/* Wait for something new by IDLE, or without IDLE just wait.  wake_fd -1:
 * none.  At most timeout_ms (IDLE is renewed within, RFC 2177). */
bool imap_wait(struct imap *imap, int wake_fd, int timeout_ms,
	enum imap_news *news_out, GError **error);
