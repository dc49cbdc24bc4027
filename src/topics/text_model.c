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

/* A vector of a model as it is made. */
struct vector {
	const struct text_model *model;
	struct vector_item *items;
	guint count;
	block_sums squares;
	float factors[FEATURE_KINDS]; /* that scale it */
};

/* Append what the model knows and does stand in a text, by rarity but not
 * scaled yet.  Without rules among the features none is looked for. */
static inline __attribute__((always_inline)) void weigh(struct vector *vector,
	const uint32_t *places, const float *values, guint count,
	bool has_rules)
{
	const struct text_table *table = vector->model->table;
	const uint16_t *columns = table->rows + vector->model->column;
	size_t width = table->columns;
	uint32_t words_from = table->kind_ends[FEATURE_GRAM];
	uint32_t rules_from = table->kind_ends[FEATURE_WORD];
	struct vector_item *items = vector->items;
	block_sums squares = vector->squares;
	guint known = vector->count;
	for (guint i = 0; i < count; i++) {
		uint32_t place = places[i];
		if (place == TEXT_MODEL_UNKNOWN)
			continue;
		float rarity = text_row_rarity(columns + place * width);
		bool is_rule = has_rules && place >= rules_from;
		float value = is_rule ? values[i] : values[i] * rarity;
		items[known] = (struct vector_item){ place, value };
		add_square(value, (place >= words_from) + is_rule, &squares);
		/* What another model knows alone is left behind; its square is
		 * 0.  A text's values are 0 or 1 and more. */
		known +=
			has_rules ? (values[i] != 0) & (rarity > 0) : value > 0;
	}
	vector->count = known;
	vector->squares = squares;
}

static void find_factors(struct vector *vector)
{
	vector->factors[FEATURE_RULE] = 1;
	for (guint k = 0; k < BLOCKS; k++)
		vector->factors[k] = (float)text_model_block_factor(
			(enum feature_kind)k, vector->squares[k]);
}

static void scale(struct vector *vector)
{
	find_factors(vector);
	for (guint i = 0; i < vector->count; i++) {
		struct vector_item *item = &vector->items[i];
		item->value *= vector->factors[text_table_kind(
			vector->model->table, item->index)];
	}
}

static void weigh_features(struct vector *vector, const GArray *features)
{
	const struct feature *from = (const struct feature *)features->data;
	const float *few = sublinear_of_few();
	guint count = features->len;
	g_autofree uint32_t *places = g_new(uint32_t, count + 1);
	g_autofree float *values = g_new(float, count + 1);
	for (guint i = 0; i < count; i++)
		places[i] = from[i].hash;
	text_table_places(vector->model->table, places, count);
	for (guint i = 0; i < count; i++)
		values[i] = feature_kind_of(from[i].hash) < BLOCKS
				    ? sublinear_by(few, from[i].value)
				    : from[i].value;
	weigh(vector, places, values, count, true);
}

void text_model_vector(
	const struct text_model *model, const GArray *features, GArray *out)
{
	guint before = out->len;
	g_array_set_size(out, before + features->len);
	struct vector vector = { model,
		(struct vector_item *)out->data + before };
	weigh_features(&vector, features);
	scale(&vector);
	g_array_set_size(out, before + vector.count);
}

void text_model_scale(const struct text_model *model, GArray *items)
{
	struct vector vector = { model, (struct vector_item *)items->data,
		items->len };
	for (guint i = 0; i < items->len; i++)
		add_square(vector.items[i].value,
			text_table_kind(model->table, vector.items[i].index),
			&vector.squares);
	scale(&vector);
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

/* Vectors of labels whose sums the processor keeps at hand at once. */
enum {
	VECTORS = 5,
};

/* Of so many vectors of labels from `first` on.  Beyond the last label stands
 * what is not asked for. */
static inline __attribute__((always_inline)) void add_up(
	const struct vector *vector, guint first, guint vectors, float *out)
{
	const struct text_table *table = vector->model->table;
	const struct vector_item *items = vector->items;
	const uint16_t *rows =
		text_row_weights(text_model_row(vector->model, 0)) + first;
	size_t columns = table->columns;
	text_lanes sums[VECTORS] = { 0 };
	for (guint i = 0, count = vector->count; i < count; i++) {
		const uint16_t *weights = rows + items[i].index * columns;
		float value =
			items[i].value *
			vector->factors[text_table_kind(table, items[i].index)];
#pragma GCC unroll 8
		for (guint v = 0; v < vectors; v++)
			sums[v] += text_weights_wide(weights + v * TEXT_LANES) *
				   value;
	}
	memcpy(out + first, sums, vectors * sizeof(*sums));
}

static void add_all(const struct vector *vector, float *sums)
{
	guint labels = vector->model->labels->len, done = 0;
	for (; done + TEXT_LANES * (VECTORS - 1) < labels;
		done += TEXT_LANES * VECTORS)
		add_up(vector, done, VECTORS, sums);
	for (; done + TEXT_LANES < labels; done += TEXT_LANES * 2)
		add_up(vector, done, 2, sums);
	if (done < labels)
		add_up(vector, done, 1, sums);
}

/* Room for them, and what is read beyond the last. */
static float *sums_new(const struct text_model *model)
{
	return g_new0(float, model->labels->len + TEXT_LANES);
}

static void add_bias(
	const struct text_model *model, const float *sums, double *out)
{
	for (guint k = 0; k < model->labels->len; k++)
		out[k] = (double)model->bias[k] + (double)sums[k];
}

void text_model_scores(
	const struct text_model *model, const GArray *items, double *out)
{
	struct vector vector = { model, (struct vector_item *)items->data,
		items->len, .factors = { 1, 1, 1 } };
	g_autofree float *sums = sums_new(model);
	add_all(&vector, sums);
	add_bias(model, sums, out);
}

float text_model_score(const struct text_model *model, const uint32_t *places,
	const float *values, guint count, const GArray *rules, double *out)
{
	g_autofree struct vector_item *items =
		g_new(struct vector_item, count + rules->len + 1);
	g_autofree float *sums = sums_new(model);
	struct vector vector = { model, items };
	weigh(&vector, places, values, count, false);
	weigh_features(&vector, rules);
	find_factors(&vector);
	add_all(&vector, sums);
	add_bias(model, sums, out);
	return vector.factors[FEATURE_WORD];
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
