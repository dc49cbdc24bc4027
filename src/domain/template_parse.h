/* A template taken apart: the flat list of pieces that rendering walks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

enum {
	TEMPLATE_DEPTH_MOST = 32, /* sections and partials together */
	TEMPLATE_TEXT_MOST_BYTES = 1 << 20,
	TEMPLATE_NAME_MOST_BYTES = 200,
};

enum piece_kind {
	PIECE_TEXT,	/* literal bytes */
	PIECE_VARIABLE, /* {{x}} */
	PIECE_RAW,	/* {{{x}}}, {{&x}} */
	PIECE_SECTION,	/* {{#x}} */
	PIECE_INVERTED, /* {{^x}} */
	PIECE_CLOSE,	/* {{/x}} */
	PIECE_PARTIAL,	/* {{>x}} */
};

struct piece {
	enum piece_kind kind;
	int line;	  /* from 1 */
	const char *text; /* PIECE_TEXT: within the template's text */
	size_t length;
	char *name;   /* of a tag */
	char *indent; /* PIECE_PARTIAL alone on its line: what stands before */
	guint end;    /* SECTION, INVERTED: index of its PIECE_CLOSE */
};

/* GArray of struct piece, which points into `text`. */
GArray *template_parse(const char *file, const char *text, GError **error);
