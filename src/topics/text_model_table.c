/* Which features models know, and where.  Hashes are spread evenly: their first
 * bits tell nearly where one stands, and one comparison of some at once the
 * rest. */
#include "text_model_table.h"

#include <math.h>
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

struct text_table *text_table_new(uint32_t features, uint32_t columns)
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
	if (table == NULL || --table->models > 0)
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

/* --- from files --------------------------------------------------------- */

/* The least hash that comes next in any; false at the end of all. */
static bool next_hash(const struct text_rows *rows, guint count, uint32_t *out)
{
	uint64_t least = UINT64_MAX;
	for (guint i = 0; i < count; i++)
		if (rows[i].count > 0)
			least = MIN(least, text_rows_hash(&rows[i]));
	*out = (uint32_t)least;
	return least != UINT64_MAX;
}

/* Past the row of that hash, if it is the next.  False: it is not followed by
 * one of a greater hash. */
static bool step_past(struct text_rows *rows, uint32_t hash)
{
	if (rows->count == 0 || text_rows_hash(rows) != hash)
		return true;
	rows->at += text_rows_bytes(rows);
	rows->count--;
	return rows->count == 0 || text_rows_hash(rows) > hash;
}

/* How many hashes there are in all, each once; false: out of order. */
static bool count_hashes(
	const struct text_rows *rows, guint count, uint32_t *out)
{
	g_autofree struct text_rows *left =
		g_memdup2(rows, count * sizeof(*rows));
	uint32_t hash;
	bool is_right = true;
	for (*out = 0; is_right && next_hash(left, count, &hash); ++*out)
		for (guint i = 0; i < count; i++)
			is_right = step_past(&left[i], hash) && is_right;
	return is_right;
}

/* False: what no model can hold. */
static bool take_row(const struct text_rows *rows, uint16_t *row)
{
	const guint8 *from = rows->at + sizeof(uint32_t);
	uint16_t *weights = row + TEXT_RARITY_COLUMNS;
	uint32_t bits;
	float rarity;
	unsigned bad = 0;
	memcpy(&bits, from, sizeof(bits));
	bits = GUINT32_FROM_LE(bits);
	memcpy(&rarity, &bits, sizeof(rarity));
	memcpy(row, &rarity, sizeof(rarity));
	memcpy(weights, from + sizeof(bits), rows->labels * sizeof(*weights));
	for (uint32_t k = 0; k < rows->labels; k++) {
		weights[k] = GUINT16_FROM_LE(weights[k]);
		/* All ones for exponent: no number. */
		bad |= (weights[k] & 0x7f80) == 0x7f80;
	}
	return bad == 0 && isfinite(rarity) && rarity > 0;
}

static bool fill(
	struct text_table *table, const struct text_rows *rows, guint count)
{
	g_autofree struct text_rows *left =
		g_memdup2(rows, count * sizeof(*rows));
	bool is_right = true;
	for (uint32_t f = 0; is_right && f < table->feature_count; f++) {
		uint16_t *row = table->rows + (size_t)f * table->columns;
		next_hash(left, count, &table->hashes[f]);
		for (guint i = 0; i < count; i++) {
			if (left[i].count > 0 &&
				text_rows_hash(&left[i]) == table->hashes[f])
				is_right = take_row(&left[i], row) && is_right;
			step_past(&left[i], table->hashes[f]);
			row += text_columns(left[i].labels);
		}
	}
	return is_right;
}

struct text_table *text_table_of(const struct text_rows *rows, guint count)
{
	uint32_t features, columns = 0;
	for (guint i = 0; i < count; i++)
		columns += text_columns(rows[i].labels);
	if (!count_hashes(rows, count, &features))
		return NULL;
	struct text_table *table = text_table_new(features, columns);
	if (!fill(table, rows, count)) {
		text_table_unref(table);
		return NULL;
	}
	text_table_index(table);
	return table;
}
