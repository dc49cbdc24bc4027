/* Rules and model: whose word counts for what. */
#include "plaint/topics/opinion.h"

#include <math.h>
#include <string.h>
#include "check_main.h"

static struct topic_rules *rules_make(void)
{
	static const char *const ids[] = { "billing", "delivery", "device",
		"other" };
	struct topic_rules *rules = topic_rules_new();
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		g_ptr_array_add(rules->topics, topic_new(ids[i]));
	return rules;
}

static gint by_hash(gconstpointer a, gconstpointer b)
{
	uint32_t x = ((const struct feature *)a)->hash;
	uint32_t y = ((const struct feature *)b)->hash;
	return x < y ? -1 : x > y;
}

/* Knows billing by "bill" and delivery by "parcel". */
static struct text_model *model_make(void)
{
	static const char *const words[] = { "bill", "parcel" };
	g_autoptr(GPtrArray) labels = g_ptr_array_new();
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct feature));
	uint32_t hashes[256];
	float idf[256];
	g_ptr_array_add(labels, (gpointer) "billing");
	g_ptr_array_add(labels, (gpointer) "delivery");
	features_of_text("bill;parcel", strlen("bill;parcel"), all);
	g_array_sort(all, by_hash);
	for (guint i = 0; i < all->len; i++) {
		hashes[i] = g_array_index(all, struct feature, i).hash;
		idf[i] = 1;
	}
	struct text_model *model =
		text_model_new(labels, hashes, idf, all->len);
	model->bias[0] = model->bias[1] = -2;
	for (guint label = 0; label < 2; label++) {
		g_autoptr(GArray) features =
			g_array_new(FALSE, FALSE, sizeof(struct feature));
		features_of_text(words[label], strlen(words[label]), features);
		for (guint i = 0; i < features->len; i++) {
			uint32_t index;
			if (text_model_find(model,
				    g_array_index(features, struct feature, i)
					    .hash,
				    &index))
				text_model_set_weight(model, index, label, 4);
		}
	}
	return model;
}

static void weigh(const struct text_model *model,
	const struct topic_rules *rules, const struct document *document,
	struct understanding *u)
{
	g_autoptr(lexicon) lexicon = lexicon_new(NULL);
	g_autoptr(GArray) counts = opinion_counts(document, u, lexicon);
	opinion_weigh(model, rules, document, lexicon, counts, u);
}

static const struct {
	const char *name, *text;
	const char *rules;	 /* what they say */
	double rules_confidence; /* and how surely; the rest: other */
	const char *topic;
	double least, most;
} cases[] = {
	{ "rules found nothing, the model knows", "my parcel parcel", "other",
		1, "delivery", 0.9, 1 },
	{ "both know nothing", "zzz qqq", "other", 1, "other", 0.6, 0.9 },
	{ "a topic that was never learnt stays the rules'", "my parcel",
		"device", 0.95, "device", 0.95, 0.95 },
	{ "a little of it goes to the model", "my parcel", "device", 0.3,
		"delivery", 0.5, 0.7 },
};

START_TEST(weighs)
{
	struct topic_rules *rules = rules_make();
	g_autoptr(text_model) model = model_make();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(understanding) u = understanding_new();
	document_set(&document->text, cases[_i].text);
	g_free(u->topic);
	u->topic = g_strdup(cases[_i].rules);
	u->confidence = cases[_i].rules_confidence;
	if (u->confidence < 1) {
		struct alternative *other = g_new0(struct alternative, 1);
		other->topic = g_strdup("other");
		other->confidence = 1 - u->confidence;
		g_ptr_array_add(u->alternatives, other);
	}
	weigh(model, rules, document, u);
	ck_assert_msg(strcmp(u->topic, cases[_i].topic) == 0, "%s: %s %.3f",
		cases[_i].name, u->topic, u->confidence);
	ck_assert_msg(u->confidence >= cases[_i].least - 1e-9 &&
			      u->confidence <= cases[_i].most + 1e-9,
		"%s: %.3f", cases[_i].name, u->confidence);
	double sum = u->confidence;
	for (guint i = 0; i < u->alternatives->len; i++) {
		const struct alternative *one = u->alternatives->pdata[i];
		ck_assert_double_le(one->confidence, u->confidence);
		sum += one->confidence;
	}
	ck_assert_double_le(sum, 1 + 1e-6);
	topic_rules_free(rules);
}
END_TEST

