#!/bin/sh
# Purity: what the archives of the pure folders ask of the outside, and what
# they could remember.
#
#     tests/lint/purity.sh build/libdomain.a...
#
# Every undefined symbol must match a line of purity.allow, and there must be
# no writable data but what purity.state names and the slots of g_once.
set -u
here=$(dirname "$0")

patterns() {
	sed 's/[[:space:]]*#.*//; /^$/d; s/.*/^(&)$/' "$1"
}

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
patterns "$here/purity.allow" >"$work/allow"
patterns "$here/purity.state" >"$work/state"
# Slots of g_once and of what is named so: made once from constants.
for archive in "$@"; do
	folder=$(basename "$archive" .a | sed 's/^lib//')
	cat "$here/../../src/$folder"/*.c
done 2>/dev/null | tr -s '[:space:]' ' ' |
	grep -oE '(regex_once|regex_heads_once|g_once_init_enter)\( ?&[a-z_]+' |
	sed 's/.*&\(.*\)/^(\1\\.[0-9]+)$/' | sort -u >>"$work/state"

# nm heads each member's symbols by its name.
nm "$@" >"$work/symbols" 2>"$work/nm" || {
	cat "$work/nm"
	exit 1
}
awk '/:$/ { member = $1 } NF == 2 && $1 ~ /^[Uwv]$/ { print $2, member }' \
	"$work/symbols" >"$work/undefined"
awk 'NF == 3 { print $3 }' "$work/symbols" | sort -u >"$work/defined"

bad=0
awk '{ print $1 }' "$work/undefined" | sort -u |
	comm -23 - "$work/defined" | grep -vE -f "$work/allow" >"$work/impure"
while read -r symbol; do
	where=$(awk -v s="$symbol" '$1 == s { printf " %s", $2 }' \
		"$work/undefined" | sed 's/:$//; s/\.o:/.c/g; s/\.o$/.c/')
	echo "$symbol is not pure, and called in$where"
	bad=1
done <"$work/impure"

# Constant tables of pointers are relocated in .data.rel.ro: not writable.
objdump -t "$@" | awk '
	/file format/ { member = $1; sub(/:$/, "", member); next }
	$0 ~ /\.(data|bss|tdata|tbss)/ && $0 !~ /\.data\.rel\.ro/ {
		name = $NF
		if (name !~ /^\./) print name, member
	}
	/\*COM\*/ { print $NF, member }' >"$work/writable"
while read -r symbol member; do
	echo "$symbol" | grep -qE -f "$work/state" && continue
	echo "state is kept in $symbol: ${member%.o}.c"
	bad=1
done <"$work/writable"
exit $bad
