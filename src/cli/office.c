/* The office a command works on: settings, database, rules. */

#include "cli.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/casework/office_store.h"
#include "plaint/store/staff.h"

static const char *const usual_paths[] = { "plaint.yaml",
	"/etc/plaint/plaint.yaml" };

void office_clear(struct office *office)
{
	g_clear_pointer(&office->rulebook, rulebook_free);
	g_clear_pointer(&office->topics, topics_free);
	g_clear_pointer(&office->replies, replies_free);
	g_clear_pointer(&office->spool, spool_close);
	g_clear_pointer(&office->db, db_close);
	g_clear_pointer(&office->zone, g_time_zone_unref);
	g_clear_pointer(&office->config, config_free);
}

struct config *office_config(const struct cli *cli, GError **error)
{
	if (cli->config_path != NULL)
		return config_load(cli->config_path, error);
	for (size_t i = 0; i < G_N_ELEMENTS(usual_paths); i++) {
		if (access(usual_paths[i], F_OK) == 0)
			return config_load(usual_paths[i], error);
	}
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"no %s here and no %s: give one with --config, or make an "
		"office with plaint init",
		usual_paths[0], usual_paths[1]);
	return NULL;
}

/* Files that root made would be closed to the daemon. */
static bool become(const char *user, GError **error)
{
	if (geteuid() != 0 || user == NULL || strcmp(user, "root") == 0)
		return true;
	const struct passwd *entry = getpwnam(user);
	if (entry == NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"run_as: there is no user \"%s\"", user);
		return false;
	}
	uid_t uid = entry->pw_uid;
	gid_t gid = entry->pw_gid;
	if (initgroups(user, gid) < 0 || setresgid(gid, gid, gid) < 0 ||
		setresuid(uid, uid, uid) < 0)
		return base_error_set_errno(error, "run_as: %s", user);
	return true;
}

bool office_open(struct office *office, const struct cli *cli, GError **error)
{
	*office = (struct office){ .config = office_config(cli, error) };
	if (office->config == NULL || !become(office->config->run_as, error))
		return false;
	umask(077);
	office->zone =
		g_time_zone_new_identifier(office->config->organisation.zone);
	office->db =
		office_store_open(office->config, clock_now_utc_us(), error);
	return office->db != NULL;
}

bool office_open_spool(struct office *office, GError **error)
{
	if (office->spool == NULL &&
		office_store_check_spool(office->config, office->db, error))
		office->spool = spool_open(office->config->spool, error);
	return office->spool != NULL;
}

bool office_load_rulebook(struct office *office, GError **error)
{
	if (office->rulebook == NULL)
		office->rulebook = rulebook_load(office->config->rules, error);
	return office->rulebook != NULL;
}

bool office_load_texts(
	struct office *office, struct answer_context *context, GError **error)
{
	if (office->replies == NULL)
		office->replies =
			replies_load(office->config->templates, error);
	if (office->replies != NULL && office->topics == NULL)
		office->topics = topics_load(office->config->rules, error);
	*context = (struct answer_context){ .config = office->config,
		.replies = office->replies,
		.topics = office->topics };
	return office->topics != NULL;
}

const char *office_actor(
	struct office *office, const struct cli *cli, GError **error)
{
	const char *login = cli->as != NULL ? cli->as : g_getenv("USER");
	g_autoptr(GError) cause = NULL;
	g_autoptr(staff) staff =
		login != NULL ? staff_find(office->db, login, &cause) : NULL;
	if (staff != NULL)
		return login;
	if (cause != NULL &&
		!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return NULL;
	}
	g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
		cli->as != NULL ? "there is no user \"%s\" (plaint user add %s)"
				: "who does it? give --as LOGIN (\"%s\" is no "
				  "user here)",
		login != NULL ? login : "", login != NULL ? login : "");
	return NULL;
}
