#!/bin/bash
# Scanned files and the letters in them: separator sheets, blank sheets and
# blank backs, bar codes of cases, envelopes, two stacks, one letter in many
# files, stamps; on the real daemon with the real reader.
. tests/it/lib.sh
. tests/it/paper.sh
work_new
paper_office <<-END
scans:
  desk: {path: desk, still_seconds: 1, rescan_seconds: 2, department: care}
  both: {path: both, still_seconds: 1, rescan_seconds: 2, duplex: yes, blank_pages: yes}
  stacks: {path: stacks, still_seconds: 1, rescan_seconds: 2, stacks: odd-even, gather_seconds: 20, limit_megabytes: 2}
  series: {path: series, still_seconds: 1, rescan_seconds: 2, series: yes, gather_seconds: 4}
  late: {path: late, still_seconds: 1, rescan_seconds: 2, series: yes, gather_seconds: 36000}
END
for name in desk both stacks series late; do folder $name; done
stamped=$(date -d '-9 days' +%Y-%m-%d)
serve_start

{
	sheet billing; next; letter Перша; next; envelope; next
	sheet ''; next; printf '@stamp Вх. № 77|%s\n' "$(date -d "$stamped" +%d.%m.%Y)"
	letter Друга; next; letter Третя
} | scan desk batch.tif
{
	letter Четверта; next; blank; next; blank; next; blank; next
	letter Пята; next; letter Шоста
} | scan both duplex.tif --one-bit --noise 20 --speckles 0.1
{ letter Сьома; next; letter Восьма; } | draw fronts.tif
{ letter Задня; next; letter Зворотня; } | draw reverse.tif
lay stacks fronts.tif
lay stacks reverse.tif
letter Девята | draw letter_002.tif
letter Десята | draw letter_001.tif
lay series letter_002.tif
lay series letter_001.tif

ok "a batch becomes letters" try_for 90 is_in_case Перша
ok "and the second" try_for 20 is_in_case Друга
first=$(case_with Перша) second=$(case_with Друга)
same_case() { same "$(case_with "$1")" "$(case_with "$2")"; }
other_case() { ! same_case "$1" "$2" >/dev/null; }
ok "pages behind one sheet are one letter" same_case Друга Третя
ok "pages behind another are another" other_case Перша Друга
ok "the sheet's department gets the case" \
	shows "$first" "d['department'] == 'billing'"
pages_of() { # WORD: how many it has
	query "SELECT count(*) FROM letter_page
		WHERE letter_id = '$(letter_with "$1")'"
}
ok "the envelope went with its letter" same "$(pages_of Перша)" 2
ok "the file is filed, and named by its letters" gives \
	"SELECT problem FROM letter WHERE name = 'batch.tif' AND fate = 'split'" \
	"split into 2 letters"
ok "the sheets are in no letter, and told" gives \
	"SELECT detail LIKE '%separator sheet%' FROM event WHERE verb = 'split'
		AND detail LIKE '%batch.tif%'" 1
ok "the stamp gives the day, and terms run from it" shows "$second" \
	"d['letters'][0]['received_day'] == '$stamped' and
	d['letters'][0]['received_from'] == 'stamp' and
	d['deadlines'][0]['from'] == '$stamped'"
ok "people are shown where the day comes from" sh -c \
	"'$PLAINT' show $second -c '$OFFICE/plaint.yaml' --lang en |
		grep -q '$stamped.*stamp'"
ok "no stamp: the file's day" shows "$first" \
	"d['letters'][0]['received_from'] == 'file_time'"
ok "the file lies in done" try_for 10 test -e "$OFFICE/desk/done/batch.tif"

ok "a blank sheet parts letters" try_for 60 is_in_case Пята
ok "two of them" other_case Четверта Пята
ok "both sides of a sheet stay together" same_case Пята Шоста
ok "blank sides are in no letter" gives \
	"SELECT count(*) FROM letter_page JOIN letter ON letter.id = letter_id
		WHERE source = 'both'" 3

