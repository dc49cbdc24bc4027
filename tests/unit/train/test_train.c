/* Learning, how far it may be believed, and the sums of an evaluation. */
#include "plaint/train/trainer.h"

#include <math.h>
#include <string.h>
#include "check_main.h"
#include "plaint/train/evaluation.h"

enum {
	TEXTS = 1500,
	LABELS = 4,
};

static uint64_t random_state;

static guint next(guint most)
{
	random_state =
		random_state * 6364136223846793005U + 1442695040888963407U;
	return (guint)(random_state >> 33) % most;
}

/* Words of four subjects among words of none; now and then a word of another
 * subject, so that nothing is sure. */
static char *text_of(guint label)
{
	static const char *const subjects[LABELS][4] = {
		{ "рахунок", "списання", "гривень", "баланс" },
		{ "интернет", "скорость", "роутер", "мегабит" },
		{ "дастаўка", "пасылка", "кур'ер", "тавар" },
		{ "roaming", "abroad", "border", "traffic" },
	};
	static const char *const common[] = { "доброго", "дня", "the", "не",
		"вже", "мой", "номер", "please", "і", "так" };
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < 12; i++) {
		guint subject = next(3) == 0 ? next(LABELS) : label;
		const char *word = next(5) < 3 ? common[next(10)]
					       : subjects[subject][next(4)];
		g_string_append_printf(text, "%s ", word);
	}
	return g_string_free(text, FALSE);
}

static struct training_set *set_make(guint texts)
{
	static const char *const names[LABELS] = { "d", "b", "c", "a" };
	struct training_set *set = training_set_new();
	random_state = 7;
	for (guint i = 0; i < texts; i++) {
		guint label = next(LABELS);
		g_autofree char *text = text_of(label);
		g_autoptr(GArray) features =
			g_array_new(FALSE, FALSE, sizeof(struct feature));
		features_of_text(text, strlen(text), features);
		ck_assert(
			training_set_add(set, features, names[label], 1, NULL));
	}
	training_set_sort(set);
	return set;
}

static GArray *rows_between(const GArray *order, guint from, guint to)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_vals(
		rows, &g_array_index(order, guint, from), to - from);
	return rows;
}

static struct outcome ask(const struct text_model *model,
	const struct training_set *set, guint row)
{
	const struct sample *sample =
		&g_array_index(set->samples, struct sample, row);
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	double shares[LABELS];
	struct outcome out = { .truth = sample->label };
	text_model_vector(model, sample->features, vector);
	text_model_scores(model, vector, shares);
	text_model_shares(model, shares);
	for (guint k = 1; k < LABELS; k++)
		if (shares[k] > shares[out.said])
			out.said = k;
	out.confidence = text_model_calibrated(model, shares[out.said]);
	return out;
}

START_TEST(learns_and_knows_how_sure)
{
	g_autoptr(training_set) set = set_make(TEXTS);
	g_autoptr(GArray) order = train_shuffled(TEXTS, 1);
	g_autoptr(GArray) learn = rows_between(order, 500, TEXTS);
	g_autoptr(GArray) outcomes =
		g_array_new(FALSE, FALSE, sizeof(struct outcome));
	struct train_options options = { .now_utc_us = 5 };
	ck_assert_str_eq(set->labels->pdata[0], "a");
	g_autoptr(text_model) model = train_model(set, learn, &options, NULL);
	ck_assert_ptr_nonnull(model);
	ck_assert_int_eq(model->made_utc_us, 5);
	ck_assert_uint_eq(model->examples, TEXTS - 500);
	for (guint i = 0; i < 500; i++) {
		struct outcome outcome =
			ask(model, set, g_array_index(order, guint, i));
		g_array_append_val(outcomes, outcome);
	}
	g_autoptr(evaluation) e = evaluation_make(outcomes, LABELS, 0.05);
	ck_assert_double_gt(e->accuracy, 0.85);
	/* Ten bins of 50: chance alone makes such gaps. */
	ck_assert_double_lt(e->largest_gap, 0.16);
	ck_assert_double_gt(e->straight_share, 0.5);
	ck_assert_double_le(e->straight_error, 0.05);
}
END_TEST

/* A rule that is mostly right is believed beside the words, and claims stay
 * true; of a group that speaks for no label nothing is taken. */
