/* Names of a document's parts. */
#include "plaint/text/span.h"

const char *part_name(enum part part)
{
	static const char *const names[] = {
		[PART_TEXT] = "text",
		[PART_SUBJECT] = "subject",
		[PART_SIGNATURE] = "signature",
		[PART_FROM] = "from",
		[PART_ATTACHMENT] = "attachment",
	};
	return names[part];
}
