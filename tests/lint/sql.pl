#!/usr/bin/perl
# SQL is written in src/store alone (src/db says BEGIN and COMMIT), in words
# both databases understand, with $1..$n and nothing pasted in.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;

my $sql = qr{^\s*(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM
	|CREATE\s+(?:TABLE|INDEX|UNIQUE|VIEW|TRIGGER)|ALTER\s+TABLE
	|DROP\s+TABLE|BEGIN\b(?!:)|COMMIT\b|ROLLBACK\b|SAVEPOINT\b|PRAGMA\s)}x;

# In store: what one of the two databases does not know, or knows otherwise.
my @foreign = (
	[qr/\bINSERT\s+OR\b/, 'INSERT OR is SQLite alone'],
	[qr/\bAUTOINCREMENT\b/i, 'AUTOINCREMENT is SQLite alone'],
	[qr/\bILIKE\b/, 'ILIKE is PostgreSQL alone'],
	[qr/\w::\w/, 'a cast by :: is PostgreSQL alone; CAST(x AS t)'],
	[qr/=\s*ANY\s*\(/i, '= ANY() is PostgreSQL alone'],
	[qr/\b(?:datetime|strftime|julianday)\s*\(/i, 'time is a parameter'],
	[qr/\b(?:now\s*\(|CURRENT_(?:TIMESTAMP|DATE|TIME)\b)/i,
		'time is a parameter'],
	[qr/\b(?:random|gen_random_uuid)\s*\(/i, 'ids are made by base/id.h'],
	# (An address we may write to is ASCII: delivery refuses others.)
	[qr/\b(?:lower|upper)\s*\((?!to_address\))/i,
		'SQLite folds ASCII alone; keep a folded column'],
	[qr/(?:=|\(|,|\bIN)\s*\?/, 'parameters are $1..$n'],
	[qr/\b(?:REPLACE\s+INTO|GLOB)\b/, 'SQLite alone'],
	[qr/\b(?:BYTEA|JSONB|(?:BIG)?SERIAL|TIMESTAMPTZ|BOOLEAN)\b/,
		'TEXT, BIGINT and SMALLINT only'],
	[qr/\bFOR\s+UPDATE\b/i, 'the driver gives the locking clause'],
	# record.c puts statements together from its constant column tables.
	[qr/%(?:[-+ 0]*\d*)?(?:s|d|ld|lu|u|zu)/,
		'SQL is a constant; values are parameters'],
);

sub check_literal {
	my ($path, $line, $literal, $dir) = @_;
	report($path, $line, 'SQL outside src/store')
		if $literal =~ $sql && $dir !~ /^(?:store|db)$/;
	return unless $dir eq 'store'
		&& $literal =~ /\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES
			|CREATE|ALTER|JOIN|RETURNING)\b/x;
	for my $rule (@foreign) {
		my ($pattern, $why) = @$rule;
		next if $path eq 'src/store/record.c' && $why =~ /constant/;
		report($path, $line, $why) if $literal =~ $pattern;
	}
}

for my $path (c_files('src')) {
	my $code = code_of($path, strings => 1);
	my $dir = folder_of($path);
	# Neighbouring literals are one.
	while ($code =~ /("(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*)/g) {
		my ($all, $at) = ($1, $-[1]);
		(my $literal = $all) =~ s/"\s*"//g;
		$literal =~ s/^"|"$//g;
		check_literal($path, line_at($code, $at), $literal, $dir);
	}
	my $plain = code_of($path);
	while ($plain =~ /\b(sqlite3_\w+|PQ\w+)\s*\(/g) {
		report($path, line_at($plain, $-[0]),
			"$1: the drivers are in src/db") unless $dir eq 'db';
	}
}
finish();
