/* Rules into phrases, and a letter's phrases into sums with reasons. */
#include "classifier.h"

#include <math.h>
#include <string.h>

enum {
	ANY_LANGUAGE,
	LANGUAGES = 5
};

/* The subject says in few words what the letter says in many. */
#define SUBJECT_FACTOR 1.5
/* A letter wrong in a word: likely the word, not surely. */
#define INEXACT_FACTOR 0.85
/* Saying it again adds a little, another phrase of the same line more. */
#define AGAIN_FACTOR   0.2
#define ANOTHER_FACTOR 0.5
enum {
	AGAIN_MOST = 4,
	AHEAD = 4,
};

static guint language_index(const char *language)
{
	static const char *const order[LANGUAGES] = { "", "uk", "ru", "be",
		"en" };
	for (guint i = 1; i < LANGUAGES; i++)
		if (strcmp(order[i], language) == 0)
			return i;
	return ANY_LANGUAGE;
}

static const struct line *line_at(
	const struct classifier *classifier, guint number)
{
	return &g_array_index(classifier->lines, struct line, number);
}

static bool add_phrase(struct classifier *classifier, const char *text,
	int near_words, int line_number, GError **error)
{
	if (phrase_set_add(classifier->set, text, near_words, error) < 0)
		return false;
	g_array_append_val(classifier->phrase_line, line_number);
	return true;
}

static bool add_unless(struct classifier *classifier, const char *text,
	guint first_of_line, GError **error)
{
	static const int no_line = -1;
	if (phrase_set_add_unless(
		    classifier->set, text, (int)first_of_line, error) < 0)
		return false;
	g_array_append_val(classifier->phrase_line, no_line);
	return true;
}

static bool add_line(struct classifier *classifier,
	const struct rule_line *rule, struct owner owner, GError **error)
{
	struct line line = { rule, rule->weight, owner,
		language_index(rule->language),
		.unless_phrases = rule->unless->len };
	int number = (int)classifier->lines->len;
	guint first = classifier->phrase_line->len;
	for (guint i = 0; i < rule->say->len; i++)
		if (!add_phrase(
			    classifier, rule->say->pdata[i], 0, number, error))
			return false;
	for (guint i = 0; i < rule->near->len; i++)
		if (!add_phrase(classifier, rule->near->pdata[i],
			    MAX(rule->within, 1), number, error))
			return false;
	line.unless_first = classifier->phrase_line->len;
	for (guint i = 0; i < rule->unless->len; i++)
		if (!add_unless(
			    classifier, rule->unless->pdata[i], first, error))
			return false;
	g_array_append_val(classifier->lines, line);
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
	classifier->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	classifier->phrase_line = g_array_new(FALSE, FALSE, sizeof(int));
	if (add_all(classifier, error))
		return classifier;
	classifier_free(classifier);
	return NULL;
}

struct classifier *classifier_inflected(
	const struct classifier *of, struct stemmer stemmer)
{
	struct classifier *classifier = g_memdup2(of, sizeof(*of));
	classifier->of = of;
	classifier->set = phrase_set_inflected(of->set, stemmer);
	return classifier;
}

void classifier_free(struct classifier *classifier)
{
	if (classifier == NULL)
		return;
	phrase_set_free(classifier->set);
	if (classifier->of == NULL) {
		g_array_unref(classifier->lines);
		g_array_unref(classifier->phrase_line);
	}
	g_free(classifier);
}

static const struct phrase_hit *hit_at(const GArray *hits, guint i)
{
	return &g_array_index(hits, struct phrase_hit, i);
}

/* Is it in the sentence of the hit `at`?  Hits are in the text's order. */
static bool phrase_in_sentence(const GArray *hits, int phrase, guint at)
{
	int sentence = hit_at(hits, at)->sentence;
	while (at > 0 && hit_at(hits, at - 1)->sentence == sentence)
		at--;
	for (; at < hits->len && hit_at(hits, at)->sentence == sentence; at++)
		if (hit_at(hits, at)->phrase == phrase)
			return true;
	return false;
}

