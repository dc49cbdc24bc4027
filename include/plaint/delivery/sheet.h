/* Sheets of A4 that people print and scan again: separators between letters,
 * and covers that lead papers to a case.  Each bears its mark
 * (plaint/text/mark.h) as a QR code of 45 mm with the highest error
 * correction in two opposite corners, so that neither a hole, a staple nor the
 * way it lies hides both; a cover also has it as Code 128, for hand-held
 * readers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/delivery/compose.h"
#include "plaint/text/mark.h"
#include "plaint/domain/tongue.h"

struct sheet {
	enum mark_kind kind;
	const char *value;  /* department or case number, as in the mark */
	const char *title;  /* large: the department's name, the number */
	const char *also;   /* below it, smaller; "" none */
	const char *office; /* whose sheet it is, for the top */
	enum tongue tongue; /* of the words that say what it is for */
};

/* A PDF, one page a sheet.  DELIVERY_ERROR_INVALID when a value cannot be a
 * mark's; _RETRY when the drawing failed. */
GBytes *sheets_draw(const struct sheet *sheets, size_t count, GError **error);

/* What a separator that is for no department in particular is called. */
const char *sheet_anyone(enum tongue tongue);
