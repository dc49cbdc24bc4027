/* plaint init: a ready folder.  What a new office starts with lies beside the
 * program: in the checkout it was built in, or under share/plaint. */

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/store/store.h"

enum {
	FILE_MOST_BYTES = 64 << 20,
	DEPTH_MOST = 8,
	PRIVATE_FOLDER = 0700,
	PRIVATE_FILE = 0600,
	PLAIN_FOLDER = 0755,
	PLAIN_FILE = 0644,
};

static char *data_option, *run_as_option;

static const GOptionEntry entries[] = {
	{ "run-as", 0, 0, G_OPTION_ARG_STRING, &run_as_option,
		"As root: whom the daemon becomes, and whose folder it is "
		"($SUDO_USER, else nobody)",
		"USER" },
	{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data_option,
		"Where rules/, templates/ and samples/etc/ lie (beside the "
		"program)",
		"FOLDER" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "DIR",
	.summary = "Make a ready folder: settings, rules, templates, an empty "
		   "database.\nplaint serve works in it at once: it reads "
		   "what is put into scans/.",
	.example = "  plaint init office && cd office && plaint serve",
	.entries = entries,
	.least = 1,
	.most = 1,
};

/* In a checkout, and where `make install` puts it. */
static const char *const settings_from[] = { "samples/etc/plaint.yaml",
	"etc/plaint.yaml" };
static const char settings_to[] = "plaint.yaml";

/* Seen from the folder the program lies in: bin/ beside share/plaint, or
 * build/ and build/NAME/ in a checkout. */
static const char *const data_places[] = { "../share/plaint", "..", "../.." };

/* The settings to begin with; NULL when this is no folder of ours. */
static char *settings_find(const char *folder)
{
	g_autofree char *rules = g_build_filename(folder, "rules", NULL);
	for (size_t i = 0;
		access(rules, R_OK) == 0 && i < G_N_ELEMENTS(settings_from);
		i++) {
		g_autofree char *settings =
			g_build_filename(folder, settings_from[i], NULL);
		if (access(settings, R_OK) == 0)
			return g_steal_pointer(&settings);
	}
	return NULL;
}

static bool is_data(const char *folder)
{
	g_autofree char *settings = settings_find(folder);
	return settings != NULL;
}

static char *data_find(GError **error)
{
	if (data_option != NULL && is_data(data_option))
		return g_strdup(data_option);
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	if (program == NULL)
		return NULL;
	g_autofree char *folder = g_path_get_dirname(program);
	for (size_t i = 0; data_option == NULL && i < G_N_ELEMENTS(data_places);
		i++) {
		g_autofree char *place =
			g_build_filename(folder, data_places[i], NULL);
		if (is_data(place))
			return g_canonicalize_filename(place, NULL);
	}
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"no rules/ and %s in %s: say where with --data",
		settings_from[0], data_option != NULL ? data_option : folder);
	return NULL;
}

static bool file_copy(const char *from, const char *to, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(from, FILE_MOST_BYTES, error);
	if (bytes == NULL)
		return false;
	size_t length;
	const void *data = g_bytes_get_data(bytes, &length);
	return file_replace(to, data, length, PLAIN_FILE, error);
}

static bool folder_make(const char *path, mode_t mode, GError **error)
{
	return mkdir(path, mode) == 0 ||
	       base_error_set_errno(error, "%s", path);
}

/* Our own data: a tree of known small depth. */
static bool tree_copy(
	const char *from, const char *to, int depth, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(from, 0, error);
	if (dir == NULL || !folder_make(to, PLAIN_FOLDER, error))
		return false;
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *source = g_build_filename(from, name, NULL);
		g_autofree char *target = g_build_filename(to, name, NULL);
		bool is_folder = g_file_test(source, G_FILE_TEST_IS_DIR);
		if (is_folder && depth == DEPTH_MOST)
			continue;
		if (is_folder ? !tree_copy(source, target, depth + 1, error)
			      : !file_copy(source, target, error))
			return false;
	}
	return true;
}

static bool tree_place(
	const char *data, const char *dir, const char *name, GError **error)
{
	g_autofree char *from = g_build_filename(data, name, NULL);
	g_autofree char *to = g_build_filename(dir, name, NULL);
	return tree_copy(from, to, 0, error);
}

