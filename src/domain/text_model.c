/* Scoring.  Weights lie feature by feature, so that a feature's weights for
 * all labels come with one look at memory. */
#include "plaint/domain/text_model.h"

#include <math.h>
#include <string.h>
#include "plaint/base/memory.h"
#include "text_model_table.h"

G_DEFINE_QUARK(plaint - text - model - error, text_model_error)

/* What a block of features (n-grams, words) counts for beside the other. */
static const double block_weight[] = {
	[FEATURE_GRAM] = 1.0,
	[FEATURE_WORD] = 1.0,
};

/* The tables are larger than the processor's caches, and a text's features
 * are all over them: memory is asked for so many features ahead. */
enum {
	AHEAD = 24,
	HASH_BITS = 32,
	START_BITS_LEAST = 10,
};

#define BLOCKS G_N_ELEMENTS(block_weight)

void text_model_index(struct text_model *model)
{
	/* As many beginnings as features, about. */
	uint32_t bits = START_BITS_LEAST;
	while (UINT32_C(1) << bits < model->feature_count)
		bits++;
	uint32_t starts = UINT32_C(1) << bits;
	model->start_shift = HASH_BITS - bits;
	g_free(model->starts);
	model->starts = g_new0(uint32_t, starts + 1);
	for (uint32_t i = 0; i < model->feature_count; i++) {
		uint32_t hash = model->hashes[i];
		model->starts[(hash >> model->start_shift) + 1] = i + 1;
		for (guint k = feature_kind_of(hash); k < FEATURE_KINDS; k++)
			model->kind_ends[k] = i + 1;
	}
	/* Where nothing begins so, begins what comes next. */
	for (uint32_t i = 1; i <= starts; i++)
		model->starts[i] = MAX(model->starts[i], model->starts[i - 1]);
}

/* Of the first that is not less: they are few that begin alike. */
static const uint32_t *hash_from(const struct text_model *model, uint32_t hash)
{
	return model->hashes + model->starts[hash >> model->start_shift];
}

bool text_model_find(
	const struct text_model *model, uint32_t hash, uint32_t *index_out)
{
	const uint32_t *at = hash_from(model, hash);
	const uint32_t *end = model->hashes + model->feature_count;
	while (at < end && *at < hash)
		at++;
	*index_out = (uint32_t)(at - model->hashes);
	return at < end && *at == hash;
}

struct text_model *text_model_empty(uint32_t labels, uint32_t features)
{
	struct text_model *model = g_new0(struct text_model, 1);
	model->labels = g_ptr_array_new_with_free_func(g_free);
	model->label_examples = g_new0(uint32_t, labels + 1);
	model->bias = g_new0(float, labels + 1);
	model->feature_count = features;
	model->hashes = g_new(uint32_t, features + 1);
	model->idf = g_new(float, features + 1);
	model->weights = memory_table(
		(size_t)features * labels + 1, sizeof(*model->weights));
	model->temperature = 1;
	model->points =
		g_array_new(FALSE, FALSE, sizeof(struct calibration_point));
	return model;
}

struct text_model *text_model_new(const GPtrArray *labels,
	const uint32_t *hashes, const float *idf, uint32_t feature_count)
{
	struct text_model *model = text_model_empty(labels->len, feature_count);
	for (guint i = 0; i < labels->len; i++)
		g_ptr_array_add(model->labels, g_strdup(labels->pdata[i]));
	memcpy(model->hashes, hashes, feature_count * sizeof(*hashes));
	memcpy(model->idf, idf, feature_count * sizeof(*idf));
	text_model_index(model);
	return model;
}

void text_model_free(struct text_model *model)
{
	if (model == NULL)
		return;
	g_ptr_array_unref(model->labels);
	g_array_unref(model->points);
	g_free(model->label_examples);
	g_free(model->bias);
	g_free(model->hashes);
	g_free(model->idf);
	g_free(model->weights);
	g_free(model->starts);
	g_free(model);
}

enum feature_kind text_model_kind(
	const struct text_model *model, uint32_t index)
{
	guint kind = 0;
	for (guint k = 0; k + 1 < FEATURE_KINDS; k++)
		kind += index >= model->kind_ends[k] ? 1 : 0;
	return (enum feature_kind)kind;
}

/* Where a hash would stand is known one look at memory after where to look for
 * that, and its rarity one after that: each is asked for well before it is
 * needed. */
void text_model_items(
	const struct text_model *model, const GArray *features, GArray *out)
{
	guint at = out->len;
	g_array_set_size(out, at + features->len);
	struct vector_item *items = (struct vector_item *)out->data + at;
	for (guint i = 0; i < features->len; i++) {
		const struct feature *feature =
			&g_array_index(features, struct feature, i);
		uint32_t index;
		if (i + 2 * AHEAD < features->len)
			__builtin_prefetch(
				&model->starts[feature[2 * AHEAD].hash >>
					       model->start_shift]);
		if (i + AHEAD < features->len)
			__builtin_prefetch(
				hash_from(model, feature[AHEAD].hash));
		if (text_model_find(model, feature->hash, &index))
			__builtin_prefetch(&model->idf[index]);
		else
			index = TEXT_MODEL_UNKNOWN;
		items[i] = (struct vector_item){ index, feature->value };
	}
}

/* Most stand in a text once. */
float text_model_sublinear(float occurrences)
{
	return occurrences > 1 ? 1 + logf(occurrences) : occurrences;
}

double text_model_block_factor(enum feature_kind kind, double squares)
{
	return squares > 0 ? block_weight[kind] / sqrt(squares) : 0;
}

