/* With which words a match can begin, as read out of patterns; and that
 * nothing is lost by trying the patterns of names only where they can match:
 * on all letters and examples that lie here. */
#include <stdio.h>
#include "plaint/facts/regex_heads.h"
#include "../../../src/facts/address_index.h"
#include "../../../src/facts/address_lists.h"
#include "../../../src/facts/name_look.h"
#include "check_main.h"

/* One word a match begins with, which must fit; and one that must not. */
static const struct {
	const char *pattern, *fits, *not ;
} heads[] = {
	{ "(?<!\\w)(?i:від|от|ад)\\s", "Від", "відділ" },
	{ "(?:закон[\\p{L}]*|указ)", "законом", "замок" },
	{ "о\\s?[./]\\s?р", "о/р", "орда" },
	{ "сч[её]та?\\b", "счёт", "сшит" },
	{ "колеса?", "КОЛЕСО", "колонка" },
	{ "(?:a|an) old", "an", "and" },
	{ "ак{1,2}аунт", "аккаунт", "абонент" },
	{ "(?:[Дд]р\\.?|mr)\\s", "др.", "друг" },
	{ "(?=x)(?<=y)(?!z)зв(?:ати|уть)", "звуть", "звір" },
	{ "(?:my\\s+)?ref(?:erence)?", "reference", "return" },
	{ "(?|один|два)(?<n>три)?(?&any)$(?(DEFINE)(?<any>.*))", "двадцять",
		"двері" },
	{ "[а-в]ін", "він", "дін" },
	{ "x*y", "xxxy", "zy" },
	{ "acc?(?!\\p{L})\\.?", "acc", "acme" },
	{ "но(?![\\p{L}\\d])(?:x|y)", "но", "нова" },
	{ "(?:от|со)(?!\\w)", "со", "сон" },
	{ "от(?![\\d])", "отец", "оса" },
	{ "i'm", "I'm", "im" },
	{ "(?-i:ТОВ)\\x{A0}", "ТОВ ", "товар" },
	/* What ends no branch: in brackets, in a class, behind a backslash. */
	{ "звук(?:[)|]\\)(\\||x))|(?<!(?:x|\\)))дріб", "дріб", "друг" },
	{ "кошт[|)]\\||пеня", "пенях", "пошта" },
};

static struct word_head first_word(const char *text)
{
	struct word_head word;
	size_t at = 0;
	ck_assert(word_head_next(text, strlen(text), &at, &word));
	return word;
}

START_TEST(fit)
{
	struct regex_heads read;
	ck_assert(regex_heads_read(heads[_i].pattern, &read));
	struct word_head fits = first_word(heads[_i].fits);
	struct word_head not = first_word(heads[_i].not );
	ck_assert(regex_heads_fit(&read, &fits));
	ck_assert(!regex_heads_fit(&read, &not ));
}
END_TEST

/* They begin with anything, with no letter, or in ways that are not read. */
static const char *const unread[] = { "", "\\p{L}+", ".x", "\\d+", "x?", "(x)?",
	"[^x]y", "(*FAIL)", "(?x) y", "\\Qx\\E", "(x)\\1|\\1", "[[:alpha:]]",
	"(x", "x)", "[x", "[x-", "[x-\\d]", "(?<x", "(?", "x{1", "\\", "x|№",
	"^\\s*x", "word(?#)", "word(*F)", "word(?x))", "word\\Q|", "word(",
	"word[", "word\\", "(?=x", "word)" };

START_TEST(letters_alone)
{
	struct regex_heads read;
	struct word_head sum = first_word("zł"), other = first_word("зл");
	ck_assert(regex_heads_read_letters("(?:₴|\\$|zł)", &read));
	ck_assert(regex_heads_fit(&read, &sum));
	ck_assert(!regex_heads_fit(&read, &other));
	ck_assert(!regex_heads_read_letters("₴|\\s*x|.", &read));
}
END_TEST

START_TEST(not_read)
{
	struct regex_heads read;
	ck_assert_msg(!regex_heads_read(unread[_i], &read), "%s", unread[_i]);
}
END_TEST

