/* A notice's words: the template of templates/notices/ filled, and put into
 * the queue. */
#pragma once

#include <jansson.h>
#include "plaint/casework/reminding.h"
#include "plaint/casework/staff_book.h"
#include "plaint/store/casefile.h"

/* New reference: a case as the templates know it; why may be "". */
json_t *notice_case(const struct reminding *reminding,
	const struct casefile *casefile, const char *why);

/* The organisation's language. */
enum tongue notice_tongue(const struct reminding *reminding);

/* At once, of this case alone: a reminder with those words.  Each person hears
 * of one `what` in a case once a day; *is_new_out false: they have. */
bool notice_tell(struct db *db, const struct reminding *reminding,
	const struct casefile *casefile, const char *what, const char *why,
	const struct person *to, bool *is_new_out, GError **error);

/* Fill template `kind` (reminder, digest) with the lists in `values` (taken)
 * and queue it.  *is_new_out false: that digest has gone already. */
bool notice_send(struct db *db, const struct reminding *reminding,
	const char *kind, const struct person *to, json_t *values,
	bool *is_new_out, GError **error);
