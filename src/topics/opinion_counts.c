/* What of a letter models go by.  Its parts are read for good, once for all who
 * look at them; only where a label is part of a word it is read anew. */
#include "plaint/topics/opinion.h"

#include <string.h>
#include "plaint/text/append.h"
#include "plaint/text/enclosure.h"

/* Whose number it is says nothing of what the letter is about: "рахунок" of
 * "особовий рахунок 4471" is no bill.  Blanks such labels; false: none is
 * there. */
static bool blank_labels(
	char *text, enum part part, const struct understanding *understanding)
{
	bool found = false;
	for (guint i = 0; i < understanding->entities->len; i++) {
		const struct entity *entity = understanding->entities->pdata[i];
		if (entity->span.part != part || entity->label_bytes == 0)
			continue;
		memset(text + entity->span.offset - entity->label_bytes, ' ',
			entity->label_bytes);
		found = true;
	}
	return found;
}

static char *without_labels(const char *text, enum part part,
	const struct understanding *understanding)
{
	char *out = g_strdup(text);
	if (!blank_labels(out, part, understanding))
		g_clear_pointer(&out, g_free);
	return out;
}

static GArray *read_all(const struct document *document,
	const struct understanding *rules_only, struct lexicon *lexicon)
{
	GArray *tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	g_autofree char *whole = rules_only->enclosures_speak
					 ? enclosure_whole_text(document)
					 : g_strdup(document->text);
	g_autofree char *subject = g_strdup(document->subject);
	blank_labels(subject, PART_SUBJECT, rules_only);
	blank_labels(whole, PART_TEXT, rules_only);
	g_autofree char *text = g_strconcat(subject, "\n", whole, NULL);
	lexicon_read(lexicon, text, strlen(text), tokens);
	return tokens;
}

/* Tokens put together of parts. */
struct joiner {
	struct lexicon *lexicon;
	GArray *tokens;
	guint room;
	bool goes_on; /* behind the token that stands before it in its part */
};

static void join_token(struct joiner *joiner, struct token token)
{
	guint count = joiner->tokens->len;
	if (count > 0 && !joiner->goes_on) {
		const struct token *last =
			&g_array_index(joiner->tokens, struct token, count - 1);
		token.pair =
			lexicon_pair(joiner->lexicon, last->word, token.word);
	} else if (count == 0) {
		token.pair = lexicon_first_pair(joiner->lexicon, token.word);
	}
	*(struct token *)append_place(
		joiner->tokens, &joiner->room, sizeof(token)) = token;
	joiner->goes_on = true;
}

static size_t count_blanks(const char *text, const struct token *token)
{
	size_t blanks = 0;
	for (size_t i = 0; i < token->length; i++)
		blanks += text[token->offset + i] == ' ' ? 1 : 0;
	return blanks;
}

/* False: a label is part of a token. */
static bool join_part(struct joiner *joiner, const char *text, enum part part,
	const struct understanding *rules_only)
{
	const GArray *own = lexicon_tokens(joiner->lexicon, text);
	g_autofree char *rest = without_labels(text, part, rules_only);
	joiner->goes_on = false;
	for (guint i = 0; i < own->len; i++) {
		const struct token *token =
			&g_array_index(own, struct token, i);
		size_t blanks = rest != NULL ? count_blanks(rest, token) : 0;
		if (blanks == 0) {
			join_token(joiner, *token);
			continue;
		}
		if (blanks < token->length)
			return false;
		joiner->goes_on = false;
	}
	return true;
}

/* NULL: it cannot be had so. */
static GArray *join_parts(const struct document *document,
	const struct understanding *rules_only, struct lexicon *lexicon)
{
	size_t length = strlen(document->subject) + strlen(document->text);
	struct joiner joiner = { .lexicon = lexicon };
	/* Of more only the beginning is seen. */
	if (rules_only->enclosures_speak || length >= FEATURES_MOST_BYTES)
		return NULL;
	joiner.tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	if (!join_part(&joiner, document->subject, PART_SUBJECT, rules_only) ||
		!join_part(&joiner, document->text, PART_TEXT, rules_only))
		g_clear_pointer(&joiner.tokens, g_array_unref);
	return joiner.tokens;
}

GArray *opinion_counts(const struct document *document,
	const struct understanding *rules_only, struct lexicon *lexicon)
{
	g_autoptr(GArray) tokens = join_parts(document, rules_only, lexicon);
	if (tokens == NULL)
		tokens = read_all(document, rules_only, lexicon);
	GArray *out = lexicon_counts(lexicon, tokens);
	text_model_sublinear_each((float *)out->data, out->len);
	return out;
}

GArray *opinion_features(
	const struct document *document, const struct understanding *rules_only)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	g_autoptr(GArray) tokens = read_all(document, rules_only, lexicon);
	g_autoptr(GArray) counts = lexicon_counts(lexicon, tokens);
	lexicon_features(lexicon, counts, out);
	g_array_append_vals(out, rules_only->sums->data, rules_only->sums->len);
	return out;
}
