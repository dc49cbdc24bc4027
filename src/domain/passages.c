/* Passages overlap, and a score is a sum over features: so each sentence is
 * summed up once, and two together are the sums of both and what is otherwise
 * with features that stand in both, or between them. */
#include "passages.h"

#include <math.h>
#include <string.h>
#include "scratch.h"
#include "text_model_table.h"

enum {
	BLOCKS = FEATURE_WORD + 1, /* n-grams and words */
	LANES = 4,		   /* that the processor adds at once */
	FEW = 32,
};

typedef uint16_t half_lanes __attribute__((vector_size(LANES * 2)));
typedef uint32_t bit_lanes __attribute__((vector_size(LANES * 4)));
typedef float lanes __attribute__((vector_size(LANES * 4)));

/* How often a feature stands in a sentence, in the next, between them. */
struct tally {
	int here, next, between;
};

/* A sentence: its tokens from first to before end, its features each once, and
 * what they add up to, block by block. */
struct voice {
	guint first, end;
	guint first_pair;
	guint *features[BLOCKS];
	guint count[BLOCKS];
	float *sums;
};

/* Sums are of what features say: the square of the rarity and then, label by
 * label, rarity times weight. */
struct passages {
	const struct text_model *model;
	const struct signs *signs;
	const struct lexicon *lexicon;
	const char *text;
	GArray *sentences;
	const GArray *tokens;
	guint *firsts;		/* by sentence: token that it begins with, */
	guint *first_pairs;	/* and its pair then */
	guint stride;		/* of sums: one, and vectors of labels */
	const uint32_t *places; /* in the model's table, by number */
	struct tally *tallies;	/* by number */
	struct voice here, next;
	guint *between; /* features that stand between them */
	guint between_count;
	/* Features of the signs that each passage has, passage by passage,
	 * and where those of each end. */
	GArray *said, *said_ends;
	GArray *signs_found; /* of struct feature: for one passage */
	float *sums;	     /* of a passage */
	double *scores;
	float sublinear[FEW]; /* by occurrences */
};

/* --- sums -------------------------------------------------------------- */

static float sublinear(const struct passages *passages, int occurrences)
{
	return occurrences < FEW ? passages->sublinear[occurrences]
				 : text_model_sublinear((float)occurrences);
}

static bool is_known(const struct passages *passages, guint number)
{
	return passages->places[number] != TEXT_MODEL_UNKNOWN;
}

/* Of so many labels.  Beyond the last one stands what is not asked for. */
static inline void add_feature(const struct passages *passages, float *sums,
	guint number, float factor, float square)
{
	const uint16_t *row =
		text_model_row(passages->model, passages->places[number]);
	const uint16_t *weights = text_row_weights(row);
	float rarity = text_row_rarity(row);
	if (rarity == 0)
		return;
	*sums++ += rarity * rarity * square;
	for (guint k = 0; k + 1 < passages->stride; k += LANES) {
		half_lanes halves;
		lanes sum;
		memcpy(&halves, weights + k, sizeof(halves));
		memcpy(&sum, sums + k, sizeof(sum));
		bit_lanes bits = __builtin_convertvector(halves, bit_lanes)
				 << 16;
		sum += (lanes)bits * rarity * factor;
		memcpy(sums + k, &sum, sizeof(sum));
	}
}

static void sum_up(struct passages *passages, struct voice *voice)
{
	guint stride = passages->stride;
	memset(voice->sums, 0, sizeof(float) * stride * BLOCKS);
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < voice->count[b]; i++) {
			guint number = voice->features[b][i];
			float factor = sublinear(
				passages, passages->tallies[number].next);
			add_feature(passages, voice->sums + b * stride, number,
				factor, factor * factor);
		}
}

/* Instead of what was added for each sentence by itself. */
static void correct(struct passages *passages, guint block, guint number)
{
	struct tally tally = passages->tallies[number];
	float a = sublinear(passages, tally.here);
	float b = sublinear(passages, tally.next);
	float both =
		sublinear(passages, tally.here + tally.next + tally.between);
	add_feature(passages, passages->sums + block * passages->stride, number,
		both - a - b, both * both - a * a - b * b);
}

static void correct_all(struct passages *passages)
{
	const struct voice *next = &passages->next;
	const struct tally *tallies = passages->tallies;
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < next->count[b]; i++) {
			guint number = next->features[b][i];
			if (tallies[number].here > 0 &&
				tallies[number].between == 0)
				correct(passages, b, number);
		}
	for (guint i = 0; i < passages->between_count; i++) {
		guint number = passages->between[i];
		uint32_t hash = g_array_index(
			passages->lexicon->features, struct feature, number)
					.hash;
		/* Told already, or no more and no less than in them. */
		if (tallies[number].between == 0)
			continue;
		correct(passages, feature_kind_of(hash), number);
		passages->tallies[number].between = 0;
	}
}

