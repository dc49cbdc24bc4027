/* Any head and any table of pieces: the text is valid and within its limit.
 * The input is the main stream with a table behind it, two bytes saying where
 * that begins. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mime/word.h"
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"

enum {
	LIMIT_BYTES = 65536,
	SLACK_BYTES = 8, /* the character that passes the limit */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct little all = { data, size };
	size_t cut = MIN((size_t)little_u16(&all, 0), size >= 2 ? size - 2 : 0);
	struct word_streams streams = { 0 };
	enum word_result result;
	g_autofree char *text = NULL;

	if (!mime_warm_up(NULL))
		return 0;
	streams.main = little_slice(&all, 2, cut);
	streams.tables[0] =
		little_slice(&all, 2 + cut, size - MIN(size, 2 + cut));
	streams.tables[1] = streams.tables[0];
	text = word_text(&streams, LIMIT_BYTES, &result);
	if ((text != NULL) != (result == WORD_READ))
		abort();
	if (text && (!utf8_is_valid(text, strlen(text)) ||
			    strlen(text) > LIMIT_BYTES + SLACK_BYTES))
		abort();
	return 0;
}
