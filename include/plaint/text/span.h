/* A place in a document: what a reason or an entity points at. */
#pragma once

#include <stddef.h>

enum part {
	PART_TEXT,	 /* document.text */
	PART_SUBJECT,	 /* document.subject */
	PART_SIGNATURE,	 /* document.signature */
	PART_FROM,	 /* document.from: name or address */
	PART_ATTACHMENT, /* text of one of document.attachments */
};

/* Bytes of UTF-8; `plaint classify --json` prints characters. */
struct span {
	enum part part;
	size_t offset;
	size_t length;
	unsigned attachment; /* PART_ATTACHMENT: which, from 0 */
};

const char *part_name(enum part part);
