/* Signs in a text, its passages, and flags that a passage is suspected for. */
#include "plaint/topics/suspicion.h"

#include <math.h>
#include <string.h>
#include "../../../src/topics/passages.h"
#include "check_main.h"

/* --- signs -------------------------------------------------------------- */

static const struct {
	const char *text;
	uint64_t found; /* 1: alone, 2: device, 4: silent */
} signs_cases[] = {
	{ "", 0 },
	{ "She is ALONE.", 1 },
	{ "Alone, and the buttons are dead", 1 | 2 | 4 },
	{ "loneliness", 0 }, /* no beginning of it is a sign */
	{ "deadline", 0 },   /* "dead" is a whole word */
	{ "dead", 4 },
	{ "dead-line", 4 }, /* a hyphen parts words */
	{ "Сама, а КНОПКА мовчить", 1 | 2 | 4 },
	{ "самота", 0 },
	{ "зв’язку", 2 }, /* apostrophes do not matter */
	{ "звязку", 2 },
	{ "тёмный", 4 },
	{ "темный", 4 },
};

static struct signs *signs_make(void)
{
	struct signs *signs = signs_new();
	ck_assert(signs_add(signs, "alone", "alone сама"));
	ck_assert(signs_add(signs, "device", "button* кнопк* зв'язк*"));
	ck_assert(signs_add(signs, "silent", "dead\n  мовч* тёмный"));
	return signs;
}

START_TEST(sign)
{
	struct signs *signs = signs_make();
	const char *text = signs_cases[_i].text;
	ck_assert_uint_eq(
		signs_in(signs, text, strlen(text)), signs_cases[_i].found);
	signs_free(signs);
}
END_TEST

START_TEST(signs_are_bounded)
{
	struct signs *signs = signs_new();
	for (int i = 0; i < SIGNS_MOST; i++) {
		g_autofree char *name = g_strdup_printf("sign%d", i);
		g_autofree char *words = g_strdup_printf("w%d* v%d", i, i);
		ck_assert(signs_add(signs, name, words));
	}
	ck_assert(!signs_add(signs, "more", "x"));
	ck_assert(signs_add(signs, "sign7", "again"));
	ck_assert_uint_eq(signs_in(signs, "again", 5), UINT64_C(1) << 7);
	ck_assert_uint_eq(signs_in(signs, "v47", 3), UINT64_C(1) << 47);
	signs_free(signs);
}
END_TEST

/* One for each sign, one for each two. */
START_TEST(signs_are_features)
{
	struct signs *signs = signs_make();
	g_autoptr(GArray) features =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	signs_features(signs, 1 | 2 | 4, features);
	ck_assert_uint_eq(features->len, 6);
	for (guint i = 0; i < features->len; i++)
		for (guint k = 0; k < i; k++)
			ck_assert_uint_ne(
				g_array_index(features, struct feature, i).hash,
				g_array_index(features, struct feature, k)
					.hash);
	signs_free(signs);
}
END_TEST

/* --- passages ----------------------------------------------------------- */

static void check_sentences(const char *text, const char *const *wanted)
{
	g_autoptr(GArray) spans = suspicion_sentences(text);
	ck_assert_uint_eq(spans->len, g_strv_length((char **)wanted));
	for (guint i = 0; i < spans->len; i++) {
		struct sentence one = g_array_index(spans, struct sentence, i);
		g_autofree char *got = g_strndup(text + one.offset, one.length);
		ck_assert_str_eq(got, wanted[i]);
	}
}

START_TEST(sentences)
{
	check_sentences("", (const char *[]){ NULL });
	check_sentences("She lives all alone up there. No one comes near her!",
		(const char *[]){ "She lives all alone up there",
			"No one comes near her", NULL });
}
END_TEST

/* A name under a letter says nothing by itself. */
START_TEST(short_ones_say_too_little)
{
	g_autoptr(GArray) all =
		suspicion_sentences("The line is dead again. Yours, Ann");
	struct sentence passage;
	ck_assert(suspicion_passage(all, 0, 1, &passage));
	ck_assert_uint_eq(passage.words, 5);
	ck_assert(!suspicion_passage(all, 1, 1, &passage));
	ck_assert(suspicion_passage(all, 0, 2, &passage));
	ck_assert_uint_eq(
		passage.length, strlen("The line is dead again. Yours, Ann"));
	ck_assert(!suspicion_passage(all, 1, 2, &passage));
}
END_TEST

