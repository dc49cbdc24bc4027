#!/bin/bash
# Letters whose matter is in an attachment: registered at once, read by the
# OCR workers afterwards, understood anew; what no reader can read fails
# itself only; what a person has touched stays as it is; a kill loses nothing.
. tests/it/lib.sh
BOX=skarga@plaint.example
work_new
servers_start
office_new < <(mailbox_yaml)
case_of() { # MESSAGE-ID: the case's number
	query "SELECT number FROM document
		JOIN letter ON letter.id = document.letter_id
		JOIN casefile ON casefile.id = letter.casefile_id
		WHERE message_id LIKE '%$1%'"
}
asks() { # MESSAGE-ID FILTER WANTED: of `plaint show --json`
	same "$(plaint show "$(case_of "$1")" --json | jq -r "$2")" "$3"
}
ok "users" plaint user add olena --name Олена --role agent

# Nobody reads scans yet: all the rest goes on without.
serve_start --only=mail,parse
deliver "$BOX" samples/mail/uk-scan-enclosed.eml
deliver "$BOX" samples/mail/uk-logo-enclosed.eml
ok "letters are registered without waiting for their attachments" \
	try_for 30 cases_are 2
ok "the page waits, the logo does not" \
	gives "SELECT name FROM job JOIN attachment USING (letter_id)
		WHERE kind = 'ocr'" Скан.jpg
ok "status tells the pages" same "$(plaint status --json |
	jq -c .pages)" '{"waiting":1,"per_minute":0,"expected_end":null}'
ok "a body that only points is nobody's yet" \
	asks uk-scan .department triage
cat >"$WORK/page.txt" <<END
До оператора «Приклад»

Ви відключили мені телефон, і я не можу додзвонитися до дітей.
Я не хочу більше жити, всім буде легше без мене.

З повагою, Коваленко Ганна Петрівна
END
"${BUILD:-build}/bench/render_page" --dpi 200 "$WORK/page.txt" "$WORK/page.jpg"
{
	sed -e 's/uk-scan-enclosed/touched/g' -e 's/oksana.m/other/' \
		-e '/^Subject:/s/.*/Subject: second/' \
		-e 's/скарга у вкл/лист у вкл/' -e '/^\/9j/,$d' \
		samples/mail/uk-scan-enclosed.eml
	base64 "$WORK/page.jpg"
	printf '\n--part-touched--\n'
} >"$WORK/letter.eml"
deliver "$BOX" "$WORK/letter.eml"
ok "another one" try_for 30 cases_are 3
ok "is taken by a person" \
	plaint assign "$(case_of touched)" --to olena --as olena
serve_stop

serve_start
reading() { gives "SELECT count(*) > 0 FROM job WHERE state = 'running'" 1; }
try_for 20 reading
serve_kill
serve_start
read_by_now() {
	gives "SELECT count(*) FROM job WHERE kind = 'ocr'
		AND state = 'done'" "$1"
}
ok "both pages are read, after a kill, too" try_for 60 read_by_now 2
ok "the text is in the document" asks uk-scan \
	'.letters[0].document.attachments[0]
	| [.pages, (.text | contains("не працює інтернет"))] | join(" ")' \
	"1 true"
ok "the letter is understood anew" asks uk-scan \
	'[.topic, .department, .kind] | join(" ")' \
	"service.outage network complaint"
ok "reasons say in which part" asks uk-scan \
	'[.reasons[] | select(.what == "service.outage" and .rule != "model")
		| .in] | unique[]' attachment
marked() { grep -q '^  + .*\[.*\]¹' <(plaint show "$(case_of "$1")"); }
ok "and they stand marked in its text" marked uk-scan
ok "of what was learnt too" asks uk-scan \
	'any(.reasons[]; .rule == "model" and .in == "attachment")' true
ok "with events, each once" asks uk-scan '[.events[].verb
	| select(. == "registered" or . == "attachments_read"
		or . == "reclassified")] | join(" ")' \
	"registered attachments_read reclassified"
ok "of before and after" asks uk-scan \
	'.events[] | select(.verb == "reclassified").detail
	| [.topic_from, .topic, .from == .to] | join(" ")' \
	"other service.outage true"
ok "what a person touched has the text" asks touched \
	'.letters[0].document.attachments[0].pages' 1
ok "and stays as it was" asks touched \
	'[.department, ([.events[] | select(.verb == "reclassified")]
	| length)] | join(" ")' "triage 0"

ok "but that somebody is in danger is flagged and told" asks touched \
	'[.priority, (.flags | index("self_harm") != null),
	([.events[] | select(.verb == "danger_flagged")] | length)]
	| join(" ")' "urgent true 1"

