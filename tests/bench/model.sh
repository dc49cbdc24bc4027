#!/bin/bash
# What plaint learns from labelled texts, beside a linear SVM on character
# n-grams: model.sh PLAINT MODEL_SVM FOLDER.  Texts come from Debian's package
# descriptions, English (20,000 to learn from) and Russian (2,000).
set -eu
plaint=$1 svm=$2 work=$3
lists=$work/lists
mkdir -p "$lists/partial"
[ -s "$work/ru.csv" ] || {
	apt-get -qq -o Dir::State::Lists="$lists" -o APT::Sandbox::User= \
		-o Acquire::Languages=en,ru update
	for language in en ru; do
		python3 tests/bench/model_data.py "$lists" $language \
			>"$work/$language.part"
		mv "$work/$language.part" "$work/$language.csv"
	done
}
printf '%-14s %9s %9s %9s %12s\n' '' accuracy 'macro F1' 'learnt s' 'answered ms'
for language in ru en; do
	file=$work/$language.csv
	# shellcheck disable=SC2046 # four numbers
	printf '%-14s %9s %9s %9s %12s\n' "svm $language" \
		$("$svm" "$file" text label)
	"$plaint" evaluate --data "$file" --text text --label label --json \
		>"$work/$language.json" 2>/dev/null
	# shellcheck disable=SC2046
	printf '%-14s %9.4f %9.4f %9.1f %12.3f   largest gap %s\n' \
		"plaint $language" $(jq -r '[.accuracy, .macro_f1,
			.train_seconds, .predict_ms, .largest_gap]
			| map(tostring) | join(" ")' "$work/$language.json")
done
