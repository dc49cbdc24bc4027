/* Whether the spool was used shows by the folder it makes first. */

#include "plaint/casework/office_store.h"

#include "plaint/store/letter.h"

static bool is_used(const char *spool)
{
	g_autofree char *first = g_build_filename(spool, "tmp", NULL);
	return g_file_test(first, G_FILE_TEST_IS_DIR);
}

static bool refuse(
	const struct config *config, const char *what, GError **error)
{
	g_set_error(error, STORE_ERROR, STORE_ERROR_MISSING,
		"%s, but %s has been used: is `database:` in %s right? (to "
		"begin anew, move the spool away)",
		what, config->spool, config->path);
	return false;
}

/* An empty file or a server's database that is there, but another's. */
static bool migrate_used(const struct config *config, struct db *db,
	int64_t now_utc_us, GError **error)
{
	GError *cause = NULL;
	if (store_migrate_used(db, now_utc_us, &cause))
		return true;
	if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_error_free(cause);
	/* Its name may hold a password. */
	return refuse(config, "the database is empty", error);
}

struct db *office_store_open(
	const struct config *config, int64_t now_utc_us, GError **error)
{
	bool was_used = is_used(config->spool);
	if (was_used && db_is_missing(config->database)) {
		g_autofree char *what =
			g_strconcat(config->database, " is not there", NULL);
		refuse(config, what, error);
		return NULL;
	}
	g_autoptr(db) db = store_open(config->database, error);
	if (db == NULL ||
		!(was_used ? migrate_used(config, db, now_utc_us, error)
			   : store_migrate(db, now_utc_us, error)))
		return NULL;
	return g_steal_pointer(&db);
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
