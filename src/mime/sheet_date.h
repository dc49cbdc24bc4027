/* Days and times in a workbook (ECMA-376, part 1, 18.8.30 and 18.17.4): they
 * are numbers, and the cell's format says that they are shown as days. */
#pragma once

#include <stdbool.h>
#include <glib.h>

enum sheet_format {
	SHEET_NUMBER,
	SHEET_TIME = 1, /* of a day, or hours that passed */
	SHEET_DAY = 2,
	SHEET_DAY_AND_TIME = SHEET_DAY | SHEET_TIME,
};

/* What each cell format of xl/styles.xml, valid UTF-8, is: of guint8, in the
 * order by which cells name them. */
GByteArray *sheet_formats_read(const char *styles);
/* number: as it stands in the cell.  A day as 20.03.2026, a time as 09:15;
 * the number itself when it is no day we know.  is_from_1904: the workbook
 * counts from there. */
char *sheet_number_text(
	const char *number, enum sheet_format format, bool is_from_1904);
