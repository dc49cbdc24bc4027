#!/bin/sh
# How fast and how right scans are read: `plaint read --jobs 2`, beside the
# tesseract command line and ocrmypdf, on the same pages in one go, two at a
# time each: PLAINT=PROGRAM ocr.sh PROGRAMS_DIR WORK_DIR.  PROGRAMS_DIR holds
# render_page, ocr_run and ocr_error.  OCR_PAGES (40) are drawn and read;
# ocrmypdf, at a tenth of a page a second, gets OCRMYPDF_PAGES (8) of them,
# evenly taken; 0 leaves it out.  Prints a table: pages a second, CPU seconds a
# page, peak memory of a process, characters read wrong; how many times as fast
# ours is; then what each step of ours took, by one engine over
# OCRMYPDF_PAGES of them.
#
# What was tried, as CPU of a page and characters wrong, against one Tesseract
# with all four languages at an x-height of 11 pixels, 0.85 narrow (1.00 and
# 0.19 %); each beside a reference in the same minute, on 6 to 9 of the pages,
# within 0.05:
#
#   one Tesseract per language; bar codes only      0.85   0.19 %
#     where it is dense; no second look
#   and x-height  9, 0.85 narrow                    0.74   0.42 %
#   and x-height  9, 0.90 narrow                    0.72   0.30 %
#   and x-height  9, full width                     0.64   0.22 %
#   and x-height  9, 1.10 wide                      0.76   0.18 %
#   and x-height  8, 0.95 narrow                    0.65   0.33 %
#   and x-height  8, 1.10 wide                      0.66   0.20 %
#   and x-height 10, full width                     0.75   0.19 %
#   x-height 9, lines with a word below 0.60 again  0.69   0.15 %
#   the same below 0.75                             0.72   0.16 %
#   kept: 0.60, "№" before a number, "+" of phones  0.72   0.07 %
#
# Then, on 10 other pages that cost 0.95 and had 0.09 % wrong, beside each other
# on a busy machine (computing only, within 3 %):
#
#   of a doubtful line the doubtful words and one   0.84   0.08 %
#     beside them, instead of all of it
#   two beside them; none                     0.86, 0.82   0.07, 0.08 %
#   kept: one, words below 0.70, the word beside    0.85   0.09 %
#     a figure too; all 40 pages from 1.05 to 0.90  0.16 %, as before
#   and x-height  8.5                               0.85   0.09 %
#   and x-height  8                                 0.80   0.18 % (40: 0.31)
#   and x-height  7.5                               0.78   0.28 % (40: 0.34)
#   and x-height  7                                 0.79   0.32 %
#   and x-height  8, 0.95 narrow                    0.78   0.27 %
#   and x-height  9, 0.93 narrow                    0.83   0.17 %
#   and x-height  9, 0.88 narrow                    0.82   0.19 %
#     not kept: what goes wrong first are the "№" and the commas of sums
#   language told from shorter lines, or by more   +0.02   same
#   huge pages; buffers below 4 MB without mmap     no difference
#   figures not read again, at the old cost        -0.07   same; but sums count
#
# Of a page's computing Tesseract's network takes seven tenths and grows with
# the length of the lines alone; finding lines takes 4 %, telling the language
# 8 %, reading again 5 %, pictures 9 %.  Its parameters are out of reach:
#
#   OpenMP's calls interposed by serial ones       -0.03   same; not kept
#   tessedit_do_invert and stopper_nondict_certainty_base given to all
#     languages, load_*_dawg: no difference, 5.3's recogniser has its own
#
# Then, on 10 and 10 pages, the machine kept quiet (the reference twice within
# 0.01), against 0.85, 0.107 %.  A page whose language is told wrong is read
# twice, which is 0.07 of these; one of them was:
#
#   x-height 10, 0.90 narrow; 0.85 narrow    0.88, 0.87   0.166, 0.196 %
#   x-height 11, 0.80 narrow                        0.85   0.137 %
#   x-height 12, 0.75 narrow; 0.70 narrow    0.74, 0.75   0.190, 0.356 %
#   x-height 14, 0.65 narrow                        0.83   0.386 %
#     not kept: at nearly twice the error, and most of it may be that page
#   a first line must lead by 0.06; by 0.08   0.91, 0.90   same
#   doubtful words in the other script only        -0.01   0.095 %
#     not kept: a Russian passage in a Ukrainian letter would stay wrong
#   width by font: small letters are 0.82 to 0.93 as wide as high in all of
#     them, nothing to gain
#   a PDF drawn at 150; at 300 dpi, against 0.97  0.95, 1.08   0.23, 0.12 %
#     not kept: one page, and errors of two others went up or down by chance
#   a PDF's page that lay sideways was drawn twice too wide, by mistake, and
#     cost 3 of the 38 seconds of all: mended, 2.6 pages a second, 1.8 times as
#     fast as the command line, 0.18 %
#
# Out of reach without another Tesseract: it writes each line as a PNG and
# reads it back (4 %), and asks of each pixel of its first layers where its
# neighbours are (25 %); it has AVX-512 code and the models are whole numbers.
set -eu
programs=$1 work=$2 here=$(dirname "$0")
export OMP_THREAD_LIMIT=1
languages=ukr+rus+bel+eng
pages=${OCR_PAGES:-40} few=${OCRMYPDF_PAGES:-8}

