#!/bin/bash
# The main job before your eyes: real Dovecot and Exim on loopback, the sample
# letters delivered and dropped, `plaint serve` at work, an answer written,
# approved by somebody else and found in the customer's own mailbox.
#
#   make demo          stays up until Ctrl-C
#   make demo ONCE=1   ends by itself; 0 only if every sample that is a letter
#                      became a case, the rest was filed, and the answer came
#
# Everything lies in build/demo.  As root all of it runs as user nobody, and
# what that user cannot reach is copied to a folder below /tmp, to which
# build/demo then leads.
set -u

PLAINT=$(realpath "${PLAINT:-build/plaint}")
ONCE=${ONCE:-}
TOP=$PWD
SAMPLES=${SAMPLES:-$TOP/samples}
SERVERS=$TOP/tests/support/servers.sh
OPERATOR=skarga@plaint.example
WRITER=olena
APPROVER=iryna
PATIENCE=${PATIENCE:-300} # seconds for all letters to be read
DAEMON=

bold() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || bold() { printf '\n%s\n' "$*"; }
die() {
	echo "demo: $*" >&2
	[ ! -s "$DEMO/plaint.log" ] || {
		echo "demo: last words of $DEMO/plaint.log:" >&2
		tail -n 5 "$DEMO/plaint.log" >&2
	}
	exit 1
}

as_office() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid nobody --regid nogroup --clear-groups -- "$@"
	else
		"$@"
	fi
}

