/* Settings, rules and templates, read from their files and checked against
 * each other: what all work on letters and cases goes by.  A reload makes
 * them anew as a whole. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/casework/terms.h"
#include "plaint/config/config.h"
#include "plaint/rulebook/replies.h"
#include "plaint/rulebook/rulebook.h"
#include "plaint/rulebook/topics.h"

struct rules {
	struct config *config;
	GTimeZone *zone; /* the organisation's */
	struct rulebook *rulebook;
	struct topics *topics;
	struct replies *replies;
	struct replies *notices; /* mails to the staff */
};

/* What rules->config, the only thing set before, tells to load.  On failure the
 * rest may be there in part.  Beside the errors of what is loaded TERMS_ERROR:
 * the settings name what the rules do not have. */
bool rules_load(struct rules *rules, GError **error);
/* Before it, where letters of many languages will come at once: a thread begins
 * to read all dictionaries.  The zone is there at once. */
void rules_begin(struct rules *rules);
/* The config, too. */
void rules_clear(struct rules *rules);

/* Of these what days are worked out with; borrowed. */
struct terms_rules rules_of_terms(const struct rules *rules);

/* Heads, their deputies and the director, where they are named by an address
 * (of the rules in dir): can it be written to?  rules_load has asked. */
bool rules_check_people(const char *dir, const struct topics *topics,
	const struct rulebook *rulebook, GError **error);
