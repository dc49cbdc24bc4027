#!/bin/bash
# All tests in one run, in two lanes side by side: what lives in a process
# (sanitized unit tests on SQLite and on a PostgreSQL cluster of their own,
# fuzz corpora replayed, golden samples, lint) and what needs real servers.
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
# Sanitizers make system calls of their own, which this one dies of.
inside=("${inside[@]/$BUILD\/asan\/tests\/ocr\/test_sealed/$BUILD/tests/ocr/test_sealed}")
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	inside+=("$BUILD/asan/replay/$name tests/fuzz/corpus/${name#fuzz_}")
done
golden="samples/mail samples/scans samples/batches tests/golden/mail"
inside+=("$BUILD/golden $BUILD/plaint $golden")
inside+=("tests/lint/lint.sh")
[ ! -x tests/lint/selftest.sh ] || inside+=("tests/lint/selftest.sh")
servers=(tests/it/T*.sh)

tests/support/run.sh -t 600 "${servers[@]}" >"$WORK/servers.out" 2>&1 &
lane=$!
tests/support/run.sh -t 600 "${inside[@]}" | tee "$WORK/inside.out" |
	sed '$d'
wait $lane
sed '$d' "$WORK/servers.out"
tail -qn 1 "$WORK/inside.out" "$WORK/servers.out" | awk '
	{ passed += $1; failed += $3; skipped += $5 }
	END {
		printf "%d passed, %d failed", passed, failed
		if (skipped > 0) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}'
