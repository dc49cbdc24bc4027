/* Patterns whose alternatives are put together: how they are written then, and
 * that they match what they matched before. */
#include "../../../src/facts/name_places.h"
#include "../../../src/facts/regex_factor.h"
#include "check_main.h"

static const struct {
	const char *pattern, *factored;
} patterns[] = {
	{ "(?:абонент|дочка|абанент)", "(?:аб(?:онент|анент)|дочка)" },
	{ "ab|a|abc", "a(?:b||bc)" },
	{ "(?i:ab|ac|bd)x|(?>ba|bc|c)", "(?i:a(?:b|c)|bd)x|(?>b(?:a|c)|c)" },
	{ "a(?=b|bc)|ad|(?<!x|xy)e", "a(?:(?=b(?:|c))|d)|(?<!x|xy)e" },
	{ "(?!ab|ac)a(?&w)(?(DEFINE)(?<w>ba|bc|c))",
		"(?!a(?:b|c))a(?&w)(?(DEFINE)(?<w>b(?:a|c)|c))" },
	/* None is put before one that begins with no plain letter. */
	{ "ab|[ac]|ad", "ab|[ac]|ad" },
	{ "ab|b?|ad", "ab|b?|ad" },
	{ "ab||ad|ae", "ab||a(?:d|e)" },
	{ "ab|\\w|ad|a[|)]|\\)|af", "ab|\\w|a(?:d|[|)])|\\)|af" },
	{ "ab|Ac|ad", "ab|Ac|ad" },
	{ "kb|\xE2\x84\xAA|kd", "kb|\xE2\x84\xAA|kd" },
	/* Groups keep their numbers, what a flag is for stays behind it. */
	{ "a(b)|ca|cb|ad", "a(b)|ca|cb|ad" },
	{ "(ab|c|ad)\\1", "(a(?:b|d)|c)\\1" },
	{ "(?<n>ab|c|ad)", "(?<n>a(?:b|d)|c)" },
	{ "ab|(?i)c|ad", "ab|(?i)c|ad" },
	{ "(?|ab|(c|d|ca)|ad)|c", "(?|ab|(c(?:|a)|d)|ad)|c" },
	{ "(?(?=a)ab|ac)|ad|ae", "(?(?=a)ab|ac)|ad|ae" },
	/* Not understood. */
	{ "(?x)ab|c |ad", "(?x)ab|c |ad" },
	{ "(?:ab|ac|\\Q)\\E)", "(?:ab|ac|\\Q)\\E)" },
	{ "(*UCP)(?:ab|ac)", "(*UCP)(?:ab|ac)" },
	{ "(?#ab|ac))", "(?#ab|ac))" },
	{ "ab|ac|[[:alpha:]]", "ab|ac|[[:alpha:]]" },
	{ "(?:ab|ac", "(?:ab|ac" },
	{ "ab|ac)", "ab|ac)" },
	{ "ab|ac|[a", "ab|ac|[a" },
	{ "ab|ac|\\", "ab|ac|\\" },
	{ "", "" },
};

START_TEST(factored)
{
	g_autofree char *out = regex_factor(patterns[_i].pattern);
	ck_assert_str_eq(out, patterns[_i].factored);
}
END_TEST

/* Those of up to five letters, of a few. */
static char *word_of(unsigned number)
{
	static const char letters[] = "abcdA";
	GString *out = g_string_new(NULL);
	for (; number > 0; number /= sizeof(letters))
		if (number % sizeof(letters) > 0)
			g_string_append_c(
				out, letters[number % sizeof(letters) - 1]);
	return g_string_free(out, FALSE);
}

static char *found_in(const GRegex *regex, const char *text)
{
	g_autoptr(GMatchInfo) match = NULL;
	if (!g_regex_match(regex, text, 0, &match))
		return NULL;
	g_auto(GStrv) groups = g_match_info_fetch_all(match);
	return g_strjoinv("/", groups);
}

static void compare(const char *pattern, GRegexCompileFlags flags)
{
	enum {
		WORDS = 6 * 6 * 6 * 6 * 6
	};
	g_autofree char *factored = regex_factor(pattern);
	g_autoptr(GRegex) a = g_regex_new(pattern, flags, 0, NULL);
	g_autoptr(GRegex) b = g_regex_new(factored, flags, 0, NULL);
	for (unsigned i = 0; i < WORDS && a != NULL; i++) {
		g_autofree char *text = word_of(i);
		g_autofree char *before = found_in(a, text);
		g_autofree char *after = found_in(b, text);
		ck_assert_pstr_eq(before, after);
	}
}

START_TEST(match_the_same)
{
	compare(patterns[_i].pattern, 0);
	compare(patterns[_i].pattern, G_REGEX_CASELESS);
}
END_TEST

/* All of them can be compiled. */
START_TEST(names)
{
	g_autofree char *factored = regex_factor(name_places[_i].pattern);
	g_autoptr(GRegex) regex = g_regex_new(factored, 0, 0, NULL);
	ck_assert_ptr_nonnull(regex);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("regex_factor");
	TCase *tests = tcase_create("factor");
	int places = 0, count = G_N_ELEMENTS(patterns);
	while (name_places[places].pattern != NULL)
		places++;
	tcase_add_loop_test(tests, factored, 0, count);
	tcase_add_loop_test(tests, match_the_same, 0, count);
	tcase_add_loop_test(tests, names, 0, places);
	suite_add_tcase(suite, tests);
	return check_main_together(suite);
}
