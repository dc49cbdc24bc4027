/* The days of a case and what they rest on, for plaint show and list. */
#pragma once

#include "cli.h"
#include "plaint/casework/terms.h"
#include "plaint/domain/tongue.h"
#include "plaint/store/casefile_deadline.h"

/* A case's terms by the rules as they are now; NULL when they cannot be
 * worked out (*why_out says it). */
struct terms *show_terms_load(
	struct office *office, const struct casefile *casefile, char **why_out);

/* May a day of an open case still move, for its calendar is not known for sure
 * (plaint/domain/calendar.h)? */
bool show_is_provisional(
	struct office *office, const struct casefile *casefile);

/* GArray of struct notice_offer (plaint/domain/escalation.h). */
GArray *show_offers(struct office *office, const struct casefile *casefile,
	const struct terms *terms);
json_t *show_offers_json(const GArray *offers);

/* New reference: of a repeat, each regime of the case that says what it
 * allows, with the act and article; empty: every letter is answered. */
json_t *show_repeats_json(
	const struct terms *terms, const struct casefile *casefile);

/* The day until which a pause has stopped the clock of a row today; "": it
 * runs, or stands until somebody resumes it (then its state is "paused"). */
struct day_text show_stands_until(
	const struct terms *terms, const struct casefile_deadline *row);

/* New reference: what the regime of a row wants on the way to its answer
 * (due_print.h). */
json_t *show_interim_json(const struct office *office,
	const struct terms *terms, const struct casefile_deadline *row);

/* New reference: pauses, extensions and the other facts. */
json_t *show_facts_json(struct db *db, const struct casefile *casefile);

/* Everything for people: the facts, each term as a small calendar. */
void show_terms(struct office *office, const struct casefile *casefile,
	const GPtrArray *rows, enum tongue tongue);
