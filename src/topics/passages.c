/* Passages overlap, and a score is a sum over features: so each sentence is
 * summed up once, and two together are the sums of both and what is otherwise
 * with features that stand in both, or between them.  What a feature says is
 * fetched from the model once for all sentences that have it. */
#include "passages.h"

#include <string.h>
#include "said.h"

enum {
	BLOCKS = FEATURE_WORD + 1, /* n-grams and words */
	FEW = 32,
	LISTS = 1 + BLOCKS * 3, /* of features */
};

/* How often a feature stands in the sentence at hand and in the next, which
 * are in turn the first and the second of two, and between them.  Of a text
 * of SUSPICION_MOST_BYTES no count is too large. */
struct tally {
	uint16_t in[2];
	int16_t between;
	uint16_t is_known; /* 1: the model knows it */
};

/* A sentence: its tokens from first to before end, its features each once, and
 * what they add up to, block by block. */
struct voice {
	guint first, end;
	guint first_pair;
	guint *features[BLOCKS];
	guint count[BLOCKS];
	float *sums;
	uint64_t signs;
};

/* Sums are of what features say. */
struct passages {
	const struct text_model *model;
	const struct signs *signs;
	struct lexicon *lexicon;
	guint stride; /* of sums, as of what is said */
	struct said said;
	guint known; /* features of the lexicon so far, by number: */
	const uint32_t *places;
	struct tally *tallies;
	const struct said *signs_said; /* by number, too */
	struct said *own_signs_said;   /* NULL: the model's */
	struct voice voices[2];
	guint turn; /* whose the next sentence is */
	/* Features that stand in both, and between them. */
	guint *shared[BLOCKS], *between;
	guint shared_count[BLOCKS], between_count;
	guint *lists; /* where all of these are */
	float *sums;  /* of a passage */
	double *scores;
	text_lanes factors[2][FEW]; /* by occurrences: as factors_of */
	/* Of one text: */
	const char *text;
	GArray *sentences;
	const GArray *tokens;
	guint *firsts;	    /* by sentence: token that it begins with, */
	guint *first_pairs; /* and its pair then */
};

/* --- sums -------------------------------------------------------------- */

static text_lanes factors_of_many(guint vector, guint occurrences)
{
	float factor = text_model_sublinear((float)occurrences);
	return factors_by(vector, factor, factor * factor);
}

static float sublinear(const struct passages *passages, int occurrences)
{
	return occurrences >= 0 && occurrences < FEW
		       ? passages->factors[0][occurrences][1]
		       : text_model_sublinear((float)occurrences);
}

static inline void add(const struct passages *passages, guint block,
	const float *said, float factor, float square)
{
	guint stride = passages->stride;
	float *sums = passages->sums + block * stride;
	add_lanes(sums, said, factors_by(0, factor, square));
	for (guint k = TEXT_LANES; k < stride; k += TEXT_LANES)
		add_lanes(sums + k, said + k, factors_by(k, factor, square));
}

static text_lanes sum_of(const struct passages *passages, guint vector,
	const guint *features, guint count)
{
	const float *said = said_of(&passages->said, 0) + vector * TEXT_LANES;
	const text_lanes *factors = passages->factors[vector > 0];
	const struct tally *tallies = passages->tallies;
	size_t stride = passages->stride;
	guint turn = passages->turn;
	text_lanes sum = { 0 };
	for (guint i = 0; i < count; i++) {
		guint number = features[i];
		guint occurrences = tallies[number].in[turn];
		text_lanes factor = occurrences < FEW ? factors[occurrences]
						      : factors_of_many(vector,
								occurrences);
		sum += lanes_at(said + number * stride) * factor;
	}
	return sum;
}

static void sum_up(const struct passages *passages, struct voice *voice)
{
	for (guint b = 0; b < BLOCKS; b++)
		for (guint v = 0; v * TEXT_LANES < passages->stride; v++) {
			text_lanes sum = sum_of(passages, v, voice->features[b],
				voice->count[b]);
			memcpy(voice->sums + b * passages->stride +
					v * TEXT_LANES,
				&sum, sizeof(sum));
		}
}