/* Which topic is likeliest is known, though not that it is likely. */
START_TEST(first_stays_first)
{
	struct topic_rules *rules = rules_make();
	g_autoptr(text_model) model = model_make();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(understanding) u = understanding_new();
	struct calibration_point point = { 0.5F, 0.2F };
	g_array_append_val(model->points, point);
	model->bias[1] += 0.1F;
	document_set(&document->text, "zzz");
	g_free(u->topic);
	u->topic = g_strdup("delivery");
	u->confidence = 1;
	weigh(model, rules, document, u);
	ck_assert_str_eq(u->topic, "delivery");
	ck_assert_double_eq_tol(u->confidence, 0.2, 1e-6);
	topic_rules_free(rules);
}
END_TEST

START_TEST(gives_reasons)
{
	struct topic_rules *rules = rules_make();
	g_autoptr(text_model) model = model_make();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(understanding) u = understanding_new();
	document_set(&document->text, "Where is it? My Parcel!");
	document_set(&document->subject, "a parcel");
	u->confidence = 1;
	weigh(model, rules, document, u);
	ck_assert_str_eq(u->topic, "delivery");
	ck_assert_uint_eq(u->reasons->len, 1);
	const struct reason *reason = u->reasons->pdata[0];
	ck_assert_str_eq(reason->rule, "model");
	ck_assert_str_eq(reason->what, "delivery");
	ck_assert_str_eq(reason->phrase, "parcel");
	ck_assert_int_eq(reason->span.part, PART_SUBJECT);
	ck_assert_uint_eq(reason->span.offset, 2);
	topic_rules_free(rules);
}
END_TEST

/* "Bill no. 4471" in a letter about a parcel says whose it is. */
START_TEST(whose_number_it_is_says_nothing)
{
	static const char *const texts[] = { "Bill no. 4471: my parcel",
		"               my parcel" };
	struct entity account = { .kind = ENTITY_ACCOUNT,
		.span = { PART_TEXT, strlen("Bill no. "), 4, 0 },
		.label_bytes = strlen("Bill no. ") };
	g_autoptr(text_model) model = model_make();
	g_autoptr(GPtrArray) entities = g_ptr_array_new();
	double shares[2];
	g_ptr_array_add(entities, &account);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct topic_rules *rules = rules_make();
		g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
		g_autoptr(understanding) u = understanding_new();
		document_set(&document->subject, "About a parcel");
		document_set(&document->text, texts[i]);
		u->confidence = 1;
		GPtrArray *none = u->entities;
		u->entities = i == 0 ? entities : none;
		weigh(model, rules, document, u);
		u->entities = none;
		ck_assert_str_eq(u->topic, "delivery");
		shares[i] = u->confidence;
		topic_rules_free(rules);
	}
	ck_assert_double_eq_tol(shares[0], shares[1], 1e-9);
}
END_TEST

static const struct topic praise = { .id = (char *)"praise",
	.kind = KIND_THANKS };
static const struct topic bill = { .id = (char *)"bill",
	.kind = KIND_COMPLAINT };

