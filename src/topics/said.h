/* What a model says of features, fetched from its table once for all who add it
 * up: side by side, by number.  Memory is the struct's. */
#pragma once

#include "plaint/topics/signs.h"
#include "text_model_table.h"

/* The square of the rarity and then, label by label, rarity times weight; all 0
 * where the model does not know it.  Beyond the last label stands what is not
 * asked for. */
struct said {
	const struct text_model *model;
	guint stride; /* of a feature, whole TEXT_LANES */
	guint room;   /* for so many features */
	float *sayings;
};

void said_init(struct said *said, const struct text_model *model);
void said_clear(struct said *said);
/* What stood for earlier numbers is still there, and what is new is not
 * written yet. */
void said_make_room(struct said *said, guint features);
/* Of all signs, and of each two; said_free. */
struct said *said_of_signs(
	const struct text_model *model, const struct signs *signs);
void said_free(struct said *said); /* NULL: nothing */

static inline float *said_of(const struct said *said, guint number)
{
	return said->sayings + (size_t)number * said->stride;
}

/* Write a feature's of its model's columns in the table.  False: the model does
 * not know it. */
static inline bool said_write(float *out, guint stride, const uint16_t *columns)
{
	float rarity = text_row_rarity(columns);
	for (guint k = 0; k < stride; k += TEXT_LANES) {
		text_lanes of_labels =
			text_weights_wide(text_row_weights(columns) + k - 1) *
			rarity;
		memcpy(out + k, &of_labels, sizeof(of_labels));
	}
	out[0] = rarity * rarity;
	return rarity != 0;
}

/* place: in the model's table, or TEXT_MODEL_UNKNOWN. */
static inline bool said_fetch(struct said *said, guint number, uint32_t place)
{
	float *out = said_of(said, number);
	if (place != TEXT_MODEL_UNKNOWN)
		return said_write(
			out, said->stride, text_model_row(said->model, place));
	memset(out, 0, sizeof(*out) * said->stride);
	return false;
}

/* Factors of a vector of them: beside the first vector's weights stands what
 * squares add up to. */
static inline text_lanes factors_by(guint vector, float factor, float square)
{
	return (text_lanes){ vector == 0 ? square : factor, factor, factor,
		factor };
}

static inline text_lanes lanes_at(const float *from)
{
	text_lanes out;
	memcpy(&out, from, sizeof(out));
	return out;
}

static inline void add_lanes(float *sums, const float *said, text_lanes factors)
{
	text_lanes sum = lanes_at(sums) + lanes_at(said) * factors;
	memcpy(sums, &sum, sizeof(sum));
}
