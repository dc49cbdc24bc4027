/* The model for use is learnt from all examples; beside it models that did
 * not see a part of them tell how far it may be believed. */
#include "plaint/train/trainer.h"

#include <string.h>
#include "calibrate.h"
#include "fit.h"
#include "vocabulary.h"

enum {
	/* From so many on one part held out is enough to calibrate with. */
	ONE_FOLD_FROM = 4000,
};

/* Half of liblinear's own default: right more often of package descriptions in
 * Russian, Ukrainian and Polish. */
#define COST 0.5

/* One learning: its rows, what it leaves out, where its weights go. */
struct round {
	GArray *rows;	  /* of guint */
	GArray *held_out; /* of guint */
	size_t offset;	  /* of its first label's weights */
};

struct work {
	const struct training_set *set;
	const GArray *rows;
	const struct train_options *options;
	struct text_model *model;
	struct feature_node **vectors; /* by sample of set; NULL: not ours */
	guint *labels;
	GArray *rounds;	   /* of struct round */
	guint least_texts; /* that a feature stands in */
	float *weights;
	size_t weight_count;
};

static void round_clear(gpointer data)
{
	struct round *round = data;
	g_array_unref(round->rows);
	g_array_unref(round->held_out);
}

static void work_clear(struct work *work)
{
	guint samples = work->set->samples->len;
	for (guint i = 0; work->vectors != NULL && i < samples; i++)
		g_free(work->vectors[i]);
	g_free(work->vectors);
	g_free(work->labels);
	g_array_unref(work->rounds);
	fit_memory_free(work->weights, work->weight_count);
	text_model_free(work->model);
}

/* What rules say is not learnt from. */
static struct feature_node *nodes_of(
	const struct text_model *model, const GArray *vector)
{
	struct feature_node *nodes =
		g_new(struct feature_node, vector->len + 2);
	guint used = 0;
	for (guint i = 0; i < vector->len; i++) {
		const struct vector_item *item =
			&g_array_index(vector, struct vector_item, i);
		if (feature_kind_of(model->table->hashes[item->index]) !=
			FEATURE_RULE)
			nodes[used++] =
				(struct feature_node){ (int)item->index + 1,
					item->value };
	}
	nodes[used++] =
		(struct feature_node){ (int)model->table->feature_count + 1,
			1 };
	nodes[used] = (struct feature_node){ -1, 0 };
	return nodes;
}

static void make_vectors(struct work *work)
{
	const GArray *samples = work->set->samples;
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	work->vectors = g_new0(struct feature_node *, samples->len + 1);
	work->labels = g_new0(guint, samples->len + 1);
	for (guint i = 0; i < work->rows->len; i++) {
		guint row = g_array_index(work->rows, guint, i);
		const struct sample *sample =
			&g_array_index(samples, struct sample, row);
		g_array_set_size(vector, 0);
		text_model_vector(work->model, sample->features, vector);
		work->vectors[row] = nodes_of(work->model, vector);
		work->labels[row] = sample->label;
		work->model->label_examples[sample->label]++;
	}
}

guint8 *train_deal(const struct training_set *set, const GArray *rows)
{
	guint labels = set->labels->len;
	guint8 *folds = g_new0(guint8, rows->len + 1);
	g_autofree guint *next = g_new(guint, labels + 1);
	/* Each label begins with another fold, so that all are as large. */
	for (guint k = 0; k < labels; k++)
		next[k] = k;
	for (guint i = 0; i < rows->len; i++) {
		guint row = g_array_index(rows, guint, i);
		guint label =
			g_array_index(set->samples, struct sample, row).label;
		folds[i] = (guint8)(next[label]++ % TRAIN_FOLDS);
	}
	return folds;
}

static guint votes_of(const struct work *work, guint row)
{
	return g_array_index(work->set->samples, struct sample, row).votes;
}