/* By phrase: is it anywhere in the text? */
static bool *phrases_found(
	const struct classifier *classifier, const GArray *hits)
{
	bool *found = g_new0(bool, classifier->phrase_line->len + 1);
	for (guint i = 0; i < hits->len; i++) {
		int phrase = hit_at(hits, i)->phrase;
		found[phrase] = true;
		__builtin_prefetch(
			&g_array_index(classifier->phrase_line, int, phrase));
	}
	return found;
}

/* Most of what would make a line void is nowhere. */
static bool is_void(const struct line *line, const bool *found,
	const GArray *hits, guint at)
{
	guint end = line->unless_first + line->unless_phrases;
	for (guint i = line->unless_first; i < end; i++)
		if (found[i] && phrase_in_sentence(hits, (int)i, at))
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

/* What a line found, to be a reason if its language leads. */
struct told {
	const struct line *line;
	const char *text; /* of the part */
	struct span span;
};

static void add_reason(const struct classifier *classifier,
	const struct told *told, struct understanding *out)
{
	const struct line *line = told->line;
	struct reason *reason = understanding_add_reason(out, line->rule->rule,
		owner_name(classifier->rules, line->owner), told->text,
		told->span);
	reason->weight = line->weight;
}

/* Sums of each owner, languages apart: "прошу" is Ukrainian and Russian, and
 * said once it must not count twice. */
struct tally {
	guint first[3]; /* of each kind of owner, in sums */
	guint owners;
	double (*sums)[LANGUAGES];
};

static double *sums_of(const struct tally *tally, struct owner owner)
{
	return tally->sums[tally->first[owner.kind] + owner.index];
}

/* The language that says most for an owner. */
static size_t leading(const double *sums)
{
	size_t best = 1;
	for (size_t i = 2; i < LANGUAGES; i++)
		if (fabs(sums[i]) > fabs(sums[best]))
			best = i;
	return best;
}

struct collector {
	const struct classifier *classifier;
	struct lexicon *lexicon;
	struct tally tally;
	int *times;   /* by line */
	bool *seen;   /* by phrase */
	GArray *told; /* of struct told */
	struct enclosure_voice voice;
	struct understanding *out;
	guint language; /* the letter's, or the nearest of ours */
};

static double hit_weight(struct collector *collector, const struct line *line,
	const struct phrase_hit *hit)
{
	double weight = line->weight;
	weight *= hit->exact ? 1 : INEXACT_FACTOR;
	weight *= hit->span.part == PART_SUBJECT ? SUBJECT_FACTOR : 1;
	int line_times =
		collector->times[line - line_at(collector->classifier, 0)]++;
	bool phrase_seen = collector->seen[hit->phrase];
	collector->seen[hit->phrase] = true;
	if (line_times == 0)
		return weight;
	if (line_times >= AGAIN_MOST)
		return 0;
	return weight * (phrase_seen ? AGAIN_FACTOR : ANOTHER_FACTOR);
}

static bool may_speak(const struct collector *collector,
	const struct line *line, enum part part)
{
	return part != PART_ATTACHMENT || collector->voice.in_topic ||
	       line->owner.kind != OWNER_TOPIC;
}

/* Of the letter's language alone it is known that a word of it is no
 * misspelling: no dictionary of the others was asked. */
static bool is_believed(const struct collector *collector,
	const struct line *line, const struct phrase_hit *hit)
{
	return hit->exact || line->language == ANY_LANGUAGE ||
	       line->language == collector->language;
}

/* A hit's line; NULL: it makes others void. */
static const struct line *line_of(
	const struct classifier *classifier, const struct phrase_hit *hit)
{
	int number = g_array_index(classifier->phrase_line, int, hit->phrase);
	return number < 0 ? NULL : line_at(classifier, (guint)number);
}

/* attachment: which, when it is one. */
static void collect_part(struct collector *collector, enum part part,
	guint attachment, const char *text)
{
	const struct classifier *classifier = collector->classifier;
	struct phrase_text *words = phrase_text_of_words(classifier->set, part,
		text, lexicon_words(collector->lexicon, text));
	g_autoptr(GArray) hits = phrase_set_find(classifier->set, words);
	g_autofree bool *found = phrases_found(classifier, hits);
	for (guint i = 0; i < hits->len; i++) {
		const struct phrase_hit *hit = hit_at(hits, i);
		const struct line *line = line_of(classifier, hit);
		__builtin_prefetch(line_of(classifier,
			hit_at(hits, MIN(i + AHEAD, hits->len - 1))));
		if (line == NULL || !may_speak(collector, line, part) ||
			!is_believed(collector, line, hit) ||
			is_void(line, found, hits, i))
			continue;
		struct told told = { line, text, hit->span };
		told.span.attachment = attachment;
		sums_of(&collector->tally, line->owner)[line->language] +=
			hit_weight(collector, line, hit);
		g_array_append_val(collector->told, told);
		__builtin_prefetch(line->rule);
	}
	phrase_text_free(words);
}

static void collect_enclosures(
	struct collector *collector, const struct document *document)
{
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *attachment =
			document->attachments->pdata[i];
		if (enclosure_speaks(document, i))
			collect_part(collector, PART_ATTACHMENT, i,
				attachment->text);
	}
}

