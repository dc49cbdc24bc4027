/* Which features models know, and where.  Hashes are spread evenly: their first
 * bits tell nearly where one stands, and one comparison of some at once the
 * rest. */
#include "text_model_table.h"

#include <math.h>
#include "met_words.h"

enum {
	HASH_BITS = 32,
	START_BITS_LEAST = 10,
	/* Features for each beginning, about: so few that they are compared at
	 * once, so many that the table of beginnings stays small. */
	ALIKE = 4,
	/* The table is larger than the processor's caches, and a text's
	 * features are all over it: memory is asked for so many ahead. */
	AHEAD = 24,
	LANES = TEXT_HASHES_ABREAST / 2,
	COLUMNS_ABREAST = 8,
};

typedef uint32_t lanes __attribute__((vector_size(LANES * 4)));
typedef uint16_t halves __attribute__((vector_size(COLUMNS_ABREAST * 2)));

struct text_table *text_table_new(uint32_t features, uint32_t columns)
{
	struct text_table *table = g_new0(struct text_table, 1);
	size_t hashes = (size_t)features + TEXT_HASHES_ABREAST;
	table->models = 1;
	table->feature_count = features;
	table->columns = columns;
	table->hashes = g_new(uint32_t, hashes);
	memset(table->hashes, 0xff, hashes * sizeof(*table->hashes));
	/* More than one weight is read at once, of the last row too. */
	table->rows = g_new0(uint16_t, (size_t)features * columns + LANES);
	return table;
}

