/* The peer of `plaint evaluate --data`: liblinear's linear SVM on character
 * n-grams of 2 to 5 (across words too), TF-IDF with sublinear counts, on the
 * same split of the same file.
 *
 *     model_svm FILE.csv TEXT LABEL [SEED]      a quarter is asked about */
#include <linear.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "plaint/base/csv.h"
#include "plaint/train/evaluation.h"
#include "plaint/train/trainer.h"

enum {
	SHORTEST = 2,
	LONGEST = 5,
	LEAST_TEXTS = 2,
	MS_PER_SECOND = 1000,
};

static GPtrArray *texts, *labels; /* of char * */
static GArray *truth;		  /* of guint */
static GHashTable *grams;	  /* 64 bits of FNV-1a -> number, from 1 */
static GArray *frequencies;	  /* of guint: texts, by gram - 1 */

static void say_nothing(const char *text)
{
	(void)text;
}

static guint label_of(const char *name)
{
	for (guint i = 0; i < labels->len; i++)
		if (strcmp(labels->pdata[i], name) == 0)
			return i;
	g_ptr_array_add(labels, g_strdup(name));
	return labels->len - 1;
}

static void read_rows(const char *path, const char *text, const char *label)
{
	g_autoptr(GError) error = NULL;
	const struct csv_row *row;
	g_autoptr(csv) csv = csv_open(path, &error);
	int text_at = csv != NULL ? csv_column(csv, text) : -1;
	int label_at = csv != NULL ? csv_column(csv, label) : -1;
	while (text_at >= 0 && label_at >= 0 && csv_next(csv, &row, &error) &&
		row != NULL) {
		g_autofree char *name =
			g_strstrip(g_strdup(csv_field(row, label_at)));
		guint number = *name != '\0' ? label_of(name) : 0;
		if (*name == '\0')
			continue;
		g_ptr_array_add(
			texts, g_utf8_strdown(csv_field(row, text_at), -1));
		g_array_append_val(truth, number);
	}
	if (texts->len == 0) {
		fprintf(stderr, "model_svm: %s: no texts%s%s\n", path,
			error != NULL ? ": " : "",
			error != NULL ? error->message : "");
		exit(1);
	}
}

static void count_gram(GHashTable *counts, guint64 hash, gboolean learn)
{
	gpointer gram = (gpointer)hash;
	gpointer number = g_hash_table_lookup(grams, gram);
	if (number == NULL && learn) {
		guint none = 0;
		g_array_append_val(frequencies, none);
		number = GUINT_TO_POINTER(frequencies->len);
		g_hash_table_insert(grams, gram, number);
	}
	gpointer count = g_hash_table_lookup(counts, number);
	if (number != NULL)
		g_hash_table_insert(counts, number,
			GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
}

/* The counts of a text's n-grams; those not known are added when `learn`. */
static GHashTable *count_grams(const char *text, gboolean learn)
{
	GHashTable *counts = g_hash_table_new(NULL, NULL);
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);
		const char *at = p;
		for (int n = 1; n <= LONGEST && *at != '\0'; n++) {
			const char *end = g_utf8_next_char(at);
			for (; at < end; at++)
				hash = (hash ^ (guchar)*at) *
				       G_GUINT64_CONSTANT(0x100000001b3);
			if (n >= SHORTEST)
				count_gram(counts, hash, learn);
		}
	}
	return counts;
}

static gint by_index(gconstpointer a, gconstpointer b)
{
	return ((const struct feature_node *)a)->index -
	       ((const struct feature_node *)b)->index;
}

static struct feature_node *vector_of(GHashTable *counts, guint learnt_from)
{
	GArray *nodes = g_array_new(FALSE, FALSE, sizeof(struct feature_node));
	GHashTableIter iter;
	gpointer number, count;
	double squares = 0;
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &number, &count)) {
		guint place = GPOINTER_TO_UINT(number);
		guint in = g_array_index(frequencies, guint, place - 1);
		if (in < LEAST_TEXTS)
			continue;
		double idf = 1 + log((1.0 + learnt_from) / (1.0 + in));
		struct feature_node node = { (int)place,
			(1 + log(GPOINTER_TO_UINT(count))) * idf };
		squares += node.value * node.value;
		g_array_append_val(nodes, node);
	}
	for (guint i = 0; i < nodes->len; i++)
		g_array_index(nodes, struct feature_node, i).value /=
			sqrt(squares);
	g_array_sort(nodes, by_index);
	struct feature_node end = { -1, 0 };
	g_array_append_val(nodes, end);
	return (struct feature_node *)g_array_free(nodes, FALSE);
}

static struct model *learn(const GArray *order, guint tests)
{
	guint count = texts->len - tests;
	struct feature_node **x = g_new(struct feature_node *, count);
	GHashTable **all = g_new(GHashTable *, count);
	double *y = g_new(double, count);
	for (guint i = 0; i < count; i++) {
		guint row = g_array_index(order, guint, tests + i);
		GHashTableIter iter;
		gpointer number;
		all[i] = count_grams(texts->pdata[row], TRUE);
		y[i] = g_array_index(truth, guint, row);
		g_hash_table_iter_init(&iter, all[i]);
		while (g_hash_table_iter_next(&iter, &number, NULL))
			g_array_index(frequencies, guint,
				GPOINTER_TO_UINT(number) - 1)++;
	}
	for (guint i = 0; i < count; i++) {
		x[i] = vector_of(all[i], count);
		g_hash_table_unref(all[i]);
	}
	struct problem problem = { .l = (int)count,
		.n = (int)frequencies->len,
		.y = y,
		.x = x,
		.bias = -1 };
	struct parameter parameter = {
		.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.1, .C = 1
	};
	return train(&problem, &parameter);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "model_svm FILE.csv TEXT LABEL [SEED]\n");
		return 2;
	}
	texts = g_ptr_array_new();
	labels = g_ptr_array_new();
	truth = g_array_new(FALSE, FALSE, sizeof(guint));
	grams = g_hash_table_new(NULL, NULL);
	frequencies = g_array_new(FALSE, FALSE, sizeof(guint));
	set_print_string_function(say_nothing);
	read_rows(argv[1], argv[2], argv[3]);
	guint seed = argc > 4 ? (guint)g_ascii_strtoull(argv[4], NULL, 10) : 1;
	g_autoptr(GArray) order = train_shuffled(texts->len, seed);
	guint tests = (guint)lround(texts->len * 0.25);
	gint64 began = g_get_monotonic_time();
	struct model *model = learn(order, tests);
	gint64 learnt = g_get_monotonic_time();
	g_autoptr(GArray) outcomes =
		g_array_new(FALSE, FALSE, sizeof(struct outcome));
	for (guint i = 0; i < tests; i++) {
		guint row = g_array_index(order, guint, i);
		GHashTable *counts = count_grams(texts->pdata[row], FALSE);
		struct feature_node *x = vector_of(counts, texts->len - tests);
		struct outcome outcome = { g_array_index(truth, guint, row),
			(guint)predict(model, x), 1 };
		g_array_append_val(outcomes, outcome);
		g_hash_table_unref(counts);
		g_free(x);
	}
	gint64 asked = g_get_monotonic_time();
	g_autoptr(evaluation) e = evaluation_make(outcomes, labels->len, 0.05);
	printf("%.4f %.4f %.1f %.3f\n", e->accuracy, e->macro_f1,
		(double)(learnt - began) / G_USEC_PER_SEC,
		(double)(asked - learnt) / MS_PER_SECOND / tests);
	return 0;
}
