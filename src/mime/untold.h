/* Text in a transfer encoding that its headers do not tell of: they were lost
 * on the way, or it was encoded twice. */
#pragma once

#include <stddef.h>
#include <glib.h>

/* What the whole of the text is when decoded, and the name of the encoding;
 * NULL when it is no encoded text. */
GByteArray *untold_decode(
	const char *bytes, size_t length, const char **encoding_out);
