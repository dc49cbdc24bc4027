/* The people of the back office. */
#include "plaint/store/staff.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "record.h"

enum {
	LOGIN_MOST_CHARACTERS = 64
};

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

static bool is_login(const char *login)
{
	if (!utf8_is_valid(login, strlen(login)) ||
		g_utf8_strlen(login, -1) > LOGIN_MOST_CHARACTERS)
		return false;
	for (const char *at = login; *at != '\0'; at = g_utf8_next_char(at))
		if (!g_unichar_isgraph(g_utf8_get_char(at)))
			return false;
	return login[0] != '\0';
}

bool staff_add(struct db *db, const struct staff *staff, int64_t now_utc_us,
	GError **error)
{
	struct staff_row row = { *staff, now_utc_us };
	GError *failure = NULL;
	if (!is_login(staff->login))
		return store_fail(error, STORE_ERROR_REFUSED,
			"a login is one word, without spaces, of at most %d "
			"characters",
			LOGIN_MOST_CHARACTERS);
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

static bool must_be_there(int64_t changed, const char *login, GError **error)
{
	struct store_must must = { STORE_ERROR_MISSING, "staff", login,
		"there is nobody with that login" };
	return store_must_change(changed, &must, error);
}

bool staff_change(struct db *db, const char *login,
	const struct staff_change *change, GError **error)
{
	GError *failure = NULL;
	int64_t changed = db_exec(db,
		"UPDATE staff SET name = COALESCE($2, name),"
		" role = COALESCE($3, role), email = COALESCE($4, email)"
		" WHERE login = $1",
		DB_VALUES(db_text(login), db_text(change->name),
			db_text(change->role), db_text(change->email)),
		&failure);
	if (changed >= 0)
		return must_be_there(changed, login, error);
	store_explain_refusal(refusals, &failure);
	g_propagate_error(error, failure);
	return false;
}

bool staff_set_active(
	struct db *db, const char *login, bool active, GError **error)
{
	int64_t changed =
		db_exec(db, "UPDATE staff SET active = $2 WHERE login = $1",
			DB_VALUES(db_text(login), db_int(active)), error);
	return must_be_there(changed, login, error);
}
