#!/bin/bash
# Real mail servers on loopback, as an ordinary user, for tests and the demo:
# Dovecot (IMAP, STARTTLS, IMAPS) and Exim (SMTP, STARTTLS, SMTPS) over the
# same Maildirs, with an authority and certificates of their own.
#
#   servers.sh start DIR [IMAP_PORT [IMAPS_PORT [SMTP_PORT [SMTPS_PORT]]]]
#   servers.sh restart-imap DIR      stop and start Dovecot alone
#   servers.sh stop DIR
#   servers.sh users                 the addresses that exist
#
# start writes DIR/env, shell assignments to be sourced: IMAP_PORT IMAPS_PORT
# SMTP_PORT SMTPS_PORT CA_FILE MAIL_DIR (one folder per address, Maildir in
# it) PASSWORD_DIR (a file per address) TOKEN_FILE (OAuth 2 for the first
# address) SERVERS_ROOT.  Run by root, the servers run as `nobody`.
#
# The address says which certificate is shown: 127.0.0.1 or localhost the good
# one, 127.0.0.2 one for another name, 127.0.0.3 a self-signed one, 127.0.0.4
# one that has expired.

# fill() reads variables by name.
# shellcheck disable=SC2034
set -eu

USERS="skarga@plaint.example office@plaint.example
olena@customer.example ivan@customer.example alesia@customer.example
john@customer.example petro@customer.example desk@operator.example"
DOMAINS="plaint.example : customer.example : operator.example"
HERE=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/sbin

die() { echo "servers.sh: $*" >&2; exit 1; }

# What stands before a command that must not run as root.
RUNNER=()
if [ "$(id -u)" = 0 ]; then
	RUNNER=(setpriv --reuid nobody --regid nogroup --clear-groups --)
fi

as_runner() { ${RUNNER[@]+"${RUNNER[@]}"} "$@"; }

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port nobody listens on, below the range that outgoing calls use.  Of tests
# side by side (run.sh -j) each has a third of them: all four are chosen before
# the first is listened on.
free_port() {
	local port
	while :; do
		port=$((20000 + ${RUN_SLOT:-RANDOM} % 3 * 4000 + RANDOM % 4000))
		is_listening "$port" || { echo "$port"; return; }
	done
}

