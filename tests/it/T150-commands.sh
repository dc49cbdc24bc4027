#!/bin/bash
# Commands in an unlucky world: nowhere to write to, streams that are closed,
# names that are no UTF-8, a command stopped half way.
. tests/it/lib.sh
work_new
OFFICE=$WORK/office
"$PLAINT" init "$OFFICE" >/dev/null
! is_root || chown -R nobody:nogroup "$OFFICE"
for login in olena:agent petro:clerk iryna:approver; do
	plaint user add "${login%:*}" --role "${login#*:}" >/dev/null
done
letter() { # SUBJECT
	printf 'From: a@x.example\nSubject: %s\nMessage-ID: <%s@t>\n\n%s\n' \
		"$1" "$1" "The bill $1 is wrong, please pay me back."
}

# --- output ------------------------------------------------------------------
full() { plaint "$@" >/dev/full; }
closed() { plaint "$@" >&-; }
ok "a full disk is a failure" fails_with "No space left" full user list
ok "of JSON too" fails_with "No space left" full user list --json
ok "and of --help" fails_with "No space left" full list --help
ok "so is an output that was closed" fails_with "Bad file" closed user list
scan=$(find samples/scans -name '*.tif' -size -2000k | sort | head -n 1)
no_streams() { "$PLAINT" read "$scan" --pdf "$WORK/out.pdf" <&- >&-; }
ok "nor is it the next file that is opened" \
	fails_with "Bad file" no_streams
ok "which holds what belongs into it" \
	same "$(tail -c 6 "$WORK/out.pdf" | tr -d '\n')" "%%EOF"
letter one >"$WORK/one.eml"
chmod 644 "$WORK/one.eml"
ok "a letter" plaint ingest "$WORK/one.eml"

printf '\n \n' >"$WORK/blank.txt"
ok "what says nothing is no complaint" fails_with "no word in it" \
	"$PLAINT" classify "$WORK/blank.txt"

# --- words ---------------------------------------------------------------------
odd=$WORK/$'\xcf\xe8\xf1\xfc\xec\xee.eml'
letter two >"$odd"
chmod 644 "$WORK"/*.eml
ok "a file's name may be of another charset" same \
	"$(plaint ingest "$odd" --json | jq -c '.[0] | [.new, has("file")]')" \
	"[true,true]"
ok "what is not there is told all the same" \
	fails_with "No such file" "$PLAINT" read "$WORK/"$'nothing\xf0'
ok "a login is a word" fails_with "one word" plaint user add 'a b'
ok "of characters" fails_with "one word" plaint user add $'a\xff'
cp -r rules "$WORK/rules"
echo "director: boss@@plaint.example" >>"$WORK/rules/escalation.yaml"
ok "a director is somebody one can write to" fails_with "nothing can be sent" \
	"$PLAINT" rules check --rules "$WORK/rules"
ok "the engine serves something" fails_with "of which parts" \
	plaint serve --only=
ok "a day to come is no day of receipt" fails_with "not come yet" \
	plaint ingest "$odd" --received "$(date -d '+2 days' +%F)"
ok "a department is one of the rules" fails_with "no department" \
	plaint assign "$(date +%Y)-000001" --department nosuch --as olena
ok "a topic too" fails_with 'did you mean "billing.refund"' \
	plaint reclassify "$(date +%Y)-000001" --topic biling.refund --as olena
ok "nobody is not an empty word" fails_with "nobody takes" \
	plaint assign "$(date +%Y)-000001" --to '' --as olena

# --- what the law wants on the way -----------------------------------------------
number=$(plaint list --json | jq -r '.[0].number')
plaint reclassify "$number" --regime ua-393-1m --as olena >/dev/null
ok "what else the law wants is shown with the case" grep -q \
	"20[0-9-]*  Not in our competence" <(plaint show "$number" --lang en)
ok "to scripts too" same "$(plaint show "$number" --json | jq -r \
	'[.deadlines[] | select(.regime == "ua-393-1m") | .interim[].duty]
	 | join(" ")')" "forward return return"

# --- days that may move ----------------------------------------------------------
sed -i 's/^known_until: .*/known_until: 2026-05-04/' \
	"$OFFICE/rules/calendars/ua.yaml"
