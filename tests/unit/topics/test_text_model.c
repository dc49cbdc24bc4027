/* Features of texts, the model as bytes, shares and confidence. */
#include "plaint/topics/text_model.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <glib.h>
#include "check_main.h"

static GArray *features_of(const char *text)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_of_text(text, strlen(text), out);
	return out;
}

static guint count_kind(const GArray *features, enum feature_kind kind)
{
	guint count = 0;
	for (guint i = 0; i < features->len; i++)
		count += feature_kind_of(
				 g_array_index(features, struct feature, i)
					 .hash) == kind;
	return count;
}

START_TEST(features_are_words_and_grams)
{
	g_autoptr(GArray) none = features_of("");
	g_autoptr(GArray) blank = features_of(" \n\t ");
	g_autoptr(GArray) one = features_of("Гроші");
	g_autoptr(GArray) two = features_of("гроші ГРОШІ");
	g_autoptr(GArray) digits = features_of("12 гривень");
	g_autoptr(GArray) others = features_of("98 гривень");
	ck_assert_uint_eq(none->len, 0);
	ck_assert_uint_eq(blank->len, 0);
	/* The word, and the word as the first of the text. */
	ck_assert_uint_eq(count_kind(one, FEATURE_WORD), 2);
	/* " гроші ": 6 of two, 5 of three, 4 of four, 3 of five. */
	ck_assert_uint_eq(count_kind(one, FEATURE_GRAM), 18);
	ck_assert_uint_eq(count_kind(two, FEATURE_GRAM), 18);
	ck_assert_uint_eq(count_kind(two, FEATURE_WORD), 3);
	ck_assert_uint_eq(digits->len, others->len);
	ck_assert_int_eq(memcmp(digits->data, others->data,
				 digits->len * sizeof(struct feature)),
		0);
}
END_TEST

/* One word as two languages write it, and a sign that is no letter here. */
START_TEST(kindred_words_are_alike)
{
	static const char *const pairs[][2] = { { "оплата", "аплата" },
		{ "звязок", "ЗВЯЗОК" }, { "пять", "пят" },
		{ "дастаўка", "доставка" }, { "сеть ь ъ сеть", "сет сет" } };
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autoptr(GArray) a = features_of(pairs[i][0]);
		g_autoptr(GArray) b = features_of(pairs[i][1]);
		ck_assert_msg(a->len == b->len, "%s", pairs[i][0]);
		ck_assert_int_eq(memcmp(a->data, b->data,
					 a->len * sizeof(struct feature)),
			0);
	}
}
END_TEST

START_TEST(features_are_bounded)
{
	g_autoptr(GString) text = g_string_new("я");
	g_autoptr(GArray) features = NULL;
	for (guint i = 0; text->len < 1 << 20; i++)
		g_string_append_printf(text, "%c%c%c%u ", 'a' + i % 26,
			'a' + i / 26 % 26, 'a' + i / 676 % 26, i);
	/* Of the processor: the machine may be busy with other things. */
	clock_t before = clock();
	features = features_of(text->str);
	ck_assert_uint_le(features->len, FEATURES_MOST);
	ck_assert_int_lt(clock() - before, CLOCKS_PER_SEC / 10);
}
END_TEST

/* A text is read once; a word it has again is the same word. */
START_TEST(words_have_places)
{
	static const char text[] = "  Де, мої гроші?! 5 МОЇ ";
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	const GArray *tokens = lexicon_tokens(lexicon, text);
	ck_assert_ptr_eq(lexicon_tokens(lexicon, text), tokens);
	for (guint i = 0; i < tokens->len; i++) {
		struct token token = g_array_index(tokens, struct token, i);
		const struct lexicon_word *word = &g_array_index(
			lexicon->words, struct lexicon_word, token.word);
		g_string_append_len(
			words, text + token.offset, (gssize)token.length);
		g_string_append(words, word->is_marks ? "!" : "|");
	}
	ck_assert_str_eq(words->str, "Де|,!мої|гроші|?!!5|МОЇ|");
	ck_assert_uint_eq(g_array_index(tokens, struct token, 2).word,
		g_array_index(tokens, struct token, 6).word);
	ck_assert_uint_eq(lexicon->words->len, 6);
}
END_TEST

