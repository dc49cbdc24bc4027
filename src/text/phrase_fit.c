/* How the slots of one phrase follow one another in a text. */
#include "phrase_search.h"

enum {
	HITS_MOST_PER_PHRASE = 64,
};

static enum fit term_fit(const struct phrase_text *text, guint i, guint term)
{
	const struct token *token = token_at(text, i);
	const struct term_hit *hits =
		&g_array_index(text->hits, struct term_hit, token->hits_from);
	for (guint h = 0; h < token->hits_count; h++)
		if (hits[h].term == term)
			return hits[h].exact ? FIT_EXACT : FIT_NEARLY;
	return FIT_NONE;
}

/* An alternative, the first term of which fits so at the token. */
static enum fit others_fit(const struct search *search,
	const struct others *others, guint token, enum fit worst)
{
	if (others->count >= search->sentence_end[token] - token)
		return FIT_NONE;
	for (guint t = 0; t < others->count && worst != FIT_NONE; t++) {
		enum fit fit =
			term_fit(search->text, token + 1 + t, others->terms[t]);
		worst = MIN(worst, fit);
	}
	return worst;
}

static bool is_better(const struct fitting *one, const struct fitting *other)
{
	return one->fit > other->fit ||
	       (one->fit == other->fit &&
		       one->alternative < other->alternative);
}

/* The best of each token counts, the first alternative among equals. */
static void note_fitting(struct search *search, const struct fitting *fitting)
{
	struct fitting *best = &search->best[fitting->token];
	if (!has_bit(search->is_fitting, fitting->token) ||
		is_better(fitting, best))
		*best = *fitting;
	set_bit(search->is_fitting, fitting->token);
}

/* Where the alternative is in these sentences, by token; how many.  Most are
 * one word, and theirs are taken without a branch that nobody can foresee. */
static guint find_alternative(const struct search *search, guint number,
	guint32 sentences, struct fitting *out)
{
	const struct place *places = search->places;
	const struct kept_alternative *alternative =
		alternative_at(search->set, number);
	struct others others = others_of(search->set, alternative);
	guint count = 0, p = presence_of(search, alternative->first)->first;
	for (; p != 0; p = places[p].next) {
		const struct place *place = &places[p];
		enum fit fit = place->fit;
		guint is_there = (place->sentence & sentences) != 0;
		if (others.count > 0) {
			if (!is_there)
				continue;
			fit = others_fit(search, &others, place->token, fit);
			is_there = fit != FIT_NONE;
		}
		out[count] = (struct fitting){ place->token, others.count + 1,
			fit, number };
		count += is_there;
	}
	return count;
}

/* What was noted, by token, to behind `count`; how many there are then. */
static guint take_fittings(struct search *search, guint count)
{
	guint words = bit_words(search->text->tokens->len);
	for (guint w = 0; w < words; w++) {
		guint64 bits = search->is_fitting[w];
		for (; bits != 0; bits &= bits - 1) {
			guint token =
				w * WORD_BITS + (guint)__builtin_ctzll(bits);
			search->fittings[count++] = search->best[token];
		}
		search->is_fitting[w] = 0;
	}
	return count;
}

static const struct kept_slot *slot_at(
	const struct search *search, const struct kept_phrase *phrase, guint i)
{
	return &g_array_index(
		search->set->slots, struct kept_slot, phrase->first_slot + i);
}

/* Of a slot's alternatives those of which the first term is in these sentences;
 * how many.  Without a branch that nobody can foresee. */
static guint find_alternatives(
	struct search *search, const struct kept_slot *slot, guint32 sentences)
{
	const struct phrase_set *set = search->set;
	guint count = 0;
	for (guint a = slot->first; a < slot->first + slot->count; a++) {
		guint term = alternative_at(set, a)->first;
		search->alternatives[count] = a;
		count +=
			(presence_of(search, term)->sentences & sentences) != 0;
	}
	return count;
}

/* Find all places of a phrase's slot in these sentences; false: none. */
static bool find_slot(struct search *search, const struct kept_phrase *phrase,
	guint slot, guint32 sentences)
{
	guint from = slot > 0 ? search->ends[slot - 1] : 0, count = 0;
	guint present = find_alternatives(
		search, slot_at(search, phrase, slot), sentences);
	search->fittings = search_room(search, ROOM_FITTINGS,
		from + search->text->tokens->len + 1,
		sizeof(*search->fittings));
	struct fitting *fittings = search->fittings + from;
	for (guint a = 0; a < present; a++) {
		count = find_alternative(
			search, search->alternatives[a], sentences, fittings);
		/* Of one alternative they are in order. */
		for (guint i = 0; present > 1 && i < count; i++)
			note_fitting(search, &fittings[i]);
	}
	search->ends[slot] =
		present > 1 ? take_fittings(search, from) : from + count;
	return search->ends[slot] > from;
}

