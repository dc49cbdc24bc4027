#!/bin/sh
# Format: every .c and .h is as clang-format with .clang-format at the top
# would write it.  Mend with: clang-format -i FILE.  Generated files are left
# out by their first lines.
set -u
find src include tests -name '*.[ch]' -print | sort | while read -r path; do
	head -n 3 "$path" | grep -q 'do not edit' || echo "$path"
done | xargs -r clang-format --dry-run -Werror 2>&1 |
	grep -E '^[^ ].*: (error|warning): ' |
	sed 's/: error: code should be clang-formatted.*/: not formatted/' |
	awk -F: '{ n[$1]++; first[$1] = first[$1] ? first[$1] : $0 }
		END { for (p in n) print first[p] " (" n[p] " places)" }' |
	sort >"${TMPDIR:-/tmp}/format.$$"
cat "${TMPDIR:-/tmp}/format.$$"
[ ! -s "${TMPDIR:-/tmp}/format.$$" ]
bad=$?
rm -f "${TMPDIR:-/tmp}/format.$$"
exit $bad
