/* Waiting for news.  IDLE is spoken here line by line: libetpan's own fails
 * when the server reports something before it agrees to idle, and forgets
 * what came in the same packet. */
#include <poll.h>
#include <string.h>

#include "connect.h"
#include "imap_session.h"
#include "plaint/base/clock.h"

enum {
	/* RFC 2177 asks to renew within 29 minutes; many routers forget a
	 * silent connection long before. */
	IDLE_MOST_MS = 9 * 60 * 1000,
	IDLE_BUDGET_BYTES = 256 << 10,
	/* A server answers IDLE and DONE at once; a line that has died in
	 * silence is to cost little more than the wait itself. */
	IDLE_ANSWER_MS = 10 * 1000,
};

struct idling {
	struct imap *imap;
	MMAPString *line;
	char tag[24];
	bool has_news;
};

static bool line_starts(const char *line, const char *start)
{
	return g_ascii_strncasecmp(line, start, strlen(start)) == 0;
}

/* "* 5 EXISTS", "* 3 EXPUNGE", "* 4 FETCH …": anything with a number; "* OK
 * Still here" is none. */
static bool line_is_news(const char *line)
{
	return line[0] == '*' && line[1] == ' ' && g_ascii_isdigit(line[2]);
}

static const char *line_read(struct idling *idling)
{
	const char *line = mailstream_read_line_remove_eol(
		idling->imap->session->imap_stream, idling->line);
	if (line != NULL && line_is_news(line))
		idling->has_news = true;
	return line;
}

static bool idle_say(struct idling *idling, const char *text)
{
	mailstream *stream = idling->imap->session->imap_stream;
	return mailstream_write(stream, text, strlen(text)) >= 0 &&
	       mailstream_flush(stream) >= 0;
}

static bool idle_fail(struct idling *idling, const char *line, GError **error)
{
	if (stream_take_error(idling->imap->stream, error)) {
		g_prefix_error(error, "IDLE: ");
		return false;
	}
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
		"IDLE: %s: unexpected answer%s",
		stream_host(idling->imap->stream),
		line != NULL && line_starts(line, "* BYE") ? " (BYE)" : "");
	return false;
}

/* Lines until the one that starts with `start`. */
static bool idle_read_until(
	struct idling *idling, const char *start, GError **error)
{
	for (;;) {
		const char *line = line_read(idling);
		if (line == NULL)
			return idle_fail(idling, NULL, error);
		if (line_starts(line, start))
			return true;
		if (line[0] != '*' || line_starts(line, "* BYE"))
			return idle_fail(idling, line, error);
	}
}

static bool has_buffered(const struct imap *imap)
{
	return imap->session->imap_stream->read_buffer_len > 0 ||
	       stream_has_pending(imap->stream);
}

/* Until the server has something to say or the caller's descriptors do. */
static bool idle_poll(struct imap *imap, int wake_fd, int64_t deadline_us,
	bool *is_readable_out, bool *is_woken_out)
{
	*is_readable_out = has_buffered(imap);
	struct pollfd polled[3] = {
		{ .fd = stream_fd(imap->stream), .events = POLLIN },
		{ .fd = wake_fd, .events = POLLIN },
		{ .fd = stream_stop_fd(imap->stream), .events = POLLIN },
	};
	int64_t left_us = deadline_us - clock_monotonic_us();
	int wait_ms =
		*is_readable_out ? 0 : (int)CLAMP(left_us / 1000, 0, G_MAXINT);
	int n = poll(polled, 3, wait_ms);
	if (n > 0 && polled[0].revents != 0)
		*is_readable_out = true;
	*is_woken_out = n > 0 && (polled[1].revents | polled[2].revents) != 0;
	return *is_readable_out || *is_woken_out || left_us > 0;
}

static bool idle_stay(struct idling *idling, int wake_fd, int64_t deadline_us,
	bool *is_woken_out, GError **error)
{
	bool is_readable = false;
	while (!idling->has_news && !*is_woken_out &&
		idle_poll(idling->imap, wake_fd, deadline_us, &is_readable,
			is_woken_out)) {
		if (!is_readable)
			continue;
		stream_begin(idling->imap->stream, 0, IDLE_BUDGET_BYTES);
		const char *line = line_read(idling);
		if (line == NULL || line[0] != '*' ||
			line_starts(line, "* BYE"))
			return idle_fail(idling, line, error);
	}
	return true;
}

static bool idle_run(struct idling *idling, int wake_fd, int64_t deadline_us,
	bool *is_woken_out, GError **error)
{
	struct imap *imap = idling->imap;
	g_snprintf(
		idling->tag, sizeof(idling->tag), "idle%u ", ++imap->idle_tag);
	g_autofree char *command = g_strdup_printf("%sIDLE\r\n", idling->tag);
	stream_begin(imap->stream, IDLE_ANSWER_MS, IDLE_BUDGET_BYTES);
	if (!idle_say(idling, command))
		return idle_fail(idling, NULL, error);
	if (!idle_read_until(idling, "+", error))
		return false;
	if (!idle_stay(idling, wake_fd, deadline_us, is_woken_out, error))
		return false;
	stream_begin(imap->stream, IDLE_ANSWER_MS, IDLE_BUDGET_BYTES);
	if (!idle_say(idling, "DONE\r\n"))
		return idle_fail(idling, NULL, error);
	return idle_read_until(idling, idling->tag, error);
}

static void plain_wait(
	struct imap *imap, int wake_fd, int64_t deadline_us, bool *is_woken_out)
{
	bool is_readable = false;
	while (!*is_woken_out && !is_readable &&
		idle_poll(
			imap, wake_fd, deadline_us, &is_readable, is_woken_out))
		continue;
}

bool imap_wait(struct imap *imap, int wake_fd, int timeout_ms,
	enum imap_news *news_out, GError **error)
{
	*news_out = IMAP_NEWS_NONE;
	if (!imap->is_selected || stream_has_failed(imap->stream)) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"no folder is selected");
		return false;
	}
	int64_t wait_us = (int64_t)MIN(timeout_ms, IDLE_MOST_MS) * 1000;
	int64_t deadline_us = clock_monotonic_us() + wait_us;
	struct idling idling = { .imap = imap };
	bool is_woken = false;
	bool ok = true;
	imap->is_fresh = false;
	if (mailimap_has_idle(imap->session)) {
		idling.line = mmap_string_new("");
		ok = idle_run(&idling, wake_fd, deadline_us, &is_woken, error);
		mmap_string_free(idling.line);
	} else {
		plain_wait(imap, wake_fd, deadline_us, &is_woken);
		idling.has_news = has_buffered(imap);
	}
	if (idling.has_news)
		*news_out = IMAP_NEWS_MAIL;
	else if (is_woken)
		*news_out = IMAP_NEWS_WOKEN;
	return ok;
}
