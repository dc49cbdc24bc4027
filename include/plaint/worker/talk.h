/* A role talked with from the main loop.  Its frames come one at a time, and
 * others have their turn between them: a full mailbox or a quick worker keeps
 * nobody from the loop.  One thing at a time can be waited for: an answer, or
 * a pause before the next start.
 *
 * Hooks and what is called by talk_after may end the talk, begin it anew, or
 * free what it stands in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/worker/process.h"

struct talk_hooks {
	void (*on_frame)(void *user, const json_t *frame);
	/* It went away or broke the protocol.  Must end the talk. */
	void (*on_lost)(void *user, const char *why);
	/* Of its frames in the main loop; 0: G_PRIORITY_DEFAULT, which is that
	 * of the others. */
	int priority;
};

struct talk {
	struct process process; /* for those that hand it more than a frame */
	/* The rest is talk.c's. */
	const struct talk_hooks *hooks;
	void *user;
	struct wire_reader *reader;
	guint watch, timer;
	void (*on_time)(void *user);
};

/* hooks are borrowed for as long as the talk is used; `user` is handed to
 * each of them.  Nothing runs yet, and talk_end may be called. */
void talk_init(struct talk *talk, const struct talk_hooks *hooks, void *user);

/* Start role `name`; takes settings, the first frame.  A frame of its own over
 * most_bytes is a broken one.  Errors are PROCESS_ERROR_START. */
bool talk_start(struct talk *talk, const char *name, json_t *settings,
	size_t most_bytes, GError **error);
bool talk_is_on(const struct talk *talk);
/* Ends the role, if there is one, and the waiting; no hook is called. */
void talk_end(struct talk *talk);

/* Takes frame; pass_fd, -1 for none, stays the caller's.  Errors are
 * WIRE_ERROR: the talk is of no more use then. */
bool talk_say(struct talk *talk, json_t *frame, int pass_fd, GError **error);

/* Take a frame that may be there already, of a talk that is on: for those who
 * keep the main loop waiting. */
void talk_look(struct talk *talk);

/* Call `call` with the user in ms, unless the talk ends or something else is
 * waited for before; NULL: wait for nothing any more. */
void talk_after(struct talk *talk, int ms, void (*call)(void *user));

/* Outside of the main loop: one frame within ms, as wire_reader_next gives
 * it. */
int talk_listen(struct talk *talk, int ms, json_t **frame_out, GError **error);
