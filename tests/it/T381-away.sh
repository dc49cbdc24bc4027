#!/bin/bash
# The database goes away while a batch is being read and comes back: what the
# sheets in it part stays parted.
PAPER_ON=postgresql
. tests/it/lib.sh
. tests/it/paper.sh
work_new
paper_office <<-END
scans:
  desk: {path: desk, still_seconds: 1, rescan_seconds: 2, department: care}
END
folder desk
asks() { # SQL: of the server, not of our database
	psql -qAt "$(sed 's|/postgres?|/template1?|' "$WORK/uri")" -c "$1"
}
serve_start
{
	sheet billing; next; letter Перша; next; letter Третя; next
	sheet billing; next; letter Друга; next; letter Четверта
} | scan desk batch.tif
ok "a batch is being read" try_for 40 gives \
	"SELECT count(*) FROM job WHERE state = 'running'" 1
asks "ALTER DATABASE postgres ALLOW_CONNECTIONS false"
asks "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = 'postgres'" >/dev/null
trouble() { grep -q ' waits: ' "$WORK/serve.log"; }
ok "the database is away when it has been read" try_for 60 trouble
sleep 12
asks "ALTER DATABASE postgres ALLOW_CONNECTIONS true"
ok "what lies behind each sheet is a case" try_for 120 cases_are 2
serve_stop
ok "all that is kept holds together" plaint verify
finish