START_TEST(long_ones_are_cut)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < SUSPICION_PASSAGE_WORDS * 2 + 1; i++)
		g_string_append(text, "так ");
	g_autoptr(GArray) spans = suspicion_sentences(text->str);
	ck_assert_uint_eq(spans->len, 3);
	/* And a letter of which only the beginning is looked at ends between
	 * two characters. */
	while (text->len < SUSPICION_MOST_BYTES * 2)
		g_string_append(text, "так");
	g_autoptr(GArray) cut = suspicion_sentences(text->str);
	struct sentence last =
		g_array_index(cut, struct sentence, cut->len - 1);
	ck_assert_uint_le(last.offset + last.length, SUSPICION_MOST_BYTES);
	ck_assert(g_utf8_validate(
		text->str + last.offset, (gssize)last.length, NULL));
}
END_TEST

/* --- flags -------------------------------------------------------------- */

static gint by_hash(gconstpointer a, gconstpointer b)
{
	uint32_t x = ((const struct feature *)a)->hash;
	uint32_t y = ((const struct feature *)b)->hash;
	return x < y ? -1 : x > y;
}

enum {
	LABELS_MOST = 5
};

/* "fire" or not, and more of them, by these features. */
static struct text_model *model_of(
	GArray *all, int label_count, uint32_t rarities)
{
	static const char *const names[LABELS_MOST] = { "fire", SUSPICION_NONE,
		"pipe", "roof", "smoke" };
	g_autoptr(GPtrArray) labels = g_ptr_array_new();
	g_autofree uint32_t *hashes = g_new(uint32_t, all->len);
	g_autofree float *idf = g_new(float, all->len);
	for (int i = 0; i < label_count; i++)
		g_ptr_array_add(labels, (gpointer)names[i]);
	g_array_sort(all, by_hash);
	guint count = 0;
	for (guint i = 0; i < all->len; i++) {
		uint32_t hash = g_array_index(all, struct feature, i).hash;
		if (count > 0 && hashes[count - 1] == hash)
			continue;
		hashes[count] = hash;
		idf[count++] = 1 + (float)(hash % rarities) / 10;
	}
	return text_model_new(labels, hashes, idf, count);
}

/* Knows danger by "spark". */
static struct text_model *model_make(void)
{
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	features_of_text("spark", strlen("spark"), all);
	struct text_model *model = model_of(all, 2, 1);
	model->bias[0] = -8;
	for (guint i = 0; i < all->len; i++)
		text_model_set_weight(model, i, 0, 4);
	return model;
}

static void add_flag(struct topic_rules *rules, const char *id,
	const char *suspects, double threshold)
{
	struct flag *flag = flag_new(id, suspects);
	flag->threshold = threshold;
	g_ptr_array_add(rules->flags, flag);
}

enum {
	FIRE,
	POSSIBLE_FIRE
};

static struct topic_rules *rules_make(void)
{
	struct topic_rules *rules = topic_rules_new();
	add_flag(rules, "fire", "", 2);
	add_flag(rules, "possible_fire", "fire", 0.6);
	return rules;
}

/* What a passage says for fire by itself, as it is learnt from. */
static double share_of(const struct text_model *model, const GArray *features)
{
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	double shares[LABELS_MOST];
	text_model_vector(model, features, vector);
	text_model_scores(model, vector, shares);
	text_model_shares(model, shares);
	return shares[0];
}

/* --- passages and what is learnt from ------------------------------------ */

/* Whatever makes two sentences other than the sum of both: words in both and
 * more than once in one, marks between them, sentences of no letter that
 * counts, one that is cut up. */
static const char *const told[] = {
	"Alone, the button is dead! \"Button, button\" — she said... "
	"Звʼязку нема 12 днів, а кнопка мовчить; сама, одна, сама",
	"Dear Sir or Madam,\n\nMy mother, 84, lives alone at the end of the "
	"lane. The lane floods. She has an alarm button, and the button has "
	"been dead since Tuesday!! Dead, I said on the phone: dead. Nobody "
	"came on Tuesday... nobody came on Wednesday. (She fell in March and "
	"lay there till the nurse came.)\n\nDo I have to drive 200 miles "
	"each time the line is dead?\n\nYours,\nA. Button",
	"Доброго дня! Пишу вдруге, бо на перший лист ніхто не відповів. "
	"Кнопка в ліфті мовчить, звʼязку з диспетчером нема, а мама сама на "
	"девʼятому поверсі. Сама! Мовчить і телефон: № 044-123-45-67, "
	"№ 044-123-45-68. Коли? Коли? Коли полагодите?",
	"Ь ъ ь ъ ь. Тёмный подъезд, кнопка вызова мовчит. Ь ь ь ь ь! Ъ ъ ъ "
	"ъ. — | 12 | 12,50 | — «Тёмный, тёмный подъезд»; свет не горит "
	"третью неделю. *** ... Третью неделю не горит свет\n\nЬ ъ ь ъ ь\n\n"
	"Тёмный подъезд, снова тёмный",
	"ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой "
	"ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой ой "
	"ой ой ой ой, аааааааааааааааааааааааааааааааааааааааааааааааааааа",
};

