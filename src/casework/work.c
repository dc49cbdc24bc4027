/* A case opened by somebody.  Rules about stages live in domain/stage; here
 * they become words for whoever asked. */

#include "plaint/casework/work.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/zone.h"
#include "plaint/delivery/compose.h"
#include "plaint/store/staff.h"

bool work_refuse(GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED, text);
	return false;
}

static bool work_stage(struct work *work, GError **error)
{
	if (stage_parse(work->casefile->stage, &work->stage))
		return true;
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"case %s is in an unknown stage \"%s\"",
		work->casefile->number.text, work->casefile->stage);
	return false;
}

static struct staff *active_staff(
	struct db *db, const char *login, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(staff) staff = staff_find(db, login, &cause);
	if (staff == NULL &&
		!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return NULL;
	}
	if (staff != NULL && staff->active)
		return g_steal_pointer(&staff);
	work_refuse(error,
		staff == NULL ? "there is no user \"%s\""
			      : "user \"%s\" is disabled",
		login);
	return NULL;
}

bool work_staff(struct db *db, const char *login, GError **error)
{
	g_autoptr(staff) staff = active_staff(db, login, error);
	return staff != NULL;
}

bool work_office(
	struct db *db, const char *login, const char *deed, GError **error)
{
	g_autoptr(staff) staff = active_staff(db, login, error);
	return staff != NULL &&
	       (strcmp(staff->role, "clerk") != 0 ||
		       work_refuse(error, "%s is a clerk, who may not %s",
			       login, deed));
}

bool work_approver(
	struct db *db, const char *login, const char *deed, GError **error)
{
	g_autoptr(staff) staff = active_staff(db, login, error);
	return staff != NULL &&
	       (strcmp(staff->role, "approver") == 0 ||
		       strcmp(staff->role, "admin") == 0 ||
		       work_refuse(error,
			       "%s is %s: only an approver or an admin may %s",
			       login, staff->role, deed));
}

bool work_open(struct work *work, struct db *db, const struct case_act *act,
	GError **error)
{
	*work = (struct work){
		.db = db, .by = act->by, .now_utc_us = act->now_utc_us
	};
	if (!work_staff(db, act->by, error))
		return false;
	g_autoptr(casefile) found =
		casefile_find_by_number(db, act->number, error);
	/* Held before it is looked at: two people at one case take turns. */
	if (found == NULL || !casefile_lock(db, found->id.text, error))
		return false;
	work->casefile = casefile_find(db, found->id.text, error);
	return work->casefile != NULL && work_stage(work, error);
}

bool work_open_casefile(struct work *work, struct db *db,
	const char *casefile_id, const char *actor, int64_t now_utc_us,
	GError **error)
{
	*work = (struct work){
		.db = db, .by = actor, .now_utc_us = now_utc_us
	};
	work->casefile = casefile_find(db, casefile_id, error);
	return work->casefile != NULL && work_stage(work, error);
}

void work_clear(struct work *work)
{
	g_clear_pointer(&work->casefile, g_free);
}

/* An answer that is out of its writer's hands holds up the end of its case. */
static const struct {
	const char *command, *what;
} ways_back[STAGE_COUNT] = {
	[STAGE_APPROVAL] = { "plaint reject", "sends its answer back" },
	[STAGE_ANSWERING] = { "plaint recall",
		"takes its answer back while it waits (plaint outbox)" },
};

static bool move_refuse(const struct work *work, enum stage to, GError **error)
{
	const char *number = work->casefile->number.text;
	const char *command = ways_back[work->stage].command;
	g_autofree char *back =
		to != STAGE_CLOSED || command == NULL
			? NULL
			: g_strdup_printf("; %s %s %s", command, number,
				  ways_back[work->stage].what);
	return work_refuse(error, "case %s is %s: it cannot become %s%s",
		number, stage_name(work->stage), stage_name(to),
		back != NULL ? back : "");
}

bool work_move(struct work *work, enum stage to, GError **error)
{
	if (!stage_allows(work->stage, to))
		return move_refuse(work, to, error);
	if (!casefile_set_stage(work->db, work->casefile->id.text,
		    stage_name(work->stage), stage_name(to), work->now_utc_us,
		    error))
		return false;
	work->stage = to;
	return true;
}

bool work_take(struct work *work, GError **error)
{
	if (work->casefile->owner[0] == '\0' &&
		!casefile_assign(work->db, work->casefile->id.text, work->by,
			NULL, error))
		return false;
	return work->stage != STAGE_REGISTERED ||
	       work_move(work, STAGE_ASSIGNED, error);
}

bool work_event(
	struct work *work, const char *verb, json_t *detail, GError **error)
{
	struct telling telling = { .by = work->by,
		.verb = verb,
		.kind = "casefile",
		.id = work->casefile->id.text };
	return tell_event(work->db, &telling, detail, work->now_utc_us, error);
}

bool work_text_check(
	const char *text, size_t most_bytes, const char *what, GError **error)
{
	const char *why = NULL;
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
		why = "is needed";
	else if (strlen(text) > most_bytes)
		why = "is too long";
	else if (!utf8_is_valid(text, strlen(text)))
		why = "is not UTF-8";
	return why == NULL || work_refuse(error, "%s %s", what, why);
}

bool work_reason(const char *reason, const char *what, GError **error)
{
	return work_text_check(reason, WORK_REASON_MOST_BYTES, what, error);
}

bool work_address(const char *address, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *fit = compose_address(address, &cause);
	return fit != NULL ||
	       work_refuse(error, "nothing can be sent to \"%s\": %s", address,
		       cause->message);
}

struct day work_day(const struct config *config, int64_t utc_us)
{
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(config->organisation.zone);
	return zone_day(zone, utc_us);
}
