/* A regime: one rule of law that gives a term.  Filled by rulebook from
 * rules/regimes/, read by deadline.  Plain data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/domain/calendar.h"
#include "plaint/domain/day.h"
#include "plaint/domain/tongue.h"

/* The fact the term runs from. */
enum regime_trigger {
	TRIGGER_RECEIVED,
	TRIGGER_REGISTERED,
	TRIGGER_ENTRY,	   /* written into the book of remarks */
	TRIGGER_PRESENTED, /* a claim is presented, a complaint first made */
	TRIGGER_EVENT,	   /* something a person must tell: regime->event */
	TRIGGERS,
};

/* What must be done by the day. */
enum regime_duty {
	DUTY_ANSWER,
	DUTY_REGISTER,
	DUTY_FORWARD,
	DUTY_RETURN,
	DUTY_ACKNOWLEDGE,
	DUTY_NOTIFY_DELAY,
	DUTY_CAP, /* outer limit of an extended answer */
	DUTY_OTHER,
	DUTIES,
};

enum term_unit {
	UNIT_CALENDAR_DAY,
	UNIT_WORKING_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNITS,
};

/* amount 0: no such term. */
struct term {
	int64_t amount;
	int unit; /* enum term_unit */
};

/* _SAME_DAY: the trigger day is day 1.  Weeks and months always end on the
 * same weekday or number. */
enum count_from {
	COUNT_NEXT_DAY,
	COUNT_SAME_DAY,
};

enum roll {
	ROLL_NONE,
	ROLL_NEXT,
	ROLL_PREVIOUS,
};

/* Receipt after office hours or on a day off: which day is registered. */
enum off_hours {
	OFF_HOURS_SAME_DAY,
	OFF_HOURS_NEXT_WORKING_DAY,
};

enum pause_reason {
	PAUSE_CUSTOMER,	  /* waiting for the customer */
	PAUSE_CORRECTION, /* correction of the letter asked */
	PAUSE_EXPERTISE,  /* expert examination, papers from abroad */
	PAUSE_REASONS,
};

enum pause_effect {
	PAUSE_IGNORED,	/* the law knows no such pause: the term runs on */
	PAUSE_ADDS,	/* the days of the pause do not count */
	PAUSE_RESTARTS, /* the term begins anew at the pause's end */
};

/* What a statement of the rule rests on. */
enum regime_basis {
	BASIS_LAW,	      /* the law's own words */
	BASIS_GENERAL,	      /* the general rule on counting terms */
	BASIS_INTERPRETATION, /* practice or analogy: must be shown as such */
};

/* How the rule was read: T text of the act, Q a page quoting it, K known,
 * k known unsurely. */
enum regime_confidence {
	CONFIDENCE_TEXT,
	CONFIDENCE_QUOTED,
	CONFIDENCE_KNOWN,
	CONFIDENCE_UNSURE,
};

/* Another defensible reading; fields at -1 or NULL are as in the regime. */
struct regime_reading {
	struct names title;
	int count_from; /* enum count_from or -1 */
	int roll;	/* enum roll or -1 */
	char *calendar_id;
	const struct calendar *calendar; /* resolved; borrowed */
	bool from_receipt; /* run from the receipt, not the registration */
	bool no_pauses;
};

struct regime_extension {
	bool allowed;
	struct term most; /* one extension; amount 0: as much as the cap has */
	struct term cap;  /* whole term from its first start; 0: none */
	int64_t times;
	bool needs_reason;
	bool needs_notice;
	struct names note;
};

/* Something else due on the way; either `regime_id` or `term`. */
struct regime_interim {
	int duty; /* enum regime_duty */
	char *regime_id;
	struct term term;
	struct names title; /* all NULL when regime_id says it */
};

struct regime {
	char *id;
	struct names title;
	char *jurisdiction; /* "UA" */
	char *zone;	    /* default zone, of the jurisdiction */
	int duty;	    /* enum regime_duty */
	char *series;	    /* regimes replacing one another; may be NULL */

	/* Applies to; an empty list fits everything.  "billing.*" fits all
	 * topics below billing. */
	GPtrArray *kinds;
	GPtrArray *topics;
	GPtrArray *channels;
	GPtrArray *customers;
	GPtrArray *sectors;
	bool automatic; /* false: only when a person chooses it */

	int trigger; /* enum regime_trigger */
	char *event; /* for TRIGGER_EVENT: "absence_end" */
	struct term term;
	int count_from;
	int off_hours;
	int roll;
	char *calendar_id;
	const struct calendar *calendar; /* resolved; borrowed */
	struct term target;		 /* amount 0: half the term */
	struct regime_extension extension;
	int pauses[PAUSE_REASONS]; /* enum pause_effect */
	GPtrArray *readings;	   /* of struct regime_reading */
	GPtrArray *interim;	   /* of struct regime_interim */

	bool has_from, has_to;
	struct day valid_from, valid_to; /* both included */
	int basis;			 /* enum regime_basis */
	int confidence;			 /* enum regime_confidence */
	char *source;			 /* act and article */
	struct names note; /* what a clerk must know; all NULL: none */
	/* What it allows when somebody writes again about the same; source
	 * NULL: it says nothing, every letter is answered. */
	struct regime_repeats {
		struct names may;
		char *source;	/* act and article */
		int confidence; /* enum regime_confidence */
	} repeats;
};

bool regime_in_force(const struct regime *regime, struct day day);

/* What is known of a letter; NULL: not known, fits only empty lists. */
struct regime_query {
	const char *kind;
	const char *topic;
	const char *channel;	   /* email, paper, form, book, portal */
	const char *customer_type; /* person, organisation */
	const char *sector;	   /* of the organisation: telecom, public… */
	const char *jurisdiction;
	struct day day; /* for validity */
};
/* Automatic regimes only. */
bool regime_applies(
	const struct regime *regime, const struct regime_query *query);

const char *trigger_name(enum regime_trigger trigger);
const char *unit_name(enum term_unit unit);
const char *duty_name(enum regime_duty duty);
const char *basis_name(enum regime_basis basis);
const char *confidence_name(enum regime_confidence confidence);
const char *roll_name(enum roll roll);
const char *pause_reason_name(enum pause_reason reason);
/* Also the short forms cd, wd, wk, mo and plurals. */
bool unit_parse(const char *text, enum term_unit *out);
bool pause_reason_parse(const char *text, enum pause_reason *out);
