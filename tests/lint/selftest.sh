#!/bin/sh
# Does lint see what it is there to see?  A copy of the tree gets one mistake
# at a time; the check named must fail and name the file.  Two mistakes must
# also stop the build: a domain file that asks for the time makes an archive
# that purity refuses, one that uses the database does not link.
#
# TAP on standard output.
set -u
cd "$(dirname "$0")/../.." || exit 2

# The copy has a build folder of its own, whoever called us.
unset MAKEFLAGS MFLAGS MAKELEVEL SAN CI V CC CFLAGS
BUILD=build
export BUILD

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tree=$work/tree
mkdir "$tree"
cp -r Makefile include src .clang-format .clang-tidy "$tree"
mkdir "$tree/tests"
cp -r tests/lint "$tree/tests"
# Of domain only what the mistakes need: the rest costs minutes to compile.
find "$tree/src/domain" -name '*.c' ! -name document.c ! -name day.c \
	-exec rm {} +

number=0 failed=0
tell() {
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		sed 's/^/# /' "$work/said"
		failed=1
	fi
}

# mistake PATH CHECK NAME: standard input is the file's text.  CHECK must fail
# naming PATH (or its member in an archive).
mistake() {
	cat >"$tree/$1"
	(cd "$tree" && eval "$2") >"$work/said" 2>&1
	status=$?
	[ $status -ne 0 ] &&
		grep -q "$(basename "$1" .c | sed 's/\.h$//')" "$work/said"
	tell $? "$3"
	rm -f "$tree/$1"
}

archive=build/libdomain.a
build_domain="make -s CFLAGS=-O0 $archive && tests/lint/purity.sh $archive"
perl_check() {
	echo "perl tests/lint/$1.pl"
}

(cd "$tree" && eval "$build_domain") >"$work/said" 2>&1
tell $? 'a pure domain is built and accepted'

mistake src/domain/bad_time.c "$build_domain" \
	'a domain file that calls time() is refused' <<'END'
/* Asks what time it is. */
#include <time.h>
#include <stdint.h>
int64_t bad_now(void);
int64_t bad_now(void)
{
	return time(NULL);
}
END

mistake src/domain/bad_file.c "$build_domain" \
	'a domain file that opens a file is refused' <<'END'
/* Reads a file. */
#include <stdio.h>
int bad_file(void);
int bad_file(void)
{
	FILE *file = fopen("/etc/passwd", "r");
	return file == NULL ? 0 : fgetc(file);
}
END

mistake src/domain/bad_environment.c "$build_domain" \
	'a domain file that asks the environment is refused' <<'END'
/* Depends on where it runs. */
#include <glib.h>
const char *bad_home(void);
const char *bad_home(void)
{
	return g_getenv("HOME");
}
END

mistake src/domain/bad_state.c "$build_domain" \
	'a domain file that remembers is refused' <<'END'
/* Counts its calls. */
int bad_count(void);
int bad_count(void)
{
	static int calls;
	return ++calls;
}
END

mistake src/domain/bad_layer.c "$(perl_check layers)" \
	'a domain file that includes the database is refused' <<'END'
/* Knows the database. */
#include "plaint/db/db.h"
END

mistake src/domain/bad_library.c "$(perl_check layers)" \
	'a domain file that includes sqlite3.h is refused' <<'END'
/* Knows one database by name. */
#include <sqlite3.h>
END

mistake src/store/bad_upward.c "$(perl_check layers)" \
	'a store file that includes the engine is refused' <<'END'
/* Looks upwards. */
#include "plaint/engine/engine.h"
END

