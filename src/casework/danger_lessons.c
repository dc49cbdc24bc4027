/* Passages into a training set. */
#include "plaint/casework/danger_lessons.h"

#include <string.h>

#include "plaint/topics/suspicion.h"
#include "plaint/rulebook/dangers.h"

enum {
	/* All that more than one passage has: with those that seem to tell
	 * most alone, what only sounds like a danger is taken for one more
	 * often.  Nearly all are known to the topics' model too, with which
	 * this one shares a table. */
	FEATURES_KEPT = 200000,
	/* Neighbours that are learnt from as one: more than are asked about
	 * together, since they are what no danger is. */
	TOGETHER_MOST = 3,
};

static void telling_free(gpointer data)
{
	struct danger_telling *telling = data;
	g_free(telling->text);
	g_free(telling->flag);
	g_free(telling);
}

GPtrArray *tellings_new(void)
{
	return g_ptr_array_new_with_free_func(telling_free);
}

static void add(GPtrArray *tellings, const char *text, const char *flag,
	bool is_letter, guint group)
{
	struct danger_telling *telling = g_new0(struct danger_telling, 1);
	telling->text = g_strdup(text);
	telling->flag = g_strdup(flag);
	telling->is_letter = is_letter;
	telling->fold = group % DANGER_FOLDS;
	g_ptr_array_add(tellings, telling);
}

bool tellings_add_dangers(GPtrArray *tellings, const char *rules,
	const struct topic_rules *topics, GError **error)
{
	g_autoptr(GPtrArray) dangers = dangers_load(rules, topics, error);
	for (guint i = 0; dangers != NULL && i < dangers->len; i++) {
		const struct danger *danger = dangers->pdata[i];
		for (guint k = 0; k < danger->say->len; k++)
			add(tellings, danger->say->pdata[k], danger->flag,
				false, i);
	}
	return dangers != NULL;
}

/* The sentences of a text that say something. */
static GPtrArray *sentences_of(const char *text)
{
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) spans = suspicion_sentences(text);
	for (guint i = 0; i < spans->len; i++) {
		struct sentence one;
		if (suspicion_passage(spans, i, 1, &one))
			g_ptr_array_add(
				out, g_strndup(text + one.offset, one.length));
	}
	return out;
}

static bool is_told(const GPtrArray *tellings, const char *sentence)
{
	for (guint i = 0; i < tellings->len; i++) {
		const struct danger_telling *telling = tellings->pdata[i];
		if (!telling->is_letter &&
			strcmp(telling->flag, SUSPICION_NONE) != 0 &&
			g_str_has_prefix(telling->text, sentence))
			return true;
	}
	return false;
}

void tellings_add_letter(GPtrArray *tellings, const char *text,
	const struct understanding *guess, const struct topic_rules *topics)
{
	for (guint i = 0; i < guess->flags->len; i++)
		if (suspicion_is_of(topics, guess->flags->pdata[i]))
			return;
	g_autoptr(GPtrArray) sentences = sentences_of(text);
	for (guint i = 0; i < sentences->len; i++)
		if (is_told(tellings, sentences->pdata[i]))
			return;
	add(tellings, text, SUSPICION_NONE, true, tellings->len);
}

struct learning {
	struct training_set *set;
	const struct topic_rules *rules;
};

static bool add_passage(struct learning *learning, const char *text,
	size_t length, const char *flag, GError **error)
{
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	suspicion_features(learning->rules, text, length, features);
	return training_set_add(learning->set, features, flag, 1, error);
}

/* Each sentence, and each that stand together. */
static bool add_letter(struct learning *learning,
	const struct danger_telling *telling, GError **error)
{
	g_autoptr(GArray) sentences = suspicion_sentences(telling->text);
	for (guint i = 0; i < sentences->len; i++)
		for (guint n = 1; n <= TOGETHER_MOST; n++) {
			struct sentence passage;
			if (suspicion_passage(sentences, i, n, &passage) &&
				!add_passage(learning,
					telling->text + passage.offset,
					passage.length, telling->flag, error))
				return false;
		}
	return true;
}

static bool add_telling(struct learning *learning,
	const struct danger_telling *telling, GError **error)
{
	return telling->is_letter
		       ? add_letter(learning, telling, error)
		       : add_passage(learning, telling->text,
				 strlen(telling->text), telling->flag, error);
}

static bool tells_danger(const struct training_set *set)
{
	return set->labels->len >
	       (g_hash_table_contains(set->places, SUSPICION_NONE) ? 1u : 0u);
}

struct text_model *tellings_learn(const GPtrArray *tellings,
	const struct topic_rules *rules, int without,
	const struct train_options *options, GError **error)
{
	g_autoptr(training_set) set = training_set_new();
	struct learning learning = { set, rules };
	for (guint i = 0; i < tellings->len; i++) {
		const struct danger_telling *telling = tellings->pdata[i];
		if ((int)telling->fold != without &&
			!add_telling(&learning, telling, error))
			return NULL;
	}
	if (!tells_danger(set) || set->labels->len < 2)
		return NULL;
	training_set_sort(set);
	g_autoptr(GArray) rows = train_shuffled(set->samples->len, 1);
	struct train_options own = *options;
	own.features_most = FEATURES_KEPT;
	return train_model(set, rows, &own, error);
}
