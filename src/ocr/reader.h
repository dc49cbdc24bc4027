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
	int tongue;		 /* it was read in */
	int block;		 /* from 0: columns and what is around them */
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

enum {
	TONGUES_MOST = 12,
};

struct reader;
struct reader *reader_new(const struct ocr_settings *settings, GError **error);
void reader_free(struct reader *reader);

/* Where Tesseract's font without ink is, if it is; caller frees. */
char *reader_font_path(const struct reader *reader);

/* Languages are numbered from 0 in the order they were asked for. */
int reader_tongues(const struct reader *reader);
/* "ukr"; valid as long as the reader. */
const char *reader_tongue_name(const struct reader *reader, int tongue);

/* Else its letters are Latin. */
bool reader_is_cyrillic(const struct reader *reader, int tongue);

/* How to read a picture. */
struct reader_task {
	int tongue;
	enum reader_layout layout;
	int dpi;
	int deadline_ms; /* of computing, not of waiting */
};
/* Late and empty when there is no time for it. */
struct recognition *reader_read(
	struct reader *reader, PIX *pix, const struct reader_task *task);

/* In every language; the surest, and its number in task->tongue. */
struct recognition *reader_read_any(
	struct reader *reader, PIX *pix, struct reader_task *task);

/* An empty array of struct read_word, which frees their texts. */
GArray *recognition_words_new(void);
struct recognition *recognition_new(void);
void recognition_free(struct recognition *recognition);
/* Set confidence from the words. */
void recognition_weigh(struct recognition *recognition);
