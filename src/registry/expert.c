/* A login is only known here: rules are checked without a database. */
#include "expert.h"

#include "plaint/base/log.h"
#include "plaint/casework/absence.h"
#include "plaint/casework/work.h"
#include "plaint/casework/zone.h"
#include "plaint/store/store.h"

/* False and no error: nobody who works here bears that login. */
static bool is_there(struct db *db, const struct understanding *u,
	const char *login, GError **error)
{
	GError *cause = NULL;
	if (work_staff(db, login, &cause))
		return true;
	if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_REFUSED)) {
		g_propagate_error(error, cause);
		return false;
	}
	log_warning("%s: %s: %s%s looks into it instead", u->route_rule,
		cause->message,
		u->expert[0] != '\0' ? "the department " : "nobody", u->expert);
	g_error_free(cause);
	return false;
}

bool expert_settle(const struct rules *rules, struct db *db,
	struct understanding *u, int64_t now_utc_us, GError **error)
{
	GError *cause = NULL;
	if (u->person[0] == '\0')
		return true;
	struct day today = zone_day(rules->zone, now_utc_us);
	g_autoptr(GPtrArray) absences =
		absence_list(db, topics_routing(rules->topics), today, error);
	if (absences == NULL)
		return false;
	const char *who = route_present(absences, u->person, today);
	bool is_found = is_there(db, u, who, &cause);
	if (cause != NULL) {
		g_propagate_error(error, cause);
		return false;
	}
	char **place = is_found ? &u->expert : &u->person;
	g_free(*place);
	*place = g_strdup(is_found ? who : "");
	return true;
}
