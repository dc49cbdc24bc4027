/* Any text as a letter and as a phrase of the rules: facts stand inside it,
 * masking keeps its length, and nothing runs away. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/base/utf8.h"
#include "plaint/facts/extract.h"
#include "plaint/facts/match.h"
#include "plaint/text/phrase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void facts(const char *text)
{
	static const char *const languages[] = { "uk", "ru", "be", "en" };
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	document_set(&document->signature, text);
	document_set(&document->from.name, text);
	struct extract_options options = { .country = "",
		.language = languages[strlen(text) % 4] };
	day_from_ymd(2026, 11, 23, &options.written);
	g_autoptr(GPtrArray) entities = extract_entities(document, &options);
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (entity->span.offset + entity->span.length > strlen(text) ||
			!utf8_is_valid(entity->value, strlen(entity->value)))
			abort();
	}
	document_mask_cards(document);
	if (strlen(document->text) != strlen(text))
		abort();
}

static void phrases(const char *text)
{
	struct stemmer none = { NULL, NULL };
	struct phrase_set *set = phrase_set_new(none);
	if (phrase_set_add(set, text, 0, NULL) < 0)
		phrase_set_add(set, "слово", 0, NULL);
	struct phrase_text *words = phrase_text_new(set, PART_TEXT, text);
	g_autoptr(GArray) hits = phrase_set_find(set, words);
	for (guint i = 0; i < hits->len; i++) {
		const struct phrase_hit *hit =
			&g_array_index(hits, struct phrase_hit, i);
		if (hit->span.offset + hit->span.length > strlen(text))
			abort();
	}
	phrase_text_free(words);
	phrase_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = utf8_make_valid((const char *)data, size, NULL);
	facts(text);
	phrases(text);
	if (match_names(text, text) == MATCH_NAMES_OTHER)
		abort();
	g_autofree char *key = match_name_key(text);
	match_addresses(text, key);
	g_ptr_array_unref(match_names_in(text));
	return 0;
}