/* What the sentence before it has too. */
static guint find_shared(const struct passages *passages, const guint *features,
	guint count, guint *out)
{
	const struct tally *tallies = passages->tallies;
	guint before = 1 - passages->turn, found = 0;
	for (guint i = 0; i < count; i++) {
		guint number = features[i];
		out[found] = number;
		found += tallies[number].in[before] > 0;
	}
	return found;
}

/* Instead of what was added for each sentence by itself. */
static void correct(struct passages *passages, guint block, guint number)
{
	struct tally tally = passages->tallies[number];
	int here = tally.in[1 - passages->turn];
	int next = tally.in[passages->turn];
	float a = sublinear(passages, here);
	float b = sublinear(passages, next);
	float both = sublinear(passages, here + next + tally.between);
	add(passages, block, said_of(&passages->said, number), both - a - b,
		both * both - a * a - b * b);
}

static void correct_all(struct passages *passages)
{
	struct tally *tallies = passages->tallies;
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < passages->shared_count[b]; i++)
			if (tallies[passages->shared[b][i]].between == 0)
				correct(passages, b, passages->shared[b][i]);
	for (guint i = 0; i < passages->between_count; i++) {
		guint number = passages->between[i];
		uint32_t place = passages->places[number];
		/* Told already, or no more and no less than in them. */
		if (tallies[number].between == 0)
			continue;
		correct(passages,
			text_table_kind(passages->model->table, place), number);
		tallies[number].between = 0;
	}
}

/* --- counting ---------------------------------------------------------- */

/* Note a feature that is met; how many there are then. */
static inline guint count_feature(struct tally *tallies, guint turn,
	guint number, guint *out, guint count)
{
	struct tally *tally = &tallies[number];
	guint before = tally->in[turn];
	out[count] = number;
	tally->in[turn] = (uint16_t)(before + tally->is_known);
	return count + (before == 0 ? tally->is_known : 0);
}

static void count_between(struct passages *passages, guint number, int times)
{
	struct tally *tally = &passages->tallies[number];
	if (tally->is_known == 0)
		return;
	if (tally->between == 0)
		passages->between[passages->between_count++] = number;
	tally->between = (int16_t)(tally->between + times);
}

static const struct token *token_at(const struct passages *passages, guint i)
{
	return &g_array_index(passages->tokens, struct token, i);
}

static const struct lexicon_word *word_of(
	const struct passages *passages, guint token)
{
	return &g_array_index(passages->lexicon->words, struct lexicon_word,
		token_at(passages, token)->word);
}

static bool ends_before(
	const struct passages *passages, guint token, size_t offset)
{
	return token < passages->tokens->len &&
	       token_at(passages, token)->offset < offset;
}

/* Take the sentence of that place for the next. */
static void hear(struct passages *passages, guint place)
{
	const guint *grams = (const guint *)passages->lexicon->grams->data;
	struct sentence one =
		g_array_index(passages->sentences, struct sentence, place);
	struct tally *tallies = passages->tallies;
	guint turn = passages->turn, gram_count = 0, word_count = 0;
	struct voice *next = &passages->voices[turn];
	guint *gram_list = next->features[FEATURE_GRAM];
	guint *word_list = next->features[FEATURE_WORD];
	guint first = passages->firsts[place], i = first;
	for (; ends_before(passages, i, one.offset + one.length); i++) {
		const struct lexicon_word *word = word_of(passages, i);
		guint pair = i == first ? passages->first_pairs[place]
					: token_at(passages, i)->pair;
		word_count = count_feature(
			tallies, turn, pair, word_list, word_count);
		word_count = count_feature(
			tallies, turn, word->itself, word_list, word_count);
		for (guint k = word->grams; k < word->grams_end; k++)
			gram_count = count_feature(
				tallies, turn, grams[k], gram_list, gram_count);
	}
	next->count[FEATURE_GRAM] = gram_count;
	next->count[FEATURE_WORD] = word_count;
	next->first = first;
	next->end = i;
	next->first_pair = passages->first_pairs[place];
	next->signs = signs_in(
		passages->signs, passages->text + one.offset, one.length);
	sum_up(passages, next);
	for (guint b = 0; b < BLOCKS; b++)
		passages->shared_count[b] = find_shared(passages,
			next->features[b], next->count[b], passages->shared[b]);
}

/* Marks, mostly.  And the first word of the next sentence does not stand first
 * any more, unless there is nothing of the one before it. */