/* More than a table first holds, each under its own hash. */
START_TEST(features_keep_their_numbers)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	for (guint i = 0; text->len < FEATURES_MOST_BYTES; i++)
		g_string_append_printf(text, "%c%c%c ", 'a' + i % 26,
			'a' + i / 26 % 26, 'a' + i / 676 % 26);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	const GArray *tokens = lexicon_tokens(lexicon, text->str);
	g_autoptr(GArray) counts = lexicon_counts(lexicon, tokens);
	ck_assert_uint_gt(lexicon->keys->len, 1 << 14);
	ck_assert_uint_eq(counts->len, lexicon->keys->len);
	for (guint i = 1; i < lexicon->keys->len; i++) {
		ck_assert_float_gt(g_array_index(counts, float, i), 0);
		ck_assert(g_hash_table_add(seen,
			GUINT_TO_POINTER(
				g_array_index(lexicon->keys, uint32_t, i))));
	}
	g_autoptr(GArray) tokens_again =
		g_array_new(FALSE, FALSE, sizeof(struct token));
	guint features = lexicon->keys->len, words = lexicon->words->len;
	lexicon_read(lexicon, text->str, text->len, tokens_again);
	ck_assert_uint_eq(lexicon->keys->len, features);
	ck_assert_uint_eq(lexicon->words->len, words);
	ck_assert_int_eq(memcmp(tokens_again->data, tokens->data,
				 tokens->len * sizeof(struct token)),
		0);
}
END_TEST

/* Two labels, told apart by one word each. */
static struct text_model *model_of(const char *words)
{
	g_autoptr(GPtrArray) labels = g_ptr_array_new();
	g_autoptr(GArray) features = features_of(words);
	uint32_t hashes[64];
	float idf[64];
	guint count = 0;
	g_ptr_array_add(labels, (gpointer) "cat");
	g_ptr_array_add(labels, (gpointer) "dog");
	for (guint i = 0; i < features->len; i++)
		hashes[count++] =
			g_array_index(features, struct feature, i).hash;
	for (guint i = 0; i < count; i++)
		for (guint k = i + 1; k < count; k++)
			if (hashes[k] < hashes[i]) {
				uint32_t keep = hashes[i];
				hashes[i] = hashes[k];
				hashes[k] = keep;
			}
	for (guint i = 0; i < count; i++)
		idf[i] = 1 + (float)(hashes[i] % 5) / 4;
	struct text_model *model = text_model_new(labels, hashes, idf, count);
	g_autoptr(GArray) cat = features_of("кіт");
	for (guint i = 0; i < cat->len; i++) {
		uint32_t index;
		if (text_model_find(model,
			    g_array_index(cat, struct feature, i).hash, &index))
			text_model_set_weight(model, index, 0, 3);
	}
	model->bias[1] = 0.5F;
	model->examples = 10;
	model->made_utc_us = 1234567;
	struct calibration_point points[] = { { 0.5F, 0.4F }, { 0.9F, 0.8F } };
	g_array_append_vals(model->points, points, 2);
	return model;
}

static struct text_model *model_make(void)
{
	return model_of("кіт пес");
}

static guint best(
	const struct text_model *model, const char *text, double *shares)
{
	g_autoptr(GArray) features = features_of(text);
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, shares);
	text_model_shares(model, shares);
	return shares[1] > shares[0];
}

