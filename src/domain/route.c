/* First line that fits; deputies of those who are away. */
#include "plaint/domain/route.h"

#include <string.h>

void route_absence_free(gpointer data)
{
	struct route_absence *absence = data;
	g_free(absence->person);
	g_free(absence->deputy);
	g_free(absence);
}

static bool pattern_fits(const char *pattern, const char *value)
{
	size_t length = strlen(pattern);
	if (length >= 2 && strcmp(pattern + length - 2, ".*") == 0)
		return strncmp(pattern, value, length - 1) == 0;
	return strcmp(pattern, value) == 0;
}

static bool list_fits(const GPtrArray *list, const char *value)
{
	if (list->len == 0)
		return true;
	for (guint i = 0; value != NULL && i < list->len; i++)
		if (pattern_fits(list->pdata[i], value))
			return true;
	return false;
}

static bool flags_fit(const GPtrArray *list, const GPtrArray *flags)
{
	if (list->len == 0)
		return true;
	for (guint i = 0; i < flags->len; i++)
		if (list_fits(list, flags->pdata[i]))
			return true;
	return false;
}

static bool line_fits(
	const struct route_line *line, const struct route_facts *facts)
{
	return list_fits(line->topics, facts->topic) &&
	       list_fits(line->kinds, facts->kind) &&
	       flags_fit(line->flags, facts->flags) &&
	       list_fits(line->languages, facts->language) &&
	       list_fits(line->channels, facts->channel) &&
	       list_fits(line->customer_types, facts->customer_type);
}

struct route route_find(const GPtrArray *lines, const struct route_facts *facts)
{
	for (guint i = 0; i < lines->len; i++) {
		const struct route_line *line = lines->pdata[i];
		if (!line_fits(line, facts))
			continue;
		return (struct route){
			line->department != NULL ? line->department
						 : facts->department,
			line->expert,
			line->person,
			line->rule,
			line->department != NULL && line->flags->len > 0 &&
				line->topics->len == 0 && line->kinds->len == 0,
		};
	}
	return (struct route){ .department = facts->department };
}

static const struct route_absence *absence_of(
	const GPtrArray *absences, const char *person, struct day today)
{
	for (guint i = 0; i < absences->len; i++) {
		const struct route_absence *absence = absences->pdata[i];
		if (strcmp(absence->person, person) == 0 &&
			day_compare(absence->from, today) <= 0 &&
			day_compare(today, absence->to) <= 0)
			return absence;
	}
	return NULL;
}

const char *route_present(
	const GPtrArray *absences, const char *person, struct day today)
{
	const char *who = person;
	for (int i = 0; i < ROUTE_DEPUTIES_MOST; i++) {
		const struct route_absence *absence =
			absence_of(absences, who, today);
		if (absence == NULL)
			return who;
		if (absence->deputy == NULL)
			return person;
		who = absence->deputy;
	}
	return person;
}

bool route_goes_round(
	const GPtrArray *absences, const char *person, struct day today)
{
	const char *who = person;
	for (int i = 0; i < ROUTE_DEPUTIES_MOST; i++) {
		const struct route_absence *absence =
			absence_of(absences, who, today);
		if (absence == NULL || absence->deputy == NULL)
			return false;
		who = absence->deputy;
	}
	return absence_of(absences, who, today) != NULL;
}
