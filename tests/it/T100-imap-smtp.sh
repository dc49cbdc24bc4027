#!/bin/bash
# The mail folders alone against real Dovecot and Exim: list, fetch, settle,
# wait, submit; every way a certificate can be wrong, on IMAPS, STARTTLS and
# SMTP; and what a broken connection leaves behind.
. tests/it/lib.sh
NETCHECK=$(realpath "${BUILD:-build}/netcheck")
work_new
servers_start
USER_NAME=skarga@plaint.example

# netcheck HOW PORT ARGUMENT...: as the first user, with the right authority
netcheck() {
	local how=$1 port=$2
	shift 2
	"$NETCHECK" --tls "$how" --port "$port" --ca "$CA_FILE" \
		--user $USER_NAME --password "$PASSWORD_DIR/$USER_NAME" "$@"
}
imap() { netcheck implicit "$IMAPS_PORT" imap "$@"; }
smtp() { netcheck starttls "$SMTP_PORT" smtp "$@"; }

# says TEXT COMMAND...: TEXT is in what it prints
says() {
	local text=$1 said
	shift
	said=$("$@" 2>&1)
	case $said in *"$text"*) ;; *) echo "$said"; return 1 ;; esac
}

# --- submission -----------------------------------------------------------
for n in 1 2 3; do
	printf 'Текст %d\n.\n..крапки\nFrom початку\n' $n |
		"$NETCHECK" compose $USER_NAME $USER_NAME "Скарга № $n" \
			>"$WORK/$n.eml"
done
ok "STARTTLS: three messages over one connection" same \
	"$(smtp $USER_NAME $USER_NAME "$WORK"/[123].eml | cut -c1-8)" \
	"$(printf 'sent 250\nsent 250\nsent 250')"
ok "implicit TLS" says "sent 250" netcheck implicit "$SMTPS_PORT" smtp \
	$USER_NAME olena@customer.example "$WORK/1.eml"
ok "an unknown mailbox fails for good, the session goes on" same \
	"$(smtp $USER_NAME nobody@customer.example "$WORK"/[12].eml |
	cut -c1-10)" "$(printf 'failed 550\nfailed 550')"
ok "a busy mailbox is tried again" says "retry 451" \
	smtp $USER_NAME later@customer.example "$WORK/1.eml"
ok "no relaying" says "failed 550 relay not permitted" \
	smtp $USER_NAME someone@elsewhere.example "$WORK/1.eml"
ok "a wrong password is refused" fails_with "error refused: login of" \
	"$NETCHECK" --tls starttls --port "$SMTP_PORT" --ca "$CA_FILE" \
	--user $USER_NAME --password "$PASSWORD_DIR/ivan@customer.example" \
	smtp $USER_NAME $USER_NAME "$WORK/1.eml"

# --- the mailbox ----------------------------------------------------------
listed() { same "$(imap list "$1" | grep -c Z)" "$2"; }
ok "all three are listed" try_for 10 listed INBOX 3
ok "STARTTLS lists the same" same \
	"$(netcheck starttls "$IMAP_PORT" imap list INBOX | wc -l)" 4
ok "plain text on loopback only when asked for" same \
	"$(netcheck none "$IMAP_PORT" imap list INBOX | wc -l)" 4
ok "XOAUTH2" says "folder 3" "$NETCHECK" --tls starttls \
	--port "$IMAP_PORT" --ca "$CA_FILE" --user $USER_NAME \
	--token "$TOKEN_FILE" imap list INBOX
ok "a wrong password is refused" fails_with "error refused: login of" \
	"$NETCHECK" --port "$IMAPS_PORT" --ca "$CA_FILE" --user $USER_NAME \
	--password "$PASSWORD_DIR/ivan@customer.example" imap list INBOX
ok "a folder that is not there" fails_with 'folder "Нема"' imap list Нема