/* --- counting ---------------------------------------------------------- */

static void count_word(struct passages *passages, guint number)
{
	struct voice *next = &passages->next;
	if (!is_known(passages, number))
		return;
	if (passages->tallies[number].next++ == 0)
		next->features[FEATURE_WORD][next->count[FEATURE_WORD]++] =
			number;
}

/* The same of n-grams, which are most; how many there are then. */
static guint count_grams(struct passages *passages, const guint *from,
	const guint *end, guint count)
{
	const uint32_t *places = passages->places;
	struct tally *tallies = passages->tallies;
	guint *features = passages->next.features[FEATURE_GRAM];
	for (; from < end; from++) {
		if (places[*from] == TEXT_MODEL_UNKNOWN)
			continue;
		features[count] = *from;
		count += tallies[*from].next++ == 0;
	}
	return count;
}

static void count_between(struct passages *passages, guint number, int times)
{
	struct tally *tally = &passages->tallies[number];
	if (!is_known(passages, number))
		return;
	if (tally->between == 0)
		passages->between[passages->between_count++] = number;
	tally->between += times;
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
	struct voice *next = &passages->next;
	guint first = passages->firsts[place], i = first, gram_count = 0;
	memset(next->count, 0, sizeof(next->count));
	for (; ends_before(passages, i, one.offset + one.length); i++) {
		const struct lexicon_word *word = word_of(passages, i);
		count_word(passages, i == first ? passages->first_pairs[place]
						: token_at(passages, i)->pair);
		count_word(passages, word->itself);
		gram_count = count_grams(passages, grams + word->grams,
			grams + word->grams_end, gram_count);
	}
	next->count[FEATURE_GRAM] = gram_count;
	next->first = first;
	next->end = i;
	next->first_pair = passages->first_pairs[place];
	sum_up(passages, next);
}

/* Marks, mostly.  And the first word of the next sentence does not stand first
 * any more, unless there is nothing of the one before it. */
static void hear_between(struct passages *passages)
{
	const guint *grams = (const guint *)passages->lexicon->grams->data;
	const struct voice *here = &passages->here, *next = &passages->next;
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

/* The next sentence is the one at hand from now on. */
static void move_on(struct passages *passages)
{
	struct tally *tallies = passages->tallies;
	struct voice was = passages->here;
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < was.count[b]; i++)
			tallies[was.features[b][i]].here = 0;
	passages->here = passages->next;
	passages->next = was;
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < passages->here.count[b]; i++) {
			struct tally *tally =
				&tallies[passages->here.features[b][i]];
			tally->here = tally->next;
			tally->next = 0;
		}
}

/* --- passages ---------------------------------------------------------- */

/* number: of the passage. */
static void add_signs(struct passages *passages, guint number)
{
	const guint *ends = (const guint *)passages->said_ends->data;
	float *sums = passages->sums + FEATURE_WORD * passages->stride;
	const guint *said = (const guint *)passages->said->data;
	for (guint i = number > 0 ? ends[number - 1] : 0; i < ends[number]; i++)
		if (is_known(passages, said[i]))
			add_feature(passages, sums, said[i], 1, 1);
}

/* Each block of a vector counts for as much, however long it is. */
static const double *score(struct passages *passages, guint number)
{
	const struct text_model *model = passages->model;
	add_signs(passages, number);
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

static const double *score_one(struct passages *passages, guint number)
{
	memcpy(passages->sums, passages->here.sums,
		sizeof(float) * passages->stride * BLOCKS);
	return score(passages, number);
}

static const double *score_two(struct passages *passages, guint number)
{
	for (guint k = 0; k < passages->stride * BLOCKS; k++)
		passages->sums[k] =
			passages->here.sums[k] + passages->next.sums[k];
	hear_between(passages);
	correct_all(passages);
	return score(passages, number);
}

/* --- a text ------------------------------------------------------------ */

/* Which token each sentence begins with: the first not before it. */
static void find_firsts(struct passages *passages, struct lexicon *lexicon)
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
			passages->first_pairs[i] = lexicon_first_pair(
				lexicon, token_at(passages, token)->word);
	}
}

