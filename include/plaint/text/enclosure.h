/* What a mail encloses: which of its attachments are pages that somebody must
 * read (and not logos, icons and signatures' pictures), and when the enclosed
 * text speaks for the letter.  Pure. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/document.h"

enum {
	/* Of one letter; the others stay unread, with a warning. */
	ENCLOSURES_READ_MOST = 20,
};

/* How a reader's problem ends when a password keeps the file from it. */
#define ENCLOSURE_LOCKED "it asks for a password"

/* The attachments that the OCR worker is to read: every PDF, and pictures
 * that have the size and shape of a page; first what was sent by itself, then
 * what lay inside files.  GArray of guint, their places
 * (from 0) in document.attachments.  Those that have text already, that are
 * there several times, or whose bytes were not kept are not among them.
 * *left_out_out (may be NULL) tells how many were too many. */
GArray *enclosures_to_read(
	const struct document *document, guint *left_out_out);

/* Is document.attachments[index] a picture of a page, as far as its size,
 * shape, name and place in the letter tell?  `why` (static, for people) says
 * what decided. */
bool enclosure_is_page(
	const struct document *document, guint index, const char **why);

/* The same of a file by itself, before it is known where it stands; PDFs
 * too. */
bool enclosure_may_be_page(const struct attachment *attachment);

/* What enclosed text may do for a letter with this body.  Short is what only
 * accompanies ("the complaint is attached"); where the body says more, or
 * what it says is clear by itself, nobody outvotes it. */
struct enclosure_voice {
	bool in_topic;
	bool in_rest; /* kind, flags, facts, language */
};
/* is_sure: the letter without its enclosures has a topic beyond doubt. */
struct enclosure_voice enclosure_voice_of(
	const struct document *document, bool is_sure);

/* Does this attachment's text take part where enclosures do? */
bool enclosure_speaks(const struct document *document, guint index);

/* The body and the beginning of each enclosure that speaks, when the body is
 * bare; else the body.  For telling the language. */
char *enclosure_whole_text(const struct document *document);
