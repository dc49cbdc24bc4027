#!/bin/bash
# Mail intake measured against mbsync, which merely copies: the same mailbox,
# the same Dovecot on loopback, one after the other, in turns.
#
#   N=2000        messages (1 to 200 KB, about 42 KB each)
#   ROUNDS=3      turns of each
#   SYNCS=300     messages of the round that counts fsyncs; 0: none
#   KEEP=1        leaves its files in /tmp, half a gigabyte a round, to be
#                 deleted when all is measured: for up to six minutes ext4 goes
#                 round inodes that were freed, one by one, which costs both
#                 sides of the next run half a second of processor and more
#
# plaint's time runs from its start to the last letter registered; it moves
# the messages on the server meanwhile, as it does in an office.  Both write
# through to the disk: mbsync with FSync, plaint with the originals synced
# and SQLite at synchronous FULL.
. tests/it/lib.sh
N=${N:-2000} ROUNDS=${ROUNDS:-3} SYNCS=${SYNCS:-300}
GENERATOR=$(dirname "$PLAINT")/bench/intake_mail
[ -x "$GENERATOR" ] || { echo "$GENERATOR: run make bench-intake"; exit 1; }
for tool in mbsync strace; do
	command -v $tool >/dev/null || { echo "$tool is not installed"; exit 1; }
done
box=skarga@plaint.example
TICKS=$(getconf CLK_TCK)
work_new
servers_start

# Out of the way, not deleted (KEEP=1).
put_away() { # PATH
	mkdir -p "$WORK/away"
	[ ! -e "$1" ] || mv "$1" "$(mktemp -d "$WORK/away/XXXXXX")"
}

# A mailbox full of mail; what was written before it, a new office too, is on
# the disk then, so that no run has to wait for it.
mailbox_fill() { # COUNT
	local maildir=$MAIL_DIR/$box/Maildir
	put_away "$maildir"
	mkdir -p "$maildir/cur" "$maildir/tmp" "$maildir/new"
	BYTES=$("$GENERATOR" "$maildir/new" tests/golden/letters "$1") ||
		exit 1
	! is_root || chown -R nobody:nogroup "$maildir"
	sync -f "$WORK"
}

# An office that has seen nothing.
office_fresh() {
	put_away "$WORK/office"
	office_new < <(
		echo "acknowledge: no"
		mailbox_yaml
	)
}

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", b - a }'; }

# Seconds of processor a process and its dead and living children have used.
cpu_of() { # PID
	local pid sum=0 fields
	for pid in "$1" $(pgrep -P "$1"); do
		read -r -a fields < <(sed 's/.*) //' "/proc/$pid/stat") || continue
		sum=$((sum + fields[11] + fields[12] + fields[13] + fields[14]))
	done
	awk -v t=$sum -v hz="$TICKS" 'BEGIN { printf "%.2f", t / hz }'
}

# The most memory that all plaint processes held at once: shared pages
# counted once (PSS), in MB.
watch_memory() { # PID FILE
	local most=0 sum children rollups
	while kill -0 "$1" 2>/dev/null; do
		read -ra children <"/proc/$1/task/$1/children"
		rollups=("${children[@]/#//proc/}")
		# One process to add up: two processors are being measured.
		sum=$(awk '/^Pss:/ { s += $2 } END { print s + 0 }' \
			"/proc/$1/smaps_rollup" \
			"${rollups[@]/%//smaps_rollup}")
		[ "${sum:-0}" -le $most ] || {
			most=$sum
			echo $((most / 1024)) >"$2"
		}
		sleep 0.5
	done 2>/dev/null
}

mbsync_config() {
	put_away "$WORK/copy"
	mkdir -p "$WORK/copy/state"
	cat >"$WORK/mbsyncrc" <<-END
	FSync yes

	IMAPAccount box
	Host localhost
	Port $IMAPS_PORT
	User $box
	Pass $(cat "$PASSWORD_DIR/$box")
	SSLType IMAPS
	CertificateFile $CA_FILE

	IMAPStore far
	Account box

	MaildirStore near
	Path $WORK/copy/
	Inbox $WORK/copy/inbox

	Channel box
	Far :far:
	Near :near:
	Create Near
	Sync Pull
	SyncState $WORK/copy/state/
	END
}

mbsync_round() { # → MBSYNC_S MBSYNC_CPU
	mbsync_config
	mailbox_fill "$N"
	local start
	start=$(now)
	TIMEFORMAT='%U %S'
	MBSYNC_CPU=$({ time mbsync -q -c "$WORK/mbsyncrc" box \
		>"$WORK/mbsync.log" 2>&1; } 2>&1 |
		awk '{ printf "%.2f", $1 + $2 }')
	MBSYNC_S=$(since "$start")
	local got
	got=$(find "$WORK/copy/inbox" -type f -path '*/[cn][ue][rw]/*' | wc -l)
	[ "$got" = "$N" ] || { echo "mbsync got $got of $N:"
		cat "$WORK/mbsync.log"; exit 1; }
}

