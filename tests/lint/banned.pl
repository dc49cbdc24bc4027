#!/usr/bin/perl
# Calls we do not make, or make in one place only.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;

my $programs = qr{^src/(?:main\.c|role/|cli/)};

# names, where they may stand all the same, why not elsewhere
my @rules = (
	['goto', undef, 'no goto; return early and let g_auto clean up'],
	['sprintf vsprintf strcpy strcat stpcpy strncpy strncat gets', undef,
		'unbounded or unterminated; use GString, g_strlcpy'],
	['atoi atol atoll atof strtok strtok_r sscanf scanf fscanf', undef,
		'takes anything for a number; parse by ctype or g_ascii_*'],
	['system popen wordexp g_spawn_command_line_sync '
		. 'g_spawn_command_line_async', undef, 'no shell'],
	['fork vfork clone execl execlp execle execv execvp execvpe execve '
		. 'execveat posix_spawn posix_spawnp g_spawn_async '
		. 'g_spawn_sync g_spawn_async_with_pipes',
		# fit: liblinear keeps state; it works in children
		qr{^src/(?:worker/process|train/fit)\.c$},
		'processes are started in one place'],
	['alloca g_alloca g_newa strdupa', undef,
		'foreign sizes do not belong on the stack'],
	['setjmp longjmp sigsetjmp siglongjmp', qr{^src/ocr/decode_},
		'only where libpng and libjpeg demand it'],
	['time gettimeofday clock_gettime clock g_get_real_time '
		. 'g_get_monotonic_time g_get_current_time '
		. 'g_date_time_new_now g_date_time_new_now_utc '
		. 'g_date_time_new_now_local', qr{^src/base/clock\.c$},
		'time is a parameter; base/clock.h is asked at the edge'],
	['gmtime gmtime_r localtime localtime_r mktime timegm strftime '
		. 'strptime ctime ctime_r asctime', undef,
		'reads the time zone late; day.h, or GDateTime with a zone'],
	['getenv secure_getenv g_getenv setenv g_setenv putenv unsetenv '
		. 'g_unsetenv', qr{^src/(?:main\.c|role/|cli/|base/log\.c
			|sandbox/sandbox\.c|worker/process\.c
			|ocr/[a-z_]+\.c)}x,
		'settings come from plaint.yaml'],
	['rand srand random srandom drand48 g_random_int g_random_double '
		. 'g_random_int_range g_rand_new getrandom',
		# tx: jitter between retries; fit: liblinear draws from rand()
		qr{^src/(?:base/id\.c|sandbox/sandbox\.c|db/tx\.c
			|train/fit\.c)}x,
		'randomness comes from base/id.h'],
	['assert g_assert g_assert_not_reached g_assert_cmpint '
		. 'g_assert_nonnull g_assert_true g_assert_no_error', undef,
		'never assert; foreign data is an error, the rest a test'],
	['g_error g_critical g_warning g_message g_debug g_info g_print '
		. 'g_printerr g_log perror warn warnx err errx syslog',
		qr{^src/(?:main\.c|cli/|base/id\.c|db/rows\.c)}, 'log by base/log.h'],
	['printf puts putchar vprintf', qr{^src/(?:main\.c|cli/)},
		'standard output belongs to the commands'],
	['exit _exit quick_exit abort', qr{^src/(?:main\.c|cli/|role/
		|worker/process\.c|sandbox/filter\.c|train/fit\.c)}x,
		'a function returns its error'],
	['setlocale newlocale uselocale', qr{^src/(?:main\.c|role/|cli/|ocr/)},
		'the locale is the program\'s, set once'],
	['mktemp tempnam tmpnam tmpfile', undef, 'races; use mkostemp'],
	['signal', qr{^src/(?:main\.c|role/|engine/|worker/process\.c)},
		'signals are the program\'s'],
	['strcoll g_utf8_collate strxfrm', undef, 'depends on the locale'],
	['json_loadf json_load_file', undef, 'limit the size, then json_loadb'],
	['g_object_new G_DEFINE_TYPE', undef, 'no GObject of our own'],
	['mailimap_fetch_envelope mailimap_msg_att_get_bodystructure '
		. 'g_mime_multipart_get_boundary htmlReadMemory htmlParseDoc',
		undef, 'hangs or crashes on foreign bytes'],
);

my (%why, %where);
for my $rule (@rules) {
	my ($names, $place, $reason) = @$rule;
	for my $name (split ' ', $names) {
		($where{$name}, $why{$name}) = ($place, $reason);
	}
}

for my $path (c_files('src')) {
	my $code = code_of($path);
	while ($code =~ /(?<![\w.>])([A-Za-z_]\w*)\s*\(|\b(goto)\b/g) {
		my $name = defined $1 ? $1 : $2;
		my $at = $-[0];
		next unless exists $why{$name};
		next if defined $where{$name} && $path =~ $where{$name};
		report($path, line_at($code, $at), "$name: $why{$name}");
	}
}
finish();
