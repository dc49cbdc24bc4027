/* The charsets we read: canonical name, what iconv calls it, and the labels
 * seen for it, squeezed to lower-case letters and digits. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum charset_shape {
	CHARSET_CYRILLIC, /* one byte, high half Cyrillic */
	CHARSET_BYTE,	  /* one byte, another script */
	CHARSET_MULTI,	  /* several bytes, high bit set */
	CHARSET_STATEFUL, /* all in 7 bits: escapes or shifts */
	CHARSET_WIDE,	  /* UTF-16, UTF-32 */
	CHARSET_UTF8,
	CHARSET_ASCII,
};

struct charset_row {
	const char *name;
	const char *iconv_name;
	enum charset_shape shape;
	const char *labels; /* separated and surrounded by single spaces */
};

extern const struct charset_row charset_rows[];
extern const size_t charset_rows_length;

/* The row of a label as written, NULL when it is unknown. */
const struct charset_row *charset_row_find(const char *label);
