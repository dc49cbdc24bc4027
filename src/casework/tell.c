/* Events: sorted keys, so that the same doing is the same text. */

#include "plaint/casework/tell.h"

#include "plaint/store/event.h"
#include "plaint/store/reply.h"

bool tell_event(struct db *db, const struct telling *telling, json_t *detail,
	int64_t now_utc_us, GError **error)
{
	g_autofree char *text =
		detail != NULL
			? json_dumps(detail, JSON_COMPACT | JSON_SORT_KEYS)
			: NULL;
	json_decref(detail);
	struct event event = { .at_utc_us = now_utc_us,
		.actor = telling->by != NULL ? telling->by
					     : REPLY_DRAFTED_BY_PLAINT,
		.verb = telling->verb,
		.subject_kind = telling->kind,
		.subject_id = telling->id,
		.detail = text };
	return event_append(db, &event, error);
}