# Until the daemon has told of so many letters registered.
wait_registered() { # COUNT
	local told
	told=$(timeout $((60 + $1 / 10)) grep -c -m "$1" ': registered$' \
		< <(exec tail -n +1 -s 0.05 --pid="$SERVE_PID" -f \
			"$WORK/serve.log"))
	same "$told" "$1"
}

plaint_round() { # → PLAINT_S PLAINT_CPU PLAINT_MB
	office_fresh
	mailbox_fill "$N"
	: >"$WORK/serve.log"
	local start watcher
	start=$(now)
	serve_start
	watch_memory $SERVE_PID "$WORK/memory" &
	watcher=$!
	wait_registered "$N" || { tail "$WORK/serve.log"; exit 1; }
	PLAINT_S=$(since "$start")
	PLAINT_CPU=$(cpu_of $SERVE_PID)
	serve_stop || { echo "the daemon did not end well"; exit 1; }
	wait $watcher
	PLAINT_MB=$(cat "$WORK/memory")
	ok "every message is a registered case" same \
		"$(sqlite3 "$OFFICE/plaint.db" "SELECT count(*) FROM casefile")" \
		"$N" >/dev/null
	plaint verify >"$WORK/last.out" || { cat "$WORK/last.out"; exit 1; }
}

# strace slows both down, so the count is a round of its own.
TRACE="strace -f -qq --seccomp-bpf -e trace=fsync,fdatasync,syncfs
	-e signal=none -o"

plaint_traced() {
	# shellcheck disable=SC2086
	$TRACE "$WORK/trace" "$PLAINT" serve -c "$OFFICE/plaint.yaml" \
		>>"$WORK/serve.log" 2>&1 &
	SERVE_PID=$!
	wait_registered "$SYNCS" || { tail "$WORK/serve.log"; exit 1; }
	kill -TERM "$(pgrep -P $SERVE_PID | head -n 1)"
	wait $SERVE_PID
	SERVE_PID=
}

syncs_round() {
	mbsync_config
	mailbox_fill "$SYNCS"
	# shellcheck disable=SC2086
	$TRACE "$WORK/trace" mbsync -q -c "$WORK/mbsyncrc" box >/dev/null 2>&1
	MBSYNC_SYNCS=$(grep -c sync "$WORK/trace")
	office_fresh
	mailbox_fill "$SYNCS"
	: >"$WORK/serve.log"
	plaint_traced
	PLAINT_SYNCS=$(grep -c sync "$WORK/trace")
}

row() { # NAME SECONDS CPU
	awk -v name="$1" -v s="$2" -v cpu="$3" -v n="$N" 'BEGIN { printf \
		"%-8s %8.2f s %8.0f msg/s %8.2f s CPU %7.2f ms CPU/msg\n", \
		name, s, n / s, cpu, cpu * 1000 / n }'
}

for ((round = 1; round <= ROUNDS; round++)); do
	mbsync_round
	row mbsync "$MBSYNC_S" "$MBSYNC_CPU"
	plaint_round
	row plaint "$PLAINT_S" "$PLAINT_CPU"
	echo "$MBSYNC_S $PLAINT_S $PLAINT_CPU $PLAINT_MB" >>"$WORK/rounds"
done
echo
median() { # FIELD: of $WORK/rounds
	cut -d' ' -f"$1" "$WORK/rounds" | sort -n | sed -n "$(((ROUNDS + 1) / 2))p"
}
awk -v n="$N" -v bytes="$BYTES" -v m="$(median 1)" -v p="$(median 2)" \
	-v c="$(median 3)" -v mb="$(cut -d' ' -f4 "$WORK/rounds" | sort -n |
		tail -n 1)" -v rounds="$ROUNDS" 'BEGIN {
	printf "%d messages, %.1f MB; medians of %d rounds\n", n, bytes / 1e6, rounds
	printf "ratio       %7.2f  times the time of mbsync (aim: 2)\n", p / m
	printf "rate        %7.0f  messages a second (aim: 500)\n", n / p
	printf "mbsync      %7.0f  messages a second\n", n / m
	printf "CPU         %7.2f  ms a message, all plaint processes\n", 1000 * c / n
	printf "memory      %7d  MB at most, all plaint processes (aim: 150)\n", mb
}'
if [ "$SYNCS" -gt 0 ]; then
	syncs_round
	awk -v p="$PLAINT_SYNCS" -v m="$MBSYNC_SYNCS" -v n="$SYNCS" 'BEGIN {
		printf "fsyncs      %7.3f  a message (mbsync: %.3f)\n", p / n, m / n }'
fi
