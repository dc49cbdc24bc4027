#!/bin/bash
# On a kernel without Landlock the daemon refuses to run its workers, and says
# what to do; told `unsealed: yes` it works.
. tests/it/lib.sh
work_new
servers_start
office_new < <(mailbox_yaml)
without=$(realpath "${BUILD:-build}/without")

refuses() {
	timeout 30 "$without" landlock "$PLAINT" serve \
		-c "$OFFICE/plaint.yaml" >"$WORK/said" 2>&1
	local status=$?
	cat "$WORK/said"
	same "$status" 1 && grep -q "unsealed: yes" "$WORK/said" &&
		grep -qi landlock "$WORK/said"
}
ok "without Landlock it refuses to serve, and says how to go on" refuses
ok "so does reading in a terminal" fails_with "andlock" \
	"$without" landlock "$PLAINT" read samples/mail/uk-thanks.eml

echo "unsealed: yes" >>"$OFFICE/plaint.yaml"
deliver skarga@plaint.example samples/mail/uk-thanks.eml
"$without" landlock "$PLAINT" serve -c "$OFFICE/plaint.yaml" \
	>>"$WORK/serve.log" 2>&1 &
SERVE_PID=$!
ok "told so, it works without" try_for 30 cases_are 1
serve_stop
ok "and stops cleanly" same $? 0
finish
