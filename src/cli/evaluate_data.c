/* Read, split, learn from one part, ask about the other. */
#include "evaluate_data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "evaluation_print.h"
#include "plaint/base/clock.h"
#include "plaint/base/csv.h"
#include "plaint/base/fd.h"
#include "plaint/topics/text_model.h"
#include "plaint/train/evaluation.h"
#include "plaint/train/trainer.h"
#include "progress.h"

enum {
	COLUMNS_TOLD_MOST = 20
};

#define US_PER_SECOND 1e6
#define US_PER_MS     1e3

/* What one file gives, and what it took. */
struct measure {
	const struct evaluate_data_wish *wish;
	struct training_set *set;
	GPtrArray *texts;		/* of char * */
	GArray *train_rows, *test_rows; /* of guint */
	struct text_model *model;
	GArray *outcomes; /* of struct outcome */
	double train_seconds, predict_ms;
	gint64 features_us;
	int64_t bytes; /* of the file */
};

static void measure_clear(struct measure *measure)
{
	training_set_free(measure->set);
	text_model_free(measure->model);
	g_ptr_array_unref(measure->texts);
	g_array_unref(measure->outcomes);
	g_clear_pointer(&measure->train_rows, g_array_unref);
	g_clear_pointer(&measure->test_rows, g_array_unref);
}

/* Rows without a label are of no use; they are passed over. */
static bool take_row(struct measure *measure, const char *text,
	const char *label, GError **error)
{
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autofree char *name = g_strstrip(g_strdup(label));
	if (*name == '\0')
		return true;
	int64_t before_us = clock_monotonic_us();
	features_of_text(text, strlen(text), features);
	bool is_taken =
		training_set_add(measure->set, features, name, 1, error);
	measure->features_us += clock_monotonic_us() - before_us;
	if (is_taken)
		g_ptr_array_add(measure->texts, g_strdup(text));
	return is_taken;
}

static int column_of(const struct csv *csv, const char *path, const char *name,
	GError **error)
{
	int column = csv_column(csv, name);
	if (column >= 0)
		return column;
	const GPtrArray *header = csv_header(csv);
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < MIN(header->len, (guint)COLUMNS_TOLD_MOST); i++)
		g_string_append_printf(all, "%s%s", i > 0 ? ", " : "",
			(const char *)header->pdata[i]);
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"%s:1: there is no column \"%s\" (there are: %s)", path, name,
		all->str);
	return -1;
}

static bool take_rows(struct measure *measure, struct csv *csv, GError **error)
{
	const struct evaluate_data_wish *wish = measure->wish;
	int64_t all_bytes = MAX(measure->bytes, 1);
	int text = column_of(csv, wish->path, wish->text, error);
	int label =
		text < 0 ? -1 : column_of(csv, wish->path, wish->label, error);
	const struct csv_row *row;
	if (label < 0)
		return false;
	while (csv_next(csv, &row, error)) {
		if (row == NULL)
			return true;
		progress_tell("reading",
			(double)csv_read_bytes(csv) / (double)all_bytes);
		if (take_row(measure, csv_field(row, text),
			    csv_field(row, label), error))
			continue;
		g_prefix_error(
			error, "%s:%" PRIu64 ": ", wish->path, row->line);
		return false;
	}
	return false;
}

static bool read_file(struct measure *measure, GError **error)
{
	const char *path = measure->wish->path;
	g_autoptr(csv) csv = csv_open(path, error);
	struct stat status;
	if (stat(path, &status) == 0)
		measure->bytes = status.st_size;
	if (csv == NULL || !take_rows(measure, csv, error))
		return false;
	training_set_sort(measure->set);
	return true;
}

