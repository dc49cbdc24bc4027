/* Takes affixes off a word, and looks whether what is left is a word that
 * makes others with them.  Whether a word is looked for in vain is soon known:
 * words with the same hash are few, and lie side by side. */
#include "stem_table.h"

#include <string.h>

#include "stem_table_parts.h"

enum {
	WORD_MOST_BYTES = 512, /* with what a prefix strips */
	APPEND_MOST = 255,
};

struct stem_table {
	GBytes *bytes;
	struct stem_table_head head;
	const struct stem_affix *affixes;
	const uint32_t *paradigm_from, *place_from;
	const uint16_t *paradigms;
	const uint8_t *text, *words;
	/* Where suffixes that append so many bytes begin, in affixes. */
	uint32_t suffix_from[APPEND_MOST + 2];
	size_t longest;
};

struct search {
	const struct stem_table *table;
	stem_found *found;
	void *user;
};

/* A word without its first or last bytes, and what is to stand there. */
struct candidate {
	const uint8_t *word;
	size_t length;
	const uint8_t *strip;
	size_t strip_length;
	uint32_t hash;
};

static uint64_t length_of(const struct stem_table_head *head)
{
	return sizeof(*head) +
	       (uint64_t)head->affixes * sizeof(struct stem_affix) +
	       ((uint64_t)head->paradigms + 1) * sizeof(uint32_t) +
	       ((UINT64_C(1) << head->place_bits) + 1) * sizeof(uint32_t) +
	       (uint64_t)head->paradigm_affixes * sizeof(uint16_t) +
	       head->text_bytes + head->words_bytes;
}

static void find_parts(struct stem_table *table, const guint8 *from)
{
	const struct stem_table_head *head = &table->head;
	const void *at = from + sizeof(*head);
	table->affixes = at;
	table->paradigm_from = (const void *)(table->affixes + head->affixes);
	table->place_from = table->paradigm_from + head->paradigms + 1;
	table->paradigms = (const void *)(table->place_from +
					  ((size_t)1 << head->place_bits) + 1);
	table->text = (const void *)(table->paradigms + head->paradigm_affixes);
	table->words = table->text + head->text_bytes;
}

static void find_lengths(struct stem_table *table)
{
	uint32_t at = 1 + table->head.prefixes;
	for (size_t length = 0; length <= APPEND_MOST; length++) {
		table->suffix_from[length] = at;
		while (at < table->head.affixes &&
			table->affixes[at].append == length)
			at++;
		if (at > table->suffix_from[length])
			table->longest = length;
	}
	table->suffix_from[APPEND_MOST + 1] = at;
}

struct stem_table *stem_table_of(GBytes *bytes)
{
	struct stem_table_head head;
	gsize length;
	const guint8 *from = g_bytes_get_data(bytes, &length);
	if (length < sizeof(head))
		return NULL;
	memcpy(&head, from, sizeof(head));
	if (head.place_bits < 1 || head.place_bits > 31 ||
		length != length_of(&head))
		return NULL;
	struct stem_table *table = g_new0(struct stem_table, 1);
	table->bytes = g_bytes_ref(bytes);
	table->head = head;
	find_parts(table, from);
	find_lengths(table);
	return table;
}

void stem_table_free(struct stem_table *table)
{
	if (table == NULL)
		return;
	g_bytes_unref(table->bytes);
	g_free(table);
}

bool stem_table_has_compounds(const struct stem_table *table)
{
	return table->head.has_compounds != 0;
}

/* --- looking up --------------------------------------------------------- */

static bool has_affix(
	const struct stem_table *table, uint16_t paradigm, uint32_t affix)
{
	const uint16_t *at = table->paradigms + table->paradigm_from[paradigm];
	const uint16_t *end =
		table->paradigms + table->paradigm_from[paradigm + 1];
	while (at < end && *at < affix)
		at++;
	return at < end && *at == affix;
}

static bool is_text(const struct candidate *candidate, const uint8_t *text)
{
	return memcmp(text, candidate->word, candidate->length) == 0 &&
	       memcmp(text + candidate->length, candidate->strip,
		       candidate->strip_length) == 0;
}

/* Is it there, with this affix and, unless that is STEM_NO_AFFIX, the prefix
 * too? */
