/* Decisions into a model, and the model into use. */
#include "plaint/casework/learning.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/domain/opinion.h"
#include "plaint/store/decision.h"
#include "plaint/store/event.h"
#include "plaint/store/setting.h"
#include "plaint/wire/document_json.h"

enum {
	PAGE_ROWS = 500,
	MODEL_MODE = 0600,
};

/* What the last training saw: decision_mark. */
static const char mark_key[] = "training.mark";

#define US_PER_DAY G_GINT64_CONSTANT(86400000000)

/* --- collecting --------------------------------------------------------- */

void learning_set_free(struct learning_set *learning)
{
	if (learning == NULL)
		return;
	training_set_free(learning->set);
	g_array_unref(learning->rows);
	g_ptr_array_unref(learning->guesses);
	g_free(learning);
}

static struct document *document_of(const struct decision *decision)
{
	json_t *json = json_loads(decision->json, JSON_REJECT_DUPLICATES, NULL);
	struct document *document =
		json != NULL ? document_from_json(json, NULL) : NULL;
	json_decref(json);
	return document;
}

static bool take(struct learning_set *learning, struct topics *topics,
	const struct decision *decision, GError **error)
{
	g_autoptr(document) document = document_of(decision);
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	/* A topic that left the rules cannot be said any more. */
	if (document == NULL ||
		topic_rules_find(topics_rules(topics), decision->topic) == NULL)
		return true;
	struct day day = { (int32_t)(document->date_utc_us / US_PER_DAY) };
	struct understanding *guess = topics_understand(topics, document, day);
	g_ptr_array_add(learning->guesses, guess);
	opinion_features(document, guess, features);
	learning->decisions++;
	return training_set_add(
		learning->set, features, decision->topic, 1, error);
}

static bool take_all(struct learning_set *learning, struct db *db,
	struct topics *topics, GError **error)
{
	struct id before = { "" };
	guint got = PAGE_ROWS;
	while (got == PAGE_ROWS && learning->decisions < LEARNING_MOST) {
		g_autoptr(GPtrArray) page =
			decision_list(db, before.text, PAGE_ROWS, error);
		if (page == NULL)
			return false;
		got = page->len;
		for (guint i = 0; i < got; i++) {
			const struct decision *decision = page->pdata[i];
			before = decision->casefile_id;
			if (!take(learning, topics, decision, error))
				return false;
		}
	}
	return true;
}

static void choose_rows(struct learning_set *learning)
{
	const GArray *samples = learning->set->samples;
	guint labels = learning->set->labels->len;
	g_autofree guint *counts = g_new0(guint, labels + 1);
	/* In an order of chance: every fold has old and new ones. */
	g_autoptr(GArray) order = train_shuffled(samples->len, 1);
	for (guint i = 0; i < samples->len; i++)
		counts[g_array_index(samples, struct sample, i).label]++;
	for (guint i = 0; i < order->len; i++) {
		guint row = g_array_index(order, guint, i);
		guint label = g_array_index(samples, struct sample, row).label;
		if (counts[label] >= LEARNING_TOPIC_LEAST)
			g_array_append_val(learning->rows, row);
		else
			learning->left_out++;
	}
}

struct learning_set *learning_collect(
	struct db *db, struct topics *topics, GError **error)
{
	g_autoptr(learning_set) learning = g_new0(struct learning_set, 1);
	learning->set = training_set_new();
	learning->rows = g_array_new(FALSE, FALSE, sizeof(guint));
	learning->guesses = g_ptr_array_new_with_free_func(
		(GDestroyNotify)understanding_free);
	if (!take_all(learning, db, topics, error))
		return NULL;
	training_set_sort(learning->set);
	choose_rows(learning);
	return g_steal_pointer(&learning);
}

/* --- the file ----------------------------------------------------------- */

