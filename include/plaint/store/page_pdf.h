/* Which page of which searchable PDF shows a page of a scanned file.  Kept by
 * the page, not by the letter: letters are made of pages, and made anew when
 * a clerk splits or joins them. */
#pragma once

#include "plaint/store/store.h"

struct page_pdf {
	const char *sha256; /* the scanned file */
	int64_t file_page;  /* of it, from 1 */
	const char *pdf_sha256;
	int64_t pdf_page; /* of the PDF, from 1 */
};

/* Pages 1 to `count` of the file are those of the PDF, in order; in place of
 * what an earlier reading gave. */
bool page_pdf_put(struct db *db, const char *sha256, const char *pdf_sha256,
	int64_t count, GError **error);
/* One page was read again by itself: it is page pdf_page there. */
bool page_pdf_put_one(
	struct db *db, const struct page_pdf *page, GError **error);

/* GPtrArray of struct page_pdf in the letter's order: the pages it is made of
 * (letter_page.h), else all of its own original.  A page that has no PDF is
 * left out; empty: none has. */
GPtrArray *page_pdf_list_of_letter(
	struct db *db, const char *letter_id, GError **error);

/* How many pages of scanned files the PDF shows. */
bool page_pdf_count(struct db *db, const char *pdf_sha256, int64_t *count_out,
	GError **error);
