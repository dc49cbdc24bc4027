/* Words of rules against words of letters: inflected, by beginning, exact,
 * and with one letter wrong.
 *
 * The last uses Garbe's symmetric deletion: two words one edit apart share a
 * string that both give when a letter is left out, so a look-up replaces a
 * comparison with every word there is. */
#include "phrase_set.h"

#include <string.h>
#include "plaint/text/words.h"

enum {
	MISS_LEAST_LETTERS = 5,
	/* Shorter beginnings with a letter wrong begin too many words: they
	 * must be nearly the whole of it, and no letter more or less. */
	LOOSE_LEAST_LETTERS = 6,
	ENDING_MOST_LETTERS = 2,
	/* Terms longer than this are not worth their misses. */
	MISS_MOST_LETTERS = 24,
};

static void table_add(GHashTable *table, const char *key, guint term)
{
	GArray *terms = g_hash_table_lookup(table, key);
	if (terms == NULL) {
		terms = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(table, g_strdup(key), terms);
	}
	for (guint i = 0; i < terms->len; i++)
		if (g_array_index(terms, guint, i) == term)
			return;
	g_array_append_val(terms, term);
}

/* The hash of a word without its letter at `from`.  Words that share one by
 * chance are told apart when they are compared. */
static gpointer miss_key(
	const char *word, size_t length, size_t from, size_t letter_bytes)
{
	guint32 hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < length; i++) {
		if (i == from)
			i += letter_bytes;
		if (i >= length)
			break;
		hash = (hash ^ (guchar)word[i]) * 16777619u;
	}
	return GUINT_TO_POINTER(hash | 1u);
}

static void miss_add(struct phrase_set *set, gpointer key, guint term)
{
	guint first = GPOINTER_TO_UINT(g_hash_table_lookup(set->misses, key));
	for (guint at = first; at > 0;) {
		const struct miss *miss =
			&g_array_index(set->miss_list, struct miss, at - 1);
		if (miss->term == term)
			return;
		at = miss->next;
	}
	struct miss miss = { term, first };
	g_array_append_val(set->miss_list, miss);
	g_hash_table_insert(
		set->misses, key, GUINT_TO_POINTER(set->miss_list->len));
}

static void add_misses(
	struct phrase_set *set, const struct term *term, guint number)
{
	if (term->letters < MISS_LEAST_LETTERS ||
		term->letters > MISS_MOST_LETTERS)
		return;
	size_t length = strlen(term->text);
	miss_add(set, miss_key(term->text, length, length, 0), number);
	for (size_t at = 0; at < length;) {
		size_t bytes = (size_t)(g_utf8_next_char(term->text + at) -
					(term->text + at));
		miss_add(set, miss_key(term->text, length, at, bytes), number);
		at += bytes;
	}
}

void term_add_stems(struct phrase_set *set, guint number)
{
	const struct term *term = set->terms->pdata[number];
	if (term->kind != TERM_STEM)
		return;
	table_add(set->stems, term->text, number);
	if (set->stemmer.stem == NULL)
		return;
	g_autoptr(GPtrArray) stems = g_ptr_array_new_with_free_func(g_free);
	set->stemmer.stem(set->stemmer.user, term->lower, stems);
	for (guint i = 0; i < stems->len; i++) {
		g_autofree char *stem = word_fold(stems->pdata[i]);
		table_add(set->stems, stem, number);
	}
}

guint term_intern(struct phrase_set *set, enum term_kind kind, const char *word,
	size_t length)
{
	g_autofree char *lower = word_lower(word, length);
	g_autofree char *folded = word_fold(lower);
	guint known =
		GPOINTER_TO_UINT(g_hash_table_lookup(set->ids[kind], folded));
	if (known > 0)
		return known - 1;
	struct term *term = g_new0(struct term, 1);
	term->kind = kind;
	term->letters = (size_t)g_utf8_strlen(folded, -1);
	term->text = g_steal_pointer(&folded);
	guint number = set->terms->len;
	g_ptr_array_add(set->terms, term);
	g_hash_table_insert(
		set->ids[kind], term->text, GUINT_TO_POINTER(number + 1));
	if (kind == TERM_NUMBER)
		return number;
	if (kind == TERM_PREFIX) {
		table_add(set->prefixes, term->text, number);
		set->prefix_longest = MAX(set->prefix_longest, term->letters);
	} else {
		table_add(set->whole, term->text, number);
	}
	if (kind == TERM_STEM)
		term->lower = g_steal_pointer(&lower);
	term_add_stems(set, number);
	if (kind != TERM_EXACT)
		add_misses(set, term, number);
	return number;
}

static void add_hits(const GArray *terms, GArray *hits)
{
	for (guint i = 0; terms != NULL && i < terms->len; i++) {
		struct term_hit hit = { g_array_index(terms, guint, i), true };
		g_array_append_val(hits, hit);
	}
}

static void match_number(
	const struct phrase_set *set, const char *lower, GArray *hits)
{
	guint known = GPOINTER_TO_UINT(
		g_hash_table_lookup(set->ids[TERM_NUMBER], ""));
	struct term_hit hit = { known - 1, true };
	if (known > 0 && g_ascii_isdigit(*lower))
		g_array_append_val(hits, hit);
}

