#!/bin/bash
# Threads, duplicates and loops, on real servers: a reply finds its case by
# the signed Message-ID, a forged one does not; the same letter twice is one
# case; a bounce of our answer puts the case back on a desk; machines are not
# answered and nobody is acknowledged without end.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml; echo "acknowledgements_per_hour: 3")
for login in anna:agent bohdan:approver; do
	plaint user add "${login%:*}" --name "${login%:*}" \
		--role "${login#*:}" >/dev/null
done

# letter FROM SUBJECT MESSAGE_ID [HEADER...]: text on standard input
letter() {
	local from=$1 subject=$2 id=$3
	shift 3
	{
		echo "From: $from"
		echo "To: skarga@plaint.example"
		echo "Subject: $subject"
		[ -z "$id" ] || echo "Message-ID: <$id>"
		for header; do echo "$header"; done
		echo "Content-Type: text/plain; charset=utf-8"
		echo
		cat
	} >"$WORK/mail.eml"
	deliver skarga@plaint.example "$WORK/mail.eml"
}
states() { plaint status --json | tr -d ' \n' |
	grep -o '"letters":{[^}]*}' | tr ',{}' '\n' | grep "\"$1\"" |
	cut -d: -f2; }
letters_are() { same "$(states "$1")" "$2"; }
count_of() { find "$MAIL_DIR/$1/Maildir/new" -type f | wc -l; }
has_mail() { same "$(count_of "$1")" "$2"; }
our_id() { # ADDRESS: the Message-ID of the last mail there
	inbox "$1" | tr -d '\r' | sed -n 's/^Message-ID: <\(.*\)>/\1/p' | tail -n 1
}
shows() { plaint show "$1" --json | grep -q "$2"; }

serve_start
letter olena@customer.example "Internet" letter-1@customer.example <<-END
	My internet has not worked since 14 November. Please repair it and
	return the money for these days. Olena Kovalenko, 067 123 45 19
END
ok "a letter becomes a case" try_for 30 cases_are 1
ok "it is acknowledged" try_for 30 has_mail olena@customer.example 1
FIRST=$(plaint list --json | grep -o '20[0-9][0-9]-[0-9]\{6\}' | head -n 1)
OURS=$(our_id olena@customer.example)
ok "our Message-ID is signed" grep -Eq \
	"^[0-9a-z]{26}\.$FIRST\.[a-z2-7]{20}@plaint\.example$" <<<"$OURS"

# --- replies ---------------------------------------------------------------
letter olena.kovalenko@customer.example "a question" reply-1@customer.example \
	"In-Reply-To: <$OURS>" <<-END
	And one more thing: the router blinks red since yesterday.
END
ok "a reply from another address joins by the signed id" \
	try_for 20 letters_are registered 2
ok "no case is added" cases_are 1
ok "and the event says how" shows "$FIRST" "signed Message-ID"

letter olena@customer.example "Re: [$FIRST] Internet" \
	reply-2@customer.example <<-END
	The technician did not come on Monday as was promised to me.
END
ok "a reply joins by the number in its subject" \
	try_for 20 letters_are registered 3
letter olena@customer.example "hello" reply-3@customer.example <<-END
	About the case $FIRST: it works again for an hour a day.
END
ok "a reply joins by the number in its text" \
	try_for 20 letters_are registered 4
ok "still one case" cases_are 1

FORGED=${OURS%%.*}.$FIRST.aaaaaaaaaaaaaaaaaaaa@plaint.example
letter ivan@customer.example "Delivery" forged-1@customer.example \
	"In-Reply-To: <$FORGED>" "References: <$FORGED>" <<-END
	My parcel was never delivered, order 55512. Return my money please.
END
ok "a forged tag makes a case of its own" try_for 20 cases_are 2
letter ivan@customer.example "$FIRST" stranger-1@customer.example <<-END
	Tell me what is in case $FIRST, and where my other parcel 777 is.
END
ok "a stranger's number makes a case of its own" try_for 20 cases_are 3

# --- duplicates -------------------------------------------------------------
letter olena@customer.example "Internet" letter-1@customer.example \
	"X-Way: through another mailbox" <<-END
	My internet has not worked since 14 November. Please repair it and
	return the money for these days. Olena Kovalenko, 067 123 45 19
