/* Is this letter one that we have already?  From three marks: Message-ID,
 * content, sender.  Pure.
 *
 *   Message-ID  content  sender
 *   same        same     any     the same letter, come by another way
 *   same        other    any     a new letter: some programs repeat ids
 *   other, none same     same    a duplicate: another mailbox, or sent again,
 *                                if both answer the same mail or none: "Yes"
 *                                to two questions is two answers; and if one
 *                                subject holds the other: "See above" about
 *                                two accounts is two letters
 *   anything else                a new letter
 *
 * A letter without Message-ID is ordinary.  One without sender (a scan) is
 * never a duplicate by its content alone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "plaint/base/hash.h"
#include "plaint/domain/document.h"

enum duplicate_verdict {
	DUPLICATE_NONE, /* a new letter */
	DUPLICATE_SAME, /* the same letter */
	DUPLICATE_SENT_AGAIN,
};

/* Of one letter; all borrowed. */
struct duplicate_mark {
	const char *message_id;	  /* "" when none */
	const char *content_hash; /* duplicate_content_hash; "" when unknown */
	const char *sender;	  /* duplicate_sender; "" when none */
	int64_t received_utc_us;
	const char *in_reply_to; /* "" when none */
	const char *subject;	 /* "" when none: it may be any */
};

/* Somebody who writes the same words again after this long complains again.
 */
enum {
	DUPLICATE_WINDOW_DAYS = 30
};

/* is_open: the case of the known letter is still worked on; whoever writes
 * the same after the answer is not satisfied with it, and is heard. */
enum duplicate_verdict duplicate_judge(const struct duplicate_mark *fresh,
	const struct duplicate_mark *known, bool is_open);

/* Over what the person wrote, in its reading form (folded, white space as
 * one space, no zero-width characters), and the bytes of the attachments in
 * whatever order.  "" for a document with neither. */
struct hash duplicate_content_hash(const struct document *document);

/* The address, in lower case; caller frees. */
char *duplicate_sender(const struct document *document);
