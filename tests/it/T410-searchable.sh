#!/bin/bash
# A scanned letter's searchable PDF: kept with it, found by show, verified,
# and bound anew from pages when the letter is made of some.
. tests/it/lib.sh
work_new
here() { (cd "$WORK/office" && "$PLAINT" "$@"); }
"$PLAINT" init "$WORK/office" >/dev/null
cp samples/scans/uk-subscription.tif samples/scans/ru-speed.jpg \
	samples/mail/uk-thanks.eml "$WORK/"
result=$(here ingest "$WORK"/{uk-subscription.tif,ru-speed.jpg} --json)
number() { jq -r ".[] | select(.file | endswith(\"$1\")) | .case" <<<"$result"; }
two=$(number .tif) one=$(number .jpg)
says() { # FILE WORDS...: in this order
	local text all=$1
	shift
	text=$(pdftotext "$all" - | tr '\n' ' ')
	[[ $text == *$(printf '%s*' "$@") ]] || { echo "$text"; return 1; }
}

pdf=$WORK/letter.pdf
ok "show writes it" here show "$two" --pdf "$pdf"
ok "all pages, in order, to be found" says "$pdf" 'Генеральному директорові' \
	'Шановний пане директоре' 'На підставі викладеного прошу'
ok "small" test "$(stat -c %s "$pdf")" -lt 100000
hash=$(sha256sum <"$pdf" | cut -d' ' -f1)
ok "show --json names it" same "$hash 2" "$(here show "$two" --json |
	jq -r '.letters[0].searchable_pdf | .sha256 + " " + (.pages | tostring)')"
ok "it lies in the spool" test -e "$WORK/office/spool/${hash:0:2}/$hash"
ok "verify counts it" grep -q '4 originals' <(here verify)

# The second page of one file and the first of another make a letter.
sql() { as_office sqlite3 "$WORK/office/plaint.db" "$1"; }
page_rows() { # the letter of case $1
	sql "SELECT l.id FROM letter l JOIN casefile c ON c.id = l.casefile_id
		WHERE c.number = '$1'"
}
sha() { sha256sum <"$1" | cut -d' ' -f1; }
id=$(page_rows "$one")
sql "INSERT INTO letter_page VALUES ('$id', 1, '$(sha "$WORK/uk-subscription.tif")', 2, -1),
	('$id', 2, '$(sha "$WORK/ru-speed.jpg")', 1, -1)"
ok "bound of pages of two files" here show "$one" --pdf "$pdf"
ok "two pages" grep -q 'Pages: *2' <(pdfinfo "$pdf")
ok "in the letter's order" says "$pdf" 'На підставі викладеного' \
	'Прошу устранить неисправность'
ok "no hash is claimed for it" same "$(here show "$one" --json |
	jq -c '.letters[0].searchable_pdf')" '{"pages":2,"sha256":null}'

# Bytes in the spool that are no PDF: the sealed process says so.
file=$WORK/office/spool/${hash:0:2}/$hash
chmod u+w "$file" && head -c 3000 /dev/urandom >"$file"
ok "a damaged one is told" fails_with 'cannot be read' \
	here show "$one" --pdf "$pdf.damaged"
is_root || ok "and leaves no file" test ! -e "$pdf.damaged"
ok "verify finds it" fails_with "$hash" here verify

mail=$(here ingest "$WORK/uk-thanks.eml" --json | jq -r '.[0].case')
ok "a mail has none" fails_with 'none was scanned' \
	here show "$mail" --pdf "$pdf.none"
finish
