/* Files that a program for signing documents wrapped: "complaint.pdf.p7s"
 * with the document inside (CAdES, ETSI EN 319 122-1), as signatures made with
 * a citizen's electronic key mostly come. */
#pragma once

#include "reader.h"

/* Its text, its page lifted; "" for a signature that stands beside its file,
 * and for an entity, which belongs to the letter. */
char *signed_file_text(
	struct reader_state *state, const char *name, GBytes *bytes);
