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

/* Which languages to try; the fewer, the faster and the surer. */
enum reader_tongue {
	READER_ANY,
	READER_UK,
	READER_RU,
	READER_BE,
	READER_EN,
	READER_TONGUES,
};

struct reader;
struct reader *reader_new(const struct ocr_settings *settings, GError **error);
void reader_free(struct reader *reader);
/* "ukr+eng"; valid as long as the reader. */
const char *reader_languages(
	const struct reader *reader, enum reader_tongue tongue);

/* Where Tesseract's font without ink is, if it is; caller frees. */
char *reader_font_path(const struct reader *reader);

/* Is there a set of its own for it? */
bool reader_has(const struct reader *reader, enum reader_tongue tongue);

/* How to read a picture. */
struct reader_task {
	enum reader_tongue tongue;
	enum reader_layout layout;
	int dpi;
	int deadline_ms;
};
struct recognition *reader_read(
	struct reader *reader, PIX *pix, const struct reader_task *task);

/* By the letters only one of them has; READER_ANY when in doubt. */
enum reader_tongue recognition_tongue(const struct recognition *recognition);
struct recognition *recognition_new(void);
void recognition_free(struct recognition *recognition);
