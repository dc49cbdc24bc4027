/* How the pages of scanned files make letters.  Pure: pages with their ink,
 * text and bar codes in, letters with their pages and reasons out. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* How a folder's files were scanned. */
struct batch_settings {
	bool separators;  /* our separator sheets are honoured */
	bool blank_pages; /* a blank sheet stands between letters */
	bool duplex;	  /* both sides: pages 2k-1 and 2k are one sheet */
};

enum batch_page {
	BATCH_PAGE_TEXT,
	BATCH_PAGE_BLANK,     /* hardly any ink, nothing to read */
	BATCH_PAGE_ENVELOPE,  /* few words, most of them postal */
	BATCH_PAGE_SEPARATOR, /* our sheet */
};

/* What page `index` (from 0) of the document is. */
enum batch_page batch_page_of(const struct document *document, guint index,
	const struct batch_settings *settings);

struct batch_letter {
	GArray *pages;	   /* of guint, from 0: of the document's, in order */
	char *department;  /* of the separator sheet before it; "" none */
	char *case_number; /* the case it belongs to by its bar code; "" */
	const char *why;   /* static, for people: why it begins here */
	guint group;	   /* which separator sheet it stands behind */
};

/* A page that is in no letter. */
struct batch_drop {
	guint page; /* from 0 */
	const char *why;
};

struct batch_plan {
	GPtrArray *letters; /* of struct batch_letter; none: all blank */
	GArray *drops;	    /* of struct batch_drop */
};

/* Never NULL.  A separator sheet begins a letter and is in none; a bar code
 * of a case begins one that goes on to the next separator; an envelope never
 * is a letter of its own unless there is nothing else. */
struct batch_plan *batch_plan_new(
	const struct document *document, const struct batch_settings *settings);
void batch_plan_free(struct batch_plan *plan);
/* g_autoptr needs a name of one word. */
typedef struct batch_plan batch_plan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(batch_plan, batch_plan_free)

/* A page as it stands in files: which, and which of its pages (from 1). */
struct batch_place {
	guint file;
	int page;
};

/* Two stacks of single sides, the fronts and the backs, as one: front 1,
 * back 1, front 2…  `reversed`: the backs came last first, as a stack turned
 * over does.  GArray of struct batch_place with files 0 and 1, or NULL when
 * the numbers do not fit (as many backs as fronts, or one less). */
GArray *batch_interleave(int fronts, int backs, bool reversed);

/* "letter_002.tif": the length of "letter_" and the number; false for a name
 * that is not of that form. */
bool batch_series(const char *name, size_t *stem_length_out, int *number_out);

/* The pages `pages` (of guint) of a document as a document of their own,
 * numbered from 1, with their bar codes and warnings; its text is the pages'
 * texts, envelopes last.  Language is left to the caller. */
struct document *batch_document(
	const struct document *from, const GArray *pages);

/* All pages of `from` behind those of `to`, with bar codes and warnings; the
 * texts and the language of `to` are left as they are. */
void batch_append(struct document *to, const struct document *from);
