/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term where it is and the phrases it may be of. */
#include <stdlib.h>
#include "phrase_set.h"

enum {
	HITS_MOST_PER_PHRASE = 64,
	SHORT_LIST_MOST = 32,
	AHEAD = 8, /* terms whose memory is asked for before their turn */
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
	guint64 sentences;
};
enum {
	SENTENCE_BITS = 64,
};
#define NO_TERM G_MAXUINT

/* One look through a text.  Most phrases cannot be in it, because one of
 * their words is nowhere, or never in a sentence with the others; of the rest
 * each slot's places are found first, and then how they follow one another. */
struct search {
	const struct phrase_set *set;
	const struct phrase_text *text;
	/* By term: where in present it would be.  Only what stands there
	 * tells whether it is, so that nothing need be cleared (Briggs and
	 * Torczon, 1993); 0, an empty one: it is nowhere. */
	guint *present_at;
	GArray *present; /* of struct presence */
	struct place *places;
	guint *sentence_end; /* by token: the first of the next sentence */
	bool *is_wanted;     /* by phrase */
	/* Of the phrase in hand: its slots' fittings one slot after another,
	 * each by token, and where those of a slot end. */
	GArray *fittings; /* of struct fitting */
	GArray *ends;	  /* of guint */
	GArray *out;	  /* of struct phrase_hit */
};

static struct presence *presence_of(const struct search *search, guint term)
{
	struct presence *list = (struct presence *)search->present->data;
	guint at = search->present_at[term];
	return at < search->present->len && list[at].term == term ? &list[at]
								  : list;
}

