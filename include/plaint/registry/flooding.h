/* One letter among many alike: found, grouped, and at a number of them within
 * some hours (flood_alarm_at, flood_hours) an alarm. */
#pragma once

#include <stdbool.h>
#include "plaint/casework/rules.h"
#include "plaint/registry/looks.h"
#include "plaint/store/casefile.h"
#include "plaint/store/letter.h"

/* Inside the transaction that registers the case of the letter. */
bool flooding_take(const struct rules *rules, struct db *db,
	const struct letter *letter, const struct looks *looks,
	const struct casefile *casefile, int64_t now_utc_us, GError **error);

/* Forget the marks of letters too old for a flood; now and then. */
bool flooding_prune(const struct rules *rules, struct db *db,
	int64_t now_utc_us, GError **error);