static void note_signs(
	struct passages *passages, struct lexicon *lexicon, uint64_t found)
{
	guint first = passages->said->len;
	g_array_set_size(passages->signs_found, 0);
	signs_features(passages->signs, found, passages->signs_found);
	g_array_set_size(passages->said, first + passages->signs_found->len);
	for (guint i = 0; i < passages->signs_found->len; i++)
		g_array_index(passages->said, guint,
			first + i) = lexicon_number(lexicon,
			g_array_index(passages->signs_found, struct feature, i)
				.hash);
	g_array_append_val(passages->said_ends, passages->said->len);
}

/* Of each sentence, and of it and the next. */
static void find_signs(struct passages *passages, struct lexicon *lexicon)
{
	uint64_t here = 0, next = 0;
	for (guint i = 0; i <= passages->sentences->len; i++) {
		next = 0;
		if (i < passages->sentences->len) {
			struct sentence one = g_array_index(
				passages->sentences, struct sentence, i);
			next = signs_in(passages->signs,
				passages->text + one.offset, one.length);
		}
		if (i > 0) {
			note_signs(passages, lexicon, here);
			note_signs(passages, lexicon, here | next);
		}
		here = next;
	}
}

static void voice_init(struct voice *voice, guint features, guint stride)
{
	for (guint b = 0; b < BLOCKS; b++)
		voice->features[b] = g_new(guint, features);
	voice->sums = g_new0(float, stride *BLOCKS);
}

static void voice_clear(struct voice *voice)
{
	for (guint b = 0; b < BLOCKS; b++)
		g_free(voice->features[b]);
	g_free(voice->sums);
}

/* Zero all, and again when the passages end: memory that the thread keeps. */
static struct scratch *tallies_memory(void)
{
	static GPrivate memory = G_PRIVATE_INIT(scratch_free);
	struct scratch *scratch = g_private_get(&memory);
	if (scratch == NULL) {
		scratch = g_new0(struct scratch, 1);
		g_private_set(&memory, scratch);
	}
	return scratch;
}

static void passages_begin(struct passages *passages, struct lexicon *lexicon)
{
	passages->sentences = suspicion_sentences(passages->text);
	passages->tokens = lexicon_tokens(lexicon, passages->text);
	passages->signs_found =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	passages->said = g_array_new(FALSE, FALSE, sizeof(guint));
	passages->said_ends = g_array_new(FALSE, FALSE, sizeof(guint));
	find_firsts(passages, lexicon);
	find_signs(passages, lexicon);
	passages->places = text_model_places(passages->model, lexicon);
	passages->stride =
		1 + (passages->model->labels->len + LANES - 1) / LANES * LANES;
	guint features = lexicon->features->len;
	passages->tallies = scratch_room(
		tallies_memory(), features, sizeof(*passages->tallies));
	voice_init(&passages->here, features, passages->stride);
	voice_init(&passages->next, features, passages->stride);
	/* The pair that is taken away may be put down twice. */
	passages->between = g_new(guint, features + 2);
	passages->sums = g_new0(float, passages->stride *BLOCKS);
	passages->scores = g_new0(double, passages->model->labels->len);
	for (int i = 0; i < FEW; i++)
		passages->sublinear[i] = text_model_sublinear((float)i);
}

static void passages_end(struct passages *passages)
{
	/* Of the last sentence, which nothing follows. */
	for (guint b = 0; b < BLOCKS; b++)
		for (guint i = 0; i < passages->here.count[b]; i++)
			passages->tallies[passages->here.features[b][i]].here =
				0;
	scratch_trim(tallies_memory());
	g_array_unref(passages->sentences);
	g_array_unref(passages->said);
	g_array_unref(passages->said_ends);
	g_array_unref(passages->signs_found);
	voice_clear(&passages->here);
	voice_clear(&passages->next);
	g_free(passages->firsts);
	g_free(passages->first_pairs);
	g_free(passages->between);
	g_free(passages->sums);
	g_free(passages->scores);
}

void passages_score(const struct text_model *model, const struct signs *signs,
	struct lexicon *lexicon, const char *text, passage_call *call,
	void *user)
{
	struct passages passages = {
		.model = model, .signs = signs, .lexicon = lexicon, .text = text
	};
	passages_begin(&passages, lexicon);
	guint count = passages.sentences->len;
	for (guint i = 0; i < count; i++) {
		struct sentence passage;
		if (i == 0)
			hear(&passages, 0);
		move_on(&passages);
		if (suspicion_passage(passages.sentences, i, 1, &passage))
			call(user, &passage, score_one(&passages, 2 * i));
		if (i + 1 < count)
			hear(&passages, i + 1);
		if (suspicion_passage(passages.sentences, i, 2, &passage))
			call(user, &passage, score_two(&passages, 2 * i + 1));
	}
	passages_end(&passages);
}
