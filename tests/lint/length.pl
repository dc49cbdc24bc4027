#!/usr/bin/perl
# How long functions and files are.  Fails over the limits; tells of what is
# over the compass of STYLE, and the figures.
use strict;
use warnings;
use File::Temp 'tempfile';
use FindBin;
use lib $FindBin::Bin;
use Source;

my ($FUNCTION_MOST, $FUNCTION_GOOD) = (80, 60);
my $FILE_MOST = 500;
my $TEST_FILE_MOST = 1000;

sub check_files {
	for my $path (@_) {
		my $text = text_of($path);
		next if $text =~ m{\A/\*(?:[^\n]*\n){0,3}[^\n]*do not edit};
		my $lines = () = $text =~ /\n/g;
		my $most = $path =~ m{^tests/} ? $TEST_FILE_MOST : $FILE_MOST;
		report($path, 1, "$lines lines; at most $most")
			if $lines > $most;
		print "# $path:1: $lines lines\n"
			if $lines > $FILE_MOST && $lines <= $most;
	}
}

# [path, line, name, lines] of every function, told by ctags.
sub measure {
	my @found;
	my ($list, $names) = tempfile(UNLINK => 1);
	print $list "$_\n" for grep { /\.c$/ } @_;
	close $list;
	open(my $ctags, '-|', qw(ctags-universal -f - --sort=no --c-kinds=f
		--fields=+ne -L), $names) or die "ctags: $!\n";
	while (<$ctags>) {
		my ($name, $path) = split /\t/;
		next unless /\tline:(\d+)/;
		my $line = $1;
		push @found, [$path, $line, $name, $1 - $line + 1]
			if /\tend:(\d+)/;
	}
	close $ctags;
	die "length: ctags found nothing\n" unless @found;
	return @found;
}

sub figures {
	my ($where, @lengths) = @_;
	return unless @lengths;
	@lengths = sort { $a <=> $b } @lengths;
	my $over = grep { $_ > $FUNCTION_GOOD } @lengths;
	printf "# %s: %d functions, median %d, p95 %d, longest %d, "
		. "%.1f %% over %d lines\n", $where, scalar @lengths,
		$lengths[@lengths / 2], $lengths[int(@lengths * 0.95)],
		$lengths[-1], 100 * $over / @lengths, $FUNCTION_GOOD;
}

my @paths = c_files('src', 'include', 'tests');
check_files(@paths);
my @functions = measure(@paths);
for my $function (@functions) {
	my ($path, $line, $name, $lines) = @$function;
	report($path, $line, "$name has $lines lines; at most $FUNCTION_MOST")
		if $lines > $FUNCTION_MOST;
	print "# $path:$line: $name has $lines lines\n"
		if $lines > $FUNCTION_GOOD && $lines <= $FUNCTION_MOST;
}
figures('src', map { $_->[3] } grep { $_->[0] =~ m{^src/} } @functions);
finish();
