#!/bin/bash
# A real clamd beside the office: what is clean, infected (kept, locked) and
# not scanned (registered all the same, asked about again); no letter waits.
. tests/it/lib.sh
BOX=skarga@plaint.example
work_new
servers_start

# A database of our own: the harmless test file of EICAR, by hash and by body.
# It is put together here, so that this script is not taken for it.
eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD'
eicar+='-ANTIVIRUS-TEST-FILE!$H+H*'
CLAM=$WORK/clam
mkdir -p "$CLAM/db"
echo "$(printf %s "$eicar" | md5sum | cut -d' ' -f1):${#eicar}:Eicar.Test.File" \
	>"$CLAM/db/test.hdb"
echo "Eicar.Test.Body:0:*:$(printf %s "$eicar" | od -An -tx1 | tr -d ' \n')" \
	>"$CLAM/db/test.ndb"
cat >"$CLAM/clamd.conf" <<END
Foreground yes
DatabaseDirectory $CLAM/db
LocalSocket $CLAM/socket
StreamMaxLength 1M
LogFile $CLAM/log
END
! is_root || chown -R nobody:nogroup "$CLAM"
CLAMD_PID=
clamd_start() {
	local as=()
	! is_root || as=(setpriv --reuid nobody --regid nogroup --clear-groups)
	"${as[@]}" /usr/sbin/clamd -c "$CLAM/clamd.conf" >/dev/null 2>&1 &
	CLAMD_PID=$!
	try_for 20 test -S "$CLAM/socket"
}
clamd_stop() {
	[ -z "$CLAMD_PID" ] || kill "$CLAMD_PID"
	wait "$CLAMD_PID"
	CLAMD_PID=
	rm -f "$CLAM/socket"
}
trap '[ -z "$CLAMD_PID" ] || kill "$CLAMD_PID"; clean_up' EXIT

office_new < <(mailbox_yaml
	printf 'clamd: %s\nclamd_seconds: 2\n' "$CLAM/socket")
letter_of() { # MESSAGE-ID
	query "SELECT letter_id FROM document WHERE message_id LIKE '%$1%'"
}
number_of() {
	query "SELECT number FROM casefile JOIN letter
		ON casefile.id = casefile_id
		WHERE letter.id = '$(letter_of "$1")'"
}
states_are() { # MESSAGE-ID WANTED: of original and attachments in order
	same "$(plaint show "$(number_of "$1")" --json | jq -r \
		'[.letters[0].virus_scan[].state] | join(" ")')" "$2"
}
counts_are() { # FILTER WANTED
	same "$(plaint status --json | jq -r ".virus_scan | $1")" "$2"
}
mail() { # ID TYPE NAME < the attachment
	cat >"$WORK/letter.eml" <<-END
	From: Olena <olena@customer.example>
	To: $BOX
	Subject: Complaint $1
	Date: Mon, 23 Nov 2026 10:00:00 +0200
	Message-ID: <$1@customer.example>
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary=b

	--b
	Content-Type: text/plain

	You charged me for $1, which I never ordered. Please refund the money.

	--b
	Content-Type: $2; name=$3
	Content-Transfer-Encoding: base64
	Content-Disposition: attachment; filename=$3

	$(base64)

	--b--
	END
	deliver "$BOX" "$WORK/letter.eml"
}

ok "users" plaint user add olena --role agent
ok "and one who may unlock" plaint user add iryna --role approver

# Nobody is there to scan: mail comes in all the same.
serve_start
mail harmless text/plain note.txt <<<"Nothing bad."
ok "without a scanner a letter is registered" try_for 30 cases_are 1
ok "its bytes wait" counts_are '[.waiting, .clean] | join(" ")' "2 0"
trouble() {
	plaint status --json | jq -e '.troubles[] | select(.where == "clamd")'
}
ok "and status says why" try_for 10 trouble
ok "so does show" grep -q 'not scanned' <(plaint show "$(number_of harmless)")

ok "clamd starts" clamd_start
ok "what waited is clean" try_for 30 states_are harmless "clean clean"
sealed() {
	grep -q '^Seccomp:.*2' "/proc/$(pgrep -P "$SERVE_PID" -f role=scan)/status"
}
ok "by a process that has sealed itself" sealed
no_trouble() { ! trouble; }
ok "the trouble is over" try_for 5 no_trouble

printf %s "$eicar" | mail infected application/octet-stream prize.bin
ok "an infected letter is registered" try_for 30 cases_are 2
ok "and found out" try_for 30 states_are infected "infected infected"
sha=$(query "SELECT sha256 FROM attachment WHERE name = 'prize.bin'")
ok "its bytes are kept" as_office test -s "$OFFICE/spool/${sha:0:2}/$sha"
ok "the log tells" gives "SELECT count(*) FROM event
	WHERE verb = 'infected' AND subject_kind = 'casefile'" 2
ok "status counts" counts_are .infected 2
ok "show tells" grep -q 'infected: Eicar.Test' \
	<(plaint show "$(number_of infected)")

# A page of which the scanner says the same is not read.
cp samples/scans/be-sim.png "$WORK/page.png"
printf %s "$eicar" >>"$WORK/page.png"
mail page image/png page.png <"$WORK/page.png"
ok "an infected page" try_for 30 states_are page "infected infected"
refused() {
	gives "SELECT state || ' ' || (problem LIKE '%infected%locked%')
		FROM job WHERE letter_id = '$(letter_of page)'
		AND attachment = 1" "quarantined 1"
}
ok "is not read" try_for 40 refused
ok "its letter stands" gives "SELECT state FROM letter
	WHERE id = '$(letter_of page)'" registered
