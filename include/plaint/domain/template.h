/* Mustache templates in strict mode.
 *
 * The language is the Mustache specification's core (variables, sections,
 * inverted sections, comments, partials, set delimiter).  Strict: a name the
 * data does not have, or a variable whose value is empty, fails the rendering
 * with "file:line: name"; a reply with a hole in it is never sent.
 *
 * Data comes through a small interface so that this file knows no JSON. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

/* _SYNTAX: the template must be mended; _VALUE: the data lacks something. */
enum template_error {
	TEMPLATE_ERROR_SYNTAX,
	TEMPLATE_ERROR_VALUE,
};
#define TEMPLATE_ERROR (template_error_quark())
GQuark template_error_quark(void);

enum template_value_kind {
	TEMPLATE_ABSENT, /* the name is not known here */
	TEMPLATE_FALSE,	 /* false, null or an empty list */
	TEMPLATE_TEXT,
	TEMPLATE_TRUE, /* a plain true */
	TEMPLATE_LIST, /* of `count` nodes */
	TEMPLATE_OBJECT,
};

struct template_value {
	enum template_value_kind kind;
	const char *text; /* borrowed from the data */
	size_t count;
	const void *node; /* the list or object itself */
};

struct template_source {
	/* The value of `name` (no dots) in object `node`. */
	struct template_value (*member)(const void *node, const char *name);
	/* Element i of list `node`. */
	struct template_value (*element)(const void *node, size_t i);
	/* A partial's text or NULL; may be NULL.  `user` is below. */
	const char *(*partial)(void *user, const char *name);
	void *user;
};

enum template_escape {
	TEMPLATE_ESCAPE_NONE, /* plain text; CR and lone control become space */
	TEMPLATE_ESCAPE_HTML,
};

struct template_options {
	enum template_escape escape;
	bool strict;
};

/* Render; caller frees.  `file` names the template in errors. */
char *template_render(const char *file, const char *text,
	const struct template_source *source, const void *root,
	struct template_options options, GError **error);

/* All names the template uses (variables and sections), each once, in order
 * of appearance: GPtrArray of char *.  For checking at saving time. */
GPtrArray *template_names(const char *file, const char *text, GError **error);
