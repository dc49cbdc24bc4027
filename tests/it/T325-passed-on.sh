#!/bin/bash
# Letters passed on, on real servers.  A colleague forwards what a customer
# wrote to them, in each of the ways that mail programs have: the customer is
# matched, acknowledged and answered, the colleague is not.  A daughter passes
# on her mother's letter: she is the one who is written to.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)
for login in anna:agent bohdan:approver; do
	plaint user add "${login%:*}" --name "${login%:*}" \
		--role "${login#*:}" >/dev/null
done
BOX=skarga@plaint.example
LETTER="The internet at home has been dead for three weeks. Please repair it
and give the money for these weeks back. Olena Kovalenko, 067 123 45 19"

# mail FROM SUBJECT ID [HEADER...]: the body on standard input
mail() {
	local from=$1 subject=$2 id=$3
	shift 3
	{
		printf '%s\n' "From: $from" "To: $BOX" "Subject: $subject" \
			"Message-ID: <$id>" "Date: Mon, 23 Nov 2026 10:00:00 +0200"
		for header; do echo "$header"; done
		cat
	} >"$WORK/mail.eml"
	deliver "$BOX" "$WORK/mail.eml"
}
inner() { # ID [HEADER...]: a letter of Olena's as a message
	echo "From: Olena Kovalenko <olena@customer.example>"
	printf '%s\n' "To: clerk@plaint.example" "Subject: Internet" \
		"Message-ID: <$1>" "${@:2}" ""
	cat
}
count_of() { find "$MAIL_DIR/$1/Maildir/new" -type f | wc -l; }
has_mail() { same "$(count_of "$1")" "$2"; }
of_case() { # COLUMN MESSAGE-ID
	as_office sqlite3 -readonly -cmd '.timeout 5000' \
		"$OFFICE/plaint.db" "SELECT $1 FROM document
		JOIN letter ON letter.id = document.letter_id
		JOIN casefile ON casefile.id = letter.casefile_id
		WHERE message_id LIKE '%$2%'"
}
number_of() { of_case number "$1"; }
asks() { # MESSAGE-ID FILTER WANTED: of `plaint show --json`
	same "$(plaint show "$(number_of "$1")" --json | jq -r "$2")" "$3"
}
OURS='[.customer, .letters[0].document.from.address,
	.letters[0].document.author.address] | join("|")'

serve_start
mail "Olena Kovalenko <olena@customer.example>" Roaming first@c \
	"Content-Type: text/plain" "" <<-END
	I was charged twice for roaming in Poland in October. Please explain.
END
ok "a customer is known" try_for 30 has_mail olena@customer.example 1
CUSTOMER=$(of_case customer_id first@c)

# --- the colleague's ways ------------------------------------------------------
COLLEAGUE="Clerk <clerk@plaint.example>"
mail "$COLLEAGUE" "Fwd: Internet" inline@p "Content-Type: text/plain" "" <<-END
	Colleagues, please see to this one by Friday.

	Clerk, third floor

	---------- Forwarded message ---------
	From: Olena Kovalenko <olena@customer.example>
	Date: Fri, 20 Nov 2026 at 10:11
	Subject: Internet
	To: <clerk@plaint.example>

	$LETTER
END
mail "$COLLEAGUE" "FW: Router" outlook@p "Content-Type: text/plain" "" <<-END
	FYI

	From: Olena Kovalenko <olena@customer.example>
	Sent: Thursday, November 19, 2026 9:01 AM
	To: Clerk
	Subject: Router

	The router that you sold me broke after a week, the shop refuses to
	take it back. I want another one or my money. Olena Kovalenko
END
mail "$COLLEAGUE" "a letter" attached@p "MIME-Version: 1.0" \
	"Content-Type: multipart/mixed; boundary=b" "" < <(
	printf '%s\n' --b "Content-Type: text/plain" "" \
		"Please register the letter that I attach." --b \
		"Content-Type: message/rfc822" ""
	inner attached-inner@c "Content-Type: text/plain" <<-END
		Your operator was rude to me on the telephone on Monday and hung
		up. I want an apology. Olena Kovalenko
	END
	echo "--b--"
)
ok "three letters passed on are cases" try_for 30 cases_are 4
ok "the customer is written to about each" \
	try_for 30 has_mail olena@customer.example 4
ok "the colleague about none" same \
	"$(inbox olena@customer.example | grep -c '^To:.*clerk@')" 0
for id in inline@p outlook@p attached@p; do
	ok "$id: it is hers" asks $id "$OURS" \
		"Olena Kovalenko|olena@customer.example|"
	ok "$id: the one we know" same "$(of_case customer_id $id)" "$CUSTOMER"
	ok "$id: who passed it on is kept" asks $id \
		'.letters[0].document.warnings[]
		| select(.code == "passed_on").detail' \
		"by Clerk <clerk@plaint.example>"
done
ok "the text is hers" asks inline@p '.letters[0].document.text
	| split("\n")[0]' "$(head -n 1 <<<"$LETTER")"
ok "the note is beside it" asks inline@p '.letters[0].document.quoted_text
	| split("\n")[0]' "Colleagues, please see to this one by Friday."
ok "the topic is the letter's" asks inline@p .topic service.outage