struct passage {
	struct sentence where;
	GArray *features; /* as is learnt from */
};

static void passage_clear(gpointer data)
{
	g_array_unref(((struct passage *)data)->features);
}

/* Each of a text in turn. */
static GArray *passages_of(const struct topic_rules *rules, const char *text)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct passage));
	g_array_set_clear_func(out, passage_clear);
	g_autoptr(GArray) sentences = suspicion_sentences(text);
	for (guint i = 0; i < sentences->len; i++)
		for (guint n = 1; n <= 2; n++) {
			struct passage one = { 0 };
			if (!suspicion_passage(sentences, i, n, &one.where))
				continue;
			one.features = g_array_new(
				FALSE, FALSE, sizeof(struct feature));
			suspicion_features(rules, text + one.where.offset,
				one.where.length, one.features);
			g_array_append_val(out, one);
		}
	return out;
}

/* Knows all but each ninth of their features, each of other weight. */
static struct text_model *model_of_passages(const GArray *passages)
{
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	for (guint i = 0; i < passages->len; i++) {
		const GArray *features =
			g_array_index(passages, struct passage, i).features;
		for (guint k = 0; k < features->len; k++)
			if (g_array_index(features, struct feature, k).hash %
					9 !=
				0)
				g_array_append_vals(all,
					&g_array_index(
						features, struct feature, k),
					1);
	}
	struct text_model *model = model_of(all, LABELS_MOST, 31);
	for (guint i = 0; i < model->table->feature_count; i++) {
		uint32_t hash = model->table->hashes[i];
		for (guint k = 0; k < LABELS_MOST; k++)
			text_model_set_weight(
				model, i, k, (float)(hash % (7 + k)) - 3);
	}
	for (guint k = 0; k < LABELS_MOST; k++)
		model->bias[k] = (float)k / 4;
	return model;
}

struct adding {
	const struct text_model *model;
	const GArray *passages;
	guint next;
};

static void on_passage(
	void *user, const struct sentence *passage, const double *scores)
{
	struct adding *adding = user;
	double plain[LABELS_MOST];
	g_autoptr(GArray) vector =
		g_array_new(FALSE, FALSE, sizeof(struct vector_item));
	ck_assert_uint_lt(adding->next, adding->passages->len);
	const struct passage *wanted = &g_array_index(
		adding->passages, struct passage, adding->next++);
	ck_assert_uint_eq(passage->offset, wanted->where.offset);
	ck_assert_uint_eq(passage->length, wanted->where.length);
	text_model_vector(adding->model, wanted->features, vector);
	text_model_scores(adding->model, vector, plain);
	for (int k = 0; k < LABELS_MOST; k++)
		ck_assert_double_eq_tol(scores[k], plain[k], 1e-4);
}

/* A text is taken apart once and passages are put together of it: they must
 * say what they say by themselves, as they are learnt from. */
START_TEST(passages_add_up)
{
	struct topic_rules *rules = rules_make();
	signs_free(rules->signs);
	rules->signs = signs_make();
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	g_autoptr(GArray) passages = passages_of(rules, told[_i]);
	g_autoptr(text_model) model = model_of_passages(passages);
	struct adding adding = { model, passages, 0 };
	g_autoptr(passages) first = passages_new(model, rules->signs, lexicon);
	passages_score(first, told[_i], on_passage, &adding);
	ck_assert_uint_eq(adding.next, passages->len);
	/* A letter has other texts. */
	adding.next = 0;
	passages_score(first, told[_i], on_passage, &adding);
	ck_assert_uint_eq(adding.next, passages->len);
	/* The lexicon knows all of them already. */
	adding.next = 0;
	g_autoptr(passages) second = passages_new(model, rules->signs, lexicon);
	passages_score(second, told[_i], on_passage, &adding);
	ck_assert_uint_eq(adding.next, passages->len);
	/* And the model all signs. */
	adding.next = 0;
	suspicion_prepare(model, rules);
	g_autoptr(lexicon) known = lexicon_new(model->table);
	g_autoptr(passages) third = passages_new(model, rules->signs, known);
	passages_score(third, told[_i], on_passage, &adding);
	ck_assert_uint_eq(adding.next, passages->len);
	topic_rules_free(rules);
}
END_TEST

