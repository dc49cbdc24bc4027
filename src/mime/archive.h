/* Files inside a file, read from memory by libarchive; no file is opened once
 * archive_warm_up has run.  libarchive gives names in the charset of the
 * locale, so LC_CTYPE is to be a UTF-8 one, as the program sets it; in another
 * such names come out as "?".
 *
 * Bounded for the whole letter, not for each archive: what is inflated, how
 * many entries, how deep; struct reader_state keeps count. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "reader.h"

/* name: valid UTF-8 on one line, data and never a path.  bytes: NULL when the
 * entry is encrypted or too big to be kept. */
typedef void (*archive_entry_func)(void *data, const char *name, GBytes *bytes);

/* Calls func for each regular file in order; warnings of the document:
 * "archive_locked" (needs a password), "archive_cut" (a limit),
 * "archive_broken" (unreadable from there on). */
void archive_walk(struct reader_state *state, GBytes *bytes,
	archive_entry_func func, void *data);

/* Whether an entry may be read for its text: false, with the warning
 * "archive_cut", once the letter's archives have given enough. */
bool archive_text_fits(
	struct reader_state *state, const char *name, size_t length);

/* A listing of the archive, each name in brackets followed by the text that
 * the file has; caller frees. */
char *archive_text(struct reader_state *state, GBytes *bytes);

/* The same of one file packed by gzip, "bill.pdf.gz": it is the only entry,
 * named as the file without its ending; a tar in it has entries of its own. */
char *archive_gzip_text(
	struct reader_state *state, const char *name, GBytes *bytes);

/* What libarchive and the C library load late. */
void archive_warm_up(void);
