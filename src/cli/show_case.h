/* What `plaint show` says of how a case came to what it is: whose it is
 * thought to be, what it goes on from, why it is so urgent and where it
 * went. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "plaint/db/db.h"
#include "plaint/store/casefile.h"
#include "plaint/store/flood.h"

struct show_case {
	GPtrArray *candidates; /* of struct candidate */
	GPtrArray *links;      /* of struct casefile_link */
	json_t *working;       /* object, or null */
	struct flood *flood;   /* NULL: of none */
};
bool show_case_load(struct show_case *out, struct db *db,
	const struct casefile *casefile, GError **error);
void show_case_clear(struct show_case *show);
typedef struct show_case show_case;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(show_case, show_case_clear)

/* Keys customer_candidates, links, flood, repeat_count, priority_working,
 * route, expert, alternatives, triage, entity_spans into `json`; document is
 * the first letter's. */
void show_case_json(const struct show_case *show,
	const struct casefile *casefile, const json_t *document, json_t *json);
/* "billing.refund (0.46, not sure: triage)": the topic, how sure it is while
 * nobody has said better.  The caller frees. */
char *show_case_topic(
	const struct show_case *show, const struct casefile *casefile);
/* What else it may be, when that is not sure. */
void show_case_print_others(
	const struct show_case *show, const struct casefile *casefile);
void show_case_print(
	const struct show_case *show, const struct casefile *casefile);