# The servers' own user must reach the folder, and a Unix socket's path holds
# about a hundred bytes: otherwise they get a folder in /tmp.
choose_root() {
	mkdir -p "$1"
	local dir
	dir=$(cd "$1" && pwd)
	if [ ${#dir} -lt 60 ] && as_runner test -x "$dir"; then
		echo "$dir"
	else
		mktemp -d "${TMPDIR:-/tmp}/plaint-servers.XXXXXX"
	fi
}

# certificate NAME SUBJECT_ALT_NAMES [signing options of openssl ca]
certificate() {
	local name=$1 names=$2
	shift 2
	openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$name" \
		-keyout "$name.key" -out "$name.csr" 2>/dev/null
	printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names" \
		>"$name.ext"
	openssl ca -batch -config ca.conf -in "$name.csr" -out "$name.pem" \
		-notext -extfile "$name.ext" "$@" 2>/dev/null
}

make_certificates() {
	mkdir -p "$ROOT/tls/issued"
	cd "$ROOT/tls"
	cat >ca.conf <<-END
	[ca]
	default_ca = ours
	[ours]
	database = $ROOT/tls/index.txt
	serial = $ROOT/tls/serial
	new_certs_dir = $ROOT/tls/issued
	certificate = $ROOT/tls/ca.pem
	private_key = $ROOT/tls/ca.key
	default_md = sha256
	default_days = 30
	policy = any
	unique_subject = no
	[any]
	commonName = supplied
	END
	: >index.txt
	echo 1000 >serial
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 \
		-subj "/CN=Plaint test authority" \
		-addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout ca.key -out ca.pem 2>/dev/null
	certificate good DNS:localhost,IP:127.0.0.1
	certificate wrong DNS:elsewhere.example
	certificate expired DNS:localhost,IP:127.0.0.4 \
		-startdate 20200101000000Z -enddate 20200201000000Z
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=self \
		-addext subjectAltName=DNS:localhost,IP:127.0.0.3 \
		-keyout self.key -out self.pem 2>/dev/null
	chmod 644 ./*.key
	cd "$HERE"
}

make_users() {
	mkdir -p "$ROOT/passwords" "$ROOT/mail"
	: >"$ROOT/passwd"
	: >"$ROOT/maildirs"
	local user password
	for user in $USERS; do
		password=$(openssl rand -hex 12)
		printf '%s\n' "$password" >"$ROOT/passwords/$user"
		chmod 600 "$ROOT/passwords/$user"
		echo "$user:{PLAIN}$password" >>"$ROOT/passwd"
		echo "$user: $ROOT/mail/$user/Maildir" >>"$ROOT/maildirs"
		mkdir -p "$ROOT/mail/$user/Maildir/cur" \
			"$ROOT/mail/$user/Maildir/new" \
			"$ROOT/mail/$user/Maildir/tmp"
	done
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# A bearer token (RFC 7519, HS256) that Dovecot checks by itself.
make_token() {
	local key=plaint-test-key head body
	mkdir -p "$ROOT/oauth/plaint/HS256"
	printf %s "$key" | openssl base64 -A >"$ROOT/oauth/plaint/HS256/default"
	head=$(printf '{"typ":"JWT","alg":"HS256","azp":"plaint"}' | base64url)
	body=$(printf '{"sub":"%s","email":"%s","azp":"plaint","iat":%d,"exp":%d}' \
		"${USERS%% *}" "${USERS%% *}" "$(date +%s)" \
		$(($(date +%s) + 864000)) | base64url)
	printf '%s.%s.%s\n' "$head" "$body" "$(printf '%s.%s' "$head" "$body" |
		openssl dgst -sha256 -hmac "$key" -binary | base64url)" \
		>"$ROOT/token"
	chmod 600 "$ROOT/token"
	cat >"$ROOT/oauth.conf" <<-END
	introspection_mode = local
	local_validation_key_dict = fs:posix:prefix=$ROOT/oauth/
	username_attribute = email
	END
}

# fill TEMPLATE: @NAME@ by the variables of the same name.
fill() {
	local text name
	text=$(cat "$HERE/$1")
	for name in ROOT RUN_USER RUN_GROUP RUN_UID RUN_GID IMAP_PORT \
		IMAPS_PORT SMTP_PORT SMTPS_PORT DOMAINS; do
		text=${text//@$name@/${!name}}
	done
	printf '%s\n' "$text"
}

# try_for SECONDS COMMAND...
try_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

imap_is_ready() {
	local user=${USERS%% *} line
	exec 3<>"/dev/tcp/127.0.0.1/$IMAP_PORT" || return 1
	printf 'a LOGIN %s %s\r\nb LOGOUT\r\n' "$user" \
		"$(cat "$ROOT/passwords/$user")" >&3
	while read -r -t 5 line <&3; do
		case $line in "a OK"*) exec 3>&-; return 0 ;; esac
	done
	exec 3>&-
	return 1
}

smtp_is_ready() {
	local line
	exec 3<>"/dev/tcp/127.0.0.1/$SMTP_PORT" || return 1
	read -r -t 5 line <&3 || return 1
	exec 3>&-
	case $line in 220*) return 0 ;; *) return 1 ;; esac
}

start_dovecot() {
	${RUNNER[@]+"${RUNNER[@]}"} setsid dovecot -c "$ROOT/dovecot.conf" -F \
		>>"$ROOT/dovecot.out" 2>&1 </dev/null &
	if ! try_for 20 imap_is_ready 2>/dev/null; then
		cat "$ROOT/dovecot.out" "$ROOT/dovecot.log" >&2
		die "Dovecot does not answer on port $IMAP_PORT"
	fi
}

# A copy, because the installed one is set-uid root and would change user.
start_exim() {
	mkdir -p "$ROOT/exim/spool" "$ROOT/exim/log"
	cp "$(command -v exim4)" "$ROOT/exim/exim"
	chmod 755 "$ROOT/exim/exim"
	[ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$ROOT/exim"
	${RUNNER[@]+"${RUNNER[@]}"} setsid "$ROOT/exim/exim" \
		-C "$ROOT/exim.conf" -bdf -q1m \
		-oX "127.0.0.1.$SMTP_PORT : 127.0.0.2.$SMTP_PORT : \
127.0.0.3.$SMTP_PORT : 127.0.0.4.$SMTP_PORT : 127.0.0.1.$SMTPS_PORT : \
127.0.0.2.$SMTPS_PORT : 127.0.0.3.$SMTPS_PORT" \
		>>"$ROOT/exim.out" 2>&1 </dev/null &
	# With -oX it writes no pid file of its own.
	echo $! >"$ROOT/exim.pid"
	if ! try_for 20 smtp_is_ready 2>/dev/null; then
		cat "$ROOT/exim.out" "$ROOT"/exim/log/* >&2
		die "Exim does not answer on port $SMTP_PORT"
	fi
}

# session_pids SID: the processes of that session, without the help of ps.
session_pids() {
	local stat fields
	for stat in /proc/[0-9]*/stat; do
		{ read -r fields <"$stat"; } 2>/dev/null || continue
		# pid (name) state parent group session
		# shellcheck disable=SC2086
		set -- "$1" "${fields%% *}" ${fields##*) }
		[ "$6" != "$1" ] || echo "$2"
	done
}

# stop_pid_file FILE: end the process named there and the session it leads
# (Dovecot's children go on serving for a while without their master).
stop_pid_file() {
	[ -s "$1" ] || return 0
	local pid left
	pid=$(cat "$1")
	left=$(session_pids "$pid")
	kill "$pid" 2>/dev/null || return 0
	try_for 10 gone "$pid" || kill -9 "$pid" 2>/dev/null || :
	# shellcheck disable=SC2086
	[ -z "$left" ] || kill $left 2>/dev/null || :
	rm -f "$1"
}

# A zombie whose parent is in no hurry is gone too.
gone() {
	local fields
	{ read -r fields <"/proc/$1/stat"; } 2>/dev/null || return 0
	case ${fields##*) } in Z*) return 0 ;; *) return 1 ;; esac
}

start() {
	DIR=$1
	local tool
	for tool in dovecot exim4 openssl setpriv setsid; do
		command -v $tool >/dev/null || die "$tool is not installed"
	done
	[ ! -e "$DIR/env" ] || stop "$DIR"
	IMAP_PORT=${2:-$(free_port)}
	IMAPS_PORT=${3:-$(free_port)}
	SMTP_PORT=${4:-$(free_port)}
	SMTPS_PORT=${5:-$(free_port)}
	ROOT=$(choose_root "$DIR")
	RUN_USER=$(as_runner id -un)
	RUN_GROUP=$(as_runner id -gn)
	RUN_UID=$(as_runner id -u)
	RUN_GID=$(as_runner id -g)
	mkdir -p "$ROOT/run"
	chmod 755 "$ROOT"
	make_certificates
	make_users
	make_token
	fill dovecot.conf.in >"$ROOT/dovecot.conf"
	fill exim.conf.in >"$ROOT/exim.conf"
	if [ "$(id -u)" = 0 ]; then
		chown -R nobody:nogroup "$ROOT/mail" "$ROOT/run"
		chown nobody:nogroup "$ROOT"
	fi
	write_env
	start_dovecot
	start_exim
}

write_env() {
	cat >"$DIR/env" <<-END
	IMAP_PORT=$IMAP_PORT
	IMAPS_PORT=$IMAPS_PORT
	SMTP_PORT=$SMTP_PORT
	SMTPS_PORT=$SMTPS_PORT
	CA_FILE='$ROOT/tls/ca.pem'
	MAIL_DIR='$ROOT/mail'
	PASSWORD_DIR='$ROOT/passwords'
	TOKEN_FILE='$ROOT/token'
	SERVERS_ROOT='$ROOT'
	END
}

load() {
	DIR=$1
	[ -e "$DIR/env" ] || die "$DIR/env: nothing was started there"
	# shellcheck source=/dev/null
	. "$DIR/env"
	ROOT=$SERVERS_ROOT
}

stop() {
	load "$1"
	stop_pid_file "$ROOT/exim.pid"
	stop_pid_file "$ROOT/run/master.pid"
	case $ROOT in
	*/plaint-servers.??????) rm -rf "$ROOT" ;;
	esac
	rm -f "$DIR/env"
}

restart_imap() {
	load "$1"
	stop_pid_file "$ROOT/run/master.pid"
	start_dovecot
}

case ${1:-} in
start) [ $# -ge 2 ] || die "start DIR [PORT...]"; shift; start "$@" ;;
restart-imap) [ $# -eq 2 ] || die "restart-imap DIR"; restart_imap "$2" ;;
stop) [ $# -eq 2 ] || die "stop DIR"; stop "$2" ;;
users) tr ' ' '\n' <<<"$USERS" ;;
*) die "start DIR [PORT...] | restart-imap DIR | stop DIR | users" ;;
esac
