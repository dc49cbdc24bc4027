/* Pictures of letters to a document: TIFF (multi-page), JPEG, PNG, WebP and
 * PDF in, pages with text, word boxes and confidences out.
 *
 * ocr_new loads everything that lives in files (languages, fonts); after it
 * returns, ocr_read opens nothing, so the caller seals the process in
 * between.  OMP_THREAD_LIMIT=1 must be in the environment before exec: the
 * OpenMP runtime of Tesseract reads it when it is loaded.
 *
 * One struct ocr per process and thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/document.h"

/* _SETUP: a language or font is not installed (stop);
 * _UNSUPPORTED: a kind of file we do not read (tell the clerk which we do);
 * _LOCKED: behind a password (ask the writer);
 * _TOO_BIG: over a limit below (shrink or split it);
 * _DAMAGED: nothing in it could be read. */
enum ocr_error {
	OCR_ERROR_SETUP,
	OCR_ERROR_UNSUPPORTED,
	OCR_ERROR_LOCKED,
	OCR_ERROR_TOO_BIG,
	OCR_ERROR_DAMAGED,
};
#define OCR_ERROR (ocr_error_quark())
GQuark ocr_error_quark(void);

/* What one original may cost; 0 takes the default on the right. */
struct ocr_limits {
	int64_t file_bytes;  /* 256 MiB */
	int64_t page_pixels; /* 40 million: A4 at 600 dpi */
	int pages;	     /* 200; what is over is left out with a warning */
	int page_ms; /* 45000 of computing, however busy the machine; a dearer
			page gives what it has by then */
};

/* One page of a file to be read, and how it lies there. */
struct ocr_wish {
	int page; /* from 1 */
	int turn; /* 0, 90, 180, 270 degrees clockwise make it upright; -1:
		     find out */
};

struct ocr_settings {
	const char *languages;	  /* NULL: "ukr+rus+bel+eng" */
	const char *tessdata_dir; /* NULL: Tesseract's own */
	struct ocr_limits limits;
	const struct ocr_wish *wishes; /* borrowed until ocr_free; NULL: all
					  pages as they are */
	int wish_count;
	bool raw_confidence; /* Tesseract's own, for calibrating */
};

struct ocr;

/* settings may be NULL for all defaults.  Takes about half a second. */
struct ocr *ocr_new(const struct ocr_settings *settings, GError **error);
void ocr_free(struct ocr *ocr);
/* g_autoptr needs a name of one word. */
typedef struct ocr ocr;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ocr, ocr_free)

/* Called before the first page, with 0, and after each; `pages` is how many
 * there will be. */
typedef void (*ocr_progress)(int page, int pages, void *user);
void ocr_on_page(struct ocr *ocr, ocr_progress progress, void *user);

/* From now on ocr_read also writes a searchable PDF (plain pictures of the
 * pages, upright and straight, invisible text over them) into pdf_fd, which
 * must be empty; -1: no more.  Its size and hash are in the document.  Should
 * it fail, the document says so in a warning and has none. */
void ocr_set_pdf(struct ocr *ocr, int pdf_fd);

/* Pages of the next files that are not to be touched, because reading them
 * broke a reader: as if damaged.  numbers: borrowed until the next call. */
void ocr_leave_out(struct ocr *ocr, const int *numbers, int count);

/* Read all of fd (from its start; the offset is not used).  The kind of file
 * is told by its first bytes.  Pages keep their number in the file: one that
 * cannot be read stays, empty, with confidence 0 and a warning.
 *
 * document.text and .body_text are the pages' texts with a blank line
 * between; document.language is left to the caller.
 *
 * Warnings: pages_cut, page_refused (its size), page_damaged,
 * page_partly_read, page_late, page_blank, text_layer_disagrees,
 * letters_mended, no_searchable_pdf. */
struct document *ocr_read(struct ocr *ocr, int fd, GError **error);

/* Where the time went since ocr_new, for the benchmark. */
enum ocr_step {
	OCR_STEP_DECODE,
	OCR_STEP_STRAIGHTEN,
	OCR_STEP_CLEAN,
	OCR_STEP_RECOGNISE,
	OCR_STEP_BARCODE,
	OCR_STEP_PDF,
	OCR_STEPS,
};
const char *ocr_step_name(enum ocr_step step);
int64_t ocr_step_us(const struct ocr *ocr, enum ocr_step step);