/* The fittings of a slot from a token on; *end_out is behind the last. */
static const struct fitting *fitting_from(const struct search *search,
	guint slot, guint token, const struct fitting **end_out)
{
	const guint *ends = search->ends;
	const struct fitting *list = search->fittings;
	guint low = slot > 0 ? ends[slot - 1] : 0, high = ends[slot];
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (list[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	*end_out = list + ends[slot];
	return list + low;
}

static void take_in(struct found *found, const struct fitting *fitting)
{
	found->first = MIN(found->first, fitting->token);
	found->last = MAX(found->last, fitting->token + fitting->words - 1);
	found->exact &= fitting->fit == FIT_EXACT;
}

/* Slots 1… in order after the token found->last. */
static bool match_in_order(const struct search *search,
	const struct kept_phrase *phrase, struct found *found)
{
	guint end = search->sentence_end[found->first];
	for (guint s = 1; s < phrase->slots; s++) {
		guint from = found->last + 1;
		const struct fitting *behind,
			*next = fitting_from(search, s, from, &behind);
		if (next == behind || next->token >= end ||
			next->token - from > slot_at(search, phrase, s)->gap)
			return false;
		take_in(found, next);
	}
	return true;
}

/* The fitting of a slot nearest to the token, but not at it; NULL when none
 * is in its sentence and near enough. */
static const struct fitting *nearest(
	const struct search *search, guint slot, guint token, guint most)
{
	const struct fitting *behind;
	const struct fitting *after =
		fitting_from(search, slot, token + 1, &behind);
	const struct fitting *list_end,
		*before = fitting_from(search, slot, token, &list_end);
	const struct fitting *first = fitting_from(search, slot, 0, &list_end);
	guint sentence = search->sentence_end[token], best = most + 1;
	const struct fitting *out = NULL;
	if (after < behind && after->token < sentence &&
		after->token - token < best) {
		out = after;
		best = after->token - token;
	}
	if (before > first && token - before[-1].token < best &&
		search->sentence_end[before[-1].token] == sentence)
		out = before - 1;
	return out;
}

/* Each slot where it is nearest to the first one. */
static bool match_near(const struct search *search,
	const struct kept_phrase *phrase, struct found *found)
{
	guint anchor = found->first, most = (guint)phrase->near_words;
	for (guint s = 1; s < phrase->slots; s++) {
		const struct fitting *fitting =
			nearest(search, s, anchor, most);
		if (fitting == NULL)
			return false;
		take_in(found, fitting);
	}
	return found->last - found->first <= most;
}

/* Of these sentences those that have the first term of some alternative. */
static guint32 sentences_with(const struct search *search,
	const struct kept_slot *slot, guint32 sentences)
{
	guint32 there = 0;
	for (guint a = slot->first; a < slot->first + slot->count; a++)
		there |= presence_of(
			search, alternative_at(search->set, a)->first)
				 ->sentences;
	return there & sentences;
}

/* The places of all slots; false: the phrase is not there. */
static bool find_slots(struct search *search, const struct kept_phrase *phrase,
	guint32 sentences)
{
	/* So far two of the slots are known to be in these. */
	for (guint s = 0; s < phrase->slots && phrase->slots > 2; s++)
		sentences = sentences_with(
			search, slot_at(search, phrase, s), sentences);
	if (sentences == 0)
		return false;
	for (guint s = 0; s < phrase->slots; s++)
		if (!find_slot(search, phrase, s, sentences))
			return false;
	return true;
}

void phrase_try(struct search *search, guint number, guint32 sentences)
{
	const struct kept_phrase *phrase = &g_array_index(
		search->set->phrases, struct kept_phrase, number);
	if (!find_slots(search, phrase, sentences))
		return;
	guint starts = search->ends[0], hits = 0;
	search->found = search_room(search, ROOM_FOUND,
		search->found_count + HITS_MOST_PER_PHRASE,
		sizeof(*search->found));
	for (guint i = 0; i < starts && hits < HITS_MOST_PER_PHRASE; i++) {
		const struct fitting *start = &search->fittings[i];
		struct found found = { number, start->token,
			start->token + start->words - 1,
			start->fit == FIT_EXACT };
		if (phrase->near_words > 0
				? !match_near(search, phrase, &found)
				: !match_in_order(search, phrase, &found))
			continue;
		search->found[search->found_count + hits++] = found;
	}
	search->found_count += hits;
}