struct text_model *learning_load(const struct config *config, GError **error)
{
	const char *path = config->training.model;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return NULL;
	g_autoptr(GBytes) bytes = file_read(path, TEXT_MODEL_MOST_BYTES, error);
	if (bytes == NULL)
		return NULL;
	struct text_model *model = text_model_read(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (model == NULL)
		g_prefix_error(error, "%s: ", path);
	return model;
}

static char *path_before(const struct config *config)
{
	return g_strconcat(config->training.model, ".before", NULL);
}

static bool move(const char *from, const char *to, GError **error)
{
	return rename(from, to) == 0 ||
	       base_error_set_errno(error, "rename %s", from);
}

/* The one in use is from now on the one before, too; at no moment is there
 * none in use. */
static bool keep_before(const struct config *config, GError **error)
{
	const char *path = config->training.model;
	g_autofree char *before = path_before(config);
	if (access(path, F_OK) < 0)
		return true;
	if (unlink(before) < 0 && errno != ENOENT)
		return base_error_set_errno(error, "unlink %s", before);
	return link(path, before) == 0 ||
	       base_error_set_errno(error, "link %s", before);
}

struct told {
	const char *by, *verb;
	const struct learnt *learnt;
	int64_t now_utc_us;
	const char *mark; /* NULL: stays */
};

static bool tell_tx(struct db *db, void *user, GError **error)
{
	const struct told *told = user;
	json_t *json =
		json_pack("{s:s s:i s:i}", "sha256", told->learnt->hash.hex,
			"decisions", (int)told->learnt->decisions, "topics",
			(int)told->learnt->topics);
	g_autofree char *detail =
		json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(json);
	struct event event = { .at_utc_us = told->now_utc_us,
		.actor = told->by,
		.verb = told->verb,
		.subject_kind = "model",
		.subject_id = "topics",
		.detail = detail };
	return (told->mark == NULL ||
		       setting_set(db, mark_key, told->mark, error)) &&
	       event_append(db, &event, error);
}

static bool is_enough(const struct learning_set *learning,
	const struct training_set *set, GError **error)
{
	if (learning->rows->len >= LEARNING_LEAST && set->labels->len >= 2)
		return true;
	g_set_error(error, TRAIN_ERROR, TRAIN_ERROR_DATA,
		"too few decisions to learn from: %u, of which %u on topics "
		"with %d or more; %d on two topics are needed. Until then the "
		"rules alone serve",
		learning->decisions, learning->rows->len, LEARNING_TOPIC_LEAST,
		LEARNING_LEAST);
	return false;
}

/* Only topics that take part are labels of the model. */
static struct training_set *set_of_rows(
	const struct learning_set *learning, const GArray *rows, GError **error)
{
	g_autoptr(training_set) set = training_set_new();
	for (guint i = 0; i < rows->len; i++) {
		const struct sample *sample =
			&g_array_index(learning->set->samples, struct sample,
				g_array_index(rows, guint, i));
		if (!training_set_add(set, sample->features,
			    learning->set->labels->pdata[sample->label],
			    sample->votes, error))
			return NULL;
	}
	training_set_sort(set);
	return g_steal_pointer(&set);
}

struct text_model *learning_model(const struct learning_set *learning,
	const GArray *rows, const struct train_options *options, GError **error)
{
	g_autoptr(training_set) set = set_of_rows(learning, rows, error);
	if (set == NULL || !is_enough(learning, set, error))
		return NULL;
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < set->samples->len; i++)
		g_array_append_val(all, i);
	return train_model(set, all, options, error);
}

bool learning_train(struct db *db, const struct config *config,
	struct topics *topics, const char *by,
	const struct train_options *options, struct learnt *out, GError **error)
{
	g_autofree char *mark = decision_mark(db, error);
	if (mark == NULL)
		return false;
	g_autoptr(learning_set) learning = learning_collect(db, topics, error);
	if (learning == NULL)
		return false;
	g_autoptr(text_model) model =
		learning_model(learning, learning->rows, options, error);
	if (model == NULL)
		return false;
	g_autoptr(GByteArray) bytes = text_model_write(model);
	*out = (struct learnt){ hash_bytes(bytes->data, bytes->len),
		learning->rows->len, learning->left_out, model->labels->len };
	struct told told = { by, "trained", out, options->now_utc_us, mark };
	return keep_before(config, error) &&
	       file_replace(config->training.model, bytes->data, bytes->len,
		       MODEL_MODE, error) &&
	       db_run_tx(db, tell_tx, &told, error);
}

bool learning_undo(struct db *db, const struct config *config, const char *by,
	int64_t now_utc_us, struct hash *out, GError **error)
{
	g_autofree char *before = path_before(config);
	g_autofree char *aside =
		g_strconcat(config->training.model, ".undone", NULL);
	g_autoptr(GBytes) bytes =
		file_read(before, TEXT_MODEL_MOST_BYTES, error);
	if (bytes == NULL)
		return false;
	gsize length = 0;
	const void *data = g_bytes_get_data(bytes, &length);
	g_autoptr(text_model) model = text_model_read(data, length, error);
	if (model == NULL) {
		g_prefix_error(error, "%s: ", before);
		return false;
	}
	bool is_used = access(config->training.model, F_OK) == 0;
	struct learnt learnt = { hash_bytes(data, length), model->examples, 0,
		model->labels->len };
	struct told told = { by, "training_undone", &learnt, now_utc_us, NULL };
	*out = learnt.hash;
	return (!is_used || move(config->training.model, aside, error)) &&
	       move(before, config->training.model, error) &&
	       (!is_used || move(aside, before, error)) &&
	       db_run_tx(db, tell_tx, &told, error);
}

bool learning_is_due(struct db *db, bool *due_out, GError **error)
{
	g_autofree char *mark = decision_mark(db, error);
	g_autofree char *last =
		mark != NULL ? setting_get(db, mark_key, error) : NULL;
	*due_out = last != NULL && strcmp(mark, last) != 0;
	return last != NULL;
}
