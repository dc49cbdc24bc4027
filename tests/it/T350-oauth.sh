#!/bin/bash
# OAuth 2 at IMAP: a token that another program keeps in a file is read anew
# at each connection; one that we refresh ourselves comes over verified HTTPS,
# and a new refresh token is kept.
. tests/it/lib.sh
work_new
servers_start

yaml() { # THE SERVER'S LOGIN
	cat <<-END
	mailboxes:
	  main:
	    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: skarga@plaint.example, $1}
	    poll_seconds: 1
	END
}
secret() { # NAME VALUE
	printf '%s\n' "$2" >"$OFFICE/secrets/$1"
	chmod 600 "$OFFICE/secrets/$1"
	! is_root || chown nobody:nogroup "$OFFICE/secrets/$1"
}
letter() {
	cat >"$WORK/letter.eml" <<-END
	From: olena@customer.example
	To: skarga@plaint.example
	Subject: Letter $1
	Message-ID: <oauth-$1@customer.example>

	Letter $1: my bill is wrong by $1 hryvnias, return the money.
	END
	deliver skarga@plaint.example "$WORK/letter.eml"
}
# The server has heard that the letter is kept.
is_moved() { ! find "$MAIL_DIR/skarga@plaint.example/Maildir/new" \
	"$MAIL_DIR/skarga@plaint.example/Maildir/cur" -type f | grep -q .; }
status_has() { plaint status | grep -i "$1"; }
token_server() { # CERT: sets TOKEN_PORT and TOKEN_PID
	: >"$WORK/port"
	python3 tests/support/token_server.py "$SERVERS_ROOT/tls/$1.pem" \
		"$SERVERS_ROOT/tls/$1.key" "$TOKEN_FILE" "$WORK/token.log" \
		>"$WORK/port" &
	TOKEN_PID=$!
	try_for 10 test -s "$WORK/port"
	TOKEN_PORT=$(cat "$WORK/port")
}

# --- a file --------------------------------------------------------------
office_new < <(yaml "token_file: secrets/token")
secret token not-a-token
letter 1
serve_start
ok "a wrong token is told" try_for 30 status_has "problem: main: login"
secret token "$(cat "$TOKEN_FILE")"
ok "the file is read anew at the next connection" try_for 60 cases_are 1
try_for 30 is_moved
serve_stop
rm -rf "$OFFICE"

# --- refreshed by us --------------------------------------------------------
oauth() {
	echo "oauth: {token_url: \"https://localhost:$TOKEN_PORT/token\"," \
		"client_id: plaint, client_secret_file: secrets/client," \
		"refresh_token_file: secrets/refresh, ca: $CA_FILE}"
}
token_server good
office_new < <(yaml "$(oauth)")
secret client client-secret
secret refresh unknown
letter 2
serve_start
ok "a refresh token that is not known is told" \
	try_for 30 status_has "invalid_grant: this refresh token is not known"
serve_stop
secret refresh first
serve_start
ok "with the right one the mailbox opens" try_for 30 cases_are 1
ok "the new refresh token is kept" \
	same "$(cat "$OFFICE/secrets/refresh")" second
ok "for its owner only" same "$(stat -c %a "$OFFICE/secrets/refresh")" 600
asked=$(grep -c True "$WORK/token.log")
$SERVERS restart-imap "$WORK/servers"
letter 3
ok "after a lost connection mail comes again" try_for 60 cases_are 2
ok "with the token that is still good" \
	same "$(grep -c True "$WORK/token.log")" "$asked"
serve_stop
ok "verify --mailbox gets a token of its own" plaint verify --mailbox
ok "by the new refresh token" same "$(tail -n 1 "$WORK/token.log")" "True second"
kill "$TOKEN_PID"
wait "$TOKEN_PID" 2>/dev/null

# A folder that cannot be written: the server gave the next refresh token, and
# takes no other from now on.
cp "$TOKEN_FILE" "$WORK/access"
echo not-good >"$WORK/access"
REFRESH_ONCE=1 TOKEN_FILE=$WORK/access token_server good
sed -i "s|https://localhost:[0-9]*/|https://localhost:$TOKEN_PORT/|
	s|secrets/refresh|locked/refresh|" "$OFFICE/plaint.yaml"
secret refresh first
mkdir "$OFFICE/locked"
mv "$OFFICE/secrets/refresh" "$OFFICE/locked"
chmod 555 "$OFFICE/locked"
: >"$WORK/serve.log"
serve_start
ok "a refresh token that cannot be kept is told" try_for 20 \
	grep -q "refresh token cannot be kept" "$WORK/serve.log"
cp "$TOKEN_FILE" "$WORK/access"
letter 4
ok "and goes on from memory" try_for 60 cases_are 3
serve_stop
kill "$TOKEN_PID"
wait "$TOKEN_PID" 2>/dev/null

token_server expired
sed -i "s|https://localhost:[0-9]*/|https://localhost:$TOKEN_PORT/|" \
	"$OFFICE/plaint.yaml"
serve_start
ok "a token server with a bad certificate is refused" \
	try_for 30 status_has "certificate"
serve_stop
kill "$TOKEN_PID"
wait "$TOKEN_PID" 2>/dev/null
sed -i "s|https://localhost|http://localhost|" "$OFFICE/plaint.yaml"
ok "plain HTTP is refused in the settings" \
	fails_with "must begin with https://" plaint status
finish
