/* Ten folds: each is asked about when the other nine were learnt from, and
 * answered as a letter would be, rules and model together. */
#include "evaluate_own.h"

#include <stdio.h>
#include <string.h>

#include "evaluate_dangers.h"
#include "evaluation_print.h"
#include "plaint/base/clock.h"
#include "plaint/casework/learning.h"
#include "plaint/topics/opinion.h"
#include "plaint/train/evaluation.h"
#include "progress.h"

enum {
	FOLDS = 10
};

struct own {
	const struct topic_rules *rules;
	const struct lessons *lessons;
	GPtrArray *names;   /* of char *: the rules' topics */
	GArray *with_model; /* of struct outcome */
	GArray *rules_only; /* of struct outcome */
	uint32_t seed;	    /* of the folds */
	bool has_model;	    /* there was enough to learn from */
	guint kinds, kinds_right, kinds_by_rules;
};

static guint name_find(const struct own *own, const char *topic)
{
	for (guint i = 0; i < own->names->len; i++)
		if (strcmp(own->names->pdata[i], topic) == 0)
			return i;
	return 0;
}

static struct outcome outcome_of(
	const struct own *own, const struct understanding *u, guint truth)
{
	return (struct outcome){ truth, name_find(own, u->topic),
		u->confidence };
}

static bool is_kind(const struct understanding *u, enum letter_kind kind)
{
	return u->kind == kind;
}

/* The guess of the rules is used up: each letter is in one fold only. */
static void ask(struct own *own, const struct experience *experience,
	const struct lesson *lesson)
{
	struct understanding *u = lesson->guess;
	guint truth = name_find(own, lesson->topic);
	struct outcome outcome = outcome_of(own, u, truth);
	g_array_append_val(own->rules_only, outcome);
	own->kinds_by_rules += is_kind(u, lesson->kind);
	if (experience != NULL)
		opinion_share(
			experience->topics, own->rules, lesson->features, u);
	if (experience != NULL && experience->kinds != NULL)
		opinion_share_kind(experience->kinds,
			topic_rules_find(own->rules, u->topic),
			lesson->features, u);
	outcome = outcome_of(own, u, truth);
	g_array_append_val(own->with_model, outcome);
	own->kinds_right += is_kind(u, lesson->kind);
	own->kinds += lesson->kind != KIND_UNKNOWN;
}

static bool ask_fold(
	struct own *own, const guint8 *folds, int fold, GError **error)
{
	const struct lessons *lessons = own->lessons;
	struct train_options options = { .now_utc_us = clock_now_utc_us() };
	g_autoptr(GError) cause = NULL;
	g_autoptr(experience) experience =
		lessons_learn(lessons, folds, fold, &options, NULL, &cause);
	if (experience == NULL &&
		!g_error_matches(cause, TRAIN_ERROR, TRAIN_ERROR_DATA)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	own->has_model = own->has_model || experience != NULL;
	for (guint i = 0; i < lessons->list->len; i++)
		if (folds[i] == fold)
			ask(own, experience,
				&g_array_index(
					lessons->list, struct lesson, i));
	progress_tell("learning and asking", (fold + 1.0) / FOLDS);
	return true;
}

static bool ask_all(struct own *own, GError **error)
{
	g_autofree guint8 *folds = lessons_deal(own->lessons, FOLDS, own->seed);
	for (int fold = 0; fold < FOLDS; fold++)
		if (!ask_fold(own, folds, fold, error))
			return false;
	return true;
}

/* Decisions; an office without any asks about examples. */
static const char *asked_about(const struct own *own)
{
	return own->lessons->decisions > 0 ? "decisions" : "examples";
}

static double kind_share(const struct own *own, guint right)
{
	return own->kinds > 0 ? (double)right / own->kinds : 0;
}

static void tell(const struct cli *cli, struct own *own, double max_error,
	json_t *dangers)
{
	guint labels = own->names->len;
	g_autoptr(evaluation) both =
		evaluation_make(own->with_model, labels, max_error);
	g_autoptr(evaluation) rules =
		evaluation_make(own->rules_only, labels, max_error);
	if (cli->json) {
		json_t *json = evaluation_to_json(both, own->names);
		json_object_set_new(
			json, "model", json_boolean(own->has_model));
		json_object_set_new(json, "rules_only",
			evaluation_to_json(rules, own->names));
		json_object_set_new(
			json, "asked_about", json_string(asked_about(own)));
		json_object_set_new(json, "kind_accuracy",
			json_real(kind_share(own, own->kinds_right)));
		json_object_set_new(json, "kind_accuracy_rules_only",
			json_real(kind_share(own, own->kinds_by_rules)));
		json_object_set(json, "dangers", dangers);
		print_json(json);
		return;
	}
	printf("asked about %s\n", asked_about(own));
	evaluation_print(both, own->names);
	printf("kind: accuracy %.4f; the rules alone: %.4f\n",
		kind_share(own, own->kinds_right),
		kind_share(own, own->kinds_by_rules));
	printf("the rules alone: accuracy %.4f, macro F1 %.4f, largest gap "
	       "%.3f%s\n",
		rules->accuracy, rules->macro_f1, rules->largest_gap,
		own->has_model ? ""
			       : "; too few decisions to learn from, so that "
				 "is what serves");
	evaluate_dangers_print(dangers);
}

static void own_clear(struct own *own)
{
	g_ptr_array_unref(own->names);
	g_array_unref(own->with_model);
	g_array_unref(own->rules_only);
}

static void own_init(struct own *own, const struct topic_rules *rules)
{
	*own = (struct own){ .rules = rules,
		.names = g_ptr_array_new(),
		.with_model = g_array_new(FALSE, FALSE, sizeof(struct outcome)),
		.rules_only =
			g_array_new(FALSE, FALSE, sizeof(struct outcome)) };
	for (guint i = 0; i < rules->topics->len; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		g_ptr_array_add(own->names, topic->id);
	}
}

static bool measure(struct own *own, const struct office *office,
	double max_error, const struct cli *cli, GError **error)
{
	g_autoptr(lessons) lessons = lessons_of_examples(
		office->config->rules, office->topics, error);
	if (lessons == NULL || !lessons_add_decisions(lessons, office->db,
				       office->topics, error))
		return false;
	if (lessons->list->len == 0) {
		g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			"no decisions yet, and no examples: a case counts when "
			"its topic was set by a person or when it was closed "
			"(any labelled texts: --data)");
		return false;
	}
	own->lessons = lessons;
	if (!ask_all(own, error))
		return false;
	json_t *dangers = evaluate_dangers(lessons, office->topics, error);
	if (dangers != NULL)
		tell(cli, own, max_error, dangers);
	json_decref(dangers);
	return dangers != NULL;
}

int evaluate_own(const struct cli *cli, double max_error, int seed)
{
	g_auto(office) office = { 0 };
	g_autoptr(GError) error = NULL;
	struct own own;
	if (!office_open(&office, cli, &error))
		return cli_fail(cli, error);
	office.topics = topics_load(office.config->rules, &error);
	if (office.topics == NULL)
		return cli_fail(cli, error);
	own_init(&own, topics_rules(office.topics));
	own.seed = (uint32_t)seed;
	bool is_done = measure(&own, &office, max_error, cli, &error);
	own_clear(&own);
	return is_done ? CLI_DONE : cli_fail(cli, error);
}
