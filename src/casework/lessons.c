/* Letters into training sets: one for topics, one for kinds, which share the
 * letters' features. */
#include "plaint/casework/lessons.h"

#include <jansson.h>
#include <string.h>

#include "plaint/topics/opinion.h"
#include "plaint/store/decision.h"
#include "plaint/wire/document_json.h"

enum {
	PAGE_ROWS = 500,
};

/* Letters tell stories: the topic is in their rare words, and what is common
 * says less of it than in descriptions of things.  Of 1, 1.25, 1.5 and 2 the
 * power that made the truth likeliest in examples that were not learnt from;
 * their words that stand in one letter alone made it likelier still (5 %). */
#define TOPIC_IDF_POWER 1.5
/* Of 0.5 and 1, which are right as often, the one with the truer claims. */
#define LETTER_COST 1.0

#define US_PER_DAY G_GINT64_CONSTANT(86400000000)

/* --- collecting --------------------------------------------------------- */

static void lesson_clear(gpointer data)
{
	struct lesson *lesson = data;
	understanding_free(lesson->guess);
	g_array_unref(lesson->features);
}

void lessons_free(struct lessons *lessons)
{
	if (lessons == NULL)
		return;
	g_array_unref(lessons->list);
	g_ptr_array_unref(lessons->tellings);
	g_free(lessons);
}

/* A topic that left the rules cannot be said any more. */
static bool take(struct lessons *lessons, struct topics *topics,
	const struct document *document, const char *topic_id,
	struct lesson lesson)
{
	const struct topic *topic =
		topic_rules_find(topics_rules(topics), topic_id);
	struct day day = { (int32_t)(document->date_utc_us / US_PER_DAY) };
	if (topic == NULL)
		return false;
	lesson.topic = topic->id;
	lesson.guess = topics_understand(topics, document, day);
	lesson.features = opinion_features(document, lesson.guess);
	g_array_append_val(lessons->list, lesson);
	return true;
}

static void take_example(struct lessons *lessons, struct topics *topics,
	const struct example *example)
{
	struct lesson lesson = { .kind = example->kind, .is_example = true };
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, example->text);
	if (!take(lessons, topics, document, example->topic, lesson))
		return;
	const struct lesson *taken = &g_array_index(
		lessons->list, struct lesson, lessons->examples++);
	tellings_add_letter(lessons->tellings, example->text, taken->guess,
		topics_rules(topics));
}

struct lessons *lessons_of_examples(
	const char *rules, struct topics *topics, GError **error)
{
	g_autoptr(GPtrArray) examples = examples_load(
		rules, EXAMPLES_FOLDER, topics_rules(topics), error);
	g_autoptr(lessons) lessons = g_new0(struct lessons, 1);
	lessons->list = g_array_new(FALSE, FALSE, sizeof(struct lesson));
	g_array_set_clear_func(lessons->list, lesson_clear);
	lessons->tellings = tellings_new();
	if (examples == NULL || !examples_hash(rules, &lessons->hash, error) ||
		!tellings_add_dangers(
			lessons->tellings, rules, topics_rules(topics), error))
		return NULL;
	for (guint i = 0; i < examples->len; i++)
		take_example(lessons, topics, examples->pdata[i]);
	return g_steal_pointer(&lessons);
}

static struct document *document_of(const struct decision *decision)
{
	struct document_kept kept = { decision->json, decision->text,
		decision->quoted_text };
	return document_from_kept(&kept, NULL);
}

static void take_decision(struct lessons *lessons, struct topics *topics,
	const struct decision *decision)
{
	g_autoptr(document) document = document_of(decision);
	struct lesson lesson = { .kind = KIND_UNKNOWN };
	letter_kind_parse(decision->kind, &lesson.kind);
	if (document != NULL &&
		take(lessons, topics, document, decision->topic, lesson))
		lessons->decisions++;
}

