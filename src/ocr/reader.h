/* Tesseract, resident: a straight, clean picture in, words out. */
#pragma once

#include <stdbool.h>
#include <allheaders.h>
#include <glib.h>
#include "plaint/ocr/ocr.h"

struct read_word {
	char *text;
	int x, y, width, height; /* pixels of the picture read */
	double confidence;	 /* 0..1 */
	int line;		 /* from 0, in reading order */
};

struct recognition {
	GArray *words;	   /* of struct read_word */
	double confidence; /* mean over letters, 0..1; 0 when empty */
	bool late;	   /* stopped by the deadline */
};

/* How the picture is cut into lines. */
enum reader_layout {
	READER_LINE,	/* it is one line */
	READER_BLOCK,	/* one column of lines: fast */
	READER_COLUMNS, /* find columns and blocks: safe */
};

struct reader;
struct reader *reader_new(const struct ocr_settings *settings, GError **error);
void reader_free(struct reader *reader);
const char *reader_languages(const struct reader *reader);

struct recognition *reader_read(struct reader *reader, PIX *pix, int dpi,
	enum reader_layout layout, int deadline_ms);
void recognition_free(struct recognition *recognition);
