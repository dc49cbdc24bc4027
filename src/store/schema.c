/* The schema, step by step.  A step that has been published never changes:
 * its text's hash is in every database; add a step instead. */
#include "schema.h"

#include <glib.h>

static const char people[] =
	"CREATE TABLE counter ("
	" name TEXT NOT NULL PRIMARY KEY,"
	" value BIGINT NOT NULL" TABLE_END "CREATE TABLE setting ("
	" key TEXT NOT NULL PRIMARY KEY,"
	" value TEXT NOT NULL" TABLE_END "CREATE TABLE staff ("
	" login TEXT NOT NULL PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" role TEXT NOT NULL,"
	" email TEXT NOT NULL,"
	" active BIGINT NOT NULL CHECK (active IN (0, 1)),"
	" added_utc_us BIGINT NOT NULL,"
	" CONSTRAINT staff_role CHECK"
	"  (role IN ('clerk', 'agent', 'approver', 'admin')),"
	" CONSTRAINT staff_login_reserved CHECK"
	"  (login <> 'plaint' AND login <> '')" TABLE_END
	"CREATE TABLE customer ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" name_folded TEXT NOT NULL,"
	" created_utc_us BIGINT NOT NULL" TABLE_END
	"CREATE TABLE customer_contact ("
	" customer_id TEXT NOT NULL REFERENCES customer (id),"
	" kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'postal')),"
	" value TEXT NOT NULL,"
	" folded TEXT NOT NULL,"
	" PRIMARY KEY (customer_id, kind, folded)" TABLE_END
	"CREATE UNIQUE INDEX customer_contact_email"
	" ON customer_contact (folded) WHERE kind = 'email';\n"
	"CREATE INDEX customer_contact_folded"
	" ON customer_contact (kind, folded);\n";

static const char cases[] =
	"CREATE TABLE casefile ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" number TEXT NOT NULL UNIQUE,"
	" year BIGINT NOT NULL,"
	" serial BIGINT NOT NULL,"
	" stage TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" topic TEXT NOT NULL,"
	" confidence DOUBLE PRECISION NOT NULL,"
	" language TEXT NOT NULL,"
	" department TEXT NOT NULL,"
	" priority TEXT NOT NULL,"
	" customer_id TEXT REFERENCES customer (id),"
	" owner TEXT CONSTRAINT casefile_owner REFERENCES staff (login),"
	" channel TEXT NOT NULL,"
	" subject TEXT NOT NULL,"
	" subject_folded TEXT NOT NULL,"
	" received_utc_us BIGINT NOT NULL,"
	" received_day TEXT NOT NULL,"
	" registered_utc_us BIGINT NOT NULL,"
	" registered_day TEXT NOT NULL,"
	" legal_due TEXT,"
	" safe_due TEXT,"
	" target_due TEXT,"
	" closed_utc_us BIGINT,"
	" flags TEXT NOT NULL,"
	" reasons TEXT NOT NULL,"
	" UNIQUE (year, serial)" TABLE_END
	"CREATE INDEX casefile_open ON casefile (safe_due, number)"
	" WHERE closed_utc_us IS NULL;\n"
	"CREATE INDEX casefile_customer ON casefile (customer_id);\n"
	"CREATE TABLE deadline ("
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" regime TEXT NOT NULL,"
	" calendar TEXT NOT NULL,"
	" trigger_kind TEXT NOT NULL,"
	" trigger_day TEXT,"
	" legal_due TEXT,"
	" safe_due TEXT,"
	" target_due TEXT,"
	" explanation TEXT NOT NULL,"
	" basis TEXT NOT NULL,"
	" source TEXT NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN"
	"  ('running', 'paused', 'extended', 'met', 'missed', 'void')),"
	" PRIMARY KEY (casefile_id, regime)" TABLE_END;

