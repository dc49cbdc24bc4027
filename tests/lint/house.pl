#!/usr/bin/perl
# Habits of the house that no compiler sees: every file begins by saying what
# it is for, its own header comes first, headers guard themselves, nothing is
# left to do, secrets stay out of argument lists and logs, and every target of
# the Makefile is explained.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;

sub check_source {
	my ($path) = @_;
	my $text = text_of($path);
	my $code = code_of($path);
	report($path, 1, 'begin with a comment: what is this file for')
		unless $text =~ m{\A/\*\s*\S};
	report($path, 1, '#pragma once is missing')
		if $path =~ /\.h$/ && $text !~ /^#pragma once$/m;
	while ($text =~ /\b(TODO|FIXME|XXX|HACK)\b/g) {
		report($path, line_at($text, $-[0]), "$1 left");
	}
	while ($text =~ /[ \t]+$/gm) {
		report($path, line_at($text, $-[0]), 'blanks at the end');
	}
	report($path, 1, 'no line end at the end')
		if $text ne '' && $text !~ /\n\z/;
	while ($code =~ /^#\s*if\s+0\b/gm) {
		report($path, line_at($code, $-[0]), 'code that is switched off');
	}
}

# The first include of x.c is its header, where it has one.
sub check_own_header {
	my ($path) = @_;
	my ($dir, $name) = $path =~ m{^src/([^/]+)/([^/]+)\.c$} or return;
	my $own = -e "include/plaint/$dir/$name.h" ? "plaint/$dir/$name.h"
		: -e "src/$dir/$name.h" ? "$name.h" : return;
	my ($first) = code_of($path, strings => 1)
		=~ /^\s*#\s*include\s*["<]([^">]+)/m;
	report($path, 1, "include \"$own\" first: it must stand alone")
		unless defined $first && $first eq $own;
}

# A word for a secret in an option, a log line or an error text.
my $secret = qr/password|passwd|secret|token(?!ize)|credential/;

sub check_secrets {
	my ($path) = @_;
	my $with_strings = code_of($path, strings => 1);
	# GOptionEntry rows are { "name", 'p', flags, type, ...
	while ($with_strings =~ /\{\s*"([^"]*)",\s*(?:'.'|0),\s*[^,}]+,\s*
		G_OPTION_ARG_(?!NONE)/xg) {
		my ($name, $at) = ($1, $-[0]);
		report($path, line_at($with_strings, $at),
			"--$name: a secret comes from a file, never from argv")
			if $name =~ /$secret/ && $name !~ /file/;
	}
	my $code = code_of($path);
	while ($code =~ /\b(log_(?:error|warning|info|debug|write)
		|g_set_error|g_prefix_error)\s*\(([^;]*?)\)\s*;/xgs) {
		my ($call, $arguments, $at) = ($1, $2, $-[0]);
		report($path, line_at($code, $at),
			"$call with a secret among its arguments")
			if $arguments =~ /\b\w*(?:$secret)\w*(?:\.|->)text\b/;
	}
}

sub check_makefile {
	my $text = text_of('Makefile');
	$text =~ s/\\\n/ /g;
	my %phony = map { $_ => 1 } map { split } $text =~ /^\.PHONY:(.*)$/mg;
	for my $target (sort keys %phony) {
		report('Makefile', 1, "$target: say behind ## what it does")
			unless $text =~ /^\Q$target\E:[^\n]*##\s*\S/m;
	}
	while ($text =~ /^([a-z][a-z-]*):[^\n]*##/mg) {
		report('Makefile', line_at($text, $-[0]), "$1 is not .PHONY")
			unless $phony{$1};
	}
}

for my $path (c_files('src', 'include', 'tests')) {
	check_source($path);
	check_own_header($path);
	check_secrets($path) if $path =~ m{^src/};
}
check_makefile();
finish();
