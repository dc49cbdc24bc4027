#!/bin/bash
# What plaint.yaml says of one mailbox counts for its letters and no other's:
# a department for those that say nothing of their own, a language for those
# whose own is unknown.  And a mailbox in trouble does not slow another.
. tests/it/lib.sh
work_new
servers_start

two_mailboxes() { # DEPARTMENT: a mailbox with hints, and one that is dead
	cat <<-END
	acknowledge: no
	mailboxes:
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

letter() { # TO SUBJECT: text on standard input
	{
		echo "From: Marie <marie-$2@customer.example>"
		echo "To: $1"
		echo "Subject: $2"
		echo "Message-ID: <$2@customer.example>"
		echo "Content-Type: text/plain; charset=utf-8"
		echo
		cat
	} >"$WORK/mail.eml"
	deliver "$1" "$WORK/mail.eml"
}

query() {
	as_office sqlite3 -readonly -cmd '.timeout 5000' "$OFFICE/plaint.db" "$1"
}
cases_are() { same "$(query "SELECT count(*) FROM casefile")" "$1"; }
case_is() { # SUBJECT DEPARTMENT LANGUAGE
	same "$(query "SELECT department || ' ' || language FROM casefile
		WHERE subject = '$1'")" "$2 $3"
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
letter office@plaint.example trois <<-END
	Добрий день! Інтернет не працює вже п'ять днів, зв'язку немає зовсім.
	Прошу полагодити лінію, бо я лишився без інтернету вдома.
END
start=$SECONDS
serve_start
ok "three letters are three cases" try_for 30 cases_are 3
ok "a dead mailbox beside them slows nothing" test $((SECONDS - start)) -lt 20
ok "it is told of" try_for 20 grep -q "mailbox dead: .*again in" "$WORK/serve.log"
ok "without hints: triage, and the office's language" case_is une triage uk
ok "with hints: theirs" case_is deux billing be
ok "a letter that says what it is about goes where that belongs" \
	case_is trois network uk
serve_stop
ok "everything holds together" plaint verify
finish