START_TEST(scores_choose)
{
	g_autoptr(text_model) model = model_make();
	double shares[2];
	ck_assert_uint_eq(best(model, "Кіт!", shares), 0);
	ck_assert_double_eq_tol(shares[0] + shares[1], 1, 1e-9);
	ck_assert_uint_eq(best(model, "нічого спільного", shares), 1);
	ck_assert_double_eq_tol(text_model_calibrated(model, 0.7), 0.6, 1e-6);
	ck_assert_double_eq_tol(text_model_calibrated(model, 0.1), 0.4, 1e-6);
	ck_assert_double_eq_tol(text_model_calibrated(model, 1), 0.8, 1e-6);
}
END_TEST

/* However many labels there are, each is the sum of its own weights: of a
 * vector, and of a text whose n-grams and words are scaled apart. */
START_TEST(scores_add_up)
{
	enum {
		LABELS_MOST = 50,
		FEATURES = 9,
		GRAMS = 5
	};
	g_autoptr(GArray) no_rules =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	for (guint labels = 1; labels <= LABELS_MOST; labels++) {
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		g_autoptr(GArray) vector =
			g_array_new(FALSE, FALSE, sizeof(struct vector_item));
		uint32_t hashes[FEATURES], places[FEATURES];
		float idf[FEATURES], values[FEATURES];
		double scores[LABELS_MOST], squares[2] = { 0 };
		double sums[2][LABELS_MOST] = { 0 };
		for (guint k = 0; k < labels; k++)
			g_ptr_array_add(names, (gpointer) "label");
		for (guint i = 0; i < FEATURES; i++) {
			hashes[i] = i * 1000 + (i < GRAMS ? 0 : 1u << 30);
			idf[i] = 1;
			places[i] = i;
		}
		g_autoptr(text_model) model =
			text_model_new(names, hashes, idf, FEATURES);
		for (guint i = 0; i < FEATURES; i++) {
			struct vector_item item = { i, (float)i / 2 };
			guint block = i < GRAMS ? 0 : 1;
			g_array_append_val(vector, item);
			values[i] = item.value;
			squares[block] += (double)(item.value * item.value);
			for (guint k = 0; k < labels; k++) {
				float weight = (float)((i * 7 + k) % 13) - 6;
				text_model_set_weight(model, i, k, weight);
				sums[block][k] += (double)(item.value * weight);
			}
		}
		text_model_scores(model, vector, scores);
		for (guint k = 0; k < labels; k++)
			ck_assert_double_eq(scores[k], sums[0][k] + sums[1][k]);
		text_model_score(
			model, places, values, FEATURES, no_rules, scores);
		for (guint k = 0; k < labels; k++)
			ck_assert_double_eq_tol(scores[k],
				sums[0][k] / sqrt(squares[0]) +
					sums[1][k] / sqrt(squares[1]),
				1e-5);
	}
}
END_TEST

/* Of a text that was looked up as of its features one by one: also of those
 * that the model does not know, or that stand in another text. */
START_TEST(score_is_the_vectors)
{
	static const char text[] = "Пес спить, кіт спить! А кіт?";
	g_autoptr(text_model) model = model_of("кіт пес");
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	g_autoptr(GArray) rules =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_add_rule(rules, "topic", "cat", 2.5);
	(void)lexicon_tokens(lexicon, "пес іде");
	g_autoptr(GArray) counts =
		lexicon_counts(lexicon, lexicon_tokens(lexicon, text));
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	lexicon_features(lexicon, counts, features);
	g_array_append_vals(features, rules->data, rules->len);
	double expected[2], scores[2];
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, expected);
	ck_assert_double_ne(expected[0], 0);
	text_model_sublinear_each((float *)counts->data, counts->len);
	float factor = text_model_score(model,
		text_model_places(model, lexicon), (const float *)counts->data,
		counts->len, rules, scores);
	ck_assert_double_eq_tol(scores[0], expected[0], 1e-6);
	ck_assert_double_eq_tol(scores[1], expected[1], 1e-6);
	ck_assert(factor > 0 && factor < 1);
}
END_TEST

