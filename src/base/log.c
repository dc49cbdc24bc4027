/* One line per event on standard error, written with a single write(2) so
 * that lines of several roles sharing the descriptor never mix. */

#include "plaint/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_MOST_BYTES = 2048
};

static const char *log_role = "plaint";
static enum log_level log_most = LOG_LEVEL_INFO;

static const char *level_word(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error";
	case LOG_LEVEL_WARNING:
		return "warning";
	case LOG_LEVEL_INFO:
		return "info";
	case LOG_LEVEL_DEBUG:
		return "debug";
	}
	return "?";
}

void log_set_role(const char *role)
{
	log_role = role;
}

void log_set_level(enum log_level most)
{
	log_most = most;
}

size_t log_prefix(enum log_level level, char *out, size_t size)
{
	int used = g_getenv("JOURNAL_STREAM") != NULL
			   ? snprintf(out, size, "<%d>%s: ", level, log_role)
			   : snprintf(out, size, "%-7s %s: ", level_word(level),
				     log_role);
	return MIN((size_t)used, size - 1);
}

void log_write(enum log_level level, const char *format, ...)
{
	if (level > log_most)
		return;
	char line[LINE_MOST_BYTES];
	size_t used = log_prefix(level, line, sizeof(line));
	va_list list;
	va_start(list, format);
	int more =
		vsnprintf(line + used, sizeof(line) - used - 1, format, list);
	va_end(list);
	if (more < 0)
		return;
	size_t length = MIN(used + (size_t)more, sizeof(line) - 2);
	/* Foreign words may carry line ends; a log line stays one line. */
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	}
	line[length++] = '\n';
	ssize_t ignored = write(STDERR_FILENO, line, length);
	(void)ignored;
}
