#!/bin/bash
# Files that are broken or want to be expensive, put into the scan folder:
# the daemon reads what can be read and says why of the rest, in bounded time
# and memory, keeps every original, and goes on to the next letter.
#
# FULL=1: bombs of a gigabyte instead of 48 MB, and one that never ends, which
# costs a page's whole deadline, twice.
. tests/it/lib.sh
BOMB=48
[ -z "${FULL:-}" ] || BOMB=1024
MEMORY_MOST_MB=400
work_new
servers_start
{
	mailbox_yaml
	echo "workers: {ocr: 1}"
} >"$WORK/yaml"
office_new <"$WORK/yaml"
mkdir "$WORK/bad"
python3 tests/support/bad_files.py "$WORK/bad" $BOMB
[ -n "${FULL:-}" ] || rm "$WORK/bad/laughs.pdf"
sql() { as_office sqlite3 -readonly "$OFFICE/plaint.db" ".timeout 5000" "$1"; }

# FILE STATE WORDS: what becomes of it, and what of the reason is told.
expected() {
	cat <<-END
	empty.pdf|quarantined|nothing could be read
	heic.jpg|quarantined|HEIC pictures are not read; set the phone to JPEG
	gif.png|quarantined|GIF pictures are not read; save as PNG
	cut-50-uk-subscription.tif|quarantined|no page can be found in it
	cut-60-ru-speed.jpg|registered|page_partly_read
	cut-60-uk-thanks.png|registered|page_partly_read
	cut-70-en-staff.webp|registered|page_partly_read
	cut-90-be-roaming.pdf|quarantined|it is damaged
	cut-30-be-roaming.pdf|quarantined|it is damaged
	noise.tif|registered|page_partly_read
	hole.pdf|registered|page_damaged
	password.pdf|quarantined|it asks for a password
	wide-20000.png|quarantined|20000 x 20000 pixels
	wide-20000.tif|quarantined|20000 x 20000 pixels
	wide-20000.jpg|quarantined|20000 x 20000 pixels
	wide-20000.pdf|quarantined|all its pages are blank
	strip.png|quarantined|1 x 100000 pixels
	strip.tif|quarantined|100000 x 1 pixels
	plan.pdf|quarantined|a page of 7056 x 7056 cm
	pages-5000.tif|quarantined|pages_cut
	pages-5000.pdf|quarantined|pages_cut
	loop.tif|quarantined|all its pages are blank
	loop.pdf|quarantined|damaged
	bomb-behind.png|quarantined|all its pages are blank
	bomb-text.png|quarantined|all its pages are blank
	bomb-strip.tif|quarantined|all its pages are blank
	bomb-content.pdf|quarantined|all its pages are blank
	bomb-twice.pdf|quarantined|all its pages are blank
	laughs.pdf|quarantined|gave no answer in time
	deep.pdf|quarantined|all its pages are blank
	END
}

for file in "$WORK"/bad/*; do drop "$file"; done
serve_start
count=$(find "$WORK/bad" -type f | wc -l)
peak=0
is_over() {
	local pid now
	for pid in $(pgrep -P "$SERVE_PID" -f -- '--role=ocr'); do
		now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
		[ "${now:-0}" -le $peak ] || peak=$now
	done
	same "$(sql "SELECT count(*) FROM letter WHERE channel = 'scan'
		AND state <> 'stored'")" "$count"
}
end=$((SECONDS + 240))
until is_over >/dev/null || [ $SECONDS -ge $end ]; do sleep 0.5; done
ok "all $count files come to an end" is_over
ok "no worker took more than $MEMORY_MOST_MB MB (it was $((peak / 1024)))" \
	test $((peak / 1024)) -le $MEMORY_MOST_MB

while IFS='|' read -r file state words; do
	[ -e "$WORK/bad/$file" ] || continue
	told=$(sql "SELECT l.state || ': ' || l.problem || ' ' ||
		coalesce(d.json, '') FROM letter l
		LEFT JOIN document d ON d.letter_id = l.id
		WHERE l.name = '$file'")
	case $told in
	"$state: "*"$words"*) ok "$file: $state, $words" true ;;
	*) ok "$file: $state, $words" same "$(cut -c1-300 <<<"$told")" "" ;;
	esac
done < <(expected)

is_kept() {
	local file hash
	for file in "$WORK"/bad/*; do
		hash=$(sha256sum <"$file" | cut -d' ' -f1)
		[ -e "$OFFICE/spool/${hash:0:2}/$hash" ] ||
			{ echo "$file is not in the spool"; return 1; }
	done
}
ok "every original is kept" is_kept
ok "the next letter is read" drop samples/scans/be-sim.png
is_case() {
	same "$(sql "SELECT state FROM letter WHERE name = 'be-sim.png'")" \
		registered
}
ok "and becomes a case" try_for 60 is_case
serve_stop
ok "a stop is clean" same $? 0
ok "everything holds together" plaint verify
finish
