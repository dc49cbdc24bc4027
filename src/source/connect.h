/* A TCP connection that keeps a deadline and hears the stop descriptor. */
#pragma once

#include <stdint.h>
#include <glib.h>
#include "plaint/source/stream.h"

enum wait_result {
	WAIT_READY,
	WAIT_LATE,
	WAIT_STOPPED,
};

/* Until `events` on fd, the deadline (monotonic), or the stop descriptor. */
enum wait_result connect_wait(
	int fd, short events, int stop_fd, int64_t deadline_us);

/* A non-blocking, close-on-exec socket; -1 on error (_NETWORK, _REFUSED for
 * plain text to another machine, _STOPPED). */
int connect_tcp(const struct stream_settings *settings, int64_t deadline_us,
	GError **error);
