/* From sums of evidence to an answer: topic with confidence, kind, flags,
 * priority, department. */
#include "plaint/topics/classify.h"

#include <math.h>
#include <string.h>
#include "classifier.h"
#include "plaint/topics/experience.h"
#include "plaint/topics/opinion.h"
#include "plaint/domain/route.h"
#include "plaint/topics/suspicion.h"
#include "plaint/text/words.h"

/* How fast weight becomes certainty, and the weight nothing has to beat: one
 * strong phrase (4) alone gives about 0.86. */
#define SHARPNESS      0.9
#define NOTHING_WEIGHT 2.0
/* Topics that are asked about and seldom complained of need more. */
#define SELDOM_FACTOR 1.25
/* Topics that are mostly complained of need less. */
#define USUAL_FACTOR 0.75
/* "Прошу" alone is no request or question where complaints are usual. */
#define REQUEST_LEAST 3.0
/* What is usual for the topic is likelier. */
#define TOPIC_BONUS  1.0
#define THANKS_ALONE 2.0
/* Where a complaint is plain, no praise covers it. */
#define PLAIN_COMPLAINT 4.0
#define PRAISE_FACTOR	2.0
#define POLITE_FACTOR	0.5
/* A claim is as plain as what the letter complains of, nearly. */
#define CLAIM_SHARE	  0.9
#define TRIAGE_DEPARTMENT "triage"
#define OTHER_TOPIC	  "other"
#define THANKS_FLAG	  "thanks"
#define LIKELY		  0.5
enum {
	ALTERNATIVES_MOST = 3,
	FEW_WORDS = 8,
};

static double kind_sum(const struct evidence *evidence,
	const struct classifier *classifier, enum letter_kind kind,
	double *threshold_out)
{
	const GPtrArray *kinds = classifier->rules->kinds;
	for (guint i = 0; i < kinds->len; i++) {
		const struct kind_rules *rules = kinds->pdata[i];
		if (rules->kind != kind)
			continue;
		*threshold_out = rules->threshold;
		return evidence->kinds[i];
	}
	*threshold_out = 1;
	return 0;
}

static bool speaks_for(const struct evidence *evidence,
	const struct classifier *classifier, enum letter_kind kind)
{
	double threshold = 1;
	double sum = kind_sum(evidence, classifier, kind, &threshold);
	return sum >= threshold;
}

static double strength(const struct evidence *evidence,
	const struct classifier *classifier, enum letter_kind kind)
{
	double threshold = 1;
	double sum = kind_sum(evidence, classifier, kind, &threshold);
	return sum >= threshold ? sum : 0;
}

/* Wishes and questions, when nothing is complained of. */
static enum letter_kind mild_kind(const struct evidence *evidence,
	const struct classifier *classifier, const struct topic *topic)
{
	static const enum letter_kind mild[] = { KIND_SUGGESTION, KIND_INQUIRY,
		KIND_REQUEST, KIND_THANKS };
	enum letter_kind best = KIND_UNKNOWN;
	double most = 0;
	bool other = topic == NULL || strcmp(topic->id, OTHER_TOPIC) == 0;
	bool usual = !other && topic->kind == KIND_COMPLAINT;
	for (size_t i = 0; i < G_N_ELEMENTS(mild); i++) {
		double sum = strength(evidence, classifier, mild[i]);
		if (usual && sum < REQUEST_LEAST && mild[i] != KIND_THANKS)
			continue;
		/* Thanks at the end of a question are politeness. */
		if (mild[i] == KIND_THANKS && evidence->asks)
			sum *= POLITE_FACTOR;
		if (sum > 0 && topic != NULL && topic->kind == mild[i])
			sum += TOPIC_BONUS;
		if (sum <= most)
			continue;
		most = sum;
		best = mild[i];
	}
	if (best != KIND_UNKNOWN)
		return best;
	if (topic == NULL || (other && evidence->asks))
		return KIND_INQUIRY;
	return topic->kind;
}

static bool complains_of(const struct evidence *evidence,
	const struct classifier *classifier, const struct topic *topic)
{
	double threshold = 1;
	double sum = kind_sum(evidence, classifier, KIND_COMPLAINT, &threshold);
	if (topic != NULL && topic->kind == KIND_REQUEST)
		threshold *= SELDOM_FACTOR;
	if (topic != NULL && topic->kind == KIND_COMPLAINT)
		threshold *= USUAL_FACTOR;
	/* "He hears badly" in a letter full of praise is no complaint, nor is
	 * "so that no huge bill comes" in one full of questions. */
	double other = MAX(strength(evidence, classifier, KIND_THANKS),
		strength(evidence, classifier, KIND_INQUIRY));
	bool covers = sum < PLAIN_COMPLAINT && other > sum * PRAISE_FACTOR;
	return sum >= threshold && !covers;
}