NUMBER=$(number_of inline@p)
ok "an answer is written" plaint draft "$NUMBER" --as anna \
	--text "The cable is repaired; three weeks are given back to you."
ok "asked for" plaint submit "$NUMBER" --as anna
ok "and approved" plaint approve "$NUMBER" --yes --as bohdan
ok "it goes to her" try_for 30 has_mail olena@customer.example 5
ok "by name" same "$(inbox olena@customer.example | tr -d '\r' |
	grep -c '^To: .*Olena Kovalenko')" 5

# --- what she answers, sent to the colleague again -------------------------------
SIGNED=$(inbox olena@customer.example | tr -d '\r' |
	sed -n "s/^Message-ID: <\(.*$NUMBER.*\)>/\1/p" | tail -n 1)
mail "$COLLEAGUE" "FW: Re: Internet" thread@p "MIME-Version: 1.0" \
	"Content-Type: multipart/mixed; boundary=b" "" < <(
	printf '%s\n' --b "Content-Type: text/plain" "" "See below." --b \
		"Content-Type: message/rfc822" ""
	inner thread-inner@c "In-Reply-To: <$SIGNED>" \
		"Content-Type: text/plain" <<-END
		It was repaired for one day only, now it is dead again.
	END
	echo "--b--"
)
in_case() { same "$(number_of thread@p)" "$NUMBER"; }
ok "a reply passed on finds its case" try_for 30 in_case
ok "which has no other" cases_are 4

# --- who is no such colleague ------------------------------------------------------
mail "$COLLEAGUE" "Re: Internet" reply@p "Content-Type: text/plain" "" <<-END
	I have told her that the cable was cut by the builders next door.

	From: Olena Kovalenko <olena@customer.example>
	Sent: Thursday, November 19, 2026 9:01 AM
	To: Clerk
	Subject: Internet

	Is there any news about my internet?
END
ok "a colleague's own words" try_for 30 asks reply@p \
	'.letters[0].document.from.address' clerk@plaint.example
mail "Daughter <ivan@customer.example>" "Fwd: pension" daughter@c \
	"Content-Type: text/plain" "" <<-END
	---------- Forwarded message ---------
	From: Mother <alesia@customer.example>
	Date: Fri, 20 Nov 2026 at 10:11
	Subject: pension
	To: <ivan@customer.example>

	They charge me every month for a film channel that I never ordered.
END
ok "a relative is answered themselves" \
	try_for 30 has_mail ivan@customer.example 1
ok "and is the sender" asks daughter@c "$OURS" \
	"Daughter|ivan@customer.example|alesia@customer.example"
ok "the mother is not written to" has_mail alesia@customer.example 0

# --- a form on the web site -----------------------------------------------------------
mail "Website <noreply@plaint.example>" "New message" form@p \
	"Reply-To: petro@customer.example" "Content-Type: text/plain" "" <<-END
	Name: Petro Sych
	Message: The shop on the corner sold me a broken telephone, and nobody
	there wants to give my 3000 UAH back.
END
ok "who filled in a form is acknowledged" \
	try_for 30 has_mail petro@customer.example 1
ok "and is the sender" asks form@p \
	'.letters[0].document.from.address' petro@customer.example
mail "Plaint <$BOX>" "New message" form-own@p \
	"Reply-To: petro@customer.example" "Content-Type: text/plain" "" <<-END
	Name: Maria Hai
	Message: For three days there has been no hot water in our house, and
	the bill for it came all the same.
END
ok "also where the site writes under our own address" try_for 30 \
	asks form-own@p '.letters[0].document.from.address' petro@customer.example
mail "Ivan <ivan@customer.example>" "Gas meter" elsewhere@c \
	"Reply-To: alesia@customer.example" "Content-Type: text/plain" "" <<-END
	The gas meter was exchanged in May, and the bill still has the old one.
END
shown() { plaint show "$(number_of elsewhere@c)" | grep -qF "$1"; }
ok "who wrote a letter is shown" try_for 30 \
	shown "from Ivan <ivan@customer.example>: Gas meter"
ok "and where they ask for replies to" \
	shown "asks for replies to alesia@customer.example"
DRAFTED=$(plaint draft "$(number_of elsewhere@c)" --text 'It is mended.' \
	--as anna)
ok "who is a stranger is not sent the answer" \
	grep -q '^To: .*<ivan@customer.example>' <<<"$DRAFTED"
ok "the writer of the answer is told of the wish" grep -q \
	'asks for replies to alesia@customer.example, which is not known' \
	<<<"$DRAFTED"

# --- the customer's own other address ------------------------------------------------
cat >"$WORK/list.csv" <<-END
	account;name;email;phone
	4001881;Taras Kit;alesia@customer.example;067 555 44 33
END
chmod 644 "$WORK/list.csv"
plaint customers import "$WORK/list.csv" >/dev/null
mail "Taras Kit <taras.kit@work.example>" "Meter again" own@c \
	"Reply-To: alesia@customer.example" "Content-Type: text/plain" "" <<-END
	My account number is 4001881. The bill for gas is wrong for the second
	month, please count it anew.

	Taras Kit, 067 555 44 33
END
ok "who asks for replies at their own address is acknowledged there" \
	try_for 30 has_mail alesia@customer.example 1
ok "an orderly stop" serve_stop
ok "all is verified" plaint verify
finish
