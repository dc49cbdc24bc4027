#!/bin/bash
# The engine killed with SIGKILL at random moments of an intake: afterwards
# every letter is there once, the numbers have no gap, and all is verified.
# Then the workers that read mail: each of them costs one letter an attempt, and
# not the one that waits behind it.
#
# A short slice by default; SOAK=1 is the whole: 500 mails, 50 scans, 30
# kills.
. tests/it/lib.sh
MAILS=40 SCANS=2 KILLS=6
[ -z "${SOAK:-}" ] || MAILS=500 SCANS=50 KILLS=30
work_new
servers_start
office_new < <(mailbox_yaml)

letter() { # N: a letter of its own
	cat <<-END
	From: Customer $1 <olena@customer.example>
	To: skarga@plaint.example
	Subject: complaint number $1
	Date: Mon, 23 Nov 2026 10:00:00 +0200
	Message-ID: <kill-$1@customer.example>
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8

	My internet has been down for $1 days and nobody answers the phone.
	Please repair it and refund me. Contract 55500$1.
	END
}

# A page of its own, too: the same text twice would rightly be one case.
draw() { # N
	cat >"$WORK/page.txt" <<-END
	To the telephone company

	from Thomas Abernathy $1
	12 Mill Lane, Leeds

	My internet has been down for $1 days and nobody comes to repair it.
	I ask you to repair the line and to refund account 70012$((1000 + $1)).

	Thomas Abernathy
	END
	"$RENDER" --dpi 200 --seed "$1" "$WORK/page.txt" "$WORK/scan.png"
}
RENDER=$(realpath "${BUILD:-build}/bench/render_page")

for ((i = 1; i <= MAILS; i++)); do
	letter $i >"$WORK/letter.eml"
	deliver skarga@plaint.example "$WORK/letter.eml"
done
for ((i = 1; i <= SCANS; i++)); do
	draw $i
	drop "$WORK/scan.png" "scan-$i.png"
done

for ((i = 1; i <= KILLS; i++)); do
	serve_start
	sleep "$((RANDOM % 3)).$((RANDOM % 10))"
	serve_kill
done
serve_start
total=$((MAILS + SCANS))
ok "$total cases after $KILLS kills" try_for $((120 + SCANS * 10)) \
	cases_are $total
is_drained() {
	same "$(find "$OFFICE/scans" -maxdepth 1 -type f | wc -l)" 0 &&
		same "$(find "$MAIL_DIR/skarga@plaint.example/Maildir/new" \
			"$MAIL_DIR/skarga@plaint.example/Maildir/cur" \
			-type f | wc -l)" 0
}
ok "the sources are drained" try_for 60 is_drained
serve_stop
ok "a stop is clean" same $? 0
numbers=$(plaint list --limit 10000 --json | grep -o '"number": *"[^"]*"' |
	cut -d'"' -f4 | sort)
ok "no number twice" same "$(sort -u <<<"$numbers" | wc -l)" $total
ok "no gap in the numbers" \
	same "$(tail -n 1 <<<"$numbers" | sed 's/.*-0*//')" $total
ok "everything holds together" plaint verify

# Long enough to be killed over.
yes "> you wrote that the line is in order, and it is not" | head -n 8000 \
	>"$WORK/quoted"
for ((i = 1; i <= MAILS; i++)); do
	letter $((1000 + i)) | cat - "$WORK/quoted" >"$WORK/letter.eml"
	deliver skarga@plaint.example "$WORK/letter.eml"
done
attempts() {
	sqlite3 "$OFFICE/plaint.db" "SELECT coalesce(sum(attempts - 1), 0)
		FROM job WHERE kind = 'parse'"
}
before=$(attempts)
serve_start
# Sooner than a letter that failed once is tried again, and fails for good.
killed=0
for ((i = 1; i <= 6; i++)); do
	sleep 0.3
	for pid in $(pgrep -P "$SERVE_PID" -f role=parse); do
		! kill -KILL "$pid" 2>/dev/null || killed=$((killed + 1))
	done
done
ok "all is read after $killed reading workers were killed" try_for 120 \
	cases_are $((total + MAILS))
ok "each kill was at most one attempt" \
	test "$(($(attempts) - before))" -le $killed
serve_stop
ok "and everything holds together" plaint verify
finish