page=$(letter_of page)
ok "an agent cannot unlock it" fails_with "only an approver" \
	plaint virus allow "$page/1" --reason 'I am curious' --as olena
ok "nor anybody without a reason" fails_with "a reason is needed" \
	plaint virus allow "$page/1" --as iryna
ok "scanning it again unlocks nothing" plaint virus again "$page/1"
ok "an approver can, with a reason" try_for 10 plaint virus allow "$page/1" \
	--reason 'looked at by IT' --as iryna
ok "then it is read" plaint quarantine retry "$page"
ok "by the next free worker" try_for 60 gives "SELECT state FROM job
	WHERE letter_id = '$page' AND attachment = 1" done
ok "which is in the log" gives "SELECT actor FROM event
	WHERE verb = 'virus_allowed'" iryna
ok "the list says who" same "$(plaint virus --json | jq -r '.[]
	| select(.name == "page.png").allowed_by')" iryna

head -c 2000000 /dev/urandom | mail large application/octet-stream big.bin
ok "over the scanner's limit" try_for 30 states_are large \
	"not_scanned not_scanned"
ok "the letter is registered" try_for 10 cases_are 4
ok "with the reason" grep -q 'size limit' <(plaint virus)
ok "to be asked about again later" gives "SELECT count(*) FROM virus_scan
	WHERE state = 'not_scanned' AND attempts = 1
	AND not_before_utc_us > 1000000 * (strftime('%s', 'now') + 30)" 2

# A scanner that takes and never answers costs its deadline, nobody waits.
kill -STOP "$CLAMD_PID"
mail stopped text/plain note.txt <<<"Nothing bad here either."
ok "a scanner that hangs holds up nothing" try_for 5 cases_are 5
# In the middle of a file, or before it was given one.
given_up() {
	states_are stopped "not_scanned not_scanned" || {
		states_are stopped "waiting waiting" &&
			trouble | grep -q 'no answer in time'
	}
}
ok "and is given up" try_for 20 given_up
kill -CONT "$CLAMD_PID"
ok "asked once more" plaint virus again all
ok "it answers" try_for 30 states_are stopped "clean clean"

# By TCP, sealed; the role has one connection and can make no other.
clamd_stop
PORT=$((20000 + RANDOM % 20000))
printf 'TCPSocket %s\nTCPAddr 127.0.0.1\n' $PORT >>"$CLAM/clamd.conf"
sed -i "s|^clamd:.*|clamd: localhost:$PORT|" "$OFFICE/plaint.yaml"
ok "clamd on TCP" clamd_start
kill -HUP "$SERVE_PID"
printf %s "Q$eicar" | mail tcp application/octet-stream prize2.bin
ok "scans too" try_for 40 states_are tcp "infected infected"
# New signatures.  They come in a database of its own format, for clamd tells
# the version of such a one only; the version is all that is in it.
signatures() { # VERSION
	python3 tests/support/clamd_version.py "$1" "$CLAM/db/daily.cud"
	chmod a+r "$CLAM/db/daily.cud"
}
serve_stop
clamd_stop
signatures 101
ok "clamd with signatures of a version" clamd_start
serve_start
version_is() {
	gives "SELECT count(*) || coalesce(': ' || group_concat(problem), '')
		FROM virus_scan WHERE state = 'clean'
		AND version NOT LIKE 'ClamAV %/$1/%'" 0
}
# On a busy machine two seconds can be too few: the next try is a minute later.
ok "what is clean is scanned again, by and by" try_for 100 version_is 101
clamd_stop
echo "Late.Find:0:*:$(printf "Nothing bad." | od -An -tx1 | tr -d ' \n')" \
	>>"$CLAM/db/test.ndb"
signatures 102
ok "newer ones" clamd_start
ok "find what the old ones did not, without a restart" \
	try_for 160 states_are harmless "infected infected"
ok "the rest stays clean" try_for 100 version_is 102
ok "and what was asked about in vain stays as it was" \
	states_are large "not_scanned not_scanned"
alarm() {
	plaint status --json | jq -re '.troubles[] | select(.kind == "alarm"
		and (.where | startswith("virus."))) | .what'
}
ok "an alarm" grep -q 'was clean, and is infected (Late.Find' <(alarm)
ok "one of the letter" same "$(alarm | wc -l)" 1
ok "and an event" gives "SELECT count(*) FROM event WHERE verb = 'infected'
	AND detail LIKE '%Late.Find%'" 2
late=$(letter_of harmless)
ok "which somebody notes" plaint virus noted "$late" --as olena
no_alarm() { ! alarm; }
ok "is over" no_alarm
ok "and noted once" fails_with "no alarm" \
	plaint virus noted "$late" --as olena
ok "it stays locked" gives "SELECT count(*) FROM virus_scan
	WHERE state = 'infected' AND signature LIKE 'Late.Find%'
	AND allowed_by IS NULL" 2
# A letter on paper too.
{ cat "$WORK/page.png"; echo paper; } >"$WORK/paper.png"
drop "$WORK/paper.png"
ok "a scan is scanned too" try_for 60 gives "SELECT virus_scan.state
	FROM virus_scan JOIN letter ON letter.sha256 = virus_scan.sha256
	WHERE letter.name = 'paper.png'" infected
ok "and read no more" fails_with "locked" plaint mailroom redo \
	"$(query "SELECT id FROM letter WHERE name = 'paper.png'")" --as iryna
ok "an orderly stop" serve_stop
ok "all is verified" plaint verify
finish
