/* Scoring.  A feature's weights for all labels come with one look at memory. */
#include "plaint/topics/text_model.h"

#include <math.h>
#include <string.h>
#include "said.h"

G_DEFINE_QUARK(plaint - text - model - error, text_model_error)

/* What a block of features (n-grams, words) counts for beside the other. */
static const double block_weight[] = {
	[FEATURE_GRAM] = 1.0,
	[FEATURE_WORD] = 1.0,
};

enum {
	FEW = 32, /* occurrences, whose logarithms are kept */
};

#define BLOCKS G_N_ELEMENTS(block_weight)

struct text_model *text_model_empty(uint32_t labels)
{
	struct text_model *model = g_new0(struct text_model, 1);
	model->labels = g_ptr_array_new_with_free_func(g_free);
	model->label_examples = g_new0(uint32_t, labels + 1);
	model->bias = g_new0(float, labels + 1);
	model->temperature = 1;
	model->points =
		g_array_new(FALSE, FALSE, sizeof(struct calibration_point));
	return model;
}

struct text_model *text_model_new(const GPtrArray *labels,
	const uint32_t *hashes, const float *idf, uint32_t feature_count)
{
	struct text_model *model = text_model_empty(labels->len);
	model->table = text_table_new(feature_count, text_columns(labels->len));
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
	said_free(model->signs_said);
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

const uint32_t *text_model_places(
	const struct text_model *model, struct lexicon *lexicon)
{
	const uint32_t *keys = (const uint32_t *)lexicon->keys->data;
	guint known = lexicon->places->len, all = lexicon->keys->len;
	if (lexicon->table != NULL)
		return keys;
	if (lexicon->places_table != model->table)
		known = 0;
	lexicon->places_table = model->table;
	g_array_set_size(lexicon->places, all);
	uint32_t *places = (uint32_t *)lexicon->places->data;
	memcpy(places + known, keys + known, (all - known) * sizeof(*keys));
	text_table_places(model->table, places + known, all - known);
	return places;
}

static float sublinear(float occurrences)
{
	return occurrences > 1 ? 1 + logf(occurrences) : occurrences;
}

static const float *sublinear_of_few(void)
{
	static float few[FEW];
	static gsize is_made;
	if (g_once_init_enter(&is_made)) {
		for (guint i = 0; i < FEW; i++)
			few[i] = sublinear((float)i);
		g_once_init_leave(&is_made, 1);
	}
	return few;
}

/* Most stand in a text once or a few times. */
static inline float sublinear_by(const float *few, float occurrences)
{
	guint count =
		occurrences >= 0 && occurrences < FEW ? (guint)occurrences : 0;
	return (float)count == occurrences ? few[count]
					   : sublinear(occurrences);
}

float text_model_sublinear(float occurrences)
{
	return sublinear_by(sublinear_of_few(), occurrences);
}

void text_model_sublinear_each(float *values, guint count)
{
	const float *few = sublinear_of_few();
	for (guint i = 0; i < count; i++)
		values[i] = sublinear_by(few, values[i]);
}

double text_model_block_factor(enum feature_kind kind, double squares)
{
	return squares > 0 ? block_weight[kind] / sqrt(squares) : 0;
}

/* What squares of n-grams and of words add up to. */
typedef double block_sums __attribute__((vector_size(BLOCKS * 8)));

static inline void add_square(float value, guint kind, block_sums *sums)
{
	typedef int64_t masks __attribute__((vector_size(BLOCKS * 8)));
	static const masks of_kind[FEATURE_KINDS] = {
		[FEATURE_GRAM] = { -1, 0 },
		[FEATURE_WORD] = { 0, -1 },
	};
	double square = (double)value * (double)value;
	*sums += (block_sums)((masks)(block_sums){ square, square } &
			      of_kind[kind]);
}

static uint32_t *places_of(
	const struct text_model *model, const GArray *features)
{
	const struct feature *from = (const struct feature *)features->data;
	uint32_t *places = g_new(uint32_t, features->len + 1);
	for (guint i = 0; i < features->len; i++)
		places[i] = from[i].hash;
	text_table_places(model->table, places, features->len);
	return places;
}

/* What the model knows and does stand in a text, by rarity but not scaled yet;
 * how many. */
static guint weigh(const struct text_model *model, const GArray *features,
	struct vector_item *items, block_sums *squares)
{
	const struct feature *from = (const struct feature *)features->data;
	const float *few = sublinear_of_few();
	g_autofree uint32_t *places = places_of(model, features);
	guint known = 0;
	for (guint i = 0; i < features->len; i++) {
		if (places[i] == TEXT_MODEL_UNKNOWN)
			continue;
		float value = from[i].value;
		float rarity = text_model_rarity(model, places[i]);
		guint kind = text_table_kind(model->table, places[i]);
		if (kind < BLOCKS)
			value = sublinear_by(few, value) * rarity;
		items[known] = (struct vector_item){ places[i], value };
		add_square(value, kind, squares);
		/* What another model knows alone is left behind. */
		known += (from[i].value != 0) & (rarity > 0);
	}
	return known;
}

/* What scales a vector's blocks; rules count as they are. */
struct factors {
	float of[FEATURE_KINDS];
};

static struct factors factors_of(block_sums squares)
{
	struct factors factors = { .of = { [FEATURE_RULE] = 1 } };
	for (guint k = 0; k < BLOCKS; k++)
		factors.of[k] = (float)text_model_block_factor(
			(enum feature_kind)k, squares[k]);
	return factors;
}

static void scale(const struct text_model *model, struct vector_item *items,
	guint count, block_sums squares)
{
	struct factors factors = factors_of(squares);
	for (guint i = 0; i < count; i++)
		items[i].value *= factors.of[text_table_kind(
			model->table, items[i].index)];
}

void text_model_vector(
	const struct text_model *model, const GArray *features, GArray *out)
{
	guint before = out->len;
	block_sums squares = { 0 };
	g_array_set_size(out, before + features->len);
	struct vector_item *items = (struct vector_item *)out->data + before;
	guint known = weigh(model, features, items, &squares);
	scale(model, items, known, squares);
	g_array_set_size(out, before + known);
}

void text_model_scale(const struct text_model *model, GArray *vector)
{
	struct vector_item *items = (struct vector_item *)vector->data;
	block_sums squares = { 0 };
	for (guint i = 0; i < vector->len; i++)
		add_square(items[i].value,
			text_table_kind(model->table, items[i].index),
			&squares);
	scale(model, items, vector->len, squares);
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

/* --- sums -------------------------------------------------------------- */

enum {
	/* Of labels, whose sums the processor keeps at hand at once. */
	VECTORS = 5,
	/* Rows are all over the table: memory is asked for so many ahead. */
	AHEAD = 12,
};

/* Room for a model's sums, and what is read and added beyond the last. */
static guint sums_room(const struct text_model *model)
{
	return model->labels->len + TEXT_LANES;
}

static inline __attribute__((always_inline)) void add_row(
	text_lanes *sums, const uint16_t *weights, guint vectors, float value)
{
#pragma GCC unroll 8
	for (guint v = 0; v < vectors; v++)
		sums[v] += text_weights_wide(weights + v * TEXT_LANES) * value;
}

/* A text's features, looked up, and what they add up to: n-grams and words
 * apart, which are scaled when all are in. */
struct adding {
	const struct text_model *model;
	const uint32_t *places;
	const float *values;
	guint count;
	block_sums squares;
	float *sums[FEATURE_KINDS];
};

/* Of so many vectors of labels from `first` on.  Beyond the last label stands
 * what is not asked for.  A row is looked at once: it comes from far. */
static inline __attribute__((always_inline)) void add_up(
	struct adding *adding, guint first, guint vectors)
{
	const struct text_table *table = adding->model->table;
	const uint16_t *columns = table->rows + adding->model->column;
	size_t width = table->columns;
	uint32_t words_from = table->kind_ends[FEATURE_GRAM];
	text_lanes grams[VECTORS] = { 0 }, words[VECTORS] = { 0 };
	block_sums squares = { 0 };
	for (guint i = 0; i < adding->count; i++) {
		uint32_t place = adding->places[i];
		uint32_t soon =
			adding->places[MIN(i + AHEAD, adding->count - 1)];
		if (soon != TEXT_MODEL_UNKNOWN)
			text_table_expect(table, soon);
		if (place == TEXT_MODEL_UNKNOWN)
			continue;
		const uint16_t *row = columns + place * width;
		const uint16_t *weights = text_row_weights(row) + first;
		float value = adding->values[i] * text_row_rarity(row);
		double square = (double)value * (double)value;
		if (place < words_from) {
			squares[FEATURE_GRAM] += square;
			add_row(grams, weights, vectors, value);
		} else {
			squares[FEATURE_WORD] += square;
			add_row(words, weights, vectors, value);
		}
	}
	adding->squares = squares;
	memcpy(adding->sums[FEATURE_GRAM] + first, grams,
		vectors * sizeof(*grams));
	memcpy(adding->sums[FEATURE_WORD] + first, words,
		vectors * sizeof(*words));
}

static void add_all(struct adding *adding)
{
	guint labels = adding->model->labels->len, done = 0;
	for (; done + TEXT_LANES * (VECTORS - 1) < labels;
		done += TEXT_LANES * VECTORS)
		add_up(adding, done, VECTORS);
	for (; done + TEXT_LANES < labels; done += TEXT_LANES * 2)
		add_up(adding, done, 2);
	if (done < labels)
		add_up(adding, done, 1);
}

/* What rules say of the text: few. */
static void add_rules(struct adding *adding, const GArray *rules)
{
	const struct text_model *model = adding->model;
	g_autofree struct vector_item *items =
		g_new0(struct vector_item, rules->len + 1);
	guint known = weigh(model, rules, items, &adding->squares);
	for (guint i = 0; i < known; i++) {
		const uint16_t *row = text_model_row(model, items[i].index);
		const uint16_t *weights = text_row_weights(row);
		float *sums = adding->sums[text_table_kind(
			model->table, items[i].index)];
		for (guint k = 0; k < model->labels->len; k++)
			sums[k] +=
				text_weight_wide(weights[k]) * items[i].value;
	}
}

float text_model_score(const struct text_model *model, const uint32_t *places,
	const float *values, guint count, const GArray *rules, double *out)
{
	guint room = sums_room(model);
	g_autofree float *sums = g_new0(float, (gsize)room *FEATURE_KINDS);
	struct adding adding = { model, places, values, count };
	for (guint k = 0; k < FEATURE_KINDS; k++)
		adding.sums[k] = sums + k * room;
	add_all(&adding);
	add_rules(&adding, rules);
	struct factors factors = factors_of(adding.squares);
	for (guint l = 0; l < model->labels->len; l++) {
		out[l] = (double)model->bias[l];
		for (guint k = 0; k < FEATURE_KINDS; k++)
			out[l] += (double)(factors.of[k] * adding.sums[k][l]);
	}
	return factors.of[FEATURE_WORD];
}

void text_model_scores(
	const struct text_model *model, const GArray *items, double *out)
{
	for (guint k = 0; k < model->labels->len; k++)
		out[k] = (double)model->bias[k];
	for (guint i = 0; i < items->len; i++) {
		struct vector_item item =
			g_array_index(items, struct vector_item, i);
		const uint16_t *weights =
			text_row_weights(text_model_row(model, item.index));
		for (guint k = 0; k < model->labels->len; k++)
			out[k] += (double)(text_weight_wide(weights[k]) *
					   item.value);
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
