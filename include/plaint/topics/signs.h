/* Signs: classes of words that say little one by one and much together
 * ("alone" and "button" and "silent"), in all languages alike.  What is learnt
 * of a passage sees which of them it has, and which two.  Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/topics/features.h"

enum {
	SIGNS_MOST = 48,
	/* Of each one, and of each two. */
	SIGNS_FEATURES_MOST = SIGNS_MOST * (SIGNS_MOST + 1) / 2,
};

struct signs;
struct signs *signs_new(void);
void signs_free(struct signs *signs);

/* Words of a sign, blanks between; "burn*": all that begin so.  The case of
 * letters does not matter, nor do apostrophes.  More words of one name are one
 * sign; false when it is one too many. */
bool signs_add(struct signs *signs, const char *name, const char *words);

/* Which are in a text, a bit each. */
uint64_t signs_in(const struct signs *signs, const char *text, size_t length);

/* The numbers of their features, into room for SIGNS_FEATURES_MOST; how many.
 */
guint signs_numbers(uint64_t found, uint16_t *out);
guint signs_feature_count(const struct signs *signs); /* of all */
struct feature signs_feature(const struct signs *signs, guint number);
/* Append a feature for each of them and for each two (of struct feature). */
void signs_features(const struct signs *signs, uint64_t found, GArray *out);
