/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term where it is and the phrases it may be of. */
#include <string.h>
#include "phrase_search.h"

enum {
	SENTENCE_BITS = 32,
	AHEAD = 4,
};

/* The sentences in which all terms of an alternative are. */
static guint32 sentences_with_all(
	const struct search *search, guint alternative)
{
	guint first = g_array_index(search->set->firsts, guint, alternative);
	struct others others = others_of(search->set, alternative);
	guint32 sentences = presence_of(search, first)->sentences;
	for (guint t = 0; t < others.count; t++)
		sentences &= presence_of(search, others.terms[t])->sentences;
	return sentences;
}

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

/* In which sentences two slots of each phrase may be. */
static void read_postings(struct search *search)
{
	const struct postings *postings = postings_of(search->set);
	guint32 *sentences = search->sentences;
	memset(sentences, 0,
		(gsize)search->set->phrases->len * 2 * sizeof(*sentences));
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
			sentences[*at] |= there;
		for (; at < end; at += 2)
			sentences[at[0]] |= sentences_with_all(search, at[1]);
	}
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

/* Those whose two may be in one. */
static void try_phrases(struct search *search)
{
	guint phrases = search->set->phrases->len;
	const guint32 *first = search->sentences, *second = first + phrases;
	for (guint p = 0; p < phrases; p++)
		if ((first[p] & second[p]) != 0 && is_wanted(search, p))
			phrase_try(search, p, first[p] & second[p]);
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
			search->places[h + 1] = (struct place){ .token = i,
				.sentence = (guint32)1
					    << (guint)sentence % SENTENCE_BITS,
				.exact = hits[h].exact };
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
		(gsize)set->phrases->len * 2 + 1, sizeof(*search->sentences));
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