START_TEST(rules_are_weighed)
{
	static const char *const groups[] = { NULL, "topic", "kind" };
	double accuracy[3];
	for (size_t g = 0; g < G_N_ELEMENTS(groups); g++) {
		g_autoptr(training_set) set = set_make(TEXTS);
		g_autoptr(GArray) order = train_shuffled(TEXTS, 1);
		g_autoptr(GArray) learn = rows_between(order, 1000, TEXTS);
		struct train_options options = { .rules = groups[g] };
		guint right = 0;
		for (guint i = 0; i < TEXTS; i++) {
			struct sample *one =
				&g_array_index(set->samples, struct sample, i);
			guint said = next(4) == 0 ? next(LABELS) : one->label;
			features_add_rule(one->features, "topic",
				set->labels->pdata[said], 3);
		}
		g_autoptr(text_model) model =
			train_model(set, learn, &options, NULL);
		for (guint i = 0; i < 1000; i++) {
			struct outcome outcome =
				ask(model, set, g_array_index(order, guint, i));
			right += outcome.said == outcome.truth;
		}
		accuracy[g] = right / 1000.0;
	}
	ck_assert_double_gt(accuracy[1], accuracy[0] + 0.02);
	ck_assert_double_eq_tol(accuracy[2], accuracy[0], 0.02);
}
END_TEST

/* Where nothing was ever wrong a claim is high, and a number. */
START_TEST(what_is_certain_is_not_quite)
{
	static const char *const words[] = { "apple", "pear" };
	g_autoptr(training_set) set = training_set_new();
	g_autoptr(GArray) rows = train_shuffled(400, 1);
	struct train_options options = { .now_utc_us = 1 };
	for (guint i = 0; i < 400; i++) {
		const char *word = words[i % 2];
		g_autoptr(GArray) features =
			g_array_new(FALSE, FALSE, sizeof(struct feature));
		features_of_text(word, strlen(word), features);
		ck_assert(training_set_add(set, features, word, 1, NULL));
	}
	g_autoptr(text_model) model = train_model(set, rows, &options, NULL);
	ck_assert_ptr_nonnull(model);
	ck_assert_uint_gt(model->points->len, 0);
	double before = 0;
	for (guint i = 0; i < model->points->len; i++) {
		struct calibration_point point = g_array_index(
			model->points, struct calibration_point, i);
		ck_assert_double_ge((double)point.truth, before);
		before = (double)point.truth;
	}
	ck_assert_double_gt(before, 0.97);
	ck_assert_double_lt(before, 1);
}
END_TEST

START_TEST(same_examples_same_model)
{
	g_autoptr(training_set) set = set_make(200);
	g_autoptr(GArray) rows = train_shuffled(200, 3);
	struct train_options options = { .now_utc_us = 1 };
	g_autoptr(text_model) a = train_model(set, rows, &options, NULL);
	g_autoptr(text_model) b = train_model(set, rows, &options, NULL);
	g_autoptr(GByteArray) bytes_a = text_model_write(a);
	g_autoptr(GByteArray) bytes_b = text_model_write(b);
	ck_assert_uint_eq(bytes_a->len, bytes_b->len);
	ck_assert_int_eq(memcmp(bytes_a->data, bytes_b->data, bytes_a->len), 0);
	g_autoptr(text_model) read =
		text_model_read(bytes_a->data, bytes_a->len, NULL);
	ck_assert_ptr_nonnull(read);
}
END_TEST

/* Forty rows, of which one has features that no other has. */
START_TEST(rare_words_as_asked_for)
{
	g_autoptr(training_set) set = set_make(39);
	g_autoptr(GArray) rows = train_shuffled(40, 1);
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_of_text("ytterbium 12", strlen("ytterbium 12"), features);
	ck_assert(training_set_add(set, features, "a", 1, NULL));
	uint32_t single = g_array_index(features, struct feature, 0).hash;
	struct train_options plain = { .now_utc_us = 1 };
	struct train_options asked = {
		.now_utc_us = 1, .idf_power = 2, .keep_single = true
	};
	g_autoptr(text_model) a = train_model(set, rows, &plain, NULL);
	g_autoptr(text_model) b = train_model(set, rows, &asked, NULL);
	uint32_t at_a, at_b;
	ck_assert(!text_model_find(a, single, &at_a));
	ck_assert(text_model_find(b, single, &at_b));
	ck_assert_double_eq_tol((double)text_model_rarity(b, at_b),
		pow(1 + log(41 / 2.0), 2), 1e-3);
	for (at_a = 0; at_a < a->table->feature_count; at_a++) {
		double idf = (double)text_model_rarity(a, at_a);
		ck_assert(text_model_find(b, a->table->hashes[at_a], &at_b));
		ck_assert_double_eq_tol(
			(double)text_model_rarity(b, at_b), idf * idf, 1e-3);
	}
}
END_TEST

