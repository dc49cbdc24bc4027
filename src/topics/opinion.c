/* The rules' shares and the model's become one list of topics. */
#include "plaint/topics/opinion.h"

#include <math.h>
#include <string.h>
#include "plaint/text/enclosure.h"

enum {
	ALTERNATIVES_MOST = 3,
	WORDS_TOLD_MOST = 3,
};

#define SHARE_LEAST 0.005
/* From so much on the rules' words leave no doubt that somebody complains, or
 * asks and does not wish. */
#define PLAIN_SUM      6.0
#define PLAIN_SOFT_SUM 5.0
#define THANKS_MOST    2.0 /* of complaint or wish */
#define LIKELY	       0.5
/* As log-odds. */
#define USUAL_BONUS 0.6
#define OTHER_TOPIC "other"

struct likely {
	const char *topic; /* of the rules or the model */
	double share;
};

/* Sums for each label; scale_out: of words. */
static double *scores_of(const struct text_model *model,
	struct lexicon *lexicon, const GArray *counts, const GArray *sums,
	float *scale_out)
{
	double *scores = g_new(double, model->labels->len);
	*scale_out = text_model_score(model, text_model_places(model, lexicon),
		(const float *)counts->data, counts->len, sums, scores);
	return scores;
}

static double *scores_of_features(
	const struct text_model *model, const GArray *features)
{
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	double *scores = g_new(double, model->labels->len);
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, scores);
	return scores;
}

/* --- shares ------------------------------------------------------------ */

