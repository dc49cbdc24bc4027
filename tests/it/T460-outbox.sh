#!/bin/bash
# What becomes of a reply when nobody is there to take it, when the program
# ends while a server has it, and when the database cannot be written to at
# that moment: never lost, never twice, never without a way on.
. tests/it/lib.sh
PYTHON=/usr/bin/python3
[ -x $PYTHON ] || { echo "1..0 # SKIP no python3"; exit 0; }
work_new
servers_start
mkdir "$WORK/out"
$PYTHON tests/support/smtp_waits.py "$WORK/out" >"$WORK/port" &
WAITS_PID=$!
trap 'kill $WAITS_PID; clean_up' EXIT
try_for 5 test -s "$WORK/port"
office_new < <(mailbox_yaml)
smtp_is() { # PORT
	sed -i "s/^  server: {host: localhost.*/  server: {host: localhost, port: $1, tls: none}/" \
		"$OFFICE/plaint.yaml"
}
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
state_is() { # STATE COUNT
	gives "SELECT count(*) FROM outbox WHERE state = '$1'" "$2"
}
was_given() { same "$(find "$WORK/out" -name '*.eml' | wc -l)" "$1"; } # COUNT
item() { query "SELECT id FROM outbox WHERE state = '$1'"; }
plaint user add anna --name Anna >/dev/null

# Nobody listens there: the message is not at fault, however often.
smtp_is 9
letter 1
serve_start
ok "a reply waits for its server" try_for 30 state_is queued 1
serve_stop
as_office sqlite3 "$OFFICE/plaint.db" "UPDATE outbox SET attempts = 99"
before=$(query "SELECT count(*) FROM event WHERE verb = 'sending_delayed'")
serve_start
more_delays() {
	[ "$(query "SELECT count(*) FROM event WHERE verb LIKE 'sending_%'")" \
		-gt $((before + 1)) ]
}
ok "it is tried again and again" try_for 30 more_delays
ok "and does not fail for that" state_is failed 0
composed() { # COUNT: mails of ours in the spool
	local count
	count=$(grep -rl '^Auto-Submitted: auto-replied' \
		"$OFFICE/spool" 2>/dev/null | wc -l)
	same "$count" "$1"
}
ok "and is kept once, however often it was tried" composed 1
serve_stop

# Killed while the server has it: a person decides.
smtp_is "$(cat "$WORK/port")"
serve_start
ok "a server takes it" try_for 30 was_given 1
serve_kill
ok "killed then, it was on its way" state_is sending 1
serve_start
ok "nobody knows whether it arrived" try_for 30 state_is uncertain 1
ok "the status says so" grep -qi "uncertain" <(plaint status)
sleep 2
ok "no second copy is sent" was_given 1
plaint outbox mark-sent "$(item uncertain)" --as anna >/dev/null
ok "a person says that it did" state_is sent 1

# The server says yes, and the database is locked for longer than anybody
# waits.
letter 2
ok "a second reply is given" try_for 30 was_given 2
as_office sqlite3 "$OFFICE/plaint.db" "BEGIN IMMEDIATE" \
	".shell touch $OFFICE/locked" ".shell sleep 45" COMMIT &
try_for 10 test -e "$OFFICE/locked"
touch "$WORK/out/go"
wait $!
ok "that it was sent is written when it can be" try_for 30 state_is sent 2
ok "it was sent once" was_given 2
letter 3
ok "and others follow" try_for 30 state_is sent 3
ok "each once" was_given 3

# A second daemon would take what the first is sending for lost.
rm "$WORK/out/go"
letter 4
ok "a fourth reply is given" try_for 30 was_given 4
ok "a second daemon does not start beside it" fails_with "another plaint" \
	timeout 20 "$PLAINT" serve -c "$OFFICE/plaint.yaml"
ok "and has changed nothing" state_is sending 1

# A server may take its time before it says yes.
kill -TERM "$SERVE_PID"
sleep 5
touch "$WORK/out/go"
serve_stop
ok "a stop waits for a slow yes" state_is sent 4

# A sender that the server refuses is no fault of any letter's.
echo "550 5.7.1 not your address" >"$WORK/out/mail"
serve_start
letter 5
says() { grep -q "$1" <(plaint status); } # PATTERN
ok "a refused sender is told of" try_for 30 says "refused: 550 5.7.1 not your"
ok "and the reply waits for it to be mended" state_is queued 1
rm "$WORK/out/mail"
ok "then it leaves" try_for 30 state_is sent 5
ok "and is told of no more" fails_with "" says "refused"
last_word() { plaint outbox --state sent | tail -n 1; }
ok "the last word is the server's yes" grep -q " taken" <(last_word)

# Refused for now, for hours: the desk hears of it, and the status says so.
CASE=$(query "SELECT max(number) FROM casefile")
plaint user add olena --name Olena --role approver \
	--email olena@plaint.example >/dev/null
