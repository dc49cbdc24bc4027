/* Confusion is told as a square while that fits, and as the mix-ups there are
 * most of where a square is hard to read. */
#include "evaluation_print.h"

#include <math.h>
#include <stdio.h>

#include "cli.h"
#include "table.h"

enum {
	NAME_MOST = 44,
	SQUARE_EASY = 8,  /* the eye needs no list beside it */
	SQUARE_MOST = 24, /* --json has it always */
	MIXUPS_MOST = 15,
};

static const char *name_at(const GPtrArray *names, guint i)
{
	return names->pdata[i];
}

static char *decimal(double value)
{
	return g_strdup_printf("%.3f", value);
}

static char *whole(guint value)
{
	return g_strdup_printf("%u", value);
}

static void print_labels(const struct evaluation *e, const GPtrArray *names)
{
	static const struct table_column columns[] = { { "topic", NAME_MOST },
		{ "examples", 0 }, { "precision", 0 }, { "recall", 0 },
		{ "F1", 0 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint k = 0; k < e->labels; k++) {
		const struct label_score *score = &e->scores[k];
		if (score->examples + score->said == 0)
			continue;
		g_autofree char *examples = whole(score->examples);
		g_autofree char *precision = decimal(score->precision);
		g_autofree char *recall = decimal(score->recall);
		g_autofree char *f1 = decimal(score->f1);
		table_add(table, name_at(names, k), examples, precision, recall,
			f1, NULL);
	}
	table_print(table);
}

/* As narrow as its numbers, so that one of twenty topics fits; a dot for
 * none, so that what is mixed up is seen. */
static void print_square(const struct evaluation *e, const GPtrArray *names)
{
	guint most = e->labels;
	for (guint i = 0; i < e->labels * e->labels; i++)
		most = MAX(most, e->confusion[i]);
	g_autofree char *widest = whole(most);
	int width = (int)strlen(widest);
	puts("\nconfusion (rows: what is true; columns: what was said)");
	printf("%*s", width, "");
	for (guint k = 0; k < e->labels; k++)
		printf(" %*u", width, k + 1);
	putchar('\n');
	for (guint k = 0; k < e->labels; k++) {
		g_autofree char *safe = print_safe(name_at(names, k));
		printf("%*u", width, k + 1);
		for (guint i = 0; i < e->labels; i++) {
			guint count = e->confusion[k * e->labels + i];
			g_autofree char *cell = whole(count);
			printf(" %*s", width, count > 0 ? cell : ".");
		}
		printf("  %s\n", safe);
	}
}

struct mixup {
	guint truth, said, count;
};

static gint by_count(gconstpointer a, gconstpointer b)
{
	guint x = ((const struct mixup *)a)->count;
	guint y = ((const struct mixup *)b)->count;
	return x > y ? -1 : x < y;
}

static void print_mixups(const struct evaluation *e, const GPtrArray *names)
{
	static const struct table_column columns[] = { { "times", 0 },
		{ "true", NAME_MOST }, { "said", NAME_MOST } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct mixup));
	for (guint i = 0; i < e->labels * e->labels; i++) {
		struct mixup mixup = { i / e->labels, i % e->labels,
			e->confusion[i] };
		if (mixup.count > 0 && mixup.truth != mixup.said)
			g_array_append_val(all, mixup);
	}
	g_array_sort(all, by_count);
	for (guint i = 0; i < MIN(all->len, (guint)MIXUPS_MOST); i++) {
		struct mixup mixup = g_array_index(all, struct mixup, i);
		g_autofree char *count = whole(mixup.count);
		table_add(table, count, name_at(names, mixup.truth),
			name_at(names, mixup.said), NULL);
	}
	puts("\nmixed up most often");
	table_print(table);
}

