/* Models as bytes.  What is read was perhaps damaged or made by somebody
 * else: every count is compared with its limit and with what is left. */
#include "plaint/topics/text_model.h"

#include <math.h>
#include <string.h>
#include "plaint/base/hash.h"
#include "text_model_table.h"

enum {
	MAGIC_BYTES = 8,
	HEAD_BYTES = MAGIC_BYTES + 4 * 4,
	ALIGNMENT = sizeof(uint32_t),
};

static const char magic[MAGIC_BYTES + 1] = "PLAINTTM";

const char text_model_other_version[] =
	"a model of another version of plaint: train anew "
	"(plaint train, or plaint rules learn)";

/* --- writing ---------------------------------------------------------- */

static void put(GByteArray *out, const void *bytes, size_t length)
{
	g_byte_array_append(out, bytes, (guint)length);
}

static void put_u32(GByteArray *out, uint32_t value)
{
	put(out, &value, sizeof(value));
}

static int compare_hashes(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* What any of them knows, ascending: others of their table may know more. */
static GArray *hashes_known(const struct text_model *const *models, guint count)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (guint i = 0; i < count; i++)
		for (uint32_t f = 0; f < models[i]->table->feature_count; f++)
			if (text_model_rarity(models[i], f) > 0)
				g_array_append_val(
					all, models[i]->table->hashes[f]);
	g_array_sort(all, compare_hashes);
	uint32_t *hashes = (uint32_t *)all->data;
	guint kept = 0;
	for (guint i = 0; i < all->len; i++)
		if (kept == 0 || hashes[i] != hashes[kept - 1])
			hashes[kept++] = hashes[i];
	g_array_set_size(all, kept);
	return all;
}

static void put_table(GByteArray *out, const struct text_model *const *models,
	guint count, const GArray *hashes)
{
	static const uint16_t
		unknown[TEXT_RARITY_COLUMNS + TEXT_MODEL_LABELS_MOST] = { 0 };
	put(out, hashes->data, hashes->len * sizeof(uint32_t));
	for (guint i = 0; i < TEXT_HASHES_ABREAST; i++)
		put_u32(out, TEXT_HASH_BEYOND);
	for (guint f = 0; f < hashes->len; f++) {
		uint32_t hash = g_array_index(hashes, uint32_t, f), index;
		for (guint i = 0; i < count; i++) {
			bool knows = text_model_find(models[i], hash, &index);
			put(out,
				knows ? text_model_row(models[i], index)
				      : unknown,
				text_columns(models[i]->labels->len) *
					sizeof(*unknown));
		}
	}
}

static void put_model(GByteArray *out, const struct text_model *model)
{
	put_u32(out, model->labels->len);
	put_u32(out, model->points->len);
	put_u32(out, model->examples);
	put(out, &model->temperature, sizeof(model->temperature));
	put(out, &model->made_utc_us, sizeof(model->made_utc_us));
	for (guint i = 0; i < model->labels->len; i++) {
		const char *label = model->labels->pdata[i];
		put_u32(out, (uint32_t)strlen(label));
		put(out, label, strlen(label));
		put_u32(out, model->label_examples[i]);
		put(out, &model->bias[i], sizeof(model->bias[i]));
	}
	put(out, model->points->data,
		model->points->len * sizeof(struct calibration_point));
}

static void put_sum(GByteArray *out)
{
	guint8 sum[HASH_BYTES];
	hash_digest(out->data, out->len, sum);
	put(out, sum, HASH_BYTES);
}

static uint64_t table_bytes(uint64_t features, uint32_t columns)
{
	return (features + TEXT_HASHES_ABREAST) * sizeof(uint32_t) +
	       features * columns * sizeof(uint16_t);
}

GByteArray *text_models_write(
	const struct text_model *const *models, guint count)
{
	static const guint8 zeros[ALIGNMENT] = { 0 };
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GArray) hashes = hashes_known(models, count);
	uint32_t columns = 0;
	put(out, magic, MAGIC_BYTES);
	put_u32(out, TEXT_MODEL_VERSION);
	put_u32(out, FEATURES_VERSION);
	put_u32(out, count);
	put_u32(out, hashes->len);
	for (guint i = 0; i < count; i++) {
		put_model(out, models[i]);
		columns += text_columns(models[i]->labels->len);
	}
	put(out, zeros, -out->len % ALIGNMENT);
	if (out->len + table_bytes(hashes->len, columns) + HASH_BYTES >
		TEXT_MODEL_MOST_BYTES)
		return NULL;
	put_table(out, models, count, hashes);
	put_sum(out);
	return g_steal_pointer(&out);
}

