#!/bin/bash
# A folder that mail may be read from and not moved out of: what comes is taken
# in as ever, the server's no is told by the mailbox's name, and it ends when
# the office is given the right.
. tests/it/lib.sh
BOX=skarga@plaint.example
ACL=dovecot-acl
work_new
servers_start
cat >>"$SERVERS_ROOT/dovecot.conf" <<-END
	mail_plugins = acl
	protocol imap {
	  mail_plugins = acl imap_acl
	}
	plugin {
	  acl = vfile
	}
END
MAILDIR=$MAIL_DIR/$BOX/Maildir
rights() { # of the mailbox's owner in INBOX
	echo "owner $1" >"$MAILDIR/$ACL"
	! is_root || chown nobody:nogroup "$MAILDIR/$ACL"
	$SERVERS restart-imap "$WORK/servers"
}
letter() { # NUMBER
	cat >"$WORK/$1.eml" <<-END
	From: Olena <olena-$1@customer.example>
	To: $BOX
	Subject: Complaint $1
	Message-ID: <$1@customer.example>

	You charged me $1 hryvnias for a service that I never ordered.
	END
	deliver "$BOX" "$WORK/$1.eml"
}
cases_in() { gives "SELECT count(*) FROM casefile" "$1"; }
settled_are() {
	gives "SELECT count(*) FROM ledger
		WHERE acknowledged_utc_us IS NOT NULL" "$1"
}
status_has() { plaint status | grep -F "$1"; }
status_has_not() { ! plaint status | grep -F "$1"; }

ok "the mail may be read, no more" rights lr
office_new < <(echo "acknowledge: no"; mailbox_yaml)
letter 101
serve_start
ok "a letter is taken in" try_for 30 cases_in 1
ok "that it cannot be moved is told" try_for 10 \
	status_has 'problem: main: move to "Опрацьовані"'
: >"$WORK/serve.log"
for n in 102 103; do
	letter $n
	ok "letter $n is taken in at once" try_for 10 cases_in $((n - 100))
done
ok "in the session that there was" fails_with "" \
	grep "mailbox main: open" "$WORK/serve.log"
ok "the server was told of none" settled_are 0
ok "it has the right now" rights lrwstpiekxa
letter 104
ok "all four are moved" try_for 40 settled_are 4
ok "and nothing is the matter any more" try_for 10 \
	status_has_not "problem: main"
ok "four letters are four cases" cases_are 4
serve_stop
ok "server and register hold the same" plaint verify --mailbox
ok "everything holds together" plaint verify
finish
