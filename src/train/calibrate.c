/* First a blend by likelihood, then what it still gets wrong by isotonic
 * regression (Zadrozny, Elkan 2002) of the first choice.  A blend claims too
 * much of the texts it was fitted to, so the regression sees each text by a
 * blend that was fitted to the others (cross-fitting). */
#include "calibrate.h"

#include <math.h>
#include <string.h>

enum {
	/* With fewer texts a curve would follow chance. */
	ISOTONIC_LEAST = 100,
	STEPS_MOST = 24,
	STEP_LEAST = 20,
	BLEND_ROUNDS = 5,
	SEARCH_STEPS = 20,
	LEAN_STEPS = 4,
	PARTS = 5,
};

/* Texts that a label is thought to have besides its own: with few of them its
 * lean says little. */
#define LEAN_CAUTION 4.0
#define TRUST_MOST   3.0

struct claim {
	double claimed;
	double truth; /* share that was true */
	double weight;
};

/* What is being fitted. */
struct fitting {
	const GArray *held;
	guint labels;
	guint without_from, without_to; /* of held: not fitted to */
	struct blend blend;
	double *shares; /* by label: of the text at hand */
};

static struct blend blend_new(guint labels)
{
	return (struct blend){ 1, 0, g_new0(double, labels) };
}

void blend_clear(struct blend *blend)
{
	g_clear_pointer(&blend->lean, g_free);
}

/* The shares of one text's labels; returns the logarithm of its own. */
static double shares_of(
	const struct fitting *fitting, const struct held_out *one)
{
	const struct blend *blend = &fitting->blend;
	double *shares = fitting->shares;
	double most = -G_MAXDOUBLE, total = 0;
	for (guint k = 0; k < fitting->labels; k++) {
		shares[k] = one->scores[k] / blend->temperature +
			    one->rules[k] * blend->trust + blend->lean[k];
		most = MAX(most, shares[k]);
	}
	double own = shares[one->label] - most;
	for (guint k = 0; k < fitting->labels; k++) {
		shares[k] = exp(shares[k] - most);
		total += shares[k];
	}
	for (guint k = 0; k < fitting->labels; k++)
		shares[k] /= total;
	return own - log(total);
}

/* The text fitted to from *i on; *i moves past it.  NULL: no more. */
static const struct held_out *next_text(const struct fitting *fitting, guint *i)
{
	if (*i == fitting->without_from)
		*i = fitting->without_to;
	if (*i >= fitting->held->len)
		return NULL;
	return &g_array_index(fitting->held, struct held_out, (*i)++);
}

static double loss(const struct fitting *fitting)
{
	double sum = 0;
	const struct held_out *one;
	for (guint i = 0; (one = next_text(fitting, &i)) != NULL;)
		sum -= shares_of(fitting, one);
	return sum;
}

static void set_temperature(struct blend *blend, double value)
{
	blend->temperature = exp(value);
}

static void set_trust(struct blend *blend, double value)
{
	blend->trust = value;
}

/* Golden section: the loss has one valley. */
static void search(struct fitting *fitting,
	void (*set)(struct blend *blend, double value), double low, double high)
{
	const double ratio = 0.6180339887498949;
	double a = high - ratio * (high - low), b = low + ratio * (high - low);
	set(&fitting->blend, a);
	double at_a = loss(fitting);
	set(&fitting->blend, b);
	double at_b = loss(fitting);
	for (int i = 0; i < SEARCH_STEPS; i++) {
		bool is_left = at_a < at_b;
		*(is_left ? &high : &low) = is_left ? b : a;
		*(is_left ? &b : &a) = is_left ? a : b;
		*(is_left ? &at_b : &at_a) = is_left ? at_a : at_b;
		double *next = is_left ? &a : &b;
		*next = is_left ? high - ratio * (high - low)
				: low + ratio * (high - low);
		set(&fitting->blend, *next);
		*(is_left ? &at_a : &at_b) = loss(fitting);
	}
	set(&fitting->blend, (low + high) / 2);
}

