#!/bin/bash
# The scan folder itself: what is taken and when, what is refused and why, a
# clerk's day, and a full disk, which stops the taking in until there is room.
. tests/it/lib.sh
. tests/it/paper.sh
work_new
# A disk of its own for the spool, small enough to fill: root only.
disk=$WORK/disk
mkdir "$disk"
small=
if is_root && mount -t tmpfs -o size=24m,mode=777 none "$disk" 2>/dev/null
then
	small=yes
	trap 'serve_kill; umount -l "$disk"; clean_up' EXIT
fi
paper_office <<-END
scans:
  desk: {path: desk, still_seconds: 3, rescan_seconds: 5, limit_megabytes: 1}
END
sed -i "s|^spool:.*|spool: $disk/spool|; /^spool:/a reserve_megabytes: 16" \
	"$OFFICE/plaint.yaml"
folder desk
mine() { ! is_root || chown nobody:nogroup "$@"; }
put() { # NAME: standard input
	cat >"$WORK/put"
	mine "$WORK/put"
	mv "$WORK/put" "$OFFICE/desk/$1"
}

serve_start
ok "it serves" try_for 20 grep -q serving "$WORK/serve.log"
printf '\0\0\0\30ftypheic\0\0\0\0mif1heic' | put photo.heic
printf '%%PDF-1.4\nnothing of a PDF follows' | put broken.pdf
python3 -c 'import random, sys
random.seed(7)
sys.stdout.buffer.write(random.randbytes(20000))' | put noise.tif
printf 'PK\3\4not a scan' | put letter.docx
{ printf '\r\n'; cat samples/scans/en-termination.pdf; } | put shifted.pdf
printf 'II*\0' | put half.tif.part
printf 'II*\0' | put .hidden.tif
printf 'II*\0' | put '~$lock.tif'
day=$(date -d '-6 days' +%Y-%m-%d)
echo "$day" | put received.txt
letter Перша >"$WORK/pages.txt"
"$DRAW" --dpi 150 --font 'Liberation Serif 13' "$WORK/pages.txt" \
	"$WORK/slow.png" || exit 1
size=$(stat -c %s "$WORK/slow.png")
head -c $((size / 2)) "$WORK/slow.png" | put slow.png
sleep 2
tail -c +$((size / 2 + 1)) "$WORK/slow.png" >>"$OFFICE/desk/slow.png"
sleep 2
ok "what is still being written is not taken" \
	test ! -e "$OFFICE/desk/done/slow.png"
ok "when it stands still it is" try_for 60 is_in_case Перша
ok "whole" gives "SELECT bytes FROM letter WHERE name = 'slow.png'" "$size"
ok "a clerk's day in received.txt counts" shows "$(case_with Перша)" \
	"d['received_day'] == '$day' and d['received_from'] == 'clerk'
	and d['deadlines'][0]['from'] == '$day'"
says() { # FILE TEXT: why it was refused
	grep -qi "$2" "$OFFICE/desk/failed/$1.why.txt"
}
ok "HEIC is refused with a clear word" try_for 60 says photo.heic HEIC
ok "so is a PDF that is none" try_for 30 says broken.pdf .
ok "so is what is no file of ours at all, which is no mail either" \
	try_for 60 says noise.tif 'neither TIFF'
ok "so is an office's file, which is no mail" \
	try_for 60 says letter.docx 'office file'
ok "rubbish before a PDF makes no mail of it" try_for 60 gives \
	"SELECT job.kind || ' ' || letter.state FROM job
		JOIN letter ON letter.id = letter_id
		WHERE name = 'shifted.pdf'" "ocr registered"
ok "they lie beside the reason" \
	test -e "$OFFICE/desk/failed/photo.heic" -a \
	-e "$OFFICE/desk/failed/broken.pdf"
ok "unfinished, hidden and lock files are left alone" \
	test -e "$OFFICE/desk/half.tif.part" -a -e "$OFFICE/desk/.hidden.tif" \
	-a -e "$OFFICE/desk/~\$lock.tif" -a -e "$OFFICE/desk/received.txt"
ok "they are no letters" gives "SELECT count(*) FROM ledger" 6
touch -d '-2 days' "$OFFICE/desk/received.txt"
letter Пята | scan desk fifth.png
ok "one that was forgotten there counts no more" try_for 60 is_in_case Пята
ok "the file's day does" shows "$(case_with Пята)" \
	"d['received_from'] == 'file_time'"
day_alarm() { # TEXT: what status says of the file
	plaint status --json | jq -e --arg text "$1" '[.troubles[]
		| select(.where == "received.desk") | .what
		| contains($text)] == [true]'
}
ok "and status tells so" day_alarm "more than a day ago"
rm "$OFFICE/desk/received.txt"
told_of_no() { # KIND
	plaint status --json | jq -e --arg where "$1.desk" \
		'[.troubles[] | select(.where == $where)] == []'
}
ok "no longer when it is gone" try_for 20 told_of_no received

