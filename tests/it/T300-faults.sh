#!/bin/bash
# Everything that goes wrong between a mailbox and a register: lines cut,
# stalled and slow, the server restarted, its numbers changed, the same mail
# twice, much mail at once, the database locked, the disk full.  Each time
# nothing is lost, nothing is there twice, and `plaint verify` finds nothing.
#
# A slice by default; SOAK=1 is the whole.
. tests/it/lib.sh
PROXY=$(dirname "$PLAINT")/faultproxy
PROXY_PID=
BOX=skarga@plaint.example
CUTS="40 150" MAILS=60 MANY=300
# Logging in and listing so many takes 12 KB: nothing gets through less.
[ -z "${SOAK:-}" ] || { CUTS="24 32 40 64 100 150 200" MANY=5000; }
work_new
trap 'proxy_stop; umount "$WORK/small" 2>/dev/null; clean_up' EXIT
servers_start

proxy_start() { # OPTION...: → PROXY_PORT
	: >"$WORK/proxy.port"
	"$PROXY" "$@" "$IMAPS_PORT" >"$WORK/proxy.port" 2>"$WORK/proxy.out" &
	PROXY_PID=$!
	try_for 5 test -s "$WORK/proxy.port"
	PROXY_PORT=$(cat "$WORK/proxy.port")
}

proxy_stop() {
	[ -n "$PROXY_PID" ] || return 0
	kill "$PROXY_PID" 2>/dev/null
	wait "$PROXY_PID" 2>/dev/null
	PROXY_PID=
}

# An office and a mailbox that have seen nothing; more of plaint.yaml on
# standard input.
fresh() { # PORT [ADDRESS...]
	local box dir
	rm -rf "$WORK/office"
	for box in $BOX "${@:2}"; do
		dir=$MAIL_DIR/$box/Maildir
		rm -rf "$dir"
		mkdir -p "$dir/cur" "$dir/new" "$dir/tmp"
		! is_root || chown -R nobody:nogroup "$dir"
	done
	office_new < <(
		echo "acknowledge: no"
		mailbox_yaml "$1"
		cat
	)
	: >"$WORK/serve.log"
}

# Letters of many sizes, each its own, straight into the Maildir.
fill() { # COUNT NAME [KILOBYTES]
	local new=$MAIL_DIR/$BOX/Maildir/new i k
	for ((i = 1; i <= $1; i++)); do
		k=$((i % ${3:-8}))
		{
			cat <<-END
			From: Customer $2 $i <customer-$2-$i@customer.example>
			To: $BOX
			Subject: complaint $2 $i
			Date: Mon, 23 Nov 2026 10:00:00 +0200
			Message-ID: <$2-$i@customer.example>
			MIME-Version: 1.0
			Content-Type: multipart/mixed; boundary=parts

			--parts
			Content-Type: text/plain; charset=utf-8

			My internet has been down for $i days, case $2.

			--parts
			Content-Type: application/octet-stream; name=proof.bin
			Content-Transfer-Encoding: base64

			END
			head -c $((k * 768)) /dev/urandom | base64 -w 76
			echo "--parts--"
		} >"$WORK/fill.$i"
		! is_root || chown nobody:nogroup "$WORK/fill.$i"
		mv "$WORK/fill.$i" "$new/$(date +%s).M$i.$2"
	done
}

# As the office's user, and only looking: a journal of root's would lock the
# engine out.
cases_in() { gives "SELECT count(*) FROM casefile" "$1"; }
files_in() { # ADDRESS: how many are still in INBOX
	find "$MAIL_DIR/$1/Maildir/new" "$MAIL_DIR/$1/Maildir/cur" -type f |
		wc -l
}
box_is_empty() { same "$(files_in "${1:-$BOX}")" 0; }
# The server has done it, and its answer has come back: stopped in between,
# the daemon would learn it at its next start only.
is_settled() {
	gives "SELECT count(*) FROM ledger
		WHERE acknowledged_utc_us IS NULL" 0
}

