/* A letter is no more dangerous than its most dangerous passage: shares are
 * not added up, the largest counts. */
#include "plaint/domain/suspicion.h"

#include <string.h>
#include "words.h"

enum {
	TOGETHER_MOST = 2, /* neighbours that are looked at as one */
};

static size_t cut_length(const char *text)
{
	size_t length = strnlen(text, SUSPICION_MOST_BYTES + 1);
	if (length <= SUSPICION_MOST_BYTES)
		return length;
	const char *at =
		g_utf8_find_prev_char(text, text + SUSPICION_MOST_BYTES + 1);
	return at != NULL ? (size_t)(at - text) : 0;
}

GArray *suspicion_sentences(const char *text)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct sentence));
	struct word_reader reader;
	struct word_place word;
	struct sentence *last = NULL;
	int number = -1;
	word_reader_init(&reader, text, cut_length(text));
	while (word_reader_next(&reader, &word)) {
		if (last == NULL || word.sentence != number ||
			last->words == SUSPICION_PASSAGE_WORDS) {
			struct sentence next = { .offset = word.offset };
			g_array_append_val(list, next);
			last = &g_array_index(
				list, struct sentence, list->len - 1);
			number = word.sentence;
		}
		last->length = word.offset + word.length - last->offset;
		last->words++;
	}
	return list;
}

bool suspicion_passage(
	const GArray *sentences, guint first, guint count, struct sentence *out)
{
	if (first + count > sentences->len)
		return false;
	*out = g_array_index(sentences, struct sentence, first);
	for (guint i = first + 1; i < first + count; i++) {
		struct sentence next =
			g_array_index(sentences, struct sentence, i);
		out->length = next.offset + next.length - out->offset;
		out->words += next.words;
	}
	return out->words >= SUSPICION_PASSAGE_LEAST;
}

void suspicion_features(const struct topic_rules *rules, const char *text,
	size_t length, GArray *out)
{
	features_of_text(text, length, out);
	signs_features(rules->signs, signs_in(rules->signs, text, length), out);
}

/* A text, taken apart and looked up in the model once: its passages overlap. */
struct asking {
	const struct text_model *model;
	const struct topic_rules *rules;
	GArray *sentences, *tokens;
	GArray *items; /* of the tokens' features */
	GArray *signs; /* of uint64_t: what each sentence has of them */
	/* A passage: its vector, and where in it a feature of the model would
	 * stand.  Only what the vector has there tells whether it does, so that
	 * nothing need be cleared (Briggs and Torczon, 1993). */
	GArray *vector;
	guint *places;
	double *shares; /* by label */
	struct span part;
};

static struct asking asking_begin(const struct text_model *model,
	const struct topic_rules *rules, const char *text)
{
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	struct asking asking = { model, rules, suspicion_sentences(text),
		g_array_new(FALSE, FALSE, sizeof(struct token)),
		g_array_new(FALSE, FALSE, sizeof(struct vector_item)),
		g_array_new(FALSE, FALSE, sizeof(uint64_t)),
		g_array_new(FALSE, FALSE, sizeof(struct vector_item)),
		g_new(guint, model->feature_count),
		g_new(double, model->labels->len) };
	features_by_token(text, cut_length(text), asking.tokens, features);
	text_model_items(model, features, asking.items);
	for (guint i = 0; i < asking.sentences->len; i++) {
		struct sentence one =
			g_array_index(asking.sentences, struct sentence, i);
		uint64_t found =
			signs_in(rules->signs, text + one.offset, one.length);
		g_array_append_val(asking.signs, found);
	}
	return asking;
}

static void asking_end(struct asking *asking)
{
	g_array_unref(asking->sentences);
	g_array_unref(asking->tokens);
	g_array_unref(asking->items);
	g_array_unref(asking->signs);
	g_array_unref(asking->vector);
	g_free(asking->places);
	g_free(asking->shares);
}

/* Append to the vector, each feature once; unknown ones not at all. */
static void add_items(
	struct asking *asking, const GArray *items, guint from, guint to)
{
	guint at = asking->vector->len;
	g_array_set_size(asking->vector, at + to - from);
	struct vector_item *vector = (struct vector_item *)asking->vector->data;
	for (guint i = from; i < to; i++) {
		struct vector_item item =
			g_array_index(items, struct vector_item, i);
		if (item.index == TEXT_MODEL_UNKNOWN)
			continue;
		guint place = asking->places[item.index];
		if (place < at && vector[place].index == item.index) {
			vector[place].value += item.value;
			continue;
		}
		asking->places[item.index] = at;
		vector[at++] = item;
	}
	g_array_set_size(asking->vector, at);
}

