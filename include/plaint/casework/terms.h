/* A case's days: worked out of the facts kept with it, by the rules as they
 * are now, and written down with their explanation.  The one way to do it:
 * registration, every act of people that changes a fact, a new day and a new
 * rule file all come here.
 *
 * The regimes of a case: the office's own (plaint.yaml), those that apply by
 * themselves to its kind, topic, channel, customer and the office's sector
 * under the same jurisdiction, those its topic names, and those a person
 * chose, less those a person took away.  The earliest day over all of them
 * counts. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/config/config.h"
#include "plaint/db/db.h"
#include "plaint/domain/case_clock.h"
#include "plaint/rulebook/rulebook.h"
#include "plaint/rulebook/topics.h"
#include "plaint/store/casefile.h"
#include "plaint/store/casefile_fact.h"

/* _SETUP: the settings name what the rules do not have; an administrator must
 * mend one or the other (message says what). */
enum terms_error {
	TERMS_ERROR_SETUP,
};
#define TERMS_ERROR (terms_error_quark())
GQuark terms_error_quark(void);

/* What days are worked out with; all borrowed. */
struct terms_rules {
	const struct config *config;
	const struct rulebook *rulebook;
	const struct topics *topics; /* NULL: no topic names a regime */
};
/* Are the office's regime and calendar and the regimes that topics name in
 * the rules?  TERMS_ERROR_SETUP says what is not. */
bool terms_rules_check(const struct terms_rules *rules, GError **error);

/* The calendar the office counts by; NULL: its regime is not there. */
const struct calendar *terms_calendar(const struct terms_rules *rules);
/* A sentence for the administrator when a letter of today can be due on a day
 * that calendar does not know for sure, owned; NULL: it knows them. */
char *terms_calendar_trouble(const struct terms_rules *rules, struct day today);

/* All that a case's days rest on, and what comes of it.  Everything that
 * points into the rules is good as long as they are. */
struct terms {
	struct id casefile_id;
	struct case_facts facts;  /* arrays are of the terms */
	GArray *pauses;		  /* of struct deadline_pause */
	GArray *extensions;	  /* of struct case_extension */
	GPtrArray *extension_ids; /* their regimes' names */
	GPtrArray *regimes;	  /* of const struct regime * */
	GPtrArray *rows;	  /* of struct casefile_deadline, as stored */
	struct case_clock *clock;
	struct casefile_dues dues; /* by the clock */
};
void terms_free(struct terms *terms);
typedef struct terms terms;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(terms, terms_free)

/* Read the facts and compute.  DEADLINE_ERROR when the rules as they are now
 * do not allow what the facts say (an extension). */
struct terms *terms_load(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today, GError **error);

/* Of a case about to be registered, of which nothing is kept yet: compute its
 * days, which go into casefile. */
struct terms *terms_begin(const struct terms_rules *rules,
	struct casefile *casefile, const struct casefile_fact *fact,
	GError **error);
/* With the case in the register: its facts and the rows of its days. */
bool terms_keep(struct db *db, const struct terms *terms,
	const struct casefile *casefile, const struct casefile_fact *fact,
	GError **error);

/* One case's days moved. */
struct terms_change {
	struct casefile_number number;
	struct casefile_dues old, now;
	enum case_clock_change change;
};

/* Compute once more and write what differs: in the caller's transaction, with
 * the case locked (casefile_lock) before its facts were read or changed.  The
 * event is the caller's.  *change_out always has the days before and after.
 * An answered or closed case keeps its days. */
bool terms_renew(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today,
	struct terms_change *change_out, GError **error);

/* Did an answer meet or miss the terms of the case? */
bool terms_have_ended(struct db *db, const char *casefile_id, bool *ended_out,
	GError **error);
/* As terms_renew, of an open case whose terms have ended: they run anew from
 * the day of receipt that it has now. */
bool terms_begin_again(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, struct day today,
	struct terms_change *change_out, GError **error);

/* All open cases, page by page: a rule, a calendar or the day changed.  The
 * cases of a page that moved are one transaction, each with an event
 * "terms_changed"; the others are not written to. */
struct terms_sweep {
	const struct terms_rules *rules;
	struct day today;
	int64_t now_utc_us;
	const char *why; /* for the event: "rules", "day" */
	/* Results; start with zeroes, end with terms_sweep_clear. */
	struct id after; /* the last case looked at */
	bool is_done;
	int64_t count;	     /* cases looked at */
	GPtrArray *changes;  /* of struct terms_change */
	GPtrArray *problems; /* of char *: cases whose old days stay, why */
};
void terms_sweep_clear(struct terms_sweep *sweep);
typedef struct terms_sweep terms_sweep;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(terms_sweep, terms_sweep_clear)

bool terms_sweep_step(struct db *db, struct terms_sweep *sweep, GError **error);

/* The days counted, [{"day", "why"}] in JSON; caller frees. */
char *terms_steps_json(
	const struct deadline_result *result, enum tongue tongue);
