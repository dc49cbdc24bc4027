/* Rules into phrases, and a letter's phrases into sums with reasons. */
#include "classifier.h"

#include <string.h>

/* The subject says in few words what the letter says in many. */
#define SUBJECT_FACTOR 1.5
/* A letter wrong in a word: likely the word, not surely. */
#define INEXACT_FACTOR 0.75
/* Saying it again adds a little. */
#define AGAIN_FACTOR 0.2
#define AGAIN_MOST   3

static void line_free(gpointer data)
{
	struct line *line = data;
	g_array_unref(line->unless);
	g_free(line);
}

static bool add_phrase(struct classifier *classifier, const char *text,
	int near_words, int line_number, int *phrase_out, GError **error)
{
	int phrase = phrase_set_add(classifier->set, text, near_words, error);
	if (phrase < 0)
		return false;
	g_array_append_val(classifier->phrase_line, line_number);
	if (phrase_out != NULL)
		*phrase_out = phrase;
	return true;
}

static bool add_line(struct classifier *classifier,
	const struct rule_line *rule, struct owner owner, GError **error)
{
	struct line *line = g_new0(struct line, 1);
	line->rule = rule;
	line->owner = owner;
	line->unless = g_array_new(FALSE, FALSE, sizeof(int));
	int number = (int)classifier->lines->len;
	g_ptr_array_add(classifier->lines, line);
	for (guint i = 0; i < rule->say->len; i++)
		if (!add_phrase(classifier, rule->say->pdata[i], 0, number,
			    NULL, error))
			return false;
	for (guint i = 0; i < rule->near->len; i++)
		if (!add_phrase(classifier, rule->near->pdata[i],
			    MAX(rule->within, 1), number, NULL, error))
			return false;
	for (guint i = 0; i < rule->unless->len; i++) {
		int phrase = -1;
		if (!add_phrase(classifier, rule->unless->pdata[i], 0, -1,
			    &phrase, error))
			return false;
		g_array_append_val(line->unless, phrase);
	}
	return true;
}

static bool add_lines(struct classifier *classifier, const GPtrArray *lines,
	struct owner owner, GError **error)
{
	for (guint i = 0; i < lines->len; i++) {
		const struct rule_line *rule = lines->pdata[i];
		if (add_line(classifier, rule, owner, error))
			continue;
		g_prefix_error(error, "%s: ", rule->rule);
		return false;
	}
	return true;
}

static bool add_all(struct classifier *classifier, GError **error)
{
	const struct topic_rules *rules = classifier->rules;
	for (guint i = 0; i < rules->topics->len; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		if (!add_lines(classifier, topic->lines,
			    (struct owner){ OWNER_TOPIC, i }, error))
			return false;
	}
	for (guint i = 0; i < rules->kinds->len; i++) {
		const struct kind_rules *kind = rules->kinds->pdata[i];
		if (!add_lines(classifier, kind->lines,
			    (struct owner){ OWNER_KIND, i }, error))
			return false;
	}
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (!add_lines(classifier, flag->lines,
			    (struct owner){ OWNER_FLAG, i }, error))
			return false;
	}
	return true;
}

struct classifier *classifier_new(
	const struct topic_rules *rules, struct stemmer stemmer, GError **error)
{
	struct classifier *classifier = g_new0(struct classifier, 1);
	classifier->rules = rules;
	classifier->set = phrase_set_new(stemmer);
	classifier->lines = g_ptr_array_new_with_free_func(line_free);
	classifier->phrase_line = g_array_new(FALSE, FALSE, sizeof(int));
	if (add_all(classifier, error))
		return classifier;
	classifier_free(classifier);
	return NULL;
}

void classifier_free(struct classifier *classifier)
{
	if (classifier == NULL)
		return;
	phrase_set_free(classifier->set);
	g_ptr_array_unref(classifier->lines);
	g_array_unref(classifier->phrase_line);
	g_free(classifier);
}

