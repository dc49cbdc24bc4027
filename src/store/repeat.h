/* One statement for several values, instead of one for each. */
#pragma once

#include <glib.h>

/* The text with each {EACH|BETWEEN} written out `count` times; '*' in EACH
 * stands for a parameter's number, `first` and up:
 * repeat_sql("… IN ({$*|, })", 3, 2) is "… IN ($3, $4)".  g_free. */
char *repeat_sql(const char *text, int first, int count);
