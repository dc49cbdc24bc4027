/* Of "x IN (…)" with more than two texts SQLite makes a table, anew for each
 * row that is checked; comparisons say the same for a tenth of the time.  What
 * a CHECK allows stays what it was, so the rows stay too, and only its text is
 * changed, in the tables that every letter is written to.
 *
 * Source: sqlite.org, "ALTER TABLE", section 8 (changes that leave what is on
 * disk as it is). */
#include "schema.h"

#define REPLACE(table, old, new)                                               \
	"UPDATE sqlite_schema SET sql = replace(sql, '" old                    \
	"', '" new "')"                                                        \
		   " WHERE type = 'table' AND name = '" table "';\n"

#define LETTER_CHANNEL                                                         \
	REPLACE("letter",                                                      \
		"channel IN  (''mail'', ''scan'', ''form'', ''hand'')",        \
		"channel = ''mail'' OR channel = ''scan''"                     \
		" OR channel = ''form'' OR channel = ''hand''")

#define LETTER_STATE                                                           \
	REPLACE("letter",                                                      \
		"state IN (''stored'', ''registered'',"                        \
		"  ''filed'', ''quarantined'', ''duplicate'')",                \
		"state = ''stored'' OR state = ''registered''"                 \
		" OR state = ''filed'' OR state = ''quarantined''"             \
		" OR state = ''duplicate''")

#define LETTER_FATE                                                            \
	REPLACE("letter",                                                      \
		"fate IN ('''', ''split'', ''joined'', ''discarded'')",        \
		"fate = '''' OR fate = ''split'' OR fate = ''joined''"         \
		" OR fate = ''discarded''")

#define JOB_STATE                                                              \
	REPLACE("job",                                                         \
		"state IN  (''waiting'', ''running'', ''done'',"               \
		" ''quarantined'')",                                           \
		"state = ''waiting'' OR state = ''running'' OR state = "       \
		"''done'' OR state = ''quarantined''")

#define DEADLINE_STATE                                                         \
	REPLACE("deadline",                                                    \
		"state IN  (''running'', ''paused'', ''extended'', ''met'',"   \
		" ''missed'', ''void'')",                                      \
		"state = ''running'' OR state = ''paused''"                    \
		" OR state = ''extended'' OR state = ''met''"                  \
		" OR state = ''missed'' OR state = ''void''")

#define CONTACT_KIND                                                           \
	REPLACE("customer_contact",                                            \
		"kind IN (''email'', ''phone'', ''postal'')",                  \
		"kind = ''email'' OR kind = ''phone'' OR kind = ''postal''")

const char schema_sqlite_checks[] =
	"PRAGMA writable_schema = ON;\n" LETTER_CHANNEL LETTER_STATE LETTER_FATE
		JOB_STATE DEADLINE_STATE CONTACT_KIND
	"PRAGMA writable_schema = RESET;\n";
