/* Of each list of more than two values SQLite makes a table, anew for every
 * row that it checks: a fortieth of what the main thread does for a letter.
 * The same asked value by value costs next to nothing.
 *
 * Nothing else changes, so the text is replaced where it stands, as
 * sqlite.org, "ALTER TABLE", section 7, has it. */
#include "schema.h"

/* `list` is what stands in the table's text. */
#define VALUE_BY_VALUE(table, column, list)                                    \
	"UPDATE sqlite_schema SET sql = replace(sql, '" column list            \
	"', '(" column " = ' || replace(ltrim('" list                          \
	"', ' IN('), ', ', ' OR " column " = '))"                              \
	" WHERE type = 'table' AND name = '" table "';\n"

#define CHANNELS                                                               \
	VALUE_BY_VALUE("letter", "channel",                                    \
		" IN  (''mail'', ''scan'', ''form'', ''hand'')")
#define LETTERS                                                                \
	VALUE_BY_VALUE("letter", "state",                                      \
		" IN (''stored'', ''registered'',  ''filed'',"                 \
		" ''quarantined'', ''duplicate'')")
#define FATES                                                                  \
	VALUE_BY_VALUE("letter", "fate",                                       \
		" IN ('''', ''split'', ''joined'', ''discarded'')")
#define JOBS                                                                   \
	VALUE_BY_VALUE("job", "state",                                         \
		" IN  (''waiting'', ''running'', ''done'', ''quarantined'')")
#define DEADLINES                                                              \
	VALUE_BY_VALUE("deadline", "state",                                    \
		" IN  (''running'', ''paused'', ''extended'', ''met'',"        \
		" ''missed'', ''void'')")
#define CONTACTS                                                               \
	VALUE_BY_VALUE("customer_contact", "kind",                             \
		" IN (''email'', ''phone'', ''postal'')")
#define SCANS                                                                  \
	VALUE_BY_VALUE("virus_scan", "state",                                  \
		" IN  (''waiting'', ''clean'', ''infected'', "                 \
		"''not_scanned'')")

const char schema_sqlite_checks[] =
	"PRAGMA writable_schema = ON;\n" CHANNELS LETTERS FATES JOBS DEADLINES
		CONTACTS SCANS "PRAGMA writable_schema = RESET;\n";
