#!/usr/bin/perl
# Layers: an include goes to the own folder or to one that the Makefile's USE_
# table names, and a library's header only where its PKG_ or LIB_ table does.
# The tables are asked of make itself, so there is one truth.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;

# Library headers -> the word in PKG_ or LIB_ that grants them.
my @libraries = (
	[qr{^glib(\.h|/|-unix\.h|-object\.h)} => 'glib-2.0'],
	[qr{^gio/} => 'gio-2.0'],
	[qr{^pcre2\.h} => 'libpcre2-8'],
	[qr{^linear\.h} => '-llinear'],
	[qr{^jansson} => 'jansson'],
	[qr{^seccomp\.h} => 'libseccomp'],
	[qr{^yaml\.h} => 'yaml-0.1'],
	[qr{^hunspell} => 'hunspell'],
	[qr{^sqlite3} => 'sqlite3'],
	[qr{^(libpq|postgresql/)} => 'libpq'],
	[qr{^gmime/} => 'gmime-3.0'],
	[qr{^libxml/} => 'libxml-2.0'],
	[qr{^uchardet} => 'uchardet'],
	[qr{^archive} => 'libarchive'],
	[qr{^gsf/} => 'libgsf-1'],
	[qr{^(leptonica/|allheaders)} => 'lept'],
	[qr{^tesseract/} => 'tesseract'],
	[qr{^poppler} => 'poppler-glib'],
	[qr{^zbar} => 'zbar'],
	[qr{^tiff} => 'libtiff-4'],
	[qr{^jpeglib} => 'libjpeg'],
	[qr{^png} => 'libpng'],
	[qr{^webp/} => 'libwebp'],
	[qr{^fontconfig/} => 'fontconfig'],
	[qr{^cairo} => 'cairo|pangocairo|poppler-glib'],
	[qr{^pango/} => 'pangocairo'],
	[qr{^zint\.h} => '-lzint'],
	[qr{^qpdf/} => 'libqpdf'],
	[qr{^gnutls/} => 'gnutls'],
	[qr{^nettle/} => 'nettle'],
	[qr{^libetpan/} => '-letpan'],
	[qr{^microhttpd} => 'libmicrohttpd'],
	[qr{^sodium} => 'libsodium'],
	[qr{^curl/} => 'libcurl'],
);

# Of libc and the kernel; anything else must be added here or above by hand.
my %libc = map { $_ => 1 } qw(
	assert.h ctype.h dirent.h dlfcn.h endian.h err.h errno.h fcntl.h
	fnmatch.h float.h ftw.h getopt.h glob.h grp.h iconv.h inttypes.h
	langinfo.h limits.h locale.h malloc.h math.h mntent.h netdb.h poll.h
	pthread.h pwd.h sched.h semaphore.h setjmp.h signal.h spawn.h stdalign.h
	stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h
	string.h strings.h syslog.h termios.h time.h uchar.h unistd.h wchar.h
	wctype.h valgrind/valgrind.h);
my $kernel = qr{^(sys|linux|netinet|arpa|net|asm)/[a-z0-9_]+\.h$};

# The folders of PURE: of libc and of base only what cannot look outside.
my %harmless = map { $_ => 1 } qw(assert.h ctype.h float.h inttypes.h limits.h
	math.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdio.h
	stdlib.h string.h plaint/base/utf8.h plaint/base/hash.h
	plaint/base/memory.h);

my (%use, %grants, %pure, @dirs);

sub ask_make {
	my $recipe = 'lint-tables:;@:$(foreach d,$(DIRS),'
		. '$(info $(d)|$(USE_$(d))|$(PKG_$(d)) $(LIB_$(d))))'
		. '$(info PURE: $(PURE))';
	open(my $make, '-|', 'make', '-s', '--no-print-directory',
		"--eval=$recipe", 'lint-tables') or die "make: $!\n";
	while (<$make>) {
		%pure = map { $_ => 1 } split ' ', $1 if /^PURE: (.*)$/;
		next unless /^([a-z]+)\|([^|]*)\|(.*)$/;
		push @dirs, $1;
		$use{$1} = { map { $_ => 1 } split ' ', $2 };
		$grants{$1} = { map { $_ => 1 } split ' ', $3 };
	}
	close $make;
	die "layers: make told no tables\n" unless @dirs;
	$use{''} = { cli => 1, %{ $use{cli} } };    # main.c
	$grants{''} = { 'glib-2.0' => 1 };
}

# A folder uses only folders that stand before it: the arrows run downwards.
sub check_tables {
	my %seen;
	for my $dir (@dirs) {
		for my $used (sort keys %{ $use{$dir} }) {
			report('Makefile', 1, "USE_$dir names $used, which "
				. "does not stand before it in DIRS")
				unless $seen{$used};
		}
		$seen{$dir} = 1;
	}
	for my $dir (map { m{([^/]+)/?$} } grep { -d } glob 'src/*/') {
		report("src/$dir", 1, 'a folder that DIRS does not name')
			unless $use{$dir};
	}
}

sub check_system {
	my ($path, $line, $dir, $header) = @_;
	for my $library (@libraries) {
		my ($pattern, $word) = @$library;
		next unless $header =~ $pattern;
		return if grep { $grants{$dir}{$_} } split /\|/, $word;
		return report($path, $line, "<$header> needs $word in "
			. "PKG_$dir or LIB_$dir");
	}
	return if $libc{$header} || $header =~ $kernel;
	report($path, $line, "<$header>: tests/lint/layers.pl does not know "
		. "whose header this is");
}

sub check_include {
	my ($path, $line, $dir, $open, $header) = @_;
	my $from = $header =~ m{^plaint/([^/]+)/} ? $1 : '';
	if ($pure{$dir} && !$pure{$from} && ($open eq '<' || $from ne '')
		&& !$harmless{$header} && !grep { $header =~ $_->[0] && $grants{$dir}{ $_->[1] } }
			@libraries) {
		report($path, $line, "$header: $dir is pure");
	} elsif ($open eq '<') {
		check_system($path, $line, $dir, $header);
	} elsif ($header =~ m{^plaint/([^/]+)/}) {
		report($path, $line, "$header: USE_$dir does not name $1")
			unless $1 eq $dir || $use{$dir}{$1};
		report($path, $line, "$header: there is no such file")
			unless -e "include/$header";
	} else {
		(my $beside = $path) =~ s{[^/]+$}{$header};
		report($path, $line, "$header: a private header stays beside "
			. 'its .c') if !-e $beside
			|| ($header =~ m{/} && $path ne 'src/main.c');
	}
}

ask_make();
check_tables();
for my $path (c_files('src', 'include')) {
	my $dir = folder_of($path);
	next if $dir ne '' && !$use{$dir};
	my $line = 0;
	for (split /\n/, code_of($path, strings => 1)) {
		$line++;
		check_include($path, $line, $dir, $1, $2)
			if /^\s*#\s*include\s*(["<])([^">]+)[">]/;
	}
}
finish();
