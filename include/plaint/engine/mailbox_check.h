/* Does the register hold what the server holds?  One mailbox listed anew by
 * a fetch process of its own and compared with the ledger, message by
 * message; nothing is changed on either side. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/spool/spool.h"

enum mailbox_gap {
	MAILBOX_GAP_UNKNOWN,  /* on the server, not in the ledger */
	MAILBOX_GAP_REUSED,   /* on the server, the ledger has another message
			       * of that number */
	MAILBOX_GAP_UNTAKEN,  /* on the server, seen, its bytes not stored */
	MAILBOX_GAP_LOST,     /* seen and never stored, gone from the server */
	MAILBOX_GAP_ORIGINAL, /* stored, but its bytes are not in the spool */
	MAILBOX_GAP_LETTER,   /* stored, but its letter is not there */
	MAILBOX_GAP_UNMOVED,  /* settled, yet still in the folder (after: move)
			       */
	MAILBOX_GAP_VANISHED, /* stored, unsettled, gone from the server */
};
/* "unknown", "untaken", …, and one sentence for people. */
const char *mailbox_gap_name(enum mailbox_gap gap);
const char *mailbox_gap_text(enum mailbox_gap gap);

struct mailbox_difference {
	enum mailbox_gap gap;
	uint32_t uid;
	char *detail; /* "" or the ledger's word on it */
};

struct mailbox_check_result {
	int64_t epoch;	/* UIDVALIDITY */
	int64_t server; /* messages in the folder, \Deleted ones left out */
	int64_t held;	/* of these, taken in: the register holds them */
	GPtrArray *differences; /* of struct mailbox_difference, by UID */
};

struct mailbox_check;
struct tokens;

/* What is compared; all borrowed until mailbox_check_free. */
struct mailbox_check_wish {
	struct db *db;
	struct spool *spool;
	const struct config *config;
	const struct config_mailbox *mailbox;
	struct tokens *tokens;
};

/* Starts at once and runs on the main loop.  `done` is called once; error is
 * NULL when result is there, and both are the check's. */
typedef void (*mailbox_check_done)(void *user, struct mailbox_check *check,
	const struct mailbox_check_result *result, const GError *error);
struct mailbox_check *mailbox_check_new(const struct mailbox_check_wish *wish,
	mailbox_check_done done, void *user);
void mailbox_check_free(struct mailbox_check *check);
typedef struct mailbox_check mailbox_check;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mailbox_check, mailbox_check_free)
