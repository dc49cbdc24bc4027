/* Dangers of which nothing was learnt and by which no threshold was chosen
 * (dangers_unseen.txt): how many are noticed, and how often what only sounds
 * so is suspected.  Which ones is not told, or they would soon be learnt. */
#include "plaint/rulebook/dangers.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/topics/suspicion.h"
#include "shipped.h"

static const char path[] = "tests/unit/rulebook/dangers_unseen.txt";

/* Of passages of one flag in one language. */
struct marks {
	guint passages, noticed, by_rules;
};

/* How many must be noticed at least, and at most: some passages away from 38,
 * 29 and 3, which it was when this was written. */
static const struct {
	const char *flag;
	guint passages, least, most;
} exams[] = {
	{ "safety_of_life", 80, 32, 80 },
	{ "self_harm", 80, 22, 80 },
	{ SUSPICION_NONE, 160, 0, 6 },
};

static const char *const languages[] = { "uk", "ru", "be", "en" };

static int language_index(const char *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		if (strcmp(languages[i], language) == 0)
			return (int)i;
	return -1;
}

static bool is_noticed(const struct topics *topics,
	const struct understanding *u, const char *flag)
{
	g_autofree char *possible = g_strconcat("possible_", flag, NULL);
	if (strcmp(flag, SUSPICION_NONE) == 0)
		return understanding_suspects(u, topics_rules(topics));
	return understanding_has_flag(u, flag) ||
	       understanding_has_flag(u, possible);
}

static void ask(struct topics *topics, const char *flag, const char *text,
	struct marks *marks)
{
	g_autoptr(understanding) u = shipped_understand(topics, text);
	marks->passages++;
	marks->noticed += is_noticed(topics, u, flag);
	marks->by_rules += understanding_has_flag(u, flag);
}

static void tell(const char *flag, const char *where, const struct marks *marks)
{
	printf("# %s %s: of %u passages %u noticed, %u by the rules\n", flag,
		where, marks->passages, marks->noticed, marks->by_rules);
}

/* "== flag language" heads passages, one a line: "+ " a danger, "- " none.
 * by_language: of those of one flag. */
static void ask_all(
	struct topics *topics, const char *wanted, struct marks *by_language)
{
	char flag[32] = "", language[3] = "";
	int at = -1;
	g_autofree char *file = NULL;
	ck_assert(g_file_get_contents(path, &file, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i];
		if (*line == '\0' || *line == '#')
			continue;
		if (sscanf(line, "== %31s %2s", flag, language) == 2) {
			at = language_index(language);
			ck_assert_msg(at >= 0, "%s:%zu", path, i + 1);
			continue;
		}
		bool is_none = strcmp(flag, SUSPICION_NONE) == 0;
		ck_assert_msg(g_str_has_prefix(line, is_none ? "- " : "+ "),
			"%s:%zu", path, i + 1);
		if (strcmp(flag, wanted) == 0)
			ask(topics, flag, line + 2, &by_language[at]);
	}
}

START_TEST(noticed)
{
	struct marks by_language[G_N_ELEMENTS(languages)] = { 0 }, all = { 0 };
	g_autoptr(topics) topics = shipped_learnt();
	ask_all(topics, exams[_i].flag, by_language);
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		tell(exams[_i].flag, languages[i], &by_language[i]);
		all.passages += by_language[i].passages;
		all.noticed += by_language[i].noticed;
		all.by_rules += by_language[i].by_rules;
	}
	tell(exams[_i].flag, "in all", &all);
	fflush(stdout);
	ck_assert_uint_eq(all.passages, exams[_i].passages);
	ck_assert_uint_ge(all.noticed, exams[_i].least);
	ck_assert_uint_le(all.noticed, exams[_i].most);
}
END_TEST

START_TEST(nothing_was_learnt_of_them)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(GPtrArray) dangers =
		dangers_load("rules", topics_rules(topics), NULL);
	g_autofree char *file = NULL;
	ck_assert(g_file_get_contents(path, &file, NULL, NULL));
	for (guint i = 0; i < dangers->len; i++) {
		const struct danger *danger = dangers->pdata[i];
		for (guint k = 0; k < danger->say->len; k++)
			ck_assert_msg(
				strstr(file, danger->say->pdata[k]) == NULL,
				"%s", (char *)danger->say->pdata[k]);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("dangers_unseen");
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, noticed, 0, (int)G_N_ELEMENTS(exams));
	tcase_add_test(tcase, nothing_was_learnt_of_them);
	Suite *suite = suite_create("dangers_unseen");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
