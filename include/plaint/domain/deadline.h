/* By which day the law wants an answer, and how that day came about.
 *
 * Order of operations: receipt made a day in the office's zone (by the
 * caller) → trigger day → term, months in one step, clamped to the month's
 * end → pauses → extension, capped from the first start → roll.
 *
 * Three days come out.  Legal: the regime's own reading; a breach is reported
 * on it.  Safe: the earliest end on all readings, never rolled forward; when
 * that is a day off the working day before (but never before the trigger
 * day); alarms run on it.  Target: the organisation's aim, half the term
 * unless it says otherwise, never after the safe day. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/domain/calendar.h"
#include "plaint/domain/day.h"
#include "plaint/domain/regime.h"

/* _REFUSED: the law does not allow it (an extension); _MISSING: a fact is
 * missing (trigger day, today for an open pause); _RANGE: a number is out of
 * the limits below. */
enum deadline_error {
	DEADLINE_ERROR_REFUSED,
	DEADLINE_ERROR_MISSING,
	DEADLINE_ERROR_RANGE,
};
#define DEADLINE_ERROR (deadline_error_quark())
GQuark deadline_error_quark(void);

enum {
	DEADLINE_TERM_MOST = 1000, /* of any unit */
	DEADLINE_PAUSES_MOST = 64,
	DEADLINE_EXTENSIONS_MOST = 16,
};

/* The clock stands from `from` (that day no longer counts) until `until`
 * (that day counts again); open: until today. */
struct deadline_pause {
	struct day from, until;
	bool open;
	int reason; /* enum pause_reason */
};

struct deadline_input {
	const struct regime *regime;
	/* NULL: the regime's.  Given: also drops readings that differ only in
	 * their calendar. */
	const struct calendar *calendar;
	struct day from; /* the trigger day */
	/* When the letter was received, if earlier than `from`: readings that
	 * run from the receipt use it. */
	bool has_received;
	struct day received;
	const struct deadline_pause *pauses;
	size_t pause_count;
	const struct term *extensions;
	size_t extension_count;
	bool has_today;
	struct day today;   /* needed for open pauses; for `stands` */
	struct term target; /* amount 0: the regime's */
};

enum deadline_step_kind {
	STEP_TRIGGER,	    /* number: enum regime_trigger */
	STEP_DAY,	    /* number: the how-manieth counted day */
	STEP_SKIPPED,	    /* a day off, not counted; look says why */
	STEP_PAUSED,	    /* pause; number: reason, other: its end */
	STEP_PAUSE_IGNORED, /* number: reason */
	STEP_RESTARTED,	    /* term begins anew; number: reason */
	STEP_TERM,	    /* weeks or months end here; number: amount */
	STEP_CLAMPED,	    /* month has no such number; number: wanted */
	STEP_EXTENDED,	    /* number: amount, unit; end moved here */
	STEP_CAPPED,	    /* the cap cuts the extension here */
	STEP_END,	    /* the term's own end before any roll */
	STEP_OFF,	    /* a day off met while rolling; look says why */
	STEP_ROLLED_NEXT,
	STEP_ROLLED_PREVIOUS,
	STEP_END_OFF_STAYS, /* a day off, but the law rolls nothing */
	STEP_LEGAL,
	STEP_READING, /* another reading ends here; other text: reading */
	STEP_SAFE,
	STEP_TARGET,
	STEP_NOT_IN_FORCE,
	STEP_PROVISIONAL, /* number: first year not finally known */
	STEP_RECEIVED,	  /* before `day`, on `other`: registered later */
	STEP_KINDS,
};

struct deadline_step {
	struct day day;
	struct day other;
	enum deadline_step_kind kind;
	int number;
	int unit;
	struct calendar_look look;
	const struct regime_reading *reading; /* borrowed */
};

struct deadline_other {
	const struct regime_reading *reading; /* borrowed */
	struct day day;			      /* rolled as that reading says */
};

struct deadline_result {
	const struct regime *regime;	 /* borrowed */
	const struct calendar *calendar; /* borrowed */
	struct day from;
	struct day legal, safe, target;
	struct day end;		/* of the term, before the roll */
	struct day first_legal; /* before any extension */
	struct day first_safe;
	bool has_longest;   /* the law gives an extension, and says how long */
	struct day longest; /* legal day it can be extended to at once */
	bool extended;
	bool capped;
	bool provisional; /* rests on a year not finally known */
	bool in_force;	  /* the regime, on the trigger day */
	bool paused;	  /* a pause is open and stops this clock */
	bool stands;	  /* one that ends on a day has stopped it today */
	struct day stands_until; /* that day counts again */
	GArray *steps;		 /* of struct deadline_step */
	GArray *others;		 /* of struct deadline_other */
};

/* An empty result; one may be computed into many times. */
void deadline_result_init(struct deadline_result *result);
void deadline_result_clear(struct deadline_result *result);
typedef struct deadline_result deadline_result;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(deadline_result, deadline_result_clear)

bool deadline_compute(const struct deadline_input *input,
	struct deadline_result *result, GError **error);

/* The day a letter counts as registered: the receipt, or the next working
 * day when it came after hours or on a day off and the regime says so. */
struct day deadline_registration_day(const struct regime *regime,
	const struct calendar *calendar, struct day received, bool after_hours);

/* The day an instant falls on where the zone is `offset_seconds` ahead of
 * UTC at that instant. */
struct day day_from_utc_us(int64_t utc_us, int64_t offset_seconds);
