/* Nothing about one customer goes into a reply to another. */
#pragma once

#include "plaint/casework/answer.h"

/* _REFUSED when the text names a phone, account or e-mail address that is
 * another customer's, not the case's own one's, and that the customer's
 * letters do not name themselves. */
bool others_data_check(struct db *db, const struct answer_context *context,
	const struct casefile *casefile, const char *text, GError **error);

/* May the reply to this address name the case's customer?  Only when the
 * address is known to be theirs. */
bool others_data_is_own_address(struct db *db, const struct casefile *casefile,
	const char *address, bool *own_out, GError **error);
