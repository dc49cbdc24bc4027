#!/bin/bash
# libFuzzer on each target in turn, FUZZ_SECONDS (60) each; what it finds is
# left in build/findings.  run.sh PROGRAM...
set -u
seconds=${FUZZ_SECONDS:-60}
failed=0
# What libraries keep until the end is no finding.
export LSAN_OPTIONS=suppressions=tests/support/leaks.supp${LSAN_OPTIONS:+:$LSAN_OPTIONS}
mkdir -p build/findings
for target in "$@"; do
	name=${target##*/fuzz_}
	corpus=tests/fuzz/corpus/$name
	fresh=build/findings/corpus-$name
	mkdir -p "$fresh"
	[ -d "$corpus" ] || corpus=
	echo "== $name, $seconds s"
	if ! "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=65536 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="build/findings/$name-" \
		"$fresh" ${corpus:+"$corpus"}; then
		failed=$((failed + 1))
	fi
done
echo "$# targets, $failed with findings"
[ $failed = 0 ]
