#!/bin/bash
# Mail written to hurt, through the daemon: every piece becomes a case within
# seconds and within a worker's memory, says what was cut, and no worker dies.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)

# NAME, then the headers and body on standard input; who wrote it is real.
bomb() {
	{
		printf '%s\n' "From: $1 <$1@customer.example>" \
			"To: skarga@plaint.example" \
			"Subject: Complaint with $1" \
			"Message-ID: <$1@customer.example>" "MIME-Version: 1.0"
		cat
	} >"$WORK/$1.eml"
	deliver skarga@plaint.example "$WORK/$1.eml"
}
mixed() { # a letter with one file, its base64 on standard input
	printf '%s\n' "Content-Type: multipart/mixed; boundary=b" "" "--b" "" \
		"You charged me twice, see $2." "--b" \
		"Content-Type: $1; name=$2" \
		"Content-Transfer-Encoding: base64" ""
	cat
	printf '%s\n' "--b--"
}

perl -e 'print "Content-Type: multipart/mixed; boundary=b$_\n\n--b$_\n"
	for 1 .. 100000; print "\nYou charged me twice.\n"' | bomb nesting
perl -e 'print "Content-Type: multipart/mixed; boundary=b\n\n",
	"--b\n\nYou charged me twice.\n", "--b\n\nx\n" x 1000000' | bomb parts
perl -e 'print "X: y\n" x 1000000, "\nYou charged me twice.\n"' | bomb headers
perl -e 'print "Content-Type: multipart/mixed; ", "x" x 72,
	"=\"\xd0\x90\xd0\x91\"\n\nYou charged me twice.\n"' | bomb boundary
perl -e 'print "Content-Type: text/html\n\n<p>You charged me twice. <b ";
	print "a$_=1 " for 1 .. 200000' | bomb attributes
python3 - <<'END' | base64 | mixed application/zip bomb.zip | bomb zip
import io, sys, zipfile

def pack(name, data, times):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(times):
            z.writestr("%d-%s" % (i, name), data)
    return out.getvalue()

inner = pack("zeros.bin", bytes(15 << 20), 20)
sys.stdout.buffer.write(pack("zeros.zip", inner, 40))
END
perl -e 'print "\x78\x9f\x3e\x22\1\0", ("\2\2\x90\6\0" . "\0" x 4 . "\0\0")
	x 300' | base64 | mixed application/ms-tnef winmail.dat | bomb winmail
perl -e 'print "\x30\x80" x 2000000' | base64 |
	mixed application/pkcs7-mime smime.p7m | bomb smime
perl -e 'print "\n", "You charged me twice. " x 1500000, "\n"' | bomb line
perl -e 'srand 1; print "\n", map { chr rand 256 } 1 .. 3000000' | bomb noise

deliver skarga@plaint.example tests/golden/mail/smime-encrypted.eml

begin=$SECONDS
serve_start
ok "ten letters written to hurt and a sealed one become cases" \
	try_for 90 cases_are 11
echo "# in $((SECONDS - begin)) s, on a machine that may have other work"
ok "none waits in quarantine" same "$(plaint quarantine --json | jq length)" 0

show() { # MESSAGE-ID FILTER
	local number
	number=$(as_office sqlite3 -readonly -cmd '.timeout 5000' \
		"$OFFICE/plaint.db" "SELECT number FROM document
		JOIN letter ON letter.id = document.letter_id
		JOIN casefile ON casefile.id = letter.casefile_id
		WHERE document.message_id LIKE '$1@%'")
	plaint show "$number" --json | jq -r "$2"
}
says() { # NAME CODE: with that warning, and so flagged
	local found flags
	found=$(show "$1" '.letters[0].document.warnings[].code')
	flags=$(show "$1" '.flags | join(" ")')
	grep -qx "$2" <<<"$found" && grep -qw read_in_part <<<"$flags" ||
		{ echo "found: $found; flags: $flags"; return 1; }
}
ok "nesting is told" says nesting too_deep
ok "too many parts are told" says parts too_many_parts
ok "too many headers are told" says headers header_cut
ok "a boundary that never was is told" says boundary multipart_broken
ok "endless attributes are told" says attributes html_thinned
ok "the zip bomb is told" says zip archive_cut
ok "a flood of files in winmail.dat is told" says winmail tnef_broken
ok "what is no S/MIME is told" says smime smime_unread
ok "the endless line is told" says line text_cut
unharmed() { ! grep -E 'worker (ended|died|was killed)|too late' \
	"$WORK/serve.log"; }
sealed=$(sed -n 's/^Message-ID: <\(.*\)@.*/\1/p' \
	tests/golden/mail/smime-encrypted.eml)
ok "the encrypted letter is flagged for a person" \
	same "$(show "$sealed" '.flags | join(" ")')" sealed
ok "no worker died of it" unharmed
ok "an orderly stop" serve_stop
ok "everything holds together" plaint verify
finish
