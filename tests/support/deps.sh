#!/bin/sh
# Install the Debian packages that building, testing and linting need.
#
#     tests/support/deps.sh          install what is missing
#     tests/support/deps.sh check    exit 0 if nothing is missing, say nothing
#     tests/support/deps.sh list     names only
#     tests/support/deps.sh bench    what only `make bench-ocr` needs: large
#
# As root directly, else by sudo, saying what and why.  Servers among them
# (Dovecot, Exim, PostgreSQL) are kept from starting: tests run their own.

set -eu

# package, what it is for
packages='
build-essential		build: compiler, linker, make
make			build
pkg-config		build: flags of the libraries
libglib2.0-dev		build: strings, lists, the main loop
libpcre2-dev		build: phrases in rules
liblinear-dev		build: the statistical classifier
libyaml-dev		build: configuration and rules
libhunspell-dev		build: stems of words in rules
libsqlite3-dev		build: database
libpq-dev		build: database on PostgreSQL
libjansson-dev		build: JSON
libseccomp-dev		build: sealed workers
libgmime-3.0-dev	build: e-mail
libxml2-dev		build: HTML and office files
libarchive-dev		build: office files
libgsf-1-dev		build: Word documents before 2007
libuchardet-dev		build: charsets
libleptonica-dev	build: scans
libtesseract-dev	build: text of scans
libtiff-dev		build: scans
libpng-dev		build: scans
libwebp-dev		build: scans
libjpeg62-turbo-dev	build: scans
libpoppler-glib-dev	build: PDF
libqpdf-dev		build: searchable PDF of scans
libfontconfig-dev	build: fonts a PDF does not bring
libzbar-dev		build: bar codes in scans
libetpan-dev		build: IMAP and SMTP
nettle-dev		build: SHA-256
libgnutls28-dev		build: TLS
libcurl4-gnutls-dev	build: OAuth 2 tokens
libpango1.0-dev		build: printed letters
libzint-dev		build: bar codes on sheets
libqrencode-dev		test, bench: bar codes on pages to read
fonts-liberation	bench: pages to read
fonts-seto		bench: pages as by hand, Cyrillic
fonts-breip		bench: pages as by hand
fonts-femkeklaver	bench: pages as by hand
fonts-kaushanscript	bench: pages as by hand
fonts-joscelyn		bench: pages as by hand
fonts-freefont-ttf	bench: printed pages
fonts-open-sans		bench: printed pages
time		bench: what a process took
isync		bench: mbsync, the peer
strace			bench: how often the disk was waited for
tesseract-ocr		run: text of scans
tesseract-ocr-ukr	run: Ukrainian scans
tesseract-ocr-rus	run: Russian scans
tesseract-ocr-bel	run: Belarusian scans
tesseract-ocr-eng	run: English scans
tesseract-ocr-osd	run: which way a scan is up
hunspell-uk		run: Ukrainian stems
hunspell-ru		run: Russian stems
hunspell-be		run: Belarusian stems
hunspell-en-us		run: English stems
fonts-dejavu-core	run: printed letters
ca-certificates		run: whom TLS trusts
check			test: unit tests
valgrind		test: memory errors
dovecot-imapd		test, demo: a real mailbox
exim4-daemon-light	test, demo: a real mail server
postgresql		test: a real database server
sqlite3			test: a look at the database from outside
gnutls-bin		test: certificates
clamav-daemon		test: a real virus scanner
jq			test, demo: what commands print with --json
python3			test: a token server, a TLS wrapper
openssl			test: certificates, signed and encrypted mail
poppler-utils		test: what a printed letter says
procps			test: processes from outside
util-linux		test: setpriv, flock
perl			test, lint
clang			lint, fuzz: second compiler
libclang-rt-14-dev	fuzz: libFuzzer and the sanitizers of clang
clang-tidy		lint
clang-format		lint
universal-ctags		lint: lengths of functions
git			lint: which files are ours
'

peers='
ocrmypdf		bench: scans to searchable PDF, the peer
unpaper			bench: ocrmypdf --clean
'

list() {
	printf '%s\n' "$packages" | awk 'NF { print $1 }'
}

missing() {
	# The name alone, or with its architecture for multi-arch packages.
	installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' |
		awk '$1 == "ii" || $1 == "hi" { print $2 }')
	list | while read -r name; do
		printf '%s\n' "$installed" | grep -qxF "$name" || echo "$name"
	done
}

case ${1:-install} in
list) list; exit 0 ;;
check) [ -z "$(missing)" ]; exit ;;
bench) packages=$peers ;;
install) ;;
*) echo "usage: $0 [check|list|bench]" >&2; exit 2 ;;
esac

wanted=$(missing)
if [ -z "$wanted" ]; then
	echo "deps: nothing is missing"
	exit 0
fi

echo "deps: these packages are missing:"
for name in $wanted; do
	printf '%s\n' "$packages" | awk -v name="$name" '
		$1 == name { $1 = ""; printf "  %-22s %s\n", name, $0 }'
done

as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || {
		echo "deps: not root and no sudo; as root run:" >&2
		echo "  apt-get install" $wanted >&2
		exit 1
	}
	echo "deps: sudo is needed once, for apt-get to install them"
	as_root=sudo
fi

# invoke-rc.d asks this file whether it may start a service: 101 is no.
policy=/usr/sbin/policy-rc.d
made_policy=
clean_up() {
	[ -z "$made_policy" ] || $as_root rm -f "$policy"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

if [ ! -e "$policy" ]; then
	made_policy=1
	printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
	$as_root chmod 755 "$policy"
fi

apt_get() {
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}

# Fresh lists if there are none, or none fetched within a day: every update
# passes through the folder `partial`.
lists=/var/lib/apt/lists
if [ -z "$(find $lists -maxdepth 1 -name '*_Packages*' 2>/dev/null |
	head -n 1)" ] ||
	[ -z "$(find $lists/partial -maxdepth 0 -mtime -1 2>/dev/null)" ]; then
	echo "deps: apt-get update"
	apt_get update
fi

echo "deps: apt-get install"
# shellcheck disable=SC2086
apt_get install -y --no-install-recommends $wanted || {
	# A list older than the mirror names files that are gone.
	echo "deps: once more with fresh lists"
	apt_get update
	# shellcheck disable=SC2086
	apt_get install -y --no-install-recommends $wanted
}

left=$(missing)
if [ -n "$left" ]; then
	echo "deps: still missing:" $left >&2
	exit 1
fi
echo "deps: done"
