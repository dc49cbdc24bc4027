/* What kind of line stands there: the tables of quote.c. */
#pragma once

#include <stdbool.h>

enum line_kind {
	LINE_EMPTY,
	LINE_TEXT,
	LINE_QUOTE,	  /* "> ..." */
	LINE_ATTRIBUTION, /* "... wrote:" */
	LINE_ORIGINAL,	  /* "---- Original Message ----" and its like */
	LINE_HEADER,	  /* "From: ..." */
	LINE_RULE,	  /* "________" */
	LINE_DASHES,	  /* "-- " */
	LINE_PHONE,	  /* "Sent from my iPhone" */
	LINE_DISCLAIMER,
};

/* Of a LINE_HEADER. */
enum header_kind {
	HEADER_NONE,
	HEADER_FROM,
	HEADER_DATE,
	HEADER_TO,
	HEADER_SUBJECT,
	HEADER_OTHER,
};

/* How sure a line can be taken for an attribution. */
enum attribution {
	ATTRIBUTION_NONE,
	ATTRIBUTION_IF_QUOTED, /* only with a quote right below */
	ATTRIBUTION_SURE,
};

/* All but LINE_ATTRIBUTION, which needs its neighbours. */
enum line_kind line_kind_find(const char *line, unsigned *footer_tries);
enum header_kind line_header_find(const char *line);
/* The line, or several joined with spaces. */
enum attribution line_attribution_find(const char *line);
/* Cheap, and asked first: nothing else can be one. */
bool line_attribution_ends(const char *line);
/* It could be the first of several lines that are one attribution. */
bool line_attribution_begins(const char *line);
/* "AB> ...": a quote, for those programs that put the writer's initials there;
 * in a letter without an attribution it is the customer's own. */
bool line_has_initials(const char *line);
/* "Original Message" without its dashes (BlackBerry): one when headers follow.
 */
bool line_is_heading(const char *line);
/* A line above headers that says that a letter is passed on, not answered; and
 * a subject that says so. */
bool line_is_forward(const char *line);
bool line_is_forward_subject(const char *subject);
