/* An understanding as `plaint classify --json` prints it. */
#pragma once

#include <jansson.h>
#include "plaint/topics/classify.h"

/* New reference.  Keys:
 *
 *   kind, topic, confidence (0..1), language, department, expert, priority
 *   alternatives  [{topic, confidence}], the next best first
 *   entities      by kind (phones, accounts, amounts, dates, names...): texts,
 *                 phones in E.164, days 2026-02-28, amounts {amount_minor,
 *                 currency}
 *   entity_spans  [{kind, value, in, offset, length, rule}]: where each stands
 *   flags         [name]
 *   reasons       [{rule "topics.yaml:41", phrase, offset, length, for, in}]
 *
 * `in` is "text" or what else was searched.  Offsets and lengths count
 * characters, not bytes. */
json_t *understanding_to_json(const struct understanding *understanding,
	const struct document *document);
