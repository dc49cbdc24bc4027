/* A case as JSON and as a row: list and show print the same; a reply as it
 * will be read. */
#pragma once

#include <stdbool.h>

#include <jansson.h>
#include "plaint/config/config.h"
#include "plaint/store/casefile.h"
#include "plaint/store/reply.h"

/* New reference.  Keys: number, stage, kind, topic, confidence, language,
 * customer, department, priority, owner, channel, subject, received and
 * received_day, registered, legal_due, safe_due, target_due, closed, flags.
 * Texts and days that are not known are null. */
json_t *case_json(const struct casefile *casefile);
/* The customer wrote of it before. */
bool case_is_repeat(const struct casefile *casefile);

/* Addressee, subject and text, for a terminal. */
void print_reply(const struct reply *reply);

/* "2026-11-18 (the stamp on its page)": when something was received and how
 * that is known; the hour where it is known.  Caller frees. */
char *print_received(const struct config *config, int64_t utc_us,
	const char *day, const char *from);
