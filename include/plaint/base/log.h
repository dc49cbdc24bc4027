/* Log lines on standard error: "LEVEL role: text".
 *
 * The daemon's lines go to journald or a file by way of stderr; a line never
 * holds a secret or a letter's text.  Levels follow syslog; the journal
 * reads the "<n>" prefix when standard error is not a terminal. */
#pragma once

#include <glib.h>

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/* Name shown on every line; the string must live as long as the process. */
void log_set_role(const char *role);

/* Lines above this level are dropped; LOG_LEVEL_INFO at start. */
void log_set_level(enum log_level most);

void log_write(enum log_level level, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* What a line of this level begins with now, "error   parse: ": for code that
 * must write a line later without log_write (a signal handler).  Its length. */
size_t log_prefix(enum log_level level, char *out, size_t size);

#define log_error(...)	 log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...)	 log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)	 log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
