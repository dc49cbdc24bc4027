#!/bin/sh
# All lint checks, as TAP on standard output.
#
#     tests/lint/lint.sh [CHECK...]
#
# Each check prints "path:line: what is wrong" and exits 1, or exits 0; lines
# that begin with # are notes.  BUILD names the build folder (build).
set -u
cd "$(dirname "$0")/../.." || exit 2
here=tests/lint
# Our own makes are no children of the one that may have called us.
unset MAKEFLAGS MFLAGS MAKELEVEL
BUILD=${BUILD:-build}
export BUILD

checks='layers purity sql banned errors house length format scripts tidy'
[ $# -eq 0 ] || checks=$*

# shellcheck disable=SC2086
purity() {
	archives=$(make -s BUILD="$BUILD" lint-pure \
		--eval='lint-pure:;@:$(info $(PURE:%=$(BUILD)/lib%.a))') &&
		make -s BUILD="$BUILD" $archives >/dev/null &&
		$here/purity.sh $archives
}

# Shell and Perl that at least parse.
scripts() {
	bad=0
	for path in $(find tests .ci -name '*.sh' -o -path '.ci/*' -type f); do
		case $(head -n 1 "$path") in
		*bash*) bash -n "$path" || bad=1 ;;
		'#!'*sh*) sh -n "$path" || bad=1 ;;
		esac
	done
	for path in $here/*.pl; do
		perl -I$here -wc "$path" 2>&1 | grep -v 'syntax OK$' && bad=1
	done
	return $bad
}

run_check() {
	case $1 in
	purity | scripts) "$1" ;;
	*) if [ -e "$here/$1.pl" ]; then
		perl "$here/$1.pl"
	else
		"$here/$1.sh"
	fi ;;
	esac
}

count=0
for check in $checks; do
	count=$((count + 1))
done
echo "1..$count"

number=0 failed=0
for check in $checks; do
	number=$((number + 1))
	said=$(run_check "$check" 2>&1)
	if [ $? -eq 0 ]; then
		echo "ok $number - $check"
		printf '%s\n' "$said" | grep '^#'
	else
		echo "not ok $number - $check"
		printf '%s\n' "$said" | sed '/^#/!s/^/# /'
		failed=1
	fi
done
exit $failed
