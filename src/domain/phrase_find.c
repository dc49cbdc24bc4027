/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term where it is and the phrases it may be of. */
#include <string.h>
#include "phrase_search.h"

enum {
	SENTENCE_BITS = 32,
};

static const struct starts *starts_of(const struct search *search, guint p)
{
	return &g_array_index(
		search->set->starts, struct starts, search->present[p].term);
}

/* The phrases that are looked for where the text's terms are, and how many
 * chances there are at most. */
static guint want_phrases(struct search *search)
{
	guint chances = 0;
	for (guint p = 1; p < search->present_count; p++) {
		const struct starts *starts = starts_of(search, p);
		chances += starts->count;
		for (guint i = 0; i < starts->wanted_count; i++) {
			guint phrase = starts->list[i].phrase;
			search->wanted[phrase / WORD_BITS] |=
				(guint64)1 << phrase % WORD_BITS;
		}
	}
	return chances;
}

static bool is_wanted(const struct search *search, guint phrase)
{
	return (search->wanted[phrase / WORD_BITS] >> phrase % WORD_BITS & 1) !=
	       0;
}

/* Of these sentences those in which its other terms are too. */
static guint32 sentences_with_others(const struct search *search,
	const struct start *start, guint32 sentences)
{
	const guint *others =
		(const guint *)search->set->others->data + start->others;
	for (guint t = 1; t < start->terms; t++)
		sentences &= search->present[search->present_at[others[t - 1]]]
				     .sentences;
	return sentences;
}

/* To the slots of wanted phrases that may begin with a term of the text. */
static void give_chances(struct search *search)
{
	guint count = 0;
	for (guint p = 1; p < search->present_count; p++) {
		const struct starts *starts = starts_of(search, p);
		for (guint i = 0; i < starts->count; i++) {
			const struct start *start = &starts->list[i];
			if (!is_wanted(search, start->phrase))
				continue;
			guint32 sentences = sentences_with_others(
				search, start, search->present[p].sentences);
			if (sentences == 0)
				continue;
			struct slot_presence *slot =
				&search->slots[start->slot];
			search->chances[++count] =
				(struct chance){ start, p, slot->chance };
			slot->chance = count;
			slot->sentences |= sentences;
		}
	}
	search->chance_count = count;
}

static void try_wanted(struct search *search)
{
	guint words = search->set->phrases->len / WORD_BITS + 1;
	search->chances = search_room(search, ROOM_CHANCES,
		want_phrases(search) + 1, sizeof(*search->chances));
	give_chances(search);
	for (guint w = 0; w < words; w++) {
		for (guint64 bits = search->wanted[w]; bits != 0;
			bits &= bits - 1)
			phrase_try(search,
				w * WORD_BITS + (guint)__builtin_ctzll(bits));
		search->wanted[w] = 0;
	}
}

static guint32 sentence_bit(int sentence)
{
	return (guint32)1 << (guint)sentence % SENTENCE_BITS;
}

static void note_term(struct search *search, guint term, guint32 sentence)
{
	guint *at = &search->present_at[term];
	if (*at == 0) {
		*at = search->present_count++;
		search->present[*at] = (struct presence){ .term = term };
	}
	search->present[*at].end++;
	search->present[*at].sentences |= sentence;
}

/* Sort the words' terms by term. */
static void find_places(struct search *search)
{
	const struct phrase_text *text = search->text;
	const struct term_hit *hits = (const struct term_hit *)text->hits->data;
	search->present[0] = (struct presence){ 0 };
	search->present_count = 1;
	for (guint i = 0; i < text->tokens->len; i++) {
		const struct token *token = token_at(text, i);
		guint32 sentence = sentence_bit(token->sentence);
		for (guint h = 0; h < token->hits_count; h++)
			note_term(search, hits[token->hits_from + h].term,
				sentence);
	}
	guint from = 0;
	for (guint p = 0; p < search->present_count; p++) {
		struct presence *presence = &search->present[p];
		guint count = presence->end;
		presence->from = presence->end = from;
		from += count;
	}
	for (guint i = 0; i < text->tokens->len; i++) {
		const struct token *token = token_at(text, i);
		guint32 sentence = sentence_bit(token->sentence);
		for (guint h = 0; h < token->hits_count; h++) {
			struct term_hit hit = hits[token->hits_from + h];
			guint p = search->present_at[hit.term];
			search->places[search->present[p].end++] =
				(struct place){ i, sentence, hit.exact };
		}
	}
}