START_TEST(too_little_is_told)
{
	g_autoptr(training_set) none = training_set_new();
	g_autoptr(training_set) set = set_make(3);
	g_autoptr(GArray) rows = train_shuffled(3, 1);
	g_autoptr(GArray) empty = train_shuffled(0, 1);
	g_autoptr(GError) error = NULL;
	struct train_options options = { 0 };
	ck_assert_ptr_null(train_model(none, empty, &options, NULL));
	ck_assert_ptr_null(train_model(set, rows, &options, &error));
	ck_assert(g_error_matches(error, TRAIN_ERROR, TRAIN_ERROR_DATA));
	g_autoptr(GError) unnamed = NULL;
	ck_assert(!training_set_add(set, empty, "", 1, &unnamed));
}
END_TEST

START_TEST(shuffles_are_known)
{
	g_autoptr(GArray) a = train_shuffled(1000, 1);
	g_autoptr(GArray) b = train_shuffled(1000, 1);
	g_autoptr(GArray) c = train_shuffled(1000, 2);
	guint sum = 0;
	ck_assert_int_eq(memcmp(a->data, b->data, 1000 * sizeof(guint)), 0);
	ck_assert_int_ne(memcmp(a->data, c->data, 1000 * sizeof(guint)), 0);
	for (guint i = 0; i < 1000; i++)
		sum += g_array_index(a, guint, i);
	ck_assert_uint_eq(sum, 999 * 1000 / 2);
}
END_TEST

/* By hand: 100 answers of 0.9 of which 90 are right, 100 of 0.6 of which 50. */
START_TEST(evaluation_sums)
{
	g_autoptr(GArray) outcomes =
		g_array_new(FALSE, FALSE, sizeof(struct outcome));
	for (guint i = 0; i < 100; i++) {
		struct outcome sure = { i < 90 ? 0 : 1, 0, 0.9 };
		struct outcome unsure = { i < 50 ? 1 : 0, 1, 0.6 };
		g_array_append_val(outcomes, sure);
		g_array_append_val(outcomes, unsure);
	}
	g_autoptr(evaluation) e = evaluation_make(outcomes, 2, 0.1);
	ck_assert_uint_eq(e->count, 200);
	ck_assert_double_eq_tol(e->accuracy, 0.7, 1e-9);
	ck_assert_uint_eq(e->confusion[0 * 2 + 0], 90);
	ck_assert_uint_eq(e->confusion[1 * 2 + 0], 10);
	ck_assert_double_eq_tol(e->scores[0].precision, 0.9, 1e-9);
	ck_assert_double_eq_tol(e->scores[0].recall, 90.0 / 140, 1e-9);
	ck_assert_double_eq_tol(e->scores[1].f1, 100.0 / 160, 1e-9);
	ck_assert_uint_eq(e->bins->len, 4);
	ck_assert_double_eq_tol(e->threshold, 0.9, 1e-9);
	ck_assert_double_eq_tol(e->straight_share, 0.5, 1e-9);
	ck_assert_double_eq_tol(e->straight_error, 0.1, 1e-9);
	g_autoptr(evaluation) strict = evaluation_make(outcomes, 2, 0.01);
	ck_assert_double_eq(strict->straight_share, 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("train");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, learns_and_knows_how_sure);
	tcase_add_test(tcase, rules_are_weighed);
	tcase_add_test(tcase, what_is_certain_is_not_quite);
	tcase_add_test(tcase, same_examples_same_model);
	tcase_add_test(tcase, rare_words_as_asked_for);
	tcase_add_test(tcase, too_little_is_told);
	tcase_add_test(tcase, shuffles_are_known);
	tcase_add_test(tcase, evaluation_sums);
	Suite *suite = suite_create("train");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