END
ok "same id, same words: the same letter" try_for 20 letters_are duplicate 1
letter olena@customer.example "Internet" letter-1b@customer.example <<-END
	My internet has not worked since 14 November.
	Please repair it and return the money for these days.
	Olena Kovalenko, 067 123 45 19
END
ok "sent again: a duplicate" try_for 20 letters_are duplicate 2
ok "both are shown with the case" same \
	"$(plaint show "$FIRST" --json | grep -c '"sha256"')" 6
letter olena@customer.example "Roaming" letter-1@customer.example <<-END
	Quite another matter: roaming in Poland was charged twice, 450 UAH.
END
ok "same id, other words: a new letter" try_for 20 cases_are 4
# The same word to two questions is two answers.
other_id() { OTHER=$(inbox olena@customer.example | tr -d '\r' |
	sed -n 's/^Message-ID: <\(.*\)>/\1/p' | grep -vF ".$FIRST." |
	head -n 1) && [ -n "$OTHER" ]; }
ok "another case has another signed id" try_for 20 other_id
for answered in "$OURS" "$OTHER"; do
	letter olena@customer.example "Re: a question" \
		"yes-${answered%%.*}@customer.example" \
		"In-Reply-To: <$answered>" <<<"Yes, you may come on Monday."
done
in_both() { same "$(as_office sqlite3 -readonly -cmd '.timeout 5000' \
	"$OFFICE/plaint.db" "SELECT count(DISTINCT casefile_id) FROM letter
	JOIN document ON document.letter_id = letter.id
	WHERE state = 'registered' AND message_id LIKE '%yes-%'")" 2; }
ok "the same words to two questions are two answers" try_for 20 in_both
letter "petro77 <petro@customer.example>" "No id" "" <<-END
	I write without a Message-ID. Your shop sold me a broken telephone.

	Best regards,
	Petro Sych, 067 111 22 33
END
ok "a letter without an id is ordinary" try_for 20 cases_are 5
is_named() { inbox petro@customer.example | grep -q '^To: "Petro Sych"'; }
ok "it is acknowledged to the name in it, not to a login" try_for 20 is_named
letter ivan@customer.example "Internet" letter-9@customer.example <<-END
	My internet has not worked since 14 November. Please repair it and
	return the money for these days. Olena Kovalenko, 067 123 45 19
END
ok "the same words from another person: a case" try_for 20 cases_are 6

# --- machines and loops ------------------------------------------------------
before=$(count_of john@customer.example)
letter john@customer.example "Automatic reply: Internet" auto-1@x.example \
	"Auto-Submitted: auto-replied" <<-END
	I am out of office until Monday.
END
letter noreply@customer.example "Your parcel" robot-1@x.example <<-END
	My tariff was changed without my consent, return the old one.
END
letter skarga@plaint.example "Internet" own-1@x.example <<-END
	We have received your letter and will answer it soon.
END
letter john@customer.example "Re: hello" "$OURS" <<-END
	This is your own letter, come back from another address.
END
ok "auto-replies and our own mail are filed" try_for 20 letters_are filed 3
ok "a machine's complaint is a case" try_for 20 cases_are 7
for i in 1 2 3 4 5; do
	letter alesia@customer.example "Complaint $i" many-$i@customer.example \
		<<-END
		Complaint number $i of mine: the bill of month $i is wrong.
	END
done
ok "five letters of one person are five cases" try_for 30 cases_are 12
ok "of which three are acknowledged" try_for 30 has_mail alesia@customer.example 3
sleep 2
ok "and no more" has_mail alesia@customer.example 3
ok "auto-replies were not answered" has_mail john@customer.example "$before"

# --- a letter after our answer --------------------------------------------------
early=$(TZ=Europe/Kyiv date -d '-5 days' +%F)
today=$(TZ=Europe/Kyiv date +%F)
received_is() { same "$(plaint show "$FIRST" --json | jq -r .received_day)" "$1"; }
state_is() { same "$(plaint show "$FIRST" --json |
	jq -r '[.deadlines[].state] | unique | join(" ")')" "$1"; }
plaint redate "$FIRST" --as anna --received "$early" --reason stamp >/dev/null
ok "a letter that came five days ago" received_is "$early"