bool lessons_add_decisions(struct lessons *lessons, struct db *db,
	struct topics *topics, GError **error)
{
	struct id before = { "" };
	guint got = PAGE_ROWS;
	while (got == PAGE_ROWS && lessons->decisions < LESSONS_MOST) {
		g_autoptr(GPtrArray) page =
			decision_list(db, before.text, PAGE_ROWS, error);
		if (page == NULL)
			return false;
		got = page->len;
		for (guint i = 0; i < got; i++) {
			const struct decision *decision = page->pdata[i];
			before = decision->casefile_id;
			take_decision(lessons, topics, decision);
		}
	}
	return true;
}

/* --- choosing ----------------------------------------------------------- */

static const struct lesson *lesson_at(const struct lessons *lessons, guint i)
{
	return &g_array_index(lessons->list, struct lesson, i);
}

static const char *topic_of(const struct lesson *lesson)
{
	return lesson->topic;
}

/* NULL: nobody says. */
static const char *kind_of(const struct lesson *lesson)
{
	return lesson->kind <= KIND_INQUIRY ? letter_kind_name(lesson->kind)
					    : NULL;
}

/* Where letters of a topic in the lesson's language are counted. */
static char *place_of(const struct lesson *lesson, const char *topic)
{
	return g_strconcat(lesson->guess->language.code, " ", topic, NULL);
}

static void count_up(GHashTable *counts, char *key, int by)
{
	int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, key));
	g_hash_table_insert(counts, key, GINT_TO_POINTER(count + by));
}

guint8 *lessons_deal(const struct lessons *lessons, guint8 folds, uint32_t seed)
{
	guint count = lessons->list->len;
	guint8 *out = g_new(guint8, count + 1);
	g_autoptr(GArray) order = train_shuffled(count, seed);
	g_autoptr(GHashTable) next =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	memset(out, folds, count);
	for (guint i = 0; i < count; i++) {
		guint one = g_array_index(order, guint, i);
		const struct lesson *lesson = lesson_at(lessons, one);
		if (lesson->is_example && lessons->decisions > 0)
			continue;
		g_autofree char *key = place_of(lesson, lesson->topic);
		/* Each place begins with another fold: all are as large. */
		if (!g_hash_table_contains(next, key))
			count_up(next, g_strdup(key),
				(int)g_hash_table_size(next));
		out[one] = (guint8)(GPOINTER_TO_UINT(
					    g_hash_table_lookup(next, key)) %
				    folds);
		count_up(next, g_steal_pointer(&key), 1);
	}
	return out;
}

/* An example of its topic, and one of what it was wrongly taken for. */
static void take_places(GHashTable *taken, const struct lesson *lesson)
{
	count_up(taken, place_of(lesson, lesson->topic), 1);
	if (strcmp(lesson->guess->topic, lesson->topic) != 0)
		count_up(taken, place_of(lesson, lesson->guess->topic), 1);
}

/* Those to learn from, in an order of chance, so that every fold has old and
 * new ones; without the examples whose places decisions take. */
static GArray *choose(
	const struct lessons *lessons, const guint8 *folds, int without)
{
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) order = train_shuffled(lessons->list->len, 1);
	GArray *chosen = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = lessons->examples; i < lessons->list->len; i++)
		if (folds == NULL || folds[i] != without)
			take_places(taken, lesson_at(lessons, i));
	for (guint i = 0; i < order->len; i++) {
		guint place = g_array_index(order, guint, i);
		const struct lesson *lesson = lesson_at(lessons, place);
		g_autofree char *key = place_of(lesson, lesson->topic);
		if (folds != NULL && folds[place] == without)
			continue;
		if (lesson->is_example &&
			GPOINTER_TO_INT(g_hash_table_lookup(taken, key)) > 0)
			count_up(taken, g_steal_pointer(&key), -1);
		else
			g_array_append_val(chosen, place);
	}
	return chosen;
}