/* The place of a term at token i; NULL when it is not there. */
static const struct place *place_at(
	const struct search *search, guint term, guint i)
{
	const struct presence *presence = presence_of(search, term);
	guint low = presence->from, high = presence->end;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (search->places[middle].token < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low < presence->end && search->places[low].token == i
		       ? &search->places[low]
		       : NULL;
}

/* Terms in a row from token i on, the first of which fits there so well. */
static enum fit row_fit(const struct search *search, guint i, const guint *row,
	guint terms, enum fit worst)
{
	if (terms > search->sentence_end[i] - i)
		return FIT_NONE;
	for (guint t = 1; t < terms; t++) {
		const struct place *place = place_at(search, row[t], i + t);
		if (place == NULL)
			return FIT_NONE;
		if (!place->exact)
			worst = FIT_NEARLY;
	}
	return worst;
}

static int compare_fittings(const void *a, const void *b)
{
	const struct fitting *x = a, *y = b;
	if (x->token != y->token)
		return x->token < y->token ? -1 : 1;
	if (x->fit != y->fit)
		return x->fit > y->fit ? -1 : 1;
	return x->alternative < y->alternative ? -1 : 1;
}

/* Of one alternative alone they are. */
static bool are_in_order(const struct fitting *list, guint count)
{
	for (guint i = 1; i < count; i++)
		if (list[i - 1].token >= list[i].token)
			return false;
	return true;
}

/* Most lists are short, and the alternatives in them in order each. */
static void sort_fittings(struct fitting *list, guint count)
{
	if (count > SHORT_LIST_MOST) {
		qsort(list, count, sizeof(*list), compare_fittings);
		return;
	}
	for (guint i = 1; i < count; i++) {
		struct fitting one = list[i];
		guint to = i;
		for (; to > 0 && compare_fittings(&list[to - 1], &one) > 0;
			to--)
			list[to] = list[to - 1];
		list[to] = one;
	}
}

/* Of a slot's fittings, which begin at `from`, keep the best of each token:
 * the first alternative among equals. */
static void keep_best(GArray *fittings, guint from)
{
	struct fitting *list = (struct fitting *)fittings->data + from;
	guint count = fittings->len - from, kept = 0;
	if (are_in_order(list, count))
		return;
	sort_fittings(list, count);
	for (guint i = 0; i < count; i++)
		if (kept == 0 || list[kept - 1].token != list[i].token)
			list[kept++] = list[i];
	g_array_set_size(fittings, from + kept);
}

/* A slot in the set's code. */
struct slot_code {
	guint gap;
	const guint *rows, *end;
};

static struct slot_code slot_at(const guint *code)
{
	return (struct slot_code){ code[0], code + 2, code + 2 + code[1] };
}

static void add_fittings(
	struct search *search, const guint *row, guint terms, guint alternative)
{
	const struct presence *presence = presence_of(search, row[0]);
	guint known = search->fittings->len;
	g_array_set_size(
		search->fittings, known + presence->end - presence->from);
	struct fitting *list = (struct fitting *)search->fittings->data;
	for (guint p = presence->from; p < presence->end; p++) {
		const struct place *place = &search->places[p];
		enum fit fit = row_fit(search, place->token, row, terms,
			place->exact ? FIT_EXACT : FIT_NEARLY);
		if (fit != FIT_NONE)
			list[known++] = (struct fitting){ place->token, terms,
				fit, alternative };
	}
	g_array_set_size(search->fittings, known);
}

/* Find all places of a slot; false when there are none. */
static bool find_slot(struct search *search, struct slot_code slot)
{
	guint start = search->fittings->len, alternative = 0;
	for (const guint *at = slot.rows; at < slot.end; at += 1 + *at)
		add_fittings(search, at + 1, *at, alternative++);
	if (search->fittings->len - start > 1)
		keep_best(search->fittings, start);
	g_array_append_val(search->ends, search->fittings->len);
	return search->fittings->len > start;
}

/* The fittings of a slot from a token on; *end_out is behind the last. */
static const struct fitting *fitting_from(const struct search *search,
	guint slot, guint token, const struct fitting **end_out)
{
	const guint *ends = (const guint *)search->ends->data;
	const struct fitting *list =
		(const struct fitting *)search->fittings->data;
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

static const guint *code_of(
	const struct search *search, const struct kept_phrase *phrase)
{
	return &g_array_index(search->set->code, guint, phrase->code_at);
}

struct found {
	guint first, last; /* tokens */
	bool exact;
};

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
	const guint *code = code_of(search, phrase);
	for (guint s = 1; s < phrase->slots; s++) {
		code = slot_at(code).end;
		guint from = found->last + 1;
		const struct fitting *behind,
			*next = fitting_from(search, s, from, &behind);
		if (next == behind || next->token >= end ||
			next->token - from > slot_at(code).gap)
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

static void add_hit(
	struct search *search, guint number, const struct found *found)
{
	const struct token *first = token_at(search->text, found->first);
	const struct token *last = token_at(search->text, found->last);
	struct phrase_hit hit = { (int)number, found->exact, first->sentence,
		{ search->text->part, first->offset,
			last->offset + last->length - first->offset } };
	g_array_append_val(search->out, hit);
}

/* Where the first word of some alternative is. */
static guint64 slot_sentences(
	const struct search *search, struct slot_code slot)
{
	guint64 out = 0;
	for (const guint *at = slot.rows; at < slot.end; at += 1 + *at)
		out |= presence_of(search, at[1])->sentences;
	return out;
}

/* The places of all slots; false: the phrase is not there. */
static bool find_slots(struct search *search, const struct kept_phrase *phrase)
{
	const guint *code = code_of(search, phrase);
	guint64 sentences = ~G_GUINT64_CONSTANT(0);
	for (guint s = 0; s < phrase->slots; s++, code = slot_at(code).end) {
		sentences &= slot_sentences(search, slot_at(code));
		if (sentences == 0)
			return false;
	}
	g_array_set_size(search->fittings, 0);
	g_array_set_size(search->ends, 0);
	code = code_of(search, phrase);
	for (guint s = 0; s < phrase->slots; s++, code = slot_at(code).end)
		if (!find_slot(search, slot_at(code)))
			return false;
	return true;
}

static const struct kept_phrase *phrase_at(
	const struct search *search, guint number)
{
	return &g_array_index(search->set->phrases, struct kept_phrase, number);
}

static void try_phrase(struct search *search, guint number)
{
	const struct kept_phrase *phrase = phrase_at(search, number);
	if (!find_slots(search, phrase))
		return;
	guint starts = g_array_index(search->ends, guint, 0), hits = 0;
	for (guint i = 0; i < starts && hits < HITS_MOST_PER_PHRASE; i++) {
		const struct fitting *start =
			&g_array_index(search->fittings, struct fitting, i);
		struct found found = { start->token,
			start->token + start->words - 1,
			start->fit == FIT_EXACT };
		if (phrase->near_words > 0
				? !match_near(search, phrase, &found)
				: !match_in_order(search, phrase, &found))
			continue;
		add_hit(search, number, &found);
		hits++;
	}
}

static const struct starts *starts_at(const struct search *search, guint place)
{
	guint term =
		g_array_index(search->present, struct presence, place).term;
	return &g_array_index(search->set->starts, struct starts, term);
}

/* The phrases that are looked for where the terms are: these are all over
 * memory, and so is what each begins. */
static void want_phrases(struct search *search)
{
	guint count = search->present->len;
	for (guint p = 1; p < count; p++) {
		if (p + 2 * AHEAD < count)
			__builtin_prefetch(starts_at(search, p + 2 * AHEAD));
		if (p + AHEAD < count)
			__builtin_prefetch(
				starts_at(search, p + AHEAD)->phrases);
		const struct starts *starts = starts_at(search, p);
		for (guint i = 0; i < starts->count; i++)
			search->is_wanted[starts->phrases[i]] = true;
	}
}

/* From first to last, as they lie in memory, the next one on its way. */
static void try_wanted(struct search *search)
{
	guint count = search->set->phrases->len, number = 0;
	while (number < count && !search->is_wanted[number])
		number++;
	while (number < count) {
		guint next = number + 1;
		while (next < count && !search->is_wanted[next])
			next++;
		if (next < count)
			__builtin_prefetch(
				code_of(search, phrase_at(search, next)));
		try_phrase(search, number);
		number = next;
	}
}

static int compare_found(gconstpointer a, gconstpointer b)
{
	const struct phrase_hit *x = a, *y = b;
	if (x->span.offset != y->span.offset)
		return x->span.offset < y->span.offset ? -1 : 1;
	return x->phrase - y->phrase;
}

static void note_term(struct search *search, guint term, int sentence)
{
	struct presence *presence = presence_of(search, term);
	if (presence->term == NO_TERM) {
		struct presence none = { .term = term };
		guint at = search->present->len;
		search->present_at[term] = at;
		g_array_append_val(search->present, none);
		presence = &g_array_index(search->present, struct presence, at);
	}
	presence->end++;
	presence->sentences |= G_GUINT64_CONSTANT(1)
			       << (guint)sentence % SENTENCE_BITS;
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
				(struct place){ i, hit.exact };
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

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	struct presence nowhere = { .term = NO_TERM };
	g_autofree guint *present_at = g_new(guint, set->terms->len + 1);
	g_autoptr(GArray) present =
		g_array_new(FALSE, FALSE, sizeof(struct presence));
	g_array_append_val(present, nowhere);
	g_autofree struct place *places =
		g_new(struct place, text->hits->len + 1);
	g_autofree guint *sentence_end = g_new(guint, text->tokens->len + 1);
	g_autofree bool *is_wanted = g_new0(bool, set->phrases->len + 1);
	g_autoptr(GArray) fittings =
		g_array_new(FALSE, FALSE, sizeof(struct fitting));
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint));
	struct search search = { set, text, present_at, present, places,
		sentence_end, is_wanted, fittings, ends,
		g_array_new(FALSE, FALSE, sizeof(struct phrase_hit)) };
	find_places(&search);
	find_sentences(&search);
	want_phrases(&search);
	try_wanted(&search);
	g_array_sort(search.out, compare_found);
	return search.out;
}