/* A demand that is not drowned in complaint. */
static bool claims_money(
	const struct evidence *evidence, const struct classifier *classifier)
{
	double threshold = 1;
	double complaint =
		kind_sum(evidence, classifier, KIND_COMPLAINT, &threshold);
	double claim = kind_sum(evidence, classifier, KIND_CLAIM, &threshold);
	return claim >= threshold && claim >= complaint * CLAIM_SHARE;
}

/* Confidence of each topic: a softmax in which "nothing said" takes part and
 * gives its share to "other". */
static double *confidences(
	const struct evidence *evidence, const struct topic_rules *rules)
{
	guint count = rules->topics->len;
	double *out = g_new0(double, count + 1);
	double most = NOTHING_WEIGHT, total = 0;
	for (guint i = 0; i < count; i++)
		most = MAX(most, evidence->topics[i]);
	double nothing = exp(SHARPNESS * (NOTHING_WEIGHT - most));
	total = nothing;
	for (guint i = 0; i < count; i++) {
		if (evidence->topics[i] > 0)
			out[i] = exp(SHARPNESS * (evidence->topics[i] - most));
		total += out[i];
	}
	for (guint i = 0; i < count; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		if (strcmp(topic->id, OTHER_TOPIC) == 0)
			out[i] += nothing;
		out[i] /= total;
	}
	return out;
}

static int best_of(const double *values, guint count)
{
	int best = -1;
	for (guint i = 0; i < count; i++)
		if (values[i] > 0 && (best < 0 || values[i] > values[best]))
			best = (int)i;
	return best;
}

static void add_alternatives(double *confidence,
	const struct topic_rules *rules, struct understanding *out)
{
	for (int n = 0; n < ALTERNATIVES_MOST; n++) {
		int next = best_of(confidence, rules->topics->len);
		if (next < 0 || confidence[next] < 0.005)
			return;
		const struct topic *topic = rules->topics->pdata[next];
		struct alternative *alternative = g_new0(struct alternative, 1);
		alternative->topic = g_strdup(topic->id);
		alternative->confidence = confidence[next];
		confidence[next] = 0;
		g_ptr_array_add(out->alternatives, alternative);
	}
}

/* Thanks are the topic of a letter that wants nothing else, whatever it
 * thanks for, and of no other. */
static void weigh_thanks(
	struct evidence *evidence, const struct classifier *classifier)
{
	const GPtrArray *topics = classifier->rules->topics;
	bool alone = !complains_of(evidence, classifier, NULL) &&
		     !speaks_for(evidence, classifier, KIND_CLAIM) &&
		     mild_kind(evidence, classifier, NULL) == KIND_THANKS;
	for (guint i = 0; i < topics->len; i++) {
		const struct topic *topic = topics->pdata[i];
		if (topic->kind != KIND_THANKS)
			continue;
		evidence->topics[i] += THANKS_ALONE;
		if (!alone)
			evidence->topics[i] = 0;
	}
}

static const struct topic *choose_topic(struct evidence *evidence,
	const struct classifier *classifier, struct understanding *out)
{
	const struct topic_rules *rules = classifier->rules;
	weigh_thanks(evidence, classifier);
	g_autofree double *confidence = confidences(evidence, rules);
	int best = best_of(confidence, rules->topics->len);
	if (best < 0)
		return NULL;
	const struct topic *topic = rules->topics->pdata[best];
	g_free(out->topic);
	out->topic = g_strdup(topic->id);
	out->confidence = confidence[best];
	confidence[best] = 0;
	add_alternatives(confidence, rules, out);
	return topic;
}

static enum letter_kind evidence_kind(const struct evidence *evidence,
	const struct classifier *classifier, const struct topic *topic)
{
	return claims_money(evidence, classifier) ? KIND_CLAIM
	       : complains_of(evidence, classifier, topic)
		       ? KIND_COMPLAINT
		       : mild_kind(evidence, classifier, topic);
}

/* Topic and kind as the rules say, and as was learnt besides. */
static const struct topic *weigh_all(struct evidence *evidence,
	const struct classifier *classifier, const struct document *document,
	const struct experience *experience, struct lexicon *lexicon,
	struct understanding *out)
{
	const struct topic *topic = choose_topic(evidence, classifier, out);
	g_autoptr(GArray) counts = NULL;
	if (experience != NULL) {
		counts = opinion_counts(document, out, lexicon);
		topic = opinion_weigh(experience->topics, classifier->rules,
			document, lexicon, counts, out);
	}
	out->kind = evidence_kind(evidence, classifier, topic);
	if (experience != NULL && experience->kinds != NULL)
		opinion_kind(experience->kinds, topic, document, lexicon,
			counts, out);
	return topic;
}

