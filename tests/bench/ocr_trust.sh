#!/bin/sh
# How far the reader's confidence may be believed: ocr_trust.sh PROGRAMS_DIR
# WORK_DIR [TABLE.c].  Draws FIT (64) pages in four languages, from clean to
# hopeless, and CHECK (32) in texts and fonts that the fit never saw; reads
# them with the confidences as Tesseract gives them; fits a monotone table on
# the first, prints how it fares on the others, and writes TABLE.c.  Pages of
# grain, twelve of the first when this was written, are given up without a word
# and tell nothing of words.
set -eu
programs=$1 work=$2 table=${3:-} here=$(dirname "$0")
export OMP_THREAD_LIMIT=1

nth() { # n word... : the word at n, round and round
	n=$(($1 % ($# - 1) + 1))
	shift "$n"
	printf '%s' "$1"
}

# page SET N LANGUAGE FONT FIRST LAST: paragraphs FIRST..LAST (from 0), the
# N-th grade of eight: softer, grainier, smaller, coarser.
page() {
	name=$(printf '%02d' "$2")
	grade=$(($2 / 4 % 8))
	awk -v RS= -v ORS='\n\n' -v first="$5" -v last="$6" -v from="$2" '
		{ p[NR - 1] = $0 }
		END { n = last - first + 1
			for (k = 0; k < 3; k++) print p[first + (from + k) % n] }' \
		"$here/ocr_text/$3.txt" >"$work/$1/truth/$name.txt"
	"$programs/render_page" --seed "$2" --skew "$(nth "$2" 0 1.2 -2.3)" \
		--font "$4 $(nth $grade 12 12 11 11 10 10 9 9)" \
		--dpi "$(nth $grade 300 200 200 150 150 120 120 100)" \
		--blur "$(nth $grade 0.5 0.7 1 1 1.2 1.2 1.4 1.6)" \
		--noise "$(nth $grade 5 10 20 20 30 40 50 60)" \
		--shade "$(nth "$2" 20 60 90)" --speckles 0.1 \
		--quality "$(nth $grade 70 60 50 45 40 35 30 25)" \
		"$work/$1/truth/$name.txt" "$work/$1/scan/$name.jpg"
}

# draw SET PAGES FIRST LAST FONT...
draw() {
	set_name=$1 pages=$2 first=$3 last=$4
	shift 4
	rm -rf "${work:?}/$set_name"
	mkdir -p "$work/$set_name/truth" "$work/$set_name/scan" \
		"$work/$set_name/words"
	i=0
	while [ $i -lt "$pages" ]; do
		page "$set_name" $i "$(nth $i uk ru be en)" \
			"$(nth $((i / 32 + i)) "$@")" "$first" "$last"
		i=$((i + 1))
	done
	"$programs/ocr_run" --words="$work/$set_name/words" \
		"$work/$set_name"/scan/*.jpg | grep ready
}

draw fit "${FIT:-64}" 0 4 'Liberation Serif' 'DejaVu Sans' 'Liberation Sans' \
	'DejaVu Serif' 'Liberation Serif'
draw check "${CHECK:-32}" 5 7 FreeSerif 'Open Sans' FreeSans
python3 "$here/ocr_trust.py" "$work/fit" "$work/check" $table
