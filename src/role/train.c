/* Role train: learn from the office's decisions, once, and out.  Slow work in
 * a process of its own, with what is left of the machine: the daemon goes on
 * meanwhile, and liblinear may keep what state it likes.
 *
 *   (settings: config, by)  → progress {percent}… then
 *                             trained {sha256, decisions, examples, left_out,
 *                                      topics}
 *                           | error {message, is_too_little} */

#include <sys/resource.h>

#include "plaint/base/clock.h"
#include "plaint/casework/learning.h"
#include "plaint/config/config.h"
#include "plaint/store/store.h"
#include "plaint/wire/wire.h"
#include "roles.h"

enum {
	NICE = 10
};

static void tell_progress(void *user, double share)
{
	int *last = user;
	int percent = (int)(share * 100);
	if (percent == *last)
		return;
	*last = percent;
	role_say(
		json_pack("{s:s s:i}", "type", "progress", "percent", percent));
}

static bool train_office(
	const json_t *settings, struct learnt *out, GError **error)
{
	int last = -1;
	struct train_options options = { .now_utc_us = clock_now_utc_us(),
		.progress = tell_progress,
		.user = &last };
	g_autoptr(config) config =
		config_load(wire_text(settings, "config"), error);
	if (config == NULL)
		return false;
	g_autoptr(topics) topics = topics_load(config->rules, error);
	if (topics == NULL)
		return false;
	g_autoptr(db) db = store_open(config->database, error);
	return db != NULL &&
	       learning_train(db, config, topics, wire_text(settings, "by"),
		       &options, out, error);
}

int role_train(const json_t *settings)
{
	g_autoptr(GError) error = NULL;
	struct learnt learnt = { 0 };
	setpriority(PRIO_PROCESS, 0, NICE);
	if (train_office(settings, &learnt, &error)) {
		role_say(json_pack("{s:s s:s s:i s:i s:i s:i}", "type",
			"trained", "sha256", learnt.hash.hex, "decisions",
			(int)learnt.decisions, "examples", (int)learnt.examples,
			"left_out", (int)learnt.left_out, "topics",
			(int)learnt.topics));
		return 0;
	}
	role_say(json_pack("{s:s s:s s:b}", "type", "error", "message",
		error->message, "is_too_little",
		g_error_matches(error, TRAIN_ERROR, TRAIN_ERROR_DATA)));
	return 1;
}
