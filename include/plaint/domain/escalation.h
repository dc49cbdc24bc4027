/* Who must be reminded of what on which day, by rules/escalation.yaml; and
 * which notices (extension, delay) must be offered before it is too late.
 * Pure: the caller keeps the day it last asked for, so that a day on which
 * nothing ran is made up for. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/calendar.h"
#include "plaint/domain/case_clock.h"
#include "plaint/domain/day.h"
#include "plaint/domain/stage.h"
#include "plaint/domain/tongue.h"

enum escalation_role {
	ESCALATE_OWNER,
	ESCALATE_HEAD,
	ESCALATE_DIRECTOR,
	ESCALATE_ROLES,
};

enum escalation_event {
	ESCALATE_BEFORE_SAFE, /* `days` working days before the safe day */
	ESCALATE_OVERDUE,     /* from `days` working days after the safe day */
	ESCALATE_BREACHED,    /* from `days` working days after the legal day */
	ESCALATE_STAGE,	      /* `days` working days in `stage` */
};

struct escalation_line {
	char *rule; /* "escalation.yaml:12" */
	enum escalation_event event;
	enum stage stage; /* ESCALATE_STAGE only */
	int days;
	int repeat_days; /* working days between repeats; 0: once */
	unsigned to;	 /* bit per enum escalation_role */
};

struct escalation_rules {
	GPtrArray *lines;  /* of struct escalation_line */
	int offer_days;	   /* working days before the safe day from which a
			      notice is offered */
	int digest_minute; /* of the day, in the office's zone */
	unsigned digest_to;
	char *director; /* login or e-mail address; NULL: none is named */
};
struct escalation_rules *escalation_rules_new(void);
void escalation_rules_free(struct escalation_rules *rules);

struct escalation_facts {
	const struct calendar *calendar;
	struct day legal, safe;
	enum stage stage; /* answered and closed: nothing is due */
	struct day stage_since;
	bool paused; /* the clock stands: nothing but stage limits is due */
};

struct escalation_due {
	const struct escalation_line *line; /* borrowed */
	struct day day;			    /* it fell due */
};

/* "before_safe_day:2", "in_stage:drafting:3": the same for the same rule
 * wherever in the file it stands.  Caller frees. */
char *escalation_line_key(const struct escalation_line *line);
/* Why somebody is told: "2 working days before the safe day" and so on. */
void explain_escalation(
	GString *out, const struct escalation_line *line, enum tongue tongue);

/* What fell due after `after` up to and including `today`, oldest first:
 * GArray of struct escalation_due, for each line only its latest day. */
GArray *escalation_find(const struct escalation_rules *rules,
	const struct escalation_facts *facts, struct day after,
	struct day today);

enum notice_kind {
	NOTICE_EXTENSION, /* the law allows more time, with this notice */
	NOTICE_DELAY,	  /* it does not; the writer is told all the same */
};

struct notice_offer {
	const struct regime *regime; /* borrowed */
	enum notice_kind kind;
	struct day last_day; /* by which the notice must have gone */
	bool has_longest;    /* false: the law sets no cap */
	struct day longest;  /* the day the term can be extended to */
	bool needs_reason;
};

/* For each clock of a case not yet answered whose safe day is at most
 * rules->offer_days working days away (or past, while the legal day is not).
 * GArray of struct notice_offer. */
GArray *notice_find(const struct escalation_rules *rules,
	const struct case_clock *clock, struct day today);

/* What can be sent to the customer, and by when. */
void explain_notice(
	GString *out, const struct notice_offer *offer, enum tongue tongue);
