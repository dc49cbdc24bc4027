#!/bin/bash
# A server whose certificate is self-signed, expired, for another name or
# from an unknown authority is refused, and `plaint status` says why; nothing
# is fetched and nothing is sent over it.
. tests/it/lib.sh
work_new
servers_start

status_says() { plaint status | grep -i "$1"; }

try_imap() { # NAME HOST PORT TLS CA WORD
	office_new < <(cat <<-END
	mailboxes:
	  main:
	    server: {host: $2, port: $3, tls: $4, $5 user: skarga@plaint.example, password_file: secrets/imap}
	END
	)
	serve_start
	ok "IMAP: $1 is refused" try_for 30 status_says "$6"
	serve_stop
	rm -rf "$OFFICE"
}

ca="ca: $CA_FILE,"
try_imap "self-signed (TLS)" 127.0.0.3 "$IMAPS_PORT" implicit "$ca" self-signed
try_imap "self-signed (STARTTLS)" 127.0.0.3 "$IMAP_PORT" starttls "$ca" self-signed
try_imap "another name (TLS)" 127.0.0.2 "$IMAPS_PORT" implicit "$ca" name
try_imap "expired (TLS)" 127.0.0.4 "$IMAPS_PORT" implicit "$ca" expired
try_imap "unknown authority (TLS)" 127.0.0.1 "$IMAPS_PORT" implicit "" authority

# A server with a good certificate that speaks nothing newer than TLS 1.1.
old_port=
for port in 24993 24994 24995; do
	openssl s_server -quiet -accept "127.0.0.1:$port" -tls1_1 \
		-cipher 'ALL:@SECLEVEL=0' -cert "${CA_FILE%/*}/good.pem" \
		-key "${CA_FILE%/*}/good.key" >"$WORK/old.out" 2>&1 </dev/null &
	old_pid=$!
	sleep 1
	! kill -0 "$old_pid" 2>/dev/null || { old_port=$port; break; }
done
try_imap "TLS 1.1" localhost "$old_port" implicit "$ca" "protocol version"
kill "$old_pid" 2>/dev/null

try_smtp() { # NAME HOST WORD
	office_new < <(mailbox_yaml)
	sed -i "s/host: localhost, port: $SMTP_PORT/host: $2, port: $SMTP_PORT/" \
		"$OFFICE/plaint.yaml"
	sed "s/SUBJECT/$1/" >"$WORK/letter.eml" <<-END
	From: olena@customer.example
	To: skarga@plaint.example
	Subject: SUBJECT
	Message-ID: <$RANDOM$RANDOM@customer.example>

	My internet does not work at all. Repair it, please.
	END
	deliver skarga@plaint.example "$WORK/letter.eml"
	serve_start
	ok "SMTP: $1 is refused" try_for 40 status_says "$3"
	serve_stop
	rm -rf "$OFFICE"
}
try_smtp "self-signed" 127.0.0.3 self-signed
try_smtp "another name" 127.0.0.2 name
ok "nothing was sent over them" same \
	"$(find "$MAIL_DIR/olena@customer.example/Maildir/new" -type f |
	wc -l)" 0
finish