ok "two stacks become one letter" try_for 60 is_in_case Сьома
order() { # WORD...: of the text of the case's letter
	plaint show "$(case_with "$1")" --json | python3 -c "
import json, sys
text = json.load(sys.stdin)['letters'][0]['document']['text']
at = [text.find(word) for word in sys.argv[1:]]
assert -1 not in at and at == sorted(at), (at, text)" "$@"
}
ok "fronts and backs by turns" order Сьома Зворотня Восьма Задня
ok "the files of a series are one letter, in order" \
	try_for 30 order Десята Девята
ok "their other files are filed" gives \
	"SELECT count(*) FROM letter WHERE fate = 'joined'" 2

# Fronts that nobody can read: each stack after them keeps its own backs.
is_here() { gives "SELECT count(*) FROM letter WHERE name = '$1'" 1; }
printf '%%PDF-1.4\nnothing of a PDF follows' >"$WORK/bad.pdf"
! is_root || chown nobody:nogroup "$WORK/bad.pdf"
mv "$WORK/bad.pdf" "$OFFICE/stacks/bad.pdf"
ok "fronts that are broken" try_for 20 is_here bad.pdf
letter Зайва | scan stacks orphan.tif
ok "their backs" try_for 20 is_here orphan.tif
letter Лицьова | scan stacks third.tif
ok "the next fronts" try_for 20 is_here third.tif
letter Тильна | scan stacks fourth.tif
ok "and backs" try_for 60 is_in_case Тильна
ok "are one letter" same "$(letter_with Лицьова)" "$(letter_with Тильна)"
ok "in order" order Лицьова Тильна
ok "the backs before are none of theirs" try_for 20 is_in_case Зайва
ok "but another" test "$(letter_with Зайва)" != "$(letter_with Тильна)"
ok "that says why it is alone" shows "$(case_with Зайва)" \
	"any(w['detail'] == 'its other stack could not be read'
		for l in d['letters'] for w in l['document']['warnings'])"

# Fronts that are too large to be taken: their backs are nobody else's.
head -c 3000000 /dev/zero >"$WORK/large.tif"
! is_root || chown nobody:nogroup "$WORK/large.tif"
mv "$WORK/large.tif" "$OFFICE/stacks/large.tif"
ok "fronts that are too large" try_for 20 \
	grep -q "large.tif: larger than 2 MB" "$WORK/serve.log"
letter Одинока | scan stacks theirs.tif --one-bit
ok "their backs" try_for 20 is_here theirs.tif
letter Чужа | scan stacks others.tif --one-bit
ok "and the fronts of others" try_for 60 is_in_case Чужа
ok "are two letters" test "$(letter_with Одинока)" != "$(letter_with Чужа)"
ok "of which people are told" shows "$(case_with Одинока)" \
	"'read_in_part' in d['flags'] and any('too large' in w['detail']
		for l in d['letters'] for w in l['document']['warnings'])"
rm "$OFFICE/stacks/large.tif"
sleep 3

# More sheets than are read: whose backs are whose, nobody can tell.
many() { # WORD PAGES: a letter and blank pages
	local i
	letter "$1"
	for ((i = 1; i < $2; i++)); do next; blank; done
}
# The second does not come late because it took long to draw.
many Довга 201 | draw long-fronts.tif --one-bit
many Спинна 200 | draw long-backs.tif --one-bit
lay stacks long-fronts.tif
lay stacks long-backs.tif
ok "a stack of very many sheets" try_for 300 is_in_case Довга
ok "is paired with none" try_for 60 is_in_case Спинна
ok "and a letter of which pages are missing says so" \
	shows "$(case_with Довга)" "'read_in_part' in d['flags'] and
	['page 200 is the last that is read, of 201',
		'a stack has more pages than are read'] ==
	[w['detail'] for l in d['letters'] for w in l['document']['warnings']
		if w['code'] in ('pages_cut', 'file_alone')]"
plaint user add olena --name Olena >/dev/null
ok "its last page is read again" \
	plaint mailroom rotate "$(letter_with Довга)" 200 --by 180 --as olena
ok "which does not bring the others back" shows "$(case_with Довга)" \
	"'read_in_part' in d['flags'] and any(w['code'] == 'pages_cut'
		for l in d['letters'] for w in l['document']['warnings'])"

# A long file and a short one; a number for the second time; one too few.
for ((i = 0; i < 40; i++)); do letter Повільна; next; done |
	draw slow_001.tif
