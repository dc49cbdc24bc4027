/* What a letter is compared with others by.  It takes longer to work out than
 * to compare, and needs the letter alone: threads do it beforehand. */
#pragma once

#include "plaint/base/hash.h"
#include "plaint/domain/document.h"
#include "plaint/text/similar.h"

struct looks {
	const char *message_id; /* the document's, as are the next two */
	const char *in_reply_to;
	const char *subject;
	char *sender;		  /* duplicate_sender, owned */
	struct hash content;	  /* duplicate_content_hash */
	struct similar_mark mark; /* of its text */
};

/* Borrows the document. */
struct looks *looks_new(const struct document *document);
void looks_free(struct looks *looks);