/* fold < 0: nothing is held out. */
static void add_round(struct work *work, const guint8 *folds, int fold)
{
	struct round round = {
		.rows = g_array_new(FALSE, FALSE, sizeof(guint)),
		.held_out = g_array_new(FALSE, FALSE, sizeof(guint)),
		.offset = (size_t)work->rounds->len * work->set->labels->len *
			  (work->model->table->feature_count + 1),
	};
	for (guint i = 0; i < work->rows->len; i++) {
		guint row = g_array_index(work->rows, guint, i);
		bool is_out = folds[i] == fold;
		guint votes = votes_of(work, row);
		for (guint v = 0; v < votes; v++)
			g_array_append_val(
				is_out ? round.held_out : round.rows, row);
	}
	g_array_append_val(work->rounds, round);
}

static void plan_rounds(struct work *work)
{
	int held_out = work->rows->len >= ONE_FOLD_FROM ? 1 : TRAIN_FOLDS;
	g_autofree guint8 *folds = train_deal(work->set, work->rows);
	add_round(work, folds, -1);
	for (int i = 0; i < held_out; i++)
		add_round(work, folds, i);
}

static GArray *plan_jobs(struct work *work)
{
	GArray *jobs = g_array_new(FALSE, FALSE, sizeof(struct fit_job));
	size_t stride = work->model->table->feature_count + 1;
	for (guint r = 0; r < work->rounds->len; r++) {
		const struct round *round =
			&g_array_index(work->rounds, struct round, r);
		for (guint k = 0; k < work->set->labels->len; k++) {
			struct fit_job job = {
				.rows = (const guint *)round->rows->data,
				.count = round->rows->len,
				.label = k,
				.cost = work->options->cost > 0
						? work->options->cost
						: COST,
				.weights = work->weights + round->offset +
					   k * stride,
			};
			g_array_append_val(jobs, job);
		}
	}
	return jobs;
}

static bool learn(struct work *work, GError **error)
{
	work->weight_count = (size_t)work->rounds->len *
			     work->set->labels->len *
			     (work->model->table->feature_count + 1);
	work->weights = fit_memory(work->weight_count, error);
	if (work->weights == NULL)
		return false;
	g_autoptr(GArray) jobs = plan_jobs(work);
	struct fit_data data = { work->vectors, work->labels,
		(int)work->model->table->feature_count };
	return fit_run(&data, (const struct fit_job *)jobs->data, jobs->len,
		work->options, error);
}

/* Its weights into the model: from label by label to feature by feature. */
static void take_round(struct work *work, const struct round *round)
{
	struct text_model *model = work->model;
	guint labels = model->labels->len;
	uint32_t features = model->table->feature_count;
	for (guint k = 0; k < labels; k++) {
		const float *from = work->weights + round->offset +
				    (size_t)k * (features + 1);
		for (uint32_t i = 0; i < features; i++)
			text_model_set_weight(model, i, k, from[i]);
		model->bias[k] = from[features];
	}
}

static void held_out_clear(gpointer data)
{
	struct held_out *one = data;
	g_free(one->scores);
	g_free(one->rules);
}

/* In how many texts of a round each feature stands. */
static guint *round_census(const struct work *work, const struct round *round)
{
	uint32_t features = work->model->table->feature_count;
	guint *texts = g_new0(guint, features + 1);
	for (guint i = 0; i < round->rows->len; i++) {
		guint row = g_array_index(round->rows, guint, i);
		const struct feature_node *node = work->vectors[row];
		i += votes_of(work, row) - 1;
		for (; (uint32_t)node->index <= features; node++)
			texts[node->index - 1]++;
	}
	return texts;
}

/* A text that was held out helped to choose the features; one from outside
 * did not.  So it keeps only those that would have been chosen without it. */
static void held_out_vector(
	const struct work *work, guint row, const guint *texts, GArray *vector)
{
	const struct feature_node *node = work->vectors[row];
	const struct text_model *model = work->model;
	g_array_set_size(vector, 0);
	for (; (uint32_t)node->index <= model->table->feature_count; node++) {
		uint32_t index = (uint32_t)node->index - 1;
		struct vector_item item = { index, (float)node->value };
		if (vocabulary_wants(model->table->hashes[index], texts[index],
			    work->least_texts))
			g_array_append_val(vector, item);
	}
	text_model_scale(model, vector);
}

