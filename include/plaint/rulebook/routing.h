/* rules/routing.yaml: lines that send letters, deputies and absences. */
#pragma once

#include <glib.h>
#include "plaint/domain/route.h"

struct routing {
	GPtrArray *departments; /* of struct department */
	GPtrArray *lines;	/* of struct route_line */
	GPtrArray *absences;	/* of struct route_absence */
};

struct department {
	char *id;
	GHashTable *names; /* language -> name */
	char *head;	   /* NULL when none is named */
	char *deputy;
};

struct routing *routing_load(const char *path, GError **error);
void routing_free(struct routing *routing);
const struct department *routing_department(
	const struct routing *routing, const char *id);
/* For whoever named a department that is none, with the one they may have
 * meant; caller frees.  NULL: it is one. */
char *routing_no_department(const struct routing *routing, const char *id);
