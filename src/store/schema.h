/* The numbered steps that make the schema. */
#pragma once

#include <stddef.h>

/* The words of `text` are PostgreSQL's; for SQLite BIGINT and DOUBLE
 * PRECISION become INTEGER and REAL, and the mark / *strict* / behind a table
 * becomes STRICT.  What cannot be said once (triggers) follows it. */
struct schema_step {
	int number; /* 1, 2, … without gaps */
	const char *name;
	const char *text;
	const char *sqlite;
	const char *postgresql;
};

/* The first and the last word of customer.name_key, as step 17 has them
 * indexed. */
#define NAME_KEY_HEAD  "rtrim(name_key, replace(name_key, ' ', ''))"
#define NAME_KEY_FIRST "rtrim(" NAME_KEY_HEAD ")"
#define NAME_KEY_LAST  "substr(name_key, length(" NAME_KEY_HEAD ") + 1)"

/* How each table ends. */
#define TABLE_END ") /*strict*/;\n"

extern const char schema_letters[], schema_attachments[], schema_viruses[],
	schema_paper[], schema_facsimiles[], schema_rescans[];
extern const char schema_sqlite_guards[], schema_postgresql_guards[],
	schema_sqlite_checks[];

extern const struct schema_step schema_steps[];
extern const size_t schema_step_count;
