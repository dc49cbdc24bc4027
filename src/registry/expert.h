/* Who looks into a case first: a department, or one person of the office. */
#pragma once

#include <stdint.h>
#include "plaint/casework/rules.h"
#include "plaint/db/db.h"
#include "plaint/topics/classify.h"

/* The person whom rules/routing.yaml names is one of this office, and there
 * today, or else their deputy: u->expert becomes that login.  When it is
 * nobody's, that is said in the log, u->person becomes "", and u->expert stays
 * the department that the line names beside, if any. */
bool expert_settle(const struct rules *rules, struct db *db,
	struct understanding *u, int64_t now_utc_us, GError **error);
