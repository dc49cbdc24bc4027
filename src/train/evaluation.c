/* Sums over outcomes. */
#include "plaint/train/evaluation.h"

#include <math.h>

static double share(guint part, guint of)
{
	return of > 0 ? (double)part / of : 0;
}

/* Labels that do not occur at all do not count in the mean. */
static void score_labels(struct evaluation *out)
{
	guint present = 0;
	double sum = 0;
	for (guint k = 0; k < out->labels; k++) {
		struct label_score *score = &out->scores[k];
		score->precision = share(score->right, score->said);
		score->recall = share(score->right, score->examples);
		double both = score->precision + score->recall;
		score->f1 =
			both > 0 ? 2 * score->precision * score->recall / both
				 : 0;
		if (score->examples + score->said == 0)
			continue;
		present++;
		sum += score->f1;
	}
	out->macro_f1 = present > 0 ? sum / present : 0;
}

static void count_outcomes(struct evaluation *out, const GArray *outcomes)
{
	guint right = 0;
	for (guint i = 0; i < outcomes->len; i++) {
		struct outcome one = g_array_index(outcomes, struct outcome, i);
		out->confusion[one.truth * out->labels + one.said]++;
		out->scores[one.truth].examples++;
		out->scores[one.said].said++;
		if (one.truth != one.said)
			continue;
		out->scores[one.said].right++;
		right++;
	}
	out->accuracy = share(right, outcomes->len);
}

static gint by_confidence(gconstpointer a, gconstpointer b)
{
	double x = ((const struct outcome *)a)->confidence;
	double y = ((const struct outcome *)b)->confidence;
	return x < y ? -1 : x > y;
}

static struct reliability_bin bin_of(
	const GArray *outcomes, guint from, guint to)
{
	struct reliability_bin bin = { .count = to - from };
	guint right = 0;
	for (guint i = from; i < to; i++) {
		struct outcome one = g_array_index(outcomes, struct outcome, i);
		bin.claimed += one.confidence / bin.count;
		right += one.said == one.truth;
	}
	bin.truth = share(right, bin.count);
	bin.from = g_array_index(outcomes, struct outcome, from).confidence;
	bin.to = g_array_index(outcomes, struct outcome, to - 1).confidence;
	return bin;
}

static void fill_bins(struct evaluation *out, const GArray *outcomes)
{
	guint bins = MIN((guint)EVALUATION_BINS,
		MAX(outcomes->len / EVALUATION_BIN_LEAST, 1));
	for (guint i = 0; i < bins; i++) {
		guint from = (guint)((guint64)outcomes->len * i / bins);
		guint to = (guint)((guint64)outcomes->len * (i + 1) / bins);
		if (from == to)
			continue;
		struct reliability_bin bin = bin_of(outcomes, from, to);
		g_array_append_val(out->bins, bin);
		if (bin.count >= EVALUATION_BIN_LEAST)
			out->largest_gap = MAX(out->largest_gap,
				fabs(bin.claimed - bin.truth));
	}
}

/* From the surest down; answers of one confidence go together. */
static void pass_through(struct evaluation *out, const GArray *outcomes)
{
	guint wrong = 0, count = outcomes->len;
	out->threshold = 1;
	for (guint i = count; i-- > 0;) {
		struct outcome one = g_array_index(outcomes, struct outcome, i);
		wrong += one.said != one.truth;
		if (i > 0 && g_array_index(outcomes, struct outcome, i - 1)
					     .confidence == one.confidence)
			continue;
		double error = share(wrong, count - i);
		if (error > out->max_error)
			continue;
		out->threshold = one.confidence;
		out->straight_share = share(count - i, count);
		out->straight_error = error;
	}
}

struct evaluation *evaluation_make(
	GArray *outcomes, guint labels, double max_error)
{
	struct evaluation *out = g_new0(struct evaluation, 1);
	out->count = outcomes->len;
	out->labels = labels;
	out->max_error = max_error;
	out->scores = g_new0(struct label_score, labels + 1);
	out->confusion = g_new0(guint, (gsize)labels * labels + 1);
	out->bins = g_array_new(FALSE, FALSE, sizeof(struct reliability_bin));
	g_array_sort(outcomes, by_confidence);
	count_outcomes(out, outcomes);
	score_labels(out);
	fill_bins(out, outcomes);
	pass_through(out, outcomes);
	return out;
}

void evaluation_free(struct evaluation *evaluation)
{
	if (evaluation == NULL)
		return;
	g_free(evaluation->scores);
	g_free(evaluation->confusion);
	g_array_unref(evaluation->bins);
	g_free(evaluation);
}
