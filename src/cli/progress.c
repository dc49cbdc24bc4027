/* A terminal gets the numbers as they change; a log gets a line now and then,
 * and none from work that is soon done. */
#include "progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plaint/base/clock.h"

enum {
	LOG_EVERY_S = 10
};

#define US_PER_S INT64_C(1000000)

struct told {
	const char *what;
	int percent;
	int64_t at_us; /* of the last line in a log */
};

static void tell_terminal(const struct told *line)
{
	fprintf(stderr, "\r\033[K%s %d %%%s", line->what, line->percent,
		line->percent == 100 ? "\n" : "");
}

static struct told told = { .what = "" };

void progress_tell(const char *what, double share)
{
	int percent = share >= 1 ? 100 : (int)(share * 100);
	int64_t now_us = clock_monotonic_us();
	bool is_new = strcmp(told.what, what) != 0;
	if (!is_new && percent == told.percent)
		return;
	told.what = what;
	told.percent = percent;
	if (isatty(STDERR_FILENO)) {
		tell_terminal(&told);
		return;
	}
	if (told.at_us == 0)
		told.at_us = now_us;
	if (now_us - told.at_us < LOG_EVERY_S * US_PER_S)
		return;
	told.at_us = now_us;
	fprintf(stderr, "%s %d %%\n", what, percent);
}

void progress_pause(void)
{
	if (told.what[0] == '\0' || !isatty(STDERR_FILENO))
		return;
	told.what = "";
	fputs("\r\033[K", stderr);
}
