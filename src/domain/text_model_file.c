/* The model as bytes.  What is read was perhaps damaged or made by somebody
 * else: every count is compared with its limit and with what is left. */
#include "plaint/domain/text_model.h"

#include <math.h>
#include <string.h>
#include "plaint/base/hash.h"
#include "text_model_table.h"

enum {
	MAGIC_BYTES = 8,
	HEAD_BYTES = MAGIC_BYTES + 6 * 4 + 8 + 8,
};

static const char magic[MAGIC_BYTES + 1] = "PLAINTTM";

/* --- writing ---------------------------------------------------------- */

static void put_u32(GByteArray *out, uint32_t value)
{
	value = GUINT32_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

static void put_u16(GByteArray *out, uint16_t value)
{
	value = GUINT16_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

static void put_u64(GByteArray *out, uint64_t value)
{
	value = GUINT64_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

static void put_f32(GByteArray *out, float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof(bits));
	put_u32(out, bits);
}

static void put_f64(GByteArray *out, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof(bits));
	put_u64(out, bits);
}

/* Others of its table may know more. */
static bool knows(const struct text_model *model, uint32_t index)
{
	return text_model_rarity(model, index) > 0;
}

static uint32_t features_known(const struct text_model *model)
{
	uint32_t known = 0;
	for (uint32_t i = 0; i < model->table->feature_count; i++)
		known += knows(model, i) ? 1 : 0;
	return known;
}

static void put_feature(
	GByteArray *out, const struct text_model *model, uint32_t index)
{
	const uint16_t *row = text_model_row(model, index);
	put_u32(out, model->table->hashes[index]);
	put_f32(out, text_row_rarity(row));
	for (guint k = 0; k < model->labels->len; k++)
		put_u16(out, text_row_weights(row)[k]);
}

static void put_head(GByteArray *out, const struct text_model *model)
{
	g_byte_array_append(out, (const guint8 *)magic, MAGIC_BYTES);
	put_u32(out, TEXT_MODEL_VERSION);
	put_u32(out, FEATURES_VERSION);
	put_u32(out, model->labels->len);
	put_u32(out, features_known(model));
	put_u32(out, model->points->len);
	put_u32(out, model->examples);
	put_f64(out, model->temperature);
	put_u64(out, (uint64_t)model->made_utc_us);
}

static void put_sum(GByteArray *out)
{
	guint8 sum[HASH_BYTES];
	hash_digest(out->data, out->len, sum);
	g_byte_array_append(out, sum, HASH_BYTES);
}

GByteArray *text_model_write(const struct text_model *model)
{
	GByteArray *out = g_byte_array_new();
	guint labels = model->labels->len;
	put_head(out, model);
	for (guint i = 0; i < labels; i++) {
		const char *label = model->labels->pdata[i];
		put_u32(out, (uint32_t)strlen(label));
		g_byte_array_append(
			out, (const guint8 *)label, (guint)strlen(label));
		put_u32(out, model->label_examples[i]);
		put_f32(out, model->bias[i]);
	}
	for (uint32_t i = 0; i < model->table->feature_count; i++)
		if (knows(model, i))
			put_feature(out, model, i);
	for (guint i = 0; i < model->points->len; i++) {
		struct calibration_point point = g_array_index(
			model->points, struct calibration_point, i);
		put_f32(out, point.claimed);
		put_f32(out, point.truth);
	}
	put_sum(out);
	return out;
}

/* --- reading ---------------------------------------------------------- */

/* is_bad stays set: what is taken after it is 0. */
struct taker {
	const guint8 *at, *end;
	bool is_bad;
};

static bool take(struct taker *taker, void *out, size_t length)
{
	if (taker->is_bad || (size_t)(taker->end - taker->at) < length) {
		taker->is_bad = true;
		memset(out, 0, length);
		return false;
	}
	memcpy(out, taker->at, length);
	taker->at += length;
	return true;
}

static uint32_t take_u32(struct taker *taker)
{
	uint32_t value;
	take(taker, &value, sizeof(value));
	return GUINT32_FROM_LE(value);
}

static uint64_t take_u64(struct taker *taker)
{
	uint64_t value;
	take(taker, &value, sizeof(value));
	return GUINT64_FROM_LE(value);
}

static float take_f32(struct taker *taker)
{
	uint32_t bits = take_u32(taker);
	float value;
	memcpy(&value, &bits, sizeof(value));
	if (!isfinite(value))
		taker->is_bad = true;
	return value;
}

/* Millions, so all of a feature at once. */
static void take_weights(struct taker *taker, uint16_t *weights, uint32_t count)
{
	unsigned bad = 0;
	take(taker, weights, count * sizeof(*weights));
	for (uint32_t k = 0; k < count; k++) {
		weights[k] = GUINT16_FROM_LE(weights[k]);
		/* All ones for exponent: no number. */
		bad |= (weights[k] & 0x7f80) == 0x7f80;
	}
	if (bad != 0)
		taker->is_bad = true;
}

static double take_f64(struct taker *taker)
{
	uint64_t bits = take_u64(taker);
	double value;
	memcpy(&value, &bits, sizeof(value));
	if (!isfinite(value))
		taker->is_bad = true;
	return value;
}

static char *take_label(struct taker *taker)
{
	uint32_t length = take_u32(taker);
	char text[TEXT_MODEL_LABEL_MOST_BYTES + 1] = "";
	if (length == 0 || length > TEXT_MODEL_LABEL_MOST_BYTES) {
		taker->is_bad = true;
		return g_strdup("");
	}
	take(taker, text, length);
	if (!g_utf8_validate(text, (gssize)length, NULL))
		taker->is_bad = true;
	return g_strdup(taker->is_bad ? "" : text);
}

static void take_labels(
	struct taker *taker, uint32_t labels, struct text_model *model)
{
	const char *before = "";
	for (uint32_t i = 0; i < labels; i++) {
		char *label = take_label(taker);
		if (strcmp(before, label) >= 0)
			taker->is_bad = true;
		before = label;
		g_ptr_array_add(model->labels, label);
		model->label_examples[i] = take_u32(taker);
		model->bias[i] = take_f32(taker);
	}
}

static void take_features(struct taker *taker, struct text_model *model)
{
	const struct text_table *table = model->table;
	uint32_t *hashes = table->hashes;
	for (uint32_t i = 0; i < table->feature_count && !taker->is_bad; i++) {
		uint16_t *weights =
			text_model_row(model, i) + TEXT_RARITY_COLUMNS;
		hashes[i] = take_u32(taker);
		float rarity = take_f32(taker);
		if ((i > 0 && hashes[i] <= hashes[i - 1]) || rarity <= 0)
			taker->is_bad = true;
		text_model_set_rarity(model, i, rarity);
		take_weights(taker, weights, model->labels->len);
	}
}

static void take_points(
	struct taker *taker, uint32_t count, struct text_model *model)
{
	float before = -1;
	for (uint32_t i = 0; i < count; i++) {
		struct calibration_point point;
		point.claimed = take_f32(taker);
		point.truth = take_f32(taker);
		if (point.claimed < before || point.claimed > 1 ||
			point.truth < 0 || point.truth > 1)
			taker->is_bad = true;
		before = point.claimed;
		g_array_append_val(model->points, point);
	}
}

static bool sum_is_right(const guint8 *bytes, size_t length)
{
	guint8 sum[HASH_BYTES];
	hash_digest(bytes, length, sum);
	return memcmp(bytes + length, sum, HASH_BYTES) == 0;
}

static struct text_model *broken(GError **error)
{
	g_set_error(error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_BROKEN,
		"no trained model, or a damaged one");
	return NULL;
}

struct head {
	uint32_t labels, features, points, examples;
	double temperature;
	int64_t made_utc_us;
};

static bool take_head(struct taker *taker, struct head *out)
{
	out->labels = take_u32(taker);
	out->features = take_u32(taker);
	out->points = take_u32(taker);
	out->examples = take_u32(taker);
	out->temperature = take_f64(taker);
	out->made_utc_us = (int64_t)take_u64(taker);
	size_t left = (size_t)(taker->end - taker->at);
	size_t row = 8 + (size_t)2 * out->labels;
	return !taker->is_bad && out->labels > 0 &&
	       out->labels <= TEXT_MODEL_LABELS_MOST &&
	       out->features <= TEXT_MODEL_FEATURES_MOST &&
	       (uint64_t)out->features * out->labels <=
		       TEXT_MODEL_WEIGHTS_MOST &&
	       out->points <= TEXT_MODEL_POINTS_MOST &&
	       out->features * row <= left && out->temperature > 0.01 &&
	       out->temperature < 100;
}

static struct text_model *take_body(
	struct taker *taker, const struct head *head, GError **error)
{
	g_autoptr(text_model) model =
		text_model_empty(head->labels, head->features);
	model->temperature = head->temperature;
	model->examples = head->examples;
	model->made_utc_us = head->made_utc_us;
	take_labels(taker, head->labels, model);
	take_features(taker, model);
	take_points(taker, head->points, model);
	if (taker->is_bad || taker->at != taker->end)
		return broken(error);
	text_table_index(model->table);
	return g_steal_pointer(&model);
}

struct text_model *text_model_read(
	const void *bytes, size_t length, GError **error)
{
	struct head head;
	if (length < HEAD_BYTES + HASH_BYTES ||
		length > TEXT_MODEL_MOST_BYTES ||
		memcmp(bytes, magic, MAGIC_BYTES) != 0)
		return broken(error);
	struct taker taker = { (const guint8 *)bytes + MAGIC_BYTES,
		(const guint8 *)bytes + length - HASH_BYTES, false };
	uint32_t version = take_u32(&taker), features = take_u32(&taker);
	if (version != TEXT_MODEL_VERSION || features != FEATURES_VERSION) {
		g_set_error(error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_VERSION,
			"a model of another version of plaint: train anew");
		return NULL;
	}
	if (!sum_is_right(bytes, length - HASH_BYTES) ||
		!take_head(&taker, &head))
		return broken(error);
	return take_body(&taker, &head, error);
}
