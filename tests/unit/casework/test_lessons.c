/* Examples and decisions: who takes part, and who outvotes whom. */
#include "plaint/casework/lessons.h"

#include <string.h>
#include "check_main.h"
#include "plaint/topics/opinion.h"

static const char *const words[][8] = {
	{ "router", "signal", "slow", "megabit", "page", "load", "video",
		"speed" },
	{ "parcel", "courier", "late", "address", "shop", "order", "box",
		"depot" },
};
static const char *const subjects[] = { "internet", "delivery" };

static struct lessons *lessons_make(void)
{
	struct lessons *lessons = g_new0(struct lessons, 1);
	lessons->list = g_array_new(FALSE, FALSE, sizeof(struct lesson));
	lessons->tellings = tellings_new();
	return lessons;
}

static void lessons_unmake(struct lessons *lessons)
{
	for (guint i = 0; i < lessons->list->len; i++) {
		struct lesson *one =
			&g_array_index(lessons->list, struct lesson, i);
		understanding_free(one->guess);
		g_array_unref(one->features);
	}
	lessons_free(lessons);
}

/* A letter of those words, for which somebody says that topic; the rules take
 * it for what its words are of. */
static void add(struct lessons *lessons, guint subject, guint topic, guint i,
	bool is_example)
{
	g_autofree char *text = g_strdup_printf("my %s and the %s %s, no %s %u",
		words[subject][i % 8], words[subject][i / 2 % 8],
		words[subject][(i * 5 + 3) % 8], words[subject][i / 3 % 8], i);
	struct lesson lesson = { .topic = subjects[topic],
		.kind = i % 3 == 0 ? KIND_REQUEST : KIND_COMPLAINT,
		.is_example = is_example };
	lesson.guess = understanding_new();
	g_free(lesson.guess->topic);
	lesson.guess->topic = g_strdup(subjects[subject]);
	g_strlcpy(lesson.guess->language.code, "en", 3);
	lesson.features = g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_of_text(text, strlen(text), lesson.features);
	g_array_append_val(lessons->list, lesson);
	*(is_example ? &lessons->examples : &lessons->decisions) += 1;
}

static const char *answer(const struct experience *experience, const char *text)
{
	double scores[2];
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	features_of_text(text, strlen(text), features);
	text_model_vector(experience->topics, features, vector);
	text_model_scores(experience->topics, vector, scores);
	return experience->topics->labels->pdata[scores[1] > scores[0]];
}

static struct experience *learn(const struct lessons *lessons, GError **error)
{
	struct train_options options = { .now_utc_us = 1 };
	return lessons_learn(lessons, NULL, 0, &options, NULL, error);
}

START_TEST(examples_alone_teach)
{
	struct lessons *lessons = lessons_make();
	for (guint i = 0; i < 60; i++)
		add(lessons, i % 2, i % 2, i, true);
	g_autoptr(experience) learnt = learn(lessons, NULL);
	ck_assert_ptr_nonnull(learnt);
	ck_assert_uint_eq(learnt->decisions, 0);
	ck_assert_uint_eq(learnt->topics->examples, 60);
	ck_assert_uint_eq(learnt->kinds->labels->len, 2);
	ck_assert_str_eq(answer(learnt, "slow video page"), "internet");
	ck_assert_str_eq(answer(learnt, "courier at the depot"), "delivery");
	lessons_unmake(lessons);
}
END_TEST

/* An office that files under delivery what the examples, word by word, call
 * internet. */
START_TEST(decisions_outvote_examples)
{
	struct lessons *lessons = lessons_make();
	for (guint i = 0; i < 80; i++)
		add(lessons, i % 2, i % 2, i, true);
	for (guint i = 0; i < 20; i++)
		add(lessons, 0, 1, i * 2, false);
	g_autoptr(experience) learnt = learn(lessons, NULL);
	ck_assert_ptr_nonnull(learnt);
	ck_assert_uint_eq(learnt->decisions, 20);
	/* Each took the place of an example of either topic. */
	ck_assert_uint_eq(learnt->topics->examples, 80 - 40 + 20);
	ck_assert_str_eq(answer(learnt, "slow video page"), "delivery");
	lessons_unmake(lessons);
}
END_TEST

START_TEST(too_little_is_told)
{
	g_autoptr(GError) error = NULL;
	struct lessons *lessons = lessons_make();
	for (guint i = 0; i < 49; i++)
		add(lessons, i % 2, i % 2, i, i % 5 == 0);
	ck_assert_ptr_null(learn(lessons, &error));
	ck_assert(g_error_matches(error, TRAIN_ERROR, TRAIN_ERROR_DATA));
	lessons_unmake(lessons);
}
END_TEST

enum {
	FOLDS = 5,
	ASKED = 47, /* more or less than fits */
};

static guint count_in(const struct lessons *lessons, const guint8 *folds,
	guint fold, guint subject)
{
	guint count = 0;
	for (guint i = 0; i < lessons->list->len; i++) {
		const struct lesson *one =
			&g_array_index(lessons->list, struct lesson, i);
		count += folds[i] == fold && one->topic == subjects[subject];
	}
	return count;
}

/* Of each topic as many, whatever stands beside it; in another order by
 * another seed. */
START_TEST(folds_are_alike)
{
	struct lessons *lessons = lessons_make();
	for (guint i = 0; i < ASKED; i++)
		add(lessons, i % 3 == 0, i % 3 == 0, i, true);
	g_autofree guint8 *folds = lessons_deal(lessons, FOLDS, 1);
	g_autofree guint8 *same = lessons_deal(lessons, FOLDS, 1);
	g_autofree guint8 *others = lessons_deal(lessons, FOLDS, 2);
	ck_assert_mem_eq(folds, same, ASKED);
	ck_assert_mem_ne(folds, others, ASKED);
	for (guint fold = 0; fold < FOLDS; fold++)
		for (guint k = 0; k < G_N_ELEMENTS(subjects); k++) {
			guint all = k == 1 ? (ASKED + 2) / 3 : ASKED * 2 / 3;
			guint count = count_in(lessons, folds, fold, k);
			ck_assert_uint_ge(count, all / FOLDS);
			ck_assert_uint_le(count, all / FOLDS + 1);
		}
	lessons_unmake(lessons);
}
END_TEST

START_TEST(only_decisions_are_asked_about)
{
	struct lessons *lessons = lessons_make();
	for (guint i = 0; i < ASKED; i++)
		add(lessons, i % 2, i % 2, i, i < 20);
	g_autofree guint8 *folds = lessons_deal(lessons, FOLDS, 1);
	for (guint i = 0; i < ASKED; i++)
		ck_assert(i < 20 ? folds[i] == FOLDS : folds[i] < FOLDS);
	lessons_unmake(lessons);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("lessons");
	tcase_add_test(tcase, examples_alone_teach);
	tcase_add_test(tcase, decisions_outvote_examples);
	tcase_add_test(tcase, too_little_is_told);
	tcase_add_test(tcase, folds_are_alike);
	tcase_add_test(tcase, only_decisions_are_asked_about);
	Suite *suite = suite_create("lessons");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
