#!/bin/bash
# plaint read of several files: told in the order given, each as it would be
# alone, by workers that stay; one that cannot be read costs itself only.
. tests/it/lib.sh
work_new
mail=samples/mail/uk-thanks.eml
scans="samples/scans/be-sim.png samples/scans/en-termination.pdf"
heic=$WORK/phone.jpg
printf '\0\0\0\030ftypheic\0\0\0\0mif1heic' >"$heic"
# shellcheck disable=SC2086
set -- ${scans% *} "$heic" "$mail" "$WORK/none.tif" ${scans#* }
"$PLAINT" read --jobs 2 --json "$@" >"$WORK/lines" 2>"$WORK/told"
ok "the exit code says that some failed" same $? 1
ok "a line for each that was read, in order" same \
	"$(jq -r .file "$WORK/lines" | tr '\n' ' ')" "${scans/ / $mail } "
ok "why not, of each other" same "$(cat "$WORK/told")" "plaint read: $heic: \
HEIC pictures are not read; set the phone to JPEG or send a PDF
plaint read: $WORK/none.tif: No such file or directory"
alone() {
	for file in ${scans/ / $mail }; do
		"$PLAINT" read --json "$file" | jq -c .
	done
}
ok "each as it is alone" same "$(alone)" \
	"$(jq -c 'del(.file)' "$WORK/lines")"
said=$(strace -f -qq -e trace=execve -o "$WORK/calls" \
	"$PLAINT" read $scans $mail)
ok "one job, one worker of each kind" same \
	"$(grep -o 'role=[a-z]*"' "$WORK/calls" | sort | tr '\n' ' ')" \
	'role=ocr" role=parse" '
ok "a heading for each" same "$(grep '^==>' <<<"$said" | tr -d '\n')" \
	"==> ${scans% *} <====> ${scans#* } <====> $mail <=="
ok "pages as XML are of one file" fails_with "want one FILE" \
	"$PLAINT" read --alto $scans
ok "no job, no reading" fails_with "--jobs is 1 to" \
	"$PLAINT" read --jobs 0 $scans
"$PLAINT" read samples/mail/uk-invoice-pdf.eml >"$WORK/invoice" 2>"$WORK/told"
ok "a PDF without its fonts is told by a warning" grep -q text_layer_unseen \
	"$WORK/invoice"
ok "and by no library's own words" same "$(cat "$WORK/told")" ""
finish