static void print_bins(const struct evaluation *e)
{
	static const struct table_column columns[] = { { "confidence", 0 },
		{ "texts", 0 }, { "claimed", 0 }, { "true", 0 }, { "gap", 0 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < e->bins->len; i++) {
		struct reliability_bin bin =
			g_array_index(e->bins, struct reliability_bin, i);
		g_autofree char *range =
			g_strdup_printf("%.3f to %.3f", bin.from, bin.to);
		g_autofree char *count = whole(bin.count);
		g_autofree char *claimed = decimal(bin.claimed);
		g_autofree char *truth = decimal(bin.truth);
		g_autofree char *gap = decimal(bin.claimed - bin.truth);
		table_add(table, range, count, claimed, truth, gap, NULL);
	}
	puts("\nreliability (the claimed confidence against the truth)");
	table_print(table);
	printf("largest gap %.3f (of bins with %d texts or more)\n",
		e->largest_gap, EVALUATION_BIN_LEAST);
}

void evaluation_print(
	const struct evaluation *evaluation, const GPtrArray *names)
{
	const struct evaluation *e = evaluation;
	print_labels(e, names);
	if (e->labels <= SQUARE_MOST)
		print_square(e, names);
	if (e->labels > SQUARE_EASY)
		print_mixups(e, names);
	print_bins(e);
	printf("\naccuracy %.4f   macro F1 %.4f   (%u texts)\n", e->accuracy,
		e->macro_f1, e->count);
	if (e->straight_share > 0)
		printf("straight through: %.1f %% of texts, from confidence "
		       "%.3f on, %.1f %% of them wrong (at most %.1f %% "
		       "wanted)\n",
			e->straight_share * 100, e->threshold,
			e->straight_error * 100, e->max_error * 100);
	else
		printf("straight through: none, when at most %.1f %% may be "
		       "wrong\n",
			e->max_error * 100);
}

/* --- JSON ------------------------------------------------------------- */

static json_t *rounded(double value)
{
	return json_real(round(value * 1e4) / 1e4);
}

static json_t *labels_json(const struct evaluation *e, const GPtrArray *names)
{
	json_t *list = json_array();
	for (guint k = 0; k < e->labels; k++) {
		const struct label_score *score = &e->scores[k];
		json_array_append_new(
			list, json_pack("{s:s s:i s:o s:o s:o}", "topic",
				      name_at(names, k), "examples",
				      (int)score->examples, "precision",
				      rounded(score->precision), "recall",
				      rounded(score->recall), "f1",
				      rounded(score->f1)));
	}
	return list;
}

static json_t *confusion_json(const struct evaluation *e)
{
	json_t *rows = json_array();
	for (guint k = 0; k < e->labels; k++) {
		json_t *row = json_array();
		for (guint i = 0; i < e->labels; i++)
			json_array_append_new(row,
				json_integer(
					(json_int_t)e->confusion[k * e->labels +
								 i]));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *bins_json(const struct evaluation *e)
{
	json_t *list = json_array();
	for (guint i = 0; i < e->bins->len; i++) {
		struct reliability_bin bin =
			g_array_index(e->bins, struct reliability_bin, i);
		json_array_append_new(
			list, json_pack("{s:o s:o s:i s:o s:o s:o}", "from",
				      rounded(bin.from), "to", rounded(bin.to),
				      "count", (int)bin.count, "claimed",
				      rounded(bin.claimed), "truth",
				      rounded(bin.truth), "gap",
				      rounded(fabs(bin.claimed - bin.truth))));
	}
	return list;
}

json_t *evaluation_to_json(
	const struct evaluation *evaluation, const GPtrArray *names)
{
	const struct evaluation *e = evaluation;
	return json_pack("{s:i s:o s:o s:o s:o s:o s:o"
			 " s:{s:o s:o s:o s:o}}",
		"count", (int)e->count, "accuracy", rounded(e->accuracy),
		"macro_f1", rounded(e->macro_f1), "topics",
		labels_json(e, names), "confusion", confusion_json(e),
		"reliability", bins_json(e), "largest_gap",
		rounded(e->largest_gap), "straight_through", "max_error",
		rounded(e->max_error), "threshold", rounded(e->threshold),
		"share", rounded(e->straight_share), "error",
		rounded(e->straight_error));
}
