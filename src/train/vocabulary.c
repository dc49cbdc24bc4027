/* A feature seen in one text teaches little about others, and is learnt only
 * if that is asked for.  Of the rest, as many as there is time for: those that
 * tell labels apart best for the times they occur. */
#include "vocabulary.h"

#include <math.h>
#include <string.h>

enum {
	LEAST_TEXTS = 2,
	/* Numbers in all vectors together, times labels: the time it takes. */
	EFFORT_MOST = 80 * 1000 * 1000,
	FIRST_SLOTS = 1 << 16,
};

struct seen {
	uint32_t hash;
	uint32_t texts; /* 0: empty */
};

/* One that may be chosen. */
struct candidate {
	uint32_t hash, texts;
	float worth;
};

/* Between telling much in all (0) and telling much each time (1). */
#define RARITY 0.75

struct census {
	struct seen *slots;
	size_t mask, used;
};

static size_t seen_slot(const struct census *census, uint32_t hash)
{
	size_t slot = ((uint64_t)hash * UINT64_C(0x9e3779b97f4a7c15)) >> 24 &
		      census->mask;
	while (census->slots[slot].texts != 0 &&
		census->slots[slot].hash != hash)
		slot = (slot + 1) & census->mask;
	return slot;
}

static void census_grow(struct census *census)
{
	struct census bigger = { .mask = census->mask * 2 + 1,
		.used = census->used };
	bigger.slots = g_new0(struct seen, bigger.mask + 1);
	for (size_t i = 0; i <= census->mask; i++) {
		if (census->slots[i].texts == 0)
			continue;
		bigger.slots[seen_slot(&bigger, census->slots[i].hash)] =
			census->slots[i];
	}
	g_free(census->slots);
	*census = bigger;
}

static void census_add(struct census *census, uint32_t hash)
{
	struct seen *seen = &census->slots[seen_slot(census, hash)];
	if (seen->texts++ > 0)
		return;
	seen->hash = hash;
	if (++census->used > census->mask / 8 * 5)
		census_grow(census);
}

static const struct sample *sample_at(
	const struct training_set *set, const GArray *rows, guint i)
{
	return &g_array_index(
		set->samples, struct sample, g_array_index(rows, guint, i));
}

static struct feature feature_at(const struct sample *sample, guint i)
{
	return g_array_index(sample->features, struct feature, i);
}

static struct census census_take(
	const struct training_set *set, const GArray *rows)
{
	struct census census = { .mask = FIRST_SLOTS - 1 };
	census.slots = g_new0(struct seen, FIRST_SLOTS);
	for (guint i = 0; i < rows->len; i++) {
		const struct sample *sample = sample_at(set, rows, i);
		for (guint k = 0; k < sample->features->len; k++)
			census_add(&census, feature_at(sample, k).hash);
	}
	return census;
}

static gint by_hash(gconstpointer a, gconstpointer b)
{
	uint32_t x = ((const struct candidate *)a)->hash;
	uint32_t y = ((const struct candidate *)b)->hash;
	return x < y ? -1 : x > y;
}

static gint by_worth(gconstpointer a, gconstpointer b)
{
	float x = ((const struct candidate *)a)->worth;
	float y = ((const struct candidate *)b)->worth;
	return x > y ? -1 : x < y ? 1 : by_hash(a, b);
}

bool vocabulary_wants(uint32_t hash, guint texts, guint least_texts)
{
	return texts >= least_texts && feature_kind_of(hash) != FEATURE_RULE;
}

static GArray *census_list(const struct census *census)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct candidate));
	for (size_t i = 0; i <= census->mask; i++) {
		struct candidate one = { census->slots[i].hash,
			census->slots[i].texts, 0 };
		if (vocabulary_wants(one.hash, one.texts, 1))
			g_array_append_val(list, one);
	}
	g_array_sort(list, by_hash);
	return list;
}

static struct text_model *model_of(const struct training_set *set,
	const GArray *list, guint texts, float idf_power)
{
	g_autofree uint32_t *hashes = g_new(uint32_t, list->len + 1);
	g_autofree float *idf = g_new(float, list->len + 1);
	for (guint i = 0; i < list->len; i++) {
		struct candidate one = g_array_index(list, struct candidate, i);
		hashes[i] = one.hash;
		float rarity = 1 + logf((1.0f + (float)texts) /
					   (1.0f + (float)one.texts));
		idf[i] = powf(rarity, idf_power);
	}
	return text_model_new(set->labels, hashes, idf, list->len);
}

/* How often each feature goes with each label.  Texts that will be held out
 * have no say, or they would not be strangers any more. */
struct together {
	guint labels;
	uint32_t *counts; /* feature by feature */
	guint *texts;	  /* by label */
	guint all;
};

static void count_together(struct together *together,
	const struct text_model *finder, const struct sample *sample)
{
	together->texts[sample->label]++;
	together->all++;
	for (guint k = 0; k < sample->features->len; k++) {
		uint32_t index;
		if (text_model_find(finder, feature_at(sample, k).hash, &index))
			together->counts[(size_t)index * together->labels +
					 sample->label]++;
	}
}

