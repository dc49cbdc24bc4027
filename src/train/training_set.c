/* Decided texts in memory, and a shuffle that is the same everywhere. */
#include "plaint/train/trainer.h"

#include <string.h>

G_DEFINE_QUARK(plaint - train - error, train_error)

static void sample_clear(gpointer data)
{
	struct sample *sample = data;
	g_array_unref(sample->features);
}

struct training_set *training_set_new(void)
{
	struct training_set *set = g_new0(struct training_set, 1);
	set->labels = g_ptr_array_new_with_free_func(g_free);
	set->places = g_hash_table_new(g_str_hash, g_str_equal);
	set->samples = g_array_new(FALSE, FALSE, sizeof(struct sample));
	g_array_set_clear_func(set->samples, sample_clear);
	return set;
}

void training_set_free(struct training_set *set)
{
	if (set == NULL)
		return;
	g_hash_table_unref(set->places);
	g_ptr_array_unref(set->labels);
	g_array_unref(set->samples);
	g_free(set);
}

static bool label_place(struct training_set *set, const char *label,
	guint *place_out, GError **error)
{
	gpointer place;
	if (g_hash_table_lookup_extended(set->places, label, NULL, &place)) {
		*place_out = GPOINTER_TO_UINT(place);
		return true;
	}
	if (label[0] == '\0' || strlen(label) > TEXT_MODEL_LABEL_MOST_BYTES ||
		set->labels->len >= TEXT_MODEL_LABELS_MOST) {
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			label[0] == '\0' ? "an empty label"
			: strlen(label) > TEXT_MODEL_LABEL_MOST_BYTES
				? "a label of more than %d bytes"
				: "more than %d labels",
			set->labels->len >= TEXT_MODEL_LABELS_MOST
				? TEXT_MODEL_LABELS_MOST
				: TEXT_MODEL_LABEL_MOST_BYTES);
		return false;
	}
	char *copy = g_strdup(label);
	*place_out = set->labels->len;
	g_ptr_array_add(set->labels, copy);
	g_hash_table_insert(set->places, copy, GUINT_TO_POINTER(*place_out));
	return true;
}

bool training_set_add(struct training_set *set, GArray *features,
	const char *label, guint votes, GError **error)
{
	struct sample sample = { .features = features, .votes = votes };
	if (set->samples->len >= TRAIN_EXAMPLES_MOST) {
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			"more than %d texts", TRAIN_EXAMPLES_MOST);
		return false;
	}
	if (!label_place(set, label, &sample.label, error))
		return false;
	g_array_ref(features);
	g_array_append_val(set->samples, sample);
	return true;
}

static gint by_bytes(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void training_set_sort(struct training_set *set)
{
	g_autofree char **before = g_memdup2(
		set->labels->pdata, set->labels->len * sizeof(char *));
	guint count = set->labels->len;
	g_autofree guint *moved = g_new0(guint, count + 1);
	g_ptr_array_sort(set->labels, by_bytes);
	for (guint i = 0; i < count; i++)
		g_hash_table_insert(set->places, set->labels->pdata[i],
			GUINT_TO_POINTER(i));
	for (guint i = 0; i < count; i++)
		moved[i] = GPOINTER_TO_UINT(
			g_hash_table_lookup(set->places, before[i]));
	for (guint i = 0; i < set->samples->len; i++) {
		struct sample *sample =
			&g_array_index(set->samples, struct sample, i);
		sample->label = moved[sample->label];
	}
}

/* SplitMix64: the numbers are the same on every machine. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

GArray *train_shuffled(guint count, uint32_t seed)
{
	GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(guint), count);
	uint64_t state = seed;
	for (guint i = 0; i < count; i++)
		g_array_append_val(rows, i);
	for (guint i = count; i > 1; i--) {
		guint k = (guint)(next_random(&state) % i);
		guint *a = &g_array_index(rows, guint, i - 1);
		guint *b = &g_array_index(rows, guint, k);
		guint keep = *a;
		*a = *b;
		*b = keep;
	}
	return rows;
}
