# Reading C for the checks beside this file: which files are ours, their text
# with comments and the insides of literals blanked (positions stay), and the
# functions in it.  Enough of C for our own style, no more.
package Source;

use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(c_files code_of text_of functions line_at report finish
	folder_of);

my $problems = 0;

# All .c and .h below the given folders, sorted.
sub c_files {
	my @found;
	my @todo = grep { -e } @_;
	while (defined(my $path = shift @todo)) {
		if (-d $path) {
			opendir(my $dir, $path) or die "$path: $!\n";
			push @todo, map { "$path/$_" }
				grep { !/^\./ } readdir $dir;
		} elsif ($path =~ /\.[ch]$/) {
			push @found, $path;
		}
	}
	return sort @found;
}

sub text_of {
	my ($path) = @_;
	open(my $file, '<', $path) or die "$path: $!\n";
	local $/;
	my $text = <$file>;
	return defined $text ? $text : '';
}

# Comments and the insides of strings and characters become blanks.
sub code_of {
	my ($path, %keep) = @_;
	my $text = text_of($path);
	my $blank = sub { (my $gap = shift) =~ s/[^\n]/ /g; $gap };
	$text =~ s{
		(/\*.*?\*/ | //[^\n]*)
		| "((?:[^"\\\n]|\\.)*)"
		| '((?:[^'\\\n]|\\.)*)'
	}{
		defined $1 ? $blank->($1)
		: defined $2 ? '"' . ($keep{strings} ? $2 : $blank->($2)) . '"'
		: "'" . $blank->($3) . "'"
	}gsex;
	return $text;
}

sub line_at {
	my ($text, $at) = @_;
	return 1 + (substr($text, 0, $at) =~ tr/\n//);
}

# src/wire/wire.c -> wire; include/plaint/wire/wire.h -> wire; else ''.
sub folder_of {
	my ($path) = @_;
	return $path =~ m{^(?:src|include/plaint|tests/unit)/([^/]+)/}
		? $1 : '';
}

# Functions defined in code: name, head (return type to parenthesis), body
# (with braces), line, at (offset of the body).  Our style puts the brace of
# a function, and of nothing else but types and data, into column one.
sub functions {
	my ($code) = @_;
	my @found;
	while ($code =~ /^([A-Za-z_](?:(?!\n\s*\n)[^;{}=#])*?)\n\{\n(.*?)^\}\n/gsm) {
		my ($head, $body, $start, $at) = ($1, $2, $-[0], $-[2]);
		next unless $head =~ /\b([A-Za-z_]\w*)\s*\(/;
		push @found, {
			name => $1, head => $head, body => $body, at => $at,
			line => line_at($code, $start),
		};
	}
	return @found;
}

sub report {
	my ($path, $line, $text) = @_;
	print "$path:$line: $text\n";
	$problems++;
}

sub finish {
	exit($problems == 0 ? 0 : 1);
}

1;
