#!/bin/bash
# The main job on real servers: a mail over IMAP and a scan from the folder
# become cases; the acknowledgement and an answer that a second person
# approved arrive in the customer's own mailbox.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)

cat >"$WORK/letter.eml" <<-END
From: =?utf-8?B?0J7Qu9C10L3QsCDQmtC+0LLQsNC70LXQvdC60L4=?= <olena@customer.example>
To: skarga@plaint.example
Subject: =?utf-8?B?0KHQutCw0YDQs9Cw?=
Date: Mon, 23 Nov 2026 10:00:00 +0200
Message-ID: <letter-1@customer.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Доброго дня! З мого рахунку 14 листопада без мого дозволу списали
148 гривень 50 копійок за послугу, яку я не замовляла. Прошу повернути
гроші. Мій номер 067 123 45 19.

Олена Коваленко
END

is_moved() {
	same "$(find "$MAIL_DIR/skarga@plaint.example/Maildir/new" \
		"$MAIL_DIR/skarga@plaint.example/Maildir/cur" -type f |
		wc -l)" 0 &&
		same "$(find "$MAIL_DIR/skarga@plaint.example/Maildir/" \
			-path '*&BB4EPwRABDAERgRMBD4EMgQwBD0EVg-*' \
			\( -path '*/cur/*' -o -path '*/new/*' \) -type f |
			wc -l)" 1
}
has_mail() { # ADDRESS COUNT
	same "$(find "$MAIL_DIR/$1/Maildir/new" -type f | wc -l)" "$2"
}
header_of() { inbox "$1" | tr -d '\r' | sed -n "s/^$2: //p" | tail -n 1; }
number() { plaint list --json | grep -o '"number": *"[^"]*"' |
	cut -d'"' -f4 | sort | sed -n "${1}p"; }

for login in anna:agent bohdan:approver; do
	plaint user add "${login%:*}" --name "${login%:*}" \
		--role "${login#*:}" >"$WORK/last.out" 2>&1 ||
		cat "$WORK/last.out"
done
deliver skarga@plaint.example "$WORK/letter.eml"
serve_start
ok "a mail becomes a case" try_for 30 cases_are 1
ok "the mail is moved on the server" try_for 15 is_moved
ok "the acknowledgement arrives" try_for 30 has_mail olena@customer.example 1
ok "it is marked as automatic" \
	same "$(header_of olena@customer.example Auto-Submitted)" auto-replied
ok "it is threaded under the letter" \
	same "$(header_of olena@customer.example In-Reply-To)" \
	"<letter-1@customer.example>"

scan=$(find samples/scans -name '*.png' -o -name '*.jpg' | sort | head -n 1)
drop "$scan"
ok "a scan becomes a case" try_for 120 cases_are 2
ok "the scan is moved to done/" \
	try_for 15 test -e "$OFFICE/scans/done/$(basename "$scan")"

case_number=$(number 1)
ok "an answer is drafted" plaint draft "$case_number" --as anna \
	--text "Кошти повернено на ваш рахунок."
ok "it is submitted" plaint submit "$case_number" --as anna
ok "who wrote it cannot approve it" \
	fails_with "" plaint approve "$case_number" --as anna --yes
ok "another approves it" plaint approve "$case_number" --as bohdan --yes
ok "the answer arrives" try_for 30 has_mail olena@customer.example 2
ok "the case is answered" try_for 10 \
	grep -q '"answered"' <(plaint show "$case_number" --json)

serve_stop
ok "a stop is clean" same $? 0
ok "everything holds together" plaint verify
finish