void text_model_weigh(
	const struct text_model *model, GArray *vector, guint from)
{
	guint known = from;
	for (guint i = from; i < vector->len; i++) {
		struct vector_item item =
			g_array_index(vector, struct vector_item, i);
		if (item.index == TEXT_MODEL_UNKNOWN)
			continue;
		if (text_model_kind(model, item.index) < BLOCKS)
			item.value = text_model_sublinear(item.value) *
				     model->idf[item.index];
		g_array_index(vector, struct vector_item, known++) = item;
	}
	g_array_set_size(vector, known);
	text_model_scale(model, vector, from);
}

void text_model_vector(
	const struct text_model *model, const GArray *features, GArray *out)
{
	guint from = out->len;
	text_model_items(model, features, out);
	text_model_weigh(model, out, from);
}

void text_model_scale(
	const struct text_model *model, GArray *vector, guint from)
{
	double squares[BLOCKS] = { 0 };
	float factor[BLOCKS];
	for (guint i = from; i < vector->len; i++) {
		struct vector_item item =
			g_array_index(vector, struct vector_item, i);
		guint kind = text_model_kind(model, item.index);
		if (kind < BLOCKS)
			squares[kind] += (double)item.value * item.value;
	}
	for (guint k = 0; k < BLOCKS; k++)
		factor[k] = (float)text_model_block_factor(
			(enum feature_kind)k, squares[k]);
	for (guint i = from; i < vector->len; i++) {
		struct vector_item *item =
			&g_array_index(vector, struct vector_item, i);
		guint kind = text_model_kind(model, item->index);
		if (kind < BLOCKS)
			item->value *= factor[kind];
	}
}

static float weight_wide(uint16_t half)
{
	uint32_t bits = (uint32_t)half << 16;
	float wide;
	memcpy(&wide, &bits, sizeof(wide));
	return wide;
}

double text_model_weight(
	const struct text_model *model, uint32_t index, guint label)
{
	return (double)weight_wide(
		model->weights[(size_t)index * model->labels->len + label]);
}

void text_model_set_weight(
	struct text_model *model, uint32_t index, guint label, float weight)
{
	uint32_t bits;
	memcpy(&bits, &weight, sizeof(bits));
	/* To the nearest, and of two as near to the even one. */
	bits += 0x7fff + (bits >> 16 & 1);
	model->weights[(size_t)index * model->labels->len + label] =
		(uint16_t)(bits >> 16);
}

static const uint16_t *weights_of(
	const struct text_model *model, const struct vector_item *item)
{
	return model->weights + (size_t)item->index * model->labels->len;
}

/* Labels that the processor weighs at once. */
enum {
	LANES = 4
};
typedef uint16_t half_lanes __attribute__((vector_size(LANES * 2)));
typedef uint32_t bit_lanes __attribute__((vector_size(LANES * 4)));
typedef float wide_lanes __attribute__((vector_size(LANES * 4)));
typedef double sum_lanes __attribute__((vector_size(LANES * 8)));

/* As add_share, of so many. */
static void add_shares(const uint16_t *weights, float value, double *out)
{
	half_lanes halves;
	sum_lanes sums;
	memcpy(&halves, weights, sizeof(halves));
	memcpy(&sums, out, sizeof(sums));
	bit_lanes bits = __builtin_convertvector(halves, bit_lanes) << 16;
	wide_lanes wide = (wide_lanes)bits * value;
	sums += __builtin_convertvector(wide, sum_lanes);
	memcpy(out, &sums, sizeof(sums));
}

static void add_share(uint16_t weight, float value, double *out)
{
	*out += (double)(weight_wide(weight) * value);
}

void text_model_scores(
	const struct text_model *model, const GArray *vector, double *out)
{
	guint labels = model->labels->len;
	for (guint k = 0; k < labels; k++)
		out[k] = model->bias[k];
	for (guint i = 0; i < vector->len; i++) {
		const struct vector_item *item =
			&g_array_index(vector, struct vector_item, i);
		const uint16_t *weights = weights_of(model, item);
		/* Of two lines of the cache at most, as a rule. */
		if (i + AHEAD < vector->len) {
			const uint16_t *next = weights_of(model, item + AHEAD);
			__builtin_prefetch(next);
			__builtin_prefetch(next + labels - 1);
		}
		guint k = 0;
		for (; k + LANES <= labels; k += LANES)
			add_shares(weights + k, item->value, out + k);
		for (; k < labels; k++)
			add_share(weights[k], item->value, out + k);
	}
}

void text_model_shares(const struct text_model *model, double *scores)
{
	guint labels = model->labels->len;
	double most = -G_MAXDOUBLE, total = 0;
	for (guint k = 0; k < labels; k++)
		most = MAX(most, scores[k]);
	for (guint k = 0; k < labels; k++) {
		scores[k] = exp((scores[k] - most) / model->temperature);
		total += scores[k];
	}
	for (guint k = 0; k < labels; k++)
		scores[k] /= total;
}

/* Between two points as the crow flies. */
double text_model_calibrated(const struct text_model *model, double claimed)
{
	const GArray *points = model->points;
	struct calibration_point before = { 0, 0 }, after = { 1, 1 };
	if (points->len == 0)
		return claimed;
	before.truth = g_array_index(points, struct calibration_point, 0).truth;
	after.truth =
		g_array_index(points, struct calibration_point, points->len - 1)
			.truth;
	for (guint i = 0; i < points->len; i++) {
		struct calibration_point point =
			g_array_index(points, struct calibration_point, i);
		if (point.claimed >= claimed) {
			after = point;
			break;
		}
		before = point;
	}
	double width = (double)after.claimed - before.claimed;
	double share = width > 0 ? (claimed - before.claimed) / width : 1;
	return before.truth +
	       CLAMP(share, 0, 1) * ((double)after.truth - before.truth);
}