static struct tally tally_new(const struct topic_rules *rules)
{
	struct tally tally = { 0 };
	tally.first[OWNER_KIND] = rules->topics->len;
	tally.first[OWNER_FLAG] = rules->topics->len + rules->kinds->len;
	tally.owners = tally.first[OWNER_FLAG] + rules->flags->len;
	tally.sums = g_malloc0_n(tally.owners + 1, sizeof(*tally.sums));
	return tally;
}

/* What was told in a language that does not lead for its owner is none. */
static void add_reasons(struct collector *collector)
{
	for (guint i = 0; i < collector->told->len; i++) {
		const struct told *told =
			&g_array_index(collector->told, struct told, i);
		const struct line *line = told->line;
		const double *sums = sums_of(&collector->tally, line->owner);
		if (line->language == ANY_LANGUAGE ||
			line->language == leading(sums))
			add_reason(collector->classifier, told, collector->out);
	}
}

static double *take_sums(
	const struct tally *tally, enum owner_kind kind, guint count)
{
	double *out = g_new0(double, count + 1);
	for (guint i = 0; i < count; i++) {
		const double *sums = sums_of(tally, (struct owner){ kind, i });
		out[i] = sums[ANY_LANGUAGE] + sums[leading(sums)];
	}
	return out;
}

void evidence_collect(struct evidence *evidence,
	const struct classifier *classifier, const struct document *document,
	struct lexicon *lexicon, struct enclosure_voice voice,
	struct understanding *out)
{
	const struct topic_rules *rules = classifier->rules;
	g_autofree int *times = g_new0(int, classifier->lines->len + 1);
	g_autofree bool *seen = g_new0(bool, classifier->phrase_line->len + 1);
	g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(struct told));
	struct collector collector = { classifier, lexicon, tally_new(rules),
		times, seen, told, voice, out,
		language_index(language_is_ours(out->language.code)
				       ? out->language.code
				       : out->language.nearest) };
	collect_part(&collector, PART_SUBJECT, 0, document->subject);
	collect_part(&collector, PART_TEXT, 0, document->text);
	if (voice.in_rest)
		collect_enclosures(&collector, document);
	add_reasons(&collector);
	evidence->topics =
		take_sums(&collector.tally, OWNER_TOPIC, rules->topics->len);
	evidence->kinds =
		take_sums(&collector.tally, OWNER_KIND, rules->kinds->len);
	evidence->flags =
		take_sums(&collector.tally, OWNER_FLAG, rules->flags->len);
	evidence->asks = strchr(document->text, '?') != NULL;
	g_free(collector.tally.sums);
}

void evidence_clear(struct evidence *evidence)
{
	g_clear_pointer(&evidence->topics, g_free);
	g_clear_pointer(&evidence->kinds, g_free);
	g_clear_pointer(&evidence->flags, g_free);
}
