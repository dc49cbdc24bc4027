#!/bin/sh
# Handwriting is told from print: ocr_hands.sh PROGRAMS_DIR WORK_DIR.  Draws
# HANDS (30) pages in script fonts, letters and lines made uneven as by hand,
# every third one scribbled, and as many printed ones in fonts and at defects
# of their own; says how each is judged, and fails if a handwritten page goes
# straight through or more than one in fifteen printed does not.
#
# The thresholds (include/plaint/ocr/trust.h) were set on other fonts: kiloji,
# Dancing Script, Dkg Handwriting, Kristi and Comic Neue; Liberation, DejaVu.
set -eu
programs=$1 work=$2 count=${HANDS:-30}
from=$(dirname "$0")/ocr_text
export OMP_THREAD_LIMIT=1
rm -rf "$work"
mkdir -p "$work"

nth() { # n word... : the word at n, round and round
	n=$(($1 % ($# - 1) + 1))
	shift "$n"
	printf '%s' "$1"
}

# text LANGUAGE N: five paragraphs into letter.txt
text() {
	awk -v RS= -v ORS='\n\n' -v from="$2" '{ p[NR - 1] = $0 }
		END { for (k = 0; k < 5; k++) print p[(from + k * 3) % NR] }' \
		"$from/$1.txt" >"$work/letter.txt"
}

i=0
while [ $i -lt "$count" ]; do
	name=$(printf '%02d' $i)
	language=$(nth $i uk en ru)
	case $language in
	en) font=$(nth $((i / 3)) Breip femkeklaver 'Kaushan Script' Joscelyn) ;;
	*) font=SetoFont ;;
	esac
	text "$language" $i
	set -- --dpi 200 --skew "$((i % 5 - 2))" --noise 5 --blur 0.7 --quality 60 \
		--seed "$((i + 500))" --wobble "$(nth $i 2 3 4 2.5)"
	[ $((i % 3)) -ne 2 ] || set -- "$@" --scribble
	"$programs/render_page" "$@" --font "$font $(nth $i 15 17 14)" \
		"$work/letter.txt" "$work/hand$name.jpg"
	language=$(nth $i uk ru be en)
	font=$(nth $i FreeSerif FreeSans 'Open Sans' 'DejaVu Serif' \
		'Liberation Serif')
	text "$language" $i
	"$programs/render_page" --font "$font $(nth $i 12 11 13)" \
		--skew "$((i % 9 - 4))" --noise "$(nth $i 5 12 20)" \
		--shade "$(nth $i 20 60)" --blur 0.7 --speckles 0.1 \
		--quality 55 --dpi "$(nth $i 300 200)" --seed "$i" \
		"$work/letter.txt" "$work/print$name.jpg"
	i=$((i + 1))
done

"$programs/ocr_run" --trust "$work"/*.jpg >"$work/verdicts"
awk -v count="$count" '
	$1 == "page" || $1 == "failed" {
		print
		through = /straight_through/
		if ($2 ~ /hand[0-9]/) hands += through
		else prints += through
	}
	END {
		printf "straight through: %d of %d handwritten, %d of %d " \
			"printed\n", hands, count, prints, count
		exit hands > 0 || prints * 15 < count * 14
	}' "$work/verdicts"
