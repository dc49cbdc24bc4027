/* Groups first, then group, then user; and proof that there is no way back. */

#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "plaint/base/log.h"
#include "plaint/engine/engine.h"

bool privilege_drop(const char *user, GError **error)
{
	if (geteuid() != 0)
		return true;
	if (user == NULL) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"started as root: name the user to become "
			"(run_as: in plaint.yaml), or start as that user");
		return false;
	}
	const struct passwd *entry = getpwnam(user);
	if (entry == NULL || entry->pw_uid == 0) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"run_as: there is no ordinary user \"%s\"", user);
		return false;
	}
	if (initgroups(user, entry->pw_gid) < 0 || setgid(entry->pw_gid) < 0 ||
		setuid(entry->pw_uid) < 0) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"run_as %s: %s", user, g_strerror(errno));
		return false;
	}
	if (setuid(0) == 0) {
		g_set_error(error, ENGINE_ERROR, ENGINE_ERROR_SETUP,
			"run_as %s: root could be regained", user);
		return false;
	}
	log_info("running as %s", user);
	return true;
}
