/* rules/examples/<any>.yaml: letters with what a clerk would say of them, to
 * learn from beside the office's own decisions.  Each file is one list:
 *
 *     - topic: billing.refund
 *       kind: complaint
 *       text: |
 *         Good afternoon, you took ...
 *
 * Errors (YAML_ERROR) begin with file:line:column. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/base/hash.h"
#include "plaint/topics/classify.h"
#include "plaint/topics/experience.h"

enum {
	EXAMPLE_MOST_BYTES = 16 << 10,
};

struct example {
	char *topic; /* one of the rules' */
	enum letter_kind kind;
	char *text;
};

#define EXAMPLES_FOLDER "examples"

/* GPtrArray of struct example, files by name, in their order; caller unrefs.
 * They are in the folder `name` of dir, the folder of rules; no folder is no
 * example. */
GPtrArray *examples_load(const char *dir, const char *name,
	const struct topic_rules *rules, GError **error);

/* What was learnt from them alone (plaint rules learn): DIR/examples.model;
 * caller frees. */
char *examples_model_path(const char *dir);

/* What was learnt, from such a file or an office's own; NULL without an error
 * when there is none.  TEXT_MODEL_ERROR, BASE_ERROR. */
struct experience *experience_load(const char *path, GError **error);

/* Of all that stands in the files, and in those of dangers (dangers.h),
 * without looking into them: another one when somebody edited them. */
bool examples_hash(const char *dir, struct hash *out, GError **error);