static const struct {
	enum letter_kind rules;
	double sum;	       /* of the rules for it */
	double request, claim; /* what the model leans to; complaint: 0 */
	const struct topic *topic;
	enum letter_kind kind;
	double thanks; /* as request and claim; 0: never learnt */
} kinds[] = {
	{ KIND_COMPLAINT, 1.5, 1, 0, NULL, KIND_REQUEST },
	{ KIND_COMPLAINT, 1.5, 0, 1, NULL, KIND_CLAIM },
	{ KIND_REQUEST, 6, -1, -1, NULL, KIND_COMPLAINT },
	/* in so many words */
	{ KIND_COMPLAINT, 6, 1, 0, NULL, KIND_COMPLAINT },
	{ KIND_COMPLAINT, 6, 0, 1, NULL, KIND_CLAIM },
	{ KIND_CLAIM, 6, -1, -1, NULL, KIND_CLAIM },
	{ KIND_INQUIRY, 4.5, 1, 0, NULL, KIND_REQUEST },
	{ KIND_INQUIRY, 5, 1, 0, NULL, KIND_INQUIRY },
	{ KIND_INQUIRY, 5, -1, -1, NULL, KIND_COMPLAINT },
	/* a story about somebody kind; of something else; with a complaint */
	{ KIND_REQUEST, 1.5, -1, -1, &praise, KIND_THANKS },
	{ KIND_REQUEST, 1.5, 1, 0, &bill, KIND_REQUEST },
	/* of two minds: what is usual */
	{ KIND_REQUEST, 1.5, 0.5, 0, NULL, KIND_REQUEST },
	{ KIND_REQUEST, 1.5, 0.5, 0, &bill, KIND_COMPLAINT },
	{ KIND_COMPLAINT, 6, -1, -1, &praise, KIND_COMPLAINT },
	/* never learnt */
	{ KIND_THANKS, 0, 1, 0, NULL, KIND_THANKS },
	/* thanks, and with a complaint or a wish */
	{ KIND_COMPLAINT, 1.5, -1, -1, NULL, KIND_THANKS, 2 },
	{ KIND_COMPLAINT, 2, -1, -1, NULL, KIND_COMPLAINT, 2 },
	{ KIND_REQUEST, 2.5, -1, -1, &bill, KIND_REQUEST, 2 },
	{ KIND_REQUEST, 2.5, -1, -1, &praise, KIND_THANKS, 2 },
};

START_TEST(weighs_kinds)
{
	g_autoptr(GPtrArray) labels = g_ptr_array_new();
	g_autoptr(understanding) u = understanding_new();
	uint32_t hash = 1;
	float idf = 1;
	g_ptr_array_add(labels, (gpointer) "claim");
	g_ptr_array_add(labels, (gpointer) "complaint");
	g_ptr_array_add(labels, (gpointer) "inquiry");
	g_ptr_array_add(labels, (gpointer) "request");
	if (kinds[_i].thanks != 0)
		g_ptr_array_add(labels, (gpointer) "thanks");
	g_autoptr(text_model) model = text_model_new(labels, &hash, &idf, 1);
	model->bias[0] = (float)kinds[_i].claim;
	model->bias[2] = -2;
	model->bias[3] = (float)kinds[_i].request;
	if (kinds[_i].thanks != 0)
		model->bias[4] = (float)kinds[_i].thanks;
	u->kind = kinds[_i].rules;
	features_add_rule(u->sums, OPINION_KINDS,
		letter_kind_name(kinds[_i].rules), kinds[_i].sum);
	u->confidence = 0.6;
	opinion_share_kind(model, kinds[_i].topic, u->sums, u);
	ck_assert_msg(u->kind == kinds[_i].kind, "%d: %s", _i,
		letter_kind_name(u->kind));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("opinion");
	tcase_add_loop_test(tcase, weighs, 0, (int)G_N_ELEMENTS(cases));
	tcase_add_test(tcase, first_stays_first);
	tcase_add_test(tcase, gives_reasons);
	tcase_add_test(tcase, whose_number_it_is_says_nothing);
	tcase_add_loop_test(tcase, weighs_kinds, 0, (int)G_N_ELEMENTS(kinds));
	Suite *suite = suite_create("opinion");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