sed -e 's/uk-scan-enclosed/again/g' -e 's/скарга у вкл/ще раз у вкл/' \
	samples/mail/uk-scan-enclosed.eml >"$WORK/letter.eml"
deliver "$BOX" "$WORK/letter.eml"
repeated() { asks again '.flags | index("repeat") != null' true; }
ok "that it is a repeat is seen when it is read" try_for 40 repeated

cat >"$WORK/letter.eml" <<END
From: Petro <petro@customer.example>
To: $BOX
Subject: Complaint about my bill
Date: Mon, 23 Nov 2026 11:00:00 +0200
Message-ID: <broken@customer.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

You charged me twice for television that I never ordered. Refund me.

--b
Content-Type: application/pdf; name=bill.pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=bill.pdf

$(head -c 20000 samples/scans/be-roaming.pdf | base64)

--b
Content-Type: image/jpeg; name=page.jpg
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=page.jpg

$(sed -n '/^\/9j/,/^$/p' samples/mail/uk-scan-enclosed.eml)

--b--
END
deliver "$BOX" "$WORK/letter.eml"
ok "a broken attachment" try_for 60 gives \
	"SELECT count(*) FROM job WHERE state = 'quarantined'
		AND attachment = 1" 1
ok "fails itself only" try_for 60 gives "SELECT letter.state || ' '
	|| job.state FROM job JOIN letter ON letter.id = letter_id
	WHERE attachment = 2" "registered done"
ok "the quarantine names it" same "$(plaint quarantine --json |
	jq -r '.[] | [.name, .attachment] | join(" ")')" "bill.pdf 1"
unread() {
	asks broken '[.letters[0].document.warnings[]
		| select(.code == "attachment_unread")] | length' 1
}
ok "so does the document" try_for 10 unread
ok "and the case" asks broken '.flags | index("read_in_part") != null' true
ok "and the event" asks broken '.events[]
	| select(.verb == "attachments_read").detail.attachments
	| map(.state) | join(" ")' "unread read"
ok "the body keeps its topic" asks broken \
	'.topic | startswith("billing")' true
letter=$(plaint quarantine --json | jq -r '.[0].id')
ok "it can be read again" plaint quarantine retry "$letter"
ok "with the same end" try_for 60 gives "SELECT count(*) FROM event
	WHERE verb = 'attachments_read' AND detail LIKE '%bill.pdf%'" 2
ok "said once" unread
# A page in an archive in a message passed on; and in what Outlook wraps
# letters in.
python3 tests/support/wrapped_page.py samples/scans/ru-speed.jpg \
	"$BOX" "$WORK" || exit 1
deliver "$BOX" "$WORK/in-archive.eml"
deliver "$BOX" "$WORK/in-winmail.eml"
page_read() { # MESSAGE-ID INSIDE
	asks "$1" '.letters[0].document.attachments[]
		| select(.name == "page.jpg")
		| [.inside, .pages, (.text | test("интернет"; "i"))]
		| join(" ")' "$2 1 true"
}
ok "a page in an archive in a message is read" \
	try_for 60 page_read in-archive "letter.eml/papers.zip"
ok "and one in winmail.dat" try_for 60 page_read in-winmail ""
ok "the letter around the archive is about what the page says" \
	asks in-archive '.topic' service.internet_speed

# What a password keeps from every reader, somebody must ask for.
mkdir "$WORK/bad"
python3 tests/support/bad_files.py "$WORK/bad" 1
cat >"$WORK/letter.eml" <<END
From: Petro <petro@customer.example>
To: $BOX
Subject: Complaint about my contract
Date: Mon, 23 Nov 2026 12:00:00 +0200
Message-ID: <locked@customer.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

You changed my contract for television without asking. It is attached.

--b
Content-Type: application/pdf; name=contract.pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=contract.pdf

$(base64 "$WORK/bad/password.pdf")

--b--
END
deliver "$BOX" "$WORK/letter.eml"
sealed() { asks locked '[.flags[] | select(. == "sealed")] | length' 1; }
ok "a PDF behind a password is flagged" try_for 60 sealed
ok "and the document says which" asks locked '.letters[0].document.warnings[]
	| select(.code == "file_locked").detail' \
	"contract.pdf: PDF: it asks for a password"

per_minute() {
	plaint status --json | jq -e '.pages.waiting == 0
		and .pages.per_minute > 0'
}
ok "status tells how fast pages are read" per_minute
ok "an orderly stop" serve_stop
ok "all is verified" plaint verify
finish