void text_table_unref(struct text_table *table)
{
	if (table == NULL || --table->models > 0)
		return;
	if (table->file != NULL) {
		g_bytes_unref(table->file);
	} else {
		g_free(table->hashes);
		g_free(table->rows);
	}
	g_free(table->starts);
	met_words_free(table->met);
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
	met_words_free(table->met);
	table->met = met_words_new();
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
static inline guint count_less(const uint32_t *hashes, uint32_t hash)
{
	lanes a, b;
	memcpy(&a, hashes, sizeof(a));
	memcpy(&b, hashes + LANES, sizeof(b));
	/* Each that is less gives all ones. */
	lanes less = (lanes)(a < hash) + (lanes)(b < hash);
	less += __builtin_shufflevector(less, less, 2, 3, 0, 1);
	return 0 - (less[0] + less[1]);
}

/* Where a hash would stand: the first that is not less. */
static inline const uint32_t *hash_from(
	const struct text_table *table, uint32_t hash)
{
	return table->hashes + table->starts[hash >> table->start_shift];
}

static inline uint32_t place_of(const struct text_table *table, uint32_t hash)
{
	const uint32_t *at = hash_from(table, hash);
	guint less;
	while ((less = count_less(at, hash)) == TEXT_HASHES_ABREAST)
		at += less;
	at += less;
	uint32_t place = (uint32_t)(at - table->hashes);
	return place < table->feature_count && *at == hash ? place
							   : TEXT_MODEL_UNKNOWN;
}

uint32_t text_table_place(const struct text_table *table, uint32_t hash)
{
	return place_of(table, hash);
}

/* Where a hash would stand is known one look at memory after where to look for
 * that: each is asked for well before it is needed. */
void text_table_places(
	const struct text_table *table, uint32_t *hashes, guint count)
{
	for (guint i = 0; i < count; i++) {
		if (i + 2 * AHEAD < count)
			__builtin_prefetch(
				&table->starts[hashes[i + 2 * AHEAD] >>
					       table->start_shift]);
		if (i + AHEAD < count) {
			const uint32_t *from =
				hash_from(table, hashes[i + AHEAD]);
			__builtin_prefetch(from);
			__builtin_prefetch(from + TEXT_HASHES_ABREAST - 1);
		}
		hashes[i] = place_of(table, hashes[i]);
	}
}

bool text_model_find(
	const struct text_model *model, uint32_t hash, uint32_t *index_out)
{
	*index_out = text_table_place(model->table, hash);
	return *index_out != TEXT_MODEL_UNKNOWN &&
	       text_model_rarity(model, *index_out) > 0;
}

/* --- from a file -------------------------------------------------------- */

struct text_table *text_table_in(
	GBytes *file, size_t offset, uint32_t features, uint32_t columns)
{
	struct text_table *table = g_new0(struct text_table, 1);
	table->file = g_bytes_ref(file);
	table->models = 1;
	table->feature_count = features;
	table->columns = columns;
	/* Weights are set in tables that are being made, not in files. */
	table->hashes =
		(uint32_t *)((char *)g_bytes_get_data(file, NULL) + offset);
	table->rows =
		(uint16_t *)(table->hashes + features + TEXT_HASHES_ABREAST);
	return table;
}

static bool ascend(const uint32_t *hashes, uint32_t count)
{
	unsigned bad = 0;
	for (uint32_t i = 1; i < count; i++)
		bad |= hashes[i] <= hashes[i - 1];
	for (guint i = 0; i < TEXT_HASHES_ABREAST; i++)
		bad |= hashes[count + i] != TEXT_HASH_BEYOND;
	return bad == 0;
}

/* Nothing is said of what is not known. */
static bool is_right(const uint16_t *row, guint columns, bool *is_known)
{
	float rarity = text_row_rarity(row);
	unsigned all = 0;
	if (rarity > 0 && isfinite(rarity)) {
		*is_known = true;
		return true;
	}
	for (guint k = 0; k < columns; k++)
		all |= row[k];
	return all == 0;
}

/* Of some columns side by side: the bits of a weight that are its exponent, and
 * how they are where it is no number.  Columns of no weights have bits that
 * are never so. */
struct exponents {
	halves bits, of_none;
};

static struct exponents *exponents_new(
	struct text_model **models, guint count, guint groups)
{
	struct exponents *out = g_new(struct exponents, groups);
	guint at = 0;
	for (guint i = 0; i < groups * COLUMNS_ABREAST; i++) {
		out[i / COLUMNS_ABREAST].bits[i % COLUMNS_ABREAST] = 0;
		out[i / COLUMNS_ABREAST].of_none[i % COLUMNS_ABREAST] = 1;
	}
	for (guint i = 0; i < count; i++) {
		at += TEXT_RARITY_COLUMNS;
		for (guint k = 0; k < models[i]->labels->len; k++, at++) {
			struct exponents *of = &out[at / COLUMNS_ABREAST];
			of->bits[at % COLUMNS_ABREAST] = 0x7f80;
			of->of_none[at % COLUMNS_ABREAST] = 0x7f80;
		}
	}
	return out;
}

/* Reads to the end of its last group. */
static inline bool are_numbers(
	const uint16_t *row, const struct exponents *exponents, guint groups)
{
	halves bad = { 0 };
	for (guint i = 0; i < groups; i++) {
		halves some;
		memcpy(&some, row + (size_t)i * COLUMNS_ABREAST, sizeof(some));
		bad |= (halves)((some & exponents[i].bits) ==
				exponents[i].of_none);
	}
	uint64_t all[2];
	memcpy(all, &bad, sizeof(all));
	return (all[0] | all[1]) == 0;
}

bool text_table_is_right(
	const struct text_table *table, struct text_model **models, guint count)
{
	bool done = ascend(table->hashes, table->feature_count);
	guint groups = (table->columns + COLUMNS_ABREAST - 1) / COLUMNS_ABREAST;
	g_autofree struct exponents *exponents =
		exponents_new(models, count, groups);
	const uint16_t *row = table->rows;
	for (uint32_t f = 0; done && f < table->feature_count; f++) {
		bool is_known = false;
		done = are_numbers(row, exponents, groups);
		for (guint i = 0; i < count; i++) {
			guint width = text_columns(models[i]->labels->len);
			done = is_right(row, width, &is_known) && done;
			row += width;
		}
		done = done && is_known;
	}
	return done;
}
