/* A watch on the role's socket and one timer, both gone with the role. */

#include "plaint/worker/talk.h"

#include <glib-unix.h>

#include "plaint/wire/wire.h"

void talk_init(struct talk *talk, const struct talk_hooks *hooks, void *user)
{
	*talk = (struct talk){
		.process = { -1, -1 },
		.hooks = hooks,
		.user = user,
	};
}

/* A hook may free the talk: nothing of it is touched afterwards, and a source
 * that was removed meanwhile stays so. */
void talk_look(struct talk *talk)
{
	g_autoptr(GError) error = NULL;
	json_t *frame = NULL;
	int got = wire_reader_next(
		talk->reader, talk->process.fd, &frame, &error);
	if (got < 0)
		talk->hooks->on_lost(talk->user, error->message);
	else if (got > 0)
		talk->hooks->on_frame(talk->user, frame);
	json_decref(frame);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
	(void)fd;
	(void)condition;
	talk_look(data);
	return G_SOURCE_CONTINUE;
}

bool talk_start(struct talk *talk, const char *name, json_t *settings,
	size_t most_bytes, GError **error)
{
	bool started = process_start(&talk->process, name, settings, error);
	json_decref(settings);
	if (!started)
		return false;
	talk->reader = wire_reader_new(most_bytes);
	talk->watch =
		g_unix_fd_add_full(talk->hooks->priority, talk->process.fd,
			G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, talk, NULL);
	return true;
}

bool talk_is_on(const struct talk *talk)
{
	return talk->watch != 0;
}

void talk_end(struct talk *talk)
{
	talk_after(talk, 0, NULL);
	if (talk->watch != 0)
		g_source_remove(talk->watch);
	talk->watch = 0;
	g_clear_pointer(&talk->reader, wire_reader_free);
	process_end(&talk->process);
}

bool talk_say(struct talk *talk, json_t *frame, int pass_fd, GError **error)
{
	bool sent = wire_send(talk->process.fd, frame, pass_fd, error);
	json_decref(frame);
	return sent;
}

static gboolean on_timer(gpointer data)
{
	struct talk *talk = data;
	talk->timer = 0;
	talk->on_time(talk->user);
	return G_SOURCE_REMOVE;
}

void talk_after(struct talk *talk, int ms, void (*call)(void *user))
{
	if (talk->timer != 0)
		g_source_remove(talk->timer);
	talk->timer = 0;
	talk->on_time = call;
	if (call != NULL)
		talk->timer = g_timeout_add((guint)ms, on_timer, talk);
}

int talk_listen(struct talk *talk, int ms, json_t **frame_out, GError **error)
{
	GPollFD wait = { talk->process.fd, G_IO_IN, 0 };
	g_poll(&wait, 1, ms);
	return wire_reader_next(
		talk->reader, talk->process.fd, frame_out, error);
}
