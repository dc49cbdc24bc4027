/* The model as bytes.  What is read was perhaps damaged or made by somebody
 * else: every count is compared with its limit and with what is left. */
#include "plaint/topics/text_model.h"

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

/* Where they are; what they say is looked at when they are put into a table. */
static struct text_rows take_features(
	struct taker *taker, uint32_t features, uint32_t labels)
{
	struct text_rows rows = { taker->at, features, labels };
	size_t bytes = features * text_rows_bytes(&rows);
	if (taker->is_bad || (size_t)(taker->end - taker->at) < bytes) {
		taker->is_bad = true;
		rows.count = 0;
	} else {
		taker->at += bytes;
	}
	return rows;
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

/* All but its table. */
static struct text_model *take_body(struct taker *taker,
	const struct head *head, struct text_rows *rows_out, GError **error)
{
	g_autoptr(text_model) model = text_model_empty(head->labels);
	model->temperature = head->temperature;
	model->examples = head->examples;
	model->made_utc_us = head->made_utc_us;
	take_labels(taker, head->labels, model);
	*rows_out = take_features(taker, head->features, head->labels);
	take_points(taker, head->points, model);
	if (taker->is_bad || taker->at != taker->end)
		return broken(error);
	return g_steal_pointer(&model);
}

static struct text_model *take_model(const struct text_model_bytes *file,
	struct text_rows *rows_out, GError **error)
{
	struct head head;
	if (file->length < HEAD_BYTES + HASH_BYTES ||
		file->length > TEXT_MODEL_MOST_BYTES ||
		memcmp(file->bytes, magic, MAGIC_BYTES) != 0)
		return broken(error);
	struct taker taker = { (const guint8 *)file->bytes + MAGIC_BYTES,
		(const guint8 *)file->bytes + file->length - HASH_BYTES,
		false };
	uint32_t version = take_u32(&taker), features = take_u32(&taker);
	if (version != TEXT_MODEL_VERSION || features != FEATURES_VERSION) {
		g_set_error(error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_VERSION,
			"a model of another version of plaint: train anew");
		return NULL;
	}
	if (!sum_is_right(file->bytes, file->length - HASH_BYTES) ||
		!take_head(&taker, &head))
		return broken(error);
	return take_body(&taker, &head, rows_out, error);
}

/* Each gets its columns of one table. */
static bool share_table(struct text_model **models,
	const struct text_rows *rows, guint count, GError **error)
{
	struct text_table *table = text_table_of(rows, count);
	uint32_t column = 0;
	if (table == NULL) {
		broken(error);
		return false;
	}
	table->models = count;
	for (guint i = 0; i < count; i++) {
		models[i]->table = table;
		models[i]->column = column;
		column += text_columns(rows[i].labels);
	}
	return true;
}

bool text_models_read(const struct text_model_bytes *files, guint count,
	struct text_model **out, GError **error)
{
	g_autofree struct text_rows *rows = g_new0(struct text_rows, count);
	bool done = true;
	for (guint i = 0; i < count; i++) {
		out[i] = done ? take_model(&files[i], &rows[i], error) : NULL;
		done = out[i] != NULL;
	}
	if (done && share_table(out, rows, count, error))
		return true;
	for (guint i = 0; i < count; i++)
		g_clear_pointer(&out[i], text_model_free);
	return false;
}

struct text_model *text_model_read(
	const void *bytes, size_t length, GError **error)
{
	struct text_model *model;
	struct text_model_bytes file = { bytes, length };
	return text_models_read(&file, 1, &model, error) ? model : NULL;
}
