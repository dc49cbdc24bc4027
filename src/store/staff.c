/* The people of the back office. */
#include "plaint/store/staff.h"

#include "record.h"

/* What goes in also knows when. */
struct staff_row {
	struct staff staff;
	int64_t added_utc_us;
};

static const struct column columns[] = {
	COLUMN(COLUMN_TEXT, struct staff, login),
	COLUMN(COLUMN_TEXT, struct staff, name),
	COLUMN(COLUMN_TEXT, struct staff, role),
	COLUMN(COLUMN_TEXT, struct staff, email),
	COLUMN(COLUMN_FLAG, struct staff, active),
	COLUMN(COLUMN_INTEGER, struct staff_row, added_utc_us),
	COLUMN_END,
};

static const struct store_refusal refusals[] = {
	{ "staff_role", "the role must be clerk, agent, approver or admin" },
	{ "staff_login_reserved", "this login cannot be used" },
	{ NULL, NULL },
};

static const struct record record = {
	.table = "staff",
	.size = sizeof(struct staff_row),
	.columns = columns,
};

bool staff_add(struct db *db, const struct staff *staff, int64_t now_utc_us,
	GError **error)
{
	struct staff_row row = { *staff, now_utc_us };
	GError *failure = NULL;
	int64_t added = record_insert(
		db, &record, &row, "ON CONFLICT (login) DO NOTHING", &failure);
	if (added < 0) {
		store_explain_refusal(refusals, &failure);
		g_propagate_error(error, failure);
		return false;
	}
	return added > 0 || store_fail(error, STORE_ERROR_REFUSED,
				    "the login %s is taken", staff->login);
}

struct staff *staff_find(struct db *db, const char *login, GError **error)
{
	return record_one(db, &record, "WHERE login = $1",
		DB_VALUES(db_text(login)), error);
}

GPtrArray *staff_list(struct db *db, GError **error)
{
	return record_list(db, &record, "ORDER BY login", DB_NO_VALUES, error);
}

bool staff_set_active(
	struct db *db, const char *login, bool active, GError **error)
{
	int64_t changed =
		db_exec(db, "UPDATE staff SET active = $2 WHERE login = $1",
			DB_VALUES(db_text(login), db_int(active)), error);
	struct store_must must = { STORE_ERROR_MISSING, "staff", login,
		"there is nobody with that login" };
	return store_must_change(changed, &must, error);
}
