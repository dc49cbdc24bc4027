#!/bin/bash
# plaint due, calendar and rules on the command line: the worked examples of
# ../shared/law, the two shapes of the answer, errors and exit codes.
. tests/it/lib.sh
work_new

LAW=../shared/law/examples.json

due() { # OPTION...: legal and safe day
	"$PLAINT" due --json "$@" |
		perl -MJSON::PP -0777 -ne '
			my $due = decode_json($_);
			print "$due->{legal_due} $due->{safe_due}\n"'
}

examples() { # id, regime, input, calendar, due: a line each
	perl -MJSON::PP -0777 -ne '
		print join("\t", @$_{qw(id regime input calendar due)}), "\n"
			for @{decode_json($_)}' "$LAW"
}

# Every example, by the regime's own calendar and by the one it names.
all_examples() {
	local id regime input calendar wanted found bad=0 count=0
	while IFS=$'\t' read -r id regime input calendar wanted; do
		count=$((count + 1))
		found=$(due --regime "$regime" --from "$input")
		[ "${found% *}" = "$wanted" ] ||
			{ echo "$id: $found, wanted $wanted"; bad=1; }
		found=$(due --regime "$regime" --from "$input" \
			--calendar "$calendar")
		[ "${found% *}" = "$wanted" ] ||
			{ echo "$id, $calendar: $found, wanted $wanted"; bad=1; }
	done < <(examples)
	same $count 59 && [ $bad = 0 ]
}

if [ -e "$LAW" ]; then
	ok 'the 59 worked examples' all_examples
else
	echo "# skipped: no $LAW"
fi

exits() { # STATUS TEXT COMMAND...: that status, one line, holding TEXT
	local wanted=$1 text=$2
	shift 2
	"$@" >"$WORK/out" 2>"$WORK/err"
	same $? "$wanted" && same "$(wc -l <"$WORK/err")" 1 &&
		grep -qF -- "$text" "$WORK/err"
}

ok 'midnight belongs to the office, not to UTC: Kyiv' same \
	"$(due --regime ua-393-15d --from 2026-01-15T21:59:59Z)" \
	'2026-01-30 2026-01-29'
ok 'a second later it is the next day' same \
	"$(due --regime ua-393-15d --from 2026-01-15T22:00:00Z)" \
	'2026-01-31 2026-01-30'
ok 'the same instant in Minsk' same \
	"$(due --regime ua-393-15d --from 2026-01-15T21:30:00Z \
		--zone Europe/Minsk)" '2026-01-31 2026-01-30'
ok 'summer time' same \
	"$(due --regime ua-393-15d --from 2026-07-15T21:30:00Z)" \
	'2026-07-31 2026-07-30'
ok 'received on Friday evening: registered on Monday' same \
	"$(due --regime by-300z-1m --received 2026-06-05T18:30:00+03:00)" \
	'2026-07-08 2026-07-02'
ok 'overlapping pauses count once' same \
	"$(due --regime uk-gdpr-1m --from 2026-03-02 \
		--pause 2026-03-05..2026-03-09 \
		--pause 2026-03-07..2026-03-12:correction)" \
	'2026-04-09 2026-04-09'
ok 'an open pause ends today' same \
	"$(due --regime uk-gdpr-1m --from 2026-03-02 \
		--pause 2026-03-05.. --today 2026-03-12)" \
	'2026-04-09 2026-04-09'
ok 'an extension is cut by the cap from the start' same \
	"$(due --regime ua-393-1m --from 2026-03-10 \
		--extend 60:calendar_day)" '2026-04-24 2026-04-24'

for lang in uk ru be en; do
	ok "explained in $lang" sh -c '"$0" due --regime by-300z-15d --lang "$1" \
		--from 2026-04-03 --explain | grep -q "№ 397 от 22.07.2025"' \
		"$PLAINT" $lang
done
ok 'every regime' sh -c 'test "$("$0" due --all --from 2026-04-08 |
	wc -l)" = 65' "$PLAINT"

ok 'unknown regime' exits 1 'did you mean "ua-393-1m"?' \
	"$PLAINT" due --regime ua-393-1n --from 2026-03-10
ok 'unknown calendar' exits 1 'there is no calendar "QQ"' \
	"$PLAINT" due --regime ua-393-1m --from 2026-03-10 --calendar QQ
ok 'no extension in the law' exits 1 'the law gives no extension' \
	"$PLAINT" due --regime by-300z-15d --from 2026-03-10 --extend 5:cd
ok 'not a day' exits 2 '2026-02-30' \
	"$PLAINT" due --regime ua-393-1m --from 2026-02-30
ok 'nothing to count from' exits 2 '--from is missing' \
	"$PLAINT" due --regime ua-393-1m
ok 'not a pause' exits 2 'want A..B' \
	"$PLAINT" due --regime ua-393-1m --from 2026-03-10 --pause tomorrow

ok 'a year' sh -c '"$0" calendar RU 2026 --lang ru |
	grep -q "рабочих дней: 247"' "$PLAINT"
ok 'not a year' exits 2 'is not a year' "$PLAINT" calendar RU next

cp -r rules "$WORK/rules"
ok 'rules are well' "$PLAINT" rules check --rules "$WORK/rules"
cp -r templates "$WORK/templates"
ok 'templates beside them too' "$PLAINT" rules check --rules "$WORK/rules"
printf 'Subject: a\n\n{{case.nmber}}\n' >"$WORK/templates/replies/x.uk.txt"
ok 'a name no template knows is told' exits 1 'x.uk.txt:3: unknown name' \
	"$PLAINT" rules check --rules "$WORK/rules"
ok 'templates elsewhere' "$PLAINT" rules check --rules "$WORK/rules" \
	--templates templates
rm "$WORK/templates/replies/x.uk.txt"
sed -i '0,/roll: none/s//rol: none/' "$WORK/rules/regimes/ua.yaml"
line=$(grep -n 'rol: none' "$WORK/rules/regimes/ua.yaml" | cut -d: -f1)
ok 'a typo is told with its place' exits 1 \
	"regimes/ua.yaml:$line:5: unknown key \"rol\"" \
	"$PLAINT" due --rules "$WORK/rules" --regime ua-393-1m \
	--from 2026-03-10
finish
