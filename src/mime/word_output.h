/* A Word document's characters as lines of text: what its control characters
 * mean (MS-DOC 2.8, "special characters"). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	WORD_FIELDS_OPEN_MOST = 32,
};

struct word_output {
	GString *text;
	size_t limit_bytes;
	int fields; /* open */
	bool is_result[WORD_FIELDS_OPEN_MOST];
	bool was_cell_end;
};

void word_output_init(struct word_output *output, size_t limit_bytes);
/* A new run of text: nothing of the last one's is open. */
void word_output_begin(struct word_output *output);
void word_output_put(struct word_output *output, const char *text);
/* The text; output is empty then. */
char *word_output_take(struct word_output *output);