static GHashTable *count_labels(const struct lessons *lessons,
	const GArray *chosen,
	const char *(*label_of)(const struct lesson *lesson))
{
	GHashTable *counts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < chosen->len; i++) {
		const char *label = label_of(
			lesson_at(lessons, g_array_index(chosen, guint, i)));
		if (label != NULL)
			count_up(counts, g_strdup(label), 1);
	}
	return counts;
}

/* Where decisions are many they need no more weight, only time. */
static guint votes_of(
	const struct lessons *lessons, const struct lesson *lesson)
{
	bool is_few = lessons->decisions < lessons->examples;
	return !lesson->is_example && is_few ? LESSON_VOTES : 1;
}

/* left_out: decisions of labels with too few. */
static struct training_set *set_of(const struct lessons *lessons,
	const GArray *chosen,
	const char *(*label_of)(const struct lesson *lesson), guint *left_out,
	GError **error)
{
	g_autoptr(training_set) set = training_set_new();
	g_autoptr(GHashTable) counts = count_labels(lessons, chosen, label_of);
	for (guint i = 0; i < chosen->len; i++) {
		const struct lesson *lesson =
			lesson_at(lessons, g_array_index(chosen, guint, i));
		const char *label = label_of(lesson);
		if (label == NULL)
			continue;
		int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, label));
		if (count < LESSONS_LEAST_OF_ONE)
			*left_out += lesson->is_example ? 0 : 1;
		else if (!training_set_add(set, lesson->features, label,
				 votes_of(lessons, lesson), error))
			return NULL;
	}
	training_set_sort(set);
	return g_steal_pointer(&set);
}

/* --- learning ----------------------------------------------------------- */

static struct text_model *learn_set(const struct training_set *set,
	const struct train_options *options, GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < set->samples->len; i++)
		g_array_append_val(rows, i);
	return train_model(set, rows, options, error);
}

static bool is_enough(const struct lessons *lessons,
	const struct training_set *set, GError **error)
{
	if (set->samples->len >= LESSONS_LEAST && set->labels->len >= 2)
		return true;
	g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
		"too little to learn from: %u decisions and %u examples, of "
		"which %u on topics with %d or more; %d on two topics are "
		"needed. Until then the rules alone serve",
		lessons->decisions, lessons->examples, set->samples->len,
		LESSONS_LEAST_OF_ONE, LESSONS_LEAST);
	return false;
}

/* Of one kind only there is nothing to tell apart. */
static bool learn_kinds(struct experience *experience,
	const struct lessons *lessons, const GArray *chosen,
	const struct train_options *options, GError **error)
{
	guint left_out = 0;
	g_autoptr(training_set) set =
		set_of(lessons, chosen, kind_of, &left_out, error);
	if (set == NULL)
		return false;
	if (set->labels->len < 2)
		return true;
	struct train_options own = *options;
	own.rules = OPINION_KINDS;
	own.cost = LETTER_COST;
	experience->kinds = learn_set(set, &own, error);
	return experience->kinds != NULL;
}

struct experience *lessons_learn(const struct lessons *lessons,
	const guint8 *folds, int without, const struct train_options *options,
	guint *left_out_out, GError **error)
{
	guint left_out = 0;
	g_autoptr(GArray) chosen = choose(lessons, folds, without);
	g_autoptr(training_set) set =
		set_of(lessons, chosen, topic_of, &left_out, error);
	if (left_out_out != NULL)
		*left_out_out = left_out;
	if (set == NULL || !is_enough(lessons, set, error))
		return NULL;
	struct train_options own = *options;
	own.rules = OPINION_TOPICS;
	own.cost = LETTER_COST;
	own.idf_power = TOPIC_IDF_POWER;
	own.keep_single = true;
	struct text_model *topics = learn_set(set, &own, error);
	if (topics == NULL)
		return NULL;
	g_autoptr(experience) out = experience_new(topics);
	out->decisions = lessons->decisions;
	memcpy(out->examples, lessons->hash.hex, EXPERIENCE_HASH_LENGTH);
	return learn_kinds(out, lessons, chosen, options, error)
		       ? g_steal_pointer(&out)
		       : NULL;
}