START_TEST(heads_of_words)
{
	const char *text = "Її дім-О'Нілів, \xE2\x84\xAA.";
	g_autoptr(GArray) words = word_heads(text, strlen(text));
	static const struct {
		const char *text;
		bool is_small;
	} are[] = { { "Її", false }, { "дім", true }, { "О", false },
		{ "Нілів", false }, { "\xE2\x84\xAA", false } };
	ck_assert_uint_eq(words->len, G_N_ELEMENTS(are));
	for (guint i = 0; i < words->len; i++) {
		const struct word_head *word =
			&g_array_index(words, struct word_head, i);
		ck_assert_uint_eq(word->bytes, strlen(are[i].text));
		ck_assert(strncmp(text + word->at, are[i].text, word->bytes) ==
			  0);
		ck_assert(word->is_small == are[i].is_small);
	}
	/* The last of them is the sign for kelvin, which is a "K" too. */
	struct word_head k = first_word("k");
	ck_assert_uint_eq(g_array_index(words, struct word_head, 4).letters[0],
		k.letters[0]);
}
END_TEST

/* Every word of the lists and, of those that have any ending, a longer one. */
START_TEST(words_of_addresses)
{
	for (const struct address_list *list = address_lists;
		list->words != NULL; list++) {
		g_auto(GStrv) words = g_strsplit(list->words, " ", -1);
		for (char **word = words; *word != NULL; word++) {
			g_strdelimit(*word, "*", 'x');
			if (**word == '\0')
				continue;
			struct word_head head = first_word(*word);
			ck_assert_msg(
				address_may_have_roles(&head), "%s", *word);
		}
	}
	struct word_head head = first_word("жлуктити");
	ck_assert(!address_may_have_roles(&head));
}
END_TEST

START_TEST(words_by_themselves)
{
	ck_assert(regex_heads_are_words("(?<!\\p{L})(?:x|y)"));
	ck_assert(regex_heads_are_words("(?<![\\p{L}\\d/])x"));
	ck_assert(regex_heads_are_words("\\bx"));
	/* A guard of one branch, none, and what begins with a number. */
	ck_assert(!regex_heads_are_words("(?<!\\p{L})x|y"));
	ck_assert(!regex_heads_are_words("xy"));
	ck_assert(!regex_heads_are_words("(?<![\\p{L}\\d])\\d+"));
}
END_TEST

/* All that there is to try patterns on: whole files, and each of their lines
 * as if it were a letter; and where in it names may stand. */
struct looked_at {
	char *text;
	struct finder finder;
	struct name_look look;
};

static GArray *texts;

/* Takes the text. Digits stand for what was found already. */
static void add_text(char *text)
{
	g_array_set_size(texts, texts->len + 1);
	struct looked_at *at =
		&g_array_index(texts, struct looked_at, texts->len - 1);
	at->text = text;
	at->finder.text = text;
	at->finder.length = strlen(text);
	at->finder.words = word_heads(text, at->finder.length);
	at->finder.rest = g_strdup(text);
	for (char *p = at->finder.rest; *p != '\0'; p++)
		*p = g_ascii_isdigit(*p) ? FOUND : *p;
	name_look_init(&at->look, &at->finder, at->finder.words);
}

static void text_clear(void *data)
{
	struct looked_at *at = data;
	name_look_clear(&at->look);
	g_array_unref(at->finder.words);
	g_free(at->finder.rest);
	g_free(at->text);
}

static void add_texts(const char *path)
{
	g_autofree char *whole = NULL;
	ck_assert(g_file_get_contents(path, &whole, NULL, NULL));
	for (const char *p = whole; *p != '\0';) {
		size_t length = MIN(strlen(p), (size_t)EXTRACT_MOST_BYTES / 4);
		while ((p[length] & 0xC0) == 0x80)
			length--;
		add_text(g_strndup(p, length));
		p += length;
	}
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		/* "\\n" is how they write a letter's lines. */
		g_auto(GStrv) parts = g_strsplit(*line, "\\n", -1);
		add_text(g_strjoinv("\n", parts));
	}
}

