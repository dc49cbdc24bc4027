/* The log is written at its end and nowhere else, and what was approved is
 * sent as it was: the databases see to it themselves, each in its own words. */
#include "schema.h"

/* BEFORE INSERT: "INSERT OR REPLACE" would delete without a trigger. */
const char schema_sqlite_guards[] =
	"CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN"
	" SELECT RAISE(ABORT, 'event_append_only'); END;\n"
	"CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN"
	" SELECT RAISE(ABORT, 'event_append_only'); END;\n"
	"CREATE TRIGGER event_no_replace BEFORE INSERT ON event"
	" WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) BEGIN"
	" SELECT RAISE(ABORT, 'event_append_only'); END;\n"
	"CREATE TRIGGER event_head_no_delete BEFORE DELETE ON event_head BEGIN"
	" SELECT RAISE(ABORT, 'event_append_only'); END;\n"
	"CREATE TRIGGER reply_frozen BEFORE UPDATE OF to_name, to_address,"
	" channel, subject, body, amount_minor, currency, content_hash"
	" ON reply WHEN NEW.stage <> 'drafted' BEGIN"
	" SELECT RAISE(ABORT, 'reply_frozen'); END;\n";

const char schema_postgresql_guards[] =
	"CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS"
	" $$ BEGIN RAISE EXCEPTION 'event_append_only'"
	" USING ERRCODE = 'check_violation'; END $$;\n"
	"CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event"
	" FOR EACH ROW EXECUTE FUNCTION event_refuse();\n"
	"CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event"
	" FOR EACH STATEMENT EXECUTE FUNCTION event_refuse();\n"
	"CREATE TRIGGER event_head_no_delete BEFORE DELETE ON event_head"
	" FOR EACH ROW EXECUTE FUNCTION event_refuse();\n"
	"CREATE FUNCTION reply_refuse() RETURNS trigger LANGUAGE plpgsql AS"
	" $$ BEGIN RAISE EXCEPTION 'reply_frozen'"
	" USING ERRCODE = 'check_violation'; END $$;\n"
	"CREATE TRIGGER reply_frozen BEFORE UPDATE OF to_name, to_address,"
	" channel, subject, body, amount_minor, currency, content_hash"
	" ON reply FOR EACH ROW WHEN (NEW.stage <> 'drafted')"
	" EXECUTE FUNCTION reply_refuse();\n";
