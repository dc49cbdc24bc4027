#!/bin/sh
# clang-tidy over src, or the files and folders named (tests: some minutes the
# first time), two files at a time.  What was clean stays known under
# $BUILD/tidy by a hash of the file, all it includes of ours, the checks and
# the flags, so a second run looks only at what changed.
#
#     tests/lint/tidy.sh [FILE|FOLDER...]
set -u
build=${BUILD:-build}
known=$build/tidy
mkdir -p "$known"
tidy_version=$(clang-tidy --version | tr -d '\n')
# A function full of conditions uses up all the paths it is given, which was
# nine tenths of the time.  Of 1,350 faults put into 209 files this many show
# as many (231) as the 225,000 that clang gives; 25,000 show four fewer.
paths='-Xclang -analyzer-config -Xclang max-nodes=50000'

if [ "${1:-}" = --one ]; then
	path=$2
	case $path in
	tests/*)
		flags=$(cat "$known/flags.tests")
		checks='.clang-tidy tests/.clang-tidy'
		;;
	*)
		flags=$(cat "$known/flags.$(basename "$(dirname "$path")")")
		checks=.clang-tidy
		;;
	esac
	# shellcheck disable=SC2086
	name=$({
		echo "$tidy_version $flags $paths"
		cat $checks
		cc $flags -MM "$path" | tr -d '\\\n' | sed 's/^[^:]*://' |
			tr -s ' ' '\n' | grep . | sort | xargs sha256sum
	} | sha256sum | cut -c 1-64)
	[ ! -e "$known/$name" ] || exit 0
	# shellcheck disable=SC2086
	if clang-tidy --quiet "$path" -- $flags $paths >"$known/$name.$$" 2>&1; then
		mv "$known/$name.$$" "$known/$name"
		exit 0
	fi
	# The way to each finding only when asked for one file.
	if [ "${TIDY_WAY:-}" = 1 ] ||
		! grep -E ': (error|warning): ' "$known/$name.$$" |
			sed "s|^$PWD/||; s/,-warnings-as-errors//"; then
		cat "$known/$name.$$"
	fi
	rm -f "$known/$name.$$"
	exit 1
fi

# Flags by folder, asked of make: one truth.
# shellcheck disable=SC2016
make -s --no-print-directory BUILD="$build" --eval='lint-flags:;@:$(foreach d,$(DIRS),$(info $(d)|$(CSTD) -D_GNU_SOURCE -Iinclude|$(PKG_$(d))))$(info tests|$(CSTD) -D_GNU_SOURCE -Iinclude -Isrc -Itests/support|check libqrencode $(call pkgs,cli))' \
	lint-flags | while IFS='|' read -r dir flags packages; do
	[ -n "$packages" ] || continue
	# shellcheck disable=SC2086
	echo "$flags $(pkg-config --cflags $packages)" >"$known/flags.$dir"
done
cat "$known/flags.base" >"$known/flags.src"

if [ $# -gt 0 ]; then
	TIDY_WAY=1
	export TIDY_WAY
else
	set -- src
fi
find "$@" -name '*.c' | sort | while read -r path; do
	head -n 3 "$path" | grep -q 'do not edit' || echo "$path"
done | xargs -r -P 2 -n 1 "$0" --one
