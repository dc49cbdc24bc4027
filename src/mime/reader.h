/* What the parts of one reading share. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "lines.h"
#include "plaint/domain/document.h"
#include "plaint/mime/mime.h"
#include "shown.h"
#include "structure.h"

struct reader_state {
	struct document *document;
	const struct mime_limits *limits;
	int fd_attachments;	  /* -1: none */
	int64_t attachment_end;	  /* where the next one goes */
	int64_t attachment_bytes; /* decoded so far */
	int messages_open;	  /* messages inside messages, depth */
	int64_t inflated_bytes;	  /* out of archives so far */
	int64_t inner_text_bytes; /* of them, read for their text */
	int archive_entries;	  /* seen so far */
	int archive_depth;	  /* archives open */
	int wrappings;		  /* entities opened so far, S/MIME */
	int wrappings_open;	  /* of them, inside one another now */
	int unwrapped_files;	  /* out of winmail.dat so far */
	bool reads_body;	  /* its charset is the letter's */
	/* The last message inside this one, and how many there were. */
	struct document *inner;
	int inner_count;
	/* What takes pages out of files (lift.h). */
	struct reader_state *outer; /* reads the message around this one */
	const char *inside; /* the files open around this, NULL when none */
	int lifted;	    /* pages listed so far */
	GError *lift_error; /* of the descriptor; ends the reading */
};

/* A text part's decoded bytes as text: charset chosen, mojibake repaired,
 * flowed undone, HTML read.  Never NULL. */
struct lines *text_read(struct reader_state *state, const struct part *part,
	const void *data, size_t length);
/* The charset of the first text read with 8-bit in it becomes the letter's. */
char *text_decode(struct reader_state *state, const char *bytes, size_t length,
	const char *declared);

/* Which parts are the letter's own text: body[i] tells of structure->parts. */
bool *body_find(const struct structure *structure);
/* The other renderings of what is shown: neither body nor attachments. */
void body_left_out(
	const struct structure *structure, const bool *body, bool *left_out);

/* Writes and lists one attachment; false (error set) only when the
 * descriptor fails. */
bool attachment_add(struct reader_state *state, const char *name,
	const char *type, GBytes *bytes, GError **error);
struct attachment_file {
	const char *name, *type;
	const char *charset; /* "" when unknown */
	GBytes *bytes;
	bool is_inline;	      /* by its Content-Disposition */
	struct shown showing; /* by the HTML */
};
/* The same with its text read. */
bool attachment_add_read(struct reader_state *state,
	const struct attachment_file *file, GError **error);
/* Text of an attachment by its type and name; "" when it has none. */
char *attachment_text(
	struct reader_state *state, const struct attachment_file *file);

/* A message inside the message, of whatever kind: inner->document is to be
 * filled and becomes state->inner, and what was counted in it counts on.
 * False, and told, when messages are nested too deep. */
bool message_begin(struct reader_state *state, struct reader_state *inner);
void message_end(struct reader_state *state, struct reader_state *inner);
/* The text of such a message and of its files. */
char *message_inside(struct reader_state *state, GBytes *bytes);
/* text (taken) with what the message's files say, like those of an archive. */
char *message_with_files(char *text, const struct document *message);
/* Such a message as text: a few headers and its body. */
char *message_text(const struct document *message);

/* Reads bytes into state->document; false only when a descriptor fails. */
bool reader_run(struct reader_state *state, GBytes *bytes, GError **error);

/* Headers of a message into the document's fields. */
void envelope_read(struct document *document, const GPtrArray *headers,
	const struct mime_limits *limits);

/* The body into text, what was quoted, signature, and whose letter was passed
 * on. */
void body_split(struct document *document, const struct lines *body);

/* Class and bounce, after everything else is read. */
void class_find(struct document *document, const struct structure *structure);
