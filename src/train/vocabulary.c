/* A feature seen in one text teaches nothing about others.  Of the rest, as
 * many as there is time for: those that tell labels apart best for the times
 * they occur. */
#include "vocabulary.h"

#include <math.h>
#include <string.h>

enum {
	LEAST_TEXTS = 2,
	/* Numbers in all vectors together, times labels: the time it takes. */
	EFFORT_MOST = 160 * 1000 * 1000,
	FIRST_SLOTS = 1 << 16,
};

struct seen {
	uint32_t hash;
	uint32_t texts; /* 0: empty */
};

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

static struct census census_take(
	const struct training_set *set, const GArray *rows)
{
	struct census census = { .mask = FIRST_SLOTS - 1 };
	census.slots = g_new0(struct seen, FIRST_SLOTS);
	for (guint i = 0; i < rows->len; i++) {
		const struct sample *sample = sample_at(set, rows, i);
		for (guint k = 0; k < sample->count; k++)
			census_add(&census, sample->features[k].hash);
	}
	return census;
}

static gint by_hash(gconstpointer a, gconstpointer b)
{
	uint32_t x = ((const struct seen *)a)->hash;
	uint32_t y = ((const struct seen *)b)->hash;
	return x < y ? -1 : x > y;
}

static gint by_texts(gconstpointer a, gconstpointer b)
{
	uint32_t x = ((const struct seen *)a)->texts;
	uint32_t y = ((const struct seen *)b)->texts;
	return x < y ? -1 : x > y ? 1 : by_hash(a, b);
}

bool vocabulary_wants(uint32_t hash, guint texts)
{
	bool rule = feature_kind_of(hash) == FEATURE_RULE;
	return texts >= (rule ? 1 : LEAST_TEXTS);
}

static GArray *census_list(const struct census *census)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct seen));
	for (size_t i = 0; i <= census->mask; i++) {
		struct seen seen = census->slots[i];
		if (vocabulary_wants(seen.hash, seen.texts))
			g_array_append_val(list, seen);
	}
	return list;
}

/* The rarest first, until time and room are used up: what is left out are
 * the shortest n-grams, which nearly every text has. */
static void census_cut(GArray *list, guint labels)
{
	uint64_t room = MIN((uint64_t)TEXT_MODEL_FEATURES_MOST,
		(uint64_t)TEXT_MODEL_WEIGHTS_MOST / labels);
	uint64_t effort = 0;
	g_array_sort(list, by_texts);
	if (list->len > room)
		g_array_remove_range(list, 0, list->len - (guint)room);
	for (guint i = 0; i < list->len; i++) {
		effort += g_array_index(list, struct seen, i).texts;
		if (effort * labels > EFFORT_MOST) {
			g_array_set_size(list, i);
			break;
		}
	}
	g_array_sort(list, by_hash);
}

struct text_model *vocabulary_make(
	const struct training_set *set, const GArray *rows, GError **error)
{
	struct census census = census_take(set, rows);
	g_autoptr(GArray) list = census_list(&census);
	g_free(census.slots);
	census_cut(list, set->labels->len);
	if (list->len == 0) {
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			"the texts have nothing in common to learn from");
		return NULL;
	}
	g_autofree uint32_t *hashes = g_new(uint32_t, list->len);
	g_autofree float *idf = g_new(float, list->len);
	for (guint i = 0; i < list->len; i++) {
		struct seen seen = g_array_index(list, struct seen, i);
		hashes[i] = seen.hash;
		idf[i] = 1 + logf((1.0f + (float)rows->len) /
				     (1.0f + (float)seen.texts));
	}
	return text_model_new(set->labels, hashes, idf, list->len);
}
