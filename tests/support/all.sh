#!/bin/bash
# All tests in one run, in three lanes side by side: what lives in a process
# (sanitized unit tests on SQLite and on a PostgreSQL cluster of their own,
# fuzz corpora replayed, golden samples, lint), and twice what needs real
# servers, which mostly waits.
# Called by `make test`; closes with `N passed, N failed`.
set -u
BUILD=${BUILD:-build}
WORK=$(mktemp -d /tmp/plaint-all.XXXXXX)
chmod 755 "$WORK"
trap 'tests/support/postgres.sh stop "$WORK/pg" >/dev/null 2>&1
	rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
PLAINT_TEST_PG_URI=$(tests/support/postgres.sh start "$WORK/pg") || exit 1
export PLAINT_TEST_PG_URI BUILD
export PLAINT=$BUILD/plaint
# The libraries' own caches are not ours to mend.
export LSAN_OPTIONS=suppressions=$PWD/tests/support/leaks.supp:print_suppressions=0

# The names of the test sources, so that one no longer there is not run.
inside=()
for source in tests/unit/*/test_*.c; do
	source=${source#tests/unit/}
	inside+=("$BUILD/asan/tests/${source%.c}")
done
# Sanitizers make system calls of their own, which a sealed worker dies of;
# and what is read over and over by Tesseract gains nothing by them.
for plain in test_sealed test_read; do
	inside=("${inside[@]/$BUILD\/asan\/tests\/ocr\/$plain/$BUILD/tests/ocr/$plain}")
done
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	inside+=("$BUILD/asan/replay/$name tests/fuzz/corpus/${name#fuzz_}")
done
golden="samples/mail samples/scans samples/batches tests/golden/mail"
inside+=("$BUILD/golden $BUILD/plaint $golden")
inside+=("tests/lint/lint.sh" "tests/lint/selftest.sh" "tests/support/test_run.sh")
servers=(tests/it/T*.sh)
lanes=()
for lane in 0 1; do
	mine=()
	for at in "${!servers[@]}"; do
		[ $((at % 2)) != $lane ] || mine+=("${servers[at]}")
	done
	tests/support/run.sh -t 600 "${mine[@]}" >"$WORK/servers$lane.out" 2>&1 &
	lanes+=($!)
done
tests/support/run.sh -t 600 "${inside[@]}" | tee "$WORK/inside.out" |
	sed '$d'
wait "${lanes[@]}"
sed -s '$d' "$WORK"/servers?.out
tail -qn 1 "$WORK/inside.out" "$WORK"/servers?.out | awk '
	{ passed += $1; failed += $3; skipped += $5 }
	END {
		printf "%d passed, %d failed", passed, failed
		if (skipped > 0) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}'
