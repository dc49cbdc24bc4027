#!/bin/sh
# Draw pages that are not plain letters: ocr_layouts.sh RENDER_PAGE OUTDIR.
# OUTDIR/scan/NAME.* and OUTDIR/truth/NAME.txt, in reading order; what a seal
# over the text says is not in the truth, what a stamp does comes last.  With ONLY="table dark" just those.
#
# Characters wrong when this was written: at most 0.5 % of each, but 1.0 of
# tables, whose en dashes are read as hyphens, and 7 of `seal-grey`, which is
# sent to `check words`: in colour the seal is lightened.
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
# Cells of several lines.
wide_table() {
	cat <<-END
	Прошу повернути гроші за такі послуги:

	Послуга та період, за який її нараховано|Сума|Чому не погоджуюся
	Музика без меж, з першого до останнього дня січня|35,00 грн|Не замовляв і жодного разу не користувався
	Роумінг у Польщі, три дні|192,50 грн|Телефон весь час лежав удома в Сумах
	Переадресація|20,00 грн|Вимкнено ще торік

	Відповідь надішліть, будь ласка, звичайною поштою.
	END
}
text_of() {
	case $1 in
	columns) letter ru 1 5 ;;
	columns-short) letter uk 3 2 ;;
	columns-headed)
		echo '@head Рада споживачів «Явір»|вул. Лісова, 3, м. Рівне'
		echo '@foot Тел. 0362 41-20-77   Код 40511802'
		letter uk 2 6
		;;
	table | table-open) table ;;
	table-lines | table-open-lines) wide_table ;;
	letterhead)
		echo '@head ТОВ «Північний вітер»|вул. Садова, 14, м. Суми, 40000'
		echo '@foot Тел. 0542 61-20-33   Код 30512244'
		letter uk 2 3
		;;
	banner)
		echo '@banner Larkfield Residents Association'
		letter en 1 3
		;;
	seal | seal-grey)
		echo '@seal ВХІДНИЙ|№ 418|КАНЦЕЛЯРІЯ'
		letter uk 4 4
		;;
	stamp)
		echo '@stamp Отримано|Вх. № 418|20.01.2026'
		letter uk 1 8
		letter uk 1 3
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
	columns-headed) echo --columns --noise 8 --shade 30 --skew -1.1 ;;
	table) echo --table --noise 6 --skew -0.6 ;;
	table-lines) echo --table --noise 6 --skew 0.5 ;;
	table-open) echo --table --open --noise 6 --skew 0.4 ;;
	table-open-lines) echo --table --open --noise 8 --skew -0.8 ;;
	letterhead) echo --noise 6 --shade 40 --skew 0.5 ;;
	banner) echo --noise 6 --skew 0.4 ;;
	seal | stamp) echo --colour ;;
	seal-grey) echo --noise 6 ;;
	ruled) echo --ruled --noise 6 --skew 0.8 ;;
	dark) echo --dark --noise 4 --dpi 200 ;;
	borders) echo --holes --noise 15 --one-bit --skew 1.5 ;;
	speckle) echo --speckles 1.5 --noise 20 --one-bit --dpi 200 ;;
	esac
}

for name in ${ONLY:-columns columns-short columns-headed table table-lines \
	table-open table-open-lines letterhead banner seal \
	seal-grey stamp ruled dark borders speckle}; do
	text=$out/text/$name.txt
	text_of "$name" >"$text"
	# shellcheck disable=SC2046
	"$program" --font 'Liberation Serif 12' $(look_of "$name") \
		--seed "${#name}" "$text" "$out/scan/$name.png"
	# Cells are read one after another; a foot or stamp comes last.
	{
		grep -v '^@' "$text" | sed 's/|/ /g'
		sed -n 's/^@\(foot\|stamp\) //p' "$text" | tr '|' ' '
	} >"$out/truth/$name.txt"
	head=$(sed -n 's/^@\(head\|banner\) //p' "$text" | tr '|' '\n')
	[ -z "$head" ] || { printf '%s\n' "$head" |
		cat - "$out/truth/$name.txt" >"$text"; mv "$text" "$out/truth/$name.txt"; }
done
