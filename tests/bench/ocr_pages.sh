#!/bin/sh
# Draw the benchmark's 40 pages: ocr_pages.sh RENDER_PAGE OUTDIR.
# Ten each in uk, ru, be, en; OUTDIR/scan/NN.* and OUTDIR/truth/NN.txt.  Every
# page has its own font, size, angle, light, noise and file format; six lie
# sideways or upside down.  With ONLY="5 10" just those.
set -eu
program=$1 out=$2 from=$(dirname "$0")/ocr_text
mkdir -p "$out/scan" "$out/truth"

nth() { # n word... : the word at n, round and round
	n=$(($1 % ($# - 1) + 1))
	shift "$n"
	printf '%s' "$1"
}

for i in ${ONLY:-$(seq 0 39)}; do
	name=$(printf '%02d' $i)
	language=$(nth $i uk ru be en)
	round=$((i / 4))
	# Six of the eight paragraphs, from another one each time.
	awk -v RS= -v ORS='\n\n' -v from=$round '{ p[NR - 1] = $0 }
		END { for (k = 0; k < 6; k++) print p[(from + k * 3) % NR] }' \
		"$from/$language.txt" >"$out/truth/$name.txt"
	family=$(nth $((round + i)) 'Liberation Serif' 'Liberation Sans' \
		'DejaVu Serif' 'Liberation Serif' 'DejaVu Sans')
	size=$(nth $((round * 3 + i)) 12 11 10 12 14)
	angle=$(nth $((i * 7 + round)) 0 1.3 -2.1 3.4 -0.7 -4.6 0.4 2.5 -3.2 4.9)
	turn=$(nth $i 0 0 0 0 0 90 0 0 0 0 180 0 0 270 0 0 0 0 0 0)
	dpi=$(nth $((i + round)) 300 300 200 300)
	set -- --font "$family $size" --skew "$angle" --rotate "$turn" \
		--dpi "$dpi" --seed "$i" --speckles 0.1
	case $((round % 5)) in
	0) set -- "$@" --noise 8 --shade 50 --blur 0.8 --quality 60 && type=jpg ;;
	1) set -- "$@" --noise 22 --one-bit --holes && type=tif ;;
	2) set -- "$@" --noise 4 --shade 80 --blur 0.6 --quality 45 && type=jpg ;;
	3) set -- "$@" --noise 6 --shade 20 --quality 60 --picture && type=pdf ;;
	4) set -- "$@" --noise 10 --shade 90 --blur 1.1 --justify && type=png ;;
	esac
	"$program" "$@" "$out/truth/$name.txt" "$out/scan/$name.$type"
done
