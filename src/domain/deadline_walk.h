/* One way of counting a term: a regime (or another reading of it), a
 * calendar, a trigger day, pauses and extensions. */
#pragma once

#include "plaint/domain/deadline.h"

/* Half-open: `from` is the first day lost, `until` counts again. */
struct pause_span {
	struct day from, until;
	int reason;
};

struct pause_list {
	struct pause_span spans[DEADLINE_PAUSES_MOST];
	size_t count;
};

struct pauses {
	struct pause_list adds;	    /* sorted, merged */
	struct pause_list restarts; /* sorted */
	bool standing;		    /* one that counts is open */
	bool stands;		    /* one that has its end lasts today */
	struct day stands_until;
};

struct walk {
	const struct deadline_input *input;
	const struct calendar *calendar;
	const struct pauses *pauses;
	struct day from; /* trigger day this walk runs from */
	int count_from;	 /* enum count_from */
	int roll;	 /* enum roll */
};

/* Where a walk came to. */
struct path {
	struct day start;     /* trigger day, or the last restart */
	struct day base;      /* the day before day 1 */
	struct day plain_end; /* the term alone */
	struct day first_end; /* with pauses, before extensions */
	struct day end;	      /* before the roll */
	struct day first_due; /* first_end, rolled */
	struct day due;	      /* end, rolled */
	bool capped;
};

/* Sort the pauses by what the regime says of their reasons. */
bool pauses_read(
	const struct deadline_input *input, struct pauses *out, GError **error);
/* `end` moved by the pauses that begin on or before it, by the days they take
 * from day 1 of the term on: the trigger day, not counted, is not lost. */
struct day pauses_shift(
	const struct walk *walk, struct day base, struct day end);

struct day term_add(
	const struct calendar *calendar, struct day day, struct term term);

/* Steps of the regime's own walk, into result->steps. */
void steps_write(const struct walk *walk, const struct path *path,
	struct deadline_result *result);