static bool split(struct measure *measure, GError **error)
{
	guint count = measure->set->samples->len;
	guint tests = (guint)lround(count * measure->wish->test_share);
	if (tests == 0 || tests >= count) {
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			"%s: %u texts are too few to learn from some and ask "
			"about others",
			measure->wish->path, count);
		return false;
	}
	measure->test_rows =
		train_shuffled(count, (uint32_t)measure->wish->seed);
	measure->train_rows = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_vals(measure->train_rows,
		&g_array_index(measure->test_rows, guint, tests),
		count - tests);
	g_array_set_size(measure->test_rows, tests);
	return true;
}

static void tell_learning(void *user, double share)
{
	(void)user;
	progress_tell("learning", share);
}

static bool learn(struct measure *measure, GError **error)
{
	struct train_options options = { .now_utc_us = clock_now_utc_us(),
		.progress = tell_learning };
	int64_t before_us = clock_monotonic_us();
	measure->model =
		train_model(measure->set, measure->train_rows, &options, error);
	/* Their share of what it took to cut the texts up. */
	double share =
		(double)measure->train_rows->len / measure->set->samples->len;
	measure->train_seconds = ((double)(clock_monotonic_us() - before_us) +
					 (double)measure->features_us * share) /
				 US_PER_SECOND;
	progress_tell("learning", 1);
	return measure->model != NULL;
}

/* From the text on, as for a letter that came in just now. */
static struct outcome ask(const struct text_model *model, const char *text)
{
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	guint labels = model->labels->len;
	g_autofree double *shares = g_new(double, labels);
	struct outcome out = { 0 };
	features_of_text(text, strlen(text), features);
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, shares);
	text_model_shares(model, shares);
	for (guint k = 1; k < labels; k++)
		if (shares[k] > shares[out.said])
			out.said = k;
	out.confidence = text_model_calibrated(model, shares[out.said]);
	return out;
}

static void ask_all(struct measure *measure)
{
	int64_t before_us = clock_monotonic_us();
	guint count = measure->test_rows->len;
	for (guint i = 0; i < count; i++) {
		guint row = g_array_index(measure->test_rows, guint, i);
		struct outcome outcome =
			ask(measure->model, measure->texts->pdata[row]);
		outcome.truth =
			g_array_index(measure->set->samples, struct sample, row)
				.label;
		g_array_append_val(measure->outcomes, outcome);
	}
	measure->predict_ms =
		(double)(clock_monotonic_us() - before_us) / US_PER_MS / count;
}

static void tell(const struct cli *cli, const struct measure *measure)
{
	const GPtrArray *names = measure->set->labels;
	g_autoptr(evaluation) evaluation = evaluation_make(
		measure->outcomes, names->len, measure->wish->max_error);
	if (cli->json) {
		json_t *json = evaluation_to_json(evaluation, names);
		json_object_set_new(
			json, "train", json_integer(measure->train_rows->len));
		json_object_set_new(json, "features",
			json_integer(measure->model->table->feature_count));
		json_object_set_new(json, "train_seconds",
			json_real(measure->train_seconds));
		json_object_set_new(
			json, "predict_ms", json_real(measure->predict_ms));
		print_json(json);
		return;
	}
	evaluation_print(evaluation, names);
	printf("learnt from %u texts in %.1f s (%u features), answered in "
	       "%.3f ms a text\n",
		measure->train_rows->len, measure->train_seconds,
		measure->model->table->feature_count, measure->predict_ms);
}

int evaluate_data(const struct cli *cli, const struct evaluate_data_wish *wish)
{
	g_autoptr(GError) error = NULL;
	struct measure measure = { .wish = wish,
		.set = training_set_new(),
		.texts = g_ptr_array_new_with_free_func(g_free),
		.outcomes = g_array_new(FALSE, FALSE, sizeof(struct outcome)) };
	bool is_done = read_file(&measure, &error) && split(&measure, &error) &&
		       learn(&measure, &error);
	if (is_done) {
		ask_all(&measure);
		tell(cli, &measure);
	}
	measure_clear(&measure);
	return is_done ? CLI_DONE : cli_fail(cli, error);
}
