/* Letters that nobody wrote rules for or taught with (tests/golden/judge): how
 * often topic and kind are right, and what of that goes straight through.
 * They are an exam: no rule, example or constant is chosen by them.  The
 * floors lie a little under what was reached. */
#include "plaint/rulebook/topics.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "shipped.h"

enum {
	TOPIC_LEAST_PERCENT = 84,
	KIND_LEAST_PERCENT = 83,
	STRAIGHT_LEAST_PERCENT = 60,
	STRAIGHT_WRONG_MOST_PERCENT = 5,
	/* The right one is said, or offered. */
	OFFERED_LEAST_PERCENT = 95,
};

struct marks {
	guint letters, topic, kind, straight, straight_wrong, offered;
};

static bool is_offered(const struct understanding *u, const char *topic)
{
	for (guint i = 0; i < u->alternatives->len; i++) {
		const struct alternative *one = u->alternatives->pdata[i];
		if (strcmp(one->topic, topic) == 0)
			return true;
	}
	return strcmp(u->topic, topic) == 0;
}

static struct marks examine(struct topics *topics, const GPtrArray *letters)
{
	struct marks marks = { .letters = letters->len };
	for (guint i = 0; i < letters->len; i++) {
		const struct example *letter = letters->pdata[i];
		g_autoptr(understanding) u =
			shipped_understand(topics, letter->text);
		bool is_right = strcmp(u->topic, letter->topic) == 0;
		marks.topic += is_right;
		marks.kind += u->kind == letter->kind;
		marks.straight += !u->triage;
		marks.straight_wrong += !u->triage && !is_right;
		marks.offered += is_offered(u, letter->topic);
	}
	return marks;
}

static void tell(const char *who, struct marks marks)
{
	printf("# %s: of %u letters topic right %u (right or offered %u), kind "
	       "%u; straight through %u, of these wrong %u\n",
		who, marks.letters, marks.topic, marks.offered, marks.kind,
		marks.straight, marks.straight_wrong);
}

START_TEST(exam)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(GPtrArray) letters = examples_load(
		"tests/golden", "judge", topics_rules(topics), &error);
	ck_assert_msg(letters != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(letters->len, 160);
	struct marks rules = examine(topics, letters);
	shipped_teach(topics);
	struct marks all = examine(topics, letters);
	tell("the rules alone", rules);
	tell("with examples", all);
	ck_assert_uint_ge(all.topic * 100, all.letters * TOPIC_LEAST_PERCENT);
	ck_assert_uint_ge(all.kind * 100, all.letters * KIND_LEAST_PERCENT);
	ck_assert_uint_ge(
		all.offered * 100, all.letters * OFFERED_LEAST_PERCENT);
	ck_assert_uint_ge(
		all.straight * 100, all.letters * STRAIGHT_LEAST_PERCENT);
	ck_assert_uint_le(all.straight_wrong * 100,
		all.straight * STRAIGHT_WRONG_MOST_PERCENT);
}
END_TEST

/* Who only says who they are has said nothing of what it is about; who says
 * it too has. */
START_TEST(an_account_is_no_topic)
{
	static const struct {
		const char *text;
		bool triage;
	} cases[] = {
		{ "Особовий рахунок 4471102233. Передзвоніть", true },
		{ "Лицевой счёт 882731. Перезвоните мне", true },
		{ "Асабовы рахунак 5512. Патэлефануйце", true },
		{ "Account number 99120387. Call me", true },
		{ "Рахунок за серпень 400 грн, а мало бути 250. Особовий "
		  "рахунок 4471102233",
			false },
		{ "Договір 4471102. Третій день немає інтернету", false },
		{ "Лицевой счёт: 5512098. Обрывается связь при разговоре",
			false },
		{ "Асабовы рахунак 882731. Інтэрнэт вельмі павольны", false },
		{ "Account number 7712034. Router is broken", false },
	};
	g_autoptr(topics) topics = shipped_learnt();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(understanding) u =
			shipped_understand(topics, cases[i].text);
		ck_assert_msg(u->triage == cases[i].triage, "%s: %s %.2f",
			cases[i].text, u->topic, u->confidence);
	}
}
END_TEST

/* No letter of the exam is among those that are taught with. */
START_TEST(nobody_was_told)
{
	g_autoptr(topics) topics = shipped_rules();
	const struct topic_rules *rules = topics_rules(topics);
	g_autoptr(GPtrArray) letters =
		examples_load("tests/golden", "judge", rules, NULL);
	g_autoptr(GPtrArray) taught =
		examples_load("rules", EXAMPLES_FOLDER, rules, NULL);
	g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < taught->len; i++)
		g_hash_table_add(
			texts, ((struct example *)taught->pdata[i])->text);
	for (guint i = 0; i < letters->len; i++) {
		const struct example *letter = letters->pdata[i];
		ck_assert(!g_hash_table_contains(texts, letter->text));
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("judge");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, exam);
	tcase_add_test(tcase, an_account_is_no_topic);
	tcase_add_test(tcase, nobody_was_told);
	Suite *suite = suite_create("judge");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