# What was fetched, byte for byte, is what lies on the disk (with CR LF).
bytes_match() {
	imap get INBOX "$WORK/bodies" >"$WORK/index" || return 1
	while read -r uid offset size; do
		tail -c +$((offset + 1)) "$WORK/bodies" | head -c "$size" \
			>"$WORK/body.$uid"
	done < <(grep -v folder "$WORK/index")
	cat "$MAIL_DIR/$USER_NAME"/Maildir/{new,cur}/* |
		sed 's/\r*$/\r/' | sort >"$WORK/on-disk"
	cat "$WORK"/body.* | sort | cmp - "$WORK/on-disk"
}
ok "fetched bytes are the bytes on the disk" bytes_match
ok "fetching sets no \\Seen" fails_with "" grep -q seen \
	<(imap list INBOX)

imap settle INBOX move "Опрацьовані/2026" 1 2 >/dev/null
ok "moved to a folder that was missing" listed "Опрацьовані/2026" 2
ok "the rest stays" listed INBOX 1
ok "moving again is harmless" imap settle INBOX move "Опрацьовані/2026" 1 2
ok "nothing came twice" listed "Опрацьовані/2026" 2
imap settle INBOX flag Plaint 3 >/dev/null
ok "flagged" says "seen keyword" imap list INBOX

(sleep 1; smtp $USER_NAME $USER_NAME "$WORK/1.eml" >/dev/null) &
ok "IDLE hears of new mail" says "mail" imap wait INBOX 8000
wait $!
ok "IDLE ends when its time is up" says "none" imap wait INBOX 500

# --- a large message costs little -----------------------------------------
large=$MAIL_DIR/ivan@customer.example/Maildir
{
	printf 'From: a@customer.example\nSubject: large\n\n'
	yes "$(printf 'x%.0s' {1..75})" | head -c 50000000
} >"$WORK/large.eml"
deliver ivan@customer.example "$WORK/large.eml"
large_memory() {
	local kib
	kib=$(/usr/bin/env bash -c '
		"$@" >/dev/null & pid=$!
		peak=0
		while kill -0 $pid 2>/dev/null; do
			now=$(awk "/VmHWM/ { print \$2 }" /proc/$pid/status \
				2>/dev/null)
			[ "${now:-0}" -le $peak ] || peak=$now
		done
		wait $pid && echo $peak' - "$NETCHECK" \
		--port "$IMAPS_PORT" --ca "$CA_FILE" \
		--user ivan@customer.example \
		--password "$PASSWORD_DIR/ivan@customer.example" \
		imap get INBOX "$WORK/large.out")
	echo "peak ${kib} KiB"
	[ "$(stat -c %s "$WORK/large.out")" -ge 50000000 ] &&
		[ "$kib" -gt 0 ] && [ "$kib" -lt 16384 ]
}
ok "50 MB pass in under 16 MiB" large_memory
rm -f "$large"/*/*

# --- certificates ---------------------------------------------------------
refuses() { # WHAT HOST WORD: on all four ways in
	local way port protocol
	for way in "implicit $IMAPS_PORT imap" "starttls $IMAP_PORT imap" \
		"implicit $SMTPS_PORT smtp" "starttls $SMTP_PORT smtp"; do
		read -r way port protocol <<<"$way"
		set -- "$1" "$2" "$3" list INBOX
		[ "$protocol" = imap ] ||
			set -- "$1" "$2" "$3" $USER_NAME $USER_NAME "$WORK/1.eml"
		[ "$2 $way $protocol" != "127.0.0.4 implicit smtp" ] || continue
		ok "$protocol, $way: $1 is refused" fails_with "$3" \
			netcheck "$way" "$port" --host "$2" "$protocol" "${@:4}"
	done
}
refuses "self-signed" 127.0.0.3 "self-signed"
refuses "another name" 127.0.0.2 "not for 127.0.0.2 but for elsewhere.example"
refuses "expired" 127.0.0.4 "expired"
CA_SAVED=$CA_FILE
CA_FILE=/etc/ssl/certs/ca-certificates.crt
if [ -e $CA_FILE ]; then
	refuses "unknown authority" localhost "authority is not in the trust"
fi
CA_FILE=$WORK/empty.pem
: >"$CA_FILE"
ok "an empty authority file is an error" fails_with "no certificate authority" \
	imap list INBOX
CA_FILE=$CA_SAVED
ok "plain text to another machine is refused" fails_with "loopback" \
	netcheck none 143 --host 192.0.2.1 imap list INBOX
ok "nobody listens: try again later" fails_with "error network" \
	netcheck implicit 1 imap list INBOX
ok "no secret in any server's log" fails_with "" grep -rqFf \
	"$PASSWORD_DIR/$USER_NAME" "$SERVERS_ROOT/dovecot.log" \
	"$SERVERS_ROOT/exim/log"

# --- a broken line --------------------------------------------------------
imap wait INBOX 20000 >"$WORK/wait.out" 2>&1 &
waiter=$!
sleep 0.7
$SERVERS restart-imap "$WORK/servers"
wait $waiter
ok "a server that restarts is a network error" \
	grep -Eq "error (network|protocol)" "$WORK/wait.out"
ok "and afterwards all is well" listed INBOX 2
finish
