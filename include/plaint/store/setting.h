/* Small values that outlive a process, and counters without gaps. */
#pragma once

#include "plaint/store/store.h"

/* A copy, "" when not set; NULL on error. */
char *setting_get(struct db *db, const char *key, GError **error);
bool setting_set(
	struct db *db, const char *key, const char *value, GError **error);

/* Only when it is not set. */
bool setting_add(
	struct db *db, const char *key, const char *value, GError **error);

/* Those whose key begins with `prefix` and that are not "": GPtrArray of
 * struct setting, by key. */
struct setting {
	const char *key;
	const char *value;
};
GPtrArray *setting_list(struct db *db, const char *prefix, GError **error);

/* Next value (from 1), taken in the caller's transaction: rolled back with
 * it, so there are no gaps; other writers of the same counter wait. */
bool counter_next(
	struct db *db, const char *name, int64_t *value_out, GError **error);