static void match_prefixes(
	const struct phrase_set *set, const char *folded, GArray *hits)
{
	char prefix[WORD_MOST_LETTERS * 6 + 1];
	const char *at = folded;
	for (size_t n = 1; n <= set->prefix_longest && *at != '\0'; n++) {
		at = g_utf8_next_char(at);
		size_t bytes = (size_t)(at - folded);
		if (bytes >= sizeof(prefix))
			return;
		memcpy(prefix, folded, bytes);
		prefix[bytes] = '\0';
		add_hits(g_hash_table_lookup(set->prefixes, prefix), hits);
	}
}

/* One letter changed, added, lost, or two neighbours swapped. */
static bool is_one_edit(const char *a, const char *b)
{
	while (*a != '\0' && g_utf8_get_char(a) == g_utf8_get_char(b)) {
		a = g_utf8_next_char(a);
		b = g_utf8_next_char(b);
	}
	if (*a == '\0' && *b == '\0')
		return true;
	const char *a1 = *a != '\0' ? g_utf8_next_char(a) : a;
	const char *b1 = *b != '\0' ? g_utf8_next_char(b) : b;
	if (strcmp(a1, b1) == 0 || strcmp(a1, b) == 0 || strcmp(a, b1) == 0)
		return true;
	return *a1 != '\0' && *b1 != '\0' &&
	       g_utf8_get_char(a) == g_utf8_get_char(b1) &&
	       g_utf8_get_char(b) == g_utf8_get_char(a1) &&
	       strcmp(g_utf8_next_char(a1), g_utf8_next_char(b1)) == 0;
}

/* Does `word`, cut to about the term's length when that is a beginning,
 * differ from the term by one letter? */
static bool is_near_miss(
	const struct term *term, const char *word, size_t letters)
{
	if (term->kind == TERM_STEM)
		return is_one_edit(term->text, word);
	bool is_loose = term->letters >= LOOSE_LEAST_LETTERS;
	size_t slack = is_loose ? 1 : 0;
	if (!is_loose && letters > term->letters + ENDING_MOST_LETTERS)
		return false;
	for (size_t n = term->letters - slack; n <= term->letters + slack;
		n++) {
		if (n > letters)
			return false;
		const char *end = g_utf8_offset_to_pointer(word, (glong)n);
		g_autofree char *start = g_strndup(word, (gsize)(end - word));
		if (is_one_edit(term->text, start))
			return true;
	}
	return false;
}

static void add_near_misses(const struct phrase_set *set, gpointer key,
	const char *folded, size_t letters, GArray *hits)
{
	guint at = GPOINTER_TO_UINT(g_hash_table_lookup(set->misses, key));
	while (at > 0) {
		const struct miss *miss =
			&g_array_index(set->miss_list, struct miss, at - 1);
		const struct term *term = set->terms->pdata[miss->term];
		struct term_hit hit = { miss->term, false };
		if (is_near_miss(term, folded, letters))
			g_array_append_val(hits, hit);
		at = miss->next;
	}
}

static void match_misses(
	const struct phrase_set *set, const char *folded, GArray *hits)
{
	size_t places[WORD_MOST_LETTERS + 1]; /* where each letter begins */
	size_t letters = 0, at = 0;
	for (; folded[at] != '\0' && letters < WORD_MOST_LETTERS; letters++) {
		places[letters] = at;
		at = (size_t)(g_utf8_next_char(folded + at) - folded);
	}
	places[letters] = at;
	size_t most = MIN(letters, (size_t)MISS_MOST_LETTERS + 1);
	for (size_t n = MISS_LEAST_LETTERS - 1; n <= most; n++) {
		size_t length = places[n];
		add_near_misses(set, miss_key(folded, length, length, 0),
			folded, letters, hits);
		for (size_t i = 0; i < n; i++)
			add_near_misses(set,
				miss_key(folded, length, places[i],
					places[i + 1] - places[i]),
				folded, letters, hits);
	}
}

static int compare_hits(gconstpointer a, gconstpointer b)
{
	const struct term_hit *x = a, *y = b;
	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	return (int)y->exact - (int)x->exact;
}

/* By term, exact ones kept before others, each term once. */
static void tidy_hits(GArray *hits)
{
	g_array_sort(hits, compare_hits);
	guint kept = 0;
	for (guint i = 0; i < hits->len; i++) {
		struct term_hit hit = g_array_index(hits, struct term_hit, i);
		if (kept > 0 &&
			g_array_index(hits, struct term_hit, kept - 1).term ==
				hit.term)
			continue;
		g_array_index(hits, struct term_hit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
}

void term_match(const struct phrase_set *set, const char *lower,
	bool exact_only, GArray *hits)
{
	g_autofree char *folded = word_fold(lower);
	add_hits(g_hash_table_lookup(set->whole, folded), hits);
	match_number(set, lower, hits);
	match_prefixes(set, folded, hits);
	bool known = false;
	if (set->stemmer.stem != NULL) {
		g_autoptr(GPtrArray) stems =
			g_ptr_array_new_with_free_func(g_free);
		set->stemmer.stem(set->stemmer.user, lower, stems);
		known = stems->len > 0;
		for (guint i = 0; i < stems->len; i++) {
			g_autofree char *stem = word_fold(stems->pdata[i]);
			add_hits(g_hash_table_lookup(set->stems, stem), hits);
		}
	}
	/* A word of the dictionary is no misspelling of another. */
	if (!known && !exact_only && hits->len == 0)
		match_misses(set, folded, hits);
	tidy_hits(hits);
}
