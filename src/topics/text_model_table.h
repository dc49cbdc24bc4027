/* Tables of models; for text_model.c, text_model_file.c, passages.c. */
#pragma once

#include <string.h>
#include "plaint/topics/text_model.h"

enum {
	TEXT_RARITY_COLUMNS = 2,
	TEXT_HASHES_ABREAST = 8, /* compared at once, when one is looked for */
	TEXT_LANES = 4, /* numbers that the processor multiplies at once */
};
typedef float text_lanes __attribute__((vector_size(TEXT_LANES * 4)));
/* Beyond the last: none is less than any. */
#define TEXT_HASH_BEYOND UINT32_MAX

/* What is said of a file of another version. */
extern const char text_model_other_version[];

/* Without labels and table, which are to be filled in. */
struct text_model *text_model_empty(uint32_t labels);
/* Of one model, all 0. */
struct text_table *text_table_new(uint32_t features, uint32_t columns);
/* NULL: nothing. */
void text_table_unref(struct text_table *table);

/* As a file has it, which is kept: hashes from `offset` on, a multiple of 4,
 * and TEXT_HASHES_ABREAST times TEXT_HASH_BEYOND, then the rows, behind which
 * there are 16 bytes more.  Of one model still, and to be indexed. */
struct text_table *text_table_in(
	GBytes *file, size_t offset, uint32_t features, uint32_t columns);
/* False: hashes do not ascend, a weight is no number, a rarity not above 0 or
 * all 0 with the weights, or no model knows a feature. */
bool text_table_is_right(const struct text_table *table,
	struct text_model **models, guint count);

/* A model's in the table. */
static inline uint32_t text_columns(uint32_t labels)
{
	return TEXT_RARITY_COLUMNS + labels;
}

/* Once the hashes are in: where those that begin alike stand. */
void text_table_index(struct text_table *table);
/* TEXT_MODEL_UNKNOWN: no model of it knows that. */
uint32_t text_table_place(const struct text_table *table, uint32_t hash);
/* The same of many hashes, in their place: memory brings them as they are
 * looked for. */
void text_table_places(
	const struct text_table *table, uint32_t *hashes, guint count);
void text_model_set_rarity(
	struct text_model *model, uint32_t index, float rarity);

/* Of n-grams, words or what rules say: for all that comes of a vector. */
static inline guint text_table_kind(
	const struct text_table *table, uint32_t index)
{
	return (index >= table->kind_ends[FEATURE_GRAM] ? 1u : 0u) +
	       (index >= table->kind_ends[FEATURE_WORD] ? 1u : 0u);
}

/* The first of a model's columns in a feature's row. */
static inline uint16_t *text_model_row(
	const struct text_model *model, uint32_t index)
{
	return model->table->rows + (size_t)index * model->table->columns +
	       model->column;
}

/* A row that is needed soon: the table is larger than the processor's caches.
 */
static inline void text_table_expect(
	const struct text_table *table, uint32_t place)
{
	const uint16_t *row = table->rows + (size_t)place * table->columns;
	__builtin_prefetch(row);
	__builtin_prefetch(row + table->columns - 1);
}

static inline float text_row_rarity(const uint16_t *row)
{
	float rarity;
	memcpy(&rarity, row, sizeof(rarity));
	return rarity;
}

static inline const uint16_t *text_row_weights(const uint16_t *row)
{
	return row + TEXT_RARITY_COLUMNS;
}

/* A weight is the upper half of a float. */
static inline float text_weight_wide(uint16_t half)
{
	uint32_t bits = (uint32_t)half << 16;
	float wide;
	memcpy(&wide, &bits, sizeof(wide));
	return wide;
}

/* Of TEXT_LANES of them, one beside another. */
static inline text_lanes text_weights_wide(const uint16_t *weights)
{
	typedef uint16_t halves __attribute__((vector_size(TEXT_LANES * 4)));
	typedef uint64_t quads __attribute__((vector_size(TEXT_LANES * 4)));
	uint64_t four;
	memcpy(&four, weights, sizeof(four));
	halves upper = (halves)(quads){ four, 0 }, lower = { 0 };
	return G_BYTE_ORDER == G_LITTLE_ENDIAN
		       ? (text_lanes)__builtin_shufflevector(
				 lower, upper, 0, 8, 1, 9, 2, 10, 3, 11)
		       : (text_lanes)__builtin_shufflevector(
				 upper, lower, 0, 8, 1, 9, 2, 10, 3, 11);
}
