/* Text whose lines are in two charsets: UTF-8, and what a gateway or a list
 * set below it, or what was quoted by a program that copies bytes. */
#pragma once

#include "charset.h"

/* False, and nothing done, for any other text.  declared as for
 * charset_decode.  used is "utf-8", also_used what the other lines are. */
bool charset_mixed_decode(const char *bytes, size_t length,
	const char *declared, struct charset_text *out);
