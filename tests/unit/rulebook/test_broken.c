/* Broken rule files: the shipped ones with one thing wrong are told in one
 * line, which names the file, the line and what to mend. */
#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/rulebook/rulebook.h"
#include "plaint/rulebook/topics.h"
#include "scratch.h"

static const struct {
	const char *file;
	const char *whole, *broken; /* its first place */
	const char *says;
} breaks[] = {
	{ "topics.yaml", "topics:", "topcs:", "unknown key \"topcs\"" },
	{ "topics.yaml", "    department: ", "    departmant: ",
		"did you mean \"department\"?" },
	{ "topics.yaml", "    department: billing", "    department: biling",
		"knows no department biling" },
	{ "topics.yaml", "- {say: [", "- {sya: [", "did you mean \"say\"?" },
	{ "topics.yaml", "- {say: [", "- {say: [\"(\", ", "closing bracket" },
	{ "topics.yaml", "topics:\n", "topics:\n\tx: 1\n", "cannot start" },
	{ "topics.yaml", "topics:\n", "topics: {}\ntopics:\n", "twice" },
	{ "topics.yaml", "topics:\n", "topics: [\n", "" },
	{ "topics.yaml", "topics:\n", "topics: *x\n", "" },
	{ "topics.yaml", "topics:\n", "topics:\xFF\n", "" },
	{ "entities.yaml",
		"patterns:", "pattern:", "did you mean \"patterns\"?" },
	{ "entities.yaml", "kind: account", "kind: acount",
		"did you mean \"account\"?" },
	{ "entities.yaml", "pattern: '", "pattern: '(", "parenthes" },
	{ "routing.yaml", "expert: legal}", "expert: lawyer}", "lawyer" },
	{ "routing.yaml", "department: duty}", "depatment: duty}",
		"did you mean \"department\"?" },
	{ "routing.yaml", "absences: []",
		"absences: [{person: a, from: 2026-13-01, to: 2026-12-31}]",
		"is not a day" },
	{ "escalation.yaml", "offer_notice_days: 3", "offer_notice_days: three",
		"number" },
	{ "escalation.yaml", "when: in_stage", "when: in_stange",
		"did you mean \"in_stage\"?" },
	{ "regimes/ua.yaml", "Europe/Kyiv", "Europe/Kiyv", "time zone" },
	{ "regimes/ua.yaml", "calendar: UA\n", "calendar: AU\n",
		"no calendar \"AU\"" },
	{ "regimes/ua.yaml", "kinds: [complaint, ", "kinds: [complant, ",
		"171:23: there is no kind of letter \"complant\"; did you "
		"mean \"complaint\"?; one of: complaint, claim, request" },
	{ "regimes/us.yaml", "channels: [portal]", "channels: [web]",
		"there is no channel \"web\"; one of: email, paper, form" },
	{ "regimes/ua.yaml", "topics: [\"privacy.*\"]", "customers: [persons]",
		"did you mean \"person\"?" },
	{ "regimes/ua.yaml", "privacy.*", "privcy.*",
		"there is no topic \"privcy.*\"; did you mean "
		"\"privacy.*\"?" },
	{ "topics.yaml", "    department: billing\n",
		"    department: billing\n    regimes: [ua-393-lm]\n",
		"there is no regime \"ua-393-lm\"; did you mean "
		"\"ua-393-1m\"?" },
	{ "calendars/by.yaml", "on: 01-01", "on: 13-01", "13-01" },
	{ "calendars/by.yaml",
		"holidays:", "holiday:", "did you mean \"holidays\"?" },
};

static char *copy_of(const char *path, const char *relative, int number)
{
	g_autofree char *text = NULL;
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	if (strcmp(relative, breaks[number].file) != 0)
		return g_steal_pointer(&text);
	const char *place = strstr(text, breaks[number].whole);
	ck_assert_msg(
		place != NULL, "%s: no \"%s\"", relative, breaks[number].whole);
	return g_strdup_printf("%.*s%s%s", (int)(place - text), text,
		breaks[number].broken, place + strlen(breaks[number].whole));
}

static void copy_folder(const char *to, const char *folder, int number)
{
	g_autofree char *from = g_build_filename("rules", folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
	ck_assert_ptr_nonnull(dir);
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL) {
		if (!g_str_has_suffix(name, ".yaml"))
			continue;
		g_autofree char *source = g_build_filename(from, name, NULL);
		g_autofree char *relative =
			*folder != '\0' ? g_build_filename(folder, name, NULL)
					: g_strdup(name);
		g_autofree char *text = copy_of(source, relative, number);
		scratch_put(to, relative, text);
	}
}

static void copy_rules(const char *to, int number)
{
	copy_folder(to, "regimes", number);
	copy_folder(to, "calendars", number);
	copy_folder(to, "", number);
}

/* As `plaint rules check` tells them. */
static GPtrArray *problems_in(const char *dir)
{
	GPtrArray *problems = rulebook_check(dir);
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = topics_load(dir, &error);
	g_autoptr(rulebook) rulebook =
		topics != NULL ? rulebook_load(dir, NULL) : NULL;
	if (rulebook != NULL)
		(void)rulebook_check_topics(
			rulebook, topics_rules(topics), &error);
	if (error != NULL)
		g_ptr_array_add(problems, g_strdup(error->message));
	return problems;
}

START_TEST(told_in_one_line)
{
	char *dir = scratch_make();
	copy_rules(dir, _i);
	g_autoptr(GPtrArray) problems = problems_in(dir);
	scratch_remove(dir);
	ck_assert_uint_ge(problems->len, 1);
	const char *line = problems->pdata[0];
	const char *name = strrchr(breaks[_i].file, '/') != NULL
				   ? strrchr(breaks[_i].file, '/') + 1
				   : breaks[_i].file;
	const char *place = strstr(line, name);
	ck_assert_msg(place != NULL && place[strlen(name)] == ':' &&
			      g_ascii_isdigit(place[strlen(name) + 1]),
		"%d: %s", _i, line);
	ck_assert_msg(
		strstr(line, breaks[_i].says) != NULL, "%d: %s", _i, line);
	for (guint i = 0; i < problems->len; i++)
		ck_assert_msg(strchr(problems->pdata[i], '\n') == NULL, "%s",
			(const char *)problems->pdata[i]);
}
END_TEST

START_TEST(shipped_are_whole)
{
	g_autoptr(GPtrArray) problems = problems_in("rules");
	ck_assert_uint_eq(problems->len, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rulebook/broken");
	TCase *tcase = tcase_create("broken");
	tcase_add_loop_test(
		tcase, told_in_one_line, 0, (int)G_N_ELEMENTS(breaks));
	tcase_add_test(tcase, shipped_are_whole);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
