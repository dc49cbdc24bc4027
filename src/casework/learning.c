/* Lessons into a file, and the file into use. */
#include "plaint/casework/learning.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/fd.h"
#include "plaint/casework/tell.h"
#include "plaint/store/decision.h"
#include "plaint/store/setting.h"

enum {
	MODEL_MODE = 0600,
	SHARED_MODE = 0644,
};

/* What the last training saw: mark_of. */
static const char mark_key[] = "training.mark";

char *learning_path(const struct config *config)
{
	return access(config->training.model, F_OK) == 0
		       ? g_strdup(config->training.model)
		       : examples_model_path(config->rules);
}

struct experience *learning_load(const struct config *config, GError **error)
{
	g_autofree char *path = learning_path(config);
	return experience_load(path, error);
}

bool learning_is_stale(const struct experience *experience, const char *rules)
{
	struct hash hash;
	return experience != NULL && examples_hash(rules, &hash, NULL) &&
	       strcmp(hash.hex, experience->examples) != 0;
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
	const struct learnt *learnt = told->learnt;
	struct telling telling = { .by = told->by,
		.verb = told->verb,
		.kind = "model",
		.id = "topics" };
	return (told->mark == NULL ||
		       setting_set(db, mark_key, told->mark, error)) &&
	       tell_event(db, &telling,
		       json_pack("{s:s s:i s:i}", "sha256", learnt->hash.hex,
			       "decisions", (int)learnt->decisions, "topics",
			       (int)learnt->topics),
		       told->now_utc_us, error);
}

/* What is new with a decision or an edited example. */
static char *mark_of(struct db *db, const struct config *config, GError **error)
{
	struct hash hash;
	g_autofree char *decisions = decision_mark(db, error);
	return decisions != NULL && examples_hash(config->rules, &hash, error)
		       ? g_strconcat(decisions, ".", hash.hex, NULL)
		       : NULL;
}

static struct learnt learnt_of(const struct experience *experience,
	const GByteArray *bytes, guint examples, guint left_out)
{
	return (struct learnt){ .hash = hash_bytes(bytes->data, bytes->len),
		.decisions = experience->decisions,
		.examples = examples,
		.left_out = left_out,
		.topics = experience->topics->labels->len };
}

static GByteArray *bytes_of(const struct experience *experience, GError **error)
{
	GByteArray *bytes = experience_write(experience);
	if (bytes == NULL)
		g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_BIG,
			"what was learnt is more than the %d bytes that a "
			"model may have",
			TEXT_MODEL_MOST_BYTES);
	return bytes;
}

/* All there is to learn. */
static struct experience *learn(const struct lessons *lessons,
	const struct topics *topics, const struct train_options *options,
	guint *left_out_out, GError **error)
{
	g_autoptr(experience) out =
		lessons_learn(lessons, NULL, 0, options, left_out_out, error);
	g_autoptr(GError) cause = NULL;
	if (out == NULL)
		return NULL;
	out->dangers = tellings_learn(
		lessons->tellings, topics_rules(topics), -1, options, &cause);
	if (cause == NULL)
		return g_steal_pointer(&out);
	g_propagate_error(error, g_steal_pointer(&cause));
	return NULL;
}

bool learning_train(struct db *db, const struct config *config,
	struct topics *topics, const char *by,
	const struct train_options *options, struct learnt *out, GError **error)
{
	guint left_out = 0;
	g_autofree char *mark = mark_of(db, config, error);
	if (mark == NULL)
		return false;
	g_autoptr(lessons) lessons =
		lessons_of_examples(config->rules, topics, error);
	if (lessons == NULL ||
		!lessons_add_decisions(lessons, db, topics, error))
		return false;
	g_autoptr(experience) experience =
		learn(lessons, topics, options, &left_out, error);
	if (experience == NULL)
		return false;
	g_autoptr(GByteArray) bytes = bytes_of(experience, error);
	if (bytes == NULL)
		return false;
	*out = learnt_of(experience, bytes, lessons->examples, left_out);
	struct told told = { by, "trained", out, options->now_utc_us, mark };
	return keep_before(config, error) &&
	       file_replace(config->training.model, bytes->data, bytes->len,
		       MODEL_MODE, error) &&
	       db_run_tx(db, tell_tx, &told, error);
}

bool learning_examples(const char *rules, struct topics *topics,
	const struct train_options *options, struct learnt *out, GError **error)
{
	g_autofree char *path = examples_model_path(rules);
	g_autoptr(lessons) lessons = lessons_of_examples(rules, topics, error);
	if (lessons == NULL)
		return false;
	g_autoptr(experience) experience =
		learn(lessons, topics, options, NULL, error);
	if (experience == NULL)
		return false;
	g_autoptr(GByteArray) bytes = bytes_of(experience, error);
	if (bytes == NULL)
		return false;
	*out = learnt_of(experience, bytes, lessons->examples, 0);
	return file_replace(path, bytes->data, bytes->len, SHARED_MODE, error);
}

bool learning_undo(struct db *db, const struct config *config, const char *by,
	int64_t now_utc_us, struct hash *out, GError **error)
{
	g_autofree char *before = path_before(config);
	g_autofree char *aside =
		g_strconcat(config->training.model, ".undone", NULL);
	bool is_used = access(config->training.model, F_OK) == 0;
	bool has_before = access(before, F_OK) == 0;
	/* Before the first one was what came with the rules. */
	g_autofree char *back = has_before ? g_strdup(before)
					   : examples_model_path(config->rules);
	if (!has_before && (!is_used || access(back, F_OK) < 0)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"there is no model before the one in use");
		return false;
	}
	g_autoptr(GBytes) bytes = file_read(back, EXPERIENCE_MOST_BYTES, error);
	g_autoptr(experience) experience =
		bytes != NULL ? experience_load(back, error) : NULL;
	if (experience == NULL)
		return false;
	struct learnt learnt = {
		.hash = hash_bytes(
			g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)),
		.decisions = experience->decisions,
		.topics = experience->topics->labels->len,
	};
	struct told told = { by, "training_undone", &learnt, now_utc_us, NULL };
	*out = learnt.hash;
	return (!is_used || move(config->training.model, aside, error)) &&
	       (!has_before || move(before, config->training.model, error)) &&
	       (!is_used || move(aside, before, error)) &&
	       db_run_tx(db, tell_tx, &told, error);
}

/* The mark of what is in use.  Where no training ever was, that came with the
 * rules and knows their examples, and no decision. */
static char *mark_in_use(struct db *db, const char *examples, GError **error)
{
	g_autofree char *last = setting_get(db, mark_key, error);
	if (last == NULL || *last != '\0' || examples == NULL)
		return g_steal_pointer(&last);
	return g_strdup_printf(DECISION_MARK_NONE ".%s", examples);
}

bool learning_is_due(struct db *db, const struct config *config,
	const char *examples, bool *due_out, GError **error)
{
	g_autofree char *mark = mark_of(db, config, error);
	g_autofree char *last =
		mark != NULL ? mark_in_use(db, examples, error) : NULL;
	*due_out = last != NULL && strcmp(mark, last) != 0;
	return last != NULL;
}
