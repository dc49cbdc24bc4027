/* A terminal gets the numbers, anything else one line for each thing. */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void progress_tell(const char *what, double share)
{
	static const char *last = "";
	static int last_percent;
	int percent = share >= 1 ? 100 : (int)(share * 100);
	int is_new = strcmp(last, what) != 0;
	if (!is_new && percent == last_percent)
		return;
	last = what;
	last_percent = percent;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s %d %%%s", what, percent,
			percent == 100 ? "\n" : "");
	else if (is_new)
		fprintf(stderr, "%s\n", what);
}