plaint assign "$CASE" --to anna --as anna >/dev/null
as_office sqlite3 "$OFFICE/plaint.db" \
	"UPDATE staff SET email = 'anna@plaint.example' WHERE login = 'anna'"
echo "451 4.7.1 later" >"$WORK/out/rcpt"
plaint draft "$CASE" --text 'We refund it.' --as anna >/dev/null
plaint submit "$CASE" --as anna >/dev/null
plaint approve "$CASE" --yes --as olena >/dev/null
delayed() {
	gives "SELECT count(*) FROM outbox WHERE state = 'queued' AND
		last_error LIKE '4.7.1%'" 1
}
ok "a reply is refused for now" try_for 30 delayed
ok "which is nobody's news yet" gives "SELECT count(*) FROM notice" 0
as_office sqlite3 "$OFFICE/plaint.db" "UPDATE outbox SET
	queued_utc_us = queued_utc_us - 5 * 3600 * 1000000,
	not_before_utc_us = 0 WHERE state = 'queued'"
ok "the status says that it is late" says "1 reply not gone for 4 hours.*4.7.1 later"
ok "the one who owns the case is told" try_for 30 \
	gives "SELECT count(*) FROM notice
		WHERE to_address = 'anna@plaint.example'" 1
ok "meanwhile no second answer is written" fails_with "plaint recall" \
	plaint draft "$CASE" --text 'Two.' --as anna
ok "it can be taken back" plaint recall "$CASE" --reason sum --as anna
ok "and is in nobody's way" state_is queued 0
ok "its writer reads why" grep -q "sent back by anna: sum" <(plaint show "$CASE")

# Refused for good: its writer hears of it at once.  So is that mail refused,
# and can be sent again.
echo "550 5.1.1 nobody here" >"$WORK/out/rcpt"
plaint submit "$CASE" --as anna >/dev/null
plaint approve "$CASE" --yes --as olena >/dev/null
ok "an answer is refused for good" try_for 30 state_is failed 1
told_of() { # STATE: of the mail about the refusal
	gives "SELECT count(*) FROM notice WHERE body LIKE '%nobody here%'
		AND to_address = 'anna@plaint.example' AND state = '$1'" 1
}
ok "the mail that says so is refused as well" try_for 30 told_of failed
ok "which the status counts" says "staff:.* failed 1"
rm "$WORK/out/rcpt"
ok "it can be sent again" plaint outbox resend --as anna \
	"$(query "SELECT id FROM notice WHERE state = 'failed'")"
ok "and arrives" try_for 30 told_of sent
serve_stop

# Of what waits together the office's own people are told first.
rm "$WORK/out"/*.eml
as_office sqlite3 "$OFFICE/plaint.db" \
	"UPDATE outbox SET state = 'queued', not_before_utc_us = 0
		WHERE id = (SELECT min(id) FROM outbox WHERE state = 'sent')" \
	"UPDATE notice SET not_before_utc_us = 1"
serve_start
ok "a reply and a mail to the staff leave" try_for 30 was_given 2
first=$(find "$WORK/out" -name '*.eml' | sort | head -n 1)
ok "the mail to the staff first" grep -q "anna@plaint.example" "$first"
serve_stop

# The clock was years ahead for a while: what was queued then is due now.
as_office sqlite3 "$OFFICE/plaint.db" "UPDATE outbox SET state = 'queued',
	not_before_utc_us = 2 * not_before_utc_us
	WHERE id = (SELECT max(id) FROM outbox WHERE state = 'sent')"
sent=$(query "SELECT count(*) FROM outbox WHERE state = 'sent'")
serve_start
ok "a reply queued by a clock that was ahead leaves" \
	try_for 30 state_is sent $((sent + 1))
serve_stop

# One in doubt that the database refuses to write holds up no other.
as_office sqlite3 "$OFFICE/plaint.db" \
	"UPDATE outbox SET state = 'sending'
		WHERE id = (SELECT min(id) FROM outbox WHERE state = 'sent')" \
	"UPDATE outbox SET state = 'queued', not_before_utc_us = 0
		WHERE id = (SELECT max(id) FROM outbox WHERE state = 'sent')" \
	"CREATE TRIGGER refuse BEFORE UPDATE ON outbox
		WHEN NEW.state = 'uncertain' BEGIN
		SELECT RAISE(ABORT, 'refused here'); END"
sent=$(query "SELECT count(*) FROM outbox WHERE state = 'sent'")
serve_start
ok "others leave all the same" try_for 30 state_is sent $((sent + 1))
serve_stop
as_office sqlite3 "$OFFICE/plaint.db" "DROP TRIGGER refuse"
serve_start
ok "and it is in doubt when that can be written" \
	try_for 30 state_is uncertain 1
serve_stop
ok "everything holds together" plaint verify
finish