# --- a bounce of our answer --------------------------------------------------
plaint draft "$FIRST" --as anna --text "The line is repaired." >/dev/null
plaint submit "$FIRST" --as anna >/dev/null
plaint approve "$FIRST" --as bohdan --yes >/dev/null
ok "an answer goes out" try_for 30 has_mail olena@customer.example 3
ok "the case is answered" try_for 10 shows "$FIRST" '"stage": *"answered"'
ANSWER=$(plaint show "$FIRST" --json | tr -d ' \n' |
	grep -o '"hash":"[0-9a-f]*","message_id":"[^"]*"' | tail -n 1 |
	cut -d'"' -f8)
bounce() { # ACTION STATUS WORDS
	cat >"$WORK/bounce.eml" <<-END
	From: Mail Delivery System <mailer-daemon@mx.customer.example>
	To: skarga@plaint.example
	Subject: Undelivered Mail Returned to Sender
	Message-ID: <bounce-$1@mx.customer.example>
	Auto-Submitted: auto-replied
	MIME-Version: 1.0
	Content-Type: multipart/report; report-type=delivery-status; boundary="b"

	--b
	Content-Type: text/plain

	This is the mail system. $3

	--b
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.customer.example

	Final-Recipient: rfc822; olena@customer.example
	Action: $1
	Status: $2
	Diagnostic-Code: smtp; 550 $2 $3

	--b
	Content-Type: text/rfc822-headers

	From: skarga@plaint.example
	To: olena@customer.example
	Subject: Re: Internet
	Message-ID: <$ANSWER>

	--b--
	END
	deliver skarga@plaint.example "$WORK/bounce.eml"
}
bounce delayed 4.4.1 "will be tried again"
ok "a delay is noted" try_for 20 shows "$FIRST" delivery_delayed
ok "and changes nothing" shows "$FIRST" '"stage": *"answered"'
ok "its term is met" state_is met
letter olena@customer.example "Re: Internet" after-1@customer.example \
	"In-Reply-To: <$OURS>" <<-END
	What about the money for these days? I wrote of that too.
END
ok "whoever writes after it has the case open" \
	try_for 20 shows "$FIRST" '"stage": *"reopened"'
ok "with a term of that letter" received_is "$today"
ok "that runs" state_is running
ok "and is said to be the mail's" grep -q \
	"^  received .*$today.* (as the mail server has it)" \
	<(plaint show "$FIRST")
bounce failed 5.1.1 "mailbox unknown"
ok "the first letter was never answered then" try_for 20 received_is "$early"
ok "a bounce puts the case back on a desk" \
	try_for 20 shows "$FIRST" '"stage": *"reopened"'
ok "the reply is failed" shows "$FIRST" '"stage": *"failed"'
ok "with its reason" grep -q "mailbox unknown" \
	<(plaint outbox --json)
ok "an event tells of it" shows "$FIRST" answer_failed

# --- a reply to a closed case ------------------------------------------------
plaint assign "$FIRST" --as anna --to anna >/dev/null 2>&1
plaint close "$FIRST" --as anna --cause "moved away" >/dev/null
ok "the case is closed" shows "$FIRST" '"stage": *"closed"'
letter olena@customer.example "Re: Internet" late-1@customer.example \
	"References: <$OURS>$(printf ' <%d@customer.example>' {1..300})" <<-END
	I am still without internet, you closed it too early.
END
ok "a reply soon after reopens it, at the end of a long thread" \
	try_for 20 shows "$FIRST" '"stage": *"reopened"'
plaint assign "$FIRST" --as anna --to anna >/dev/null 2>&1
plaint close "$FIRST" --as anna --cause "moved away" >/dev/null
serve_stop
echo "reopen_days: 0" >>"$OFFICE/plaint.yaml"
serve_start
letter olena@customer.example "Re: Internet" late-2@customer.example \
	"In-Reply-To: <$OURS>" <<-END
	A year later the same thing happened once more, the line is dead.
END
ok "a late reply is a new case" try_for 20 cases_are 13
ok "linked to the old one" try_for 5 shows \
	"$(plaint list --limit 100 --json | grep -o '20[0-9][0-9]-[0-9]\{6\}' |
		sort | tail -n 1)" '"linked"'
ok "the old one stays closed" shows "$FIRST" '"stage": *"closed"'
serve_stop
ok "everything holds together" plaint verify
finish
