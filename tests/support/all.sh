#!/bin/bash
# All tests in one run, three at a time: what needs real servers, which mostly
# waits, and what lives in a process (sanitized unit tests on SQLite and on a
# PostgreSQL cluster of their own, fuzz corpora replayed, golden samples).
# Lint, which never waits, takes the processor when those leave it.
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
# Its limits of memory and time hold where no sanitizer takes more.
inside+=("$BUILD/tests/mime/test_hostile")
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	inside+=("$BUILD/asan/replay/$name tests/fuzz/corpus/${name#fuzz_}")
done
golden="samples/mail samples/scans samples/batches tests/golden/mail"
inside+=("$BUILD/golden $BUILD/plaint $golden")
inside+=("tests/lint/selftest.sh" "tests/support/test_run.sh")

# The long ones first, so that none is left to run alone at the end.
long=()
for name in T440 T330 T371 T300 T350 T370 T460 T380; do
	long+=(tests/it/$name-*.sh)
done
servers=()
for script in tests/it/T*.sh; do
	[[ " ${long[*]} " = *" $script "* ]] || servers+=("$script")
done

# The limits are for what never ends, not for a busy machine.
nice -n 5 tests/support/run.sh -t 3600 tests/lint/lint.sh \
	>"$WORK/lint.out" 2>&1 &
tests/support/run.sh -t 1200 -j 3 "${long[@]}" "${servers[@]}" "${inside[@]}" |
	tee "$WORK/tests.out" | sed '$d'
wait
sed '$d' "$WORK/lint.out"
tail -qn 1 "$WORK/tests.out" "$WORK/lint.out" | awk '
	/^[0-9]+ passed, / { ran++ }
	{ passed += $1; failed += $3; skipped += $5 }
	END {
		failed += 2 - ran
		printf "%d passed, %d failed", passed, failed
		if (skipped > 0) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}'