static void add_points(struct understanding *out, const char *why, int points)
{
	if (points == 0)
		return;
	struct points *entry = g_new0(struct points, 1);
	entry->why = g_strdup(why);
	entry->points = points;
	out->priority_points += points;
	g_ptr_array_add(out->points, entry);
}

static void raise_flags(const struct evidence *evidence,
	const struct topic_rules *rules, struct understanding *out)
{
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (evidence->flags[i] < flag->threshold ||
			understanding_has_flag(out, flag->id))
			continue;
		/* Said by the kind already. */
		if (out->kind == KIND_THANKS &&
			strcmp(flag->id, THANKS_FLAG) == 0)
			continue;
		g_ptr_array_add(out->flags, g_strdup(flag->id));
	}
}

static void set_priority(const struct topic_rules *rules,
	const struct topic *topic, struct understanding *out)
{
	out->priority_points = 0;
	g_ptr_array_set_size(out->points, 0);
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (understanding_has_flag(out, flag->id))
			add_points(out, flag->id, flag->points);
	}
	if (topic != NULL)
		add_points(out, topic->id, topic->priority);
	for (guint i = 0; i < rules->kinds->len; i++) {
		const struct kind_rules *kind = rules->kinds->pdata[i];
		if (kind->kind == out->kind)
			add_points(out, letter_kind_name(kind->kind),
				kind->points);
	}
	int points = out->priority_points;
	g_free(out->priority);
	out->priority = g_strdup(points >= rules->urgent_from	? "urgent"
				 : points >= rules->high_from	? "high"
				 : points >= rules->normal_from ? "normal"
								: "low");
}

static bool organisation_writes(const struct understanding *out)
{
	for (guint i = 0; i < out->entities->len; i++) {
		const struct entity *entity = out->entities->pdata[i];
		if (entity->kind == ENTITY_ORGANISATION && entity->writer)
			return true;
	}
	return false;
}

/* Unsure letters go to triage, and so do those with a suspicion: a person
 * looks before any department does. */
static void set_department(const struct topic_rules *rules,
	const struct topic *topic, const struct document *document,
	const struct classify_options *options, struct understanding *out)
{
	const char *own = topic != NULL ? topic->department : "";
	const char *channel = options->channel != NULL ? options->channel
			      : document->format == DOCUMENT_SCAN ? "paper"
								  : "email";
	struct route_facts facts = {
		.topic = out->topic,
		.kind = letter_kind_name(out->kind),
		.language = out->language.code,
		.channel = channel,
		.customer_type =
			organisation_writes(out) ? "organisation" : "person",
		.department = own,
		.flags = out->flags,
	};
	struct route route = { .department = own };
	if (options->routes != NULL)
		route = route_find(options->routes, &facts);
	bool must_look = out->triage || understanding_suspects(out, rules);
	g_free(out->department);
	out->department =
		g_strdup(must_look && !route.by_flag ? TRIAGE_DEPARTMENT
						     : route.department);
	g_free(out->expert);
	out->expert = g_strdup(route.expert != NULL ? route.expert : "");
	g_free(out->person);
	out->person = g_strdup(route.person != NULL ? route.person : "");
	g_free(out->route_rule);
	out->route_rule = g_strdup(route.rule != NULL ? route.rule : "");
}

/* For who weighs the rules beside something else.  Phrases of a topic come in
 * company: the fourth says less than the first. */
static void note_sums(const struct evidence *evidence,
	const struct topic_rules *rules, struct understanding *out)
{
	for (guint i = 0; i < rules->topics->len; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		if (evidence->topics[i] > 0)
			features_add_rule(out->sums, OPINION_TOPICS, topic->id,
				sqrt(evidence->topics[i]));
	}
	for (guint i = 0; i < rules->kinds->len; i++) {
		const struct kind_rules *kind = rules->kinds->pdata[i];
		if (evidence->kinds[i] > 0)
			features_add_rule(out->sums, OPINION_KINDS,
				letter_kind_name(kind->kind),
				evidence->kinds[i]);
	}
}

