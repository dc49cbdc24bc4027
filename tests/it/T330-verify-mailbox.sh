#!/bin/bash
# plaint verify --mailbox: what the server holds beside what the register
# holds, each difference by name; and the running daemon's own alarm.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml; cat <<-END
  second:
    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: ivan@customer.example, password_file: secrets/second}
    after: leave
    poll_seconds: 1
END
)
# mailbox_yaml ends with scans: the second mailbox belongs before them.
awk '/^scans:/ { hold = 1 } /^  second:/ { hold = 0 }
	hold { kept = kept $0 "\n"; next } { print } END { printf "%s", kept }' \
	"$OFFICE/plaint.yaml" >"$WORK/yaml" && cat "$WORK/yaml" >"$OFFICE/plaint.yaml"
cp "$PASSWORD_DIR/ivan@customer.example" "$OFFICE/secrets/second"
chmod 600 "$OFFICE/secrets/second"
! is_root || chown nobody:nogroup "$OFFICE/secrets/second"

letter() { # ADDRESS NAME
	cat >"$WORK/$2.eml" <<-END
	From: olena@customer.example
	To: $1
	Subject: Letter $2
	Message-ID: <$2@customer.example>

	Letter $2: the bill of this month is wrong by $2 hryvnias.
	END
	deliver "$1" "$WORK/$2.eml"
}
says() { # TEXT COMMAND...
	local text=$1
	shift
	"$@" 2>&1 | grep -F "$text"
}
BOX=$MAIL_DIR/ivan@customer.example/Maildir
status_has() { plaint status | grep -F "$1"; }
status_has_not() { ! plaint status | grep -F "$1"; }

letter ivan@customer.example 101
letter ivan@customer.example 102
letter skarga@plaint.example 103
ok "before the first fetch the letters are unknown" \
	says "second: server holds 2, register holds 0" \
	plaint verify --mailbox second
ok "that is a difference" fails_with "on the server, not in the ledger" \
	plaint verify --mailbox second
serve_start
ok "three letters become cases" try_for 30 cases_are 3
ok "all is settled" try_for 20 plaint verify --mailbox
ok "server and register hold the same" \
	says "second: server holds 2, register holds 2" \
	plaint verify --mailbox second
ok "a moved mailbox is empty on both sides" \
	says "main: server holds 0, register holds 0" plaint verify --mailbox
ok "there is JSON" grep -q '"ok": true' <(plaint verify --mailbox --json)
ok "a wrong name is told" fails_with 'nearest: second' \
	plaint verify --mailbox secnd
serve_stop

# Behind the daemon's back.
letter ivan@customer.example 104
ok "a letter that came meanwhile" fails_with "on the server, not in the ledger" \
	plaint verify --mailbox second
serve_start
ok "is taken in" try_for 20 cases_are 4
serve_stop
original=$(plaint show "$(plaint list --json |
	grep -o '20[0-9][0-9]-[0-9]\{6\}' | sort | tail -n 1)" --json |
	grep -o '"sha256": *"[0-9a-f]*"' | head -n 1 | cut -d'"' -f4)
stored=$(find "$OFFICE/spool" -name "*${original:4}*" -type f | head -n 1)
mv "$stored" "$WORK/original"
ok "an original that is missing" fails_with "is not in the spool" \
	plaint verify --mailbox second

serve_start
# A server that ends each session after some seconds does not put it off.
while sleep 3; do
	doveadm -c "$WORK/servers/dovecot.conf" kick ivan@customer.example
done >/dev/null 2>&1 &
kicks=$!
ok "the daemon raises an alarm, however often sessions end" try_for 60 \
	status_has "alarm: mailbox.second: server holds 3"
kill "$kicks"
ok "with an event" grep -q mailbox_gap <(strings "$OFFICE"/plaint.db*)
serve_stop
sed '/^  second:/,/poll_seconds: 1$/d' "$OFFICE/plaint.yaml" \
	>"$OFFICE/without.yaml"
alarms_without() {
	as_office "$PLAINT" status -c "$OFFICE/without.yaml" | grep -c alarm:
}
ok "a mailbox that is no longer in the settings raises none" \
	same "$(alarms_without)" 0
mv "$WORK/original" "$stored"
serve_start
ok "and withdraws it when the gap is closed" try_for 60 \
	status_has_not "alarm: mailbox.second"
serve_stop
ok "at the end both hold the same" plaint verify --mailbox
ok "everything holds together" plaint verify

