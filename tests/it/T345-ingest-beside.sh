#!/bin/bash
# `plaint ingest` beside the daemon and beside others of its kind: whoever
# reads a letter, each ends when its own are read.
. tests/it/lib.sh
work_new
OFFICE=$WORK/office
"$PLAINT" init "$OFFICE" >/dev/null
! is_root || chown -R nobody:nogroup "$OFFICE"
INGESTS=8 LETTERS=4
for ((i = 1; i <= INGESTS; i++)); do
	for ((k = 1; k <= LETTERS; k++)); do
		printf 'From: a%s@x.example\nSubject: %s of %s\nMessage-ID: <%s-%s@t>\n\nThe internet is down, day %s of %s.\n' \
			"$i" "$k" "$i" "$i" "$k" "$k" "$i" >"$WORK/$i-$k.eml"
	done
done
! is_root || chown nobody:nogroup "$WORK"/*.eml
serve_start
try_for 20 grep -q serving "$WORK/serve.log"
for ((i = 1; i <= INGESTS; i++)); do
	timeout 90 "$PLAINT" ingest -c "$OFFICE/plaint.yaml" "$WORK/$i"-*.eml \
		>"$WORK/out-$i" 2>&1 || echo "$i: $?" >>"$WORK/failed" &
done
while [ "$(jobs -r | wc -l)" -gt 1 ]; do sleep 0.2; done # serve is one
ok "each ends" same "$(cat "$WORK/failed" 2>/dev/null)" ""
ok "and tells of its own letters" same \
	"$(cat "$WORK"/out-* | grep -c ': registered as ')" $((INGESTS * LETTERS))
ok "each is a case, once" cases_are $((INGESTS * LETTERS))
ok "none waits, and whoever ended gave back what was not read" same \
	"$(sqlite3 "$OFFICE/plaint.db" \
	"SELECT count(*), max(attempts) FROM job WHERE state = 'done'")" \
	"$((INGESTS * LETTERS))|1"
ok "all that is kept holds together" plaint verify
ok "the status says that the daemon runs" grep -q "daemon: runs" \
	<(plaint status)
serve_stop
ok "and that it does not" same "$(plaint status --json | jq .serving)" false
finish
