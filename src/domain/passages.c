/* Passages overlap, and a score is a sum over features: so each sentence is
 * summed up once, and two together are the sums of both and what is otherwise
 * with features that stand in both, or between them. */
#include "passages.h"

#include <math.h>
#include <string.h>
#include "text_model_table.h"

enum {
	BLOCKS = FEATURE_WORD + 1, /* n-grams and words */
	LANES = 4,		   /* that the processor adds at once */
	FEW = 32,
};

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

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

/* A row is what a feature says where it stands once: the square of its rarity
 * and then, label by label, rarity times weight; 0 up to a full vector. */
struct passages {
	const struct text_model *model;
	const struct signs *signs;
	const struct lexicon *lexicon;
	const char *text;
	GArray *sentences;
	const GArray *tokens;
	guint *firsts;	       /* by sentence: token that it begins with, */
	guint *first_pairs;    /* and its pair then */
	guint stride;	       /* of a row */
	float *rows;	       /* by number; all 0: unknown */
	struct tally *tallies; /* by number */
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

static void add_row(
	float *sums, const float *row, float factor, float square, guint stride)
{
	lanes factors = { square, factor, factor, factor };
	for (guint k = 0; k < stride; k += LANES) {
		lanes sum, one;
		memcpy(&sum, sums + k, sizeof(sum));
		memcpy(&one, row + k, sizeof(one));
		sum += one * factors;
		memcpy(sums + k, &sum, sizeof(sum));
		factors[0] = factor;
	}
}

static const float *row_of(const struct passages *passages, guint number)
{
	return passages->rows + (size_t)number * passages->stride;
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
			add_row(voice->sums + b * stride,
				row_of(passages, number), factor,
				factor * factor, stride);
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
	add_row(passages->sums + block * passages->stride,
		row_of(passages, number), both - a - b,
		both * both - a * a - b * b, passages->stride);
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
		if (number > 0)
			correct(passages, feature_kind_of(hash), number);
		passages->tallies[number].between = 0;
	}
}

/* --- counting ---------------------------------------------------------- */

static void count_next(struct passages *passages, guint block, guint number)
{
	struct voice *next = &passages->next;
	if (passages->tallies[number].next++ == 0)
		next->features[block][next->count[block]++] = number;
}

static void count_between(struct passages *passages, guint number, int times)
{
	struct tally *tally = &passages->tallies[number];
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
	guint first = passages->firsts[place], i = first;
	memset(next->count, 0, sizeof(next->count));
	for (; ends_before(passages, i, one.offset + one.length); i++) {
		const struct lexicon_word *word = word_of(passages, i);
		count_next(passages, FEATURE_WORD,
			i == first ? passages->first_pairs[place]
				   : token_at(passages, i)->pair);
		count_next(passages, FEATURE_WORD, word->itself);
		for (guint k = word->grams; k < word->grams_end; k++)
			count_next(passages, FEATURE_GRAM, grams[k]);
	}
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

static void make_row(const struct text_model *model, uint32_t index, float *out)
{
	const uint16_t *row = text_model_row(model, index);
	float rarity = text_row_rarity(row);
	out[0] = rarity * rarity;
	for (guint k = 0; k < model->labels->len; k++)
		out[1 + k] =
			rarity * text_weight_wide(text_row_weights(row)[k]);
}

/* number: of the passage. */
static void add_signs(struct passages *passages, guint number)
{
	const guint *ends = (const guint *)passages->said_ends->data;
	guint stride = passages->stride;
	for (guint i = number > 0 ? ends[number - 1] : 0; i < ends[number]; i++)
		add_row(passages->sums + FEATURE_WORD * stride,
			row_of(passages,
				g_array_index(passages->said, guint, i)),
			1, 1, stride);
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
	g_array_set_size(passages->signs_found, 0);
	signs_features(passages->signs, found, passages->signs_found);
	for (guint i = 0; i < passages->signs_found->len; i++) {
		guint number = lexicon_number(lexicon,
			g_array_index(passages->signs_found, struct feature, i)
				.hash);
		g_array_append_val(passages->said, number);
	}
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

static void look_up(struct passages *passages, struct lexicon *lexicon)
{
	const struct text_model *model = passages->model;
	const uint32_t *places = text_model_places(model, lexicon);
	guint features = lexicon->features->len;
	passages->stride = (model->labels->len + LANES) / LANES * LANES;
	passages->rows = g_new0(float, (size_t)features * passages->stride);
	for (guint i = 0; i < features; i++)
		if (places[i] != TEXT_MODEL_UNKNOWN)
			make_row(model, places[i],
				passages->rows + (size_t)i * passages->stride);
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
	look_up(passages, lexicon);
	guint features = lexicon->features->len;
	passages->tallies = g_new0(struct tally, features);
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
	g_array_unref(passages->sentences);
	g_array_unref(passages->said);
	g_array_unref(passages->said_ends);
	g_array_unref(passages->signs_found);
	voice_clear(&passages->here);
	voice_clear(&passages->next);
	g_free(passages->firsts);
	g_free(passages->first_pairs);
	g_free(passages->rows);
	g_free(passages->tallies);
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
