#!/bin/bash
# SIGTERM ends the daemon within five seconds in the middle of work, and the
# work goes on at the next start; SIGHUP takes new settings, or keeps the old
# ones when the new are wrong; root is dropped; every role is a process of
# its own, sealed.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)

letter() { # N
	cat <<-END
	From: Customer $1 <olena@customer.example>
	To: skarga@plaint.example
	Subject: complaint number $1
	Message-ID: <stop-$1@customer.example>

	My internet has been down for $1 days. Please repair it.
	END
}
MAILS=30
for ((i = 1; i <= MAILS; i++)); do
	letter $i >"$WORK/letter.eml"
	deliver skarga@plaint.example "$WORK/letter.eml"
done

roles() { # names of the daemon's processes
	ps -o args= --ppid "$SERVE_PID" | sed -n 's/.*--role=//p' | sort -u |
		tr '\n' ' '
}
seccomp_mode() { # ROLE: 2 is a filter
	local pid
	pid=$(ps -o pid=,args= --ppid "$SERVE_PID" |
		awk -v role="--role=$1" '$NF == role { print $1; exit }')
	sed -n 's/^Seccomp:\t//p' "/proc/$pid/status"
}
owner_is_not_root() {
	[ "$(ps -o uid= -p "$SERVE_PID" | tr -d ' ')" != 0 ]
}
log_has() { grep -q "$1" "$WORK/serve.log"; }

roles_are() { same "$(roles)" "$1"; }

# A scan, because ocr workers with nothing to read are put to sleep.
drop samples/scans/uk-thanks.png
serve_start
ok "each role is a process of its own" \
	try_for 30 roles_are "fetch ocr parse send "
sealed() { # ROLE
	same "$(seccomp_mode "$1")" 2
}
for role in parse ocr fetch send; do
	ok "$role is sealed" try_for 20 sealed $role
done
ok "nothing runs as root" owner_is_not_root
begin=$SECONDS
serve_stop
ok "a stop in the middle of work is clean" same $? 0
ok "and takes less than five seconds" test $((SECONDS - begin)) -le 5
ok "no role is left" fails_with "" pgrep -f "$OFFICE"

serve_start
ok "the work goes on" try_for 60 cases_are $((MAILS + 1))
ok "nothing is wrong so far" plaint verify

cp "$OFFICE/plaint.yaml" "$WORK/good.yaml"
sed -i 's/^regime:/regimee:/' "$OFFICE/plaint.yaml"
kill -HUP "$SERVE_PID"
ok "wrong settings are not taken" \
	try_for 10 log_has 'not reloaded.*unknown key "regimee"; did you mean'
cp "$WORK/good.yaml" "$OFFICE/plaint.yaml"
sed -i 's/^regime: .*/regime: uk-disp-8w/' "$OFFICE/plaint.yaml"
kill -HUP "$SERVE_PID"
ok "good ones are" try_for 10 log_has ': reloaded'
letter 1000 >"$WORK/letter.eml"
deliver skarga@plaint.example "$WORK/letter.eml"
ok "work goes on after it" try_for 30 cases_are $((MAILS + 2))
due=$(date -d "$(TZ=Europe/Kyiv date +%F) + 56 days" +%F)
ok "under the new rule" grep -q "\"legal_due\": *\"$due\"" \
	<(plaint list --limit 1000 --json)
serve_stop
ok "the last stop is clean" same $? 0
finish
