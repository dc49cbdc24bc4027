/* Did the customer write about this before?  A letter about the same topic
 * within the office's days (repeat_days) is a repeat: a case of its own,
 * linked to the earlier ones and counted. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/store/casefile.h"

#define REPEATS_FLAG "repeat"

/* Earlier cases of the customer about the topic, the latest first; GPtrArray
 * of struct casefile, empty when there are none or the topic says nothing
 * ("other", thanks). */
GPtrArray *repeats_find(struct db *db, const struct config *config,
	const char *customer_id, const char *topic, int64_t now_utc_us,
	GError **error);
/* Link the new case to each of them. */
bool repeats_link(struct db *db, const struct casefile *casefile,
	const GPtrArray *earlier, int64_t now_utc_us, GError **error);
