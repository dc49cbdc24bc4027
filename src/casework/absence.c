/* Away, and back. */

#include "plaint/casework/absence.h"

#include <stdarg.h>
#include <string.h>

#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"
#include "plaint/store/staff.h"
#include "plaint/store/store.h"

static void absence_add(GPtrArray *list, const char *person, const char *deputy,
	struct day from, struct day to)
{
	struct route_absence *absence = g_new0(struct route_absence, 1);
	absence->person = g_strdup(person);
	absence->deputy = g_strdup(deputy);
	absence->from = from;
	absence->to = to;
	g_ptr_array_add(list, absence);
}

GPtrArray *absence_list(struct db *db, const struct routing *routing,
	struct day today, GError **error)
{
	g_autoptr(GPtrArray) rows =
		staff_absence_list(db, day_format(today), error);
	if (rows == NULL)
		return NULL;
	GPtrArray *list = g_ptr_array_new_with_free_func(route_absence_free);
	for (guint i = 0; i < rows->len; i++) {
		const struct staff_absence *row = rows->pdata[i];
		struct day from, until;
		if (day_parse(row->from_day.text, &from) &&
			day_parse(row->until_day.text, &until))
			absence_add(list, row->login, row->deputy, from, until);
	}
	for (guint i = 0; routing != NULL && i < routing->absences->len; i++) {
		const struct route_absence *rule = routing->absences->pdata[i];
		if (day_compare(rule->to, today) >= 0)
			absence_add(list, rule->person, rule->deputy,
				rule->from, rule->to);
	}
	return list;
}

struct absence_work {
	const struct absence_act *act;
	const struct routing *routing;
	const struct staff_absence *absence; /* or of whom it ends: */
	const char *login;
};

static bool days_of(const struct absence_work *work, struct day *from,
	struct day *until, GError **error)
{
	const struct staff_absence *absence = work->absence;
	if (!day_parse(absence->from_day.text, from) ||
		!day_parse(absence->until_day.text, until))
		return work_refuse(
			error, "an absence needs two days (YYYY-MM-DD)");
	if (day_compare(*until, *from) < 0)
		return work_refuse(error, "the absence ends before it begins");
	if (day_compare(*until, work->act->today) < 0)
		return work_refuse(error, "the absence is over already: %s",
			absence->until_day.text);
	return true;
}

/* A round of deputies is complete on the first day of one of its absences. */
static bool deputies_end(const struct absence_work *work, const GPtrArray *all,
	struct day until, GError **error)
{
	const struct staff_absence *absence = work->absence;
	for (guint i = 0; i < all->len; i++) {
		const struct route_absence *other = all->pdata[i];
		if (day_compare(other->from, until) <= 0 &&
			route_goes_round(all, absence->login, other->from))
			return work_refuse(error,
				"%s cannot stand in for %s: on %s the "
				"deputies would go round, or be more than %d",
				absence->deputy, absence->login,
				day_format(other->from).text,
				ROUTE_DEPUTIES_MOST);
	}
	return true;
}

static bool absence_fits(
	const struct absence_work *work, struct db *db, GError **error)
{
	const struct staff_absence *absence = work->absence;
	struct day from = { 0 }, until = { 0 };
	if (strcmp(absence->login, absence->deputy) == 0)
		return work_refuse(error, "%s cannot stand in for themselves",
			absence->login);
	if (!days_of(work, &from, &until, error))
		return false;
	g_autoptr(GPtrArray) all =
		absence_list(db, work->routing, work->act->today, error);
	if (all == NULL)
		return false;
	for (guint i = 0; i < all->len; i++) {
		const struct route_absence *other = all->pdata[i];
		if (strcmp(other->person, absence->login) == 0 &&
			day_compare(other->from, until) <= 0 &&
			day_compare(from, other->to) <= 0)
			return work_refuse(error,
				"%s is away already from %s until %s",
				absence->login, day_format(other->from).text,
				day_format(other->to).text);
	}
	absence_add(all, absence->login, absence->deputy, from, until);
	return deputies_end(work, all, until, error);
}

static bool actor_fits(struct db *db, const char *by, GError **error)
{
	return by == NULL || work_staff(db, by, error);
}

static bool begin_tx(struct db *db, void *user, GError **error)
{
	const struct absence_work *work = user;
	const struct staff_absence *absence = work->absence;
	struct telling telling = { work->act->by, "absent", "staff",
		absence->login };
	return actor_fits(db, work->act->by, error) &&
	       work_staff(db, absence->login, error) &&
	       work_staff(db, absence->deputy, error) &&
	       absence_fits(work, db, error) &&
	       staff_absence_add(db, absence, error) &&
	       tell_event(db, &telling,
		       json_pack("{s:s s:s s:s}", "from",
			       absence->from_day.text, "until",
			       absence->until_day.text, "deputy",
			       absence->deputy),
		       work->act->now_utc_us, error);
}

bool absence_begin(struct db *db, const struct absence_act *act,
	const struct routing *routing, const struct staff_absence *absence,
	GError **error)
{
	struct absence_work work = { act, routing, absence, NULL };
	return db_run_tx(db, begin_tx, &work, error);
}

static bool end_tx(struct db *db, void *user, GError **error)
{
	const struct absence_work *work = user;
	struct telling telling = { work->act->by, "present", "staff",
		work->login };
	return actor_fits(db, work->act->by, error) &&
	       staff_absence_end(db, work->login, work->act->today, error) &&
	       tell_event(db, &telling, NULL, work->act->now_utc_us, error);
}

bool absence_end(struct db *db, const struct absence_act *act,
	const char *login, GError **error)
{
	struct absence_work work = { act, NULL, NULL, login };
	return db_run_tx(db, end_tx, &work, error);
}