static const char replies[] =
	"CREATE TABLE reply ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" kind TEXT NOT NULL CHECK (kind IN ('acknowledgement', 'answer')),"
	" template TEXT NOT NULL,"
	" language TEXT NOT NULL,"
	" to_name TEXT NOT NULL,"
	" to_address TEXT NOT NULL,"
	" channel TEXT NOT NULL CHECK (channel IN ('mail', 'print')),"
	" subject TEXT NOT NULL,"
	" body TEXT NOT NULL,"
	" amount_minor BIGINT NOT NULL,"
	" currency TEXT NOT NULL,"
	" content_hash TEXT NOT NULL,"
	" stage TEXT NOT NULL CHECK (stage IN ('drafted', 'submitted',"
	"  'approved', 'queued', 'sent', 'printed', 'delivered', 'failed',"
	"  'uncertain')),"
	" drafted_by TEXT NOT NULL CHECK (drafted_by <> ''),"
	" edited_by TEXT,"
	" submitted_by TEXT,"
	" approved_by TEXT CONSTRAINT reply_approver_is_staff"
	"  REFERENCES staff (login),"
	" approved_hash TEXT,"
	" rejected_by TEXT,"
	" rejected_reason TEXT NOT NULL,"
	" drafted_utc_us BIGINT NOT NULL,"
	" submitted_utc_us BIGINT,"
	" approved_utc_us BIGINT,"
	" settled_utc_us BIGINT,"
	" CONSTRAINT reply_approver_wrote_it CHECK (approved_by IS NULL"
	"  OR (approved_by <> drafted_by"
	"   AND (edited_by IS NULL OR approved_by <> edited_by))),"
	" CONSTRAINT reply_approval_of_other_text CHECK"
	"  (approved_hash IS NULL OR approved_hash = content_hash),"
	" CONSTRAINT reply_approval_whole CHECK"
	"  ((approved_by IS NULL) = (approved_hash IS NULL)),"
	" CONSTRAINT reply_not_approved_yet CHECK"
	"  (stage NOT IN ('drafted', 'submitted') OR approved_by IS NULL),"
	" CONSTRAINT reply_needs_approval CHECK"
	"  (stage IN ('drafted', 'submitted') OR approved_by IS NOT NULL"
	"   OR (kind = 'acknowledgement' AND stage <> 'approved')),"
	" CONSTRAINT reply_acknowledgement_is_ours CHECK"
	"  (kind <> 'acknowledgement' OR drafted_by = 'plaint')" TABLE_END
	"CREATE INDEX reply_casefile ON reply (casefile_id, id);\n"
	"CREATE INDEX reply_stage ON reply (stage, id);\n"
	"CREATE TABLE outbox ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" reply_id TEXT NOT NULL UNIQUE REFERENCES reply (id),"
	" message_id TEXT NOT NULL UNIQUE,"
	" state TEXT NOT NULL CHECK (state IN"
	"  ('queued', 'sending', 'sent', 'failed', 'uncertain')),"
	" attempts BIGINT NOT NULL,"
	" queued_utc_us BIGINT NOT NULL,"
	" not_before_utc_us BIGINT NOT NULL,"
	" response TEXT NOT NULL,"
	" last_error TEXT NOT NULL,"
	" message_sha256 TEXT" TABLE_END
	"CREATE INDEX outbox_due ON outbox (not_before_utc_us, id)"
	" WHERE state = 'queued';\n"
	"CREATE INDEX outbox_message ON outbox (message_sha256)"
	" WHERE message_sha256 IS NOT NULL;\n";

static const char events[] =
	"CREATE TABLE event ("
	" seq BIGINT NOT NULL PRIMARY KEY,"
	" at_utc_us BIGINT NOT NULL,"
	" actor TEXT NOT NULL,"
	" verb TEXT NOT NULL,"
	" subject_kind TEXT NOT NULL,"
	" subject_id TEXT NOT NULL,"
	" detail TEXT NOT NULL,"
	" prev_hash TEXT NOT NULL,"
	" hash TEXT NOT NULL UNIQUE" TABLE_END
	"CREATE INDEX event_subject ON event (subject_kind, subject_id, seq);\n"
	"CREATE TABLE event_head ("
	" id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),"
	" seq BIGINT NOT NULL,"
	" hash TEXT NOT NULL" TABLE_END
	"INSERT INTO event_head (id, seq, hash) VALUES (1, 0, '');\n";

/* Which letters are the same writing, which cases belong together, and how
 * often somebody was acknowledged. */