static void score_by(const struct text_model *model,
	const struct text_table *table, const char *text, double *scores)
{
	g_autoptr(lexicon) lexicon = lexicon_new(table);
	g_autoptr(GArray) rules =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	(void)lexicon_tokens(lexicon, "миша спить");
	g_autoptr(GArray) counts =
		lexicon_counts(lexicon, lexicon_tokens(lexicon, text));
	text_model_sublinear_each((float *)counts->data, counts->len);
	text_model_score(model, text_model_places(model, lexicon),
		(const float *)counts->data, counts->len, rules, scores);
}

/* What the table knows is numbered in the same order, whether its words were
 * met before or not. */
START_TEST(lexicon_of_a_table_says_the_same)
{
	static const char *const texts[] = { "Пес спить, кіт спить! А кіт?",
		"Кіт!!! пес, ПЕС: миша", "ь ъ", "" };
	g_autoptr(text_model) model = model_of("кіт пес спить!");
	for (guint i = 0; i < 2 * G_N_ELEMENTS(texts); i++) {
		const char *text = texts[i % G_N_ELEMENTS(texts)];
		double expected[2], scores[2];
		score_by(model, NULL, text, expected);
		score_by(model, model->table, text, scores);
		ck_assert_double_eq(scores[0], expected[0]);
		ck_assert_double_eq(scores[1], expected[1]);
	}
}
END_TEST

START_TEST(table_numbers_what_it_knows)
{
	g_autoptr(text_model) model = model_of("кіт");
	g_autoptr(lexicon) lexicon = lexicon_new(model->table);
	const GArray *tokens = lexicon_tokens(lexicon, "кіт миша");
	const struct lexicon_word *known =
		&g_array_index(lexicon->words, struct lexicon_word, 0);
	const struct lexicon_word *other =
		&g_array_index(lexicon->words, struct lexicon_word, 1);
	ck_assert_uint_gt(known->itself, 0);
	/* " кіт ": 4 of two, 3 of three, 2 of four, 1 of five. */
	ck_assert_uint_eq(known->grams_end - known->grams, 10);
	ck_assert_uint_eq(other->itself, 0);
	ck_assert_uint_eq(other->grams, other->grams_end);
	ck_assert_uint_gt(g_array_index(tokens, struct token, 0).pair, 0);
	ck_assert_uint_eq(g_array_index(tokens, struct token, 1).pair, 0);
	/* Itself, its n-grams, its pair, and what stands for the rest. */
	ck_assert_uint_eq(lexicon->keys->len, 13);
}
END_TEST

/* Sharing a table changes nothing of what one says, knows and is written as,
 * also where the others know more, or nothing. */
START_TEST(joined_say_the_same)
{
	static const char *const known[] = { "кіт пес", "кіт",
		"пес миша миша спить" };
	static const char text[] = "Пес спить, кіт спить! А миша?";
	enum {
		COUNT = G_N_ELEMENTS(known)
	};
	struct text_model *alone[COUNT], *models[COUNT];
	double before[COUNT][2];
	for (guint i = 0; i < COUNT; i++) {
		alone[i] = model_of(known[i]);
		best(alone[i], text, before[i]);
	}
	g_autoptr(GByteArray) bytes =
		text_models_write((const struct text_model **)alone, COUNT);
	g_autoptr(GBytes) file = g_bytes_new(bytes->data, bytes->len);
	ck_assert(!text_models_read(file, COUNT - 1, models, NULL));
	ck_assert(text_models_read(file, COUNT, models, NULL));
	g_autoptr(GByteArray) same =
		text_models_write((const struct text_model **)models, COUNT);
	ck_assert_uint_eq(same->len, bytes->len);
	ck_assert_int_eq(memcmp(same->data, bytes->data, bytes->len), 0);
	uint32_t index;
	g_autoptr(GArray) sleeps = features_of("спить");
	uint32_t hash = g_array_index(sleeps, struct feature, 1).hash;
	ck_assert(!text_model_find(models[0], hash, &index));
	ck_assert(text_model_find(models[2], hash, &index));
	for (guint i = 0; i < COUNT; i++) {
		double after[2];
		g_autoptr(GByteArray) written = text_model_write(alone[i]);
		g_autoptr(GByteArray) again = text_model_write(models[i]);
		ck_assert_uint_eq(again->len, written->len);
		ck_assert_int_eq(
			memcmp(again->data, written->data, again->len), 0);
		best(models[i], text, after);
		ck_assert_double_eq(after[0], before[i][0]);
		text_model_free(alone[i]);
		/* The table lasts as long as any of them. */
		text_model_free(models[i]);
	}
}
END_TEST

