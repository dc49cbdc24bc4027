/* plaint train: learn topics from the office's own decisions. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/learning.h"
#include "plaint/store/reply.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "progress.h"

static gboolean undo;

static const GOptionEntry entries[] = {
	{ "undo", 0, 0, G_OPTION_ARG_NONE, &undo,
		"Back to the model before this one (again: forth)", NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.summary = "Learn what letters are about, and what they want, from "
		   "the letters in\nrules/examples and from your own decisions "
		   "(cases whose topic somebody set, and\nclosed cases), which "
		   "count more. The daemon does it each night when there are "
		   "new\nones, and takes a new model up by itself. `plaint "
		   "evaluate` tells what it is worth.",
	.example = "  plaint train\n  plaint train --undo",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
};

/* No one needs an account to train: it is the program's own work. */
static const char *actor(
	struct office *office, const struct cli *cli, GError **error)
{
	if (cli->as != NULL)
		return office_actor(office, cli, error);
	const char *login = office_actor(office, cli, NULL);
	return login != NULL ? login : REPLY_DRAFTED_BY_PLAINT;
}

static int tell(const struct cli *cli, json_t *frame)
{
	if (cli->json) {
		json_object_del(frame, "type");
		print_json(json_incref(frame));
		return CLI_DONE;
	}
	printf("learnt from %d decisions and %d examples on %d topics",
		(int)wire_integer(frame, "decisions", 0),
		(int)wire_integer(frame, "examples", 0),
		(int)wire_integer(frame, "topics", 0));
	int left_out = (int)wire_integer(frame, "left_out", 0);
	if (left_out > 0)
		printf("; %d left out, whose topics have fewer than %d",
			left_out, LESSONS_LEAST_OF_ONE);
	printf("\nSHA-256 %s\n", wire_text(frame, "sha256"));
	return CLI_DONE;
}

/* The role's frames until the last one, which is returned. */
static json_t *follow(struct process *process, GError **error)
{
	for (;;) {
		json_t *frame = wire_receive(process->fd, NULL, error);
		if (frame == NULL)
			return NULL;
		if (strcmp(wire_text(frame, "type"), "progress") != 0)
			return frame;
		progress_tell("learning",
			(double)wire_integer(frame, "percent", 0) / 100);
		json_decref(frame);
	}
}

static int train_now(
	const struct cli *cli, const struct office *office, const char *by)
{
	g_autoptr(GError) error = NULL;
	struct process process;
	json_t *settings = json_pack(
		"{s:s s:s}", "config", office->config->path, "by", by);
	bool started = process_start(&process, "train", settings, &error);
	json_decref(settings);
	if (!started)
		return cli_fail(cli, error);
	json_t *frame = follow(&process, &error);
	process_end(&process);
	if (frame == NULL)
		return cli_fail(cli, error);
	int status = CLI_FAILED;
	if (strcmp(wire_text(frame, "type"), "trained") == 0) {
		status = tell(cli, frame);
	} else {
		g_set_error_literal(&error, TRAIN_ERROR, TRAIN_ERROR_DATA,
			wire_text(frame, "message"));
		cli_fail(cli, error);
	}
	json_decref(frame);
	return status;
}

static int train_undo(
	const struct cli *cli, const struct office *office, const char *by)
{
	g_autoptr(GError) error = NULL;
	struct hash hash;
	if (!learning_undo(office->db, office->config, by, clock_now_utc_us(),
		    &hash, &error))
		return cli_fail(cli, error);
	if (cli->json)
		print_json(json_pack("{s:s}", "sha256", hash.hex));
	else
		printf("the model before is in use again: SHA-256 %s\n",
			hash.hex);
	return CLI_DONE;
}

int command_train(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(office) office = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (!office_open(&office, &cli, &error))
		return cli_fail(&cli, error);
	const char *by = actor(&office, &cli, &error);
	if (by == NULL)
		return cli_fail(&cli, error);
	return undo ? train_undo(&cli, &office, by)
		    : train_now(&cli, &office, by);
}
