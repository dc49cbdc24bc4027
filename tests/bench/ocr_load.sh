#!/bin/bash
# Paper under load: PAGES (500) scanned pages dropped at once while a mail
# comes every MAIL_EVERY (5) seconds.  Prints how long each mail took to become
# a case, whether pages went through in order of arrival, pages a minute and
# the memory of the daemon and of its OCR workers by the pages done.
#
#     PLAINT=build/plaint tests/bench/ocr_load.sh
. tests/it/lib.sh
PAGES=${PAGES:-500} MAIL_EVERY=${MAIL_EVERY:-5}
RENDER=$(realpath "${BUILD:-build}/bench/render_page")
work_new
servers_start
office_new < <(mailbox_yaml)

draw() { # N: a page that is a letter of its own
	cat >"$WORK/page.txt" <<-END
	To the telephone company

	from Customer Number $1
	$1 Mill Lane, Leeds

	My internet has been down for $1 days and nobody comes to repair it. I
	have called your hotline $((1 + $1 % 9)) times, and each time I was told
	that an engineer would come within two days. Nobody came.

	I ask you to repair the line and to refund account 70012$((1000 + $1)).

	Customer Number $1
	END
	"$RENDER" --dpi 200 --one-bit "$WORK/page.txt" \
		"$WORK/pages/$(printf 'page-%04d.tif' "$1")"
}
mail() { # N
	cat >"$WORK/mail.eml" <<-END
	From: Customer $1 <olena@customer.example>
	To: skarga@plaint.example
	Subject: load mail $1
	Message-ID: <load-$1@customer.example>
	Content-Type: text/plain; charset=utf-8

	My bill number $1 is wrong. Please check account 555000$1 and refund me.
	END
	deliver skarga@plaint.example "$WORK/mail.eml"
	date +%s.%N >"$WORK/sent-$1"
}
sql() { as_office sqlite3 -readonly "$OFFICE/plaint.db" ".timeout 5000" "$1"; }
pages_done() {
	sql "SELECT count(*) FROM letter WHERE channel = 'scan'
		AND state <> 'stored'" 2>/dev/null || echo 0
}

echo "# drawing $PAGES pages" >&2
mkdir "$WORK/pages"
for ((i = 1; i <= PAGES; i++)); do draw $i; done

sample() { # a line: pages done, KB of the engine, KB of its largest OCR worker
	local worker=0 each
	for each in $(pgrep -P "$SERVE_PID" -f -- '--role=ocr'); do
		each=$(awk '/VmRSS/ { print $2 }' "/proc/$each/status" 2>/dev/null)
		[ "${each:-0}" -le "$worker" ] || worker=$each
	done
	echo "$(pages_done) $(awk '/VmRSS/ { print $2 }' \
		"/proc/$SERVE_PID/status") $worker"
}

serve_start
sleep 3
for page in "$WORK"/pages/*; do drop "$page"; done
began=$SECONDS mails=0
until [ "$(pages_done)" -ge "$PAGES" ]; do
	mails=$((mails + 1))
	mail $mails
	sleep "$MAIL_EVERY"
	sample >>"$WORK/samples"
	[ $((SECONDS - began)) -lt $((120 + PAGES * 20)) ] || break
done
took=$((SECONDS - began))
try_for 60 cases_are $((PAGES + mails)) >/dev/null || true

sql "SELECT c.subject, c.registered_utc_us FROM casefile c
	WHERE c.subject LIKE 'load mail %'" | sed 's/load mail //; s/|/ /' |
	while read -r n at; do
		awk -v at="$at" -v sent="$(cat "$WORK/sent-$n")" \
			'BEGIN { printf "%.2f\n", at / 1e6 - sent }'
	done | sort -n >"$WORK/latencies"
# How many pages were registered before one that had arrived earlier, and by
# how many places at most: none, unless one takes ten seconds longer.
sql "SELECT l.name FROM letter l JOIN casefile c ON c.id = l.casefile_id
	WHERE l.channel = 'scan' ORDER BY c.year, c.serial" |
	sed 's/[^0-9]*0*//; s/[.].*//' >"$WORK/order"

echo "pages              $(pages_done) of $PAGES in $took s," \
	"$((PAGES * 60 / (took > 0 ? took : 1))) a minute"
echo "cases              $(sql 'SELECT count(*) FROM casefile') of" \
	"$((PAGES + mails))"
awk 'function at(share) { return v[int(share * (NR - 1)) + 1] }
	{ v[NR] = $1 }
	END { printf "mail to case, s    %d mails, median %.2f, 95%% %.2f, " \
		"worst %.2f\n", NR, at(0.5), at(0.95), v[NR] }' \
	"$WORK/latencies"
awk '{ slip = $1 - NR; if (slip < 0) slip = -slip
		if (slip > most) most = slip; out += slip > 0 }
	END { printf "order              %d of %d out of place, by %d at most\n",
		out, NR, most }' "$WORK/order"
echo "memory, MB         pages   engine   OCR worker"
awk -v pages="$PAGES" '
	function row() {
		printf "                   %5d   %6.1f   %6.1f\n", $1,
			$2 / 1024, $3 / 1024
	}
	BEGIN { step = pages / 10 }
	$1 >= next_at { row(); while ($1 >= next_at) next_at += step }
	END { row() }' "$WORK/samples"
serve_stop
[ "$(wc -l <"$WORK/order")" = "$PAGES" ] &&
	[ "$(wc -l <"$WORK/latencies")" = "$mails" ] && plaint verify
