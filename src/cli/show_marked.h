/* The words of a letter that decided what its case is, marked where they
 * stand: "Ви [списали 20 грн]¹", and below it what ¹ speaks for. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/store/casefile.h"

/* A piece of a letter: "text", "signature", "attachment" (from 1). */
struct show_part {
	const char *name;
	unsigned attachment;
	const char *text;
};

struct show_marks {
	const struct casefile *casefile;
	json_t *reasons;  /* of casefile */
	GPtrArray *notes; /* of char *: note 1, 2…, as far as shown */
};
void show_marks_init(struct show_marks *marks, const struct casefile *casefile);
void show_marks_clear(struct show_marks *marks);
typedef struct show_marks show_marks;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(show_marks, show_marks_clear)

/* The text with its marks; the caller frees.  Only what speaks for the case
 * as it stands is marked: its topic, its kind, its flags. */
char *show_marked(struct show_marks *marks, const struct show_part *part);

/* Each note so far on a line of its own; they begin at 1 again. */
void show_marks_print(struct show_marks *marks);

/* offset and length of each entry, kept in bytes of the document's parts, in
 * characters, as everywhere else in JSON. */
void show_spans_in_characters(json_t *entries, const json_t *document);