static int label_find(const struct text_model *model, const char *topic)
{
	guint low = 0, high = model->labels->len;
	while (low < high) {
		guint middle = (low + high) / 2;
		int order = strcmp(model->labels->pdata[middle], topic);
		if (order == 0)
			return (int)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/* Does the letter look like any that was learnt from?  Each label answers
 * for itself. */
static double familiarity(const struct text_model *model, const double *scores)
{
	double strange = 1;
	for (guint k = 0; k < model->labels->len; k++)
		strange *= 1 / (1 + exp(scores[k] / model->temperature));
	return 1 - strange;
}

/* What the rules gave to topics that the model does not know.  "other" says
 * only that the rules found nothing: what is familiar goes to the model. */
static double add_unknown(const struct text_model *model, const char *topic,
	double share, GArray *list)
{
	if (label_find(model, topic) >= 0)
		return 0;
	struct likely likely = { topic, share };
	g_array_append_val(list, likely);
	return share;
}

static double add_all_unknown(const struct text_model *model,
	const struct understanding *u, double familiar, GArray *list)
{
	double sum = 0;
	for (guint i = 0; i <= u->alternatives->len; i++) {
		const struct alternative *one =
			i > 0 ? u->alternatives->pdata[i - 1] : NULL;
		const char *topic = one != NULL ? one->topic : u->topic;
		double share = one != NULL ? one->confidence : u->confidence;
		if (strcmp(topic, OTHER_TOPIC) == 0)
			share *= 1 - familiar;
		sum += add_unknown(model, topic, share, list);
	}
	return MIN(sum, 1);
}

static guint best_of(const double *shares, guint count)
{
	guint best = 0;
	for (guint i = 1; i < count; i++)
		if (shares[i] > shares[best])
			best = i;
	return best;
}

/* The first choice stays the first, however little is to be thought of it.  A
 * topic that is no longer in the rules cannot be said; its share is lost, and
 * the letter is the less sure. */
static void add_known(const struct text_model *model,
	const struct topic_rules *rules, double *shares, double room,
	GArray *list)
{
	guint labels = model->labels->len;
	guint best = best_of(shares, labels);
	double claimed = shares[best];
	double said = text_model_calibrated(model, claimed);
	double rest = claimed < 1 ? (1 - said) / (1 - claimed) : 0;
	rest = MIN(rest, said / claimed);
	for (guint k = 0; k < labels; k++) {
		double share = k == best ? said : shares[k] * rest;
		struct likely likely = { model->labels->pdata[k],
			share * room };
		if (topic_rules_find(rules, likely.topic) != NULL)
			g_array_append_val(list, likely);
	}
}

static gint by_share(gconstpointer a, gconstpointer b)
{
	double x = ((const struct likely *)a)->share;
	double y = ((const struct likely *)b)->share;
	return x > y ? -1 : x < y;
}

static GPtrArray *alternatives_of(const GArray *list)
{
	struct understanding *none = understanding_new();
	GPtrArray *out = g_steal_pointer(&none->alternatives);
	none->alternatives = g_ptr_array_new();
	understanding_free(none);
	for (guint i = 1; i < list->len && out->len < ALTERNATIVES_MOST; i++) {
		struct likely likely = g_array_index(list, struct likely, i);
		if (likely.share < SHARE_LEAST)
			break;
		struct alternative *one = g_new0(struct alternative, 1);
		one->topic = g_strdup(likely.topic);
		one->confidence = likely.share;
		g_ptr_array_add(out, one);
	}
	return out;
}

static void say(struct understanding *u, const GArray *list)
{
	struct likely first = g_array_index(list, struct likely, 0);
	GPtrArray *alternatives = alternatives_of(list);
	char *topic = g_strdup(first.topic);
	g_free(u->topic);
	u->topic = topic;
	u->confidence = first.share;
	g_ptr_array_unref(u->alternatives);
	u->alternatives = alternatives;
}

/* --- reasons ----------------------------------------------------------- */

struct told_word {
	struct span span;
	double weight;
};

struct told {
	const struct text_model *model;
	const struct document *document;
	struct lexicon *lexicon;
	const GArray *counts; /* as by opinion_counts */
	float scale;	      /* of words */
	bool *is_told;	      /* by number, of those that are counted */
	guint label;
	struct told_word words[WORDS_TOLD_MOST]; /* the most telling first */
};

static void keep_word(struct told *told, struct told_word word)
{
	for (guint i = 0; i < WORDS_TOLD_MOST; i++) {
		if (word.weight <= told->words[i].weight)
			continue;
		struct told_word next = told->words[i];
		told->words[i] = word;
		word = next;
	}
}

/* As it stands in the vector; 0: not there, or told. */
static float value_of(const struct told *told, guint number, uint32_t place)
{
	/* What was not read before is not counted. */
	if (number >= told->counts->len || told->is_told[number] ||
		place == TEXT_MODEL_UNKNOWN)
		return 0;
	return g_array_index(told->counts, float, number) *
	       text_model_rarity(told->model, place) * told->scale;
}

static const char *part_text(const struct document *document, struct span span)
{
	const struct attachment *enclosed =
		span.part == PART_ATTACHMENT
			? document->attachments->pdata[span.attachment]
			: NULL;
	return enclosed != NULL		   ? enclosed->text
	       : span.part == PART_SUBJECT ? document->subject
					   : document->text;
}

/* Look for telling words there. */
static void tell_part(struct told *told, struct span part)
{
	const char *text = part_text(told->document, part);
	const GArray *tokens = lexicon_tokens(told->lexicon, text);
	const uint32_t *places = text_model_places(told->model, told->lexicon);
	for (guint i = 0; i < tokens->len; i++) {
		struct token token = g_array_index(tokens, struct token, i);
		const struct lexicon_word *word = &g_array_index(
			told->lexicon->words, struct lexicon_word, token.word);
		guint number = word->itself;
		uint32_t place = places[number];
		float value =
			word->is_marks ? 0 : value_of(told, number, place);
		if (value <= 0)
			continue;
		/* Said once is enough. */
		told->is_told[number] = true;
		double weight = (double)value * text_model_weight(told->model,
							place, told->label);
		struct told_word one = { part, weight };
		one.span.offset = token.offset;
		one.span.length = token.length;
		keep_word(told, one);
	}
}

static void tell_all(struct told *told, bool enclosures_speak)
{
	const GPtrArray *attachments = told->document->attachments;
	tell_part(told, (struct span){ .part = PART_SUBJECT });
	tell_part(told, (struct span){ .part = PART_TEXT });
	for (guint i = 0; enclosures_speak && i < attachments->len; i++)
		if (enclosure_speaks(told->document, i))
			tell_part(told, (struct span){ .part = PART_ATTACHMENT,
						.attachment = i });
}

static void add_reason(const struct document *document, const char *what,
	const struct told_word *word, struct understanding *u)
{
	struct reason *reason = understanding_add_reason(
		u, "model", what, part_text(document, word->span), word->span);
	reason->weight = word->weight;
}

/* what: one of the model's labels, or not. */
static void tell_words(const struct text_model *model,
	const struct document *document, struct lexicon *lexicon,
	const GArray *counts, float scale, const char *what,
	struct understanding *u)
{
	int label = label_find(model, what);
	if (label < 0)
		return;
	g_autofree bool *is_told = g_new0(bool, counts->len);
	struct told told = { .model = model,
		.document = document,
		.lexicon = lexicon,
		.counts = counts,
		.scale = scale,
		.is_told = is_told,
		.label = (guint)label };
	tell_all(&told, u->enclosures_speak);
	for (guint i = 0; i < WORDS_TOLD_MOST; i++)
		if (told.words[i].weight > 0)
			add_reason(document, what, &told.words[i], u);
}

/* The scores become shares. */
static void weigh(const struct text_model *model,
	const struct topic_rules *rules, double *shares,
	struct understanding *understanding)
{
	g_autoptr(GArray) list =
		g_array_new(FALSE, FALSE, sizeof(struct likely));
	double familiar = familiarity(model, shares);
	text_model_shares(model, shares);
	double unknown = add_all_unknown(model, understanding, familiar, list);
	add_known(model, rules, shares, 1 - unknown, list);
	if (list->len == 0)
		return;
	g_array_sort(list, by_share);
	say(understanding, list);
}

void opinion_share(const struct text_model *model,
	const struct topic_rules *rules, const GArray *features,
	struct understanding *understanding)
{
	g_autofree double *scores = scores_of_features(model, features);
	weigh(model, rules, scores, understanding);
}

const struct topic *opinion_weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct lexicon *lexicon, const GArray *counts,
	struct understanding *understanding)
{
	float scale;
	g_autofree double *scores =
		scores_of(model, lexicon, counts, understanding->sums, &scale);
	weigh(model, rules, scores, understanding);
	tell_words(model, document, lexicon, counts, scale,
		understanding->topic, understanding);
	return topic_rules_find(rules, understanding->topic);
}

/* --- kinds ------------------------------------------------------------- */

/* What the rules add up to for a kind. */
static double kind_sum(const GArray *sums, enum letter_kind kind)
{
	uint32_t hash =
		features_rule_hash(OPINION_KINDS, letter_kind_name(kind));
	for (guint i = sums->len; i-- > 0;) {
		struct feature one = g_array_index(sums, struct feature, i);
		if (one.hash == hash)
			return (double)one.value;
	}
	return 0;
}

static bool is_soft(enum letter_kind kind)
{
	return kind == KIND_REQUEST || kind == KIND_INQUIRY;
}

/* Who complains or claims in so many words does, whatever else is wished or
 * asked; so does, of these two, who wishes or asks.  Of words of complaint a
 * claim has as many: there what was learnt tells better. */
static bool rules_hold(
	double sum, enum letter_kind rules, enum letter_kind learnt)
{
	if (is_soft(rules) && is_soft(learnt))
		return sum >= PLAIN_SOFT_SUM;
	bool is_hard = rules == KIND_CLAIM ||
		       (rules == KIND_COMPLAINT && learnt != KIND_CLAIM);
	return is_hard && sum >= PLAIN_SUM;
}

/* Who thanks and complains, complains: the thanks are a flag. */
static bool is_thanks_alone(const GArray *sums)
{
	return kind_sum(sums, KIND_COMPLAINT) < THANKS_MOST &&
	       kind_sum(sums, KIND_CLAIM) < THANKS_MOST &&
	       kind_sum(sums, KIND_REQUEST) < THANKS_MOST;
}

/* Praise is told as a story, of which the topic knows more. */
static bool is_praise(
	const struct topic *topic, const struct understanding *understanding)
{
	return topic != NULL && topic->kind == KIND_THANKS &&
	       understanding->confidence >= LIKELY;
}

/* What is usual for the topic is a little likelier. */
static enum letter_kind likeliest_kind(const struct text_model *model,
	const struct topic *topic, double *scores, enum letter_kind otherwise)
{
	int usual = topic != NULL && strcmp(topic->id, OTHER_TOPIC) != 0
			    ? label_find(model, letter_kind_name(topic->kind))
			    : -1;
	if (usual >= 0)
		scores[usual] += USUAL_BONUS * model->temperature;
	guint best = best_of(scores, model->labels->len);
	enum letter_kind kind = otherwise;
	letter_kind_parse(model->labels->pdata[best], &kind);
	return kind;
}

/* True: what was learnt tells it, and not the rules' words. */
static bool weigh_kind(const struct text_model *model,
	const struct topic *topic, double *scores,
	struct understanding *understanding)
{
	double sum = kind_sum(understanding->sums, understanding->kind);
	enum letter_kind learnt =
		likeliest_kind(model, topic, scores, understanding->kind);
	if (rules_hold(sum, understanding->kind, learnt))
		return false;
	if (is_praise(topic, understanding))
		learnt = KIND_THANKS;
	else if (learnt == KIND_THANKS && !is_thanks_alone(understanding->sums))
		return false;
	if (learnt == understanding->kind && sum > 0)
		return false;
	understanding->kind = learnt;
	return true;
}

static bool knows_kind(const struct text_model *model, enum letter_kind kind)
{
	return label_find(model, letter_kind_name(kind)) >= 0;
}

void opinion_share_kind(const struct text_model *model,
	const struct topic *topic, const GArray *features,
	struct understanding *understanding)
{
	if (!knows_kind(model, understanding->kind))
		return;
	g_autofree double *scores = scores_of_features(model, features);
	weigh_kind(model, topic, scores, understanding);
}

void opinion_kind(const struct text_model *model, const struct topic *topic,
	const struct document *document, struct lexicon *lexicon,
	const GArray *counts, struct understanding *understanding)
{
	if (!knows_kind(model, understanding->kind))
		return;
	float scale;
	g_autofree double *scores =
		scores_of(model, lexicon, counts, understanding->sums, &scale);
	if (weigh_kind(model, topic, scores, understanding))
		tell_words(model, document, lexicon, counts, scale,
			letter_kind_name(understanding->kind), understanding);
}
