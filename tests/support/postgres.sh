#!/bin/sh
# A throw-away PostgreSQL cluster for tests.
#
#   postgres.sh start DIR   make a cluster below DIR, start it, print its URI
#   postgres.sh stop DIR    stop it and remove what was made
#
# Unix socket only, no TCP, no password, no fsync.  As root the server runs as
# user postgres (PostgreSQL refuses root); when that user cannot reach DIR, or
# DIR is too long for a socket's name, the cluster lives in a folder below
# /tmp and DIR/home names it.
set -eu

usage() {
	echo "usage: postgres.sh start|stop DIR" >&2
	exit 2
}

die() {
	echo "postgres.sh: $*" >&2
	exit 1
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null |
	sort -V | tail -n 1)
[ -n "$bin" ] || die "no PostgreSQL under /usr/lib/postgresql"

# Run as the user the server runs as, from a folder that user may be in.
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

# A socket's name holds 107 bytes, ".s.PGSQL.5432" among them.
choose_home() {
	if [ "${#dir}" -le 80 ]; then
		mkdir -p "$dir/pg"
		[ "$(id -u)" -ne 0 ] || chown postgres "$dir/pg"
		if as_server test -w "$dir/pg"; then
			echo "$dir/pg"
			return
		fi
		rmdir "$dir/pg"
	fi
	home=$(mktemp -d /tmp/plaint-pg.XXXXXX)
	[ "$(id -u)" -ne 0 ] || chown postgres "$home"
	echo "$home"
}

start() {
	[ ! -e "$dir/home" ] || die "$dir holds a cluster already"
	home=$(choose_home)
	printf '%s\n' "$home" >"$dir/home"
	as_server "$bin/initdb" --pgdata="$home/data" --username=plaint \
		--auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
		>"$dir/initdb.log" 2>&1 || die "initdb: see $dir/initdb.log"
	as_server "$bin/pg_ctl" --pgdata="$home/data" --silent --wait \
		--log="$home/server.log" --options="-k '$home' \
		-c listen_addresses='' -c fsync=off -c max_connections=40 \
		-c shared_buffers=32MB" start >"$dir/start.log" 2>&1 ||
		die "pg_ctl start: see $dir/start.log and $home/server.log"
	echo "postgresql:///postgres?host=$home&user=plaint"
}

stop() {
	[ -e "$dir/home" ] || return 0
	home=$(cat "$dir/home")
	as_server "$bin/pg_ctl" --pgdata="$home/data" --silent --wait \
		--mode=immediate stop >/dev/null 2>&1 || true
	rm -rf "$home"
	rm -f "$dir/home" "$dir/initdb.log" "$dir/start.log"
}

case $action in
start) start ;;
stop) stop ;;
*) usage ;;
esac
