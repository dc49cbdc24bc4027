/* Scans on their way: pages of files become letters before they become
 * cases.  A file that is one letter stays one; of any other each letter gets
 * a row of its own, whose original is the list of its pages, kept in the
 * spool like every original:
 *
 *     plaint pages 1
 *     letter 01KB3Q…           its own id
 *     <SHA-256 of the scanned file> <page>
 *     …
 *
 * The scanned file is filed then; it stays as it was received. */
#pragma once

#include "plaint/base/hash.h"
#include "plaint/letters/batch.h"
#include "plaint/letters/receipt.h"
#include "plaint/registry/registrar.h"
#include "plaint/spool/spool.h"
#include "plaint/store/letter.h"
#include "plaint/store/letter_page.h"

/* One letter among the pages, before anything is written. */
struct paper_part {
	struct registration *registration; /* owned; it has no job */
	struct id id;
	GArray *pages; /* of struct batch_place: where in the files */
	const char *why;
	char *list; /* its original */
	struct hash hash;
};

struct paper {
	GPtrArray *files;  /* of struct letter: the scanned files; the first
			      is the registration's own */
	GArray *places;	   /* of struct batch_place, one per page of the
			      registration's document */
	GPtrArray *parts;  /* of struct paper_part; none: the letter is one */
	json_t *drops;	   /* [{"page", "file", "why"}] */
	bool is_gathering; /* more files may belong to it: decide later */
};
void paper_free(struct paper *paper);

/* For an answer to the letter `file` (taken).  NULL when it is no paper. */
struct paper *paper_new(const struct rules *rules, struct letter *file);
/* One more file; its pages stand after those before it. */
void paper_add_file(struct paper *paper, struct letter *file, int pages);

/* Decide, outside any transaction: in place of registration_prepare. */
void paper_prepare(
	const struct rules *rules, struct registration *registration);

/* The originals of the parts into the spool, durable after spool_sync. */
bool paper_keep(struct spool *spool, const struct paper *paper, GError **error);
bool paper_is_kept(struct spool *spool, const struct paper *paper);

/* Write it down, in the caller's transaction. */
bool paper_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error);

/* The text of a page list. */
char *paper_list_text(
	struct id letter, const struct letter_page *pages, size_t count);
/* Put it into the spool, durable after spool_sync. */
bool paper_list_keep(struct spool *spool, const char *text, struct hash *out,
	GError **error);

/* --- what paper tells besides its text (paper_facts.c) ------------------ */

struct paper_facts {
	char *department;     /* of the separator sheet or the folder; "" */
	bool is_sheet;	      /* it was the sheet: a person put it there */
	char *case_number;    /* of a bar code; "" */
	const char *language; /* of the folder, NULL */
	bool is_to_key;	      /* nothing on it can be read for certain */
	const char *aside;    /* why a person must look first; NULL */
	bool has_stamp;
	struct receipt_stamp stamp;
	char *stamp_text;
};
void paper_facts_free(struct paper_facts *facts);

/* Settings of the folder a letter came through; NULL: none. */
const struct config_scans *paper_folder(
	const struct config *config, const struct letter *letter);

/* Look at the registration's document (its pages' kinds are marked), fill
 * registration->facts, its understanding and its JSON. */
void paper_facts_fill(const struct rules *rules,
	struct registration *registration, const struct letter *letter,
	const struct batch_letter *batch);
/* The pages' verdicts where a page is blank or an envelope. */
void paper_mark_pages(
	struct document *document, const struct batch_settings *settings);
/* Make the registration's JSON and language anew from its document. */
void paper_refresh(struct registration *registration);