START_TEST(file_is_read_back)
{
	g_autoptr(text_model) model = model_make();
	g_autoptr(GByteArray) bytes = text_model_write(model);
	g_autoptr(text_model) read =
		text_model_read(bytes->data, bytes->len, NULL);
	ck_assert_ptr_nonnull(read);
	g_autoptr(GByteArray) again = text_model_write(read);
	ck_assert_uint_eq(again->len, bytes->len);
	ck_assert_int_eq(memcmp(again->data, bytes->data, bytes->len), 0);
	double a[2], b[2];
	ck_assert_uint_eq(best(model, "кіт", a), best(read, "кіт", b));
	ck_assert_double_eq(a[0], b[0]);
}
END_TEST

START_TEST(file_damaged_is_refused)
{
	g_autoptr(text_model) model = model_make();
	g_autoptr(GByteArray) bytes = text_model_write(model);
	for (guint i = 0; i < bytes->len; i++) {
		g_autoptr(GError) error = NULL;
		bytes->data[i] ^= 0x41;
		ck_assert_ptr_null(
			text_model_read(bytes->data, bytes->len, &error));
		ck_assert_int_eq(error->domain, TEXT_MODEL_ERROR);
		bytes->data[i] ^= 0x41;
		ck_assert_ptr_null(text_model_read(bytes->data, i, NULL));
	}
}
END_TEST

static void sum_anew(GByteArray *bytes)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize length = 32;
	g_checksum_update(sum, bytes->data, (gssize)bytes->len - 32);
	g_checksum_get_digest(sum, bytes->data + bytes->len - 32, &length);
}

/* Of a file of one model. */
enum {
	AT_VERSION = 8,
	AT_MODELS = 16,
	AT_EXAMPLES = 32,
	AT_TEMPERATURE = 36,
};

/* A right sum does not make wrong counts right. */
START_TEST(file_of_wrong_counts_is_refused)
{
	g_autoptr(text_model) model = model_make();
	for (guint at = AT_VERSION; at <= AT_TEMPERATURE; at += 4) {
		g_autoptr(GByteArray) bytes = text_model_write(model);
		g_autoptr(GError) error = NULL;
		memset(bytes->data + at, 0x7f, at < AT_TEMPERATURE ? 4 : 8);
		sum_anew(bytes);
		struct text_model *read =
			text_model_read(bytes->data, bytes->len, &error);
		/* The examples are told, nothing is made of them. */
		ck_assert_int_eq(read != NULL, at == AT_EXAMPLES);
		text_model_free(read);
		if (at < AT_MODELS)
			ck_assert_int_eq(error->code, TEXT_MODEL_ERROR_VERSION);
	}
}
END_TEST

/* Is a file refused in which these bytes of the table are others? */
static bool is_refused(const struct text_model *model, size_t from_end,
	const void *bytes, size_t length)
{
	g_autoptr(GByteArray) file = text_model_write(model);
	g_autoptr(GError) error = NULL;
	memcpy(file->data + file->len - 32 - from_end, bytes, length);
	sum_anew(file);
	g_autoptr(text_model) read =
		text_model_read(file->data, file->len, &error);
	ck_assert(read != NULL || g_error_matches(error, TEXT_MODEL_ERROR,
					  TEXT_MODEL_ERROR_BROKEN));
	return read == NULL;
}

