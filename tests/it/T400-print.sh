#!/bin/bash
# Sheets printed, rasterised and read back by the sealed reader, as the
# office that prints them does.
. tests/it/lib.sh
work_new
plaint_here() { (cd "$WORK/office" && "$PLAINT" "$@"); }
"$PLAINT" init "$WORK/office" >/dev/null
sheets=$WORK/sheets.pdf cover=$WORK/cover.pdf

ok "a separator for each department, and one for none" plaint_here \
	print separators -o "$sheets"
pages() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
departments=$(grep -c 'names: {uk' rules/routing.yaml)
ok "so many pages" same "$(pages "$sheets")" $((departments + 1))
ok "A4" grep -q 'Page size: *595.* x 841.*A4' <(pdfinfo "$sheets")
ok "an unknown department is named" fails_with 'no department "nope"' \
	plaint_here print separators --department nope -o "$WORK/none.pdf"
ok "and leaves no file" test ! -e "$WORK/none.pdf"

plaint_here print separators --department legal --lang en -o "$sheets"
ok "in English when wanted" grep -q 'Lay this sheet' <(pdftotext "$sheets" -)
marks() { "$PLAINT" read "$1" --json | jq -r '.barcodes[].value'; }
pdftoppm -r 200 -gray -png -singlefile "$sheets" "$WORK/sheet"
ok "its mark is read from a scan" grep -q '^plaint:1:sep:legal:' \
	<(marks "$WORK/sheet.png")

cp samples/mail/uk-charge-pensioner.eml "$WORK/"
plaint_here ingest "$WORK/uk-charge-pensioner.eml" >/dev/null
number=$(plaint_here list --json | jq -r '.[0].number')
ok "a cover for a case" plaint_here print barcode "$number" -o "$cover"
ok "its mark names the case" grep -q "^plaint:1:case:$number:" \
	<(marks "$cover")
ok "no cover for a case that is not there" fails_with 'there is none' \
	plaint_here print barcode 2026-999999 -o "$WORK/none.pdf"
finish
