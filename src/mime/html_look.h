/* Whether what stands in an element could be seen. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "html_sheet.h"

/* What an element hands down to those in it, each of which may change it: a
 * frame of no font size around text of its own size hides nothing. */
struct html_look {
	uint32_t colour, background; /* html_colour.h */
	bool is_tiny, is_invisible;
	bool is_preformatted; /* its blanks and line ends are shown */
};

/* Black on white. */
struct html_look html_look_begin(void);
/* The look in an element, out of the look around it. */
struct html_look html_look_inside(const struct html_look *around,
	const struct html_sheet *sheet, const char *element,
	const char *const *attributes);
/* Text that looks so is not seen. */
bool html_look_is_unseen(const struct html_look *look);

/* No text of such an element is for readers: a script, a title. */
bool html_is_machinery(const char *element);
/* The element and all in it was not to be seen, whatever they declare. */
bool html_is_closed(const struct html_sheet *sheet, const char *element,
	const char *const *attributes);
