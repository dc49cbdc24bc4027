#!/bin/bash
# Unit tests under valgrind: memory errors and definite leaks fail.
# valgrind.sh PROGRAM...
set -u
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for test in "$@"; do
	# CK_FORK=no would hide children; valgrind follows forks by itself.
	if CK_TIMEOUT_MULTIPLIER=20 valgrind --quiet --error-exitcode=99 \
		--leak-check=full --errors-for-leak-kinds=definite \
		--suppressions=tests/support/valgrind.supp \
		--child-silent-after-fork=no "$test" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "ok   $test"
	else
		failed=$((failed + 1))
		echo "FAIL $test"
		tail -n 40 "$log"
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
