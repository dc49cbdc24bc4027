#!/bin/bash
# On a kernel without Landlock the daemon refuses to run its workers, and says
# what to do; told `unsealed: yes` it works.  Without Tesseract's models it ends
# as soon as it sees that, and beside another version's plaint-heavy.
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

no_models() { # COMMAND...
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount -t tmpfs none /usr/share/tesseract-ocr &&
		exec "$@"' sh "$@"
}
# No word of the sandbox, which is not in the way.
refuses_without_models() {
	no_models timeout 30 "$PLAINT" serve -c "$OFFICE/plaint.yaml" \
		>"$WORK/said" 2>&1
	local status=$?
	cat "$WORK/said"
	same "$status" 1 && grep -q "cannot load the language" "$WORK/said" &&
		! grep -q unsealed "$WORK/said"
}
if no_models true 2>/dev/null; then
	ok "without a language's model it ends, and names the language" \
		refuses_without_models
else
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - without a language's model # SKIP no right to mount"
fi

# --- the program beside it ---------------------------------------------------------
mkdir "$WORK/bin"
cp "$PLAINT" "$WORK/bin/plaint"
scan=samples/scans/be-roaming.pdf
ok "where plaint-heavy is missing, reading a scan says so" \
	fails_with "plaint-heavy beside plaint: No such file" \
	"$WORK/bin/plaint" read "$scan"
ok "mail is read without it" "$WORK/bin/plaint" read samples/mail/uk-thanks.eml
cp "$PLAINT-heavy" "$WORK/bin/plaint-heavy"
stamp=$(grep -aobEm 1 'build [0-9a-f]{16}' "$PLAINT-heavy" | cut -d: -f1)
printf 'of another build' | dd of="$WORK/bin/plaint-heavy" bs=1 seek="$stamp" \
	conv=notrunc status=none
refuses_another() {
	timeout 60 "$WORK/bin/plaint" serve -c "$OFFICE/plaint.yaml" \
		>"$WORK/said" 2>&1
	local status=$?
	cat "$WORK/said"
	same "$status" 1 && grep -q "were not built together" "$WORK/said"
}
ok "beside one of another build it does not serve, and says why" \
	refuses_another

echo "unsealed: yes" >>"$OFFICE/plaint.yaml"
deliver skarga@plaint.example samples/mail/uk-thanks.eml
"$without" landlock "$PLAINT" serve -c "$OFFICE/plaint.yaml" \
	>>"$WORK/serve.log" 2>&1 &
SERVE_PID=$!
ok "told so, it works without" try_for 30 cases_are 1
serve_stop
ok "and stops cleanly" same $? 0
finish
