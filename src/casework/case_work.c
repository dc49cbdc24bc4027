/* Assign, close, reopen: each one transaction.  The callback of db_run_tx may
 * run twice, so it works on a fresh struct work each time. */

#include "plaint/casework/case_work.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/work.h"
#include "plaint/domain/route.h"
#include "plaint/store/staff.h"

struct assign {
	const struct case_act *act;
	const char *owner, *department;
	const char *away; /* instead of whom; NULL: of nobody */
};

static bool owner_check(struct db *db, const char *owner, GError **error)
{
	if (owner == NULL || owner[0] == '\0')
		return true;
	g_autoptr(GError) cause = NULL;
	g_autoptr(staff) staff = staff_find(db, owner, &cause);
	if (staff != NULL && staff->active)
		return true;
	if (staff == NULL &&
		!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	return work_refuse(error,
		"a case cannot be given to \"%s\": no such user, or disabled",
		owner);
}

static bool department_check(const struct case_handing *handing, GError **error)
{
	if (handing->department == NULL || handing->routing == NULL)
		return true;
	g_autofree char *why =
		routing_no_department(handing->routing, handing->department);
	return why == NULL || work_refuse(error, "%s", why);
}

/* Only a case nobody works on yet changes its stage by changing hands. */
static bool assign_move(struct work *work, const char *owner, GError **error)
{
	bool taken = owner != NULL && owner[0] != '\0';
	bool given_up = owner != NULL && owner[0] == '\0';
	if (taken && (work->stage == STAGE_REGISTERED ||
			     work->stage == STAGE_REOPENED))
		return work_move(work, STAGE_ASSIGNED, error);
	if (given_up && work->stage == STAGE_ASSIGNED)
		return work_move(work, STAGE_REGISTERED, error);
	return true;
}

static json_t *assign_detail(const struct assign *assign,
	const struct casefile *casefile, const char *owner)
{
	json_t *detail = json_pack("{s:s s:s}", "owner", owner, "department",
		assign->department != NULL ? assign->department
					   : casefile->department);
	if (assign->away != NULL)
		json_object_set_new(
			detail, "instead_of", json_string(assign->away));
	return detail;
}

static bool assign_tx(struct db *db, void *user, GError **error)
{
	const struct assign *assign = user;
	g_auto(work) work = { 0 };
	if (!work_open(&work, db, assign->act, error) ||
		!owner_check(db, assign->owner, error))
		return false;
	if (!stage_is_open(work.stage)) {
		return work_refuse(error, "case %s is %s: reopen it first",
			work.casefile->number.text, stage_name(work.stage));
	}
	const char *owner =
		assign->owner != NULL ? assign->owner : work.casefile->owner;
	return casefile_assign(db, work.casefile->id.text, owner,
		       assign->department, error) &&
	       assign_move(&work, assign->owner, error) &&
	       work_event(&work, "assigned",
		       assign_detail(assign, work.casefile, owner), error);
}

bool case_hand(struct db *db, const struct case_act *act,
	const struct case_handing *handing, const char **given_out,
	GError **error)
{
	const char *owner = handing->owner;
	bool is_named = owner != NULL && owner[0] != '\0';
	if (is_named && handing->absences != NULL)
		owner = route_present(handing->absences, owner, handing->today);
	struct assign assign = { act, owner, handing->department,
		owner != handing->owner ? handing->owner : NULL };
	if (given_out != NULL)
		*given_out = owner;
	return department_check(handing, error) &&
	       owner_check(db, is_named ? handing->owner : NULL, error) &&
	       db_run_tx(db, assign_tx, &assign, error);
}

struct turn {
	const struct case_act *act;
	const char *reason;
	enum stage to;
	const char *verb;
};

static bool turn_tx(struct db *db, void *user, GError **error)
{
	const struct turn *turn = user;
	g_auto(work) work = { 0 };
	g_autofree char *line = utf8_one_line(turn->reason);
	return work_open(&work, db, turn->act, error) &&
	       work_move(&work, turn->to, error) &&
	       work_event(&work, turn->verb, json_pack("{s:s}", "reason", line),
		       error);
}

bool case_close(struct db *db, const struct case_act *act, const char *reason,
	GError **error)
{
	struct turn turn = { act, reason, STAGE_CLOSED, "closed" };
	return work_reason(reason, "the root cause", error) &&
	       db_run_tx(db, turn_tx, &turn, error);
}

bool case_reopen(struct db *db, const struct case_act *act, const char *reason,
	GError **error)
{
	struct turn turn = { act, reason, STAGE_REOPENED, "reopened" };
	return work_reason(reason, "a reason", error) &&
	       db_run_tx(db, turn_tx, &turn, error);
}
