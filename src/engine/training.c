/* Every few seconds: is the file another one?  Has the time of day come?  A
 * training may run for long; it is a process of its own. */
#include "training.h"

#include <string.h>
#include <sys/stat.h>
#include <glib-unix.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/casework/learning.h"
#include "plaint/store/reply.h"
#include "plaint/store/setting.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"

enum {
	LOOK_MS = 5000,
	TRAIN_MOST_MS = 2 * 3600 * 1000,
	FRAME_MOST_BYTES = 64 << 10,
};

/* The office's day on which it was last thought of. */
static const char day_key[] = "training.day";

struct training {
	struct engine *engine;
	struct stat file; /* of the model in use; zeros: none */
	struct process process;
	struct wire_reader *reader;
	guint look, watch, timer;
};

/* --- taking up --------------------------------------------------------- */

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A file that is no model leaves the one in use where it is. */
static void take_up(struct training *training)
{
	struct engine *engine = training->engine;
	g_autoptr(GError) error = NULL;
	struct stat now = { 0 };
	const struct config *config = engine->rules.config;
	g_autofree char *path = learning_path(config);
	if (stat(path, &now) < 0)
		now = (struct stat){ 0 };
	if (is_same_file(&now, &training->file))
		return;
	training->file = now;
	struct experience *experience = learning_load(config, &error);
	if (error != NULL) {
		log_warning("the model is not taken up: %s", error->message);
		return;
	}
	if (experience != NULL)
		log_info(
			"a model of %u topics, learnt from %u decisions "
			"beside examples, helps to tell what letters are about",
			experience->topics->labels->len, experience->decisions);
	if (learning_is_stale(experience, config->rules))
		log_info("the examples were edited since: plaint train");
	topics_set_experience(engine->rules.topics, experience);
}

/* --- learning ---------------------------------------------------------- */

static void training_close(struct training *training)
{
	if (training->watch != 0)
		g_source_remove(training->watch);
	if (training->timer != 0)
		g_source_remove(training->timer);
	training->watch = training->timer = 0;
	g_clear_pointer(&training->reader, wire_reader_free);
	process_end(&training->process);
}

static void training_take(struct training *training, const json_t *frame)
{
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
	training_close(training);
	take_up(training);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
	struct training *training = user;
	g_autoptr(GError) error = NULL;
	json_t *frame = NULL;
	(void)condition;
	int got = wire_reader_next(training->reader, fd, &frame, &error);
	if (got > 0)
		training_take(training, frame);
	json_decref(frame);
	if (got >= 0)
		return G_SOURCE_CONTINUE;
	log_error("not learnt: %s", error->message);
	training_close(training);
	return G_SOURCE_CONTINUE;
}

static gboolean on_late(gpointer user)
{
	struct training *training = user;
	training->timer = 0;
	log_error("not learnt: it took more than %d minutes",
		TRAIN_MOST_MS / 60000);
	training_close(training);
	return G_SOURCE_REMOVE;
}

static bool training_start(struct training *training, GError **error)
{
	json_t *settings = json_pack("{s:s s:s}", "config",
		training->engine->rules.config->path, "by",
		REPLY_DRAFTED_BY_PLAINT);
	bool started =
		process_start(&training->process, "train", settings, error);
	json_decref(settings);
	if (!started)
		return false;
	training->reader = wire_reader_new(FRAME_MOST_BYTES);
	training->watch = g_unix_fd_add(training->process.fd,
		G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, training);
	training->timer = g_timeout_add(TRAIN_MOST_MS, on_late, training);
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
	return learning_is_due(engine->db, engine->rules.config, out, error) &&
	       setting_set(engine->db, day_key, today.text, error);
}

static gboolean on_look(gpointer user)
{
	struct training *training = user;
	g_autoptr(GError) error = NULL;
	bool is_due = false;
	take_up(training);
	if (training->process.pid > 0)
		return G_SOURCE_CONTINUE;
	if (!is_time(training, &is_due, &error) ||
		(is_due && !training_start(training, &error)))
		log_error("training: %s", error->message);
	return G_SOURCE_CONTINUE;
}

struct training *training_new(struct engine *engine)
{
	struct training *training = g_new0(struct training, 1);
	training->engine = engine;
	training->process = (struct process){ -1, -1 };
	training->look = g_timeout_add(LOOK_MS, on_look, training);
	take_up(training);
	return training;
}

void training_free(struct training *training)
{
	if (training == NULL)
		return;
	training_close(training);
	g_source_remove(training->look);
	g_free(training);
}
