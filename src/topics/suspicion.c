/* A letter is no more dangerous than its most dangerous passage: shares are
 * not added up, the largest counts. */
#include "plaint/topics/suspicion.h"

#include <string.h>
#include "passages.h"
#include "plaint/text/words.h"
#include "said.h"

static GArray *sentences_of(const GArray *words)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct sentence));
	struct sentence *last = NULL;
	int number = -1;
	for (guint i = 0; i < words->len; i++) {
		struct word_place word =
			g_array_index(words, struct word_place, i);
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

GArray *suspicion_sentences(const char *text)
{
	g_autoptr(GArray) words = words_of(text, SUSPICION_MOST_BYTES);
	return sentences_of(words);
}

GArray *suspicion_sentences_in(struct lexicon *lexicon, const char *text)
{
	/* Of a long one less is seen here than is cut. */
	return strlen(text) > SUSPICION_MOST_BYTES
		       ? suspicion_sentences(text)
		       : sentences_of(lexicon_words(lexicon, text));
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

void suspicion_prepare(
	struct text_model *model, const struct topic_rules *rules)
{
	said_free(model->signs_said);
	model->signs_said = said_of_signs(model, rules->signs);
}

/* What was asked of a text, and the most that was said so far. */
struct asking {
	const struct text_model *model;
	struct span part;
	double *shares; /* by label */
	struct suspicion *most;
};

static void on_passage(
	void *user, const struct sentence *passage, const double *scores)
{
	struct asking *asking = user;
	guint labels = asking->model->labels->len;
	struct span span = asking->part;
	span.offset = passage->offset;
	span.length = passage->length;
	memcpy(asking->shares, scores, labels * sizeof(*scores));
	text_model_shares(asking->model, asking->shares);
	for (guint k = 0; k < labels; k++)
		if (asking->shares[k] > asking->most[k].share)
			asking->most[k] =
				(struct suspicion){ asking->shares[k], span };
}

static void ask(struct passages *passages, const struct text_model *model,
	const char *text, struct span part, struct suspicion *most)
{
	g_autofree double *shares = g_new(double, model->labels->len);
	struct asking asking = { model, part, shares, most };
	passages_score(passages, text, on_passage, &asking);
}

void suspicion_ask(const struct text_model *model,
	const struct topic_rules *rules, struct lexicon *lexicon,
	const char *text, struct span part, struct suspicion *most)
{
	g_autoptr(passages) passages =
		passages_new(model, rules->signs, lexicon);
	ask(passages, model, text, part, most);
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
	struct lexicon *lexicon, struct enclosure_voice voice,
	struct suspicion *most)
{
	static const enum part parts[] = { PART_SUBJECT, PART_TEXT };
	g_autoptr(passages) passages =
		passages_new(model, rules->signs, lexicon);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		struct span part = { .part = parts[i] };
		ask(passages, model, text_of(document, part), part, most);
	}
	for (guint i = 0; voice.in_rest && i < document->attachments->len;
		i++) {
		struct span part = { .part = PART_ATTACHMENT, .attachment = i };
		if (enclosure_speaks(document, i))
			ask(passages, model, text_of(document, part), part,
				most);
	}
}

static void add_reason(const struct document *document, const char *what,
	const struct suspicion *suspicion, struct understanding *out)
{
	struct reason *reason = understanding_add_reason(out, "model", what,
		text_of(document, suspicion->span), suspicion->span);
	reason->weight = suspicion->share;
	reason->is_guess = true;
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
	struct lexicon *lexicon, struct enclosure_voice voice, double *sums,
	struct understanding *out)
{
	g_autofree struct suspicion *most =
		g_new0(struct suspicion, model->labels->len);
	ask_letter(model, rules, document, lexicon, voice, most);
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