static bool secrets_make(const char *dir, GError **error)
{
	static const char *const names[] = { "imap", "smtp" };
	static const char text[] =
		"change-me\n"
		"The first line of this file is the password, nothing else is "
		"read.\n"
		"plaint.yaml names the file: password_file: secrets/...\n"
		"Keep it readable by the program's user alone (chmod 600).\n";
	g_autofree char *folder = g_build_filename(dir, "secrets", NULL);
	if (!folder_make(folder, PRIVATE_FOLDER, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
			g_build_filename(folder, names[i], NULL);
		if (!file_replace(
			    path, text, strlen(text), PRIVATE_FILE, error))
			return false;
	}
	return true;
}

/* New, or there and empty. */
static bool dir_claim(const char *dir, GError **error)
{
	if (mkdir(dir, PRIVATE_FOLDER) == 0)
		return true;
	if (errno != EEXIST)
		return base_error_set_errno(error, "%s", dir);
	g_autoptr(GDir) found = g_dir_open(dir, 0, error);
	if (found == NULL)
		return false;
	const char *first = g_dir_read_name(found);
	if (first == NULL)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"%s is not empty (%s is in it): nothing was changed", dir,
		first);
	return false;
}

static bool database_make(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, settings_to, NULL);
	g_autoptr(config) config = config_load(path, error);
	if (config == NULL)
		return false;
	umask(077);
	g_autoptr(db) db = store_open(config->database, error);
	return db != NULL && store_migrate(db, clock_now_utc_us(), error);
}

/* --- made by root, served by somebody else ----------------------------- */

static const struct passwd *owner_find(GError **error)
{
	const char *name =
		run_as_option != NULL ? run_as_option : g_getenv("SUDO_USER");
	if (name == NULL ||
		(run_as_option == NULL && strcmp(name, "root") == 0))
		name = "nobody";
	const struct passwd *owner = getpwnam(name);
	if (owner == NULL || owner->pw_uid == 0)
		g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
			"--run-as: there is no ordinary user \"%s\"", name);
	return owner == NULL || owner->pw_uid == 0 ? NULL : owner;
}

/* The example has the setting as a comment. */
static bool run_as_write(const char *path, const char *name, GError **error)
{
	static const char mark[] = "\n#run_as: plaint";
	g_autoptr(GBytes) bytes = file_read(path, FILE_MOST_BYTES, error);
	if (bytes == NULL)
		return false;
	size_t length;
	const char *text = g_bytes_get_data(bytes, &length);
	const char *at = strstr(text, mark);
	if (at == NULL)
		return true;
	g_autofree char *changed = g_strdup_printf("%.*s\nrun_as: %s%s",
		(int)(at - text), text, name, at + strlen(mark));
	return file_replace(path, changed, strlen(changed), PLAIN_FILE, error);
}

static bool tree_give(
	const char *path, const struct passwd *owner, int depth, GError **error)
{
	if (lchown(path, owner->pw_uid, owner->pw_gid) < 0)
		return base_error_set_errno(error, "%s", path);
	bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR) &&
			 !g_file_test(path, G_FILE_TEST_IS_SYMLINK);
	g_autoptr(GDir) dir = is_folder && depth <= DEPTH_MOST
				      ? g_dir_open(path, 0, error)
				      : NULL;
	const char *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *inside = g_build_filename(path, name, NULL);
		if (!tree_give(inside, owner, depth + 1, error))
			return false;
	}
	return true;
}

static bool office_make(const char *dir, GError **error)
{
	g_autofree char *data = data_find(error);
	const struct passwd *owner = NULL;
	if (data != NULL && geteuid() == 0)
		owner = owner_find(error);
	if (data == NULL || (geteuid() == 0 && owner == NULL) ||
		!dir_claim(dir, error))
		return false;
	g_autofree char *from = settings_find(data);
	g_autofree char *to = g_build_filename(dir, settings_to, NULL);
	g_autofree char *scans = g_build_filename(dir, "scans", NULL);
	return tree_place(data, dir, "rules", error) &&
	       tree_place(data, dir, "templates", error) &&
	       file_copy(from, to, error) &&
	       (owner == NULL || run_as_write(to, owner->pw_name, error)) &&
	       secrets_make(dir, error) &&
	       folder_make(scans, PRIVATE_FOLDER, error) &&
	       database_make(dir, error) &&
	       (owner == NULL || tree_give(dir, owner, 0, error));
}

int command_init(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	const char *dir = cli.words[0];
	if (!office_make(dir, &error))
		return cli_fail(&cli, error);
	printf("%s is ready.\n"
	       "  plaint.yaml    who you are, mailboxes, mail server: edit it\n"
	       "  secrets/       passwords, one file each\n"
	       "  rules/         law, topics, routing: yours to edit\n"
	       "  templates/     texts of replies: yours to edit\n"
	       "  scans/         put scanned letters here\n\n"
	       "Next: cd %s && plaint user add LOGIN && plaint serve\n",
		dir, dir);
	return CLI_DONE;
}
