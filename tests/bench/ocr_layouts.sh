#!/bin/sh
# Draw pages that are not plain letters: ocr_layouts.sh RENDER_PAGE OUTDIR.
# OUTDIR/scan/NAME.* and OUTDIR/truth/NAME.txt, in reading order; what a seal
# over the text says is not in the truth.  With ONLY="table dark" just those.
#
# Characters wrong when this was written: columns-short 0.5 %, letterhead 0.1,
# ruled 1.7, dark 0.4, borders 0.3, speckle 0.1; table 6.5 and seal 7.3, both
# sent to `check words`.  Not read as they should be: `columns`, of which one is
# shorter, is read across both (50 %), and of `banner` the band is lost (3.7 %);
# both go straight through.
set -eu
program=$1 out=$2 from=$(dirname "$0")/ocr_text
mkdir -p "$out/scan" "$out/truth" "$out/text"

letter() { # LANGUAGE FROM HOW_MANY paragraphs
	awk -v RS= -v ORS='\n\n' -v from="$2" -v many="$3" '
		NR >= from && NR < from + many' "$from/$1.txt"
}
table() {
	cat <<-END
	Прошу пояснити рахунок за січень:

	Послуга|Період|Сума
	Абонентська плата|01.01–31.01|320,00 грн
	Роумінг у Польщі|12.01–15.01|192,50 грн
	Платні повідомлення|18.01|45,00 грн
	Переадресація дзвінків|01.01–31.01|20,00 грн
	Разом до сплати|січень 2026|577,50 грн

	Роумінгом і платними повідомленнями я не користувався.
	END
}
text_of() {
	case $1 in
	columns) letter ru 1 4 ;;
	columns-short) letter uk 3 2 ;;
	table) table ;;
	letterhead)
		echo '@head ТОВ «Північний вітер»|вул. Садова, 14, м. Суми, 40000'
		echo '@foot Тел. 0542 61-20-33   Код 30512244'
		letter uk 2 3
		;;
	banner)
		echo '@banner Larkfield Residents Association'
		letter en 1 3
		;;
	seal)
		echo '@seal ВХІДНИЙ|№ 418|КАНЦЕЛЯРІЯ'
		letter uk 4 4
		;;
	ruled) letter be 1 4 ;;
	dark) letter ru 4 3 ;;
	borders | speckle) letter uk 1 4 ;;
	esac
}
look_of() {
	case $1 in
	columns) echo --columns --justify --skew 0.9 --noise 6 ;;
	columns-short) echo --columns --noise 20 --one-bit --dpi 200 ;;
	table) echo --table --noise 6 --skew -0.6 ;;
	letterhead) echo --noise 6 --shade 40 --skew 0.5 ;;
	banner) echo --noise 6 --skew 0.4 ;;
	seal) echo --colour ;;
	ruled) echo --ruled --noise 6 --skew 0.8 ;;
	dark) echo --dark --noise 4 --dpi 200 ;;
	borders) echo --holes --noise 15 --one-bit --skew 1.5 ;;
	speckle) echo --speckles 1.5 --noise 20 --one-bit --dpi 200 ;;
	esac
}

for name in ${ONLY:-columns columns-short table letterhead banner seal ruled \
	dark borders speckle}; do
	text=$out/text/$name.txt
	text_of "$name" >"$text"
	# shellcheck disable=SC2046
	"$program" --font 'Liberation Serif 12' $(look_of "$name") \
		--seed "${#name}" "$text" "$out/scan/$name.png"
	# Cells are read one after another; a foot comes last.
	{
		grep -v '^@' "$text" | sed 's/|/ /g'
		sed -n 's/^@foot //p' "$text"
	} >"$out/truth/$name.txt"
	head=$(sed -n 's/^@\(head\|banner\) //p' "$text" | tr '|' '\n')
	[ -z "$head" ] || { printf '%s\n' "$head" |
		cat - "$out/truth/$name.txt" >"$text"; mv "$text" "$out/truth/$name.txt"; }
done
