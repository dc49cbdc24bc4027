/* The way from a text's terms to phrases. */
#include "phrase_set.h"

/* By term: in how many alternatives it is, which shows how often it is met. */
static guint *count_uses(const struct phrase_set *set)
{
	guint *uses = g_new0(guint, set->terms->len + 1);
	for (guint i = 0; i + 1 < set->alternatives->len; i++)
		uses[alternative_at(set, i)->first]++;
	for (guint i = 0; i < set->others->len; i++)
		uses[g_array_index(set->others, guint, i)]++;
	return uses;
}

/* Of an alternative the rarest term and one of the others; itself if there are
 * none. */
struct two_terms {
	guint rarest, other;
	bool has_others;
};

static struct two_terms two_terms_of(
	const struct phrase_set *set, const guint *uses, guint number)
{
	const struct kept_alternative *alternative =
		alternative_at(set, number);
	struct others others = others_of(set, alternative);
	struct two_terms two = { alternative->first, alternative->first,
		others.count > 0 };
	for (guint t = 0; t < others.count; t++) {
		bool is_rarer = uses[others.terms[t]] < uses[two.rarest];
		two.other = is_rarer ? two.rarest : others.terms[t];
		two.rarest = is_rarer ? others.terms[t] : two.rarest;
	}
	return two;
}

static guint crowding(const struct phrase_set *set, const guint *uses,
	const struct kept_slot *slot)
{
	guint sum = 0;
	for (guint a = slot->first; a < slot->first + slot->count; a++)
		sum += uses[two_terms_of(set, uses, a).rarest];
	return sum;
}

struct rarest {
	const struct kept_slot *first, *second;
};

static struct rarest rarest_slots(
	const struct phrase_set *set, const guint *uses, guint phrase)
{
	const struct kept_phrase *kept =
		&g_array_index(set->phrases, struct kept_phrase, phrase);
	const struct kept_slot *slots =
		&g_array_index(set->slots, struct kept_slot, kept->first_slot);
	struct rarest rarest = { slots, slots };
	guint least = G_MAXUINT, second = G_MAXUINT;
	for (guint s = 0; s < kept->slots; s++) {
		guint crowd = crowding(set, uses, &slots[s]);
		if (crowd < least) {
			rarest.second = s > 0 ? rarest.first : slots;
			rarest.first = &slots[s];
			second = least;
			least = crowd;
		} else if (crowd < second) {
			rarest.second = &slots[s];
			second = crowd;
		}
	}
	return rarest;
}

struct builder {
	const struct phrase_set *set;
	guint *uses;
	struct rarest *rarest; /* by phrase */
	struct postings *postings;
};

/* Where in `from` the rarest term of an alternative is. */
static guint *place_of(
	const struct builder *builder, const struct two_terms *alternative)
{
	return &builder->postings->from[alternative->rarest * 2 +
					(alternative->has_others ? 1 : 0)];
}

static void count_slot(
	const struct builder *builder, const struct kept_slot *slot)
{
	for (guint a = slot->first; a < slot->first + slot->count; a++) {
		struct two_terms two =
			two_terms_of(builder->set, builder->uses, a);
		*place_of(builder, &two) += two.has_others ? 2 : 1;
	}
}

/* Each place is filled from its end on. */
static void put_slot(const struct builder *builder,
	const struct kept_slot *slot, guint number)
{
	guint *slots = builder->postings->slots;
	for (guint a = slot->first; a < slot->first + slot->count; a++) {
		struct two_terms two =
			two_terms_of(builder->set, builder->uses, a);
		guint *place = place_of(builder, &two);
		if (two.has_others)
			slots[--*place] = two.other;
		slots[--*place] = number;
	}
}

static void build(const struct builder *builder)
{
	const struct phrase_set *set = builder->set;
	guint phrases = set->phrases->len, places = set->terms->len * 2;
	struct postings *postings = builder->postings;
	guint sum = 0;
	postings->from = g_new0(guint, places + 1);
	for (guint p = 0; p < phrases; p++) {
		builder->rarest[p] = rarest_slots(set, builder->uses, p);
		count_slot(builder, builder->rarest[p].first);
		count_slot(builder, builder->rarest[p].second);
	}
	for (guint p = 0; p <= places; p++)
		postings->from[p] = sum += postings->from[p];
	postings->slots = g_new(guint, sum + 1);
	for (guint p = phrases; p-- > 0;) {
		put_slot(builder, builder->rarest[p].second, p * 2 + 1);
		put_slot(builder, builder->rarest[p].first, p * 2);
	}
}

const struct postings *postings_of(const struct phrase_set *set)
{
	struct postings *postings = set->postings;
	if (g_once_init_enter(&postings->ready)) {
		g_autofree guint *uses = count_uses(set);
		g_autofree struct rarest *rarest =
			g_new(struct rarest, set->phrases->len + 1);
		struct builder builder = { set, uses, rarest, postings };
		build(&builder);
		g_once_init_leave(&postings->ready, 1);
	}
	return postings;
}

void postings_clear(struct postings *postings)
{
	g_free(postings->from);
	g_free(postings->slots);
	*postings = (struct postings){ 0 };
}
