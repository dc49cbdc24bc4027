/* The lines that HTML makes, while they are made: text and blocks go in, one
 * after the other, as the elements come. */
#pragma once

#include <stdbool.h>
#include "lines.h"

struct html_lines;

struct html_lines *html_lines_new(void);
/* What was made, for the caller; frees the rest. */
struct lines *html_lines_finish(struct html_lines *lines);

/* Of what comes from here on: enum quote_mark of the lines that begin, and
 * whether blanks and line ends count. */
void html_lines_go_on(
	struct html_lines *lines, unsigned char mark, bool is_preformatted);

/* Characters that take no room: preheaders are padded with them. */
bool html_lines_is_invisible(gunichar c);

void html_lines_put_character(struct html_lines *lines, gunichar c);
/* As it is, blanks and all. */
void html_lines_put_text(struct html_lines *lines, const char *text);

/* Ends the line being made, if there is anything in it. */
void html_lines_break(struct html_lines *lines);
/* <br>: a line of its own even when empty. */
void html_lines_break_hard(struct html_lines *lines);
/* The end of a block: the line ends with the next text, so that a paragraph
 * at the end of a table's cell does not end the row. */
void html_lines_end_block(struct html_lines *lines, bool wants_blank);

/* Behind a list's bullet: a paragraph that begins there stays in its line. */
void html_lines_begin_item(struct html_lines *lines);
void html_lines_begin_cell(struct html_lines *lines);
void html_lines_end_cell(struct html_lines *lines);
void html_lines_end_row(struct html_lines *lines);

void html_lines_begin_link(struct html_lines *lines);
/* What stands in the line since then; "" when there is nothing to see. */
const char *html_lines_link_text(const struct html_lines *lines);
/* Where it leads, behind it. */
void html_lines_put_address(struct html_lines *lines, const char *address);
