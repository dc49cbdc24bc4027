/* First a temperature (one number, by likelihood), then what it still gets
 * wrong by isotonic regression (Zadrozny, Elkan 2002) of the first choice. */
#include "calibrate.h"

#include <math.h>
#include <string.h>

enum {
	/* With fewer texts a curve would follow chance. */
	ISOTONIC_LEAST = 100,
	STEPS_MOST = 24,
	STEP_LEAST = 20,
};

struct claim {
	double claimed;
	double truth; /* share that was true */
	double weight;
};

static double loss(
	const struct text_model *model, const GArray *held, double temperature)
{
	guint labels = model->labels->len;
	double sum = 0;
	for (guint i = 0; i < held->len; i++) {
		const struct held_out *one =
			&g_array_index(held, struct held_out, i);
		double most = one->scores[0], total = 0;
		for (guint k = 1; k < labels; k++)
			most = MAX(most, one->scores[k]);
		for (guint k = 0; k < labels; k++)
			total += exp((one->scores[k] - most) / temperature);
		sum += log(total) -
		       (one->scores[one->label] - most) / temperature;
	}
	return sum;
}

/* Golden section on the logarithm: the loss has one valley. */
static double best_temperature(
	const struct text_model *model, const GArray *held)
{
	const double ratio = 0.6180339887498949;
	double low = log(0.1), high = log(10);
	for (int i = 0; i < 24; i++) {
		double a = high - ratio * (high - low);
		double b = low + ratio * (high - low);
		if (loss(model, held, exp(a)) < loss(model, held, exp(b)))
			high = b;
		else
			low = a;
	}
	return exp((low + high) / 2);
}

static gint by_claim(gconstpointer a, gconstpointer b)
{
	double x = ((const struct claim *)a)->claimed;
	double y = ((const struct claim *)b)->claimed;
	return x < y ? -1 : x > y;
}

static GArray *claims_of(const struct text_model *model, const GArray *held)
{
	GArray *claims = g_array_new(FALSE, FALSE, sizeof(struct claim));
	guint labels = model->labels->len;
	g_autofree double *shares = g_new(double, labels);
	for (guint i = 0; i < held->len; i++) {
		const struct held_out *one =
			&g_array_index(held, struct held_out, i);
		memcpy(shares, one->scores, labels * sizeof(double));
		text_model_shares(model, shares);
		guint best = 0;
		for (guint k = 1; k < labels; k++)
			if (shares[k] > shares[best])
				best = k;
		struct claim claim = { shares[best], best == one->label, 1 };
		g_array_append_val(claims, claim);
	}
	g_array_sort(claims, by_claim);
	return claims;
}

static struct claim claims_join(struct claim a, struct claim b)
{
	double weight = a.weight + b.weight;
	return (struct claim){ (a.claimed * a.weight + b.claimed * b.weight) /
				       weight,
		(a.truth * a.weight + b.truth * b.weight) / weight, weight };
}

/* Neighbours together: as many steps as there are texts for. */
static GArray *claims_gather(const GArray *claims)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct claim));
	double least =
		MAX((double)STEP_LEAST, (double)claims->len / STEPS_MOST);
	for (guint i = 0; i < claims->len; i++) {
		struct claim claim = g_array_index(claims, struct claim, i);
		struct claim *last =
			steps->len > 0 ? &g_array_index(steps, struct claim,
						 steps->len - 1)
				       : NULL;
		if (last != NULL && last->weight < least)
			*last = claims_join(*last, claim);
		else
			g_array_append_val(steps, claim);
	}
	return steps;
}

/* Pool adjacent violators. */
static void claims_order(GArray *steps)
{
	guint used = 0;
	for (guint i = 0; i < steps->len; i++) {
		struct claim claim = g_array_index(steps, struct claim, i);
		while (used > 0 &&
			g_array_index(steps, struct claim, used - 1).truth >=
				claim.truth)
			claim = claims_join(
				g_array_index(steps, struct claim, --used),
				claim);
		g_array_index(steps, struct claim, used++) = claim;
	}
	g_array_set_size(steps, used);
}

void calibrate(struct text_model *model, const GArray *held)
{
	g_array_set_size(model->points, 0);
	model->temperature = 1;
	if (held->len == 0)
		return;
	model->temperature = best_temperature(model, held);
	if (held->len < ISOTONIC_LEAST)
		return;
	g_autoptr(GArray) claims = claims_of(model, held);
	g_autoptr(GArray) steps = claims_gather(claims);
	claims_order(steps);
	for (guint i = 0; i < steps->len; i++) {
		struct claim step = g_array_index(steps, struct claim, i);
		struct calibration_point point = { (float)step.claimed,
			(float)step.truth };
		g_array_append_val(model->points, point);
	}
}
