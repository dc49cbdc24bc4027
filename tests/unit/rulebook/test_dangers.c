/* rules/dangers: what is read and what a mistake is called; with the shipped
 * ones a danger that no rule names is suspected, and a person looks. */
#include "plaint/rulebook/dangers.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/topics/suspicion.h"
#include "scratch.h"
#include "shipped.h"

enum {
	ALARMS_MOST_PERCENT = 3
};

static char *dir;

static void setup(void)
{
	dir = scratch_make();
}

static void teardown(void)
{
	scratch_remove(dir);
}

static void put(const char *text)
{
	scratch_put(dir, "dangers/a.yaml", text);
}

static GPtrArray *load(GError **error)
{
	struct topic_rules *rules = topic_rules_new();
	g_ptr_array_add(rules->flags, flag_new("flood", ""));
	g_ptr_array_add(rules->flags, flag_new("possible_flood", "flood"));
	g_ptr_array_add(rules->flags, flag_new("press", ""));
	GPtrArray *dangers = dangers_load(dir, rules, error);
	topic_rules_free(rules);
	return dangers;
}

#define GOOD "- flag: flood\n  say:\n    - The water is rising.\n    - Вода.\n"

START_TEST(reads_in_order)
{
	put(GOOD "- {flag: none, say: A flood of calls.}\n");
	g_autoptr(GPtrArray) dangers = load(NULL);
	ck_assert_ptr_nonnull(dangers);
	ck_assert_uint_eq(dangers->len, 2);
	const struct danger *first = dangers->pdata[0];
	const struct danger *last = dangers->pdata[1];
	ck_assert_str_eq(first->flag, "flood");
	ck_assert_uint_eq(first->say->len, 2);
	ck_assert_str_eq(first->say->pdata[1], "Вода.");
	ck_assert_str_eq(last->flag, SUSPICION_NONE);
}
END_TEST

static const struct {
	const char *text, *message;
} mistakes[] = {
	{ GOOD "- {flag: floods, say: x}\n",
		"a.yaml:5:3: no flag of topics.yaml suspects floods; did you "
		"mean flood" },
	{ GOOD "- {flag: press, say: x}\n",
		"a.yaml:5:3: no flag of topics.yaml suspects press" },
	{ "- {flag: flood}\n", "a.yaml:1:3: \"say\" is missing" },
	{ "- {flag: flood, say: []}\n", "say: has nothing" },
	{ "- {flag: flood, say: [a, ' ']}\n", "a.yaml:1:26: is empty" },
	{ "- {flag: flood, say: x, language: en}\n",
		"unknown key \"language\"" },
	{ "flag: flood\n", "expected a list" },
};

START_TEST(mistake)
{
	g_autoptr(GError) error = NULL;
	put(mistakes[_i].text);
	ck_assert_ptr_null(load(&error));
	ck_assert_msg(strstr(error->message, mistakes[_i].message) != NULL,
		"%s", error->message);
}
END_TEST

START_TEST(is_bounded)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < 20000; i++)
		g_string_append(text, "- {flag: none, say: x}\n");
	put(text->str);
	g_autoptr(GPtrArray) all = load(NULL);
	ck_assert_uint_eq(all->len, 20000);
	g_string_append(text, "- {flag: none, say: x}\n");
	put(text->str);
	ck_assert_ptr_null(load(&error));
	ck_assert_ptr_nonnull(strstr(
		error->message, "a.yaml:20001:3: more than 20000 entries"));
}
END_TEST

START_TEST(no_folder_is_no_danger)
{
	g_autoptr(GPtrArray) dangers = load(NULL);
	ck_assert_uint_eq(dangers->len, 0);
}
END_TEST

START_TEST(shipped)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = shipped_learnt();
	g_autoptr(GPtrArray) dangers =
		dangers_load("rules", topics_rules(topics), &error);
	ck_assert_msg(dangers != NULL, "%s", error ? error->message : "");
	guint told = 0, none = 0;
	for (guint i = 0; i < dangers->len; i++) {
		const struct danger *danger = dangers->pdata[i];
		bool is_none = strcmp(danger->flag, SUSPICION_NONE) == 0;
		*(is_none ? &none : &told) += danger->say->len;
	}
	printf("# %u tellings of dangers, %u of none\n", told, none);
	ck_assert_uint_ge(told, 1450);
	ck_assert_uint_ge(none, 750);
}
END_TEST

/* A danger told by its circumstances, as a letter has it: between a greeting
 * and a request. */
static const struct {
	const char *flag, *text;
} told[] = {
	{ "possible_safety_of_life", "Good morning. The alarm round my "
				     "mother's neck has not lit up since your "
				     "engineer was here, and she "
				     "is alone on the second floor with nobody "
				     "to call. Please put it "
				     "right. D. Moss" },
	{ "possible_self_harm",
		"Dear Sirs, I have put the papers in an envelope for my sister "
		"and the dog has gone to the neighbour. Please send no more "
		"bills after Sunday, there will be nobody here. I don't want "
		"to "
		"be a trouble to anyone. E. Marsh" },
};

START_TEST(circumstances)
{
	g_autoptr(topics) topics = shipped_learnt();
	g_autoptr(understanding) u = shipped_understand(topics, told[_i].text);
	ck_assert_msg(
		understanding_has_flag(u, told[_i].flag), "%s", told[_i].text);
	ck_assert(understanding_suspects(u, topics_rules(topics)));
	ck_assert_str_eq(u->department, "duty");
	bool is_told = false;
	for (guint i = 0; i < u->points->len; i++) {
		const struct points *points = u->points->pdata[i];
		is_told |= strcmp(points->why, told[_i].flag) == 0 &&
			   points->points > 0;
	}
	ck_assert(is_told);
}
END_TEST

/* The letters of tests/golden, from which nothing was learnt, of which the
 * rules see no danger in. */
START_TEST(ordinary_letters)
{
	g_autoptr(topics) topics = shipped_learnt();
	g_autoptr(GDir) listing = g_dir_open("tests/golden/letters", 0, NULL);
	guint letters = 0, alarms = 0;
	const char *name;
	while ((name = g_dir_read_name(listing)) != NULL) {
		g_autofree char *path =
			g_build_filename("tests/golden/letters", name, NULL);
		g_autofree char *text = NULL;
		if (!g_str_has_suffix(name, ".txt"))
			continue;
		ck_assert(g_file_get_contents(path, &text, NULL, NULL));
		g_autoptr(understanding) u = shipped_understand(topics, text);
		bool is_alarm = understanding_suspects(u, topics_rules(topics));
		letters++;
		alarms += is_alarm;
		if (is_alarm)
			printf("# suspected: %s\n", name);
	}
	printf("# of %u letters %u suspected\n", letters, alarms);
	ck_assert_uint_ge(letters, 200);
	ck_assert_uint_le(alarms * 100, letters * ALARMS_MOST_PERCENT);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("dangers");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, reads_in_order);
	tcase_add_loop_test(tcase, mistake, 0, (int)G_N_ELEMENTS(mistakes));
	tcase_add_test(tcase, is_bounded);
	tcase_add_test(tcase, no_folder_is_no_danger);
	tcase_add_test(tcase, shipped);
	tcase_add_loop_test(tcase, circumstances, 0, (int)G_N_ELEMENTS(told));
	tcase_add_test(tcase, ordinary_letters);
	Suite *suite = suite_create("dangers");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
