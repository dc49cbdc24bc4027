/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term where it is and the phrases it may be of. */
#include "phrase_set.h"

enum {
	HITS_MOST_PER_PHRASE = 64,
	SENTENCE_BITS = 32,
	WORD_BITS = 64,
};

static const struct token *token_at(const struct phrase_text *text, guint i)
{
	return &g_array_index(text->tokens, struct token, i);
}

/* How well a term or slot fits at a token. */
enum fit {
	FIT_NONE,
	FIT_NEARLY, /* with a letter wrong */
	FIT_EXACT,
};

/* Where a term is in the text. */
struct place {
	guint token;
	guint32 sentence; /* its bit */
	bool exact;
};

/* Where a slot is. */
struct fitting {
	guint token;
	guint words; /* it covers */
	enum fit fit;
	guint alternative;
};

/* The places of a term of the text, and a bit for each of its sentences, those
 * of a long text on one another. */
struct presence {
	guint term;
	guint from, end; /* in places, by token */
	guint32 sentences;
};

/* A slot's alternative whose first term is in the text. */
struct chance {
	const struct start *start;
	guint presence;
	guint next; /* of the same slot, in chances; 0: none */
};

/* Of all alternatives that have a chance. */
struct slot_presence {
	guint32 sentences;
	guint chance;
};

/* Where a phrase was found. */
struct found {
	guint phrase;
	guint first, last; /* tokens */
	bool exact;
};

/* One look through a text.  Most phrases cannot be in it, because one of
 * their words is nowhere, or never in a sentence with the others; of the rest
 * each slot's places are found first, and then how they follow one another. */
struct search {
	const struct phrase_set *set;
	const struct phrase_text *text;
	/* By term: where in present; 0, an empty one: it is nowhere. */
	guint *present_at;
	GArray *present; /* of struct presence */
	struct place *places;
	struct slot_presence *slots; /* by number; of wanted phrases only */
	struct chance *chances;	     /* from 1 on */
	guint *sentence_end; /* by token: the first of the next sentence */
	bool *is_wanted;     /* by phrase */
	/* Of the slot in hand, as long as its text: */
	struct fitting *best; /* by token */
	guint64 *is_fitting;  /* by token: a bit */
	/* Of the phrase in hand: its slots' fittings one slot after another,
	 * each by token, and where those of a slot end. */
	struct fitting *fittings;
	guint ends[PHRASE_SLOTS_MOST];
	GArray *found; /* of struct found */
};

static struct presence *presence_of(const struct search *search, guint term)
{
	return &g_array_index(
		search->present, struct presence, search->present_at[term]);
}

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

