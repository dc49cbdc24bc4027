/* What all acts on a case's clock share (case_terms.c,
 * case_redate.c, case_extend.c, case_undo.c). */
#pragma once

#include "plaint/casework/terms.h"
#include "plaint/casework/work.h"

/* _REFUSED when nothing is owed any more. */
bool terms_act_needs_open(const struct work *work, GError **error);

/* The same, also when an answer has ended them and the case is open again. */
bool terms_act_needs_running(const struct work *work, GError **error);

/* Read the case again and renew its days. */
bool terms_act_renew(struct work *work, const struct terms_rules *rules,
	struct terms_change *change_out, GError **error);

/* The same of terms that have ended (terms_begin_again). */
bool terms_act_begin_again(struct work *work, const struct terms_rules *rules,
	struct terms_change *change_out, GError **error);

/* An answer of the case that had left came back (its reply has failed by now),
 * in the transaction that took that in: what it met is met or missed by the day
 * of the first answer that did not come back, and runs again where there is
 * none; from the letter it answered, where a later one has them run. */
bool answer_came_back(
	struct work *work, const struct terms_rules *rules, GError **error);

/* The event, with the days before and after; takes detail. */
bool terms_act_tell(struct work *work, const char *verb, json_t *detail,
	const struct terms_change *change, GError **error);
