/* Whether the spool was used shows by the folder it makes first. */

#include "plaint/casework/office_store.h"

#include "plaint/store/letter.h"

static bool is_used(const char *spool)
{
	g_autofree char *first = g_build_filename(spool, "tmp", NULL);
	return g_file_test(first, G_FILE_TEST_IS_DIR);
}

struct db *office_store_open(
	const struct config *config, int64_t now_utc_us, GError **error)
{
	if (db_is_missing(config->database) && is_used(config->spool)) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_MISSING,
			"%s is not there, but %s has been used: is `database:` "
			"in %s right? (to begin anew, move the spool away)",
			config->database, config->spool, config->path);
		return NULL;
	}
	g_autoptr(db) db = store_open(config->database, error);
	return db != NULL && store_migrate(db, now_utc_us, error)
		       ? g_steal_pointer(&db)
		       : NULL;
}

bool office_store_check_spool(
	const struct config *config, struct db *db, GError **error)
{
	if (is_used(config->spool))
		return true;
	g_autoptr(GPtrArray) letters = letter_list(db, NULL, "", 1, error);
	if (letters != NULL && letters->len > 0)
		g_set_error(error, STORE_ERROR, STORE_ERROR_MISSING,
			"%s holds nothing, but the database knows letters: is "
			"`spool:` in %s right, is its disk mounted? (to go on "
			"without the originals, make %s/tmp)",
			config->spool, config->path, config->spool);
	return letters != NULL && letters->len == 0;
}
