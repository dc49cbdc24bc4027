#!/bin/bash
# A case's days with the real daemon: a calendar that gains a holiday moves
# them, a wrong rule file does not; pause, resume, extend, redate, reclassify
# change them as the law says; reminders and the digest arrive in mailboxes,
# once.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)
today=$(TZ=Europe/Kyiv date +%F)
plus() { date -d "$1 + $2 days" +%F; }

# Regimes and a calendar of the test's own.  Weekends near by are worked, so
# that the test is the same on every day of the week.
calendar() { # [HOLIDAY]: with that day off
	local year day
	cat <<-END
	id: TEST
	title: {uk: Тест, ru: Тест, be: Тэст, en: Test}
	always_known: yes
	years:
	END
	for year in $(seq "$(date -d "$today - 40 days" +%Y)" \
		"$(date -d "$today + 60 days" +%Y)"); do
		echo "  - year: $year"
		echo "    working:"
		for n in $(seq -40 60); do
			day=$(plus "$today" "$n")
			[ "${day%%-*}" = "$year" ] || continue
			[ "$(date -d "$day" +%u)" -lt 6 ] ||
				echo "      - {day: $day}"
		done
		[ "${1%%-*}" != "$year" ] ||
			printf '    off:\n      - {day: %s, source: "decree 1"}\n' "$1"
	done
}
calendar '' >"$OFFICE/rules/calendars/test.yaml"
names() { echo "{uk: $1, ru: $1, be: $1, en: $1}"; }
cat >"$OFFICE/rules/regimes/test.yaml" <<END
jurisdiction: XX
zone: Europe/Kyiv
calendar: TEST
regimes:
  - id: test-10wd
    title: $(names ten)
    trigger: received
    term: {amount: 10, unit: working_day}
    roll: none
    extension: {allowed: yes, cap: {amount: 30, unit: calendar_day}, notice: yes}
    pauses: {customer: adds}
    basis: law
    confidence: T
    source: "test, art. 1"
  - id: test-claim-5wd
    title: $(names five)
    applies: {kinds: [claim]}
    trigger: received
    term: {amount: 5, unit: working_day}
    roll: none
    basis: law
    confidence: T
    source: "test, art. 2"
  - id: test-6wd
    title: $(names six)
    series: test
    applies: {automatic: no}
    trigger: received
    term: {amount: 6, unit: working_day}
    roll: none
    valid: {to: 2026-01-31}
    basis: law
    confidence: T
    source: "test, art. 3"
  - id: test-7wd
    title: $(names seven)
    series: test
    applies: {automatic: no}
    trigger: received
    term: {amount: 7, unit: working_day}
    roll: none
    valid: {from: 2026-02-01}
    basis: law
    confidence: T
    source: "test, art. 3"
END
# A topic names the one that was in force when its rules were written.
sed -i '/^  spam.calls:/,/^    department:/s/^    department: .*/&\n    regimes: [test-6wd]/' \
	"$OFFICE/rules/topics.yaml"
sed -i 's/^regime: .*/regime: test-10wd/' "$OFFICE/plaint.yaml"
sed -i 's/at: "08:30"/at: "23:59"/; s/^# director: .*/director: ivan@customer.example/' \
	"$OFFICE/rules/escalation.yaml"
sed -i 's/^  triage: {/  triage: {head: iryna, /; s/^  network: {/  network: {head: iryna, /' \
	"$OFFICE/rules/routing.yaml"
! is_root || chown -R nobody:nogroup "$OFFICE"
ok "the rules are well" "$PLAINT" rules check --rules "$OFFICE/rules"
plaint user add olena --name 'Олена Коваль' \
	--email olena@customer.example >"$WORK/out"
plaint user add iryna --role approver --email office@plaint.example \
	>"$WORK/out"

cat >"$WORK/letter.eml" <<'END'
From: Petro <petro@customer.example>
To: skarga@plaint.example
Subject: no internet
Message-ID: <terms-1@customer.example>
Content-Type: text/plain; charset=utf-8

My internet has been down for three days. Please repair it.
END
deliver skarga@plaint.example "$WORK/letter.eml"
serve_start
ok "a letter is registered" try_for 30 cases_are 1
number=$(plaint list --json | sed -n 's/.*"number": "\(.*\)".*/\1/p')
[ -n "$number" ] || { finish; exit 1; }
plaint assign "$number" --to olena --as olena >"$WORK/out"