static void hear_between(struct passages *passages)
{
	const guint *grams = (const guint *)passages->lexicon->grams->data;
	const struct voice *here = &passages->voices[1 - passages->turn];
	const struct voice *next = &passages->voices[passages->turn];
	passages->between_count = 0;
	for (guint i = here->end; i < next->first; i++) {
		const struct lexicon_word *word = word_of(passages, i);
		count_between(passages,
			i == here->first ? here->first_pair
					 : token_at(passages, i)->pair,
			1);
		count_between(passages, word->itself, 1);
		for (guint k = word->grams; k < word->grams_end; k++)
			count_between(passages, grams[k], 1);
	}
	if (next->first == next->end || next->first == here->first)
		return;
	count_between(passages, next->first_pair, -1);
	count_between(passages, token_at(passages, next->first)->pair, 1);
}

static void forget(struct passages *passages, guint turn)
{
	struct voice *voice = &passages->voices[turn];
	struct tally *tallies = passages->tallies;
	for (guint b = 0; b < BLOCKS; b++) {
		const guint *features = voice->features[b];
		guint count = voice->count[b];
		for (guint i = 0; i < count; i++)
			tallies[features[i]].in[turn] = 0;
		voice->count[b] = 0;
	}
}

/* The next sentence is the one at hand from now on. */
static void move_on(struct passages *passages)
{
	passages->turn = 1 - passages->turn;
	forget(passages, passages->turn);
}

/* --- passages ---------------------------------------------------------- */

static void add_signs(struct passages *passages, uint64_t found)
{
	uint16_t numbers[SIGNS_FEATURES_MOST];
	guint count = signs_numbers(found, numbers);
	for (guint i = 0; i < count; i++)
		add(passages, FEATURE_WORD,
			said_of(passages->signs_said, numbers[i]), 1, 1);
}

/* Each block of a vector counts for as much, however long it is. */
static const double *score(struct passages *passages, uint64_t signs)
{
	const struct text_model *model = passages->model;
	add_signs(passages, signs);
	for (guint k = 0; k < model->labels->len; k++)
		passages->scores[k] = (double)model->bias[k];
	for (guint b = 0; b < BLOCKS; b++) {
		const float *sums = passages->sums + b * passages->stride;
		double factor = text_model_block_factor(
			(enum feature_kind)b, (double)sums[0]);
		for (guint k = 0; k < model->labels->len; k++)
			passages->scores[k] += factor * (double)sums[1 + k];
	}
	return passages->scores;
}

static const double *score_one(struct passages *passages)
{
	const struct voice *here = &passages->voices[1 - passages->turn];
	memcpy(passages->sums, here->sums,
		sizeof(float) * passages->stride * BLOCKS);
	return score(passages, here->signs);
}

static const double *score_two(struct passages *passages)
{
	const struct voice *here = &passages->voices[1 - passages->turn];
	const struct voice *next = &passages->voices[passages->turn];
	for (guint k = 0; k < passages->stride * BLOCKS; k++)
		passages->sums[k] = here->sums[k] + next->sums[k];
	hear_between(passages);
	correct_all(passages);
	return score(passages, here->signs | next->signs);
}

/* --- a text ------------------------------------------------------------ */

/* Which token each sentence begins with: the first not before it. */
static void find_firsts(struct passages *passages)
{
	guint token = 0, count = passages->sentences->len;
	passages->firsts = g_new(guint, count);
	passages->first_pairs = g_new0(guint, count);
	for (guint i = 0; i < count; i++) {
		struct sentence one =
			g_array_index(passages->sentences, struct sentence, i);
		while (ends_before(passages, token, one.offset))
			token++;
		passages->firsts[i] = token;
		if (token < passages->tokens->len)
			passages->first_pairs[i] =
				lexicon_first_pair(passages->lexicon,
					token_at(passages, token)->word);
	}
}

/* A text's first words come late: for them there is some more. */
static void make_room(struct passages *passages, guint features)
{
	guint room = features + features / 4 + 64;
	/* One more is written down than is counted, and the pair that is taken
	 * away may be put down twice. */
	gsize list_room = (gsize)room + 2;
	guint *list = g_renew(guint, passages->lists, list_room * LISTS);
	said_make_room(&passages->said, room);
	passages->tallies = g_renew(struct tally, passages->tallies, room);
	passages->lists = passages->between = list;
	for (guint b = 0; b < BLOCKS; b++) {
		passages->shared[b] = list += list_room;
		passages->voices[0].features[b] = list += list_room;
		passages->voices[1].features[b] = list += list_room;
	}
}

