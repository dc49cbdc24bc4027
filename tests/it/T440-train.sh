#!/bin/bash
# Learning from examples and decisions: a new office has learnt from what came
# with the rules; people say what letters are about, the daemon learns it at
# its time of day and uses it without a restart; undo.
. tests/it/lib.sh
work_new
OFFICE=$WORK/office
"$PLAINT" init "$OFFICE" >/dev/null
printf 'training: {at: "00:00"}\n' >>"$OFFICE/plaint.yaml"
! is_root || chown -R nobody:nogroup "$OFFICE"
plaint user add olena --name Olena --role agent >/dev/null

# What this office writes of, and no rule has words for.
for i in $(seq 26); do
	echo "Dear office, our zeppelin $i lost its mooring rope near" \
		"hangar $((i * 7)). The captain of flight $((i * 13))" \
		>"$WORK/zeppelin$i.txt"
	echo "Hello, the marmalade of jar $i tastes of quince and not of" \
		"orange, batch $((i * 3)). The cook of house $((i * 11))" \
		>"$WORK/marmalade$i.txt"
done
echo "Our zeppelin drifts: its mooring rope fell on the hangar" >"$WORK/new.txt"
chmod 644 "$WORK"/*.txt
number_of() { # NAME: of the case of that letter
	sed -n "s|.*/$1\.txt: registered as ||p" "$WORK/ingested"
}
decide() { # WORD TOPIC FROM TO
	local i
	for i in $(seq "$3" "$4"); do
		plaint reclassify "$(number_of "$1$i")" --topic "$2" \
			--as olena || return 1
	done
}
answers() { # TOPIC: what the office makes of a new letter
	plaint classify "$WORK/new.txt" --json |
		jq -e --arg topic "$1" '.topic == $topic'
}
is_unsure() { # of a new letter
	plaint classify "$WORK/new.txt" --json | jq -e '.department == "triage"'
}
is_up_to_date() { ! says classify "$WORK/new.txt" | grep 'edited since'; }
# Of the examples those in one language: they are learnt in a quarter of the
# time, and asked about in a sixth.
examples_in() { # LANGUAGE
	rm -f "$OFFICE"/rules/examples/*.yaml
	cp "$TOP/rules/examples/$1.yaml" "$OFFICE/rules/examples"
}
hide() { mv "$OFFICE/rules/examples" "$OFFICE/rules/examples.model" "$WORK"; }
bring_back() {
	mv "$WORK/examples" "$WORK/examples.model" "$OFFICE/rules" &&
		examples_in en
}
# With SOAK=1 on all of them, where less is left to chance.
gap=0.15
if [ -n "${SOAK:-}" ]; then gap=0.05; fi
says() { plaint "$@" 2>&1; }
events() { # VERB: how often
	sqlite3 "$OFFICE/plaint.db" \
		"SELECT COUNT(*) FROM event WHERE verb = '$1'"
}
has_event() { [ "$(events "$1")" = "$2" ]; }
has_looked() { # for something new to learn, today
	sqlite3 "$OFFICE/plaint.db" "SELECT value FROM setting
		WHERE key = 'training.day'" | grep -q .
}

plaint ingest "$WORK"/zeppelin*.txt "$WORK"/marmalade*.txt >"$WORK/ingested"
ok "52 letters are cases" cases_are 52
ok "a new office knows what the examples taught" jq -e \
	'.topic == "service.outage" and ([.reasons[] | select(.rule == "model")]
	| length > 0)' <(plaint classify --json - \
	<<<"Since Tuesday no dial tone at all, and the router's light is red")
serve_start
ok "at its time of day the daemon looks for what is new" try_for 15 has_looked
ok "and learns nothing twice" has_event trained 0
serve_stop
sqlite3 "$OFFICE/plaint.db" "DELETE FROM setting WHERE key = 'training.day'"
ok "it is not sure of what nobody taught" is_unsure
[ -n "${SOAK:-}" ] || examples_in uk
ok "without decisions it is the examples that are asked about" jq -e \
	--argjson gap $gap \
	'.asked_about == "examples" and .accuracy > 0.75 and .largest_gap < $gap
	and .accuracy > .rules_only.accuracy + 0.15
	and .kind_accuracy > .kind_accuracy_rules_only + 0.1
	and (.dangers | length) == 2
	and all(.dangers[]; .recall > .recall_rules_only + 0.03
		and .false_alarms < 0.03)' \
	<(plaint evaluate --json)
ok "without examples" hide
ok "the rules alone do not know it" answers other
ok "there is nothing to evaluate" fails_with 'no decisions yet' says evaluate
ok "nor to learn from" fails_with 'too little to learn from' says train
ok "somebody decides some" decide zeppelin device.fault 1 13
ok "still too few" fails_with '13 decisions and 0 examples' says train
ok "the examples are back" bring_back
ok "and the rest" decide zeppelin device.fault 14 26
ok "of both topics" decide marmalade delivery.delay 1 26

serve_start
ok "the daemon learns at its time of day" try_for 180 has_event trained 1
learnt() { # COUNT DECISIONS: so often the daemon took such a model up
	[ "$(grep -c "of 19 topics, learnt from $2 decisions" \
		"$WORK/serve.log")" = "$1" ]
}
ok "and takes it up without a restart" try_for 10 learnt 1 52
trained=$(sha256sum "$OFFICE/topics.model")
before_first() { # what came with the rules is in use again
	says train --undo && [ ! -e "$OFFICE/topics.model" ]
}
ok "undoing the first goes back to what came with the rules" before_first
ok "which the daemon takes up" try_for 10 learnt 2 0
ok "and forth again" says train --undo
ok "it is the same" same "$(sha256sum "$OFFICE/topics.model")" "$trained"
ok "the hash of the event is the file's" same \
	"$(sqlite3 "$OFFICE/plaint.db" "SELECT detail FROM event
		WHERE verb = 'trained'" | jq -r .sha256)" \
	"$(sha256sum "$OFFICE/topics.model" | cut -d' ' -f1)"
ok "a new letter is understood" answers device.fault
ok "with words that say so" jq -e '[.reasons[] | select(.rule == "model")
	| .phrase | ascii_downcase]
	| any(IN("zeppelin", "mooring", "rope", "hangar"))' \
	<(plaint classify "$WORK/new.txt" --json)
ok "evaluate tells that it is worth it" jq -e \
	'.model and .accuracy > 0.95 and .rules_only.accuracy < 0.1' \
	<(plaint evaluate --json)
labelled() { # the same letters as a file that says what each is about
	local i
	echo text,label
	for i in $(seq 26); do
		echo "\"$(cat "$WORK/zeppelin$i.txt")\",device.fault"
		echo "\"$(cat "$WORK/marmalade$i.txt")\",delivery.delay"
	done
}
labelled >"$WORK/labelled.csv"
ok "and who is taken for whom" grep -q '^ *[0-9]*[ 0-9.]* device\.fault$' \
	<(plaint evaluate --data "$WORK/labelled.csv" --text text \
		--label label | sed -n '/^confusion/,/^$/p')
ok "learning by hand does the same" says train --as olena
cat >>"$OFFICE/rules/examples/en.yaml" <<'END'
- topic: device.fault
  kind: complaint
  text: The zeppelin you let to me leaks
END
ok "an edited example is told" grep 'edited since' <(says classify "$WORK/new.txt")
ok "until it is learnt" says train --as olena
ok "then no more" is_up_to_date
ok "undo goes back" says train --undo
ok "the log tells" has_event training_undone 3
cp "$OFFICE/topics.model" "$WORK/kept"
head -c 1000 "$WORK/kept" >"$WORK/half"
! is_root || chown nobody:nogroup "$WORK/half"
mv "$WORK/half" "$OFFICE/topics.model"
ok "a damaged file is not taken up" \
	try_for 15 grep 'not taken up: .*damaged' "$WORK/serve.log"
ok "the daemon stops in order" serve_stop
ok "all holds together" plaint verify
finish