of_case() { # KEY: of the case
	plaint show "$number" --json | KEY=$1 perl -MJSON::PP -0777 -ne '
		print decode_json($_)->{$ENV{KEY}} // "", "\n"'
}
due_is() { same "$(of_case legal_due)" "$1"; }
events_have() { # VERB [TEXT]: in its detail
	plaint show "$number" --json | VERB=$1 TEXT=${2:-} perl -MJSON::PP \
		-0777 -ne '
		my $json = JSON::PP->new->canonical;
		for (@{$json->decode($_)->{events}}) {
			exit 0 if $_->{verb} eq $ENV{VERB} and index(
				$json->encode($_->{detail}), $ENV{TEXT}) >= 0;
		}
		exit 1'
}
hup() { kill -HUP "$SERVE_PID"; }
log_has() { grep -q -- "$1" "$WORK/serve.log"; }

ten=$(plus "$today" 10)
ok "ten days from receipt" due_is "$ten"

# --- rules change under the daemon ---
holiday=$(date -d "$today + 2 days" +%F)
[ "$(date -d "$holiday" +%u)" -lt 6 ] || holiday=$(plus "$today" 4)
calendar "$holiday" >"$OFFICE/rules/calendars/test.yaml"
hup
ok "a new holiday moves the case" try_for 10 due_is "$(plus "$today" 11)"
ok "and an event says so" events_have terms_changed "\"from\":\"$ten\""
ok "the holiday is in the explanation" \
	grep -q 'decree 1' <(plaint show "$number" --lang en)
sed -i 's/^years:/yearss:/' "$OFFICE/rules/calendars/test.yaml"
hup
ok "a wrong file is told with its place" \
	try_for 10 log_has 'not reloaded.*test.yaml:4:1: unknown key "yearss"'
ok "and the old rules stay" due_is "$(plus "$today" 11)"
ok "due --recompute refuses it too" \
	fails_with 'unknown key "yearss"' plaint due --recompute
calendar '' >"$OFFICE/rules/calendars/test.yaml"
recomputed() {
	plaint due --recompute --json | perl -MJSON::PP -0777 -ne '
		my $r = decode_json($_);
		print "$r->{cases} $r->{earlier} ",
			join(" ", map { "$_->{number} $_->{change}" }
				@{$r->{changed}}), "\n"'
}
ok "the holiday gone: earlier, and listed" \
	same "$(recomputed)" "1 1 $number earlier"
ok "as it was" due_is "$ten"
ok "once more: nothing moves" same "$(recomputed)" "1 0 "

# --- people change facts ---
ok "a reason must be one" fails_with 'want customer, correction' \
	plaint pause "$number" --as olena --reason lunch
ok "no pause before the receipt" fails_with 'before the letter came' \
	plaint pause "$number" --as olena --reason customer \
	--from "$(plus "$today" -1)"
pause_with_end() {
	plaint pause "$number" --as olena --reason customer --from "$today" \
		--until "$(plus "$today" 4)"
}
ok "a pause with an end adds its days" pause_with_end
ok "three: the day it came is none of the term's" due_is "$(plus "$today" 13)"
ok "the case says until when it stands" grep -q \
	"^Term test-10wd: .*(stands until $(plus "$today" 4))" \
	<(plaint show "$number")
ok "it ends before its day when the clock goes on" \
	plaint resume "$number" --as olena
ok "and adds none" due_is "$ten"
plaint pause "$number" --as olena --undo >"$WORK/out"
ok "one the law does not know runs on" grep -q 'knows no such pause' \
	<(plaint pause "$number" --as olena --reason expertise)
ok "the same days" due_is "$ten"
ok "twice for the same reason is refused" fails_with 'already' \
	plaint pause "$number" --as olena --reason expertise
ok "it goes on" plaint resume "$number" --as olena
ok "only once" fails_with 'does not stand' \
	plaint resume "$number" --as olena
ok "events of both" events_have resumed
pause_with_end >"$WORK/out"
ok "more time" plaint extend "$number" --as olena --by 5:cd --reason check
ok "five days" due_is "$(plus "$today" 18)"
ok "capped from the start" plaint extend "$number" --as olena --by 60:cd \
	--reason more
ok "thirty days and the pause, no more" due_is "$(plus "$today" 33)"
ok "extension and pause survive a recomputation" \
	same "$(recomputed)" "1 0 "
ok "a wrong receipt day put right" plaint redate "$number" --as olena \
	--received "$(plus "$today" -2)" --reason 'stamp misread'
