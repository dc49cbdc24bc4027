/* Many files read at once, told in the order given. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "plaint/worker/reader.h"

/* A file to read; -1 with an error that names it, also when it is empty. */
int read_open(const char *path, GError **error);

struct read_many {
	char **paths;
	int count;
	int jobs; /* at least 1: each has sealed workers of its own */
	const struct reader_settings *settings;
};

/* `answer` is the callee's; NULL when `error` tells why. */
typedef void (*read_many_tell)(
	const char *path, json_t *answer, const GError *error, void *user);

/* `tell` is called in this thread, for each path in turn. */
void read_many(const struct read_many *work, read_many_tell tell, void *user);
