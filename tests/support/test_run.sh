#!/bin/sh
# Does the runner count what it should?  It runs programs that end in every
# way there is.  TAP on standard output.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2

program() {
	{
		echo '#!/bin/sh'
		cat
	} >"$1"
	chmod +x "$1"
}

program good <<'END'
echo 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'
END
program bad <<'END'
echo 1..2; echo 'ok 1 - a'; echo 'not ok 2 - b'; echo '# because'; exit 1
END
program no_plan <<'END'
echo 'ok 1 - a'
END
program too_few <<'END'
echo 1..3; echo 'ok 1 - a'
END
program crash <<'END'
echo 1..1; echo 'ok 1 - a'; kill -SEGV $$
END
program sanitizer <<'END'
echo 1..1; echo 'ok 1 - a'; echo 'ERROR: leak' >&2; exit 23
END
program slow <<'END'
echo 1..2; echo 'ok 1 - a'; exec sleep 20
END
program skips <<'END'
echo '1..0 # SKIP no data'
END
program skips_one <<'END'
echo 1..2; echo 'ok 1 - a'; echo 'ok 2 - b # SKIP not here'
END
program check_like <<'END'
echo 'noise on standard output'
printf 'ok 1 - a\nok 2 - b\n1..2\n' >"$CK_TAP_LOG_FILE_NAME"
END
program words <<'END'
echo 1..1; [ "$1 $2" = 'one two' ] && echo 'ok 1 - a' || echo 'not ok 1 - a'
END

number=0 failed=0
# expect LAST_LINE STATUS TEXT PROGRAM...
expect() {
	last=$1 status=$2 text=$3
	shift 3
	"$here/run.sh" -t 2 "$@" >said 2>&1
	got=$?
	number=$((number + 1))
	if [ $got -eq "$status" ] && [ "$(tail -n 1 said)" = "$last" ] &&
		grep -qF -- "$text" said; then
		echo "ok $number - $*"
	else
		echo "not ok $number - $*"
		sed 's/^/# /' said
		failed=1
	fi
}

expect '2 passed, 0 failed' 0 ok ./good
expect '1 passed, 1 failed' 1 'not ok 2 - b' ./bad
expect '1 passed, 1 failed' 1 '# because' ./bad
expect '1 passed, 1 failed' 1 'no plan' ./no_plan
expect '1 passed, 1 failed' 1 'planned 3, but 1 ran' ./too_few
expect '1 passed, 1 failed' 1 'died of signal 11' ./crash
expect '1 passed, 1 failed' 1 'ERROR: leak' ./sanitizer
expect '1 passed, 1 failed' 1 'out of time' ./slow
expect '0 passed, 0 failed, 1 skipped' 1 'no data' ./skips
expect '1 passed, 0 failed, 1 skipped' 0 'not here' ./skips_one
expect '2 passed, 0 failed' 0 ok ./check_like
expect '1 passed, 0 failed' 0 ok './words one two'
expect '0 passed, 1 failed' 1 'could not be run' ./absent
expect '0 passed, 0 failed' 1 ''
expect '5 passed, 1 failed, 1 skipped' 1 FAIL ./good ./bad ./skips ./check_like
expect '4 passed, 2 failed, 1 skipped' 1 'out of time' -j 4 \
	./slow ./good ./bad ./skips
number=$((number + 1))
[ "$(awk '$2 ~ /^\.\// { last = $2 } END { print last }' said)" = ./slow ] ||
	{ failed=1; printf 'not '; }
echo "ok $number - four at a time: the slow one begins first and ends last"
echo "1..$number"
exit $failed