/* An alternative, the first term of which fits at token i so well. */
static enum fit start_fit(const struct search *search,
	const struct start *start, guint i, enum fit worst)
{
	const guint *others =
		(const guint *)search->set->others->data + start->others;
	if (start->terms > search->sentence_end[i] - i)
		return FIT_NONE;
	for (guint t = 1; t < start->terms; t++) {
		enum fit fit = term_fit(search->text, i + t, others[t - 1]);
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
	guint64 *word = &search->is_fitting[fitting->token / WORD_BITS];
	guint64 bit = (guint64)1 << fitting->token % WORD_BITS;
	struct fitting *best = &search->best[fitting->token];
	if ((*word & bit) == 0 || is_better(fitting, best))
		*best = *fitting;
	*word |= bit;
}

static void note_fittings(
	struct search *search, const struct chance *chance, guint32 sentences)
{
	const struct presence *presence = &g_array_index(
		search->present, struct presence, chance->presence);
	const struct start *start = chance->start;
	for (guint p = presence->from; p < presence->end; p++) {
		const struct place *place = &search->places[p];
		if ((place->sentence & sentences) == 0)
			continue;
		enum fit fit = start_fit(search, start, place->token,
			place->exact ? FIT_EXACT : FIT_NEARLY);
		struct fitting fitting = { place->token, start->terms, fit,
			start->alternative };
		if (fit != FIT_NONE)
			note_fitting(search, &fitting);
	}
}

/* What was noted, by token, to behind `count`; how many there are then. */
static guint take_fittings(struct search *search, guint count)
{
	guint words = search->text->tokens->len / WORD_BITS + 1;
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

/* Find all places of a phrase's slot in these sentences; false: none. */
static bool find_slot(struct search *search, const struct kept_phrase *phrase,
	guint slot, guint32 sentences)
{
	guint start = slot > 0 ? search->ends[slot - 1] : 0;
	guint chance = search->slots[phrase->first_slot + slot].chance;
	for (; chance != 0; chance = search->chances[chance].next)
		note_fittings(search, &search->chances[chance], sentences);
	search->ends[slot] = take_fittings(search, start);
	return search->ends[slot] > start;
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
	const guint *gaps =
		&g_array_index(search->set->gaps, guint, phrase->first_slot);
	for (guint s = 1; s < phrase->slots; s++) {
		guint from = found->last + 1;
		const struct fitting *behind,
			*next = fitting_from(search, s, from, &behind);
		if (next == behind || next->token >= end ||
			next->token - from > gaps[s])
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

/* Those in which all its slots may be. */
static guint32 sentences_of(
	const struct search *search, const struct kept_phrase *phrase)
{
	const struct slot_presence *slots = search->slots + phrase->first_slot;
	guint32 sentences = slots[0].sentences;
	for (guint s = 1; s < phrase->slots; s++)
		sentences &= slots[s].sentences;
	return sentences;
}

/* The places of all slots; false: the phrase is not there. */
static bool find_slots(struct search *search, const struct kept_phrase *phrase)
{
	guint32 sentences = sentences_of(search, phrase);
	bool found = sentences != 0;
	for (guint s = 0; found && s < phrase->slots; s++)
		found = find_slot(search, phrase, s, sentences);
	return found;
}

static void try_phrase(struct search *search, guint number)
{
	const struct kept_phrase *phrase = &g_array_index(
		search->set->phrases, struct kept_phrase, number);
	if (!find_slots(search, phrase))
		return;
	guint starts = search->ends[0], hits = 0;
	for (guint i = 0; i < starts && hits < HITS_MOST_PER_PHRASE; i++) {
		const struct fitting *start = &search->fittings[i];
		struct found found = { number, start->token,
			start->token + start->words - 1,
			start->fit == FIT_EXACT };
		if (phrase->near_words > 0
				? !match_near(search, phrase, &found)
				: !match_in_order(search, phrase, &found))
			continue;
		g_array_append_val(search->found, found);
		hits++;
	}
}

static const struct starts *starts_of(const struct search *search, guint p)
{
	guint term = g_array_index(search->present, struct presence, p).term;
	return &g_array_index(search->set->starts, struct starts, term);
}

/* The phrases that are looked for where the text's terms are, and how many
 * chances there are at most. */
static guint want_phrases(struct search *search)
{
	guint chances = 0;
	for (guint p = 1; p < search->present->len; p++) {
		const struct starts *starts = starts_of(search, p);
		chances += starts->count;
		for (guint i = 0; i < starts->wanted_count; i++)
			search->is_wanted[starts->list[i].phrase] = true;
	}
	return chances;
}

/* To the slots of wanted phrases that may begin with a term of the text. */
static void give_chances(struct search *search)
{
	guint count = 0;
	for (guint p = 1; p < search->present->len; p++) {
		const struct starts *starts = starts_of(search, p);
		guint32 sentences =
			g_array_index(search->present, struct presence, p)
				.sentences;
		for (guint i = 0; i < starts->count; i++) {
			const struct start *start = &starts->list[i];
			if (!search->is_wanted[start->phrase])
				continue;
			struct slot_presence *slot =
				&search->slots[start->slot];
			search->chances[++count] =
				(struct chance){ start, p, slot->chance };
			slot->chance = count;
			slot->sentences |= sentences;
		}
	}
}

static void try_wanted(struct search *search)
{
	g_autoptr(GArray) chances =
		g_array_new(FALSE, FALSE, sizeof(struct chance));
	g_array_set_size(chances, want_phrases(search) + 1);
	search->chances = (struct chance *)chances->data;
	give_chances(search);
	for (guint i = 0; i < search->set->phrases->len; i++)
		if (search->is_wanted[i])
			try_phrase(search, i);
}

static guint32 sentence_bit(int sentence)
{
	return (guint32)1 << (guint)sentence % SENTENCE_BITS;
}

static void note_term(struct search *search, guint term, int sentence)
{
	if (search->present_at[term] == 0) {
		struct presence none = { .term = term };
		search->present_at[term] = search->present->len;
		g_array_append_val(search->present, none);
	}
	struct presence *presence = presence_of(search, term);
	presence->end++;
	presence->sentences |= sentence_bit(sentence);
}

/* Sort the words' terms by term; a word has each term once or twice, and the
 * first counts. */
static void find_places(struct search *search)
{
	const struct phrase_text *text = search->text;
	const struct term_hit *hits = (const struct term_hit *)text->hits->data;
	for (guint i = 0; i < text->tokens->len; i++) {
		const struct token *token = token_at(text, i);
		for (guint h = 0; h < token->hits_count; h++)
			note_term(search, hits[token->hits_from + h].term,
				token->sentence);
	}
	guint from = 0;
	for (guint p = 0; p < search->present->len; p++) {
		struct presence *presence =
			&g_array_index(search->present, struct presence, p);
		guint count = presence->end;
		presence->from = presence->end = from;
		from += count;
	}
	for (guint i = 0; i < text->tokens->len; i++) {
		const struct token *token = token_at(text, i);
		for (guint h = 0; h < token->hits_count; h++) {
			struct term_hit hit = hits[token->hits_from + h];
			search->places[presence_of(search, hit.term)->end++] =
				(struct place){ i,
					sentence_bit(token->sentence),
					hit.exact };
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
static GArray *hits_of(const struct search *search)
{
	const struct found *found = (const struct found *)search->found->data;
	guint count = search->found->len;
	g_autofree guint *before = g_new0(guint, search->text->tokens->len + 1);
	GArray *out = g_array_sized_new(
		FALSE, FALSE, sizeof(struct phrase_hit), count);
	g_array_set_size(out, count);
	for (guint i = 0; i < count; i++)
		before[found[i].first + 1]++;
	for (guint t = 1; t < search->text->tokens->len; t++)
		before[t] += before[t - 1];
	for (guint i = 0; i < count; i++)
		g_array_index(
			out, struct phrase_hit, before[found[i].first]++) =
			hit_of(search->text, &found[i]);
	return out;
}

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	struct presence nowhere = { 0 };
	g_autofree guint *present_at = g_new0(guint, set->terms->len + 1);
	g_autoptr(GArray) present =
		g_array_new(FALSE, FALSE, sizeof(struct presence));
	g_array_append_val(present, nowhere);
	g_autofree struct place *places =
		g_new(struct place, text->hits->len + 1);
	g_autofree struct slot_presence *slots =
		g_new0(struct slot_presence, set->gaps->len + 1);
	g_autofree guint *sentence_end = g_new(guint, text->tokens->len + 1);
	g_autofree bool *is_wanted = g_new0(bool, set->phrases->len + 1);
	g_autofree struct fitting *best =
		g_new(struct fitting, text->tokens->len + 1);
	g_autofree guint64 *is_fitting =
		g_new0(guint64, text->tokens->len / WORD_BITS + 1);
	g_autofree struct fitting *fittings = g_new(struct fitting,
		(gsize)PHRASE_SLOTS_MOST * (text->tokens->len + 1));
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct found));
	struct search search = {
		.set = set,
		.text = text,
		.present_at = present_at,
		.present = present,
		.places = places,
		.slots = slots,
		.sentence_end = sentence_end,
		.is_wanted = is_wanted,
		.best = best,
		.is_fitting = is_fitting,
		.fittings = fittings,
		.found = found,
	};
	find_places(&search);
	find_sentences(&search);
	try_wanted(&search);
	return hits_of(&search);
}
