/* Which pages of which scanned files a letter is made of.  One without rows
 * is the whole of its own original. */
#pragma once

#include "plaint/store/store.h"

struct letter_page {
	int64_t number;	    /* from 1 */
	const char *sha256; /* the scanned file, in the spool */
	int64_t file_page;  /* from 1 */
	int64_t rotation;   /* a clerk's: 0, 90, 180 or 270 degrees clockwise
			       from how it lies in the file; -1: as found */
};

/* In place of those it had; numbered from 1 in the order given (number is
 * not used). */
bool letter_page_put(struct db *db, const char *letter_id,
	const struct letter_page *pages, size_t count, GError **error);

/* GPtrArray of struct letter_page, in order, maybe empty. */
GPtrArray *letter_page_list(
	struct db *db, const char *letter_id, GError **error);