ok "two days earlier, and the pause is one day more" due_is "$(plus "$today" 32)"
ok "not after the registration" fails_with 'has not come yet' \
	plaint redate "$number" --as olena --reason x \
	--received "$(plus "$today" 1)"
ok "an extension is taken back" plaint extend "$number" --as olena --undo \
	--reason 'meant another case'
ok "five days more, as before it" due_is "$(plus "$today" 17)"
ok "and given again" plaint extend "$number" --as olena --by 60:cd --reason more
ok "the pause is taken back" plaint pause "$number" --as olena --undo \
	--reason customer
ok "four days earlier" due_is "$(plus "$today" 28)"
ok "only once" fails_with 'no pause of customer to take back' \
	plaint pause "$number" --as olena --undo --reason customer
ok "the log tells" events_have pause_undone
pause_with_end >"$WORK/out"
ok "a topic's regime gives way to its successor" plaint reclassify "$number" \
	--as olena --topic spam.calls
ok "seven days" due_is "$(plus "$today" 5)"
plaint reclassify "$number" --as olena --topic other >"$WORK/out"
ok "none of the topic's" due_is "$(plus "$today" 32)"
ok "a claim has another term" plaint reclassify "$number" --as olena \
	--kind claim
ok "the earliest counts" due_is "$(plus "$today" 3)"
ok "a person has the last word" plaint reclassify "$number" --as olena \
	--without test-claim-5wd --reason 'it is a complaint'
ok "and says why" events_have reclassified 'it is a complaint'
ok "the first term again" due_is "$(plus "$today" 32)"
ok "one must be left" fails_with 'no regime would be left' \
	plaint reclassify "$number" --as olena --without test-10wd --reason x
ok "what it rests on is shown" grep -q "pause .*customer" \
	<(plaint show "$number")
plaint reclassify "$number" --as olena --regime test-claim-5wd >"$WORK/out"
plaint redate "$number" --as olena --received "$(plus "$today" -3)" \
	--reason 'misread again' >"$WORK/out"
ok "due in two days" due_is "$(plus "$today" 2)"
ok "a notice is offered" \
	sh -c 'grep -q "\"kind\": \"delay\""' < <(plaint show "$number" --json)
ok "and marked in the list" sh -c 'grep -q " extend \| tell "' \
	< <(plaint list)

# --- mails ---
mails() { # ADDRESS TEXT: so many messages with TEXT in their subject
	inbox "$1" | TEXT=$2 perl -MEncode -0777 -ne '
		s/\r//g;
		my ($n, $text) = (0, decode_utf8($ENV{TEXT}));
		while (/^Subject:((?:.*\n)(?:[ \t].*\n)*)/mg) {
			$n++ if index(decode("MIME-Header", $1), $text) >= 0;
		}
		print "$n\n"'
}
mails_are() { same "$(mails "$1" "$2")" "$3"; }
ok "nothing before its time" mails_are olena@customer.example Нагадування 0
# Two days before the safe day the owner and the head are told.
sed -i 's/at: "23:59"/at: "00:00"/' "$OFFICE/rules/escalation.yaml"
hup
ok "the owner is reminded" \
	try_for 15 mails_are olena@customer.example Нагадування 1
ok "the owner has the digest" \
	try_for 15 mails_are olena@customer.example 'Звернення на' 1
ok "the head is reminded" \
	try_for 15 mails_are office@plaint.example Нагадування 1
ok "and has the digest" try_for 15 mails_are office@plaint.example 'Звернення на' 1
ok "marked as ours" sh -c 'grep -q "^Auto-Submitted: auto-generated"' \
	< <(inbox olena@customer.example)
ok "the reminder is an event" events_have reminded before_safe_day
# Past its safe day: everybody hears of it.
plaint redate "$number" --as olena --received "$(plus "$today" -8)" \
	--reason 'found the envelope' >"$WORK/out"
hup
ok "the director is told of an overdue case" \
	try_for 15 mails_are ivan@customer.example Нагадування 1
ok "the head too" try_for 15 mails_are office@plaint.example Нагадування 2
hup
sleep 2
hup
sleep 2
ok "nobody hears it twice" mails_are ivan@customer.example Нагадування 1
ok "nor gets two digests" mails_are olena@customer.example 'Звернення на' 1
ok "overdue is marked" sh -c 'grep -q " !! "' < <(plaint list)
sent_are() { same "$(plaint outbox --notices --json | grep -c '"sent"')" "$1"; }
ok "the mails can be looked up" sent_are 7
serve_stop
ok "the daemon ends well" same $? 0
ok "and all holds together" plaint verify
finish