static void look_up(const struct search *search,
	const struct candidate *candidate, uint32_t affix, uint32_t prefix)
{
	const struct stem_table *table = search->table;
	uint32_t hash = candidate->hash;
	for (size_t i = 0; i < candidate->strip_length; i++)
		hash = stem_hash_add(hash, candidate->strip[i]);
	uint32_t place = stem_place(hash, table->head.place_bits);
	const uint8_t *at = table->words + table->place_from[place];
	const uint8_t *end = table->words + table->place_from[place + 1];
	size_t wanted = candidate->length + candidate->strip_length;
	for (; at < end; at += STEM_WORD_HEAD_BYTES + at[0]) {
		const uint8_t *text = at + STEM_WORD_HEAD_BYTES;
		uint16_t paradigm;
		if (at[0] != wanted || !is_text(candidate, text))
			continue;
		memcpy(&paradigm, at + 1, sizeof(paradigm));
		if (has_affix(table, paradigm, affix) &&
			(prefix == STEM_NO_AFFIX ||
				has_affix(table, paradigm, prefix)))
			search->found(search->user, (const char *)text, wanted,
				affix != STEM_NO_AFFIX);
	}
}

/* The first suffix that appends these bytes, or would stand there. */
static uint32_t first_suffix(
	const struct stem_table *table, const uint8_t *append, size_t length)
{
	uint32_t low = table->suffix_from[length];
	uint32_t high = table->suffix_from[length + 1];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (memcmp(table->text + table->affixes[middle].text, append,
			    length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* prefix: was taken off already, or STEM_NO_AFFIX. */
static void find_without_ending(const struct search *search,
	const struct candidate *candidate, size_t ending, uint32_t prefix)
{
	const struct stem_table *table = search->table;
	const uint8_t *append = candidate->word + candidate->length;
	uint32_t end = table->suffix_from[ending + 1];
	for (uint32_t i = first_suffix(table, append, ending); i < end; i++) {
		const struct stem_affix *affix = &table->affixes[i];
		if (memcmp(table->text + affix->text, append, ending) != 0)
			return;
		if (prefix != STEM_NO_AFFIX &&
			!(affix->crosses && table->affixes[prefix].crosses))
			continue;
		struct candidate root = *candidate;
		root.strip = table->text + affix->text + ending;
		root.strip_length = affix->strip;
		look_up(search, &root, i, prefix);
	}
}

/* Something of the word is left. */
static void find_suffixes(const struct search *search, const uint8_t *word,
	size_t length, uint32_t prefix)
{
	struct candidate candidate = { word, 0, word, 0, STEM_HASH_START };
	size_t longest = search->table->longest;
	while (candidate.length < length) {
		candidate.hash =
			stem_hash_add(candidate.hash, word[candidate.length++]);
		size_t ending = length - candidate.length;
		if (ending <= longest)
			find_without_ending(search, &candidate, ending, prefix);
	}
	/* Whole, it is a word or one of a prefix alone. */
	look_up(search, &candidate, prefix, STEM_NO_AFFIX);
}

static void find_prefix(const struct search *search, const uint8_t *word,
	size_t length, uint32_t prefix)
{
	const struct stem_table *table = search->table;
	const struct stem_affix *affix = &table->affixes[prefix];
	const uint8_t *text = table->text + affix->text;
	uint8_t root[WORD_MOST_BYTES];
	if (length <= affix->append || memcmp(word, text, affix->append) != 0 ||
		affix->strip + length - affix->append > sizeof(root))
		return;
	memcpy(root, text + affix->append, affix->strip);
	memcpy(root + affix->strip, word + affix->append,
		length - affix->append);
	find_suffixes(
		search, root, affix->strip + length - affix->append, prefix);
}

void stem_table_find(const struct stem_table *table, const char *word,
	size_t length, stem_found *found, void *user)
{
	struct search search = { table, found, user };
	const uint8_t *bytes = (const uint8_t *)word;
	for (uint32_t i = 1; i <= table->head.prefixes; i++)
		find_prefix(&search, bytes, length, i);
	find_suffixes(&search, bytes, length, STEM_NO_AFFIX);
}