ok "the rules say until when a calendar is known" grep -q \
	"^calendar UA .* until 2026-05-04" \
	<("$PLAINT" rules check --rules "$OFFICE/rules")
plaint due --recompute >/dev/null
number=$(plaint list --json | jq -r '.[0].number')
ok "a case's days are marked that rest on more" grep -qE \
	"^$number +20[0-9-]+\? +20[0-9-]+\?" <(plaint list)
ok "in its head too" grep -q "^  due by law .* (provisional)" \
	<(plaint show "$number")
ok "and for scripts" same "$(plaint show "$number" --json | jq .provisional)" \
	true
sed -i 's/^known_until: .*/known_until: 2098-01-01/' \
	"$OFFICE/rules/calendars/ua.yaml"
for year in $(seq "$(date +%Y)" $(($(date +%Y) + 1))); do
	grep -q "year: $year" "$OFFICE/rules/calendars/ua.yaml" ||
		sed -i "s/^years:/&\n  - {year: $year, state: confirmed, source: t}/" \
			"$OFFICE/rules/calendars/ua.yaml"
done
plaint due --recompute >/dev/null
ok "until they are known" same "$(plaint list --json | jq '.[0].provisional')" \
	false

# --- files of the caller alone ---------------------------------------------------
number=$(plaint list --json | jq -r '.[0].number')
id=$(plaint show "$number" --json | jq -r '.letters[0].id')
(umask 077
printf 'account,name\n1001,Ivan\n' >"$WORK/list.csv"
echo "The bill is wrong" >"$WORK/typed.txt")
as_caller() { # as root, who becomes another user meanwhile
	local command=$1
	shift
	"$PLAINT" "$command" -c "$OFFICE/plaint.yaml" "$@"
}
ok "a list to be imported" as_caller customers import "$WORK/list.csv"
(echo account,name && seq -f '%g,Customer' 2001 2060) >"$WORK/list.csv"
ok "a longer one" as_caller customers import "$WORK/list.csv"
ok "of which not all are shown, and that is said" grep -q "the first 50" \
	<(plaint customers)
mapfile -t two < <(plaint customers find Customer --json | jq -r '.[].id')
ok "what is done is told to scripts too" same "$(plaint customers merge \
	"${two[0]}" "${two[1]}" --as olena --json | jq -c .accounts)" 1
ok "what was typed in" as_caller mailroom key "$id" "$WORK/typed.txt" \
	--as olena
ok "an answer for many" fails_with "there is none" \
	as_caller floods answer 7 --file "$WORK/typed.txt" --as olena

# --- paths that are wrong --------------------------------------------------------
wrong_path() { # SETTING WRONG COMMAND...
	local setting=$1 wrong=$2
	shift 2
	sed "s|^$setting: [^ ]*|$setting: $wrong|" "$OFFICE/plaint.yaml" \
		>"$OFFICE/wrong.yaml"
	chmod 644 "$OFFICE/wrong.yaml"
	as_office timeout 20 "$PLAINT" "$1" -c "$OFFICE/wrong.yaml" "${@:2}"
}
ok "a database that is not there is no empty office" \
	fails_with 'is `database:`' wrong_path database sqlite:plant.db list
ok "nor is it served" \
	fails_with 'is `database:`' wrong_path database sqlite:plant.db serve
ok "nor made" same "$(ls "$OFFICE"/plant.db* 2>/dev/null)" ""
ok "a spool whose disk is not mounted reads no letter to quarantine" \
	fails_with "is its disk mounted" wrong_path spool spol serve
ok "and is not verified" \
	fails_with "is its disk mounted" wrong_path spool spol verify
ok "but the register is there" wrong_path spool spol list

