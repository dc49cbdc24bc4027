/* What cannot wait for the morning: mails to the office's people the moment a
 * letter is registered. */
#pragma once

#include <stdbool.h>
#include "plaint/casework/rules.h"
#include "plaint/topics/classify.h"
#include "plaint/domain/document.h"
#include "plaint/store/casefile.h"

/* A flag of life or health, or a threat to people: the head of the case's
 * department (routing.yaml sends such letters to the one on duty) and the
 * director are told.  Praise: the person praised, found among the staff by
 * name, and their head.  Each is told once.  Inside the transaction that
 * registers. */
bool at_once_tell(const struct rules *rules, struct db *db,
	const struct casefile *casefile, const struct document *document,
	const struct understanding *understanding, int64_t now_utc_us,
	GError **error);

/* So many letters alike: the head of the department and the director. */
bool at_once_tell_flood(const struct rules *rules, struct db *db,
	const struct casefile *casefile, int64_t flood, int64_t cases,
	int64_t now_utc_us, GError **error);
