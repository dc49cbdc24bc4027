#!/bin/sh
# Run test programs and count what they say.
#
#     tests/support/run.sh [-t SECONDS] [-j N] COMMAND...
#
# A COMMAND is a Check program or anything that writes TAP on standard output,
# one argument each; its words are split at spaces ("valgrind -q build/x").
# N of them run at a time (1), begun in the order given.
# One line a command, the failing lines of it in full, and alone on the last
# line:
#
#     N passed, N failed[, N skipped]
#
# A command that crashes, runs out of time, prints no plan or not as many
# results as planned counts as one failure more.  Exit 0 only if nothing
# failed and something passed.

set -u

limit_s=300 jobs=1 one=
while getopts t:j:o: option; do
	case $option in
	t) limit_s=$OPTARG ;;
	j) jobs=$OPTARG ;;
	o) one=$OPTARG ;; # for itself: the lock of the run this is one of
	*) echo "usage: $0 [-t SECONDS] [-j N] COMMAND..." >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# TAP on standard input -> "passed failed skipped" on the first line, then
# the failing results with everything said below them.
count_tap='
function result(what) { if (what) said = said $0 "\n"; showing = what }
/^ok / || /^ok$/ {
	ran++
	if (toupper($0) ~ /# *SKIP/) skipped++; else passed++
	result(0); next
}
/^not ok/ {
	ran++
	if (toupper($0) ~ /# *TODO/) { skipped++; result(0) }
	else { failed++; result(1) }
	next
}
/^1\.\.[0-9]+/ {
	planned = substr($1, 4) + 0; has_plan = 1
	if (planned == 0) { skipped++; all_skipped = 1 }
	showing = 0; next
}
/^Bail out!/ { failed++; result(1); next }
showing { said = said "    " $0 "\n" }
END {
	if (!has_plan) {
		failed++; said = said "no plan: it did not reach its end\n"
	} else if (!all_skipped && planned != ran) {
		failed++
		said = said "planned " planned ", but " ran + 0 " ran\n"
	}
	printf "%d %d %d\n%s", passed, failed, skipped, said
}'

# How it ended, in words; empty for a clean exit.
ending() {
	case $1 in
	0) ;;
	124 | 137) echo "out of time after $limit_s s" ;;
	12[67]) echo "could not be run" ;;
	1[3-9][0-9]) echo "died of signal $(($1 - 128))" ;;
	*) echo "exit $1" ;;
	esac
}

run_one() {
	command=$1
	: >"$work/tap"
	start=$(date +%s%N)
	# Word splitting is the contract here.  Check gives a test 4 seconds by
	# the clock, which on a busy machine says little of the test.
	# shellcheck disable=SC2086
	CK_TAP_LOG_FILE_NAME="$work/tap" CK_VERBOSITY=silent \
		CK_TIMEOUT_MULTIPLIER=5 \
		timeout -k 10 "$limit_s" $command \
		>"$work/out" 2>"$work/err" </dev/null
	status=$?
	millis=$((($(date +%s%N) - start) / 1000000))
	[ -s "$work/tap" ] || cp "$work/out" "$work/tap"

	awk "$count_tap" "$work/tap" >"$work/sum"
	read -r good bad left <"$work/sum"
	how=$(ending $status)
	# The results tell of ordinary failures already.
	if [ -n "$how" ] && { [ "$bad" -eq 0 ] || [ "$status" -gt 1 ]; }; then
		[ "$bad" -gt 0 ] || bad=1
		echo "$how" >>"$work/sum"
	fi
	echo "= $good $bad $left"
	word=ok
	[ "$bad" -eq 0 ] || word=FAIL
	[ "$good$bad" != 00 ] || word=skip
	printf '%-4s %-52s %5d passed %3d failed %4d.%03d s\n' "$word" \
		"$command" "$good" "$bad" $((millis / 1000)) $((millis % 1000))
	if [ "$bad" -gt 0 ]; then
		sed -n '2,$s/^/     /p' "$work/sum"
		if [ -s "$work/err" ]; then
			echo "     standard error, its end:"
			tail -n 40 "$work/err" | sed 's/^/     | /'
		fi
	elif [ "$left" -gt 0 ]; then
		grep -hi '# *\(SKIP\|TODO\)' "$work/tap" | sed 's/^/     /'
	fi
}

if [ -n "$one" ]; then
	run_one "$1" >"$work/told"
	flock "$one" cat "$work/told"
	exit
fi
{ [ $# -eq 0 ] || printf '%s\0' "$@"; } |
	xargs -0 -r -n 1 -P "$jobs" --process-slot-var=RUN_SLOT \
		"$0" -t "$limit_s" -o "$work/lock" |
	awk -v commands=$# '
	$1 == "=" { ran++; passed += $2; failed += $3; skipped += $4; next }
	{ print; fflush() }
	END {
		if (ran != commands) {
			print "told of " ran + 0 " commands of " commands
			failed++
		}
		printf "%d passed, %d failed", passed, failed
		if (skipped > 0) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}'