/* What the rules said of it, label by label. */
static double *rules_of(const struct work *work, guint row)
{
	const GPtrArray *labels = work->model->labels;
	const char *group = work->options->rules;
	const GArray *features =
		g_array_index(work->set->samples, struct sample, row).features;
	double *out = g_new0(double, labels->len);
	for (guint k = 0; group != NULL && k < labels->len; k++) {
		uint32_t hash = features_rule_hash(group, labels->pdata[k]);
		for (guint i = 0; i < features->len; i++) {
			struct feature one =
				g_array_index(features, struct feature, i);
			if (one.hash == hash)
				out[k] = (double)one.value;
		}
	}
	return out;
}

static void score_held_out(
	struct work *work, const struct round *round, GArray *held)
{
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	g_autofree guint *texts = round_census(work, round);
	for (guint i = 0; i < round->held_out->len; i++) {
		guint row = g_array_index(round->held_out, guint, i);
		struct held_out one = { g_new(double, work->model->labels->len),
			rules_of(work, row), work->labels[row] };
		held_out_vector(work, row, texts, vector);
		text_model_scores(work->model, vector, one.scores);
		g_array_append_val(held, one);
	}
}

static struct blend calibrate_work(struct work *work)
{
	g_autoptr(GArray) held =
		g_array_new(FALSE, FALSE, sizeof(struct held_out));
	g_array_set_clear_func(held, held_out_clear);
	for (guint r = 1; r < work->rounds->len; r++) {
		const struct round *round =
			&g_array_index(work->rounds, struct round, r);
		take_round(work, round);
		score_held_out(work, round, held);
	}
	return calibrate(work->model, held);
}

/* The blend becomes weights, so that a text is scored in one go. */
static void take_blend(struct work *work, const struct blend *blend)
{
	struct text_model *model = work->model;
	const char *group = work->options->rules;
	guint labels = model->labels->len;
	model->temperature = blend->temperature;
	for (guint k = 0; k < labels; k++) {
		uint32_t rule;
		model->bias[k] += (float)(blend->lean[k] * blend->temperature);
		if (group == NULL || !text_model_find(model,
					     features_rule_hash(group,
						     model->labels->pdata[k]),
					     &rule))
			continue;
		text_model_set_weight(model, rule, k,
			(float)(blend->trust * blend->temperature));
	}
}

static void finish(struct work *work)
{
	struct blend blend = calibrate_work(work);
	take_round(work, &g_array_index(work->rounds, struct round, 0));
	take_blend(work, &blend);
	blend_clear(&blend);
	work->model->examples = work->rows->len;
	work->model->made_utc_us = work->options->now_utc_us;
}

static bool is_enough(
	const struct training_set *set, const GArray *rows, GError **error)
{
	if (set->labels->len >= 2 && rows->len >= TRAIN_FOLDS)
		return true;
	g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
		"%u texts with %u labels: too little to learn from", rows->len,
		set->labels->len);
	return false;
}

struct text_model *train_model(const struct training_set *set,
	const GArray *rows, const struct train_options *options, GError **error)
{
	struct work work = { .set = set, .rows = rows, .options = options };
	if (!is_enough(set, rows, error))
		return NULL;
	work.rounds = g_array_new(FALSE, FALSE, sizeof(struct round));
	g_array_set_clear_func(work.rounds, round_clear);
	work.model =
		vocabulary_make(set, rows, options, &work.least_texts, error);
	bool is_done = work.model != NULL;
	if (is_done) {
		make_vectors(&work);
		plan_rounds(&work);
		is_done = learn(&work, error);
	}
	if (is_done)
		finish(&work);
	struct text_model *out = is_done ? g_steal_pointer(&work.model) : NULL;
	work_clear(&work);
	return out;
}
