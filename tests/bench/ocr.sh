#!/bin/sh
# How fast and how right scans are read, against the tesseract command line
# and ocrmypdf (when installed), on the same 40 pages in one go, two at a
# time each: ocr.sh PROGRAMS_DIR WORK_DIR.  PROGRAMS_DIR holds render_page,
# ocr_run and ocr_error.  Prints a table: pages a second, CPU seconds a page,
# peak memory of a worker, characters read wrong.
set -eu
programs=$1 work=$2 here=$(dirname "$0")
export OMP_THREAD_LIMIT=1
languages=ukr+rus+bel+eng

if [ ! -e "$work/scan/39.png" ]; then
	sh "$here/ocr_pages.sh" "$programs/render_page" "$work"
fi
rm -rf "$work/ours" "$work/cli" "$work/omp"
mkdir -p "$work/ours" "$work/cli" "$work/omp" "$work/tmp"

# report NAME SECONDS TEXT_DIR: each worker's CPU and peak are in tmp/NAME.*
report() {
	wrong=$("$programs/ocr_error" "$work/truth" "$3" | tail -1)
	cat "$work/tmp/$1".* | awk -v name="$1" -v wall="$2" -v wrong="$wrong" '
		{ cpu += $1 + $2; if ($3 > peak) peak = $3 }
		END { printf "%-10s %5.2f pages/s %6.2f s CPU/page %5d MB  %s\n",
			name, 40 / wall, cpu / 40, peak / 1024, wrong }'
}

# timed NAME.N COMMAND...: user, system, peak KB into tmp/NAME.N
timed() {
	out=$work/tmp/$1
	shift
	/usr/bin/time -f '%U %S %M' -o "$out" "$@"
}

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ print $1 - $2 }'; }

rm -f "$work/tmp/"*
start=$(now)
# Two workers share the pages as the engine would: every other one.
for half in 0 1; do
	timed ours.$half "$programs/ocr_run" --text="$work/ours" \
		$(ls "$work"/scan/* | awk -v half=$half 'NR % 2 == half') \
		>"$work/tmp/steps$half" &
done
wait
report ours "$(since "$start")" "$work/ours"
grep step "$work/tmp/steps0"

# The command line reads no PDF: it gets the page as a picture, unpaid for.
for pdf in "$work"/scan/*.pdf; do
	picture=${pdf%.pdf}
	[ -e "$work/tmp/${picture##*/}.png" ] ||
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
	for file in $(ls "$work"/scan/* | awk -v half=$half 'NR % 2 == half'); do
		cli_page "$file"
	done &
done
wait
report tesseract "$(since "$start")" "$work/cli"

if ! command -v ocrmypdf >/dev/null; then
	echo "ocrmypdf   not installed, skipped"
	exit 0
fi
start=$(now)
for file in "$work"/scan/*; do
	name=$(basename "$file")
	name=${name%.*}
	timed "ocrmypdf.$name" ocrmypdf --quiet --jobs 2 --rotate-pages --deskew \
		-l $languages --image-dpi 300 --force-ocr \
		--sidecar "$work/omp/$name.txt" "$file" "$work/tmp/$name.pdf" ||
		true
done
report ocrmypdf "$(since "$start")" "$work/omp"
