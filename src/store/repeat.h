/* One statement for several values, instead of one for each. */
#pragma once

#include <glib.h>

/* Many texts are written anew for each call: this is what printf would take
 * longer for. */
void append_number(GString *sql, size_t number);

/* The text with its one {EACH|BETWEEN} written out `count` times; '*' in EACH
 * stands for a parameter's number, `first` and up:
 * repeat_sql("… IN ({$*|, })", 3, 2) is "… IN ($3, $4)".  g_free. */
char *repeat_sql(const char *text, int first, int count);
