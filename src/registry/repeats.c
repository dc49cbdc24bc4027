/* Links between letters of one customer about one thing. */

#include "repeats.h"

#include <string.h>

#include "plaint/store/casefile_link.h"

enum {
	EARLIER_MOST = 20
};

#define DAY_US (24 * 3600 * (int64_t)G_USEC_PER_SEC)

/* Topics that hold letters with nothing in common. */
static bool is_vague(const char *topic)
{
	return topic[0] == '\0' || strcmp(topic, "other") == 0 ||
	       strcmp(topic, "thanks") == 0;
}

GPtrArray *repeats_find(struct db *db, const struct config *config,
	const char *customer_id, const char *topic, int64_t now_utc_us,
	GError **error)
{
	if (customer_id[0] == '\0' || is_vague(topic) ||
		config->repeat_days == 0)
		return g_ptr_array_new();
	struct casefile_of of = { customer_id, topic,
		now_utc_us - config->repeat_days * DAY_US, EARLIER_MOST };
	return casefile_list_of(db, &of, error);
}

bool repeats_link(struct db *db, const struct casefile *casefile,
	const GPtrArray *earlier, int64_t now_utc_us, GError **error)
{
	for (guint i = 0; i < earlier->len; i++) {
		const struct casefile *before = earlier->pdata[i];
		struct casefile_link link = { .casefile_id = casefile->id,
			.earlier_id = before->id,
			.why = CASEFILE_LINK_REPEAT,
			.linked_utc_us = now_utc_us };
		if (!casefile_link_add(db, &link, error))
			return false;
	}
	return true;
}
