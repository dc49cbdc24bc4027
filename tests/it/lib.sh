# What the integration tests share: an office of its own in a temporary
# folder, real servers beside it, TAP on standard output.  Sourced by
# T*.sh, which are run from the top of the checkout with PLAINT naming the
# program (default build/plaint).
# shellcheck shell=bash

set -u
PLAINT=$(realpath "${PLAINT:-build/plaint}")
TOP=$PWD
SERVERS=tests/support/servers.sh
WORK=
SERVE_PID=
TESTS=0
FAILED=0

ok() { # NAME COMMAND...: the command's success is the test's
	local name=$1
	shift
	TESTS=$((TESTS + 1))
	if "$@" >"$WORK/last.out" 2>&1; then
		echo "ok $TESTS - $name"
	else
		FAILED=$((FAILED + 1))
		echo "not ok $TESTS - $name"
		sed 's/^/#   /' "$WORK/last.out" | tail -n 20
	fi
}

same() { # FOUND WANTED
	[ "$1" = "$2" ] || { echo "found: $1"; echo "wanted: $2"; return 1; }
}

fails_with() { # TEXT COMMAND...: it must fail, and say TEXT
	local text=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "did not fail: $said"
		return 1
	fi
	case $said in
	*"$text"*) ;;
	*) echo "said: $said"; return 1 ;;
	esac
}

finish() {
	if [ $FAILED != 0 ] && [ -s "$WORK/serve.log" ]; then
		echo "# the daemon's last words:"
		tail -n 40 "$WORK/serve.log" | sed 's/^/#   /'
	fi
	echo "1..$TESTS"
	[ $FAILED = 0 ]
}

clean_up() {
	serve_kill
	[ ! -e "$WORK/servers/env" ] || $SERVERS stop "$WORK/servers"
	[ -n "${KEEP:-}" ] || rm -rf "$WORK"
}

# As root the daemon becomes `nobody`; what it needs must be that user's.
is_root() { [ "$(id -u)" = 0 ]; }
as_office() {
	if is_root; then
		setpriv --reuid nobody --regid nogroup --clear-groups -- "$@"
	else
		"$@"
	fi
}

work_new() {
	WORK=$(mktemp -d /tmp/plaint-it.XXXXXX)
	chmod 755 "$WORK"
	trap clean_up EXIT
	trap 'exit 1' INT TERM
}

servers_start() {
	$SERVERS start "$WORK/servers" || exit 1
	# shellcheck source=/dev/null
	. "$WORK/servers/env"
}

# An office in $WORK/office: folders, rules, secrets, settings.  What stands
# on standard input is added to plaint.yaml.
office_new() {
	OFFICE=$WORK/office
	mkdir -p "$OFFICE/secrets" "$OFFICE/scans"
	cp -r "$TOP/rules" "$TOP/templates" "$OFFICE/"
	cp "$PASSWORD_DIR/skarga@plaint.example" "$OFFICE/secrets/imap"
	cp "$PASSWORD_DIR/office@plaint.example" "$OFFICE/secrets/smtp"
	chmod 600 "$OFFICE"/secrets/*
	cat >"$OFFICE/plaint.yaml" <<-END
	organisation:
	  name: Оператор «Приклад»
	  address: вул. Хрещатик, 1, Київ, 01001
	  phone: "+380 44 123 45 67"
	  email: office@plaint.example
	  zone: Europe/Kyiv
	regime: ua-393-1m
	run_as: nobody
	smtp:
	  server: {host: localhost, port: $SMTP_PORT, tls: starttls, ca: $CA_FILE, user: office@plaint.example, password_file: secrets/smtp}
	  from_address: skarga@plaint.example
	END
	cat >>"$OFFICE/plaint.yaml"
	! is_root || chown -R nobody:nogroup "$OFFICE"
}

mailbox_yaml() { # [PORT [HOST]]
	cat <<-END
	mailboxes:
	  main:
	    server: {host: ${2:-localhost}, port: ${1:-$IMAPS_PORT}, ca: $CA_FILE, user: skarga@plaint.example, password_file: secrets/imap}
	    after_name: Опрацьовані
	    poll_seconds: 2
	scans:
	  desk: {path: scans, still_seconds: 1, rescan_seconds: 2}
	END
}

plaint() { # a command of the office's
	local command=$1
	shift
	as_office "$PLAINT" "$command" -c "$OFFICE/plaint.yaml" "$@"
}

# What the office's database says: of DATABASE, if that is set, or of the
# PostgreSQL whose URI is in $WORK/uri.
query() { # SQL
	if [ -s "$WORK/uri" ]; then
		psql -qtAX "$(cat "$WORK/uri")" -c "$1" |
			sed 's/^t$/1/; s/^f$/0/'
		return
	fi
	as_office sqlite3 -readonly -cmd '.timeout 5000' \
		"${DATABASE:-$OFFICE/plaint.db}" "$1"
}
gives() { same "$(query "$1")" "$2"; } # SQL WANTED

serve_start() {
	"$PLAINT" serve -c "$OFFICE/plaint.yaml" "$@" \
		>>"$WORK/serve.log" 2>&1 &
	SERVE_PID=$!
}

serve_kill() { # with SIGKILL: no chance to put anything away
	[ -n "$SERVE_PID" ] || return 0
	kill -KILL "$SERVE_PID" 2>/dev/null
	wait "$SERVE_PID" 2>/dev/null
	SERVE_PID=
}

serve_stop() { # with SIGTERM; its exit status
	local status
	kill -TERM "$SERVE_PID" 2>/dev/null
	wait "$SERVE_PID"
	status=$?
	SERVE_PID=
	return $status
}

try_for() { # SECONDS COMMAND...
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt "$end" ] || { "$@"; return 1; }
		sleep 0.3
	done
}

# N: so many cases are registered.  The program is asked when the database has
# them: who waits asks three times a second, which is dear with the program.
cases_are() {
	gives "SELECT count(*) FROM casefile" "$1" &&
		same "$(plaint list --limit 10000 --json |
			grep -c '"number"')" "$1"
}

deliver() { # ADDRESS FILE: into that Maildir, as a mail server does
	local box=$MAIL_DIR/$1/Maildir name
	name=$(date +%s).$RANDOM$RANDOM.test
	cp "$2" "$box/tmp/$name"
	! is_root || chown nobody:nogroup "$box/tmp/$name"
	mv "$box/tmp/$name" "$box/new/$name"
}

drop() { # FILE [NAME]: into the scan folder
	cp "$1" "$OFFICE/scans/.drop.part"
	! is_root || chown nobody:nogroup "$OFFICE/scans/.drop.part"
	mv "$OFFICE/scans/.drop.part" "$OFFICE/scans/${2:-$(basename "$1")}"
}

inbox() { # ADDRESS: its messages, one file each, on standard output
	find "$MAIL_DIR/$1/Maildir/new" "$MAIL_DIR/$1/Maildir/cur" -type f \
		-exec cat {} +
}
