#!/usr/bin/perl
# GError, used as the house does: a failing function returns false, NULL or -1
# and has set the error; it looks at no caller's error; it stops once it has
# set one.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;

my $sets = qr/\b(?:g_set_error|g_set_error_literal|g_propagate_error
	|g_propagate_prefixed_error)\s*\(\s*error\s*,/x;

# The offset just behind the parenthesis that closes the one at $at.
sub after_call {
	my ($text, $at) = @_;
	my $depth = 0;
	for (my $i = index($text, '(', $at); $i < length $text; $i++) {
		my $c = substr($text, $i, 1);
		$depth++ if $c eq '(';
		$depth-- if $c eq ')';
		return $i + 1 if $depth == 0;
	}
	return length $text;
}

# What follows a set error in its block, up to the next way out of it.
sub check_stops {
	my ($path, $function, $line_of) = @_;
	my $body = $function->{body};
	while ($body =~ /$sets/g) {
		my $start = $-[0];
		my $rest = substr($body, after_call($body, $start));
		# In an if without braces the next statement is elsewhere.
		my $before = substr($body, 0, $start);
		next if $before =~ /(?:\)|\belse)\s*\z/;
		next unless $rest =~ /\A\s*;(.*?)(?:\breturn\b|\bbreak\b
			|\bcontinue\b|\})/xs;
		my $between = $1;
		report($path, $line_of->($start),
			"$function->{name} sets error and goes on")
			if $between =~ /[(,]\s*error\s*[,)]/;
	}
}

# A way out that says "failed" stands near something that sets the error.
sub check_failures {
	my ($path, $function, $line_of, $above) = @_;
	my $body = $function->{body};
	# A helper that sets errors, or one whose comment speaks of them.
	return if $function->{name} =~ /error|fail|refus/
		|| $above =~ /error/;
	while ($body =~ /\breturn\s+(false|-1)\s*;/g) {
		my $at = $-[0];
		my $before = substr($body, 0, $at);
		my @lines = split /\n/, $before;
		my $from = @lines > 15 ? @lines - 15 : 0;
		my $near = join "\n", @lines[$from .. $#lines];
		# "x < 0": what was called before has failed and said so.
		next if $before =~ /<\s*0\s*\)\s*\z/;
		next if $near =~ /\berror\b|\b(?:fail|refuse)\w*\s*\(/;
		report($path, $line_of->($at), "$function->{name} returns $1 "
			. 'and nothing before it sets error');
	}
}

# The lines of a comment just above a function.
sub comment_above {
	my ($text, $function) = @_;
	my @lines = (split /\n/, $text)[0 .. $function->{line} - 2];
	my @found;
	while (@lines && $lines[-1] =~ m{^(?:/\*| \*)}) {
		unshift @found, pop @lines;
	}
	return join "\n", @found;
}

# A GError of its own that no path clears, frees, returns or hands on.
sub is_leaked {
	my ($body, $name) = @_;
	return $body !~ /[(,]\s*$name\s*[,)]|g_clear_error\s*\(\s*&$name
		|return\s+$name\b|=\s*$name\s*;/x;
}

sub check_function {
	my ($path, $code, $function, $text) = @_;
	my ($head, $body) = @$function{qw(head body)};
	my $line_of = sub { line_at($code, $function->{at} + shift) };
	my $takes = $head =~ /\bGError\s*\*\*\s*error\b/;

	report($path, $function->{line},
		"$function->{name} takes an error and returns void")
		if $takes && $head =~ /^\s*(?:static\s+)?void\s+\w/
			&& $function->{name} !~ /error|fail|explain/;
	while ($body =~ /\(\s*\*\s*error\s*\)|\*error\s*(?:==|!=|->|\))/g) {
		report($path, $line_of->($-[0]), 'the caller may have passed '
			. 'NULL: look at a local error, then propagate it')
			if $takes && $body !~ /\berror\s*==\s*NULL/;
	}
	while ($body =~ /^\s*GError\s*\*\s*(\w+)\s*=\s*NULL\s*;/gm) {
		report($path, $line_of->($-[0]),
			"g_autoptr(GError) $1, so that no path leaks it")
			if is_leaked($body, $1);
	}
	my %auto = map { $_ => 1 }
		$body =~ /g_autoptr\(GError\)\s+(\w+)/g;
	while ($body =~ /g_propagate_(?:prefixed_)?error\s*\(\s*\w+\s*,\s*
		(\w+)\s*[,)]/xg) {
		report($path, $line_of->($-[0]),
			"g_steal_pointer(&$1), or it is freed twice")
			if $auto{$1};
	}
	return unless $takes;
	check_stops($path, $function, $line_of);
	check_failures($path, $function, $line_of,
		comment_above($text, $function))
		if $head =~ /\b(?:bool|int|ssize_t)\b\s*\**\s*\w+\s*\(/;
}

for my $path (c_files('src')) {
	my $code = code_of($path);
	my $text = text_of($path);
	check_function($path, $code, $_, $text) for functions($code);
}
finish();
