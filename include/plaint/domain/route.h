/* Where a letter goes: the first line of routing.yaml that fits.  Pure. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/day.h"

/* One line; an empty condition always fits, a list fits when any member
 * does; "billing.*" fits all topics below billing. */
struct route_line {
	char *rule;	   /* "routing.yaml:12" */
	GPtrArray *topics; /* all of char * */
	GPtrArray *kinds;
	GPtrArray *flags; /* any of them */
	GPtrArray *languages;
	GPtrArray *channels;	   /* email, paper, form */
	GPtrArray *customer_types; /* person, organisation */
	char *department;	   /* who answers; NULL: the topic's own */
	char *expert; /* department that looks into it; NULL: nobody else */
	char *person; /* login of who does, before the department; or NULL */
};

struct route_absence {
	char *person;
	char *deputy;
	struct day from, to; /* both included */
};
void route_absence_free(gpointer absence);

enum {
	ROUTE_DEPUTIES_MOST = 8 /* deputies of deputies */
};

struct route_facts {
	const char *topic, *kind, *language, *channel, *customer_type;
	const char *department; /* the topic's own */
	const GPtrArray *flags; /* of char * */
};

struct route {
	const char *department; /* borrowed from line or facts */
	const char *expert;	/* or NULL */
	const char *person;	/* or NULL */
	const char *rule;	/* or NULL: no line fitted */
	/* By a flag alone, whatever the letter is about: it holds even where
	 * the topic is not sure. */
	bool by_flag;
};

struct route route_find(
	const GPtrArray *lines, const struct route_facts *facts);

/* Who stands in for `person` on that day: follows deputies of deputies, and
 * gives `person` back when all are away. */
const char *route_present(
	const GPtrArray *absences, const char *person, struct day today);

/* Following deputies of deputies from `person` on that day comes back to
 * somebody met before, or finds no end within ROUTE_DEPUTIES_MOST. */
bool route_goes_round(
	const GPtrArray *absences, const char *person, struct day today);
