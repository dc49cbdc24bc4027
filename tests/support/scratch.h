/* A folder of a test's own in the system's place for such. */
#pragma once

#include <check.h>
#include <glib.h>
#include <glib/gstdio.h>

/* End it with scratch_remove. */
static inline char *scratch_make(void)
{
	char *dir = g_dir_make_tmp("plaint-test-XXXXXX", NULL);
	ck_assert_ptr_nonnull(dir);
	return dir;
}

/* Writes dir/name, and the folders in between. */
static inline void scratch_put(
	const char *dir, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	ck_assert_int_eq(g_mkdir_with_parents(folder, 0700), 0);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static inline void scratch_remove_tree(const char *path)
{
	g_autoptr(GDir) listing = g_file_test(path, G_FILE_TEST_IS_SYMLINK)
					  ? NULL
					  : g_dir_open(path, 0, NULL);
	const char *name;
	while (listing != NULL && (name = g_dir_read_name(listing)) != NULL) {
		g_autofree char *inside = g_build_filename(path, name, NULL);
		scratch_remove_tree(inside);
	}
	g_remove(path);
}

/* With all that is in it; frees its name. */
static inline void scratch_remove(char *dir)
{
	scratch_remove_tree(dir);
	g_free(dir);
}

/* A shell script that knows the folder as $1. */
static inline void scratch_shell(const char *dir, const char *script)
{
	const char *argv[] = { "sh", "-ec", script, "sh", dir, NULL };
	int status;
	ck_assert(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH,
		NULL, NULL, NULL, NULL, &status, NULL));
	ck_assert_int_eq(status, 0);
}
