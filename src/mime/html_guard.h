/* HTML that libxml2 can read in time: it compares each attribute of a tag
 * with all before it, so a tag of 100,000 attributes takes 17 s. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

/* A copy in which every tag has at most a few hundred attributes; cut_out
 * tells whether something was left out. */
GString *html_guard(const char *html, size_t length, bool *cut_out);
