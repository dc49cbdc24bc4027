/* A letter as lines with their kinds, attributions joined: what quote.c
 * decides upon. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum line_part {
	PART_TEXT,
	PART_QUOTED,
	PART_SIGNATURE,
};

struct line {
	char *text;
	unsigned char kind; /* enum line_kind */
	unsigned char part; /* enum line_part */
	unsigned char mark; /* enum quote_mark */
	bool is_known;	    /* its part is decided */
};

struct letter {
	GArray *lines; /* of struct line */
	guint forward; /* first line of a forward's headers; len when none */
	char *author;  /* as those headers say, once read; NULL */
	bool has_attribution;
	guint unwritten; /* so many first lines hold nothing of the writer's */
	guint attributions_tried;
};

/* Lines, kinds and marks; marks may be NULL with length 0. */
void letter_read(struct letter *letter, const char *body,
	const unsigned char *marks, size_t marks_length);
void letter_clear(struct letter *letter);
/* Attributions that wrapping broke over lines become one line each. */
void letter_join(struct letter *letter);

struct line *letter_line(const struct letter *letter, guint i);
bool letter_is_empty(const struct letter *letter, guint i);
/* First line at or behind i that is not empty; the end when there is none. */
guint letter_skip_empty(const struct letter *letter, guint i);
