/* rules/dangers/<any>.yaml: how people tell of dangers, most without naming
 * them, and what only sounds so; to learn from (plaint/topics/suspicion.h).
 * Each file is one list:
 *
 *     - flag: self_harm
 *       say:
 *         - My sister knows where everything is, nobody need trouble.
 *         - another telling of the same, in any language
 *
 * The flag is one that another flag of topics.yaml suspects, or "none".  What
 * stands in one entry is alike: it is learnt from, or asked about, together.
 *
 * Errors (YAML_ERROR) begin with file:line:column. */
#pragma once

#include <glib.h>
#include "plaint/topics/classify.h"

enum {
	DANGER_MOST_BYTES = 2000, /* of one telling */
};

#define DANGERS_FOLDER "dangers"

struct danger {
	char *flag;
	GPtrArray *say; /* of char *, one at least */
};

/* GPtrArray of struct danger, files by name, in their order; caller unrefs.
 * dir: of rules; no folder is no danger. */
GPtrArray *dangers_load(
	const char *dir, const struct topic_rules *rules, GError **error);
