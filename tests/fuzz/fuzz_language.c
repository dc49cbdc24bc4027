/* Language and features of any text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/topics/features.h"
#include "plaint/text/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(const char *text)
{
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	const GArray *tokens = lexicon_tokens(lexicon, text);
	for (guint i = 0; i < tokens->len; i++) {
		struct token token = g_array_index(tokens, struct token, i);
		if (token.length == 0 || token.word >= lexicon->words->len ||
			!utf8_is_valid(text + token.offset, token.length))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = utf8_make_valid((const char *)data, size, NULL);
	size_t length = strlen(text);
	struct language found = language_detect(text, length);
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));

	if (!(found.confidence >= 0 && found.confidence <= 1) ||
		(found.code[0] != '\0' && !language_is_ours(found.nearest)))
		abort();
	features_of_text(text, length, features);
	if (features->len > FEATURES_MOST)
		abort();
	check_words(text);
	return 0;
}