static void add_tokens(
	struct asking *asking, const struct token *token, size_t end)
{
	for (bool is_first = true; token->offset < end; token++) {
		guint pair = token->first + (is_first ? 0 : 1);
		add_items(asking, asking->items, pair, pair + 1);
		add_items(asking, asking->items, token->first + 2,
			token[1].first);
		is_first = false;
	}
}

static void add_signs(struct asking *asking, guint first, guint count)
{
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(GArray) items =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	uint64_t found = 0;
	for (guint i = first; i < first + count; i++)
		found |= g_array_index(asking->signs, uint64_t, i);
	signs_features(asking->rules->signs, found, features);
	text_model_items(asking->model, features, items);
	add_items(asking, items, 0, items->len);
}

/* Raise most to what so many sentences, from this token on, say as one. */
static void ask_passage(struct asking *asking, const struct token *token,
	guint first, guint count, struct suspicion *most)
{
	GArray *vector = asking->vector;
	struct sentence passage;
	if (!suspicion_passage(asking->sentences, first, count, &passage))
		return;
	g_array_set_size(vector, 0);
	add_tokens(asking, token, passage.offset + passage.length);
	add_signs(asking, first, count);
	text_model_weigh(asking->model, vector, 0);
	text_model_scores(asking->model, vector, asking->shares);
	text_model_shares(asking->model, asking->shares);
	struct span span = asking->part;
	span.offset = passage.offset;
	span.length = passage.length;
	for (guint k = 0; k < asking->model->labels->len; k++)
		if (asking->shares[k] > most[k].share)
			most[k] = (struct suspicion){ asking->shares[k], span };
}

void suspicion_ask(const struct text_model *model,
	const struct topic_rules *rules, const char *text, struct span part,
	struct suspicion *most)
{
	struct asking asking = asking_begin(model, rules, text);
	asking.part = part;
	const struct token *token = (const struct token *)asking.tokens->data;
	for (guint i = 0; i < asking.sentences->len; i++) {
		while (token->offset <
			g_array_index(asking.sentences, struct sentence, i)
				.offset)
			token++;
		for (guint n = 1; n <= TOGETHER_MOST; n++)
			ask_passage(&asking, token, i, n, most);
	}
	asking_end(&asking);
}

bool suspicion_is_of(const struct topic_rules *rules, const char *id)
{
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (strcmp(flag->suspects, id) == 0)
			return true;
	}
	return false;
}

static const char *text_of(const struct document *document, struct span part)
{
	if (part.part == PART_SUBJECT)
		return document->subject;
	if (part.part == PART_TEXT)
		return document->text;
	const struct attachment *attachment =
		document->attachments->pdata[part.attachment];
	return attachment->text;
}

static void ask_letter(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct enclosure_voice voice, struct suspicion *most)
{
	static const enum part parts[] = { PART_SUBJECT, PART_TEXT };
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		struct span part = { .part = parts[i] };
		suspicion_ask(
			model, rules, text_of(document, part), part, most);
	}
	for (guint i = 0; voice.in_rest && i < document->attachments->len;
		i++) {
		struct span part = { .part = PART_ATTACHMENT, .attachment = i };
		if (enclosure_speaks(document, i))
			suspicion_ask(model, rules, text_of(document, part),
				part, most);
	}
}

static void add_reason(const struct document *document, const char *what,
	const struct suspicion *suspicion, struct understanding *out)
{
	const char *text = text_of(document, suspicion->span);
	struct reason *reason = g_new0(struct reason, 1);
	reason->rule = g_strdup("model");
	reason->what = g_strdup(what);
	reason->phrase = g_strndup(
		text + suspicion->span.offset, suspicion->span.length);
	reason->weight = suspicion->share;
	reason->is_guess = true;
	reason->span = suspicion->span;
	g_ptr_array_add(out->reasons, reason);
}

/* -1: no flag, or no label, of that name. */
static int flag_index(const struct topic_rules *rules, const char *id)
{
	for (guint i = 0; i < rules->flags->len; i++)
		if (strcmp(((struct flag *)rules->flags->pdata[i])->id, id) ==
			0)
			return (int)i;
	return -1;
}

static bool is_raised(
	const struct topic_rules *rules, const char *id, const double *sums)
{
	int index = flag_index(rules, id);
	return index >= 0 &&
	       sums[index] >=
		       ((struct flag *)rules->flags->pdata[index])->threshold;
}

void suspicion_weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct enclosure_voice voice, double *sums, struct understanding *out)
{
	g_autofree struct suspicion *most =
		g_new0(struct suspicion, model->labels->len);
	ask_letter(model, rules, document, voice, most);
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		for (guint k = 0; k < model->labels->len; k++) {
			if (strcmp(flag->suspects, model->labels->pdata[k]) !=
					0 ||
				is_raised(rules, flag->suspects, sums))
				continue;
			sums[i] = most[k].share;
			if (sums[i] >= flag->threshold)
				add_reason(document, flag->id, &most[k], out);
		}
	}
}
