#!/bin/bash
# The same job on PostgreSQL: register, answer, verify; two engines side by
# side share the reading without a letter read or numbered twice; deputies
# stand in, and people's decisions are learnt.
. tests/it/lib.sh
work_new
servers_start
tests/support/postgres.sh start "$WORK/pg" >"$WORK/uri" || exit 1
trap 'tests/support/postgres.sh stop "$WORK/pg" >/dev/null; clean_up' EXIT
office_new < <(mailbox_yaml; echo "database: '$(cat "$WORK/uri")'")

MAILS=40
for ((i = 1; i <= MAILS; i++)); do
	cat >"$WORK/letter.eml" <<-END
	From: Customer $i <olena@customer.example>
	To: skarga@plaint.example
	Subject: complaint number $i
	Message-ID: <pg-$i@customer.example>

	I was charged twice for invoice $i. Please give the money back.
	END
	deliver skarga@plaint.example "$WORK/letter.eml"
done
serve_start
"$PLAINT" serve -c "$OFFICE/plaint.yaml" --only=parse \
	>>"$WORK/serve2.log" 2>&1 &
second=$!
ok "every mail becomes a case" try_for 60 cases_are $MAILS
ok "no gap in the numbers" same "$(plaint list --limit 1000 --json |
	grep -o '"number": *"[^"]*"' | cut -d'"' -f4 | sort | tail -n 1 |
	sed 's/.*-0*//')" $MAILS
kill -TERM $second
wait $second
ok "the second engine stops cleanly" same $? 0
serve_stop
ok "and so does the first" same $? 0
ok "everything holds together" plaint verify

# --- people ----------------------------------------------------------------
for staff in olena iryna; do
	plaint user add "$staff" --role agent >/dev/null
done
plaint user absent iryna --until "$(date -d '+7 days' +%F)" \
	--deputy olena >/dev/null
mapfile -t cases < <(plaint list --limit 1000 --json | jq -r '.[].number')
ok "a case given to somebody away goes to the deputy" grep -q \
	"iryna is away: assigned to olena" \
	<(plaint assign "${cases[0]}" --to iryna --as olena)
plaint user present iryna >/dev/null
ok "back again, it is theirs" grep -q "assigned to iryna" \
	<(plaint assign "${cases[0]}" --to iryna --as olena)

# --- what they decide is learnt --------------------------------------------
for i in $(seq 26); do
	echo "Dear office, our zeppelin $i lost its mooring rope near" \
		"hangar $((i * 7))." >"$WORK/zeppelin$i.txt"
	echo "Hello, the marmalade of jar $i tastes of quince and not of" \
		"orange, batch $((i * 3))." >"$WORK/marmalade$i.txt"
done
echo "Our zeppelin drifts: its mooring rope fell on the hangar" >"$WORK/new.txt"
chmod 644 "$WORK"/*.txt
plaint ingest "$WORK"/{zeppelin,marmalade}*.txt >"$WORK/ingested"
decide() { # WORD TOPIC
	local number
	for number in $(sed -n "s|.*/$1[0-9]*\.txt: registered as ||p" \
		"$WORK/ingested"); do
		plaint reclassify "$number" --topic "$2" --as olena || return 1
	done
}
topic_is() { same "$(topic)" "$1"; }
topic() { plaint classify "$WORK/new.txt" --json | jq -r .topic; }
is_unsure() { plaint classify "$WORK/new.txt" --json | jq -e '.department == "triage"'; }
ok "nobody has taught it" fails_with device.fault topic_is device.fault
ok "so it goes to nobody" is_unsure
ok "people decide" decide zeppelin device.fault
ok "of two topics" decide marmalade delivery.delay
# Of the examples those in one language, learnt in a quarter of the time.
rm "$OFFICE"/rules/examples/{be,ru,uk}.yaml
ok "it is learnt from the database" plaint train
ok "and known" same "$(topic)" device.fault
ok "all that is kept holds together" plaint verify

# --- another database than ours ----------------------------------------------
query "CREATE DATABASE plant" >/dev/null
other=$(sed 's|postgres?|plant?|' "$WORK/uri")
(grep -v '^database:' "$OFFICE/plaint.yaml"
echo "database: '$other'") >"$OFFICE/wrong.yaml"
chmod 644 "$OFFICE/wrong.yaml"
wrong() { as_office timeout 20 "$PLAINT" "$1" -c "$OFFICE/wrong.yaml"; }
ok "one that is empty is not ours" fails_with "the database is empty, but" \
	wrong list
ok "nor is it served" fails_with 'is `database:`' wrong serve
ok "and nothing is made in it" same "$(psql -qtAX "$other" -c \
	"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 0
finish
