#!/bin/bash
# What people do with letters on paper: what waits for them, keying in,
# turning, parting, joining, putting away, dating, reading again; and that a
# letter never has two live cases.
. tests/it/lib.sh
. tests/it/paper.sh
work_new
paper_office <<-END
scans:
  desk: {path: desk, still_seconds: 1, rescan_seconds: 2}
END
folder desk
plaint user add olena --name 'Олена Коваль' --role clerk >/dev/null
mailroom() { plaint mailroom "$@" --as olena; }

# Strokes of a pen: no reader makes letters of them.
scribble() {
	python3 - "$WORK/pen.pgm" <<-'END'
	import math, random, sys
	random.seed(5)
	w, h = 1240, 1754
	page = [bytearray(b"\xff" * w) for _ in range(h)]
	def dot(x, y):
	    for dy in range(-2, 3):
	        for dx in range(-2, 3):
	            if 0 <= x + dx < w and 0 <= y + dy < h:
	                page[y + dy][x + dx] = 20
	for line in range(6):
	    x, y, at = 130.0, 200 + line * 140, random.random() * 6
	    while x < w - 150:
	        at += random.uniform(0.1, 0.5)
	        x += 1.4 + 2.2 * math.sin(at)
	        dot(int(x), int(y + 22 * math.sin(at * 1.7)
	            + random.uniform(-2, 2)))
	        if random.random() < 0.012:
	            x += 40
	sys.stdout.buffer.write(b"")
	with open(sys.argv[1], "wb") as out:
	    out.write(b"P5 %d %d 255\n" % (w, h))
	    for row in page:
	        out.write(row)
	END
	python3 -c '
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
head, rest = data.split(b"\n", 1)
w, h = map(int, head.split()[1:3])
raw = b"".join(b"\0" + rest[y * w:(y + 1) * w] for y in range(h))
def chunk(kind, body):
    return (struct.pack(">I", len(body)) + kind + body
        + struct.pack(">I", zlib.crc32(kind + body)))
open(sys.argv[2], "wb").write(b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b""))' \
		"$WORK/pen.pgm" "$WORK/hand.png"
}