# --- people ----------------------------------------------------------------------
number=$(plaint list --json | jq -r '.[0].number')
plaint draft "$number" --text 'We pay.' --as olena >/dev/null
plaint submit "$number" --as olena >/dev/null
ok "a clerk approves nothing" fails_with "who may not approve" \
	plaint approve "$number" --yes --as petro
ok "who becomes an agent" \
	plaint user change petro --role agent --as iryna
ok "does" plaint approve "$number" --yes --as petro
ok "and the log says who made them one" gives \
	"SELECT actor, verb FROM event WHERE subject_id = 'petro'
	 ORDER BY seq DESC LIMIT 1" "iryna|staff_changed"

# --- after an answer -------------------------------------------------------------
as_office sqlite3 "$OFFICE/plaint.db" \
	"UPDATE outbox SET state = 'uncertain'" \
	"UPDATE reply SET stage = 'uncertain',
		settled_utc_us = submitted_utc_us WHERE stage = 'queued'"
plaint outbox mark-sent "$(query "SELECT id FROM outbox
	WHERE state = 'uncertain'")" --as olena >/dev/null
ok "whoever opens a case again hears that its terms have ended" grep -q \
	"plaint redate $number --received DAY" \
	<(plaint reopen "$number" --reason 'They rang' --as olena)

plaint_for() { # SECONDS COMMAND...
	local seconds=$1 command=$2
	shift 2
	as_office timeout "$seconds" "$PLAINT" "$command" \
		-c "$OFFICE/plaint.yaml" "$@"
}

plaint assign "$number" --to petro --as iryna >/dev/null
ok "whoever goes leaves cases behind, which is said" grep -q \
	"1 open case is still theirs: plaint list --open --owner petro" \
	<(plaint user disable petro --as iryna)

# --- stopped half way --------------------------------------------------------------
cp "$scan" "$WORK/scan.tif"
echo again >>"$WORK/scan.tif"
chmod 644 "$WORK/scan.tif"
is_reading() { gives "SELECT count(*) FROM job WHERE state = 'running'" 1; }
as_office "$PLAINT" ingest -c "$OFFICE/plaint.yaml" "$WORK/scan.tif" \
	>"$WORK/ingest.out" 2>&1 &
ingest=$!
try_for 20 is_reading
pkill -TERM -P $ingest || kill -TERM $ingest
wait $ingest
ok "whoever stops it is told" same $? 1
ok "that it is not read" grep -q "not read yet" "$WORK/ingest.out"
ok "and once more it is" grep -q "registered as .* (was here already)" \
	<(plaint ingest "$WORK/scan.tif" 2>&1)
# --- killed half way ---------------------------------------------------------------
echo and again >>"$WORK/scan.tif"
as_office "$PLAINT" ingest -c "$OFFICE/plaint.yaml" "$WORK/scan.tif" \
	>/dev/null 2>&1 &
ingest=$!
try_for 20 is_reading
pkill -KILL -P $ingest || kill -KILL $ingest
wait $ingest 2>/dev/null
ok "what a killed one had in hand is not waited for" grep -q \
	"registered as .* (was here already)" \
	<(plaint_for 60 ingest "$WORK/scan.tif" 2>&1)
ok "all that is kept holds together" plaint verify

# --- long lists --------------------------------------------------------------------
as_office sqlite3 "$OFFICE/plaint.db" "
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
		WHERE i < 1001)
	INSERT INTO letter (id, channel, source, sha256, bytes, name,
		received_utc_us, received_day, received_from, state, problem)
	SELECT printf('01KB3Q6R2M9Z8V5T7W1X3Y%04d', i), 'mail', 'x',
		printf('%064d', i), 1, 'x', 1, '2026-11-23', 'hand',
		'quarantined', 'unreadable' FROM n"
ok "a list that ends before its end says so" \
	grep -q "the first 1000; the others" <(plaint quarantine)
ok "also in the mailroom" \
	grep -q "the first 1000; the others" <(plaint mailroom)
ok "and beside JSON" same "$(plaint quarantine --json 2>&1 >/dev/null |
	cut -c 1-15)" "(the first 1000"
finish