static void find_sentences(struct search *search)
{
	const struct phrase_text *text = search->text;
	for (guint i = text->tokens->len; i-- > 0;) {
		bool is_last = i + 1 == text->tokens->len ||
			       token_at(text, i)->sentence !=
				       token_at(text, i + 1)->sentence;
		search->sentence_end[i] =
			is_last ? i + 1 : search->sentence_end[i + 1];
	}
}

static struct phrase_hit hit_of(
	const struct phrase_text *text, const struct found *found)
{
	const struct token *first = token_at(text, found->first);
	const struct token *last = token_at(text, found->last);
	return (struct phrase_hit){ (int)found->phrase, found->exact,
		first->sentence,
		{ text->part, first->offset,
			last->offset + last->length - first->offset } };
}

/* By the first word, those of one as they were found: phrase by phrase. */
static GArray *hits_of(struct search *search)
{
	guint count = search->found_count, tokens = search->text->tokens->len;
	guint *before =
		search_room(search, ROOM_BEFORE, tokens + 1, sizeof(*before));
	GArray *out = g_array_sized_new(
		FALSE, FALSE, sizeof(struct phrase_hit), count);
	g_array_set_size(out, count);
	struct phrase_hit *hits = (struct phrase_hit *)out->data;
	memset(before, 0, (tokens + 1) * sizeof(*before));
	for (guint i = 0; i < count; i++)
		before[search->found[i].first + 1]++;
	for (guint t = 1; t < tokens; t++)
		before[t] += before[t - 1];
	for (guint i = 0; i < count; i++)
		hits[before[search->found[i].first]++] =
			hit_of(search->text, &search->found[i]);
	return out;
}

static void free_search(gpointer data)
{
	struct search *search = data;
	for (int i = 0; i < ROOMS; i++)
		g_free(search->rooms[i].at);
	g_free(search);
}

static struct search *search_begin(
	const struct phrase_set *set, const struct phrase_text *text)
{
	static GPrivate memory = G_PRIVATE_INIT(free_search);
	guint tokens = text->tokens->len, hits = text->hits->len;
	struct search *search = g_private_get(&memory);
	if (search == NULL) {
		search = g_new0(struct search, 1);
		g_private_set(&memory, search);
	}
	search->set = set;
	search->text = text;
	search->found_count = 0;
	search->present_at = search_room(search, ROOM_PRESENT_AT,
		set->terms->len, sizeof(*search->present_at));
	search->present = search_room(
		search, ROOM_PRESENT, hits + 1, sizeof(*search->present));
	search->places = search_room(
		search, ROOM_PLACES, hits + 1, sizeof(*search->places));
	search->slots = search_room(
		search, ROOM_SLOTS, set->gaps->len, sizeof(*search->slots));
	search->sentence_end = search_room(search, ROOM_SENTENCE_ENDS,
		tokens + 1, sizeof(*search->sentence_end));
	search->wanted = search_room(search, ROOM_WANTED,
		set->phrases->len / WORD_BITS + 1, sizeof(*search->wanted));
	search->best = search_room(
		search, ROOM_BEST, tokens + 1, sizeof(*search->best));
	search->is_fitting = search_room(search, ROOM_FITTING,
		tokens / WORD_BITS + 1, sizeof(*search->is_fitting));
	return search;
}

/* Makes zero what is to be so at first. */
static void search_end(struct search *search)
{
	for (guint p = 1; p < search->present_count; p++)
		search->present_at[search->present[p].term] = 0;
	for (guint i = 1; i <= search->chance_count; i++)
		search->slots[search->chances[i].start->slot] =
			(struct slot_presence){ 0 };
	for (int i = 0; i < ROOMS; i++)
		scratch_trim(&search->rooms[i]);
}

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	struct search *search = search_begin(set, text);
	find_places(search);
	find_sentences(search);
	try_wanted(search);
	GArray *hits = hits_of(search);
	search_end(search);
	return hits;
}
