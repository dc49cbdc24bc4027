/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term where it is and the phrases it may be of. */
#include <string.h>
#include "phrase_search.h"

enum {
	SENTENCE_BITS = 32,
	AHEAD = 4,
	HITS_AHEAD = 8,
};

/* Where the postings of a term are, asked for some terms before they are
 * read. */
static const guint *postings_from(const struct search *search,
	const struct postings *postings, guint presence)
{
	guint p = MIN(presence, search->present_count - 1);
	const guint *from = &postings->from[(gsize)search->present[p].term * 2];
	__builtin_prefetch(from);
	return from;
}

static void note_slot(struct search *search, guint slot, guint32 sentences)
{
	/* Of an earlier text unless its bit is set, which no branch asks. */
	guint32 is_there = has_bit(search->is_there, slot);
	guint32 before = search->sentences[slot] & (0 - is_there);
	search->sentences[slot] = before | sentences;
	set_bit(search->is_there, slot);
}

/* In which sentences two slots of each phrase may be. */
static void read_postings(struct search *search)
{
	const struct postings *postings = postings_of(search->set);
	memset(search->is_there, 0,
		bit_words(search->set->phrases->len * 2) *
			sizeof(*search->is_there));
	for (guint p = 1; p < search->present_count; p++) {
		(void)postings_from(search, postings, p + 2 * AHEAD);
		const guint *soon = postings_from(search, postings, p + AHEAD);
		__builtin_prefetch(postings->slots + *soon);
		const guint *from = postings_from(search, postings, p);
		const guint *at = postings->slots + from[0];
		const guint *of_more = postings->slots + from[1];
		const guint *end = postings->slots + from[2];
		guint32 there = search->present[p].sentences;
		for (; at < of_more; at++)
			note_slot(search, at[0], there);
		for (; at < end; at += 2)
			note_slot(search, at[0],
				there & presence_of(search, at[1])->sentences);
	}
}

/* Those whose two slots may be in one sentence; how many. */
static guint find_candidates(struct search *search)
{
	static const guint64 firsts = G_GUINT64_CONSTANT(0x5555555555555555);
	const struct kept_phrase *phrases =
		(const struct kept_phrase *)search->set->phrases->data;
	guint count = 0, words = bit_words(search->set->phrases->len * 2);
	for (guint w = 0; w < words; w++) {
		guint64 bits = search->is_there[w];
		for (bits &= bits >> 1 & firsts; bits != 0; bits &= bits - 1) {
			guint slot =
				w * WORD_BITS + (guint)__builtin_ctzll(bits);
			guint32 sentences = search->sentences[slot] &
					    search->sentences[slot + 1];
			search->candidates[count] =
				(struct candidate){ slot / 2, sentences };
			count += sentences != 0;
			__builtin_prefetch(&phrases[slot / 2]);
		}
	}
	return count;
}

/* Phrases are tried in turn: the last that was found tells. */
static bool is_wanted(const struct search *search, guint phrase)
{
	guint only_with =
		g_array_index(search->set->phrases, struct kept_phrase, phrase)
			.only_with;
	return only_with == phrase ||
	       (search->found_count > 0 &&
		       search->found[search->found_count - 1].phrase >=
			       only_with);
}

/* The first slot of a phrase that is soon to be tried. */
static const struct kept_slot *slot_of(
	const struct search *search, guint candidate, guint count)
{
	guint soon = search->candidates[MIN(candidate, count - 1)].phrase;
	guint slot =
		g_array_index(search->set->phrases, struct kept_phrase, soon)
			.first_slot;
	return &g_array_index(search->set->slots, struct kept_slot, slot);
}

static void try_phrases(struct search *search)
{
	guint count = find_candidates(search);
	for (guint i = 0; i < count; i++) {
		struct candidate candidate = search->candidates[i];
		const struct kept_slot *soon =
			slot_of(search, i + AHEAD, count);
		__builtin_prefetch(slot_of(search, i + 2 * AHEAD, count));
		__builtin_prefetch(alternative_at(search->set, soon->first));
		if (is_wanted(search, candidate.phrase))
			phrase_try(
				search, candidate.phrase, candidate.sentences);
	}
}

static void note_place(struct search *search, guint term, guint number)
{
	struct place *place = &search->places[number];
	guint *at = &search->present_at[term];
	if (*at == 0) {
		*at = search->present_count++;
		search->present[*at] = (struct presence){ .term = term };
	}
	struct presence *presence = &search->present[*at];
	presence->sentences |= place->sentence;
	place->next = presence->first;
	presence->first = number;
}

/* From the last word on, so that each place is put before those behind it. */
static void find_places(struct search *search)
{
	const struct phrase_text *text = search->text;
	const struct term_hit *hits = (const struct term_hit *)text->hits->data;
	guint end = text->tokens->len;
	int sentence = -1;
	search->present[0] = (struct presence){ 0 };
	search->present_count = 1;
	for (guint i = text->tokens->len; i-- > 0;) {
		const struct token *token = token_at(text, i);
		if (token->sentence != sentence)
			end = i + 1;
		sentence = token->sentence;
		search->sentence_end[i] = end;
		for (guint h = token->hits_from + token->hits_count;
			h-- > token->hits_from;) {
			guint soon = MAX(h, (guint)HITS_AHEAD) - HITS_AHEAD;
			__builtin_prefetch(
				&search->present_at[hits[soon].term]);
			search->places[h + 1] = (struct place){ .token = i,
				.sentence = (guint32)1
					    << (guint)sentence % SENTENCE_BITS,
				.fit = hits[h].exact ? FIT_EXACT : FIT_NEARLY };
			note_place(search, hits[h].term, h + 1);
		}
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
	guint slots = set->phrases->len * 2;
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
	search->sentence_end = search_room(search, ROOM_SENTENCE_ENDS,
		tokens + 1, sizeof(*search->sentence_end));
	search->sentences = search_room(search, ROOM_SENTENCES,
		(gsize)slots + 1, sizeof(*search->sentences));
	search->is_there = search_room(search, ROOM_IS_THERE, bit_words(slots),
		sizeof(*search->is_there));
	search->candidates = search_room(search, ROOM_CANDIDATES,
		(gsize)set->phrases->len + 1, sizeof(*search->candidates));
	search->best = search_room(
		search, ROOM_BEST, tokens + 1, sizeof(*search->best));
	search->is_fitting = search_room(search, ROOM_FITTING,
		bit_words(tokens), sizeof(*search->is_fitting));
	return search;
}

/* Makes zero what is to be so at first. */
static void search_end(struct search *search)
{
	for (guint p = 1; p < search->present_count; p++)
		search->present_at[search->present[p].term] = 0;
	for (int i = 0; i < ROOMS; i++)
		scratch_trim(&search->rooms[i]);
}

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	struct search *search = search_begin(set, text);
	find_places(search);
	read_postings(search);
	try_phrases(search);
	GArray *hits = hits_of(search);
	search_end(search);
	return hits;
}