/* The most of any of them. */
START_TEST(passages_are_asked_as_learnt)
{
	struct topic_rules *rules = rules_make();
	signs_free(rules->signs);
	rules->signs = signs_make();
	g_autoptr(GArray) passages = passages_of(rules, told[_i]);
	g_autoptr(text_model) model = model_of_passages(passages);
	g_autoptr(lexicon) lexicon = lexicon_new(model->table);
	double most = 0;
	for (guint i = 0; i < passages->len; i++)
		most = MAX(most, share_of(model, g_array_index(passages,
							 struct passage, i)
							 .features));
	struct suspicion asked[LABELS_MOST] = { 0 };
	suspicion_ask(model, rules, lexicon, told[_i],
		(struct span){ .part = PART_TEXT }, asked);
	ck_assert_double_eq_tol(asked[0].share, most, 1e-4);
	topic_rules_free(rules);
}
END_TEST

/* --- letters ------------------------------------------------------------- */

static const struct {
	const char *subject, *text;
	double by_rules;    /* sum of "fire" before */
	const char *reason; /* NULL: none */
	enum part part;
} letters[] = {
	{ "Bill", "My bill is far too high. Thank you for looking into it.", 0,
		NULL, PART_TEXT },
	{ "Box", "My bill is far too high. The spark spark spark spark spark!",
		0, "The spark spark spark spark spark", PART_TEXT },
	{ "spark spark spark spark spark", "The bill is too high for me.", 0,
		"spark spark spark spark spark", PART_SUBJECT },
	/* The rules said it already. */
	{ "Box", "The spark spark spark spark spark!", 2, NULL, PART_TEXT },
	/* Words without a letter that counts. */
	{ "ь ъ ь ъ ь", "", 0, NULL, PART_TEXT },
	/* A hint of the rules is none yet. */
	{ "Box", "The spark spark spark spark spark! Ь ь ь ь ь.", 1.9,
		"The spark spark spark spark spark", PART_TEXT },
};

START_TEST(suspected)
{
	g_autoptr(text_model) model = model_make();
	struct topic_rules *rules = rules_make();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(understanding) u = understanding_new();
	double sums[] = { letters[_i].by_rules, 0 };
	document_set(&document->subject, letters[_i].subject);
	document_set(&document->text, letters[_i].text);
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	suspicion_weigh(model, rules, document, lexicon,
		(struct enclosure_voice){ false, false }, sums, u);
	ck_assert_double_eq(sums[FIRE], letters[_i].by_rules);
	bool is_suspected = sums[POSSIBLE_FIRE] >= 0.6;
	ck_assert_int_eq(is_suspected, letters[_i].reason != NULL);
	ck_assert_uint_eq(u->reasons->len, is_suspected ? 1 : 0);
	if (is_suspected) {
		const struct reason *reason = u->reasons->pdata[0];
		ck_assert_str_eq(reason->rule, "model");
		ck_assert_str_eq(reason->what, "possible_fire");
		ck_assert_str_eq(reason->phrase, letters[_i].reason);
		ck_assert(reason->is_guess);
		ck_assert_int_eq(reason->span.part, letters[_i].part);
		ck_assert_double_eq(reason->weight, sums[POSSIBLE_FIRE]);
	}
	topic_rules_free(rules);
}
END_TEST

START_TEST(suspicion_is_told)
{
	struct topic_rules *rules = rules_make();
	g_autoptr(understanding) u = understanding_new();
	ck_assert(suspicion_is_of(rules, "fire"));
	ck_assert(!suspicion_is_of(rules, "possible_fire"));
	g_ptr_array_add(u->flags, g_strdup("fire"));
	ck_assert(!understanding_suspects(u, rules));
	g_ptr_array_add(u->flags, g_strdup("possible_fire"));
	ck_assert(understanding_suspects(u, rules));
	topic_rules_free(rules);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("suspicion");
	tcase_add_loop_test(tcase, sign, 0, (int)G_N_ELEMENTS(signs_cases));
	tcase_add_test(tcase, signs_are_bounded);
	tcase_add_test(tcase, signs_are_features);
	tcase_add_test(tcase, sentences);
	tcase_add_test(tcase, short_ones_say_too_little);
	tcase_add_test(tcase, long_ones_are_cut);
	tcase_add_loop_test(tcase, passages_add_up, 0, (int)G_N_ELEMENTS(told));
	tcase_add_loop_test(tcase, passages_are_asked_as_learnt, 0,
		(int)G_N_ELEMENTS(told));
	tcase_add_loop_test(tcase, suspected, 0, (int)G_N_ELEMENTS(letters));
	tcase_add_test(tcase, suspicion_is_told);
	Suite *suite = suite_create("suspicion");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
