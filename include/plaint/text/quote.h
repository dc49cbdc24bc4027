/* What the person wrote, apart from what they quoted, signed with or what was
 * stuck on by a program: history, reply headers, forwarded letters'
 * headers, signatures, disclaimers, "sent from my phone".
 *
 * Works on lines of plain text.  Nothing is deleted: each line of the body is
 * in exactly one of the three parts, in order. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What a reader of richer text (HTML with the mail program's own marks) knows
 * of a line before this file looks at it. */
enum quote_mark {
	QUOTE_MARK_NONE,      /* decide by the text */
	QUOTE_MARK_QUOTED,    /* history: certain */
	QUOTE_MARK_SIGNATURE, /* signature: certain */
	QUOTE_MARK_INDENTED,  /* set in: history if something announces it */
};

struct quote_parts {
	char *text;
	char *quoted_text;
	char *signature;
	/* Everything that is not text, in the order of the letter. */
	char *elided;
	/* The text is a letter of someone else, passed on: its header block
	 * is in quoted_text, the letter itself in text. */
	bool forwarded;
	/* Whose it is then, as its header says; "" when it does not. */
	char *author;
};

/* body: valid UTF-8, any line ends.  marks: one per line of body (lines split
 * at LF), or NULL; marks_length lines are covered, the rest are _NONE.
 * All fields of out are set and owned by the caller. */
void quote_split(const char *body, const unsigned char *marks,
	size_t marks_length, struct quote_parts *out);

/* A letter that somebody passed on below words of their own ("please see to
 * this"): text is that letter, author whose it is, quoted_text all the rest.
 * A header block alone may be the history of a reply: the subject ("Fwd:") or
 * a line above the block must say that it is not.  False: nothing was passed
 * on, out is not set. */
bool quote_passed_on(
	const char *body, const char *subject, struct quote_parts *out);
void quote_parts_clear(struct quote_parts *parts);
