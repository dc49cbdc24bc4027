#!/bin/bash
# Whose letter is it: the operator's list, matches made and offered, repeats,
# other people's numbers, floods, news that cannot wait.
. tests/it/lib.sh
work_new
OFFICE=$WORK/office
"$PLAINT" init "$OFFICE" >/dev/null
! is_root || chown -R nobody:nogroup "$OFFICE"
for staff in "olena:agent:Олена Коваль" "iryna:approver:Ірина Лисенко" \
	"vasyl:agent:Василь Крутій"; do
	IFS=: read -r login role name <<<"$staff"
	plaint user add "$login" --role "$role" --name "$name" \
		--email "$login@plaint.example" >/dev/null
done
sed -i 's/^  \(network\|duty\|quality\|care\): {names:/  \1: {head: iryna, names:/' \
	"$OFFICE/rules/routing.yaml"

# A name its comment offers: a letter of danger is not held back by it.
sed -i 's/^Subject: .*/& ({{total}})/' "$OFFICE"/templates/notices/reminder.*.txt

cat >"$WORK/list.csv" <<-END
	Особовий рахунок;ПІБ;Пошта;Телефон;Адреса;Клієнт з;Тариф;Скарги
	4001881;Коваль Ганна Іванівна;hanna@x.example;067 123 45 19;Київ, вул. Зелена, 14, кв. 5;2015;Смарт;2
	4001882;Сич Петро;petro@x.example;050 111 22 33;"Львів,
	вул. Садова, 3";01.05.2019;Безліміт;0
	4001884;Мартинов Юрій Петрович;;;Одеса, вул. Канатна, 83, кв. 5;;;
	4001885;Мартинов Юхим Юрійович;;;Одеса, вул. Канатна, 83, кв. 5;;;
	;Без Рахунку;;;;;;
	4001883;Бондар Лідія;not-mail;12;;;;
END
iconv -f utf-8 -t cp1251 "$WORK/list.csv" >"$WORK/list-1251.csv"
counts() { plaint customers import "$1" --json 2>/dev/null |
	tr -d ' \n{}"' | tr ',' ' '; }
ok "the list is taken in" same "$(counts "$WORK/list.csv")" \
	"added:5 updated:0 unchanged:0 refused:1 left_out:2"
ok "once more, in Windows-1251, it changes nothing" same \
	"$(counts "$WORK/list-1251.csv")" \
	"added:0 updated:0 unchanged:5 refused:1 left_out:2"
sed -i 's/Смарт;2/Смарт+;3/' "$WORK/list.csv"
ok "what differs is brought up to date" same "$(counts "$WORK/list.csv")" \
	"added:0 updated:1 unchanged:4 refused:1 left_out:2"
ok "a mistake is told by its line" grep -q \
	"list.csv:7: refused: no account number" \
	<(plaint customers import "$WORK/list.csv" 2>&1)
ok "a list without accounts is refused" fails_with "topics.yaml:1: no column is headed" \
	plaint customers import "$OFFICE/rules/topics.yaml"
ok "a customer is found by phone" grep -q "Коваль Ганна" \
	<(plaint customers find '8 067 123-45-19')

# letter NAME FROM TEXT
letter() {
	printf 'From: %s\nSubject: %s\nMessage-ID: <%s@t>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n' \
		"$2" "$1" "$1" "$3" >"$WORK/$1.eml"
}
letter verified 'hanna@x.example' \
	'З рахунку зняли 50 гривень невідомо за що. Поясніть.'
letter again 'Hanna Koval <hanna@x.example>' \
	'Списали гроші з рахунку ще раз, за що? Чекаю третій тиждень.'
letter phone 'Анна Коваль <other@y.example>' \
	'Мій номер 067 123 45 19. Інтернет не працює другий тиждень.'
letter account 'nobody@y.example' \
	'Особовий рахунок 4001882. Інтернет не працює третій день.'
letter curious 'Марко Дрозд <marko@y.example>' \
	'Скажіть, з ким розмовляв абонент 050 111 22 33 у вересні?'
letter card 'Олег Тур <oleh@y.example>' \
	'Гроші зняли з картки 4111 1111 1111 1111 двічі, поверніть.'
letter unsure 'Іван Кіт <ivan@y.example>' \
	'Перевірте, будь ласка, чи все гаразд із тим, про що ми говорили.'
letter initials 'p77@y.example' \
	$'Інтернет не працює третій день.\n\nП. Сич\nЛьвів, вул. Садова, 3'
letter namesakes 'm77@y.example' \
	$'Телефон мовчить тиждень.\n\nЮ. Мартинов\nОдеса, вул. Канатна, 83, кв. 5'
letter praise 'Марія Гай <maria@y.example>' \
	'Хочу щиро подякувати майстру Василю Крутію: приїхав і все налагодив!'
letter danger 'Ян Лис <yan@y.example>' \
	'Ви відключили телефон. Я не хочу більше жити, всім буде легше без мене.'