static void open_texts(void)
{
	static const char *const paths[] = {
		"tests/unit/rulebook/writers.txt",
		"tests/unit/rulebook/writers_places_days.txt",
		"tests/unit/rulebook/places.txt",
		"tests/unit/rulebook/numbers_and_days.txt",
		"tests/unit/rulebook/flag_sentences.txt",
		"rules/examples/uk.yaml",
		"rules/examples/ru.yaml",
		"rules/examples/be.yaml",
		"rules/examples/en.yaml",
	};
	texts = g_array_new(FALSE, TRUE, sizeof(struct looked_at));
	g_array_set_clear_func(texts, text_clear);
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		add_texts(paths[i]);
}

static void close_texts(void)
{
	g_clear_pointer(&texts, g_array_unref);
}

static bool each_note(const struct regex_match *match, void *user)
{
	g_string_append_printf(user, "%.*s|",
		(int)(match->to[1] - match->from[1]),
		match->text + match->from[1]);
	return true;
}

/* The names a place finds, without looking where it can and so looking. */
static void find_all(const struct place *place, const struct regex *regex,
	const struct finder *finder, const struct name_look *look, int in,
	GString *out)
{
	const char *text =
		place->where == BESIDE_FOUND ? finder->rest : finder->text;
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(size_t));
	const GArray *words = look->words[in][ANYWHERE];
	for (guint i = 0; i < words->len; i++)
		g_array_append_val(
			places, g_array_index(words, struct word_head, i).at);
	if (place->tried == TRIED_ALL)
		regex_each_within(regex, text, finder->length,
			look->passages[in][ANYWHERE], each_note, out);
	else
		regex_each_at(
			regex, text, finder->length, places, each_note, out);
}

static void find_where(const struct place *place, const struct regex *regex,
	const struct finder *finder, const struct name_look *look, int in,
	GString *out)
{
	const char *text =
		place->where == BESIDE_FOUND ? finder->rest : finder->text;
	if (!name_look_has_signs(look, in, place))
		return;
	if (place->tried == TRIED_ALL)
		regex_each_within(regex, text, finder->length,
			look->passages[in][place->where], each_note, out);
	else
		regex_each_word(regex, text, finder->length,
			look->words[in][place->where], each_note, out);
}

static int compare(const struct place *place, const struct looked_at *at)
{
	static gsize compiled[NAME_PLACES_MOST];
	const struct regex *regex = regex_once(&compiled[place - name_places],
		place->pattern,
		place->tried == TRIED_ALL ? REGEX_CASE : REGEX_CASE_WORDS);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) some = g_string_new(NULL);
	int in = g_str_has_suffix(place->pattern, "\\z") ? IN_LAST_LINES
							 : IN_ALL;
	find_all(place, regex, &at->finder, &at->look, in, all);
	find_where(place, regex, &at->finder, &at->look, in, some);
	if (!g_string_equal(all, some))
		printf("everywhere: %.200s\nwhere it can be: %.200s\nof: "
		       "%.400s\n",
			all->str, some->str, at->text);
	fflush(stdout);
	ck_assert_msg(g_string_equal(all, some), "%.80s", place->pattern);
	return all->len > 0;
}

START_TEST(nothing_is_lost)
{
	const struct place *place = &name_places[_i];
	struct regex_heads read;
	int found = 0;
	if (place->tried != TRIED_ALL)
		ck_assert_msg(regex_heads_read(place->pattern, &read), "%s",
			place->pattern);
	for (guint i = 0; i < texts->len; i++)
		found += compare(
			place, &g_array_index(texts, struct looked_at, i));
	if (found == 0)
		printf("%d: found nowhere: %.60s\n", _i, place->pattern);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("regex_heads");
	TCase *tests = tcase_create("heads");
	tcase_add_loop_test(tests, fit, 0, G_N_ELEMENTS(heads));
	tcase_add_loop_test(tests, not_read, 0, G_N_ELEMENTS(unread));
	tcase_add_test(tests, letters_alone);
	tcase_add_test(tests, words_by_themselves);
	tcase_add_test(tests, heads_of_words);
	tcase_add_test(tests, words_of_addresses);
	suite_add_tcase(suite, tests);
	TCase *names = tcase_create("names");
	tcase_add_unchecked_fixture(names, open_texts, close_texts);
	tcase_set_timeout(names, 60);
	int places = 0;
	while (name_places[places].pattern != NULL)
		places++;
	tcase_add_loop_test(names, nothing_is_lost, 0, places);
	suite_add_tcase(suite, names);
	return check_main_together(suite);
}
