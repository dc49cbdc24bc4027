#!/bin/bash
# PostgreSQL commits what the outbox writes, and the connection is lost before
# it says so: nothing stays `sending`, nothing is sent twice.  So with letters
# that are claimed to be read.
. tests/it/lib.sh
PYTHON=/usr/bin/python3
[ -x $PYTHON ] || { echo "1..0 # SKIP no python3"; exit 0; }
work_new
servers_start
tests/support/postgres.sh start "$WORK/pg" >"$WORK/uri" || exit 1
mkdir "$WORK/out" "$WORK/line"
chmod 777 "$WORK/line"
$PYTHON tests/support/smtp_waits.py "$WORK/out" >"$WORK/port" &
PARTNERS=$!
touch "$WORK/out/go"
SERVER=$(sed 's/.*host=\([^&]*\)&.*/\1/' "$WORK/uri")
$PYTHON tests/support/pg_cut.py "$SERVER" "$WORK/line" &
PARTNERS="$PARTNERS $!"
# shellcheck disable=SC2064,SC2086
trap 'kill $PARTNERS; tests/support/postgres.sh stop "$WORK/pg" >/dev/null; clean_up' EXIT
try_for 5 test -s "$WORK/port"
office_new < <(mailbox_yaml; sed "s|host=[^&]*|host=$WORK/line|; s|.*|database: '&'|" "$WORK/uri")
sed -i "s/^  server: {host: localhost.*/  server: {host: localhost, port: $(cat "$WORK/port"), tls: none}/" \
	"$OFFICE/plaint.yaml"
state_is() { # STATE COUNT
	gives "SELECT count(*) FROM outbox WHERE state = '$1'" "$2"
}
was_given() { same "$(find "$WORK/out" -name '*.eml' | wc -l)" "$1"; } # COUNT
letter() { # N
	cat >"$WORK/letter.eml" <<-END
	From: olena@customer.example
	To: skarga@plaint.example
	Subject: Letter $1
	Message-ID: <outbox-$1@customer.example>

	Letter $1: my bill is wrong by $1 hryvnias, return the money.
	END
	deliver skarga@plaint.example "$WORK/letter.eml"
}
cut_at() { # TEXT: of a statement; of several, one in a line
	echo "$1" >"$WORK/line/cut"
	chmod 666 "$WORK/line/cut"
}
was_cut() { try_for 30 test ! -e "$WORK/line/cut"; }

serve_start
letter 1
ok "a reply leaves" try_for 30 state_is sent 1

cut_at "UPDATE outbox SET state = 'sending'"
letter 2
ok "claimed, and the line is lost" was_cut
ok "the reply goes out by itself" try_for 30 state_is sent 2
ok "once" was_given 2
ok "at its first attempt" gives "SELECT max(attempts) FROM outbox" 1

cut_at "UPDATE outbox SET state = \$2"
letter 3
ok "sent, and the line is lost" was_cut
ok "that it was sent stands" try_for 30 state_is sent 3
letter 4
ok "the next follows" try_for 30 state_is sent 4
ok "each once" was_given 4

# Refused for good: its people hear of it all the same.
plaint user add anna --name Anna --email anna@plaint.example >/dev/null
plaint user add olena --name Olena --role approver >/dev/null
CASE=$(query "SELECT max(number) FROM casefile")
plaint assign "$CASE" --to anna --as anna >/dev/null
plaint draft "$CASE" --text 'We refund it.' --as anna >/dev/null
plaint submit "$CASE" --as anna >/dev/null
echo "550 5.1.1 nobody here" >"$WORK/out/rcpt"
cut_at "UPDATE outbox SET state = \$2"
plaint approve "$CASE" --yes --as olena >/dev/null
ok "refused, and the line is lost" was_cut
ok "it failed" try_for 30 state_is failed 1
ok "and its owner is told" try_for 30 gives \
	"SELECT count(*) FROM notice WHERE to_address = 'anna@plaint.example'" 1
rm "$WORK/out/rcpt"

# A mail to the staff has an outbox of its own.
query "UPDATE notice SET state = 'queued', not_before_utc_us = 0"
cut_at "UPDATE notice SET state = 'sending'"
ok "a notice claimed, and the line is lost" was_cut
ok "it leaves all the same" try_for 30 gives \
	"SELECT count(*) FROM notice WHERE state = 'sent'" 1
ok "nothing is in doubt" state_is uncertain 0

# With the transaction that stores it, and then by one of its own.
cut_at "INSERT INTO job
UPDATE job SET state = 'running'"
letter 5
ok "a letter claimed to be read, and twice the line is lost" was_cut
ok "it is read all the same" try_for 30 gives \
	"SELECT state, attempts, count(*) FROM job GROUP BY state, attempts" \
	"done|1|5"
serve_stop
ok "everything holds together" plaint verify
finish
