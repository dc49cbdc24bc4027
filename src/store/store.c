/* Opening, migrating, and the questions that cut across tables. */
#include "plaint/store/store.h"

#include <string.h>
#include "plaint/base/hash.h"
#include "record.h"
#include "schema.h"

enum {
	ORIGINALS_PAGE = 1000
};

/* Several processes may start at once; the second waits here until the first
 * has committed.  The number is only a name for the lock. */
static const char postgresql_lock[] =
	"SELECT pg_advisory_xact_lock(4993446653023372)";

static const char make_migration[] =
	"CREATE TABLE IF NOT EXISTS migration ("
	" number BIGINT NOT NULL PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" sha256 TEXT NOT NULL,"
	" applied_utc_us BIGINT NOT NULL) /*strict*/";

static const struct {
	const char *postgresql;
	const char *sqlite;
} words[] = {
	{ "BIGINT", "INTEGER" },
	{ "DOUBLE PRECISION", "REAL" },
	{ "/*strict*/", "STRICT" },
};

static char *in_dialect(const struct db *db, const char *text)
{
	GString *sql = g_string_new(text);
	bool is_sqlite = db_dialect(db) == DB_SQLITE;
	for (size_t i = 0; is_sqlite && i < G_N_ELEMENTS(words); i++)
		g_string_replace(sql, words[i].postgresql, words[i].sqlite, 0);
	return g_string_free(sql, FALSE);
}

static char *step_text(const struct db *db, const struct schema_step *step)
{
	g_autofree char *common = in_dialect(db, step->text);
	return g_strconcat(common,
		db_dialect(db) == DB_SQLITE ? step->sqlite : step->postgresql,
		NULL);
}

G_GNUC_PRINTF(2, 3)
static bool fatal(GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_propagate_error(error, g_error_new_valist(DB_ERROR, DB_ERROR_FATAL,
					 format, arguments));
	va_end(arguments);
	return false;
}

static bool lock_schema(struct db *db, GError **error)
{
	return db_dialect(db) == DB_SQLITE ||
	       db_exec_script(db, postgresql_lock, error);
}

static bool make_table_of_steps(struct db *db, GError **error)
{
	g_autofree char *sql = in_dialect(db, make_migration);
	return db_exec_script(db, sql, error);
}

static bool run_step(struct db *db, const struct schema_step *step,
	const char *text, const struct hash *hash, int64_t now_utc_us,
	GError **error)
{
	return db_exec_script(db, text, error) &&
	       db_exec(db,
		       "INSERT INTO migration (number, name, sha256,"
		       " applied_utc_us) VALUES ($1, $2, $3, $4)",
		       DB_VALUES(db_int(step->number), db_text(step->name),
			       db_text(hash->hex), db_int(now_utc_us)),
		       error) == 1;
}

static bool migrate_step(struct db *db, const struct schema_step *step,
	int64_t now_utc_us, GError **error)
{
	g_autofree char *text = step_text(db, step);
	struct hash hash = hash_bytes(text, strlen(text));
	g_autoptr(db_rows) rows =
		db_query(db, "SELECT sha256 FROM migration WHERE number = $1",
			DB_VALUES(db_int(step->number)), error);
	if (rows == NULL)
		return false;
	if (!db_rows_next(rows))
		return run_step(db, step, text, &hash, now_utc_us, error);
	return strcmp(db_row_text(rows, "sha256"), hash.hex) == 0 ||
	       fatal(error,
		       "schema step %d (%s) in the database is not the one "
		       "this program knows",
		       step->number, step->name);
}

struct migrating {
	int64_t now_utc_us;
	bool was_used; /* none but one that was is brought to this version */
};

static bool refuse_wrong(
	struct db *db, const struct migrating *migrating, GError **error)
{
	g_autoptr(db_rows) rows =
		db_query(db, "SELECT max(number) AS newest FROM migration",
			DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	int64_t newest = db_row_int(rows, "newest");
	if (newest == 0 && migrating->was_used)
		return store_fail(error, STORE_ERROR_MISSING, "it is empty");
	return newest <= (int64_t)schema_step_count ||
	       fatal(error,
		       "the database has schema step %" G_GINT64_FORMAT
		       ", this program knows %zu: it is too old for it",
		       newest, schema_step_count);
}

struct db *store_open(const char *uri, GError **error)
{
	return db_open(uri, error);
}

static bool migrate(struct db *db, void *user, GError **error)
{
	const struct migrating *migrating = user;
	bool done = lock_schema(db, error) && make_table_of_steps(db, error) &&
		    refuse_wrong(db, migrating, error);
	for (size_t i = 0; done && i < schema_step_count; i++)
		done = migrate_step(
			db, &schema_steps[i], migrating->now_utc_us, error);
	return done;
}

/* Nearly always there is nothing to do, and then nobody who writes is waited
 * for.  Whatever is wrong is found, and told, by whoever migrates. */
static bool is_migrated(struct db *db)
{
	size_t known = 0;
	g_autoptr(db_rows) rows = db_query(
		db, "SELECT number, sha256 FROM migration", DB_NO_VALUES, NULL);
	while (rows != NULL && db_rows_next(rows)) {
		int64_t number = db_row_int(rows, "number");
		if (number < 1 || number > (int64_t)schema_step_count)
			return false;
		const struct schema_step *step = &schema_steps[number - 1];
		g_autofree char *text = step_text(db, step);
		struct hash hash = hash_bytes(text, strlen(text));
		if (strcmp(db_row_text(rows, "sha256"), hash.hex) != 0)
			return false;
		known++;
	}
	return known == schema_step_count;
}

bool store_migrate(struct db *db, int64_t now_utc_us, GError **error)
{
	struct migrating migrating = { now_utc_us, false };
	return is_migrated(db) || db_run_tx(db, migrate, &migrating, error);
}

bool store_migrate_used(struct db *db, int64_t now_utc_us, GError **error)
{
	struct migrating migrating = { now_utc_us, true };
	return is_migrated(db) || db_run_tx(db, migrate, &migrating, error);
}

static struct db_rows *originals_after(
	struct db *db, const char *sha256, GError **error)
{
	return db_query(db,
		"SELECT sha256 FROM (SELECT sha256 FROM letter"
		"  WHERE sha256 > $1 ORDER BY sha256 LIMIT $2) AS a"
		" UNION SELECT sha256 FROM (SELECT sha256 FROM attachment"
		"  WHERE sha256 > $1 ORDER BY sha256 LIMIT $2) AS b"
		" UNION SELECT message_sha256 FROM (SELECT message_sha256"
		"  FROM outbox WHERE message_sha256 > $1"
		"  ORDER BY message_sha256 LIMIT $2) AS c"
		" UNION SELECT pdf_sha256 FROM (SELECT DISTINCT pdf_sha256"
		"  FROM page_pdf WHERE pdf_sha256 > $1"
		"  ORDER BY pdf_sha256 LIMIT $2) AS d"
		" ORDER BY sha256 LIMIT $2",
		DB_VALUES(db_text(sha256), db_int(ORIGINALS_PAGE)), error);
}

bool store_each_original(struct db *db,
	bool (*each)(const char *sha256, void *user), void *user,
	GError **error)
{
	g_autofree char *last = g_strdup("");
	for (;;) {
		g_autoptr(db_rows) rows = originals_after(db, last, error);
		if (rows == NULL)
			return false;
		if (db_rows_count(rows) == 0)
			return true;
		while (db_rows_next(rows)) {
			g_free(last);
			last = g_strdup(db_row_text(rows, "sha256"));
			if (!each(last, user))
				return false;
		}
	}
}
