/* First a blend by likelihood, then what it still gets wrong by a curve through
 * the claims of first choices (beta calibration: Kull, Silva Filho and Flach
 * 2017): of three numbers, which some hundred texts tell well.  With the two of
 * Platt's logistic curve the few among the surest that are labelled as nobody
 * would think make it flat everywhere, and the least sure are believed too
 * much. A blend claims too much of the texts it was fitted to, so the curve
 * sees each text by a blend that was fitted to the others (cross-fitting). */
#include "calibrate.h"

#include <math.h>
#include <string.h>

enum {
	/* With fewer texts a curve would follow chance. */
	CURVE_LEAST = 100,
	NEWTON_STEPS = 20,
	HALVINGS_MOST = 20,
	POINTS = 32, /* that tell of the curve, evenly by logit */
	BLEND_ROUNDS = 5,
	SEARCH_STEPS = 20,
	LEAN_STEPS = 4,
	PARTS = 5,
};

/* Texts that a label is thought to have besides its own: with few of them its
 * lean says little. */
#define LEAN_CAUTION 4.0
#define TRUST_MOST   3.0
#define CLAIM_LEAST  1e-6
#define LOGIT_FIRST  (-3.0)
#define LOGIT_STEP   0.4
/* Keeps a step finite where the claims tell nothing apart. */
#define STEADY 1e-6

struct claim {
	double claimed;
	bool is_true;
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
			best == one->label };
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
	return claims;
}

enum {
	TERMS = 3
};

/* The truth of a claim p: 1 / (1 + exp(-(c + a log p - b log(1 - p)))); with
 * a = b it is Platt's. */
struct curve {
	double factors[TERMS]; /* c, a, b */
	bool dropped[TERMS];
};

static void curve_terms(
	const struct curve *curve, double claimed, double terms[TERMS])
{
	double p = CLAMP(claimed, CLAIM_LEAST, 1 - CLAIM_LEAST);
	const double all[TERMS] = { 1, log(p), -log(1 - p) };
	for (int k = 0; k < TERMS; k++)
		terms[k] = curve->dropped[k] ? 0 : all[k];
}

static double weighed(const struct curve *curve, const double terms[TERMS])
{
	double sum = 0;
	for (int k = 0; k < TERMS; k++)
		sum += curve->factors[k] * terms[k];
	return sum;
}

static double curve_at(const struct curve *curve, double claimed)
{
	double terms[TERMS];
	curve_terms(curve, claimed, terms);
	return 1 / (1 + exp(-weighed(curve, terms)));
}

/* What a claim should have been.  As if of the right and of the wrong one text
 * more were known, of which nothing is (Platt 1999): however right all were, no
 * claim is certain. */
struct target {
	double if_true, if_false;
};

static struct target target_of(const GArray *claims)
{
	guint count = 0;
	for (guint i = 0; i < claims->len; i++)
		count += g_array_index(claims, struct claim, i).is_true;
	return (struct target){ (count + 1.0) / (count + 2.0),
		1.0 / (claims->len - count + 2.0) };
}

static double curve_loss(
	const GArray *claims, struct target target, const struct curve *curve)
{
	double sum = 0;
	for (guint i = 0; i < claims->len; i++) {
		struct claim claim = g_array_index(claims, struct claim, i);
		double goal = claim.is_true ? target.if_true : target.if_false;
		double terms[TERMS];
		curve_terms(curve, claim.claimed, terms);
		double z = weighed(curve, terms);
		sum += MAX(z, 0) - goal * z + log1p(exp(-fabs(z)));
	}
	return sum;
}

/* By Gauss; the matrix is symmetric and all its values are above 0. */
static void solve(double rows[TERMS][TERMS], double values[TERMS])
{
	for (int k = 0; k < TERMS; k++)
		for (int i = 0; i < TERMS; i++) {
			double times = rows[i][k] / rows[k][k];
			if (i == k)
				continue;
			for (int j = k; j < TERMS; j++)
				rows[i][j] -= times * rows[k][j];
			values[i] -= times * values[k];
		}
	for (int k = 0; k < TERMS; k++)
		values[k] /= rows[k][k];
}

/* Newton's step to where the loss is least. */
static void curve_step(const GArray *claims, struct target target,
	const struct curve *curve, double step[TERMS])
{
	double second[TERMS][TERMS] = { { 0 } };
	for (int k = 0; k < TERMS; k++) {
		step[k] = 0;
		second[k][k] = STEADY;
	}
	for (guint i = 0; i < claims->len; i++) {
		struct claim claim = g_array_index(claims, struct claim, i);
		double goal = claim.is_true ? target.if_true : target.if_false;
		double terms[TERMS];
		curve_terms(curve, claim.claimed, terms);
		double p = 1 / (1 + exp(-weighed(curve, terms)));
		for (int k = 0; k < TERMS; k++) {
			step[k] += (goal - p) * terms[k];
			for (int j = 0; j < TERMS; j++)
				second[k][j] +=
					p * (1 - p) * terms[k] * terms[j];
		}
	}
	solve(second, step);
}

/* Where claims are all but certain a whole step leads far astray. */
static bool curve_go(
	const GArray *claims, struct target target, struct curve *curve)
{
	double step[TERMS];
	double before = curve_loss(claims, target, curve);
	curve_step(claims, target, curve, step);
	for (int i = 0; i < HALVINGS_MOST; i++) {
		struct curve next = *curve;
		for (int k = 0; k < TERMS; k++) {
			next.factors[k] += step[k];
			step[k] /= 2;
		}
		if (curve_loss(claims, target, &next) < before) {
			*curve = next;
			return true;
		}
	}
	return false;
}

/* A surer claim is never less true: a term that says so is dropped. */
static bool curve_rises(struct curve *curve)
{
	bool rises = true;
	for (int k = 1; k < TERMS; k++) {
		if (curve->factors[k] >= 0)
			continue;
		curve->factors[k] = 0;
		curve->dropped[k] = true;
		rises = false;
	}
	return rises;
}

static struct curve curve_fit(const GArray *claims)
{
	struct target target = target_of(claims);
	struct curve curve = { .factors = { 0, 1, 1 } };
	do
		for (int i = 0; i < NEWTON_STEPS; i++)
			if (!curve_go(claims, target, &curve))
				break;
	while (!curve_rises(&curve));
	return curve;
}

static void set_points(struct text_model *model, const struct fitting *fitting)
{
	g_autoptr(GArray) claims = claims_of(fitting);
	struct curve curve = curve_fit(claims);
	for (int i = 0; i <= POINTS; i++) {
		double x = LOGIT_FIRST + i * LOGIT_STEP;
		double claimed = 1 / (1 + exp(-x));
		struct calibration_point point = { (float)claimed,
			(float)curve_at(&curve, claimed) };
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
	if (held->len >= CURVE_LEAST)
		set_points(model, &fitting);
	g_free(fitting.shares);
	return fitting.blend;
}
