/* A telling is found when the rules raise its flag or what was learnt of the
 * others suspects it; a letter without danger should do neither. */
#include "evaluate_dangers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/topics/suspicion.h"
#include "progress.h"

struct marks {
	guint told, by_rules, suspected, found;
	guint near_misses, near_alarms; /* what only sounds so */
	guint letters, alarms;		/* ordinary ones */
};

struct asked {
	struct topics *topics;
	const struct text_model *model;
	struct marks *marks; /* by flag */
};

static int label_index(const struct text_model *model, const char *label)
{
	for (guint i = 0; i < model->labels->len; i++)
		if (strcmp(model->labels->pdata[i], label) == 0)
			return (int)i;
	return -1;
}

static void mark(struct marks *marks, const struct danger_telling *telling,
	const struct flag *flag, bool by_rules, bool suspected)
{
	bool is_none = strcmp(telling->flag, SUSPICION_NONE) == 0;
	if (telling->is_letter) {
		marks->letters++;
		marks->alarms += suspected;
	} else if (is_none) {
		marks->near_misses++;
		marks->near_alarms += suspected && !by_rules;
	} else if (strcmp(telling->flag, flag->suspects) == 0) {
		marks->told++;
		marks->by_rules += by_rules;
		marks->suspected += suspected;
		marks->found += by_rules || suspected;
	}
}

static void ask(struct asked *asked, const struct danger_telling *telling)
{
	const GPtrArray *flags = topics_rules(asked->topics)->flags;
	const struct text_model *model = asked->model;
	g_autofree struct suspicion *most =
		g_new0(struct suspicion, model->labels->len);
	g_autoptr(lexicon) lexicon = lexicon_new(model->table);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, telling->text);
	g_autoptr(understanding) rules =
		telling->is_letter ? understanding_new()
				   : topics_understand(asked->topics, document,
					     (struct day){ 0 });
	suspicion_ask(model, topics_rules(asked->topics), lexicon,
		telling->text, (struct span){ 0 }, most);
	for (guint i = 0; i < flags->len; i++) {
		const struct flag *flag = flags->pdata[i];
		int label = label_index(model, flag->suspects);
		if (label >= 0)
			mark(&asked->marks[i], telling, flag,
				understanding_has_flag(rules, flag->suspects),
				most[label].share >= flag->threshold);
	}
}

static bool ask_fold(struct asked *asked, const struct lessons *lessons,
	int fold, GError **error)
{
	const struct train_options options = { .now_utc_us =
						       clock_now_utc_us() };
	g_autoptr(GError) cause = NULL;
	g_autoptr(text_model) model = tellings_learn(lessons->tellings,
		topics_rules(asked->topics), fold, &options, &cause);
	asked->model = model;
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	for (guint i = 0; model != NULL && i < lessons->tellings->len; i++) {
		const struct danger_telling *telling =
			lessons->tellings->pdata[i];
		if ((int)telling->fold == fold)
			ask(asked, telling);
	}
	progress_tell("asking about dangers", (fold + 1.0) / DANGER_FOLDS);
	return true;
}

static json_t *share(guint part, guint of)
{
	return json_real(of > 0 ? round(part * 1e4 / of) / 1e4 : 0);
}

static json_t *flag_json(const struct flag *flag, const struct marks *marks)
{
	return json_pack("{s:s s:f s:i s:o s:o s:o s:i s:o s:i s:o}", "flag",
		flag->id, "threshold", flag->threshold, "tellings",
		(int)marks->told, "recall", share(marks->found, marks->told),
		"recall_rules_only", share(marks->by_rules, marks->told),
		"recall_model_only", share(marks->suspected, marks->told),
		"near_misses", (int)marks->near_misses, "near_alarms",
		share(marks->near_alarms, marks->near_misses), "letters",
		(int)marks->letters, "false_alarms",
		share(marks->alarms, marks->letters));
}

json_t *evaluate_dangers(
	const struct lessons *lessons, struct topics *topics, GError **error)
{
	const GPtrArray *flags = topics_rules(topics)->flags;
	g_autofree struct marks *marks = g_new0(struct marks, flags->len);
	struct asked asked = { .topics = topics, .marks = marks };
	for (int fold = 0; fold < DANGER_FOLDS; fold++)
		if (!ask_fold(&asked, lessons, fold, error))
			return NULL;
	json_t *list = json_array();
	for (guint i = 0; i < flags->len; i++) {
		const struct flag *flag = flags->pdata[i];
		if (flag->suspects[0] != '\0' && marks[i].told > 0)
			json_array_append_new(list, flag_json(flag, &marks[i]));
	}
	return list;
}

static double percent(const json_t *entry, const char *key)
{
	return json_number_value(json_object_get(entry, key)) * 100;
}

void evaluate_dangers_print(const json_t *list)
{
	size_t i;
	const json_t *entry;
	json_array_foreach(list, i, entry)
	{
		printf("%s: of %d tellings not learnt from found %.1f %% (the "
		       "rules alone %.1f %%, the model alone %.1f %%); false "
		       "alarms %.1f %% of %d letters, %.1f %% of %d near "
		       "misses\n",
			json_string_value(json_object_get(entry, "flag")),
			(int)json_integer_value(
				json_object_get(entry, "tellings")),
			percent(entry, "recall"),
			percent(entry, "recall_rules_only"),
			percent(entry, "recall_model_only"),
			percent(entry, "false_alarms"),
			(int)json_integer_value(
				json_object_get(entry, "letters")),
			percent(entry, "near_alarms"),
			(int)json_integer_value(
				json_object_get(entry, "near_misses")));
	}
}