if [ ! -e "$work/scan/39.png" ]; then
	sh "$here/ocr_pages.sh" "$programs/render_page" "$work"
fi
rm -rf "$work/ours" "$work/cli" "$work/omp" "$work/clean" "$work/tmp"
mkdir -p "$work/ours" "$work/cli" "$work/omp" "$work/clean" "$work/tmp"

# take N: every so many of the 40, N in all
take() {
	ls "$work"/scan/* | awk -v n="$1" '
		int(NR * n / 40) > int((NR - 1) * n / 40)'
}

# report NAME PAGES SECONDS TEXT_DIR: each process's CPU and peak are in
# tmp/NAME.*
report() {
	rm -rf "$work/tmp/truth"
	mkdir "$work/tmp/truth"
	for file in $(take "$2"); do
		name=$(basename "$file")
		cp "$work/truth/${name%.*}.txt" "$work/tmp/truth/"
	done
	wrong=$("$programs/ocr_error" "$work/tmp/truth" "$4" | tail -1)
	cat "$work/tmp/$1".* | awk -v name="$1" -v wall="$3" -v wrong="$wrong" \
		-v pages="$2" '
		{ cpu += $1 + $2; if ($3 > peak) peak = $3 }
		END { printf "%-10s %2d pages %6.3f pages/s %6.2f s CPU/page " \
			"%4d MB  %s\n", name, pages, pages / wall, cpu / pages,
			peak / 1024, wrong }' | tee -a "$work/tmp/table"
}

# timed NAME.N COMMAND...: user, system, peak KB into tmp/NAME.N
timed() {
	out=$work/tmp/$1
	shift
	/usr/bin/time -f '%U %S %M' -o "$out" "$@"
}

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ print $1 - $2 }'; }
halves() { take "$pages" | awk -v half="$1" 'NR % 2 == half'; }

# As people run it: start, languages and seal are paid for.
start=$(now)
# shellcheck disable=SC2046
timed ours.all "$PLAINT" read --jobs 2 --json $(take "$pages") \
	>"$work/tmp/read.jsonl"
wall=$(since "$start")
while read -r line; do
	name=$(basename "$(printf '%s' "$line" | jq -r .file)")
	printf '%s' "$line" | jq -r .text >"$work/ours/${name%.*}.txt"
done <"$work/tmp/read.jsonl"
report ours "$pages" "$wall" "$work/ours"

# The command line reads no PDF: it gets the page as a picture, unpaid for.
for pdf in "$work"/scan/*.pdf; do
	picture=${pdf%.pdf}
	pdftoppm -r 200 -gray -png -singlefile "$pdf" \
		"$work/tmp/${picture##*/}"
done
cli_page() {
	name=$(basename "$1")
	case $1 in
	*.pdf) set -- "$work/tmp/${name%.*}.png" ;;
	esac
	timed "tesseract.${name%.*}" tesseract "$1" "$work/cli/${name%.*}" \
		-l $languages --psm 1 >/dev/null 2>&1
}
start=$(now)
for half in 0 1; do
	for file in $(halves $half); do
		cli_page "$file"
	done &
done
wait
report tesseract "$pages" "$(since "$start")" "$work/cli"

# peer NAME TEXT_DIR OPTION...
peer() {
	name=$1 texts=$2
	shift 2
	start=$(now)
	for file in $(take "$few"); do
		page=$(basename "$file")
		page=${page%.*}
		timed "$name.$page" ocrmypdf --quiet --jobs 2 "$@" \
			-l $languages --image-dpi 300 --force-ocr \
			--sidecar "$texts/$page.txt" "$file" \
			"$work/tmp/$page.out.pdf" 2>/dev/null || true
	done
	report "$name" "$few" "$(since "$start")" "$texts"
}
if [ "$few" -gt 0 ] && command -v ocrmypdf >/dev/null; then
	peer ocrmypdf "$work/omp" --rotate-pages --deskew
	peer clean "$work/clean" --deskew --clean
else
	echo "ocrmypdf   left out"
fi
awk '$1 == "ours" { ours = $4 }
	$1 != "ours" { printf "ours is %.1f times as fast as %s\n", ours / $4, $1 }
	' "$work/tmp/table"
# shellcheck disable=SC2046
[ "$few" -eq 0 ] || "$programs/ocr_run" $(take "$few") | grep step
