/* A page on its way from scan to text: what the steps hand to each other. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>
#include <glib.h>
#include "clean.h"
#include "page.h"
#include "reader.h"

enum {
	X_HEIGHT_WANTED = 9, /* pixels, at first; see tests/bench/ocr.sh */
	DPI_WANTED = 100,    /* told to Tesseract: 12 point at that x-height */
};

struct work {
	struct ocr *ocr;
	PIX *grey;   /* upright as far as known, even white paper */
	PIX *paper;  /* grey as it was at first, turned as a person said; NULL
			when no PDF is wanted */
	PIX *clean;  /* grey with nothing but text */
	PIX *seal;   /* colour that lay over print, dark on white; NULL: none */
	int shrunk;  /* grey against the scan */
	double skew; /* degrees clockwise that were undone */
	int rotation;
	int turn;	   /* what a person said of it; -1: nothing */
	int width, height; /* of grey before the skew was undone */
	double scale;	   /* of the picture read, against grey */
	struct text_area area;
	int tongue;	    /* of most of it */
	double promise;	    /* confidence of the few lines it was told from */
	gint64 deadline_us; /* on the thread's own clock */
};

/* Computing left until the page must be done; at least 1. */
int work_left_ms(const struct work *work);
/* *pix becomes `with`; nothing happens when that is NULL. */
void work_replace(PIX **pix, PIX *with);
/* The picture for the reader: text only, letters of the wanted size.  Sets
 * scale. */
PIX *work_picture(struct work *work, int x_height);

/* Tell the language from a few lines, and up from down unless a person said;
 * turn the page and *picture, which work_picture made, when it stands on its
 * head. */
void work_set_upright(struct work *work, PIX **picture);

/* Read the page: fast, and again where that is doubtful. */
struct recognition *work_read(struct work *work, PIX *picture);

/* Words and text into the page, boxes in pixels of the scan. */
void work_fill(const struct work *work, struct recognition *recognition,
	struct document *document, struct page *page);