static bool phrase_in_sentence(const GArray *hits, int phrase, int sentence)
{
	for (guint i = 0; i < hits->len; i++) {
		const struct phrase_hit *hit =
			&g_array_index(hits, struct phrase_hit, i);
		if (hit->phrase == phrase && hit->sentence == sentence)
			return true;
	}
	return false;
}

static bool is_void(const struct line *line, const GArray *hits, int sentence)
{
	for (guint i = 0; i < line->unless->len; i++)
		if (phrase_in_sentence(hits,
			    g_array_index(line->unless, int, i), sentence))
			return true;
	return false;
}

static const char *owner_name(
	const struct topic_rules *rules, struct owner owner)
{
	switch (owner.kind) {
	case OWNER_TOPIC:
		return ((struct topic *)rules->topics->pdata[owner.index])->id;
	case OWNER_KIND:
		return letter_kind_name(
			((struct kind_rules *)rules->kinds->pdata[owner.index])
				->kind);
	case OWNER_FLAG:
		return ((struct flag *)rules->flags->pdata[owner.index])->id;
	}
	return "";
}

static void add_reason(const struct classifier *classifier,
	const struct line *line, const struct phrase_hit *hit, const char *text,
	struct understanding *out)
{
	struct reason *reason = g_new0(struct reason, 1);
	reason->rule = g_strdup(line->rule->rule);
	reason->what = g_strdup(owner_name(classifier->rules, line->owner));
	reason->phrase = g_strndup(text + hit->span.offset, hit->span.length);
	reason->weight = line->rule->weight;
	reason->span = hit->span;
	g_ptr_array_add(out->reasons, reason);
}

static double *sum_of(struct evidence *evidence, struct owner owner)
{
	double *const sums[] = {
		[OWNER_TOPIC] = evidence->topics,
		[OWNER_KIND] = evidence->kinds,
		[OWNER_FLAG] = evidence->flags,
	};
	return &sums[owner.kind][owner.index];
}

/* Add what one part of the letter says; times[line] counts hits. */
static void collect_part(struct evidence *evidence,
	const struct classifier *classifier, enum part part, const char *text,
	int *times, struct understanding *out)
{
	struct phrase_text *words =
		phrase_text_new(classifier->set, part, text);
	g_autoptr(GArray) hits = phrase_set_find(classifier->set, words);
	for (guint i = 0; i < hits->len; i++) {
		const struct phrase_hit *hit =
			&g_array_index(hits, struct phrase_hit, i);
		int number = g_array_index(
			classifier->phrase_line, int, hit->phrase);
		if (number < 0)
			continue;
		const struct line *line = classifier->lines->pdata[number];
		if (is_void(line, hits, hit->sentence))
			continue;
		double weight = line->rule->weight;
		weight *= hit->exact ? 1 : INEXACT_FACTOR;
		weight *= part == PART_SUBJECT ? SUBJECT_FACTOR : 1;
		if (times[number] > 0)
			weight *=
				times[number] <= AGAIN_MOST ? AGAIN_FACTOR : 0;
		times[number]++;
		*sum_of(evidence, line->owner) += weight;
		add_reason(classifier, line, hit, text, out);
	}
	phrase_text_free(words);
}

void evidence_collect(struct evidence *evidence,
	const struct classifier *classifier, const struct document *document,
	struct understanding *out)
{
	const struct topic_rules *rules = classifier->rules;
	evidence->topics = g_new0(double, rules->topics->len + 1);
	evidence->kinds = g_new0(double, rules->kinds->len + 1);
	evidence->flags = g_new0(double, rules->flags->len + 1);
	g_autofree int *times = g_new0(int, classifier->lines->len + 1);
	collect_part(evidence, classifier, PART_SUBJECT, document->subject,
		times, out);
	collect_part(
		evidence, classifier, PART_TEXT, document->text, times, out);
}

void evidence_clear(struct evidence *evidence)
{
	g_clear_pointer(&evidence->topics, g_free);
	g_clear_pointer(&evidence->kinds, g_free);
	g_clear_pointer(&evidence->flags, g_free);
}