/* The G statistic (half of it) for the times it occurs. */
static float worth_of(const struct together *together, guint feature)
{
	const uint32_t *counts =
		together->counts + (size_t)feature * together->labels;
	double texts = 0, sum = 0;
	for (guint k = 0; k < together->labels; k++)
		texts += counts[k];
	for (guint k = 0; k < together->labels; k++) {
		double expected = texts * together->texts[k] / together->all;
		if (counts[k] > 0)
			sum += counts[k] * log(counts[k] / expected);
	}
	return texts > 0 ? (float)(sum / pow(texts, RARITY)) : 0;
}

static void census_weigh(
	GArray *list, const struct training_set *set, const GArray *rows)
{
	g_autoptr(text_model) finder = model_of(set, list, rows->len, 1);
	g_autofree guint8 *folds = train_deal(set, rows);
	struct together together = { .labels = set->labels->len };
	together.counts =
		g_new0(uint32_t, (size_t)list->len * together.labels + 1);
	together.texts = g_new0(guint, together.labels + 1);
	for (guint i = 0; i < rows->len; i++)
		if (folds[i] != 0)
			count_together(
				&together, finder, sample_at(set, rows, i));
	for (guint i = 0; i < list->len; i++) {
		struct candidate *one =
			&g_array_index(list, struct candidate, i);
		one->worth = worth_of(&together, i);
	}
	g_free(together.counts);
	g_free(together.texts);
}

static uint64_t effort_of(const GArray *list, guint labels)
{
	uint64_t effort = 0;
	for (guint i = 0; i < list->len; i++)
		effort += g_array_index(list, struct candidate, i).texts;
	return effort * labels;
}

/* Without what stands in fewer texts. */
static void census_keep(GArray *list, guint least_texts)
{
	guint used = 0;
	for (guint i = 0; i < list->len; i++) {
		struct candidate one = g_array_index(list, struct candidate, i);
		if (one.texts >= least_texts)
			g_array_index(list, struct candidate, used++) = one;
	}
	g_array_set_size(list, used);
}

static guint room_of(const struct train_options *options, guint labels)
{
	guint room = MIN((guint)TEXT_MODEL_FEATURES_MOST,
		(guint)TEXT_MODEL_WEIGHTS_MOST / labels);
	return options->features_most > 0 ? MIN(room, options->features_most)
					  : room;
}

static bool is_too_much(
	const GArray *list, const struct train_options *options, guint labels)
{
	return list->len > room_of(options, labels) ||
	       effort_of(list, labels) > EFFORT_MOST;
}

/* So many that finding out what each is worth would itself be too much.
 * Returns in how many texts all that are left stand at least. */
static guint census_thin(
	GArray *list, const struct train_options *options, guint labels)
{
	guint least = 1;
	if (!options->keep_single || is_too_much(list, options, labels))
		census_keep(list, least = LEAST_TEXTS);
	while (list->len > TEXT_MODEL_WEIGHTS_MOST / labels)
		census_keep(list, ++least);
	return least;
}

static void census_cut(GArray *list, const struct training_set *set,
	const GArray *rows, const struct train_options *options)
{
	guint labels = set->labels->len;
	guint room = room_of(options, labels);
	uint64_t effort = 0;
	if (!is_too_much(list, options, labels))
		return;
	census_weigh(list, set, rows);
	g_array_sort(list, by_worth);
	g_array_set_size(list, MIN(list->len, room));
	for (guint i = 0; i < list->len; i++) {
		effort += g_array_index(list, struct candidate, i).texts;
		if (effort * labels > EFFORT_MOST) {
			g_array_set_size(list, i);
			break;
		}
	}
	g_array_sort(list, by_hash);
}

/* The rules that speak for a label: they weigh nothing yet. */
static void add_rules(
	GArray *list, const GPtrArray *labels, const char *group, guint texts)
{
	for (guint k = 0; group != NULL && k < labels->len; k++) {
		struct candidate one = {
			features_rule_hash(group, labels->pdata[k]), texts, 0
		};
		g_array_append_val(list, one);
	}
	g_array_sort(list, by_hash);
}

struct text_model *vocabulary_make(const struct training_set *set,
	const GArray *rows, const struct train_options *options,
	guint *least_texts_out, GError **error)
{
	struct census census = census_take(set, rows);
	g_autoptr(GArray) list = census_list(&census);
	g_free(census.slots);
	*least_texts_out = census_thin(list, options, set->labels->len);
	census_cut(list, set, rows, options);
	if (list->len > 0) {
		add_rules(list, set->labels, options->rules, rows->len);
		return model_of(set, list, rows->len,
			options->idf_power > 0 ? (float)options->idf_power : 1);
	}
	g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
		"the texts have nothing in common to learn from");
	return NULL;
}
