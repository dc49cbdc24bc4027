/* Makes a message safe to give to GMime, whose memory grows with the number
 * of headers, addresses and parts, by estimating that growth first. */
#pragma once

#include <glib.h>
#include "plaint/domain/document.h"
#include "plaint/mime/mime.h"

/* The message without an mbox "From " line before it, its header block cut to
 * the limit, NUL bytes in the header block made spaces, and cut where GMime
 * would need more than its share of memory; warnings: "mbox_line",
 * "header_cut", "header_nul", "structure_cut". */
GBytes *guard_apply(GBytes *bytes, const struct mime_limits *limits,
	struct document *document);

/* A copy for GMime's eyes, of the same length: without addresses and without
 * what would make it decode header text.  It does so while parsing, in whatever
 * charset the text names, and the C library then loads that charset from a
 * file, which a sealed process must not.  What is read is read from the message
 * itself. */
GByteArray *guard_veil(GBytes *bytes);

/* Where the header block ends (behind its empty line), at most length. */
size_t guard_header_end(const char *bytes, size_t length);