/* Not letters at all: nothing to weigh. */
static bool is_not_a_letter(
	const struct document *document, struct understanding *out)
{
	switch (document->class) {
	case DOCUMENT_AUTO_REPLY:
		out->kind = KIND_AUTO_REPLY;
		break;
	case DOCUMENT_BOUNCE:
		out->kind = KIND_BOUNCE;
		break;
	case DOCUMENT_NEWSLETTER:
		out->kind = KIND_NEWSLETTER;
		break;
	case DOCUMENT_LETTER:
	case DOCUMENT_EMPTY:
	default:
		return false;
	}
	out->confidence = 1;
	return true;
}

static bool rules_speak_for(const struct evidence *evidence,
	const struct topic_rules *rules, const struct topic *topic)
{
	for (guint i = 0; i < rules->topics->len; i++)
		if (rules->topics->pdata[i] == topic)
			return evidence->topics[i] > 0;
	return false;
}

static bool has_few_words(const struct document *document)
{
	const char *const texts[] = { document->subject, document->text };
	int words = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct word_reader reader;
		struct word_place place;
		word_reader_init(&reader, texts[i], strlen(texts[i]));
		while (words <= FEW_WORDS && word_reader_next(&reader, &place))
			words++;
	}
	return words <= FEW_WORDS;
}

/* "Account 99120387. Call me": a few words that no phrase of the rules knows
 * are a guess, however sure they make what was learnt of whole letters. */
static bool is_guess(const struct evidence *evidence,
	const struct topic_rules *rules, const struct document *document,
	struct enclosure_voice voice, const struct topic *topic)
{
	return !voice.in_topic && !rules_speak_for(evidence, rules, topic) &&
	       has_few_words(document);
}

/* With the enclosures as far as they have a voice. */
static struct understanding *understand(const struct classifier *classifier,
	const struct document *document, const struct classify_options *options,
	struct enclosure_voice voice)
{
	struct understanding *out = understanding_new();
	struct extract_options extract = options->extract;
	extract.with_enclosures = voice.in_rest;
	out->language = options->language;
	g_ptr_array_unref(out->entities);
	out->entities = extract_entities(document, &extract);
	if (is_not_a_letter(document, out))
		return out;
	struct evidence evidence = { 0 };
	g_autoptr(lexicon) lexicon =
		lexicon_new(experience_table(options->experience));
	evidence_collect(&evidence, classifier, document, lexicon, voice, out);
	out->enclosures_speak = voice.in_topic;
	note_sums(&evidence, classifier->rules, out);
	const struct topic *topic = weigh_all(&evidence, classifier, document,
		options->experience, lexicon, out);
	out->triage =
		topic == NULL || out->confidence < topic->threshold ||
		strcmp(topic->id, OTHER_TOPIC) == 0 ||
		understanding_is_doubtful(out, topic) ||
		is_guess(&evidence, classifier->rules, document, voice, topic);
	if (organisation_writes(out))
		g_ptr_array_add(out->flags, g_strdup("legal_entity"));
	if (options->experience != NULL && options->experience->dangers != NULL)
		suspicion_weigh(options->experience->dangers, classifier->rules,
			document, lexicon, voice, evidence.flags, out);
	raise_flags(&evidence, classifier->rules, out);
	out->letter_flags = out->flags->len;
	set_priority(classifier->rules, topic, out);
	set_department(classifier->rules, topic, document, options, out);
	evidence_clear(&evidence);
	return out;
}

void classify_settle(struct understanding *understanding,
	const struct topic_rules *rules, const struct document *document,
	const struct classify_options *options, const char *const *flags)
{
	const struct topic *topic =
		topic_rules_find(rules, understanding->topic);
	g_ptr_array_set_size(
		understanding->flags, (gint)understanding->letter_flags);
	for (size_t i = 0; flags[i] != NULL; i++)
		if (!understanding_has_flag(understanding, flags[i]))
			g_ptr_array_add(
				understanding->flags, g_strdup(flags[i]));
	set_priority(rules, topic, understanding);
	set_department(rules, topic, document, options, understanding);
}

/* Sure enough that what is enclosed does not outvote it; to go straight to a
 * department takes more. */
static bool says_much(const struct understanding *out)
{
	return strcmp(out->topic, OTHER_TOPIC) != 0 &&
	       out->confidence >= LIKELY;
}

struct understanding *classify_letter(const struct classifier *classifier,
	const struct document *document, const struct classify_options *options)
{
	struct enclosure_voice voice = { false, false };
	struct understanding *out =
		understand(classifier, document, options, voice);
	if (document->class == DOCUMENT_LETTER)
		voice = enclosure_voice_of(document, says_much(out));
	if (!voice.in_rest)
		return out;
	understanding_free(out);
	return understand(classifier, document, options, voice);
}
