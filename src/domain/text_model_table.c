/* Which features models know, and where.  Hashes are spread evenly: their first
 * bits tell nearly where one stands, and one comparison of some at once the
 * rest. */
#include "text_model_table.h"

#include "plaint/base/memory.h"

enum {
	HASH_BITS = 32,
	START_BITS_LEAST = 10,
	/* Features for each beginning, about: so few that they are compared at
	 * once, so many that the table of beginnings stays small. */
	ALIKE = 4,
	LANES = TEXT_HASHES_ABREAST / 2,
};

typedef uint32_t lanes __attribute__((vector_size(LANES * 4)));

static struct text_table *table_new(uint32_t features, uint32_t columns)
{
	struct text_table *table = g_new0(struct text_table, 1);
	size_t hashes = (size_t)features + TEXT_HASHES_ABREAST;
	table->models = 1;
	table->feature_count = features;
	table->columns = columns;
	table->hashes = g_new(uint32_t, hashes);
	/* Beyond the last none is less than any. */
	memset(table->hashes, 0xff, hashes * sizeof(*table->hashes));
	/* More than one weight is read at once, of the last row too. */
	table->rows = memory_table(
		(size_t)features * columns + LANES, sizeof(*table->rows));
	return table;
}

void text_table_unref(struct text_table *table)
{
	if (--table->models > 0)
		return;
	g_free(table->hashes);
	g_free(table->rows);
	g_free(table->starts);
	g_free(table);
}

void text_table_index(struct text_table *table)
{
	uint32_t bits = START_BITS_LEAST;
	while (UINT32_C(1) << bits < table->feature_count / ALIKE)
		bits++;
	uint32_t starts = UINT32_C(1) << bits;
	table->start_shift = HASH_BITS - bits;
	g_free(table->starts);
	table->starts = g_new0(uint32_t, starts + 1);
	for (uint32_t i = 0; i < table->feature_count; i++) {
		uint32_t hash = table->hashes[i];
		table->starts[(hash >> table->start_shift) + 1] = i + 1;
		for (guint k = feature_kind_of(hash); k < FEATURE_KINDS; k++)
			table->kind_ends[k] = i + 1;
	}
	/* Where nothing begins so, begins what comes next. */
	for (uint32_t i = 1; i <= starts; i++)
		table->starts[i] = MAX(table->starts[i], table->starts[i - 1]);
}

/* How many of those abreast are less: all that are come first. */
static guint count_less(const uint32_t *hashes, uint32_t hash)
{
	lanes a, b;
	memcpy(&a, hashes, sizeof(a));
	memcpy(&b, hashes + LANES, sizeof(b));
	/* Each that is less gives all ones. */
	lanes less = (lanes)(a < hash) + (lanes)(b < hash);
	return 0 - (less[0] + less[1] + less[2] + less[3]);
}

uint32_t text_table_place(const struct text_table *table, uint32_t hash)
{
	const uint32_t *at = text_table_from(table, hash);
	guint less;
	do {
		less = count_less(at, hash);
		at += less;
	} while (less == TEXT_HASHES_ABREAST);
	uint32_t place = (uint32_t)(at - table->hashes);
	return place < table->feature_count && *at == hash ? place
							   : TEXT_MODEL_UNKNOWN;
}

bool text_model_find(
	const struct text_model *model, uint32_t hash, uint32_t *index_out)
{
	*index_out = text_table_place(model->table, hash);
	return *index_out != TEXT_MODEL_UNKNOWN &&
	       text_model_rarity(model, *index_out) > 0;
}

struct text_model *text_model_empty(uint32_t labels, uint32_t features)
{
	struct text_model *model = g_new0(struct text_model, 1);
	model->labels = g_ptr_array_new_with_free_func(g_free);
	model->label_examples = g_new0(uint32_t, labels + 1);
	model->bias = g_new0(float, labels + 1);
	model->table = table_new(features, TEXT_RARITY_COLUMNS + labels);
	model->temperature = 1;
	model->points =
		g_array_new(FALSE, FALSE, sizeof(struct calibration_point));
	return model;
}

/* Each hash of any of the models once, ascending. */
static GArray *hashes_of(struct text_model *const *models, guint count)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autofree uint32_t *at = g_new0(uint32_t, count);
	while (true) {
		uint64_t least = UINT64_MAX;
		for (guint i = 0; i < count; i++)
			if (at[i] < models[i]->table->feature_count)
				least = MIN(
					least, models[i]->table->hashes[at[i]]);
		if (least == UINT64_MAX)
			return out;
		uint32_t hash = (uint32_t)least;
		g_array_append_val(out, hash);
		for (guint i = 0; i < count; i++)
			if (at[i] < models[i]->table->feature_count &&
				models[i]->table->hashes[at[i]] == hash)
				at[i]++;
	}
}

/* Both are in one order. */
static void move_in(
	struct text_model *model, struct text_table *table, uint32_t column)
{
	struct text_table *own = model->table;
	uint32_t next = 0;
	for (uint32_t i = 0; next < own->feature_count; i++)
		if (table->hashes[i] == own->hashes[next])
			memcpy(table->rows + (size_t)i * table->columns +
					column,
				own->rows + (size_t)next++ * own->columns,
				own->columns * sizeof(*own->rows));
	text_table_unref(own);
	model->table = table;
	model->column = column;
}

void text_models_join(struct text_model *const *models, guint count)
{
	uint32_t columns = 0;
	g_autoptr(GArray) hashes = hashes_of(models, count);
	for (guint i = 0; i < count; i++)
		columns += models[i]->table->columns;
	struct text_table *table = table_new(hashes->len, columns);
	table->models = count;
	if (hashes->len > 0)
		memcpy(table->hashes, hashes->data,
			hashes->len * sizeof(uint32_t));
	text_table_index(table);
	for (guint i = 0, column = 0; i < count; i++) {
		uint32_t own = models[i]->table->columns;
		move_in(models[i], table, column);
		column += own;
	}
}
