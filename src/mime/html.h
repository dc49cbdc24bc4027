/* HTML as the text it looked like: paragraphs, lists, table rows as lines,
 * links shown once; what was not seen is left out; what the mail program
 * marked as a quote or a signature is marked so. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "lines.h"

struct html_notes {
	size_t hidden_characters; /* left out because nobody could see them */
	bool is_all_hidden;	  /* there was nothing else: not left out */
	bool is_cut;		  /* longer than the limit */
	bool is_thinned;	  /* a tag of endless attributes */
};

/* html: valid UTF-8, whatever <meta> says. */
struct lines *html_read(const char *html, size_t length, size_t limit_bytes,
	struct html_notes *notes);