scribble
cp "$WORK/hand.png" "$OFFICE/desk/hand.png"
! is_root || chown nobody:nogroup "$OFFICE/desk/hand.png"
{ letter Перша; next; letter Друга; } | scan desk two.tif
letter Третя | scan desk three.tif
envelope | scan desk envelope.tif
serve_start
ok "letters are read" try_for 90 is_in_case Перша
ok "and the other" try_for 30 is_in_case Третя
envelope_aside() {
	query "SELECT id FROM letter WHERE name = 'envelope.tif'
		AND state = 'quarantined'" | grep -q .
}
ok "an envelope alone waits" try_for 30 envelope_aside
hand() { query "SELECT id FROM letter WHERE name = 'hand.png'"; }
hand_case() { query "SELECT casefile.number FROM letter JOIN casefile
	ON casefile.id = letter.casefile_id WHERE letter.name = 'hand.png'"; }
has_hand_case() { [ -n "$(hand_case)" ]; }
ok "handwriting is a case at once: its clock runs" try_for 120 has_hand_case
hand=$(hand) hand_case=$(hand_case)
ok "of no topic that somebody made up" shows "$hand_case" \
	"d['topic'] == 'other' and 'key_in' in d['flags']
	and d['legal_due'] and d['department'] == 'triage'"
listed() { # LETTER PYTHON: a truth about its row, r
	mailroom list --json | python3 -c "
import json, sys
r = [r for r in json.load(sys.stdin) if r['letter'] == '$1'][0]
assert ($2), r"
}
unlisted() { ! listed "$1" True; }
ok "it is listed, with its last day" listed "$hand" \
	"r['needs'] == 'key in 1 page' and r['case'] == '$hand_case'
	and r['legal_due']"
envelope=$(query "SELECT id FROM letter WHERE name = 'envelope.tif'")
ok "so is what has no case yet" listed "$envelope" \
	"r['needs'].startswith('set aside') and r['case'] is None
	and r['legal_due']"
ok "people see it too" sh -c "'$PLAINT' mailroom -c '$OFFICE/plaint.yaml' |
	grep -q '$envelope.*set aside'"

# Keying in.
letter Написана >"$WORK/keyed.txt"
chmod 644 "$WORK/keyed.txt"
ok "an empty text is refused" fails_with "text is needed" \
	mailroom key "$hand" /dev/null
ok "somebody nobody knows may not" fails_with "no user" \
	plaint mailroom key "$hand" "$WORK/keyed.txt" --as nobody
ok "a person keys it in" mailroom key "$hand" "$WORK/keyed.txt"
ok "it is understood, in the same case" shows "$hand_case" \
	"d['topic'].startswith('billing') and 'key_in' not in d['flags']
	and 'Написана' in d['letters'][0]['document']['text']
	and d['customer'] is not None"
ok "and asks nobody any more" unlisted "$hand"
ok "a machine does not overwrite it" fails_with "keyed in" \
	mailroom redo "$hand"
ok "nor turn it" fails_with "keyed in" mailroom rotate "$hand" 1 --by 90

# Joining: the envelope has no case, so nothing is closed.
third=$(letter_with Третя)
ok "an envelope joins its letter" mailroom join "$third" "$envelope"
ok "it has two pages now" gives \
	"SELECT count(*) FROM letter_page WHERE letter_id = '$third'" 2
ok "and is in the mailroom no more" unlisted "$envelope"
ok "once is enough" fails_with "filed" mailroom join "$third" "$envelope"

# Parting and joining again.
first=$(letter_with Перша) first_case=$(case_with Перша)
ok "there is no third page" fails_with "2 to 2" \
	mailroom split "$first" --before 3
ok "two letters of one" mailroom split "$first" --before 2
second_case=$(case_with Друга) second=$(letter_with Друга)
live_cases() { query "SELECT count(*) FROM casefile
	WHERE stage <> 'closed'"; }
ok "the first keeps its case, and its page" shows "$first_case" \
	"'Друга' not in d['letters'][0]['document']['text']
	and 'Перша' in d['letters'][0]['document']['text']"
ok "the second has one of its own" \
	sh -c "[ -n '$second_case' ] && [ '$second_case' != '$first_case' ]"
before=$(live_cases)
ok "joined again" mailroom join "$first" "$second"
ok "one live case less" same "$(live_cases)" $((before - 1))
ok "the other is closed, and says why" shows "$second_case" \
	"d['stage'] == 'closed' and any('joined' in
		(e['detail'] or {}).get('reason', '') for e in d['events'])"
ok "the text is whole again" shows "$first_case" \
	"'Перша' in d['letters'][0]['document']['text']
	and 'Друга' in d['letters'][0]['document']['text']"
ok "by turns they do not fit" fails_with "by turns" \
	mailroom join "$hand" "$first" --interleave

# Days.
day=$(date -d '-20 days' +%Y-%m-%d)
ok "the future has not come" fails_with "not come" \
	mailroom received "$first" "$(date -d '+3 days' +%Y-%m-%d)"
ok "a clerk says when it came" mailroom received "$first" "$day"
ok "its terms run from there" shows "$first_case" \
	"d['received_day'] == '$day' and d['received_from'] == 'clerk'
	and d['deadlines'][0]['from'] == '$day'"

# Turning and reading again.
ok "a page is turned" mailroom rotate "$first" 2 --by 180
turned() { mailroom show "$first" --json | python3 -c "
import json, sys
d = json.load(sys.stdin)
p = d['pages'][1]
assert p['turned'] == p['rotation'] == $1, p
assert ('Друга' in p['text']) == ($1 == 0), p"; }
ok "and read as it was turned" turned 180
ok "and back" mailroom rotate "$first" 2 --by -180
ok "it can be read again" turned 0
ok "a letter is read again in one language" \
	mailroom redo "$first" --lang ukr
ok "no such language" fails_with "languages" \
	mailroom redo "$first" --lang xyz
ok "its words are still there" shows "$first_case" \
	"'Перша' in d['letters'][0]['document']['text']
	and d['letters'][0]['document']['pages'][0]['languages'] == 'ukr'"

# Keyed in by mistake: the page is still there.
echo 'Це зовсім інший лист, дякую вам за все.' >"$WORK/wrong.txt"
chmod 644 "$WORK/wrong.txt"
# While a machine reads: what a person did meanwhile is not overwritten.
mailroom redo "$first" >"$WORK/redo" 2>&1 &
redo=$!
mailroom key "$first" "$WORK/wrong.txt"
redone=0
wait $redo || redone=$?
ok "a machine does not overwrite what was keyed in while it read" \
	same "$redone" 1
ok "and says so" grep -q 'changed meanwhile\|was keyed in' "$WORK/redo"
ok "it is still there" shows "$first_case" \
	"'інший' in d['letters'][0]['document']['text']"
ok "what was keyed in by mistake can be taken back" \
	mailroom redo "$first" --drop-keyed
ok "and what was read is there again" shows "$first_case" \
	"'Перша' in d['letters'][0]['document']['text']
	and 'інший' not in d['letters'][0]['document']['text']"
ok "nor is what was typed gone" mailroom undo "$first"
ok "it is there again" shows "$first_case" \
	"'інший' in d['letters'][0]['document']['text']"
ok "one change further back" mailroom undo "$first"
ok "is what was read" shows "$first_case" \
	"'Перша' in d['letters'][0]['document']['text']
	and 'інший' not in d['letters'][0]['document']['text']"
ok "and there is no more" fails_with "none that can be taken back" \
	plaint mailroom undo "$first" --as olena

# A letter of which there is a text and no page.
cp samples/mail/uk-charge-pensioner.eml "$WORK/mail.eml"
chmod 644 "$WORK/mail.eml"
plaint ingest "$WORK/mail.eml" >/dev/null
mail=$(query "SELECT id FROM letter WHERE name = 'mail.eml'")
text_of() { query "SELECT text FROM document WHERE letter_id = '$1'"; }
before=$(text_of "$mail")
ok "a mail from a file is no scan that is read again" \
	fails_with "no pages" mailroom redo "$mail"
ok "nor joined" fails_with "no pages" mailroom join "$first" "$mail"
ok "its text stays" same "$(text_of "$mail")" "$before"
ok "a letter of tomorrow is none" fails_with "not come" \
	plaint ingest "$WORK/mail.eml" --received \
	"$(date -d '+3 days' +%Y-%m-%d)"

# Putting away and taking back.
ok "a reason is needed" fails_with "reason" mailroom discard "$third"
third_case=$(case_with Третя)
ok "put away" mailroom discard "$third" --reason 'an advertisement'
ok "its case is closed" shows "$third_case" "d['stage'] == 'closed'"
ok "taken back" mailroom restore "$third"
ok "its case lives again" shows "$third_case" "d['stage'] == 'reopened'"
ok "what is there is not taken back twice" fails_with "not discarded" \
	mailroom restore "$third"

# A line that no reader of ours can read: its words are doubtful, and marked.
{ letter Нечітка; echo; echo 'θεωρία ψυχή ξένος ωφέλεια δψφξ ζηγμ'; } |
	scan desk greek.tif
ok "a letter with an odd line is read" try_for 60 is_in_case Нечітка
greek=$(letter_with Нечітка)
ok "its words wait to be checked" listed "$greek" \
	"r['needs'] == 'check the words of 1 page'"
doubtful() { # PYTHON: a truth about the page and its doubtful words
	mailroom show "$greek" --json | python3 -c "
import json, sys
p = json.load(sys.stdin)['pages'][0]
d = p['doubtful']
assert ($1), p"
}
ok "each with its place in the text and on the page" doubtful \
	"len(d) >= 3 and all(p['text'][w['offset']:].startswith(w['text'])
	and w['box'][2] > 0 and w['confidence'] < 0.5 for w in d)"
brackets() { mailroom show "$greek" | grep -c '\[[^ ]*?\]'; }
ok "people see them in brackets" same "$(brackets)" 1
ok "somebody looks, and they are as right as can be" \
	mailroom accept "$greek"
ok "nothing is doubtful then" doubtful "d == [] and p['trust'] == 'checked'"
ok "nor asked" unlisted "$greek"

# What was done stands in the log, by name.
ok "each is an event" gives \
	"SELECT count(DISTINCT verb) FROM event WHERE actor = 'olena' AND
		subject_kind = 'letter' AND verb IN ('keyed', 'joined', 'split',
		'receipt_day', 'page_turned', 'read_again', 'discarded',
		'restored', 'words_checked')" 9
ok "no original went" gives "SELECT count(*) FROM letter
	WHERE name IN ('hand.png', 'two.tif', 'three.tif', 'envelope.tif')" 5
ok "nothing is left to do" gives "SELECT count(*) FROM letter
	WHERE state = 'quarantined'" 0

# Pages that a clerk put together are not read again as one file.
envelope | sed 's/Садова/Лісова/' | scan desk forest.tif
envelope | sed 's/Садова/Польова/' | scan desk field.tif
aside() { query "SELECT id FROM letter WHERE name = '$1'
	AND state = 'quarantined'"; }
both_aside() { [ -n "$(aside forest.tif)" ] && [ -n "$(aside field.tif)" ]; }
ok "two envelopes wait" try_for 60 both_aside
serve_stop
forest=$(aside forest.tif) field=$(aside field.tif)
ok "one is to be read again" plaint quarantine retry "$forest"
ok "the other joins it meanwhile" mailroom join "$forest" "$field"
serve_start
ok "that reading is of no use" try_for 60 gives "SELECT failures > 0
	FROM job WHERE letter_id = '$forest'" 1
ok "no page went" gives "SELECT count(*) FROM page
	WHERE letter_id = '$forest'" 2
ok "asked again it says what to do" fails_with "mailroom redo" \
	plaint quarantine retry "$forest"
mailroom discard "$forest" --reason 'two envelopes'
serve_stop
ok "everything holds together" plaint verify

# A text that another took the place of is kept as an original is.
before=$(query "SELECT detail FROM event WHERE verb = 'keyed'
	AND subject_id = '$hand'" | jq -r .before)
kept=$OFFICE/spool/${before:0:2}/$before
ok "what a person's text took the place of is kept" test -s "$kept"
mv "$kept" "$WORK/former"
ok "and missed when it is gone" fails_with "former text: $before" \
	plaint verify
mv "$WORK/former" "$kept"
ok "until it is back" plaint verify
finish
