/* The stages of a case and the ways between them.  Pure. */
#pragma once

#include <stdbool.h>

enum stage {
	STAGE_REGISTERED, /* it has a number */
	STAGE_ASSIGNED,	  /* somebody's */
	STAGE_CONSULTING, /* another department is asked */
	STAGE_WAITING,	  /* the customer is asked */
	STAGE_DRAFTING,	  /* an answer is being written */
	STAGE_APPROVAL,	  /* a second person reads it */
	STAGE_ANSWERING,  /* approved, on its way out */
	STAGE_ANSWERED,	  /* the customer has it */
	STAGE_CLOSED,	  /* with a root cause */
	STAGE_REOPENED,	  /* the customer came back */
	STAGE_COUNT,
};

/* "registered": as the database, JSON and the commands have it. */
const char *stage_name(enum stage stage);
bool stage_parse(const char *name, enum stage *out);

/* For people: language uk, ru, be or en; any other counts as en. */
const char *stage_title(enum stage stage, const char *language);

/* May a case go from one to the other?  A stage to itself: no. */
bool stage_allows(enum stage from, enum stage to);

/* Does somebody still owe the customer something? */
bool stage_is_open(enum stage stage);
