/* Scoring.  A feature's weights for all labels come with one look at memory. */
#include "plaint/domain/text_model.h"

#include <math.h>
#include <string.h>
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
	AHEAD = 24
};

#define BLOCKS G_N_ELEMENTS(block_weight)

struct text_model *text_model_new(const GPtrArray *labels,
	const uint32_t *hashes, const float *idf, uint32_t feature_count)
{
	struct text_model *model = text_model_empty(labels->len, feature_count);
	for (guint i = 0; i < labels->len; i++)
		g_ptr_array_add(model->labels, g_strdup(labels->pdata[i]));
	for (uint32_t i = 0; i < feature_count; i++) {
		model->table->hashes[i] = hashes[i];
		text_model_set_rarity(model, i, idf[i]);
	}
	text_table_index(model->table);
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
	text_table_unref(model->table);
	g_free(model);
}

float text_model_rarity(const struct text_model *model, uint32_t index)
{
	return text_row_rarity(text_model_row(model, index));
}

void text_model_set_rarity(
	struct text_model *model, uint32_t index, float rarity)
{
	memcpy(text_model_row(model, index), &rarity, sizeof(rarity));
}

/* Where a hash would stand is known one look at memory after where to look for
 * that, and its row one after that: each is asked for well before it is
 * needed. */
void text_model_items(
	const struct text_model *model, const GArray *features, GArray *out)
{
	const struct text_table *table = model->table;
	guint at = out->len;
	g_array_set_size(out, at + features->len);
	struct vector_item *items = (struct vector_item *)out->data + at;
	for (guint i = 0; i < features->len; i++) {
		const struct feature *feature =
			&g_array_index(features, struct feature, i);
		if (i + 2 * AHEAD < features->len)
			__builtin_prefetch(
				&table->starts[feature[2 * AHEAD].hash >>
					       table->start_shift]);
		if (i + AHEAD < features->len)
			__builtin_prefetch(
				text_table_from(table, feature[AHEAD].hash));
		uint32_t place = text_table_place(table, feature->hash);
		if (place != TEXT_MODEL_UNKNOWN) {
			const uint16_t *row = text_model_row(model, place);
			__builtin_prefetch(row);
			__builtin_prefetch(row + model->labels->len);
		}
		items[i] = (struct vector_item){ place, feature->value };
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
				     text_model_rarity(model, item.index);
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

double text_model_weight(
	const struct text_model *model, uint32_t index, guint label)
{
	const uint16_t *row = text_model_row(model, index);
	return (double)text_weight_wide(text_row_weights(row)[label]);
}

void text_model_set_weight(
	struct text_model *model, uint32_t index, guint label, float weight)
{
	uint32_t bits;
	memcpy(&bits, &weight, sizeof(bits));
	/* To the nearest, and of two as near to the even one. */
	bits += 0x7fff + (bits >> 16 & 1);
	text_model_row(model, index)[TEXT_RARITY_COLUMNS + label] =
		(uint16_t)(bits >> 16);
}

/* Labels that the processor weighs at once. */
enum {
	LANES = 4
};
typedef uint16_t half_lanes __attribute__((vector_size(LANES * 2)));
typedef uint32_t bit_lanes __attribute__((vector_size(LANES * 4)));
typedef float wide_lanes __attribute__((vector_size(LANES * 4)));

/* Of so many labels.  Beyond the last one stands what is not asked for. */
static void add_shares(const uint16_t *weights, float value, float *out)
{
	half_lanes halves;
	wide_lanes sums;
	memcpy(&halves, weights, sizeof(halves));
	memcpy(&sums, out, sizeof(sums));
	bit_lanes bits = __builtin_convertvector(halves, bit_lanes) << 16;
	sums += (wide_lanes)bits * value;
	memcpy(out, &sums, sizeof(sums));
}

void text_model_scores(
	const struct text_model *model, const GArray *vector, double *out)
{
	guint labels = model->labels->len;
	g_autofree float *sums = g_new0(float, labels + LANES);
	for (guint i = 0; i < vector->len; i++) {
		const struct vector_item *item =
			&g_array_index(vector, struct vector_item, i);
		const uint16_t *weights =
			text_row_weights(text_model_row(model, item->index));
		for (guint k = 0; k < labels; k += LANES)
			add_shares(weights + k, item->value, sums + k);
	}
	for (guint k = 0; k < labels; k++)
		out[k] = (double)model->bias[k] + (double)sums[k];
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
