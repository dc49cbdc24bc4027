/* Text that was read in the wrong charset on its way and written down so:
 * "РџСЂРёРІС–С‚", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Ïðèâåò", once or several times over. */
#pragma once

#include <stddef.h>
#include <glib.h>

struct mojibake {
	int lines;	 /* lines repaired */
	const char *how; /* "utf-8 read as windows-1251", the first one */
	int times;	 /* most layers undone in one line */
	char *example;	 /* a piece as it was; owned, may be NULL */
};

/* A repaired copy, NULL when there is nothing to repair.  out may be NULL. */
char *mojibake_repair(const char *text, struct mojibake *out);
