/* The people of the back office (table `staff`: `user` is a keyword). */
#pragma once

#include "plaint/store/store.h"

struct staff {
	const char *login;
	const char *name;
	const char *role; /* clerk, agent, approver, admin */
	const char *email;
	bool active;
};
typedef struct staff staff;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(staff, g_free)

/* STORE_ERROR_REFUSED when the login is taken or no word of 1 to 64
 * printable characters, or the role unknown; the login "plaint" is the
 * program's own. */
bool staff_add(struct db *db, const struct staff *staff, int64_t now_utc_us,
	GError **error);
struct staff *staff_find(struct db *db, const char *login, GError **error);
/* GPtrArray of struct staff by login. */
GPtrArray *staff_list(struct db *db, GError **error);
/* NULL leaves it. */
struct staff_change {
	const char *name, *role, *email;
};
bool staff_change(struct db *db, const char *login,
	const struct staff_change *change, GError **error);
bool staff_set_active(
	struct db *db, const char *login, bool active, GError **error);
