#!/bin/bash
# The basic set against a second server: Courier's imapd, which has no MOVE
# and no CONDSTORE.  Its package cannot be installed beside Dovecot's, so it
# is unpacked into the test's own folder; without a network the test is
# skipped.
. tests/it/lib.sh
work_new
skip() { echo "1..0 # SKIP $1"; exit 0; }
PYTHON=/usr/bin/python3
[ -x $PYTHON ] || skip "no python3"
mkdir "$WORK/courier"
(cd "$WORK/courier" && apt-get download -q courier-imap courier-base \
	courier-authlib libcourier-unicode4 libgamin0 &&
	for package in *.deb; do dpkg -x "$package" .; done) \
	>"$WORK/apt.out" 2>&1 || skip "Courier cannot be downloaded"
IMAPD=$WORK/courier/usr/bin/imapd
LIBRARIES=$(find "$WORK/courier" -name 'libcourier*.so*' -printf '%h\n' |
	sort -u | tr '\n' ':')$WORK/courier/usr/lib/x86_64-linux-gnu
servers_start

# Courier's own layout, in the very Maildir that mail is delivered to.
BOX=$MAIL_DIR/ivan@customer.example
cat >"$WORK/imapd.sh" <<-END
#!/bin/sh
cd "$BOX" || exit 1
export LD_LIBRARY_PATH="$LIBRARIES" AUTHENTICATED=ivan HOME="$BOX"
export IMAP_CAPABILITY="IMAP4rev1 UIDPLUS CHILDREN NAMESPACE"
# It warns, before its greeting, that no file monitor runs here.
"$IMAPD" Maildir | LC_ALL=C sed -u '1{/ALERT/d}'
END
chmod 755 "$WORK/imapd.sh"
LD_LIBRARY_PATH=$LIBRARIES "$IMAPD" </dev/null >"$WORK/imapd.out" 2>&1
! grep -q "shared libraries" "$WORK/imapd.out" ||
	skip "$(cat "$WORK/imapd.out")"
# The office's user may be unable to reach the checkout.
cp "$TOP/tests/support/tls_exec.py" "$WORK/"
start=()
! is_root || start=(setpriv --reuid nobody --regid nogroup --clear-groups --)
${start[@]+"${start[@]}"} $PYTHON "$WORK/tls_exec.py" \
	"$SERVERS_ROOT/tls/good.pem" "$SERVERS_ROOT/tls/good.key" \
	"$WORK/imapd.sh" >"$WORK/port" 2>"$WORK/tls.err" &
COURIER_PID=$!
trap 'kill $COURIER_PID; clean_up' EXIT
try_for 10 test -s "$WORK/port"
# Everything is below INBOX there, and without a file monitor it has no IDLE.
office_new < <(mailbox_yaml "$(cat "$WORK/port")" |
	sed "s,after_name: ,&INBOX/,; s/poll_seconds: 2/poll_seconds: 1/")

letter() {
	cat >"$WORK/letter.eml" <<-END
	From: olena@customer.example
	To: ivan@customer.example
	Subject: Letter $1
	Message-ID: <courier-$1@customer.example>

	Letter $1: my bill is wrong by $1 hryvnias, return the money.
	END
	deliver ivan@customer.example "$WORK/letter.eml"
}
left() { find "$BOX/Maildir/new" "$BOX/Maildir/cur" -type f | wc -l; }
# It names the folder's directory in its own way.
moved() { find "$BOX/Maildir" -path '*/Maildir/.*' \
	\( -path '*/cur/*' -o -path '*/new/*' \) -type f | wc -l; }
are() { same "$(left) $(moved)" "$1"; }

for i in 1 2 3 4 5 6 7 8 9 10; do letter $i; done
serve_start
ok "ten letters become ten cases" try_for 40 cases_are 10
ok "they are moved, without MOVE" try_for 20 are "0 10"
letter 11
ok "a new one is found while waiting" try_for 30 cases_are 11
serve_kill
letter 12
serve_start
ok "after a kill nothing is missing and nothing twice" try_for 40 cases_are 12
# A kill between COPY and EXPUNGE leaves a second copy behind: on the server,
# not in the register.
is_all_moved() { [ "$(left)" = 0 ] && [ "$(moved)" -ge 12 ]; }
ok "all is moved" try_for 20 is_all_moved
sed -i "s,after_name: .*,after: leave," "$OFFICE/plaint.yaml"
serve_stop
letter 13
letter 14
serve_start
ok "letters that are left there are taken in too" try_for 40 cases_are 14
serve_stop
serve_start
sleep 3
ok "once" cases_are 14
serve_stop
ok "server and register hold the same" grep -F \
	"server holds 2, register holds 2" <(plaint verify --mailbox)
ok "everything holds together" plaint verify
finish