/* Nor a table that none could have written. */
START_TEST(file_of_wrong_rows_is_refused)
{
	static const float rarities[] = { -1, INFINITY, NAN, -0.0F };
	static const uint16_t numbers[] = { 0x3f80, 0xff7f, 0 };
	static const uint16_t none[] = { 0x7f80, 0xff80, 0x7fc0, 0xffff };
	static const uint32_t low = 0;
	enum {
		ROW_BYTES = 2 * 4, /* rarity and two labels */
		AHEAD_BYTES = 8 * 4,
	};
	g_autoptr(text_model) model = model_make();
	size_t rows = model->table->feature_count * (size_t)ROW_BYTES;
	for (size_t i = 0; i < G_N_ELEMENTS(rarities); i++)
		ck_assert(is_refused(model, rows, &rarities[i], 4));
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		ck_assert(is_refused(model, 2, &none[i], 2));
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		ck_assert(!is_refused(model, 2, &numbers[i], 2));
	/* All 0: known to nobody. */
	ck_assert(is_refused(model, ROW_BYTES, (uint32_t[2]){ 0 }, ROW_BYTES));
	/* What stands behind the last hash, and the last one itself. */
	ck_assert(is_refused(model, rows + 4, &low, 4));
	ck_assert(is_refused(model, rows + AHEAD_BYTES, &low, 4));
	ck_assert(is_refused(model, rows + AHEAD_BYTES + 4, &low, 4));
}
END_TEST

/* Several side by side: each weight of the last row, in whichever model; the
 * rarities' lower halves may be what no weight may. */
START_TEST(weights_of_all_models_are_looked_at)
{
	enum {
		MODELS = 5,
		COLUMNS = MODELS * 4,
	};
	static const uint16_t none = 0x7f80;
	g_autoptr(text_model) model = model_make();
	const struct text_model *models[MODELS] = { model, model, model, model,
		model };
	for (size_t i = 0; i < COLUMNS; i++) {
		g_autoptr(GByteArray) file = text_models_write(models, MODELS);
		struct text_model *read[MODELS];
		memcpy(file->data + file->len - 32 - 2 * (COLUMNS - i), &none,
			sizeof(none));
		sum_anew(file);
		GBytes *bytes = g_bytes_new(file->data, file->len);
		bool is_read = text_models_read(bytes, MODELS, read, NULL);
		ck_assert_msg(is_read == (i % 4 == 0), "%zu", i);
		for (guint k = 0; is_read && k < MODELS; k++)
			text_model_free(read[k]);
		g_bytes_unref(bytes);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("model");
	tcase_add_test(tcase, features_are_words_and_grams);
	tcase_add_test(tcase, kindred_words_are_alike);
	tcase_add_test(tcase, features_are_bounded);
	tcase_add_test(tcase, words_have_places);
	tcase_add_test(tcase, features_keep_their_numbers);
	tcase_add_test(tcase, scores_choose);
	tcase_add_test(tcase, scores_add_up);
	tcase_add_test(tcase, score_is_the_vectors);
	tcase_add_test(tcase, lexicon_of_a_table_says_the_same);
	tcase_add_test(tcase, table_numbers_what_it_knows);
	tcase_add_test(tcase, joined_say_the_same);
	tcase_add_test(tcase, file_is_read_back);
	tcase_add_test(tcase, file_damaged_is_refused);
	tcase_add_test(tcase, file_of_wrong_counts_is_refused);
	tcase_add_test(tcase, file_of_wrong_rows_is_refused);
	tcase_add_test(tcase, weights_of_all_models_are_looked_at);
	Suite *suite = suite_create("text_model");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
