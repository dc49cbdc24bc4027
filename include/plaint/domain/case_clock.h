/* The clocks of one case: all regimes that apply to it, its pauses and
 * extensions; which reminders are due, which notices must be offered.  Pure:
 * computed anew from the facts kept with the case whenever a fact, a rule or
 * a calendar changes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>
#include "plaint/domain/day.h"
#include "plaint/domain/deadline.h"
#include "plaint/domain/regime.h"

/* An extension granted on one regime of the case. */
struct case_extension {
	char *regime_id;
	struct term by;
};

/* All that a case's days rest on.  Days that are not known: has_… false. */
struct case_facts {
	struct day received;
	bool after_hours; /* received when the office was closed */
	bool has_registered;
	/* Counts when later than what the regime works out of the receipt. */
	struct day registered;
	bool has_entry;
	struct day entry; /* not known: the receipt */
	bool has_presented;
	struct day presented; /* not known: the receipt */
	bool has_event;
	struct day event; /* not known: event regimes give no day */
	const struct deadline_pause *pauses;
	size_t pause_count;
	const struct case_extension *extensions;
	size_t extension_count;
	bool has_today;
	struct day today;
	/* The organisation's calendar and aim; NULL, 0: each regime's own. */
	const struct calendar *calendar;
	struct term target;
};

/* One regime's clock for the case.  False with DEADLINE_ERROR_MISSING when
 * its trigger is an event not told. */
bool case_clock_compute(const struct regime *regime,
	const struct case_facts *facts, struct deadline_result *result,
	GError **error);

/* All of a case's clocks: the earliest counts. */
struct case_clock {
	GPtrArray *results; /* of struct deadline_result, earliest safe day
			       first; owned */
	/* Over the results; meaningless when there is none. */
	const struct deadline_result *leading; /* earliest legal day */
	struct day legal, safe, target;
};
/* regimes: of const struct regime *.  Those whose event is not told are left
 * out.  NULL on an error in a fact. */
struct case_clock *case_clock_new(const GPtrArray *regimes,
	const struct case_facts *facts, GError **error);
void case_clock_free(struct case_clock *clock);
typedef struct case_clock case_clock;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(case_clock, case_clock_free)

/* How a recomputed day differs from the stored one. */
enum case_clock_change {
	CASE_CLOCK_SAME,
	CASE_CLOCK_EARLIER, /* legal or safe day moved earlier */
	CASE_CLOCK_LATER,
};
enum case_clock_change case_clock_compare(struct day old_legal,
	struct day old_safe, struct day new_legal, struct day new_safe);