# Thrown away before it was seen, and purged later: nobody misses it.
letter ivan@customer.example 105
mv "$BOX"/new/* "$BOX/cur/deleted:2,T"
letter ivan@customer.example 106
serve_start
ok "a letter beside a deleted one is taken in" try_for 20 cases_are 5
serve_stop
rm "$BOX/cur/deleted:2,T"
ok "the deleted one, purged, is not missed" plaint verify --mailbox second

# The server ends the session over one message, whatever is asked of it.
MAIN=$MAIL_DIR/skarga@plaint.example/Maildir
letter skarga@plaint.example 107
letter skarga@plaint.example 108
letter skarga@plaint.example 109
bad=$(grep -l 'Letter 108' "$MAIN"/new/*)
chmod 000 "$bad"
serve_start
ok "a message that ends each session holds up no other" \
	try_for 90 cases_are 7
ok "it is told by name" try_for 30 \
	fails_with "on the server, not taken in" plaint verify --mailbox main
ok "and as an alarm" try_for 90 \
	status_has "alarm: mailbox.main: server holds 1, register holds 0"
serve_stop
chmod 644 "$(find "$MAIN" -name "${bad##*/}*")"
serve_start
ok "mended, it is asked for again" try_for 60 cases_are 8
ok "and the alarm ends" try_for 60 status_has_not "alarm: mailbox.main"
serve_stop
sed 's/after_name: .*/after_name: inbox/' "$OFFICE/plaint.yaml" \
	>"$OFFICE/round.yaml"
ok "no mailbox is moved into itself" \
	fails_with "would come again for ever" \
	as_office "$PLAINT" status -c "$OFFICE/round.yaml"

# A server restored from a backup gives its numbers once more: 111 has the one
# that 110 had, 112 that of 111.
restored() {
	rm -rf "$BOX" && cp -a "$WORK/backup" "$BOX"
	$SERVERS restart-imap "$WORK/servers"
}
compared() { grep -q 'mailbox second: server holds 4, register holds 4' \
	"$WORK/serve.log"; }
ok "all is well before the backup" plaint verify --mailbox second
cp -a "$BOX" "$WORK/backup"
letter ivan@customer.example 110
serve_start
ok "a letter after the backup is taken in" try_for 20 cases_are 9
serve_stop
ok "the server is restored" restored
letter ivan@customer.example 111
ok "another letter under its number is a difference" \
	fails_with "under the number of another, not taken in" \
	plaint verify --mailbox second
serve_start
ok "which the daemon finds, and takes in" try_for 60 cases_are 10
serve_stop
ok "server and register hold the same again" plaint verify --mailbox second
ok "the server is restored once more" restored
: >"$WORK/serve.log"
serve_start
ok "all is compared, and nothing is missed" try_for 30 compared
letter ivan@customer.example 112
ok "a number yet to be given once more is waited for" try_for 20 cases_are 11
serve_stop
ok "nothing is held twice" plaint verify --mailbox second
ok "and the log is whole" plaint verify

# Seen, and gone before it could be fetched: nobody can bring it back, and the
# alarm ends when somebody has noted it.
status_seen() { plaint status --json | jq -e '.sources.second.seen == 1'; }
plaint user add iryna --role approver --name "Ірина Лисенко" \
	--email iryna@plaint.example >/dev/null
letter ivan@customer.example 113
lost=$(grep -l 'Letter 113' "$BOX"/new/*)
chmod 000 "$lost"
serve_start
ok "a message is seen that the server cannot read" try_for 20 status_seen
serve_kill
rm "$(find "$BOX" -name "${lost##*/}*")"
ok "gone, it is lost" fails_with "gone from the server before it was taken in" \
	plaint verify --mailbox second
ok "which is noted by somebody" fails_with "there is no user" \
	plaint verify --mailbox second --note-lost --as nobody
ok "of a mailbox" fails_with "goes with --mailbox" \
	plaint verify --note-lost --as iryna
ok "noted, it is told once more" says "taken in: noted" \
	plaint verify --mailbox second --note-lost --as iryna
ok "and is no difference any more" plaint verify --mailbox second
ok "the log has who noted it" grep -q mail_lost_noted \
	<(strings "$OFFICE"/plaint.db*)

# An office that looked on at first has its mail moved from now on, the letters
# it has taken in by then too.
sed -i 's/after: leave/after: move/' "$OFFICE/plaint.yaml"
ok "letters that were left alone are to be moved now" \
	fails_with "settled, but still in the folder" \
	plaint verify --mailbox second
serve_start
ok "they are" try_for 20 plaint verify --mailbox second
ok "and the folder is empty" says "second: server holds 0, register holds 0" \
	plaint verify --mailbox second
ok "none of them is taken in anew" cases_are 11
serve_stop

# A server that cannot be reached is no difference, yet not clean.
$SERVERS stop "$WORK/servers"
ok "a silent server is told" fails_with "cannot be compared" \
	plaint verify --mailbox main
finish