# The same as a link: a program gets domain's closure and no database.
mkdir -p "$tree/tests/unit/domain" "$tree/tests/support"
cp tests/support/check_main.h "$tree/tests/support"
cat >"$tree/src/domain/bad_query.c" <<'END'
/* Runs a query. */
#include "plaint/db/db.h"
int64_t bad_query(struct db *db);
int64_t bad_query(struct db *db)
{
	return db_exec(db, "", (struct db_values){ 0 }, NULL);
}
END
cat >"$tree/tests/unit/domain/test_bad.c" <<'END'
/* Calls what must not link. */
#include <stdint.h>
struct db;
int64_t bad_query(struct db *db);
int main(void)
{
	return (int)bad_query(0);
}
END
(cd "$tree" && make -s CFLAGS=-O0 build/tests/domain/test_bad) \
	>"$work/said" 2>&1
[ $? -ne 0 ] && grep -q "db_exec" "$work/said"
tell $? 'a domain file that uses the database does not link'
rm -rf "$tree/src/domain/bad_query.c" "$tree/tests/unit"

mistake src/mime/bad_call.c "$(perl_check banned)" \
	'sprintf is refused' <<'END'
/* Writes without a bound. */
#include <stdio.h>
int bad_print(char *out);
int bad_print(char *out)
{
	return sprintf(out, "%d", 1);
}
END

mistake src/mime/bad_jump.c "$(perl_check banned)" 'goto is refused' <<'END'
/* Jumps. */
int bad_jump(int x);
int bad_jump(int x)
{
again:
	if (x-- > 0)
		goto again;
	return x;
}
END

mistake src/engine/bad_sql.c "$(perl_check sql)" \
	'SQL outside the store is refused' <<'END'
/* Asks the database itself. */
const char *const bad_sql = "SELECT id FROM letter WHERE id = $1";
END

mistake src/store/bad_paste.c "$(perl_check sql)" \
	'a value pasted into SQL is refused' <<'END'
/* Pastes. */
const char *const bad_paste = "SELECT id FROM letter WHERE id = '%s'";
END

mistake src/mime/bad_error.c "$(perl_check errors)" \
	'failing without an error is refused' <<'END'
/* Fails and does not say why. */
#include <glib.h>
#include <stdbool.h>
bool bad_silent(int x, GError **error);
bool bad_silent(int x, GError **error)
{
	if (x > 0)
		return false;
	return bad_silent(x, error);
}
END

mistake src/mime/bad_twice.c "$(perl_check errors)" \
	'going on after an error is refused' <<'END'
/* Sets an error and goes on. */
#include <glib.h>
#include <stdbool.h>
bool bad_twice(int x, GError **error);
bool bad_twice(int x, GError **error)
{
	if (x > 0) {
		g_set_error(error, 1, 1, "first");
		bad_twice(x - 1, error);
	}
	return true;
}
END

mistake src/cli/bad_secret.c "$(perl_check house)" \
	'a password in argv is refused' <<'END'
/* Takes a password from the command line. */
#include <glib.h>
static char *word;
const GOptionEntry bad_options[] = {
	{ "password", 'p', 0, G_OPTION_ARG_STRING, &word, "Word", "WORD" },
};
END

{
	echo '/* A function without end. */'
	printf 'int bad_long(int x);\nint bad_long(int x)\n{\n'
	for i in 1 2 3 4 5 6 7 8 9; do
		printf '\tx++;\n%.0s' 1 2 3 4 5 6 7 8 9
	done
	printf '\treturn x;\n}\n'
} >"$work/long.c"
mistake src/mime/bad_long.c "$(perl_check length)" \
	'a function of more than 80 lines is refused' <"$work/long.c"

mistake src/mime/bad_format.c tests/lint/format.sh \
	'spaces for tabs are refused' <<'END'
/* Badly set. */
int bad_format(void);
int bad_format(void) {
    return 0;
}
END

mistake src/base/bad_tidy.c 'tests/lint/tidy.sh src/base/bad_tidy.c' \
	'what clang-tidy finds is refused' <<'END'
/* Looks at what is not there. */
int bad_tidy(int x);
int bad_tidy(int x)
{
	int *nothing = 0;
	return x > 0 ? *nothing : 0;
}
END

echo "1..$number"
exit $failed
