/* Staff: whoever may do what is a matter of the log, too. */

#include "plaint/casework/staff_work.h"

#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"

struct staff_work {
	const struct staff_act *act;
	const char *login;
	const struct staff *staff;	   /* added */
	const struct staff_change *change; /* changed */
	bool active;			   /* set */
};

static bool tell(struct db *db, const struct staff_work *work, const char *verb,
	json_t *detail, GError **error)
{
	struct telling telling = { work->act->by, verb, "staff", work->login };
	return tell_event(db, &telling, detail, work->act->now_utc_us, error);
}

static bool actor_check(
	struct db *db, const struct staff_act *act, GError **error)
{
	return act->by == NULL || work_staff(db, act->by, error);
}

/* A reminder to an address that no server takes is lost without a word; an
 * answer is signed with the name. */
static bool person_check(const char *name, const char *email, GError **error)
{
	if (name != NULL && name[strspn(name, " \t\r\n")] == '\0')
		return work_refuse(error, "a name is needed");
	return email == NULL || email[0] == '\0' || work_address(email, error);
}

static bool add_tx(struct db *db, void *user, GError **error)
{
	const struct staff_work *work = user;
	return actor_check(db, work->act, error) &&
	       staff_add(db, work->staff, work->act->now_utc_us, error) &&
	       tell(db, work, "staff_added",
		       json_pack("{s:s}", "role", work->staff->role), error);
}

bool staff_work_add(struct db *db, const struct staff_act *act,
	const struct staff *staff, GError **error)
{
	struct staff_work work = {
		.act = act, .login = staff->login, .staff = staff
	};
	return person_check(staff->name, staff->email, error) &&
	       db_run_tx(db, add_tx, &work, error);
}

static bool change_tx(struct db *db, void *user, GError **error)
{
	const struct staff_work *work = user;
	const struct staff_change *change = work->change;
	return actor_check(db, work->act, error) &&
	       staff_change(db, work->login, change, error) &&
	       tell(db, work, "staff_changed",
		       json_pack("{s:s* s:s* s:s*}", "name", change->name,
			       "role", change->role, "email", change->email),
		       error);
}

bool staff_work_change(struct db *db, const struct staff_act *act,
	const char *login, const struct staff_change *change, GError **error)
{
	struct staff_work work = {
		.act = act, .login = login, .change = change
	};
	return person_check(change->name, change->email, error) &&
	       db_run_tx(db, change_tx, &work, error);
}

static bool set_active_tx(struct db *db, void *user, GError **error)
{
	const struct staff_work *work = user;
	return actor_check(db, work->act, error) &&
	       staff_set_active(db, work->login, work->active, error) &&
	       tell(db, work, work->active ? "staff_enabled" : "staff_disabled",
		       NULL, error);
}

bool staff_work_set_active(struct db *db, const struct staff_act *act,
	const char *login, bool active, GError **error)
{
	struct staff_work work = {
		.act = act, .login = login, .active = active
	};
	return db_run_tx(db, set_active_tx, &work, error);
}
