/* Frames go out with a deadline for their answer and come in one by one. */

#include "fetcher.h"

#include <glib-unix.h>

#include "mailbox_launch.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"

enum {
	FRAME_MOST_BYTES = 8 << 20,
};

struct fetcher {
	struct process process;
	struct wire_reader *reader;
	guint watch, timer;
	void (*on_frame)(void *user, const json_t *frame);
	void (*on_lost)(void *user, const char *why);
	void *user;
};

struct fetcher *fetcher_new(void (*on_frame)(void *user, const json_t *frame),
	void (*on_lost)(void *user, const char *why), void *user)
{
	struct fetcher *fetcher = g_new0(struct fetcher, 1);
	fetcher->process = (struct process){ -1, -1 };
	fetcher->on_frame = on_frame;
	fetcher->on_lost = on_lost;
	fetcher->user = user;
	return fetcher;
}

void fetcher_stop(struct fetcher *fetcher)
{
	if (fetcher->watch != 0)
		g_source_remove(fetcher->watch);
	if (fetcher->timer != 0)
		g_source_remove(fetcher->timer);
	fetcher->watch = fetcher->timer = 0;
	g_clear_pointer(&fetcher->reader, wire_reader_free);
	process_end(&fetcher->process);
}

void fetcher_free(struct fetcher *fetcher)
{
	fetcher_stop(fetcher);
	g_free(fetcher);
}

/* --- answers ---------------------------------------------------------- */

static gboolean on_late(gpointer user)
{
	struct fetcher *fetcher = user;
	fetcher->timer = 0;
	fetcher->on_lost(
		fetcher->user, "the fetch process gave no answer in time");
	return G_SOURCE_REMOVE;
}

static void expect_answer(struct fetcher *fetcher, int answer_ms)
{
	if (fetcher->timer != 0)
		g_source_remove(fetcher->timer);
	fetcher->timer = g_timeout_add((guint)answer_ms, on_late, fetcher);
}

/* One frame and back.  The next has often come meanwhile: a full mailbox would
 * keep the main loop, and the readers without letters, until it is empty. */
static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
	struct fetcher *fetcher = user;
	g_autoptr(GError) error = NULL;
	json_t *frame = NULL;
	(void)condition;
	int got = wire_reader_next(fetcher->reader, fd, &frame, &error);
	if (got < 0)
		fetcher->on_lost(fetcher->user, error->message);
	else if (got > 0)
		fetcher->on_frame(fetcher->user, frame);
	json_decref(frame);
	/* The frame may have ended this process. */
	return fetcher->watch != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* --- asking ----------------------------------------------------------- */

enum tokens_answer fetcher_start(struct fetcher *fetcher, struct tokens *tokens,
	const struct config *config, const struct config_mailbox *mailbox,
	GError **error)
{
	enum tokens_answer answer = mailbox_launch(
		tokens, config, mailbox, &fetcher->process, error);
	if (answer != TOKENS_READY)
		return answer;
	fetcher->reader = wire_reader_new(FRAME_MOST_BYTES);
	fetcher->watch = g_unix_fd_add(fetcher->process.fd,
		G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, fetcher);
	expect_answer(fetcher, FETCHER_ANSWER_MS);
	return TOKENS_READY;
}

bool fetcher_ask(struct fetcher *fetcher, json_t *frame, int fd, int answer_ms,
	GError **error)
{
	bool sent = wire_send(fetcher->process.fd, frame, fd, error);
	json_decref(frame);
	if (sent)
		expect_answer(fetcher, answer_ms);
	return sent;
}

void fetcher_nudge(struct fetcher *fetcher)
{
	json_t *frame = json_pack("{s:s}", "type", "nudge");
	wire_send(fetcher->process.fd, frame, -1, NULL);
	json_decref(frame);
}
