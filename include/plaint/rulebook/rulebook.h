/* The rules folder, read, checked and joined: calendars, regimes, escalation.
 *
 *     rules/calendars/<any>.yaml   one calendar each
 *     rules/regimes/<any>.yaml     many regimes each
 *     rules/escalation.yaml        may be absent: nothing is reminded of
 *
 * Loading is all or nothing: on an error the caller keeps the rulebook it
 * has.  A loaded rulebook never changes and may be shared by threads; what it
 * hands out lives as long as it does. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/domain/calendar.h"
#include "plaint/domain/case_clock.h"
#include "plaint/domain/escalation.h"
#include "plaint/domain/regime.h"

/* _IO: a file or folder could not be read; _INVALID: a person must mend a
 * file (the message begins with file:line:column). */
enum rulebook_error {
	RULEBOOK_ERROR_IO,
	RULEBOOK_ERROR_INVALID,
};
#define RULEBOOK_ERROR (rulebook_error_quark())
GQuark rulebook_error_quark(void);

struct rulebook;
struct topic_rules; /* plaint/topics/classify.h */

struct rulebook *rulebook_load(const char *dir, GError **error);
void rulebook_free(struct rulebook *rulebook);
typedef struct rulebook rulebook;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rulebook, rulebook_free)

/* Every mistake in the folder, not only the first: GPtrArray of char *, each
 * "file:line:column: what is wrong"; empty when all is well. */
GPtrArray *rulebook_check(const char *dir);

/* What regimes and topics say of each other: a regime a topic names must be
 * there, and a topic a regime applies to must not be one mistyped; one that is
 * far from all was left out on purpose. */
bool rulebook_check_topics(const struct rulebook *rulebook,
	const struct topic_rules *topics, GError **error);

/* NULL when there is none of that name. */
const struct regime *rulebook_regime(
	const struct rulebook *rulebook, const char *id);
/* An organisation's own calendar that replaces `id` is found first. */
const struct calendar *rulebook_calendar(
	const struct rulebook *rulebook, const char *id);
/* The known name nearest to `id`, or NULL; for error messages. */
const char *rulebook_regime_nearest(
	const struct rulebook *rulebook, const char *id);
const char *rulebook_calendar_nearest(
	const struct rulebook *rulebook, const char *id);

/* Of const struct regime *, in file order. */
const GPtrArray *rulebook_regimes(const struct rulebook *rulebook);
/* Names of the calendars, sorted: of const char *. */
const GPtrArray *rulebook_calendar_ids(const struct rulebook *rulebook);
/* A calendar's name; NULL when not given. */
const struct names *rulebook_calendar_title(
	const struct rulebook *rulebook, const char *id);

/* Automatic regimes that apply to a letter, the array of const struct
 * regime * is the caller's. */
GPtrArray *rulebook_regimes_for(
	const struct rulebook *rulebook, const struct regime_query *query);

const struct escalation_rules *rulebook_escalation(
	const struct rulebook *rulebook);
