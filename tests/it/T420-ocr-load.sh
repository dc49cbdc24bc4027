#!/bin/bash
# Paper under load, a short slice of `make bench-load`: mail becomes cases
# within seconds while pages wait, and the pages go through in order.
. tests/it/lib.sh
work_new
out=$WORK/load.out
ok "all pages and mails become cases, and all holds together" \
	env PAGES=16 MAIL_EVERY=2 tests/bench/ocr_load.sh
cp "$WORK/last.out" "$out"
value() { # LINE, pattern with one group
	sed -n "s/^$1/\\1/p" "$out"
}
ok "the slowest mail took less than 10 s" awk -v s="$(value \
	'mail to case.*worst \([0-9.]*\)$')" 'BEGIN { exit !(s != "" && s < 10) }'
ok "no page before one that came earlier" test "$(value \
	'order.*place, by \([0-9]*\) at most$')" = 0
finish