GByteArray *text_model_write(const struct text_model *model)
{
	return text_models_write(&model, 1);
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
	return value;
}

static float take_f32(struct taker *taker)
{
	float value;
	take(taker, &value, sizeof(value));
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

static bool broken(GError **error)
{
	g_set_error(error, TEXT_MODEL_ERROR, TEXT_MODEL_ERROR_BROKEN,
		"no trained model, or a damaged one");
	return false;
}

/* All but its table; NULL: taker->is_bad. */
static struct text_model *take_model(struct taker *taker)
{
	uint32_t labels = take_u32(taker), points = take_u32(taker);
	if (labels == 0 || labels > TEXT_MODEL_LABELS_MOST ||
		points > TEXT_MODEL_POINTS_MOST) {
		taker->is_bad = true;
		return NULL;
	}
	g_autoptr(text_model) model = text_model_empty(labels);
	model->examples = take_u32(taker);
	take(taker, &model->temperature, sizeof(model->temperature));
	take(taker, &model->made_utc_us, sizeof(model->made_utc_us));
	/* Nor is what is no number. */
	if (!(model->temperature > 0.01 && model->temperature < 100))
		taker->is_bad = true;
	take_labels(taker, labels, model);
	take_points(taker, points, model);
	return taker->is_bad ? NULL : g_steal_pointer(&model);
}

/* False: not all of them.  columns_out: of their table. */
static bool take_models(struct taker *taker, struct text_model **out,
	guint count, uint32_t *columns_out)
{
	*columns_out = 0;
	for (guint i = 0; i < count; i++) {
		out[i] = take_model(taker);
		if (out[i] == NULL)
			return false;
		out[i]->column = *columns_out;
		*columns_out += text_columns(out[i]->labels->len);
	}
	return true;
}

static bool take_zeros(struct taker *taker, const guint8 *from)
{
	while (!taker->is_bad && (taker->at - from) % ALIGNMENT != 0) {
		guint8 byte;
		take(taker, &byte, sizeof(byte));
		taker->is_bad |= byte != 0;
	}
	return !taker->is_bad;
}

/* Whatever was read of the models is left in out. */
static bool take_all(
	struct taker *taker, GBytes *file, struct text_model **out, guint count)
{
	const guint8 *from = g_bytes_get_data(file, NULL);
	uint32_t models = take_u32(taker), features = take_u32(taker), columns;
	if (models != count || !take_models(taker, out, count, &columns) ||
		!take_zeros(taker, from) ||
		features > TEXT_MODEL_FEATURES_MOST * count ||
		table_bytes(features, columns) !=
			(uint64_t)(taker->end - taker->at))
		return false;
	struct text_table *table = text_table_in(
		file, (size_t)(taker->at - from), features, columns);
	table->models = count;
	for (guint i = 0; i < count; i++)
		out[i]->table = table;
	if (!text_table_is_right(table, out, count))
		return false;
	text_table_index(table);
	return true;
}

static bool read_into(
	GBytes *file, guint count, struct text_model **out, GError **error)
{
	gsize length;
	const guint8 *from = g_bytes_get_data(file, &length);
	if (length < HEAD_BYTES + HASH_BYTES ||
		length > TEXT_MODEL_MOST_BYTES ||
		memcmp(from, magic, MAGIC_BYTES) != 0)
		return broken(error);
	struct taker taker = { from + MAGIC_BYTES, from + length - HASH_BYTES,
		false };
	uint32_t version = take_u32(&taker), features = take_u32(&taker);
	if (version != TEXT_MODEL_VERSION || features != FEATURES_VERSION) {
		g_set_error_literal(error, TEXT_MODEL_ERROR,
			TEXT_MODEL_ERROR_VERSION, text_model_other_version);
		return false;
	}
	return (sum_is_right(from, length - HASH_BYTES) &&
		       take_all(&taker, file, out, count)) ||
	       broken(error);
}

bool text_models_read(
	GBytes *file, guint count, struct text_model **out, GError **error)
{
	memset(out, 0, count * sizeof(struct text_model *));
	if (read_into(file, count, out, error))
		return true;
	for (guint i = 0; i < count; i++)
		g_clear_pointer(&out[i], text_model_free);
	return false;
}

struct text_model *text_model_read(
	const void *bytes, size_t length, GError **error)
{
	g_autoptr(GBytes) copy = g_bytes_new(bytes, length);
	struct text_model *model;
	return text_models_read(copy, 1, &model, error) ? model : NULL;
}
