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

# A clerk splits the letter: each half has its own, bound of its pages.
here user add olena --name 'Olena' --role agent >/dev/null
letter_of() { here show "$1" --json | jq -r '.letters[0].id'; }
last=$WORK/last.pdf
first=$(letter_of "$two") third=$(letter_of "$one")
ok "a letter is split" here mailroom split "$first" --before 2 --as olena
ok "its first page is a PDF" here show "$two" --pdf "$last"
ok "of one page" grep -q 'Pages: *1$' <(pdfinfo "$last")
ok "the right one" says "$last" 'Генеральному директорові'
ok "no hash is claimed for it" same "$(here show "$two" --json |
	jq -c '.letters[0].searchable_pdf')" '{"pages":1,"sha256":null}'
ok "a letter of another file is joined" here mailroom join "$first" "$third" \
	--as olena
ok "bound of pages of two files" here show "$two" --pdf "$last"
ok "in the letter's order" says "$last" 'Генеральному директорові' \
	'Прошу устранить неисправность'
echo 'unsealed: yes' >>"$WORK/office/plaint.yaml"
no_landlock() {
	here_without=$(realpath "${BUILD:-build}/without")
	(cd "$WORK/office" && "$here_without" landlock "$PLAINT" "$@")
}
ok "also without a sandbox, where that is allowed" no_landlock \
	show "$two" --pdf "$last"
sed -i '/^unsealed/d' "$WORK/office/plaint.yaml"
ok "not where it is not" fails_with Landlock no_landlock \
	show "$two" --pdf "$last"
here show "$two" --pdf "$last"
ok "a page is turned over" here mailroom rotate "$first" 2 --by 180 --as olena
ok "and read again" here show "$two" --pdf "$last"
ok "the PDF has it so" fails_with "" says "$last" 'Прошу устранить'
ok "turned back" here mailroom rotate "$first" 2 --by 180 --as olena
here show "$two" --pdf "$last"
ok "it is read as before" says "$last" 'Прошу устранить неисправность'

# Bytes in the spool that are no PDF: the sealed process says so.
file=$WORK/office/spool/${hash:0:2}/$hash
ok "still kept" test -e "$file"
chmod u+w "$file" && head -c 3000 /dev/urandom >"$file"
ok "a damaged one is told" fails_with 'cannot be read' \
	here show "$two" --pdf "$pdf.damaged"
is_root || ok "and leaves no file" test ! -e "$pdf.damaged"
ok "verify finds it" fails_with "$hash" here verify

mail=$(here ingest "$WORK/uk-thanks.eml" --json | jq -r '.[0].case')
ok "a mail has none" fails_with 'none was scanned' \
	here show "$mail" --pdf "$pdf.none"
finish