static const char bonds[] =
	"ALTER TABLE document ADD COLUMN content_hash TEXT NOT NULL"
	" DEFAULT '';\n"
	"ALTER TABLE document ADD COLUMN sender TEXT NOT NULL DEFAULT '';\n"
	"CREATE INDEX document_content ON document (content_hash, sender)"
	" WHERE content_hash <> '';\n"
	"CREATE TABLE casefile_link ("
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" earlier_id TEXT NOT NULL REFERENCES casefile (id),"
	" why TEXT NOT NULL,"
	" linked_utc_us BIGINT NOT NULL,"
	" PRIMARY KEY (casefile_id, earlier_id),"
	" CONSTRAINT casefile_link_itself CHECK"
	"  (casefile_id <> earlier_id)" TABLE_END
	"CREATE INDEX casefile_link_earlier ON casefile_link (earlier_id);\n"
	"CREATE INDEX reply_acknowledged"
	" ON reply (lower(to_address), drafted_utc_us)"
	" WHERE kind = 'acknowledgement';\n";

/* What the days of a case rest on. */
static const char terms[] =
	"CREATE TABLE casefile_fact ("
	" casefile_id TEXT NOT NULL PRIMARY KEY REFERENCES casefile (id),"
	" after_hours BIGINT NOT NULL CHECK (after_hours IN (0, 1)),"
	" customer_type TEXT NOT NULL,"
	" entry_day TEXT,"
	" presented_day TEXT,"
	" event_day TEXT" TABLE_END "CREATE TABLE casefile_pause ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" reason TEXT NOT NULL CHECK (reason IN"
	"  ('customer', 'correction', 'expertise')),"
	" from_day TEXT NOT NULL,"
	" until_day TEXT,"
	" by_login TEXT NOT NULL,"
	" at_utc_us BIGINT NOT NULL,"
	" CONSTRAINT casefile_pause_backwards CHECK"
	"  (until_day IS NULL OR until_day >= from_day)" TABLE_END
	"CREATE INDEX casefile_pause_of ON casefile_pause (casefile_id);\n"
	"CREATE UNIQUE INDEX casefile_pause_open"
	" ON casefile_pause (casefile_id, reason) WHERE until_day IS NULL;\n"
	"CREATE TABLE casefile_extension ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" regime TEXT NOT NULL,"
	" amount BIGINT NOT NULL CHECK (amount > 0),"
	" unit TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" by_login TEXT NOT NULL,"
	" given_day TEXT,"
	" at_utc_us BIGINT NOT NULL" TABLE_END
	"CREATE INDEX casefile_extension_of"
	" ON casefile_extension (casefile_id, id);\n"
	"CREATE TABLE casefile_regime ("
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" regime TEXT NOT NULL,"
	" applies BIGINT NOT NULL CHECK (applies IN (0, 1)),"
	" by_login TEXT NOT NULL,"
	" at_utc_us BIGINT NOT NULL,"
	" PRIMARY KEY (casefile_id, regime)" TABLE_END "ALTER TABLE casefile"
	" ADD COLUMN stage_since_utc_us BIGINT NOT NULL DEFAULT 0;\n"
	"ALTER TABLE casefile ADD COLUMN reminded_day TEXT;\n"
	"UPDATE casefile SET stage_since_utc_us = registered_utc_us;\n"
	"CREATE INDEX casefile_owed ON casefile (id)"
	" WHERE stage NOT IN ('answered', 'closed');\n";

/* Mails to the office's own people. */
static const char notices[] =
	"CREATE TABLE notice ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" kind TEXT NOT NULL CHECK (kind IN ('reminder', 'digest')),"
	" day TEXT NOT NULL,"
	" to_name TEXT NOT NULL,"
	" to_address TEXT NOT NULL,"
	" language TEXT NOT NULL,"
	" subject TEXT NOT NULL,"
	" body TEXT NOT NULL,"
	" message_id TEXT NOT NULL UNIQUE,"
	" state TEXT NOT NULL CHECK (state IN"
	"  ('queued', 'sending', 'sent', 'failed', 'uncertain')),"
	" attempts BIGINT NOT NULL,"
	" queued_utc_us BIGINT NOT NULL,"
	" not_before_utc_us BIGINT NOT NULL,"
	" response TEXT NOT NULL,"
	" last_error TEXT NOT NULL" TABLE_END
	"CREATE INDEX notice_due ON notice (not_before_utc_us, id)"
	" WHERE state = 'queued';\n"
	"CREATE UNIQUE INDEX notice_digest ON notice (to_address, day)"
	" WHERE kind = 'digest';\n"
	"CREATE TABLE reminder ("
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" what TEXT NOT NULL,"
	" day TEXT NOT NULL,"
	" to_address TEXT NOT NULL,"
	" PRIMARY KEY (casefile_id, what, day, to_address)" TABLE_END;

/* The operator's list of subscribers, and whose letter a case's is thought to
 * be.  Whatever went from one customer to another in a merge is kept, so that
 * it can go back. */
static const char subscribers[] =
	"ALTER TABLE customer ADD COLUMN name_key TEXT NOT NULL DEFAULT '';\n"
	"ALTER TABLE customer ADD COLUMN since TEXT NOT NULL DEFAULT '';\n"
	"ALTER TABLE customer ADD COLUMN tariff TEXT NOT NULL DEFAULT '';\n"
	"ALTER TABLE customer ADD COLUMN earlier_claims BIGINT NOT NULL"
	" DEFAULT 0;\n"
	"ALTER TABLE customer ADD COLUMN imported_utc_us BIGINT;\n"
	"ALTER TABLE customer ADD COLUMN merged_into TEXT;\n"
	"CREATE INDEX customer_name_key ON customer (name_key)"
	" WHERE name_key <> '';\n"
	"ALTER TABLE customer_contact ADD COLUMN source TEXT NOT NULL"
	" DEFAULT 'letter';\n"
	"ALTER TABLE customer_contact ADD COLUMN account TEXT NOT NULL"
	" DEFAULT '';\n"
	"CREATE TABLE customer_account ("
	" account TEXT NOT NULL PRIMARY KEY,"
	" customer_id TEXT NOT NULL REFERENCES customer (id),"
	" written TEXT NOT NULL,"
	" imported_utc_us BIGINT NOT NULL" TABLE_END
	"CREATE INDEX customer_account_of ON customer_account (customer_id);\n"
	"CREATE TABLE casefile_candidate ("
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" customer_id TEXT NOT NULL REFERENCES customer (id),"
	" certainty DOUBLE PRECISION NOT NULL,"
	" reasons TEXT NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN"
	"  ('made', 'offered', 'accepted')),"
	" at_utc_us BIGINT NOT NULL,"
	" PRIMARY KEY (casefile_id, customer_id)" TABLE_END
	"CREATE INDEX casefile_candidate_of ON casefile_candidate "
	"(customer_id);"
	"\n"
	"CREATE TABLE customer_merge ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" from_id TEXT NOT NULL REFERENCES customer (id),"
	" into_id TEXT NOT NULL REFERENCES customer (id),"
	" by_login TEXT NOT NULL,"
	" at_utc_us BIGINT NOT NULL,"
	" undone_utc_us BIGINT" TABLE_END
	"CREATE INDEX customer_merge_from ON customer_merge (from_id);\n"
	"CREATE TABLE customer_merge_item ("
	" merge_id TEXT NOT NULL REFERENCES customer_merge (id),"
	" what TEXT NOT NULL,"
	" key TEXT NOT NULL,"
	" PRIMARY KEY (merge_id, what, key)" TABLE_END;

/* Letters alike, from many people: each letter's mark with its band keys for
 * as long as a flood can grow, and the groups found.  Who is away.  How a
 * case came by its priority and its department. */
static const char floods[] =
	"CREATE TABLE letter_mark ("
	" letter_id TEXT NOT NULL PRIMARY KEY REFERENCES letter (id),"
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" sender TEXT NOT NULL,"
	" mark TEXT NOT NULL,"
	" received_utc_us BIGINT NOT NULL" TABLE_END
	"CREATE INDEX letter_mark_received ON letter_mark (received_utc_us);\n"
	"CREATE TABLE letter_band ("
	" band BIGINT NOT NULL,"
	" received_utc_us BIGINT NOT NULL,"
	" letter_id TEXT NOT NULL,"
	" PRIMARY KEY (band, received_utc_us, letter_id)" TABLE_END
	"CREATE TABLE flood ("
	" number BIGINT NOT NULL PRIMARY KEY,"
	" state TEXT NOT NULL CHECK (state IN ('open', 'answered')),"
	" opened_utc_us BIGINT NOT NULL,"
	" last_utc_us BIGINT NOT NULL,"
	" alarmed_utc_us BIGINT" TABLE_END "CREATE TABLE flood_case ("
	" casefile_id TEXT NOT NULL PRIMARY KEY REFERENCES casefile (id),"
	" flood BIGINT NOT NULL REFERENCES flood (number),"
	" degree DOUBLE PRECISION NOT NULL,"
	" joined_utc_us BIGINT NOT NULL" TABLE_END
	"CREATE INDEX flood_case_of ON flood_case (flood, casefile_id);\n"
	"CREATE TABLE staff_absence ("
	" login TEXT NOT NULL REFERENCES staff (login),"
	" from_day TEXT NOT NULL,"
	" until_day TEXT NOT NULL,"
	" deputy TEXT NOT NULL,"
	" PRIMARY KEY (login, from_day),"
	" CONSTRAINT staff_absence_backwards CHECK (until_day >= "
	"from_day)" TABLE_END
	"ALTER TABLE casefile ADD COLUMN expert TEXT NOT NULL"
	" DEFAULT '';\n"
	"ALTER TABLE casefile ADD COLUMN working TEXT NOT NULL DEFAULT '';\n"
	"CREATE INDEX casefile_topic_of ON casefile (customer_id, topic,"
	" registered_utc_us);\n";

/* Whoever signs with initials is looked for by the surname. */
static const char name_words[] =
	"CREATE INDEX customer_name_first ON customer ((" NAME_KEY_FIRST "))"
	" WHERE name_key <> '';\n"
	"CREATE INDEX customer_name_last ON customer ((" NAME_KEY_LAST "))"
	" WHERE name_key <> '';\n";

/* Sixteen rows a letter, at sixteen places: the smaller they are, the fewer
 * pages each letter touches.  Marks have numbers, and in SQLite what is all
 * key is kept once. */
#define BANDS_MOVE                                                             \
	"INSERT INTO letter_band_next SELECT band, number FROM letter_band"    \
	" JOIN letter_mark ON letter_mark.letter_id = letter_band.letter_id"   \
	";\nDROP TABLE letter_band;\n"                                         \
	"ALTER TABLE letter_band_next RENAME TO letter_band;\n"

static const char sqlite_numbered_marks[] =
	"CREATE TABLE letter_mark_next ("
	" number INTEGER NOT NULL PRIMARY KEY,"
	" letter_id TEXT NOT NULL UNIQUE REFERENCES letter (id),"
	" casefile_id TEXT NOT NULL REFERENCES casefile (id),"
	" sender TEXT NOT NULL,"
	" mark TEXT NOT NULL,"
	" received_utc_us INTEGER NOT NULL) STRICT;\n"
	"INSERT INTO letter_mark_next (letter_id, casefile_id, sender, mark,"
	" received_utc_us) SELECT letter_id, casefile_id, sender, mark,"
	" received_utc_us FROM letter_mark"
	" ORDER BY received_utc_us, letter_id;\n"
	"DROP TABLE letter_mark;\n"
	"ALTER TABLE letter_mark_next RENAME TO letter_mark;\n"
	"CREATE INDEX letter_mark_received ON letter_mark (received_utc_us);\n"
	"CREATE TABLE letter_band_next ("
	" band INTEGER NOT NULL,"
	" number INTEGER NOT NULL,"
	" PRIMARY KEY (band, number)) STRICT, WITHOUT ROWID;\n" BANDS_MOVE;

static const char postgresql_numbered_marks[] =
	"ALTER TABLE letter_mark ADD COLUMN number BIGINT NOT NULL"
	" GENERATED BY DEFAULT AS IDENTITY;\n"
	"CREATE UNIQUE INDEX letter_mark_number ON letter_mark (number);\n"
	"CREATE TABLE letter_band_next ("
	" band BIGINT NOT NULL,"
	" number BIGINT NOT NULL,"
	" PRIMARY KEY (band, number));\n" BANDS_MOVE;

/* A customer's cases are found by casefile_topic_of as well. */
static const char fewer_indexes[] = "DROP INDEX casefile_customer;\n";

/* By INTERNALDATE a message is known from another with its number.  Of what
 * is there already it is the day of a letter that came in once. */
static const char ledger_dates[] =
	"ALTER TABLE ledger ADD COLUMN internaldate_utc_us BIGINT;\n"
	"UPDATE ledger SET internaldate_utc_us = (SELECT letter.received_utc_us"
	" FROM letter WHERE letter.id = ledger.letter_id"
	" AND letter.received_from = 'internaldate')"
	" WHERE epoch <> 0 AND NOT EXISTS (SELECT 1 FROM ledger AS other"
	"  WHERE other.letter_id = ledger.letter_id AND"
	"  (other.source, other.epoch, other.item) <>"
	"  (ledger.source, ledger.epoch, ledger.item));\n";

/* Answers go out before acknowledgements. */
static const char queued_answers[] =
	"CREATE INDEX reply_queued_answer ON reply (id)"
	" WHERE stage = 'queued' AND kind = 'answer';\n";

/* Where a letter's bands wait until those of many are moved to letter_band. */
#define NEW_BANDS(integer, end)                                                \
	"CREATE TABLE letter_band_new ("                                       \
	" band " integer " NOT NULL,"                                          \
	" number " integer " NOT NULL,"                                        \
	" PRIMARY KEY (band, number))" end ";\n"

/* Letters are looked for while they are not finished, and hardly one stays so:
 * of the others no index need tell.  Nor of a case that a letter does not have
 * yet; and nobody looks for the ledger's rows by letter. */
static const char unfinished[] =
	"DROP INDEX letter_state;\n"
	"CREATE INDEX letter_unfinished ON letter (state, id)"
	" WHERE state = 'stored' OR state = 'quarantined';\n"
	"DROP INDEX letter_casefile;\n"
	"CREATE INDEX letter_casefile ON letter (casefile_id)"
	" WHERE casefile_id IS NOT NULL;\n"
	"DROP INDEX ledger_letter;\n";

const struct schema_step schema_steps[] = {
	{ 1, "people", people, "", "" },
	{ 2, "cases", cases, "", "" },
	{ 3, "letters", schema_letters, "", "" },
	{ 4, "replies", replies, "", "" },
	{ 5, "events", events, "", "" },
	{ 6, "guards", "", schema_sqlite_guards, schema_postgresql_guards },
	{ 7, "terms", terms, "", "" },
	{ 8, "notices", notices, "", "" },
	{ 9, "bonds", bonds, "", "" },
	{ 10, "attachments", schema_attachments, "", "" },
	{ 11, "viruses", schema_viruses, "", "" },
	{ 12, "subscribers", subscribers, "", "" },
	{ 13, "floods", floods, "", "" },
	{ 14, "paper", schema_paper, "", "" },
	{ 15, "facsimiles", schema_facsimiles, "", "" },
	{ 16, "rescans", schema_rescans, "", "" },
	{ 17, "name words", name_words, "", "" },
	{ 18, "numbered marks", "", sqlite_numbered_marks,
		postgresql_numbered_marks },
	{ 19, "fewer indexes", fewer_indexes, "", "" },
	{ 20, "ledger dates", ledger_dates, "", "" },
	{ 21, "queued answers", queued_answers, "", "" },
	{ 22, "new bands", "", NEW_BANDS("INTEGER", " STRICT, WITHOUT ROWID"),
		NEW_BANDS("BIGINT", "") },
	{ 23, "checks", "", schema_sqlite_checks, "" },
	{ 24, "unfinished letters", unfinished, "", "" },
};

const size_t schema_step_count = G_N_ELEMENTS(schema_steps);
