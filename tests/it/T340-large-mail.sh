#!/bin/bash
# Large mail: fetched in a few megabytes of memory; over the limit it is
# registered from its headers, with a warning, and its original is whole.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml | sed 's/poll_seconds: 2/poll_seconds: 2\n    limit_megabytes: 20/')

large() { # MEGABYTES NAME
	{
		cat <<-END
		From: Olena Kovalenko <olena@customer.example>
		To: skarga@plaint.example
		Subject: Film of the broken line $2
		Message-ID: <$2@customer.example>
		MIME-Version: 1.0
		Content-Type: multipart/mixed; boundary="b"

		--b
		Content-Type: text/plain

		My line is broken, look at the film. Letter $2.

		--b
		Content-Type: application/octet-stream; name="film.mp4"
		Content-Transfer-Encoding: base64

		END
		head -c $(($1 * 1024 * 1024 * 3 / 4)) /dev/zero | base64
		echo "--b--"
	} >"$WORK/$2.eml"
}
fetch_pids() {
	local pid
	for pid in /proc/[0-9]*; do
		grep -qz -- --role=fetch "$pid/cmdline" 2>/dev/null || continue
		[ "$(cut -d' ' -f4 "$pid/stat" 2>/dev/null)" != "$SERVE_PID" ] ||
			echo "$pid"
	done
}
# The most that any process of the role ever had in memory.
fetch_peak_kb() {
	local pid peak most=0
	for pid in $(fetch_pids); do
		peak=$(awk '/^VmHWM/ { print $2 }' "$pid/status" 2>/dev/null)
		[ "${peak:-0}" -le "$most" ] || most=$peak
	done
	echo "$most"
}
# Of what it has now, what it shares with no other process.
fetch_own_kb() {
	local pid
	for pid in $(fetch_pids); do
		awk '/^Private_/ { own += $2 } END { print own }' \
			"$pid/smaps_rollup"
		return
	done
}

large 50 fifty
large 10 ten
serve_start
has_fetch() { test "$(fetch_peak_kb)" -gt 1000; }
ok "the fetch process is there" try_for 20 has_fetch
sleep 3
before=$(fetch_peak_kb)
own=$(fetch_own_kb)
deliver skarga@plaint.example "$WORK/fifty.eml"
ok "a letter of 50 MB becomes a case" try_for 120 cases_are 1
peak=$(fetch_peak_kb)
echo "# fetch: $own KB of its own before the message (of $before KB; the rest" \
	"is libraries that all roles share), $((peak - before)) KB more with it"
ok "with the message the role's own memory is under 16 MB" \
	test "$((own + peak - before))" -lt 16384
number=$(plaint list --json | grep -o '20[0-9][0-9]-[0-9]\{6\}' | head -n 1)
plaint show "$number" --json >"$WORK/show.json"
ok "it was read from its headers" grep -q headers_only "$WORK/show.json"
ok "its subject is known" grep -q "Film of the broken line" "$WORK/show.json"
ok "and its sender" grep -q "olena@customer.example" "$WORK/show.json"
kept=$(grep -o '"bytes": *[0-9]*' "$WORK/show.json" | grep -o '[0-9]*' |
	sort -n | tail -n 1)
# Servers end lines with CR LF.
ok "the original is whole" test "$kept" -ge "$(wc -c <"$WORK/fifty.eml")"
deliver skarga@plaint.example "$WORK/ten.eml"
ok "one under the limit is read" try_for 60 cases_are 2
ok "with its attachment" grep -q film.mp4 <(plaint show "$(plaint list --json |
	grep -o '20[0-9][0-9]-[0-9]\{6\}' | sort | tail -n 1)" --json)
serve_stop
ok "everything holds together" plaint verify
finish
