#!/bin/bash
# How well scans are read, a short slice of `make bench-ocr` and `make
# bench-hands`: pages sideways, upside down and askew, as JPEG, G4 and PDF,
# have few wrong letters and the right language; nothing written by hand goes
# straight through.
. tests/it/lib.sh
work_new
programs=${BUILD:-build}/bench
export OMP_THREAD_LIMIT=1
pages=$WORK/pages texts=$WORK/texts
mkdir "$pages" "$texts"

# 4: uk, G4, 4.9 degrees.  5: ru, G4, 90.  10: be, JPEG 45, 180.  15: en, PDF,
# 200 dpi.
ok "pages are drawn" env ONLY="4 5 10 15" tests/bench/ocr_pages.sh \
	"$programs/render_page" "$pages"
"$programs/ocr_run" --trust --text="$texts" "$pages"/scan/* >"$WORK/read"
said=$("$programs/ocr_error" "$pages/truth" "$texts" | tail -n 1)
echo "# $said"
ok "2 % of the letters are wrong, at most" awk -v said="$said" '
	BEGIN { sub(/.*wrong /, "", said); exit !(said != "" && said + 0 <= 2) }'
languages() { # the first language of each page, in order of the files
	awk '$1 == "page" { split($4, l, "+"); printf "%s ", l[1] }' \
		"$WORK/read"
}
ok "in the right language" same "$(languages)" "ukr rus bel eng "
ok "turned upright" same \
	"$(grep -o 'rotation [0-9]*' "$WORK/read" | tr '\n' ' ')" \
	"rotation 0 rotation 270 rotation 180 rotation 0 "

# Not plain letters.  What cannot be read well is not sent straight through.
layouts=$WORK/layouts
mkdir -p "$layouts/read"
ok "other layouts are drawn" env \
	ONLY="columns columns-headed table table-lines table-open
		table-open-lines banner ruled dark seal seal-grey stamp" \
	tests/bench/ocr_layouts.sh "$programs/render_page" "$layouts"
"$programs/ocr_run" --trust --text="$layouts/read" "$layouts"/scan/* \
	>"$layouts/said"
"$programs/ocr_error" "$layouts/truth" "$layouts/read" >"$layouts/wrong"
sed 's/^/# /' "$layouts/wrong"
for page in columns columns-headed table table-lines table-open \
	table-open-lines banner ruled dark seal stamp; do
	ok "$page: in reading order, 2 % wrong at most" awk -v page="$page.txt" '
		$1 == page { wrong = $2 } END { exit !(wrong != "" && wrong <= 2) }
		' "$layouts/wrong"
done
# A row is a line of text, its cells whole and parted by tabs.
row() { # PAGE CELL...
	local page=$1
	shift
	grep -Fxq "$(IFS=$'\t'; echo "$*")" "$layouts/read/$page.txt"
}
for page in table-lines table-open-lines; do
	ok "$page: a row is a line" row $page 'Роумінг у Польщі, три дні' \
		'192,50 грн' 'Телефон весь час лежав удома в Сумах'
done
ok "stamp: its day is read, over print in colour" grep -q \
	'Вх. № 418 *20.01.2026' "$layouts/read/stamp.txt"
ok "seal in grey: 10 % wrong at most, over 3 % not straight through" \
	awk -v sent="$(grep -c "scan/seal-grey.png .* straight_through" \
		"$layouts/said")" '
	$1 == "seal-grey.txt" { wrong = $2 }
	END { exit !(wrong != "" && wrong <= (sent > 0 ? 3 : 10)) }
	' "$layouts/wrong"
ok "nothing by hand goes straight through, print does" \
	env HANDS=3 tests/bench/ocr_hands.sh "$programs" "$WORK/hands"
finish