letter Швидка | draw slow_002.tif
lay series slow_001.tif
lay series slow_002.tif
ok "a short file waits for the long one before it" \
	try_for 600 is_in_case Швидка
ok "and is of its letter" order Повільна Швидка
letter Колишня | scan series rep_001.tif
ok "a file that is taken" try_for 20 is_here rep_001.tif
letter Наступна | scan series rep_001.tif
ok "the scanner begins again" try_for 30 is_in_case Наступна
ok "with another letter" \
	test "$(letter_with Колишня)" != "$(letter_with Наступна)"
letter Початок | draw gap_001.tif
letter Кінець | draw gap_003.tif
lay series gap_001.tif
lay series gap_003.tif
ok "one of three is not there" try_for 30 is_in_case Кінець
ok "which is told" shows "$(case_with Кінець)" \
	"'read_in_part' in d['flags'] and any('number 2' in w['detail']
		for l in d['letters'] for w in l['document']['warnings'])"

{ printf '@qr %s\n' "$(mark case "$first")"; letter Одинадцята; next
	letter Дванадцята; next; sheet billing; next; letter Тринадцята; } |
	scan desk returned.tif
{ printf '@qr %s\n' "$(mark case 2019-000777)"; letter Чотирнадцята; } |
	scan desk unknown.tif
{ printf '@qr plaint:1:sep:billing:0000\n'; letter Пятнадцята; } |
	scan desk foreign.tif
ok "a case's bar code brings pages to that case" \
	try_for 60 same_case Одинадцята Перша
ok "and those that follow" same_case Дванадцята Перша
ok "to the next sheet" other_case Тринадцята Перша
ok "a number that is not ours is a new case" try_for 30 is_in_case Чотирнадцята
ok "and told" shows "$(case_with Чотирнадцята)" \
	"any(w['code'] == 'case_unknown'
		for w in d['letters'][0]['document']['warnings'])"
ok "a code somebody else made is nothing" try_for 30 is_in_case Пятнадцята
ok "no page is lost" gives "SELECT count(*) FROM letter
	WHERE state = 'stored'" 0

envelope | scan desk lonely.tif
ok "an envelope alone is no letter" try_for 30 gives \
	"SELECT problem FROM letter WHERE name = 'lonely.tif'" \
	"an envelope without its letter"

# What cannot be written is not tried fifty times a second.
change() { as_office sqlite3 -cmd '.timeout 5000' "$DATABASE" "$1"; }
refused() { grep -c 'not today' "$WORK/serve.log"; }
if [ ! -s "$WORK/uri" ]; then
	change "CREATE TRIGGER stuck BEFORE UPDATE ON letter
		WHEN new.name = 'stuck_001.tif' AND new.state = 'registered'
		BEGIN SELECT RAISE(ABORT, 'not today'); END"
	letter Сімнадцята | scan series stuck_001.tif
	ok "a letter the database refuses" \
		try_for 60 grep -q 'not today' "$WORK/serve.log"
	sleep 4
	ok "is tried now and then" test "$(refused)" -le 4
	change 'DROP TRIGGER stuck'
	ok "until it is taken" try_for 20 is_in_case Сімнадцята
fi

# The settings change while a file waits for the others of its letter.
letter Шістнадцята | scan late part_001.tif
waits() {
	gives "SELECT count(*) FROM letter JOIN document
		ON document.letter_id = letter.id
		WHERE name = 'part_001.tif' AND state = 'stored'" 1
}
ok "a file of a series waits for the others" try_for 30 waits
sed -i '/^  late:/d' "$OFFICE/plaint.yaml"
kill -HUP "$SERVE_PID"
ok "not when its folder is watched no more" \
	try_for 30 is_in_case Шістнадцята
serve_kill
cp "$OFFICE/desk/done/batch.tif" "$OFFICE/desk/again.tif"
! is_root || chown nobody:nogroup "$OFFICE/desk/again.tif"
before=$(query "SELECT count(*) FROM letter")
serve_start
ok "the same file again makes nothing twice" \
	try_for 20 test -e "$OFFICE/desk/done/again.tif"
ok "not one letter" gives "SELECT count(*) FROM letter" "$before"
serve_stop
ok "everything holds together" plaint verify
finish