letter guess 'Ольга Рак <olha@y.example>' \
	'Добрий день. Кнопка тривоги в мами на шиї не світиться, відколи ваш майстер поміняв коробку, а живе вона сама і вже двічі падала. Прошу приїхати. Ольга Рак'
letter threat 'Гнат Вовк <hnat@y.example>' \
	'Рахунок за жовтень невірний. Ще раз таке пришлете, прийду до вас з каністрою бензину і всіх спалю.'
for i in $(seq 12); do
	letter "flood$i" "Мешканець $i <m$i@z.example>" \
		"У нашому будинку $i на вулиці Садовій вже третій день немає інтернету і телебачення. Гаряча лінія не відповідає, майстри не приїздять, ніхто нічого не пояснює. Просимо відновити послуги та зробити перерахунок."
done
! is_root || chown nobody:nogroup "$WORK"/*.eml
plaint ingest "$WORK/verified.eml" >/dev/null 2>&1
plaint ingest "$WORK"/{again,phone,account,curious,card,unsure,initials,namesakes,praise,danger,guess,threat}.eml \
	"$WORK"/flood*.eml >/dev/null 2>&1
serve_start
ok "all are cases" try_for 40 cases_are 25
number() { plaint list --search "$1" --json | jq -r '.[0].number'; }
show() { plaint show "$(number "$1")" --json; }

ok "the verified sender is the customer" same "$(show verified | jq -r '
	.customer, .customer_candidates[0].state,
	.customer_candidates[0].reasons[0]' | paste -sd' ')" \
	"Коваль Ганна Іванівна made verified_sender"
ok "the same topic again is a repeat" same "$(show again |
	jq -r '[.repeat_count, (.flags | index("repeat") != null)] | @csv')" \
	"2,true"
ok "the list marks it" same "$(plaint list --json |
	jq -r '[.[] | select(.repeat)] | length')" 1
ok "the law's word on repeats is shown" grep -q "repeat: .*ст. 8" \
	<(plaint show "$(number again)")
ok "with the regime, for programs too" same "$(show again | jq -r \
	'.repeat_rules[] | [.regime, .source, .confidence,
	(.may | keys | join(" "))] | join("; ")' | head -n 1)" \
	"ua-393-1m; Закон України 393/96-ВР ст. 8; Q; be en ru uk"
ok "and of no other case" same "$(show verified |
	jq '.repeat_rules | length')" 0
ok "phone and name in another language match" same "$(show phone |
	jq -r .customer)" "Коваль Ганна Іванівна"
ok "an account alone is offered, not made" same "$(show account | jq -r '
	[.customer, .customer_candidates[0].state,
	.customer_candidates[0].name] | join(" ")')" " offered Сич Петро"
offered() { show "$1" | jq -r '[.customer] + [.customer_candidates[]
	| .state, .name] | join("; ")'; }
ok "initials with the address are offered" same "$(offered initials)" \
	"П. Сич; offered; Сич Петро"
ok "father and son behind one initial are both offered" same \
	"$(offered namesakes | tr ';' '\n' | sort | paste -sd';')" \
	" offered; offered; Мартинов Юрій Петрович; Мартинов Юхим Юрійович;Ю. Мартинов"
petro=$(show account | jq -r '.customer_candidates[0].customer')
plaint customers accept "$(number account)" "$petro" --as olena >/dev/null
ok "a person accepts it" same "$(show account | jq -r .customer)" "Сич Петро"
ok "the address is theirs from now on" grep -q nobody@y.example \
	<(plaint customers show "$petro")
ok "somebody else's number is flagged" same "$(show curious |
	jq -r '.flags | index("third_party_data") != null')" true
ok "and looked into by privacy first" same "$(show curious |
	jq -r .expert)" privacy
ok "a number of another customer goes into no reply" fails_with \
	"another customer's" plaint draft "$(number verified)" \
	--text 'Дзвонили з номера 050 111 22 33.' --as olena
ok "a card number is kept nowhere" fails_with "not there" bash -c \
	"grep -q '4111 1111 1111\|4111111111111111' <('$PLAINT' show \
	$(number card) --json -c '$OFFICE/plaint.yaml') || { echo not there; false; }"
page() { plaint show "$(number "$1")"; }
page_has() { # LETTER PATTERN...
	local text pattern
	text=$(page "$1")
	for pattern in "${@:2}"; do
		grep -q "$pattern" <<<"$text" || return 1
	done
}
ok "the words that decided are marked, with their rules" page_has verified \
	'\[[^]]*зняли 50 гривень[^]]*\]¹' '¹.* topics.yaml:'
ok "what was found stands at the head" grep -q "^  phone .*+380671234519" \
	<(page phone)
ok "and where, in characters" same "$(show phone | jq -r '
	(.entity_spans[] | select(.kind == "phone")) as $e |
	.letters[0].document.text[$e.offset:$e.offset + $e.length]')" \
	"067 123 45 19"
ok "what is not sure has the next best below it" grep -q '^    or ' \
	<(grep -A1 'not sure: triage' < <(page unsure))
ok "sure or not, for programs too" same "$(show unsure | jq -c '
	[.triage, (.alternatives | length > 0)]')" "[true,true]"
ok "priority shows its working" grep -q '"why"' \
	<(show verified | jq -c .priority_working)

# Of cases; the day's digest goes too when its time has come.
notices() { plaint outbox --notices --json | jq -r '.[]
	| select(.subject | startswith("Нагадування")) | .to' | sort |
	uniq -c | tr -s ' ' | paste -sd' '; }
ok "danger, praise and the flood are told at once" same "$(notices)" \
	" 5 iryna@plaint.example  1 vasyl@plaint.example"
ok "a threat to people goes to the one on duty, whatever it is about" same \
	"$(show threat | jq -r '[.department, .priority, (.flags |
	index("threatens_violence") != null)] | join(" ")')" "duty urgent true"
ok "a danger that no rule names is a guess, and a person looks" same \
	"$(show guess | jq -r '[.department, (.flags |
	index("possible_safety_of_life") != null), (.priority_working |
	any(.why == "possible_safety_of_life"))] | join(" ")')" \
	"duty true true"
ok "its sentence is marked as the model's" page_has guess \
	'\[[^]]*Кнопка[^]]*\]¹' '¹.*possible_safety_of_life model'
ok "programs see that it is a guess" same "$(plaint classify \
	"$WORK/guess.eml" --json | jq -r '[.reasons[] | select(.guess != null)
	| [.rule, .for] | join(" ")] | join(",")')" \
	"model possible_safety_of_life"
ok "the flood is one of twelve" same "$(plaint floods --json |
	jq -r '.[0].cases')" 12
ok "each of its cases says so" grep -q \
	"flood  *1: 12 letters alike, open" <(page flood7)
ok "who is in danger, or may be, stands first in the list" same \
	"$(plaint list --json | jq -r '[.[0, 1, 2].subject] | sort | join(" ")')" \
	"danger guess threat"
ok "and an alarm of the status" grep -q "alarm: flood.1: 12 letters alike" \
	<(plaint status)
# The case is in somebody's hands when the next letter comes.
plaint assign "$(number initials)" --to vasyl --as olena >/dev/null
letter "Re: [$(number initials)]" p77@y.example \
	'Дев''ять днів тиші. Якщо так і далі, я не хочу більше жити.'
mv "$WORK/Re: [$(number initials)].eml" "$WORK/later.eml"
! is_root || chown nobody:nogroup "$WORK/later.eml"
plaint ingest "$WORK/later.eml" >/dev/null 2>&1
raised() { same "$(show initials | jq -r '[(.letters | length), .priority,
	(.flags | index("self_harm") != null), .owner] | join(" ")')" \
	"2 urgent true vasyl"; }
ok "danger in a further letter is flagged in its case" try_for 20 raised
ok "and told at once" same "$(notices)" \
	" 6 iryna@plaint.example  1 vasyl@plaint.example"
ok "the history says by which letter" grep -q '"danger_flagged"' \
	<(show initials | jq -c .events)
plaint floods answer 1 --text 'Лінію відновлено.' --as olena >/dev/null
ok "one answer is drafted for all" same "$(plaint list --stage drafting \
	--limit 100 --json | jq length)" 12
ok "the alarm ends" fails_with "over" bash -c "'$PLAINT' status -c \
	'$OFFICE/plaint.yaml' | grep 'alarm: flood' || { echo over; false; }"

week=$(date -d '+7 days' +%F)
plaint user absent iryna --until "$week" --deputy olena >/dev/null
ok "who is away is listed with who stands in" same "$(plaint user absences \
	--json | jq -r '.[0] | [.login, .deputy, .until] | join(" ")')" \
	"iryna olena $week"
ok "deputies do not go round" fails_with "would go round" \
	plaint user absent olena --until "$week" --deputy iryna
ok "a case given to somebody away goes to the deputy" grep -q \
	"iryna is away: assigned to olena" \
	<(plaint assign "$(number card)" --to iryna --as vasyl)
ok "its history says instead of whom" grep -q '"instead_of": *"iryna"' \
	<(show card | jq -c .)
plaint user present iryna >/dev/null
ok "back again, it is theirs" grep -q "assigned to iryna" \
	<(plaint assign "$(number card)" --to iryna --as vasyl)
ok "nobody is away" grep -q "Nobody is away" <(plaint user absences)

hanna=$(plaint customers find hanna@x.example --json | jq -r '.[0].id')
marko=$(plaint customers find marko@y.example --json | jq -r '.[0].id')
plaint customers merge "$marko" "$hanna" --as olena >/dev/null
ok "merged customers are one" same "$(show curious | jq -r .customer)" \
	"Коваль Ганна Іванівна"
plaint customers split "$marko" --as olena >/dev/null
ok "and two again" same "$(show curious | jq -r .customer)" "Марко Дрозд"
ok "all that is kept holds together" plaint verify
finish
