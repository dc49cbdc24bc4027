#!/bin/bash
# What plaint.yaml says of one mailbox counts for its letters and no other's:
# a department for those that say nothing of their own, a language for those
# whose own is unknown.  A mailbox in trouble does not slow another, and is
# tried again later and later.  What one person sends to two of them is one
# case.
. tests/it/lib.sh
work_new
servers_start

# DEPARTMENT: a mailbox with hints, one without, one that refuses us, and one
# whose server is not there.
two_mailboxes() {
	cat <<-END
	acknowledge: no
	mailboxes:
	  gone:
	    server: {host: localhost, port: 1, ca: $CA_FILE, user: nobody@plaint.example, password_file: secrets/imap}
	    poll_seconds: 2
	  dead:
	    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: nobody@plaint.example, password_file: secrets/imap}
	    poll_seconds: 2
	  main:
	    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: skarga@plaint.example, password_file: secrets/imap}
	    poll_seconds: 2
	  second:
	    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: office@plaint.example, password_file: secrets/smtp}
	    poll_seconds: 2
	    department: $1
	    language: be
	END
}

letter() { # TO SUBJECT [ID]: text on standard input
	{
		echo "From: Marie <marie-$2@customer.example>"
		echo "To: $1"
		echo "Subject: $2"
		echo "Message-ID: <${3:-$2}@customer.example>"
		echo "Content-Type: text/plain; charset=utf-8"
		echo
		cat
	} >"$WORK/mail.eml"
	deliver "$1" "$WORK/mail.eml"
}

case_is() { # SUBJECT DEPARTMENT LANGUAGE
	same "$(query "SELECT department || ' ' || language FROM casefile
		WHERE subject = '$1'")" "$2 $3"
}
is_duplicate() {
	same "$(query "SELECT count(*) FROM letter WHERE state = 'duplicate'
		AND casefile_id = (SELECT id FROM casefile
			WHERE subject = 'trois')")" 1
}
refuses() {
	! plaint serve 2>"$WORK/refused" &&
		grep -q "second: routing.yaml knows no department nowhere" \
			"$WORK/refused"
}

office_new < <(two_mailboxes nowhere)
ok "an unknown department is told at the start" refuses

office_new < <(two_mailboxes billing)
letter skarga@plaint.example une <<<"Bonjour, je vous remercie de bien vouloir me rappeler demain dans la matinée."
letter office@plaint.example deux <<<"Bonjour, je vous remercie de bien vouloir me rappeler demain dans la soirée."
cat >"$WORK/trois" <<-END
	Добрий день! Інтернет не працює вже п'ять днів, зв'язку немає зовсім.
	Прошу полагодити лінію, бо я лишився без інтернету вдома.
END
letter office@plaint.example trois <"$WORK/trois"
later_and_later() { # the pauses told of the server that is not there
	grep -o 'mailbox gone: .*; again in [0-9]* s' "$WORK/serve.log" |
		sed 's/.*in \([0-9]*\) s/\1/' | head -n 4 | tr '\n' ' ' |
		grep -q '^1 2 4 8 '
}
serve_start
ok "beside two mailboxes in trouble, three letters are three cases" try_for 30 cases_are 3
ok "a mailbox that refuses us is told of" try_for 20 grep -q "mailbox dead: .*again in" "$WORK/serve.log"
ok "without hints: triage, and the office's language" case_is une triage uk
ok "with hints: theirs" case_is deux billing be
ok "a letter that says what it is about goes where that belongs" \
	case_is trois network uk
letter skarga@plaint.example trois again <"$WORK/trois"
ok "sent to another mailbox too: linked as a duplicate" try_for 20 is_duplicate
ok "and no case is added" cases_are 3
ok "a server that is not there is tried later and later" \
	try_for 30 later_and_later
serve_stop
ok "everything holds together" plaint verify
finish
