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
	PLAIN_MOST_BYTES = 64,
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
static guint32 miss_hash(
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
	return hash;
}

static guint miss_place(guint32 hash)
{
	return hash >> (32 - MISS_PLACE_BITS);
}

static void add_misses(const struct term *term, GArray *list)
{
	if (term->kind == TERM_EXACT || term->letters < MISS_LEAST_LETTERS ||
		term->letters > MISS_MOST_LETTERS)
		return;
	size_t length = strlen(term->text);
	struct miss miss = { miss_hash(term->text, length, length, 0),
		term->number };
	g_array_append_val(list, miss);
	for (size_t at = 0; at < length;) {
		size_t bytes = (size_t)(g_utf8_next_char(term->text + at) -
					(term->text + at));
		miss.hash = miss_hash(term->text, length, at, bytes);
		g_array_append_val(list, miss);
		at += bytes;
	}
}

/* Each place is filled from its end on. */
static void sort_misses(struct misses *misses, const GArray *list)
{
	const struct miss *all = (const struct miss *)list->data;
	guint sum = 0;
	misses->from = g_new0(guint, MISS_PLACES + 1);
	misses->list = g_new(struct miss, list->len + 1);
	for (guint i = 0; i < list->len; i++)
		misses->from[miss_place(all[i].hash)]++;
	for (guint place = 0; place <= MISS_PLACES; place++)
		misses->from[place] = sum += misses->from[place];
	for (guint i = 0; i < list->len; i++)
		misses->list[--misses->from[miss_place(all[i].hash)]] = all[i];
}

/* Made by the first who asks. */
static const struct misses *misses_of(const struct phrase_set *set)
{
	struct misses *misses = set->misses;
	if (g_once_init_enter(&misses->ready)) {
		g_autoptr(GArray) list =
			g_array_new(FALSE, FALSE, sizeof(struct miss));
		for (guint i = 0; i < set->terms->len; i++)
			add_misses(set->terms->pdata[i], list);
		sort_misses(misses, list);
		g_once_init_leave(&misses->ready, 1);
	}
	return misses;
}

void misses_clear(struct misses *misses)
{
	g_free(misses->list);
	g_free(misses->from);
	*misses = (struct misses){ 0 };
}

void terms_add_stems(struct phrase_set *set, guint from)
{
	if (set->stemmer.stem == NULL)
		return;
	g_autoptr(GPtrArray) stems = g_ptr_array_new_with_free_func(g_free);
	for (; from < set->terms->len; from++) {
		const struct term *term = set->terms->pdata[from];
		if (term->kind != TERM_STEM)
			continue;
		g_ptr_array_set_size(stems, 0);
		set->stemmer.stem(set->stemmer.user, term->lower, stems);
		for (guint i = 0; i < stems->len; i++) {
			g_autofree char *stem = word_fold(stems->pdata[i]);
			if (strcmp(stem, term->text) != 0)
				table_add(set->stems, stem, from);
		}
	}
}

static const struct term *find_alike(
	const struct term *term, enum term_kind kind)
{
	while (term != NULL && term->kind != kind)
		term = term->alike;
	return term;
}

/* A word that was folded into itself before will be again; most are. */
static const struct term *find_plain(const struct phrase_set *set,
	enum term_kind kind, const char *word, size_t length)
{
	char text[PLAIN_MOST_BYTES + 1];
	if (length > PLAIN_MOST_BYTES)
		return NULL;
	memcpy(text, word, length);
	text[length] = '\0';
	const struct term *term =
		find_alike(g_hash_table_lookup(set->by_text, text), kind);
	return term != NULL && term->is_plain ? term : NULL;
}

guint term_intern(struct phrase_set *set, enum term_kind kind, const char *word,
	size_t length)
{
	const struct term *plain = find_plain(set, kind, word, length);
	if (plain != NULL)
		return plain->number;
	g_autofree char *lower = word_lower(word, length);
	g_autofree char *folded = word_fold(lower);
	const struct term *first = g_hash_table_lookup(set->by_text, folded);
	const struct term *known = find_alike(first, kind);
	if (known != NULL)
		return known->number;
	struct term *term = g_new0(struct term, 1);
	term->kind = kind;
	term->number = set->terms->len;
	term->alike = first;
	term->is_plain =
		strlen(folded) == length && memcmp(folded, word, length) == 0;
	term->letters = (size_t)g_utf8_strlen(folded, -1);
	term->text = g_steal_pointer(&folded);
	g_ptr_array_add(set->terms, term);
	g_hash_table_insert(set->by_text, term->text, term);
	if (kind == TERM_PREFIX)
		set->prefix_longest = MAX(set->prefix_longest, term->letters);
	if (kind == TERM_STEM)
		term->lower = g_steal_pointer(&lower);
	terms_add_stems(set, term->number);
	return term->number;
}

static void add_hit(const struct term *first, enum term_kind kind, GArray *hits)
{
	const struct term *term = find_alike(first, kind);
	if (term == NULL)
		return;
	struct term_hit hit = { term->number, true };
	g_array_append_val(hits, hit);
}

static void match_whole(
	const struct phrase_set *set, const char *folded, GArray *hits)
{
	const struct term *first = g_hash_table_lookup(set->by_text, folded);
	add_hit(first, TERM_STEM, hits);
	add_hit(first, TERM_EXACT, hits);
}

static void match_number(
	const struct phrase_set *set, const char *lower, GArray *hits)
{
	if (g_ascii_isdigit(*lower))
		add_hit(g_hash_table_lookup(set->by_text, ""), TERM_NUMBER,
			hits);
}

static void match_stem(
	const struct phrase_set *set, const char *stem, GArray *hits)
{
	const GArray *terms = g_hash_table_lookup(set->stems, stem);
	add_hit(g_hash_table_lookup(set->by_text, stem), TERM_STEM, hits);
	for (guint i = 0; terms != NULL && i < terms->len; i++) {
		struct term_hit hit = { g_array_index(terms, guint, i), true };
		g_array_append_val(hits, hit);
	}
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
		add_hit(g_hash_table_lookup(set->by_text, prefix), TERM_PREFIX,
			hits);
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

static void add_near_misses(const struct phrase_set *set,
	const struct misses *misses, guint32 hash, const char *folded,
	size_t letters, GArray *hits)
{
	guint place = miss_place(hash);
	for (guint i = misses->from[place]; i < misses->from[place + 1]; i++) {
		struct miss miss = misses->list[i];
		struct term_hit hit = { miss.term, false };
		if (miss.hash == hash &&
			is_near_miss(
				set->terms->pdata[miss.term], folded, letters))
			g_array_append_val(hits, hit);
	}
}

static void match_misses(
	const struct phrase_set *set, const char *folded, GArray *hits)
{
	const struct misses *misses = misses_of(set);
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
		add_near_misses(set, misses,
			miss_hash(folded, length, length, 0), folded, letters,
			hits);
		for (size_t i = 0; i < n; i++)
			add_near_misses(set, misses,
				miss_hash(folded, length, places[i],
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
	match_whole(set, folded, hits);
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
			match_stem(set, stem, hits);
		}
	}
	/* A word of the dictionary is no misspelling of another. */
	if (!known && !exact_only && hits->len == 0)
		match_misses(set, folded, hits);
	tidy_hits(hits);
}