attachments_missing() {
	local spool=${DATABASE%/*}/spool hash
	query "SELECT sha256 FROM attachment" | while read -r hash; do
		[ "$(sha256sum <"$spool/${hash:0:2}/$hash")" = "$hash  -" ] ||
			echo "$hash"
	done | wc -l
}

# Asked of the server itself: what a bad line does to the daemon is the test,
# what it does to a comparison is not.
both_hold_the_same() {
	sed "s/port: ${PROXY_PORT:-none},/port: $IMAPS_PORT,/" \
		"$OFFICE/plaint.yaml" >"$OFFICE/direct.yaml"
	as_office "$PLAINT" verify -c "$OFFICE/direct.yaml" --mailbox
}

# Nothing lost, nothing twice, nothing left, all of it sound.
all_is_well() { # NAME COUNT
	ok "$1: every letter is a case" try_for $((120 + $2 / 10)) cases_in "$2"
	ok "$1: the server is told of each" \
		try_for $((60 + $2 / 10)) box_is_empty
	ok "$1: and has said so" try_for $((60 + $2 / 10)) is_settled
	serve_stop
	ok "$1: none is there twice" same "$(query \
		"SELECT count(DISTINCT message_id), count(*) FROM document")" \
		"$2|$2"
	ok "$1: every attachment is kept" same "$(attachments_missing)" 0
	ok "$1: nothing is set aside" same "$(query \
		"SELECT count(*) FROM letter WHERE state <> 'registered'")" 0
	ok "$1: it holds together" plaint verify
	ok "$1: server and register hold the same" both_hold_the_same
}
DATABASE=$WORK/office/plaint.db

test_cuts() {
	local k
	for k in $CUTS; do
		proxy_start --cut-kb-in-all "$k"
		fresh "$PROXY_PORT" </dev/null
		fill "$MAILS" "cut$k"
		serve_start
		all_is_well "cut every $k KB" "$MAILS"
		proxy_stop
		ok "cut every $k KB: it was" \
			grep -q 'cuts [1-9]' "$WORK/proxy.out"
	done
}

test_cut_while_waiting() {
	proxy_start
	fresh "$PROXY_PORT" </dev/null
	fill 1 first
	serve_start
	try_for 30 cases_in 1
	sleep 1
	kill -USR1 $PROXY_PID
	fill 1 second
	all_is_well "cut while waiting" 2
	proxy_stop
}

# The line dies and nobody is told: the wait ends after one poll interval, the
# missing answer to that in ten seconds, and mail comes over a new line.
test_silence_while_waiting() {
	proxy_start
	fresh "$PROXY_PORT" </dev/null
	fill 1 before
	serve_start
	try_for 30 cases_in 1
	sleep 1
	kill -HUP $PROXY_PID
	fill 1 after
	ok "silence while waiting: little is lost by it" \
		try_for 25 cases_in 2
	all_is_well "silence while waiting" 2
	proxy_stop
}

test_restart() {
	fresh "$IMAPS_PORT" </dev/null
	fill "$MAILS" restart
	serve_start
	try_for 30 gives "SELECT count(*) > 4 FROM letter" 1
	ok "restart: the server comes back" \
		"$SERVERS" restart-imap "$WORK/servers"
	all_is_well restart "$MAILS"
}

# Left where it is, so that the same mail is there under new numbers.
test_validity() {
	fresh "$IMAPS_PORT" </dev/null
	sed -i 's/after_name: .*/after: leave/' "$OFFICE/plaint.yaml"
	fill 30 old
	serve_start
	ok "new numbers: before" try_for 30 cases_in 30
	serve_stop
	rm -f "$MAIL_DIR/$BOX/Maildir"/dovecot*
	sleep 1.1 # the number is made of the time
	fill 5 new
	serve_start
	ok "new numbers: after" try_for 30 cases_in 35
	ok "new numbers: they are" try_for 30 gives \
		"SELECT count(DISTINCT epoch), count(*) FROM ledger" "2|65"
	ok "new numbers: the old ones are closed" try_for 20 gives \
		"SELECT count(*) FROM ledger WHERE acknowledged_utc_us IS NULL" 0
	rm -f "$MAIL_DIR/$BOX/Maildir"/{new,cur}/*
	all_is_well "new numbers" 35
}

test_two_mailboxes() {
	fresh "$IMAPS_PORT" office@plaint.example <<-END
	END
	sed -i '/^scans:/,$d' "$OFFICE/plaint.yaml"
	cat >>"$OFFICE/plaint.yaml" <<-END
	  second:
	    server: {host: localhost, port: $IMAPS_PORT, ca: $CA_FILE, user: office@plaint.example, password_file: secrets/smtp}
	    poll_seconds: 2
	END
	fill 10 both
	cp -p "$MAIL_DIR/$BOX/Maildir/new"/* \
		"$MAIL_DIR/office@plaint.example/Maildir/new/"
	serve_start
	ok "two mailboxes: the second is told as well" \
		try_for 30 box_is_empty office@plaint.example
	all_is_well "two mailboxes" 10
}

test_many() {
	fresh "$IMAPS_PORT" </dev/null
	fill "$MANY" many 2
	serve_start
	all_is_well "$MANY waiting" "$MANY"
}

test_locked() {
	fresh "$IMAPS_PORT" </dev/null
	fill 5 early
	serve_start
	try_for 30 cases_in 5
	# The engine's own user: a journal of another's would lock it out.
	{ echo "BEGIN IMMEDIATE;"; sleep 10; echo "COMMIT;"; } |
		as_office sqlite3 "$DATABASE" &
	local locker=$!
	sleep 0.5
	fill 20 late
	wait $locker
	ok "database locked: the daemon lives" kill -0 "$SERVE_PID"
	all_is_well "database locked" 25
}

says_full() { grep -qi 'no space left\|disk is full' "$WORK/serve.log"; }
test_disk_full() {
	if ! is_root || ! mkdir -p "$WORK/small" ||
		! mount -t tmpfs -o size=16m,mode=777 none "$WORK/small" \
			2>/dev/null; then
		TESTS=$((TESTS + 1))
		echo "ok $TESTS - disk full # SKIP no right to mount a tmpfs"
		return
	fi
	DATABASE=$WORK/small/plaint.db
	fresh "$IMAPS_PORT" <<-END
	spool: $WORK/small/spool
	database: sqlite://$DATABASE
	END
	head -c 14500K /dev/zero >"$WORK/small/ballast"
	fill 40 full 120
	serve_start
	ok "disk full: it is" try_for 30 says_full
	sleep 2
	ok "disk full: the daemon lives" kill -0 "$SERVE_PID"
	rm "$WORK/small/ballast"
	all_is_well "disk full" 40
	umount "$WORK/small"
	DATABASE=$WORK/office/plaint.db
}

# A line on which nothing comes any more, and no end either.
test_stall() {
	proxy_start --stall-kb 60 --times 1
	fresh "$PROXY_PORT" </dev/null
	fill "$MAILS" stall
	serve_start
	try_for 120 cases_in "$MAILS"
	all_is_well stall "$MAILS"
	proxy_stop
	ok "stall: there was one" grep -q 'stalls 1' "$WORK/proxy.out"
}

test_slow() {
	proxy_start --delay-ms 50 --trickle-bytes 20000
	fresh "$PROXY_PORT" </dev/null
	fill 40 slow
	serve_start
	all_is_well "slow line" 40
	proxy_stop
}

test_cuts
test_cut_while_waiting
test_silence_while_waiting
test_restart
test_validity
test_two_mailboxes
test_many
test_locked
test_disk_full
if [ -n "${SOAK:-}" ]; then
	test_stall
	test_slow
fi
finish
