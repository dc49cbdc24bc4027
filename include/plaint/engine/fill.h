/* Mustache templates filled from JSON, strictly: a name the data does not
 * have or whose value is empty is an error (plaint/domain/template.h). */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "plaint/domain/template.h"

/* `data` is an object.  null, false and [] are false; numbers are written as
 * they stand in JSON.  `file` names the template in errors.  Caller frees;
 * NULL with TEMPLATE_ERROR. */
char *fill_template(const char *file, const char *text, const json_t *data,
	enum template_escape escape, GError **error);
