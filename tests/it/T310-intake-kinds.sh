#!/bin/bash
# Mail that is no letter never becomes a case and is never answered: robots,
# absences, newsletters, our own mail coming round.  A bounce of something we
# sent marks it as failed, with the reason.
. tests/it/lib.sh
BOX=skarga@plaint.example
work_new
servers_start
office_new < <(mailbox_yaml)
mails_of() { find "$MAIL_DIR/$1/Maildir/new" -type f | wc -l; }
state_of() { # MESSAGE-ID: what became of that letter
	query "SELECT letter.state || ' ' || document.class FROM document
		JOIN letter ON letter.id = document.letter_id
		WHERE message_id LIKE '%$1%'"
}
is_state() { same "$(state_of "$1")" "$2"; }

send_in() { # standard input, into the office's mailbox
	cat >"$WORK/letter.eml"
	deliver "$BOX" "$WORK/letter.eml"
}

serve_start
send_in <<-END
	From: Olena <olena@customer.example>
	To: $BOX
	Subject: Complaint about my bill
	Date: Mon, 23 Nov 2026 10:00:00 +0200
	Message-ID: <human@customer.example>

	You charged me 148 hryvnias for a service that I never ordered.
	Please refund the money.
END
ok "a letter becomes a case" try_for 30 cases_are 1
acknowledged() { same "$(mails_of olena@customer.example)" 1; }
ok "it is acknowledged" try_for 30 acknowledged
sent_id=$(inbox olena@customer.example | tr -d '\r' |
	sed -n 's/^Message-ID: *//ip' | tail -n 1)

send_in <<-END
	From: Olena <olena@customer.example>
	To: $BOX
	Subject: Automatic reply: your complaint
	Date: Mon, 23 Nov 2026 10:01:00 +0200
	Message-ID: <absence@customer.example>
	In-Reply-To: $sent_id
	Auto-Submitted: auto-replied
	X-Auto-Response-Suppress: All

	I am on holiday until 7 December and shall read your mail then.
END
send_in <<-END
	From: Offers <news@shop.example>
	To: $BOX
	Subject: Black Friday: all phones at half price
	Date: Mon, 23 Nov 2026 10:02:00 +0200
	Message-ID: <newsletter@shop.example>
	List-Unsubscribe: <https://shop.example/leave>, <mailto:leave@shop.example>
	List-Id: offers <offers.shop.example>
	Precedence: bulk

	Half price for everything until Friday. Complaints to our shop.
END
send_in <<-END
	From: Office <$BOX>
	To: $BOX
	Subject: Complaint about my bill
	Date: Mon, 23 Nov 2026 10:03:00 +0200
	Message-ID: <own@plaint.example>

	We forward this to ourselves: I want my money back, it is a complaint.
END
send_in <<-END
	From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>
	To: $BOX
	Subject: Undelivered Mail Returned to Sender
	Date: Mon, 23 Nov 2026 10:04:00 +0200
	Message-ID: <bounce@mx.customer.example>
	Auto-Submitted: auto-replied
	MIME-Version: 1.0
	Content-Type: multipart/report; report-type=delivery-status;
	 boundary="report"

	--report
	Content-Type: text/plain; charset=us-ascii

	<olena@customer.example>: host mx.customer.example said: 550 5.1.1
	unknown user (in reply to RCPT TO command)

	--report
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.customer.example

	Final-Recipient: rfc822; olena@customer.example
	Action: failed
	Status: 5.1.1
	Diagnostic-Code: smtp; 550 5.1.1 unknown user

	--report
	Content-Type: text/rfc822-headers

	From: Office <$BOX>
	To: olena@customer.example
	Subject: Your letter
	Message-ID: $sent_id

	--report--
END

ok "an absence note is filed" \
	try_for 30 is_state absence@ "filed auto_reply"
ok "a newsletter is filed" \
	try_for 30 is_state newsletter@ "filed newsletter"
ok "our own mail is filed" try_for 30 is_state own@ "filed letter"
ok "a bounce is filed" try_for 30 is_state bounce@ "filed bounce"
ok "what came back is marked as failed" try_for 10 gives \
	"SELECT stage FROM reply" failed
ok "with its reason" try_for 10 gives \
	"SELECT count(*) FROM event WHERE detail LIKE '%unknown user%'" 1
ok "none of them is a case" cases_are 1
sleep 2 # time for an answer that must not be
ok "none of them is answered" gives "SELECT count(*) FROM reply" 1
ok "nothing went to the newsletter's robot or to ourselves" gives \
	"SELECT count(*) FROM reply WHERE to_address NOT LIKE 'olena@%'" 0
ok "the customer has one mail" acknowledged
serve_stop
ok "everything holds together" plaint verify
finish
