/* What topics.yaml and entities.yaml say once, under parts:, and use as
 * $name. */
#pragma once

#include <glib.h>

struct parts {
	GHashTable *all;      /* name -> text; of phrases name.LANGUAGE */
	const char *language; /* "" where all are of one */
	const char *before, *behind; /* of each, where it is put in */
};

/* A text with each $name as that part, which may name others; NULL and error
 * (TOPICS_ERROR_INVALID): there is none.  Caller frees. */
char *parts_put_in(const char *text, const struct parts *parts, GError **error);
