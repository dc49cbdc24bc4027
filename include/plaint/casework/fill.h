/* Mustache templates filled from JSON, strictly: a name the data does not
 * have or whose value is empty is an error (plaint/domain/template.h). */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/domain/template.h"
#include "plaint/rulebook/replies.h"

/* `data` is an object.  null, false and [] are false; numbers are written as
 * they stand in JSON.  `file` names the template in errors.  Caller frees;
 * NULL with TEMPLATE_ERROR. */
char *fill_template(const char *file, const char *text, const json_t *data,
	enum template_escape escape, GError **error);

/* Both halves of a mail's template: the subject made one line, the body
 * without empty lines before it.  Caller frees both; on failure neither is
 * set. */
bool fill_reply(const struct reply_template *template, const json_t *data,
	char **subject_out, char **body_out, GError **error);