plaint() { as_office "$PLAINT" "$1" -c "$OFFICE/plaint.yaml" "${@:2}"; }
own() { [ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$@"; }

clean_up() {
	trap '' INT TERM
	[ -z "$DAEMON" ] || { kill "$DAEMON" && wait "$DAEMON"; } 2>/dev/null
	[ ! -e "$DEMO/servers/env" ] || "$SERVERS" stop "$DEMO/servers"
}

# A folder, a program and rules that whoever runs the office can reach.
make_room() {
	[ ! -e "$DEMO/servers/env" ] || "$SERVERS" stop "$DEMO/servers"
	[ ! -L "$DEMO" ] || rm -rf "$(readlink "$DEMO")"
	rm -rf "$DEMO"
	mkdir -p "$DEMO"
	if as_office test -x "$DEMO" && as_office test -x "$PLAINT"; then
		own "$DEMO"
		return
	fi
	local room
	room=$(mktemp -d /tmp/plaint-demo.XXXXXX)
	chmod 755 "$room"
	rmdir "$DEMO"
	ln -s "$room" "$DEMO"
	mkdir -p "$room/bin" "$room/share/plaint"
	cp "$PLAINT" "$PLAINT-heavy" "$room/bin/"
	cp -r "$TOP/rules" "$TOP/templates" "$TOP/samples/etc" \
		"$room/share/plaint/"
	PLAINT=$room/bin/plaint
	own "$room"
}

start_servers() {
	"$SERVERS" start "$DEMO/servers" >"$DEMO/servers.log" 2>&1 ||
		die "the mail servers did not start, see $DEMO/servers.log"
	# shellcheck source=/dev/null
	. "$DEMO/servers/env"
}

# Whoever wrote a sample has a mailbox on this server.
make_customers() {
	local file address
	while read -r file; do
		address=$("$PLAINT" read "$file" --json 2>/dev/null |
			jq -r .from.address)
		case $address in
		*/* | *[[:space:]]*) continue ;;
		*@customer.example) ;;
		*) continue ;;
		esac
		[ ! -d "$MAIL_DIR/$address" ] || continue
		mkdir -p "$MAIL_DIR/$address/Maildir/"{cur,new,tmp}
		own "$MAIL_DIR/$address"
		echo "$address: $MAIL_DIR/$address/Maildir" \
			>>"$SERVERS_ROOT/maildirs"
	done < <(samples mail)
}

# What `plaint init` made, with this demo's servers for its settings.
make_office() {
	as_office "$PLAINT" init "$OFFICE" >/dev/null || die "no office"
	cp "$PASSWORD_DIR/$OPERATOR" "$OFFICE/secrets/imap"
	cp "$PASSWORD_DIR/$OPERATOR" "$OFFICE/secrets/smtp"
	cat >"$OFFICE/plaint.yaml" <<-END
	organisation:
	  name: Оператор «Приклад»
	  address: вул. Прикладна, 1, Київ, 01001
	  phone: "+380 44 000 00 00"
	  email: $OPERATOR
	  zone: Europe/Kyiv
	  language: uk
	regime: ua-393-1m
	mailboxes:
	  complaints:
	    server:
	      host: localhost
	      port: $IMAPS_PORT
	      tls: implicit
	      ca: $CA_FILE
	      user: $OPERATOR
	      password_file: secrets/imap
	    after: move
	    after_name: Опрацьовані
	    poll_seconds: 5
	scans:
	  paper:
	    path: scans
	    still_seconds: 1
	    rescan_seconds: 5
	smtp:
	  server:
	    host: localhost
	    port: $SMTP_PORT
	    tls: starttls
	    ca: $CA_FILE
	    user: $OPERATOR
	    password_file: secrets/smtp
	  from_address: $OPERATOR
	run_as: nobody
	END
	own "$OFFICE"
	plaint user add "$WRITER" --name 'Олена Коваль' --role agent \
		>/dev/null || die "no staff"
	plaint user add "$APPROVER" --name 'Ірина Лисенко' --role approver \
		>/dev/null || die "no staff"
}

samples() { # mail or scans: the files, one a line
	find "$SAMPLES/$1" -maxdepth 1 -type f ! -name '*.json' \
		! -name '*.md' | sort
}

deliver_all() {
	local file box=$MAIL_DIR/$OPERATOR/Maildir count=0
	while read -r file; do
		count=$((count + 1))
		cp "$file" "$box/tmp/$count.demo"
		own "$box/tmp/$count.demo"
		mv "$box/tmp/$count.demo" "$box/new/$(date +%s).$count.demo"
	done < <(samples mail)
	while read -r file; do
		cp "$file" "$OFFICE/scans/.part"
		own "$OFFICE/scans/.part"
		mv "$OFFICE/scans/.part" "$OFFICE/scans/$(basename "$file")"
	done < <(samples scans)
}

# As root it becomes `nobody` by itself: run_as.
start_daemon() {
	"$PLAINT" serve -c "$OFFICE/plaint.yaml" \
		>"$DEMO/plaint.log" 2>&1 </dev/null &
	DAEMON=$!
}

# count PATH: one number of `plaint status --json`.
count() { jq -r "$1" <<<"$STATUS"; }

# Until every letter has been decided upon; one line that grows.
watch_reading() {
	local end=$((SECONDS + PATIENCE)) line last=
	while :; do
		STATUS=$(plaint status --json) || die "no status"
		line="$(count .cases.all) cases, $(count .letters.filed) filed"
		line="$line, $(count .letters.stored) being read"
		[ "$line" = "$last" ] || echo "  $line"
		last=$line
		local settled
		settled=$(count '.letters | .registered + .filed +
			.quarantined + .duplicate')
		[ "$settled" -lt "$EXPECTED" ] || break
		kill -0 "$DAEMON" 2>/dev/null || die "plaint serve ended"
		[ $SECONDS -lt $end ] || die "not all letters were read in time"
		sleep 1
	done
}

is_letter() { # FILE: by what its expected.json says of its class
	local expected=${1%.*}.expected.json
	[ ! -e "$expected" ] ||
		jq -e '(.read.class // "letter") == "letter"' \
			"$expected" >/dev/null
}

# Each sample by what no reader can change: scans by their bytes, mail by its
# Message-ID.
check_samples() {
	local file key kept letters=0 others=0
	kept=$(plaint list --limit 10000 --json | jq -r '.[].number' |
		while read -r number; do
			plaint show "$number" --json
		done | jq -r '.letters[] | .sha256, .document.message_id')
	while read -r file; do
		case $file in
		*.eml) key=$(tr -d '\r' <"$file" | sed -n '/^$/q
			s/^[Mm]essage-[Ii][Dd]: *<\(.*\)> *$/\1/p') ;;
		*) key=$(sha256sum "$file" | cut -d' ' -f1) ;;
		esac
		if ! is_letter "$file"; then
			others=$((others + 1))
		elif grep -qxF -- "$key" <<<"$kept"; then
			letters=$((letters + 1))
		else
			die "$(basename "$file") did not become a case"
		fi
	done < <(samples mail; samples scans)
	[ "$(count .letters.filed)" = $others ] ||
		die "$others samples are no letters, but" \
			"$(count .letters.filed) were filed"
	echo "  $letters letters became cases, $others others were filed"
}

# A case whose customer has a mailbox here: its number and address.
choose_case() {
	local number address
	while read -r number; do
		address=$(plaint show "$number" --json |
			jq -r '.letters[0].document.from.address // ""')
		if [ -d "$MAIL_DIR/$address/Maildir" ] &&
			[ -n "$address" ] && [ "$address" != $OPERATOR ]; then
			echo "$number $address"
			return
		fi
	done < <(plaint list --limit 10000 --json |
		jq -r 'sort_by(.language != "uk",
			(.topic // "" | startswith("billing") | not)) |
			.[].number')
	return 1
}

answer() {
	read -r NUMBER ADDRESS < <(choose_case) ||
		die "no customer of these samples has a mailbox here"
	plaint draft "$NUMBER" --as "$WRITER" --text \
		'Ми перевірили Ваше звернення й повертаємо Вам гроші протягом трьох днів.' \
		>"$DEMO/draft.txt" || die "no draft"
	echo "  $WRITER writes the answer to $NUMBER"
	plaint submit "$NUMBER" --as "$WRITER" >/dev/null || die "not submitted"
	if plaint approve "$NUMBER" --as "$WRITER" --yes 2>"$DEMO/refusal"; then
		die "who wrote the answer could approve it"
	fi
	echo "  $WRITER may not approve it: $(sed 's/^[^:]*: //' "$DEMO/refusal")"
	plaint approve "$NUMBER" --as "$APPROVER" --yes >/dev/null ||
		die "not approved"
	echo "  $APPROVER approves it"
}

# The file in the customer's mailbox that bears our Message-ID.
arrived() {
	local id
	id=$(plaint outbox --json | jq -r --arg number "$NUMBER" \
		'[.[] | select(.case == $number and .kind == "answer")][0].message_id')
	grep -rlF -- "<$id>" "$MAIL_DIR/$ADDRESS/Maildir/new" 2>/dev/null |
		head -n 1
}

show_arrival() {
	local end=$((SECONDS + 60)) file=
	until file=$(arrived) && [ -n "$file" ]; do
		[ $SECONDS -lt $end ] || die "the answer did not arrive"
		sleep 0.5
	done
	bold "In the mailbox of $ADDRESS:"
	cp "$file" "$DEMO/answer.eml"
	own "$DEMO/answer.eml"
	as_office "$PLAINT" read "$DEMO/answer.eml" |
		sed -n '/^from/p; /^subject/p; /^$/,$s/./&/p' |
		head -n 12 | sed 's/^/  /'
}

show_cases() {
	bold "The cases: what each is about, and by when the law wants an answer"
	plaint list --limit 1000
}

stay() {
	bold "Everything is up. Ctrl-C ends it. In another terminal, try:"
	cat <<-END
	  $PLAINT show $NUMBER -c $OFFICE/plaint.yaml
	  $PLAINT status -c $OFFICE/plaint.yaml
	  cp some-letter.pdf $OFFICE/scans/
	END
	trap 'exit 0' INT TERM
	wait "$DAEMON"
	die "plaint serve ended"
}

DEMO=$TOP/build/demo
trap clean_up EXIT
trap 'exit 130' INT TERM
command -v jq >/dev/null || die "jq is not installed (make deps)"
EXPECTED=$( (samples mail; samples scans) | wc -l)
[ "$EXPECTED" -gt 0 ] || die "no samples in $SAMPLES"
make_room
DEMO=$(realpath "$DEMO")
OFFICE=$DEMO/office
bold "Plaint: from letter to answer"
start_servers
echo "  Dovecot on ports $IMAP_PORT and $IMAPS_PORT, Exim on $SMTP_PORT," \
	"with TLS"
make_customers
make_office
deliver_all
echo "  $(samples mail | wc -l) e-mails delivered to $OPERATOR," \
	"$(samples scans | wc -l) scans dropped into a folder"
bold "plaint serve reads and registers them ($DEMO/plaint.log)"
start_daemon
watch_reading
check_samples
show_cases
bold "An answer, with four eyes on it"
answer
show_arrival
bold "Does everything that was kept hold together?"
plaint verify | sed 's/^/  /'
[ "${PIPESTATUS[0]}" = 0 ] || die "plaint verify found something"
[ -n "$ONCE" ] || stay
bold "Done."