/* Features from `known` to before `all`; the loop over a feature's lanes goes
 * where the stride is known when this is compiled. */
static inline __attribute__((always_inline)) void fetch_by(
	struct passages *passages, guint all, guint stride)
{
	const uint32_t *places = passages->places;
	const struct text_table *table = passages->model->table;
	const uint16_t *columns = table->rows + passages->model->column;
	size_t width = table->columns;
	struct tally *tallies = passages->tallies;
	float *out = said_of(&passages->said, passages->known);
	for (guint i = passages->known; i < all; i++, out += stride) {
		bool is_known = false;
		if (places[i] == TEXT_MODEL_UNKNOWN)
			memset(out, 0, sizeof(*out) * stride);
		else
			is_known = said_write(
				out, stride, columns + places[i] * width);
		tallies[i] = (struct tally){ .is_known = is_known };
	}
	passages->known = all;
}

/* Of all that the lexicon has so far. */
static void fetch_all(struct passages *passages)
{
	guint all = passages->lexicon->keys->len;
	passages->places =
		text_model_places(passages->model, passages->lexicon);
	if (all > passages->said.room)
		make_room(passages, all);
	if (passages->stride == TEXT_LANES)
		fetch_by(passages, all, TEXT_LANES);
	else
		fetch_by(passages, all, passages->stride);
}

static void text_begin(struct passages *passages, const char *text)
{
	passages->text = text;
	passages->sentences = suspicion_sentences_in(passages->lexicon, text);
	passages->tokens = lexicon_tokens(passages->lexicon, text);
	find_firsts(passages);
	fetch_all(passages);
}

static void text_end(struct passages *passages)
{
	forget(passages, 0);
	forget(passages, 1);
	g_clear_pointer(&passages->sentences, g_array_unref);
	g_clear_pointer(&passages->firsts, g_free);
	g_clear_pointer(&passages->first_pairs, g_free);
}

struct passages *passages_new(const struct text_model *model,
	const struct signs *signs, struct lexicon *lexicon)
{
	struct passages *passages = g_new0(struct passages, 1);
	passages->model = model;
	passages->signs = signs;
	passages->lexicon = lexicon;
	said_init(&passages->said, model);
	if (model->signs_said == NULL)
		passages->own_signs_said = said_of_signs(model, signs);
	passages->signs_said = model->signs_said != NULL
				       ? model->signs_said
				       : passages->own_signs_said;
	passages->stride = passages->said.stride;
	for (guint i = 0; i < 2; i++)
		passages->voices[i].sums =
			g_new0(float, passages->stride *BLOCKS);
	passages->sums = g_new0(float, passages->stride *BLOCKS);
	passages->scores = g_new0(double, model->labels->len);
	for (guint i = 0; i < FEW; i++) {
		float factor = text_model_sublinear((float)i);
		for (guint v = 0; v < 2; v++)
			passages->factors[v][i] =
				factors_by(v, factor, factor * factor);
	}
	return passages;
}

void passages_free(struct passages *passages)
{
	if (passages == NULL)
		return;
	for (guint i = 0; i < 2; i++)
		g_free(passages->voices[i].sums);
	said_clear(&passages->said);
	said_free(passages->own_signs_said);
	g_free(passages->tallies);
	g_free(passages->lists);
	g_free(passages->sums);
	g_free(passages->scores);
	g_free(passages);
}

void passages_score(struct passages *passages, const char *text,
	passage_call *call, void *user)
{
	text_begin(passages, text);
	guint count = passages->sentences->len;
	for (guint i = 0; i < count; i++) {
		struct sentence passage;
		if (i == 0)
			hear(passages, 0);
		move_on(passages);
		if (suspicion_passage(passages->sentences, i, 1, &passage))
			call(user, &passage, score_one(passages));
		if (i + 1 < count)
			hear(passages, i + 1);
		if (suspicion_passage(passages->sentences, i, 2, &passage))
			call(user, &passage, score_two(passages));
	}
	text_end(passages);
}