letter Шоста | scan desk ahead.png
touch -d '+40 days' "$OFFICE/desk/ahead.png"
ok "a scanner whose clock goes ahead" try_for 60 is_in_case Шоста
ok "gives no day to come" shows "$(case_with Шоста)" \
	"d['received_day'] <= '$(TZ=Europe/Kyiv date +%Y-%m-%d)'"
letter Восьма >"$WORK/pages.txt"
"$DRAW" --dpi 150 --font 'Liberation Serif 13' "$WORK/pages.txt" \
	"$WORK/put" || exit 1
mine "$WORK/put"
touch -d 1980-01-01 "$WORK/put"
mv "$WORK/put" "$OFFICE/desk/stopped.png"
ok "one whose clock stands" try_for 60 is_in_case Восьма
ok "gives no day before the letter came" shows "$(case_with Восьма)" \
	"d['received_day'] == '$(TZ=Europe/Kyiv date +%Y-%m-%d)'
	and d['received_from'] == 'taken'"
ok "and show says so" sh -c "'$PLAINT' show '$(case_with Восьма)' \
	-c '$OFFICE/plaint.yaml' | grep -q 'file.s time cannot be'"
letter Сьома >"$WORK/pages.txt"
"$DRAW" --dpi 150 --font 'Liberation Serif 13' "$WORK/pages.txt" \
	"$WORK/put" || exit 1
mine "$WORK/put"
chmod 0 "$WORK/put"
mv "$WORK/put" "$OFFICE/desk/locked.png"
is_told() { # KIND TEXT
	plaint status --json | jq -e --arg where "$1.desk" --arg text "$2" \
		'[.troubles[] | select(.where == $where) | .what
		| contains($text)] == [true]'
}
ok "a file that cannot be opened is told" try_for 20 \
	is_told files 'locked.png: Permission denied'
ok "in the log once" same \
	"$(grep -c 'locked.png: Permission denied' "$WORK/serve.log")" 1
head -c 1500000 /dev/zero | put large.tif
ok "so is one that is too large" try_for 20 \
	is_told files '2 files cannot be taken'
ok "which waits where it lies" test -e "$OFFICE/desk/large.tif"
rm -r "$OFFICE/desk/done"
chmod 600 "$OFFICE/desk/locked.png"
ok "and taken when it can" try_for 60 is_in_case Сьома
ok "the other is told, and why" try_for 20 \
	is_told files 'large.tif: larger than 1 MB (limit_megabytes)'
ok "to the clerk as well" grep -q \
	"scans desk: .*large.tif: larger than 1 MB" <(plaint mailroom)
rm "$OFFICE/desk/large.tif"
ok "that is told no more" try_for 20 told_of_no files
ok "a done/ that somebody deleted is made again" \
	try_for 20 test -e "$OFFICE/desk/done/locked.png"
mv "$OFFICE/desk" "$OFFICE/desk.away"
ok "a folder that is gone is told" try_for 20 is_told scans 'No such file'
kill -HUP "$SERVE_PID"
ok "settings are not read anew without it" try_for 20 \
	grep -q 'not reloaded.*desk' "$WORK/serve.log"
ok "and the daemon stays" kill -0 "$SERVE_PID"
mv "$OFFICE/desk.away" "$OFFICE/desk"
ok "one that came back is not" try_for 20 told_of_no scans

troubled() {
	plaint status --json | python3 -c "
import json, sys
t = [t for t in json.load(sys.stdin)['troubles']
	if t['where'] == 'scans.desk']
assert ($1), t"
}
if [ -n "$small" ]; then
	head -c 12000000 /dev/zero >"$disk/ballast"
	letter Друга | scan desk second.png
	ok "a full disk stops the taking in, with an alarm" \
		try_for 30 troubled "t and 'full' in t[0]['what']"
	sleep 5
	ok "nothing is taken" gives \
		"SELECT count(*) FROM letter WHERE name = 'second.png'" 0
	ok "the file waits where it lies" \
		test -e "$OFFICE/desk/second.png"
	rm "$disk/ballast"
	ok "with room it goes on by itself" try_for 60 is_in_case Друга
	ok "and the alarm is over" try_for 10 troubled "not t"
	ok "nothing was lost, nothing came twice" gives \
		"SELECT count(*) FROM letter WHERE name = 'second.png'" 1
fi

serve_stop
# By hand: the day that was said, and each letter of a file.
{ letter Третя; next; sheet billing; next; letter Четверта; } \
	>"$WORK/pages.txt"
"$DRAW" --dpi 150 --font 'Liberation Serif 13' "$WORK/pages.txt" \
	"$WORK/hand.tif" || exit 1
chmod 644 "$WORK/hand.tif"
ingested() {
	plaint ingest "$WORK/hand.tif" --received "$day" --json | python3 -c "
import json, sys
d = json.load(sys.stdin)[0]
assert d['state'] == 'filed' and len(d['letters']) == 2, d
for one in d['letters']:
	assert one['case'] and one['received_day'] == '$day', d
	assert one['received_from'] == 'clerk', d"
}
ok "by hand a file is many letters too, and the day is the clerk's" ingested
ok "everything holds together" plaint verify
finish
