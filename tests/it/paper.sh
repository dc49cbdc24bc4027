# What the tests of scans share: an office without mail, pages drawn as a
# scanner would give them.  Sourced after lib.sh.
# shellcheck shell=bash

DRAW=${BUILD:-build}/bench/render_page

# With PAPER_ON=postgresql the office keeps its register there.
paper_database() {
	[ "${PAPER_ON:-}" = postgresql ] || return 0
	tests/support/postgres.sh start "$WORK/pg" >"$WORK/uri" || exit 1
	trap 'tests/support/postgres.sh stop "$WORK/pg" >/dev/null; clean_up' EXIT
	sed -i '/^database:/d' "$OFFICE/plaint.yaml"
	echo "database: $(cat "$WORK/uri")" >>"$OFFICE/plaint.yaml"
}

# The settings of the scan folders are read from standard input.
paper_office() {
	OFFICE=$WORK/office
	"$PLAINT" init --run-as nobody "$OFFICE" >/dev/null || exit 1
	sed -i '/^scans:/,/^$/d' "$OFFICE/plaint.yaml"
	cat >>"$OFFICE/plaint.yaml"
	is_root || sed -i '/^run_as/d' "$OFFICE/plaint.yaml"
	DATABASE=$OFFICE/plaint.db
	paper_database
}

folder() { # NAME: made, and the office's
	mkdir -p "$OFFICE/$1"
	! is_root || chown nobody:nogroup "$OFFICE/$1"
}

mark() { # KIND VALUE: what our bar codes say
	printf 'plaint:1:%s:%s:' "$1" "$2" | python3 -c '
import binascii, sys
text = sys.stdin.buffer.read()
print(text.decode() + "%04x" % binascii.crc_hqx(text, 0))'
}

# Pages: each on standard output, parted by form feeds.
sheet() { # DEPARTMENT
	printf '@qr %s\nРОЗДІЛОВИЙ АРКУШ %s\n' "$(mark sep "$1")" "$1"
}
next() { printf '\f'; }
blank() { printf '\n'; }
letter() { # WORD: a complaint that has that word in it
	cat <<-END
	До оператора «Приклад»

	Прошу повернути мені гроші, які ви списали з мого рахунку за послугу
	$1. Я цієї послуги ніколи не замовляв і не вмикав. Прошу розібратися і
	відповісти мені письмово у встановлений законом строк.

	З повагою, Коваленко Микола Іванович
	END
}
envelope() {
	cat <<-END
	@size 220 110
	Від кого: Коваленко Ганна Петрівна
	вул. Садова, 5, кв. 12, м. Київ, 01001



	                              Кому: ТОВ «Приклад»
	                              вул. Прикладна, 1
	                              м. Київ, 01030
	END
}

draw() { # NAME [OPTION...]: the pages on standard input, to be put later
	local name=$1
	shift
	cat >"$WORK/pages.txt"
	"$DRAW" --dpi 150 --font 'Liberation Serif 13' "$@" \
		"$WORK/pages.txt" "$WORK/$name" || exit 1
	! is_root || chown nobody:nogroup "$WORK/$name"
}
lay() { # FOLDER NAME: what was drawn is dropped
	mv "$WORK/$2" "$OFFICE/$1/$2.part"
	mv "$OFFICE/$1/$2.part" "$OFFICE/$1/$2"
}
scan() { # FOLDER NAME [OPTION...]: both
	draw "${@:2}"
	lay "$1" "$2"
}

letter_with() { # WORD: id of the letter in whose text it stands
	query "SELECT letter.id FROM letter JOIN document
		ON document.letter_id = letter.id
		WHERE document.text LIKE '%$1%' AND letter.fate = ''"
}
case_with() { # WORD: the number of its case
	query "SELECT casefile.number FROM letter JOIN document
		ON document.letter_id = letter.id JOIN casefile
		ON casefile.id = letter.casefile_id
		WHERE document.text LIKE '%$1%' AND letter.fate = ''"
}
is_in_case() { # WORD: its letter came to a case
	[ -n "$(case_with "$1")" ]
}
shows() { # NUMBER PYTHON: a truth about the case's JSON, d
	plaint show "$1" --json | python3 -c "
import json, sys
d = json.load(sys.stdin)
assert ($2), d"
}
