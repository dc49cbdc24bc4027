/* The search for all phrases of a set at once: each word of the text knows the
 * terms it matches, each term the phrases it can begin. */
#include "phrase_set.h"

enum {
	HITS_MOST_PER_PHRASE = 64
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

static enum fit term_fit(const struct phrase_text *text, guint i, guint term)
{
	const struct token *token = token_at(text, i);
	for (guint h = 0; h < token->hits_count; h++) {
		const struct term_hit *hit = &g_array_index(
			text->hits, struct term_hit, token->hits_from + h);
		if (hit->term == term)
			return hit->exact ? FIT_EXACT : FIT_NEARLY;
	}
	return FIT_NONE;
}

/* Terms in a row from token i on. */
static enum fit row_fit(
	const struct phrase_text *text, guint i, const GArray *row)
{
	enum fit worst = FIT_EXACT;
	int sentence = token_at(text, i)->sentence;
	for (guint t = 0; t < row->len && worst != FIT_NONE; t++) {
		if (i + t >= text->tokens->len ||
			token_at(text, i + t)->sentence != sentence)
			return FIT_NONE;
		enum fit fit =
			term_fit(text, i + t, g_array_index(row, guint, t));
		worst = MIN(worst, fit);
	}
	return worst;
}

/* The alternative that fits best at token i; *words_out it covers. */
static enum fit slot_fit(const struct phrase_text *text, guint i,
	const struct slot *slot, guint *words_out)
{
	enum fit best = FIT_NONE;
	*words_out = 1;
	for (guint a = 0; a < slot->alternatives->len; a++) {
		const GArray *row = slot->alternatives->pdata[a];
		enum fit fit = row_fit(text, i, row);
		if (fit <= best)
			continue;
		best = fit;
		*words_out = row->len;
		if (best == FIT_EXACT)
			break;
	}
	return best;
}

struct found {
	guint first, last; /* tokens */
	bool exact;
};

/* Slots 1… in order after the token found->last. */
static bool match_in_order(const struct phrase_text *text,
	const struct phrase *phrase, struct found *found)
{
	int sentence = token_at(text, found->first)->sentence;
	for (guint s = 1; s < phrase->slots->len; s++) {
		const struct slot *slot = phrase->slots->pdata[s];
		guint i = found->last + 1, words = 1;
		guint most = i + (guint)slot->gap;
		enum fit fit = FIT_NONE;
		for (; i <= most && i < text->tokens->len; i++) {
			if (token_at(text, i)->sentence != sentence)
				return false;
			fit = slot_fit(text, i, slot, &words);
			if (fit != FIT_NONE)
				break;
		}
		if (fit == FIT_NONE)
			return false;
		found->last = i + words - 1;
		found->exact &= fit == FIT_EXACT;
	}
	return true;
}

/* Take the slot in at token i, when it is there. */
static bool match_at(const struct phrase_text *text, gint64 i,
	const struct slot *slot, int sentence, struct found *found)
{
	if (i < 0 || i >= text->tokens->len ||
		token_at(text, (guint)i)->sentence != sentence)
		return false;
	guint words = 1;
	enum fit fit = slot_fit(text, (guint)i, slot, &words);
	if (fit == FIT_NONE)
		return false;
	found->first = MIN(found->first, (guint)i);
	found->last = MAX(found->last, (guint)i + words - 1);
	found->exact &= fit == FIT_EXACT;
	return true;
}

/* Each slot where it is nearest to the first one. */
static bool match_near(const struct phrase_text *text,
	const struct phrase *phrase, struct found *found)
{
	gint64 anchor = found->first;
	int sentence = token_at(text, found->first)->sentence;
	for (guint s = 1; s < phrase->slots->len; s++) {
		const struct slot *slot = phrase->slots->pdata[s];
		bool matched = false;
		for (gint64 d = 1; d <= phrase->near_words && !matched; d++)
			matched = match_at(text, anchor + d, slot, sentence,
					  found) ||
				  match_at(text, anchor - d, slot, sentence,
					  found);
		if (!matched)
			return false;
	}
	return found->last - found->first <= (guint)phrase->near_words;
}

/* One look through a text.  Most phrases cannot be in it, because one of
 * their words is nowhere: that is found out once for each. */
struct search {
	const struct phrase_set *set;
	const struct phrase_text *text;
	bool *is_there; /* by term */
	guint *live_at; /* by term: 1 + where in live its list is; 0: not yet */
	GArray *live;	/* of guint: lists, each behind its length */
	signed char *may; /* by phrase: 1 it may be there, -1 it cannot */
	guint *tries;	  /* by phrase */
	GArray *out;	  /* of struct phrase_hit */
};

/* Is the first word of some alternative there, for each slot? */
static bool firsts_are_there(
	const struct search *search, const struct phrase *phrase)
{
	const guint *at =
		&g_array_index(search->set->firsts, guint, phrase->first_at);
	for (guint s = 0; s < phrase->slots->len; s++) {
		const guint *end = at + 1 + *at;
		bool is_there = false;
		for (at++; at < end; at++)
			is_there = is_there || search->is_there[*at];
		if (!is_there)
			return false;
	}
	return true;
}

static bool phrase_may(struct search *search, guint number)
{
	signed char *may = &search->may[number];
	if (*may == 0)
		*may = firsts_are_there(
			       search, search->set->phrases->pdata[number])
			       ? 1
			       : -1;
	return *may > 0;
}

/* Where in search->live the phrases stand that a term can begin here. */
static guint live_of(struct search *search, guint number)
{
	if (search->live_at[number] > 0)
		return search->live_at[number] - 1;
	const struct term *term = search->set->terms->pdata[number];
	guint at = search->live->len, count = 0;
	g_array_append_val(search->live, count);
	for (guint p = 0; p < term->starts->len; p++) {
		guint phrase = g_array_index(term->starts, guint, p);
		if (!phrase_may(search, phrase))
			continue;
		g_array_append_val(search->live, phrase);
		count++;
	}
	g_array_index(search->live, guint, at) = count;
	search->live_at[number] = at + 1;
	return at;
}

static void try_phrase(struct search *search, guint number, guint at)
{
	const struct phrase_text *text = search->text;
	const struct phrase *phrase = search->set->phrases->pdata[number];
	guint words = 1;
	enum fit fit = slot_fit(text, at, phrase->slots->pdata[0], &words);
	if (fit == FIT_NONE)
		return;
	struct found found = { at, at + words - 1, fit == FIT_EXACT };
	bool matched = phrase->near_words > 0
			       ? match_near(text, phrase, &found)
			       : match_in_order(text, phrase, &found);
	if (!matched)
		return;
	const struct token *first = token_at(text, found.first);
	const struct token *last = token_at(text, found.last);
	struct phrase_hit hit = { (int)number, found.exact, first->sentence,
		{ text->part, first->offset,
			last->offset + last->length - first->offset } };
	g_array_append_val(search->out, hit);
	search->tries[number]++;
}

/* The phrases that the words of token i can begin. */
static void try_token(struct search *search, guint i)
{
	const struct token *token = token_at(search->text, i);
	for (guint h = 0; h < token->hits_count; h++) {
		guint term = g_array_index(search->text->hits, struct term_hit,
			token->hits_from + h)
				     .term;
		guint at = live_of(search, term);
		guint count = g_array_index(search->live, guint, at);
		for (guint p = 1; p <= count; p++) {
			guint number =
				g_array_index(search->live, guint, at + p);
			if (search->tries[number] < HITS_MOST_PER_PHRASE)
				try_phrase(search, number, i);
		}
	}
}

static int compare_found(gconstpointer a, gconstpointer b)
{
	const struct phrase_hit *x = a, *y = b;
	if (x->span.offset != y->span.offset)
		return x->span.offset < y->span.offset ? -1 : 1;
	if (x->phrase != y->phrase)
		return x->phrase - y->phrase;
	return (int)y->exact - (int)x->exact;
}

/* Two terms of one slot may match one word; a phrase there counts once. */
static void drop_doubles(GArray *hits)
{
	g_array_sort(hits, compare_found);
	guint kept = 0;
	for (guint i = 0; i < hits->len; i++) {
		struct phrase_hit hit =
			g_array_index(hits, struct phrase_hit, i);
		if (kept > 0) {
			const struct phrase_hit *last = &g_array_index(
				hits, struct phrase_hit, kept - 1);
			if (last->phrase == hit.phrase &&
				last->span.offset == hit.span.offset)
				continue;
		}
		g_array_index(hits, struct phrase_hit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
}

GArray *phrase_set_find(
	const struct phrase_set *set, const struct phrase_text *text)
{
	g_autofree bool *is_there = g_new0(bool, set->terms->len + 1);
	g_autofree guint *live_at = g_new0(guint, set->terms->len + 1);
	g_autofree signed char *may =
		g_new0(signed char, set->phrases->len + 1);
	g_autofree guint *tries = g_new0(guint, set->phrases->len + 1);
	g_autoptr(GArray) live = g_array_new(FALSE, FALSE, sizeof(guint));
	struct search search = { set, text, is_there, live_at, live, may, tries,
		g_array_new(FALSE, FALSE, sizeof(struct phrase_hit)) };
	for (guint h = 0; h < text->hits->len; h++)
		is_there[g_array_index(text->hits, struct term_hit, h).term] =
			true;
	for (guint i = 0; i < text->tokens->len; i++)
		try_token(&search, i);
	drop_doubles(search.out);
	return search.out;
}
