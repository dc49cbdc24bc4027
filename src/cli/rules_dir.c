/* Looks for the folder of rules in the places it can be. */
#include "rules_dir.h"

#include <unistd.h>

#include "plaint/rulebook/rulebook.h"

#ifndef PLAINT_DATADIR
#define PLAINT_DATADIR "/usr/local/share/plaint"
#endif

static const char *const beside_program[] = { "../share/plaint/rules",
	"../rules", "../../rules" };

/* A folder of rules has regimes. */
static bool is_rules(const char *dir)
{
	g_autofree char *regimes = g_build_filename(dir, "regimes", NULL);
	return g_file_test(regimes, G_FILE_TEST_IS_DIR);
}

char *rules_dir_find(const char *given, GError **error)
{
	if (given)
		return g_strdup(given);
	if (is_rules("rules"))
		return g_strdup("rules");
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = program ? g_path_get_dirname(program) : NULL;
	for (size_t i = 0; folder && i < G_N_ELEMENTS(beside_program); i++) {
		g_autofree char *dir =
			g_build_filename(folder, beside_program[i], NULL);
		if (is_rules(dir))
			return g_canonicalize_filename(dir, NULL);
	}
	g_autofree char *installed =
		g_build_filename(PLAINT_DATADIR, "rules", NULL);
	if (is_rules(installed))
		return g_steal_pointer(&installed);
	g_set_error(error, RULEBOOK_ERROR, RULEBOOK_ERROR_IO,
		"no rules here (./rules) nor in %s: say where with --rules",
		installed);
	return NULL;
}
