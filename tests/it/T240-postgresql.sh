#!/bin/bash
# The same job on PostgreSQL: register, answer, verify; and two engines side
# by side share the reading without a letter read or numbered twice.
. tests/it/lib.sh
work_new
servers_start
tests/support/postgres.sh start "$WORK/pg" >"$WORK/uri" || exit 1
trap 'tests/support/postgres.sh stop "$WORK/pg" >/dev/null; clean_up' EXIT
office_new < <(mailbox_yaml; echo "database: '$(cat "$WORK/uri")'")

MAILS=40
for ((i = 1; i <= MAILS; i++)); do
	cat >"$WORK/letter.eml" <<-END
	From: Customer $i <olena@customer.example>
	To: skarga@plaint.example
	Subject: complaint number $i
	Message-ID: <pg-$i@customer.example>

	I was charged twice for invoice $i. Please give the money back.
	END
	deliver skarga@plaint.example "$WORK/letter.eml"
done
serve_start
"$PLAINT" serve -c "$OFFICE/plaint.yaml" --only=parse \
	>>"$WORK/serve2.log" 2>&1 &
second=$!
ok "every mail becomes a case" try_for 60 cases_are $MAILS
ok "no gap in the numbers" same "$(plaint list --limit 1000 --json |
	grep -o '"number": *"[^"]*"' | cut -d'"' -f4 | sort | tail -n 1 |
	sed 's/.*-0*//')" $MAILS
kill -TERM $second
wait $second
ok "the second engine stops cleanly" same $? 0
serve_stop
ok "and so does the first" same $? 0
ok "everything holds together" plaint verify
finish
