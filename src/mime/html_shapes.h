/* What an HTML element does to the lines of the text. */
#pragma once

enum element_shape {
	ELEMENT_INLINE,
	ELEMENT_LINE,	   /* begins and ends a line */
	ELEMENT_ROW,	   /* the same, and a cell does not hold it up */
	ELEMENT_PARAGRAPH, /* with a blank line around it */
	ELEMENT_CELL,
	ELEMENT_ITEM,
	ELEMENT_LIST,
	ELEMENT_PRE,
	ELEMENT_LINK,
	ELEMENT_RULE,
	ELEMENT_BREAK,
	ELEMENT_IMAGE,
};

/* ELEMENT_INLINE when the name is not known. */
enum element_shape html_shape_find(const char *name);
