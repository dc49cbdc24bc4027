/* Every few seconds: is the file another one?  Has the time of day come?  A
 * training may run for long; it is a process of its own. */
#include "training.h"

#include <string.h>
#include <sys/stat.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/casework/learning.h"
#include "plaint/store/reply.h"
#include "plaint/store/setting.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/talk.h"

enum {
	LOOK_MS = 5000,
	TRAIN_MOST_MS = 2 * 3600 * 1000,
	FRAME_MOST_BYTES = 64 << 10,
};

/* The office's day on which it was last thought of. */
static const char day_key[] = "training.day";

struct training {
	struct engine *engine;
	struct stat file;	 /* of the model in use; zeros: none */
	char *examples;		 /* hash of what it learnt from; NULL: none */
	struct experience *read; /* and not in use yet; NULL: none */
	struct talk talk;
	guint look;
};

/* --- taking up --------------------------------------------------------- */

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* False, and out stays: it is none, or the one that was read before. */
static bool model_read(struct training *training, struct experience **out)
{
	g_autoptr(GError) error = NULL;
	struct stat now = { 0 };
	const struct config *config = training->engine->rules.config;
	g_autofree char *path = learning_path(config);
	if (stat(path, &now) < 0)
		now = (struct stat){ 0 };
	if (is_same_file(&now, &training->file))
		return false;
	training->file = now;
	struct experience *experience = learning_load(config, &error);
	if (error != NULL) {
		log_warning("the model is not taken up: %s", error->message);
		return false;
	}
	*out = experience;
	return true;
}

/* Takes it. */
static void model_use(struct training *training, struct experience *experience)
{
	struct engine *engine = training->engine;
	if (experience != NULL)
		log_info(
			"a model of %u topics, learnt from %u decisions "
			"beside examples, helps to tell what letters are about",
			experience->topics->labels->len, experience->decisions);
	g_free(training->examples);
	training->examples =
		experience != NULL ? g_strdup(experience->examples) : NULL;
	if (learning_is_stale(experience, engine->rules.config->rules))
		log_info("the examples were edited since: plaint train");
	topics_set_experience(engine->rules.topics, experience);
}

/* A file that is no model leaves the one in use where it is. */
static void take_up(struct training *training)
{
	struct experience *experience;
	if (model_read(training, &experience))
		model_use(training, experience);
}

/* --- learning ---------------------------------------------------------- */

static void on_frame(void *user, const json_t *frame)
{
	struct training *training = user;
	const char *type = wire_text(frame, "type");
	if (strcmp(type, "progress") == 0)
		return;
	if (strcmp(type, "trained") == 0) {
		log_info("learnt from %d decisions (SHA-256 %s)",
			(int)wire_integer(frame, "decisions", 0),
			wire_text(frame, "sha256"));
	} else if (json_is_true(json_object_get(frame, "is_too_little"))) {
		log_info("%s", wire_text(frame, "message"));
	} else {
		log_error("not learnt: %s", wire_text(frame, "message"));
	}
	talk_end(&training->talk);
	take_up(training);
}

static void on_lost(void *user, const char *why)
{
	struct training *training = user;
	log_error("not learnt: %s", why);
	talk_end(&training->talk);
}

static void on_late(void *user)
{
	struct training *training = user;
	log_error("not learnt: it took more than %d minutes",
		TRAIN_MOST_MS / 60000);
	talk_end(&training->talk);
}

static bool training_start(struct training *training, GError **error)
{
	json_t *settings = json_pack("{s:s s:s}", "config",
		training->engine->rules.config->path, "by",
		REPLY_DRAFTED_BY_PLAINT);
	if (!talk_start(&training->talk, "train", settings, FRAME_MOST_BYTES,
		    error))
		return false;
	talk_after(&training->talk, TRAIN_MOST_MS, on_late);
	return true;
}

/* Once on each day of the office, from that time on. */
static bool is_time(struct training *training, bool *out, GError **error)
{
	struct engine *engine = training->engine;
	int64_t now_utc_us = clock_now_utc_us();
	struct day_text today = day_format(engine_day(engine, now_utc_us));
	*out = false;
	if (!engine->rules.config->training.nightly ||
		!(engine->parts & ENGINE_REMIND) ||
		engine_minute(engine, now_utc_us) <
			engine->rules.config->training.at_minute)
		return true;
	g_autofree char *last = setting_get(engine->db, day_key, error);
	if (last == NULL)
		return false;
	if (strcmp(last, today.text) == 0)
		return true;
	return learning_is_due(engine->db, engine->rules.config,
		       training->examples, out, error) &&
	       setting_set(engine->db, day_key, today.text, error);
}

static gboolean on_look(gpointer user)
{
	struct training *training = user;
	g_autoptr(GError) error = NULL;
	bool is_due = false;
	take_up(training);
	if (talk_is_on(&training->talk))
		return G_SOURCE_CONTINUE;
	if (!is_time(training, &is_due, &error) ||
		(is_due && !training_start(training, &error)))
		log_error("training: %s", error->message);
	return G_SOURCE_CONTINUE;
}

struct training *training_new(struct engine *engine)
{
	static const struct talk_hooks hooks = { on_frame, on_lost };
	struct training *training = g_new0(struct training, 1);
	training->engine = engine;
	talk_init(&training->talk, &hooks, training);
	(void)model_read(training, &training->read);
	return training;
}

void training_begin(struct training *training)
{
	if (training->read != NULL)
		model_use(training, g_steal_pointer(&training->read));
	training->look = g_timeout_add(LOOK_MS, on_look, training);
}

void training_free(struct training *training)
{
	if (training == NULL)
		return;
	talk_end(&training->talk);
	if (training->look != 0)
		g_source_remove(training->look);
	experience_free(training->read);
	g_free(training->examples);
	g_free(training);
}
