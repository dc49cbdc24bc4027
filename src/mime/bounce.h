/* Why and for whom a mail was returned.  Sources: RFC 3463, 3464, and the
 * wording of mail systems that write no report. */
#pragma once

#include "plaint/domain/document.h"
#include "structure.h"

void bounce_read(struct document *document, const struct structure *structure);