/* Until each label is thought of as often as it is true. */
static void find_leans(struct fitting *fitting)
{
	guint labels = fitting->labels;
	g_autofree double *thought = g_new(double, labels);
	g_autofree double *truth = g_new(double, labels);
	for (guint k = 0; k < labels; k++)
		thought[k] = truth[k] = LEAN_CAUTION;
	const struct held_out *one;
	for (guint i = 0; (one = next_text(fitting, &i)) != NULL;) {
		shares_of(fitting, one);
		truth[one->label]++;
		for (guint k = 0; k < labels; k++)
			thought[k] += fitting->shares[k];
	}
	for (guint k = 0; k < labels; k++)
		fitting->blend.lean[k] += log(truth[k] / thought[k]);
}

static bool has_rules(const struct fitting *fitting)
{
	for (guint i = 0; i < fitting->held->len; i++)
		for (guint k = 0; k < fitting->labels; k++)
			if (g_array_index(fitting->held, struct held_out, i)
					.rules[k] != 0)
				return true;
	return false;
}

static void fit_blend(struct fitting *fitting)
{
	bool rules = has_rules(fitting);
	for (int round = 0; round < BLEND_ROUNDS; round++) {
		search(fitting, set_temperature, log(0.01), log(10));
		if (rules)
			search(fitting, set_trust, 0, TRUST_MOST);
		for (int i = 0; i < LEAN_STEPS; i++)
			find_leans(fitting);
	}
}

static gint by_claim(gconstpointer a, gconstpointer b)
{
	double x = ((const struct claim *)a)->claimed;
	double y = ((const struct claim *)b)->claimed;
	return x < y ? -1 : x > y;
}

static void add_claims(
	const struct fitting *fitting, guint from, guint to, GArray *claims)
{
	for (guint i = from; i < to; i++) {
		const struct held_out *one =
			&g_array_index(fitting->held, struct held_out, i);
		guint best = 0;
		shares_of(fitting, one);
		for (guint k = 1; k < fitting->labels; k++)
			if (fitting->shares[k] > fitting->shares[best])
				best = k;
		struct claim claim = { fitting->shares[best],
			best == one->label, 1 };
		g_array_append_val(claims, claim);
	}
}

/* Of each text by a blend that does not know it. */
static GArray *claims_of(const struct fitting *whole)
{
	GArray *claims = g_array_new(FALSE, FALSE, sizeof(struct claim));
	for (guint part = 0; part < PARTS; part++) {
		struct fitting fitting = *whole;
		fitting.without_from = whole->held->len * part / PARTS;
		fitting.without_to = whole->held->len * (part + 1) / PARTS;
		fitting.blend = blend_new(whole->labels);
		fit_blend(&fitting);
		add_claims(&fitting, fitting.without_from, fitting.without_to,
			claims);
		blend_clear(&fitting.blend);
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

static void set_points(struct text_model *model, const struct fitting *fitting)
{
	g_autoptr(GArray) claims = claims_of(fitting);
	g_autoptr(GArray) steps = claims_gather(claims);
	claims_order(steps);
	for (guint i = 0; i < steps->len; i++) {
		struct claim step = g_array_index(steps, struct claim, i);
		struct calibration_point point = { (float)step.claimed,
			(float)step.truth };
		g_array_append_val(model->points, point);
	}
}

struct blend calibrate(struct text_model *model, const GArray *held)
{
	guint labels = model->labels->len;
	struct fitting fitting = { .held = held, .labels = labels };
	fitting.blend = blend_new(labels);
	fitting.shares = g_new0(double, labels);
	g_array_set_size(model->points, 0);
	if (held->len > 0)
		fit_blend(&fitting);
	if (held->len >= ISOTONIC_LEAST)
		set_points(model, &fitting);
	g_free(fitting.shares);
	return fitting.blend;
}
