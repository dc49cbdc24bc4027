#!/bin/bash
# Who looks into a case first: a person whom rules/routing.yaml names, their
# deputy while they are away, the department when there is nobody.
. tests/it/lib.sh
work_new
OFFICE=$WORK/office
"$PLAINT" init "$OFFICE" >/dev/null
! is_root || chown -R nobody:nogroup "$OFFICE"
for staff in olena:agent iryna:agent vasyl:agent; do
	plaint user add "${staff%:*}" --role "${staff#*:}" \
		--email "${staff%:*}@plaint.example" >/dev/null
done
sed -i '/^lines:/a\
  - {topics: [service.roaming], person: vasyl, expert: quality}\
  - {topics: [delivery.*], person: iryna}\
  - {topics: [device.*], person: nobody.such, expert: quality}\
  - {topics: [contract.*], person: nobody.such}' "$OFFICE/rules/routing.yaml"
ok "such rules are fine" grep -q "all is well" \
	<("$PLAINT" rules check --rules "$OFFICE/rules")
plaint user absent iryna --until "$(date -d '+7 days' +%F)" \
	--deputy olena >/dev/null

# letter NAME TEXT
letter() {
	printf 'From: %s@x.example\nSubject: %s\nMessage-ID: <%s@t>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n' \
		"$1" "$1" "$1" "$2" >"$WORK/$1.eml"
}
letter roaming 'У роумінгу в Польщі з мене зняли за інтернет 900 гривень, хоча роумінг я не вмикав.'
letter delivery 'Посилку з телефоном не доставили, кур’єр не приїхав, доставка запізнюється на тиждень.'
letter device 'Купив у вас телефон, він зламався за тиждень, екран не вмикається, гарантія діє.'
letter contract 'Прошу розірвати договір про надання послуг, відмовляюся від послуг з 1 грудня.'
! is_root || chown nobody:nogroup "$WORK"/*.eml
ok "before there is an office's word, the rules' name is told" same \
	"$(plaint classify "$WORK/delivery.eml" --json | jq -r .expert)" iryna
plaint ingest "$WORK"/{roaming,delivery,device,contract}.eml \
	>/dev/null 2>"$WORK/ingest.log"
serve_start
ok "all are cases" try_for 40 cases_are 4
number() { plaint list --search "$1" --json | jq -r '.[0].number'; }
expert() { plaint show "$(number "$1")" --json |
	jq -r '[.expert, .expert_for] | join(" for ")'; }

ok "the person named looks into it" same "$(expert roaming)" "vasyl for "
ok "the deputy of who is away" same "$(expert delivery)" "olena for iryna"
ok "and it is told for whom" grep -q "olena looks into it first, for iryna" \
	<(plaint show "$(number delivery)")
ok "nobody bears the login: the department" same "$(expert device)" \
	"quality for "
ok "or nobody" same "$(expert contract)" " for "
ok "and the log says why" grep -q 'routing.yaml:[0-9]*: there is no user .*nobody.such.*quality looks into it' \
	"$WORK"/{ingest,serve}.log
finish
