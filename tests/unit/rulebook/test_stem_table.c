/* A table says what hunspell says: of words of the dictionary, of what its
 * rules make of them, of what they do not, and of what is no word. */
#include <stdio.h>
#include <string.h>
#include <hunspell/hunspell.h>
#include "check_main.h"
#include "scratch.h"

#include "../../../src/rulebook/stem_table.h"
#include "../../../src/rulebook/stemmer.h"

enum {
/* EVERY: so many words of the dictionary are passed over. */
#ifdef __SANITIZE_ADDRESS__
	/* The sanitizer's book of call stacks fills up with hunspell's, which
	 * takes minutes with the large ones: those are for `make unit`. */
	FIRST = 3,
	EVERY = 4999,
#else
	FIRST = 0,
	EVERY = 499,
#endif
	LETTERS_MOST = 64,
};

static const char *const files[] = { "/usr/share/hunspell/uk_UA",
	"/usr/share/hunspell/ru_RU", "/usr/share/hunspell/be_BY",
	"/usr/share/hunspell/en_US" };

static struct stem_code code;

/* A dictionary twice. */
struct both {
	Hunhandle *hunspell;
	struct stem_table *table;
	GPtrArray *roots; /* of the word that was asked last */
	guint asked, known;
};

static void on_root(void *user, const char *root, size_t length, bool is_form)
{
	(void)is_form;
	GPtrArray *roots = user;
	char *text = stem_code_text(&code, root, length);
	if (g_ptr_array_find_with_equal_func(roots, text, g_str_equal, NULL))
		g_free(text);
	else
		g_ptr_array_add(roots, text);
}

/* word: of the code's bytes. */
static void compare(struct both *both, const char *word)
{
	size_t length = strlen(word);
	if (length == 0 || length > LETTERS_MOST || g_ascii_isdigit(word[0]))
		return;
	g_autofree char *text = stem_code_text(&code, word, length);
	char **stems = NULL;
	int count = Hunspell_stem(both->hunspell, &stems, text);
	g_ptr_array_set_size(both->roots, 0);
	stem_table_find(both->table, word, length, on_root, both->roots);
	ck_assert_msg(count == (int)both->roots->len, "%s: %d, %u", text, count,
		both->roots->len);
	for (int i = 0; i < count; i++)
		ck_assert_msg(g_ptr_array_find_with_equal_func(
				      both->roots, stems[i], g_str_equal, NULL),
			"%s: %s", text, stems[i]);
	both->asked++;
	both->known += count > 0 ? 1 : 0;
	Hunspell_free_list(both->hunspell, &stems, count);
}

/* The word with the ending of a rule; "": it has not what that strips. */
static char *with_rule(const struct stem_rule *rule, const char *word)
{
	size_t strip = strlen(rule->strip);
	if (rule->is_prefix)
		return g_str_has_prefix(word, rule->strip)
			       ? g_strconcat(rule->append, word + strip, NULL)
			       : g_strdup("");
	return g_str_has_suffix(word, rule->strip)
		       ? g_strdup_printf("%.*s%s", (int)(strlen(word) - strip),
				 word, rule->append)
		       : g_strdup("");
}

static const struct stem_rule *rule_at(
	const struct stem_source *source, guint i)
{
	return &g_array_index(source->rules, struct stem_rule, i);
}

/* All rules of its flags, whether their conditions hold or not, and some of
 * others; prefixes with suffixes too. */
static void compare_forms(struct both *both, const struct stem_source *source,
	const struct stem_word *word)
{
	compare(both, word->text);
	for (guint i = 0; i < source->rules->len; i++) {
		const struct stem_rule *rule = rule_at(source, i);
		if (strchr(word->flags, rule->flag) == NULL &&
			(i + both->asked) % 97 != 0)
			continue;
		g_autofree char *form = with_rule(rule, word->text);
		compare(both, form);
		for (guint k = 0; rule->is_prefix && k < source->rules->len;
			k++) {
			g_autofree char *more =
				with_rule(rule_at(source, k), form);
			compare(both, more);
		}
	}
}

static struct both both_open(const char *file, struct stem_source **source_out)
{
	g_autofree char *affixes = g_strconcat(file, ".aff", NULL);
	g_autofree char *words = g_strconcat(file, ".dic", NULL);
	*source_out = stem_source_read(affixes, words, &code);
	ck_assert_ptr_nonnull(*source_out);
	GByteArray *made = stem_table_make(*source_out);
	ck_assert_ptr_nonnull(made);
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(made);
	g_autoptr(GBytes) shorter =
		g_bytes_new_from_bytes(bytes, 0, g_bytes_get_size(bytes) - 1);
	ck_assert_ptr_null(stem_table_of(shorter));
	struct both both = { Hunspell_create(affixes, words),
		stem_table_of(bytes), g_ptr_array_new_with_free_func(g_free), 0,
		0 };
	ck_assert_ptr_nonnull(both.table);
	return both;
}

START_TEST(test_stems_are_the_same)
{
	struct stem_source *source;
	bool is_english = strcmp(files[_i], files[3]) == 0;
	stem_code_init(&code, !is_english);
	struct both both = both_open(files[_i], &source);
	ck_assert_int_eq(stem_table_has_compounds(both.table), is_english);
	for (guint i = 0; i < source->words->len; i += EVERY)
		compare_forms(&both, source,
			&g_array_index(source->words, struct stem_word, i));
	ck_assert_uint_gt(both.known, both.asked / 10);
	ck_assert_uint_gt(both.asked - both.known, both.asked / 10);
	g_ptr_array_unref(both.roots);
	Hunspell_destroy(both.hunspell);
	stem_table_free(both.table);
	stem_source_free(source);
}
END_TEST

/* Compounds of numbers are hunspell's own. */
START_TEST(test_compounds)
{
	static const char *const words[] = { "15th", "15", "5", "21st", "22th",
		"5abandoned", "x5", "2026", "24hours", "2ab", "12ths",
		"3rdhours" };
	struct stem_dictionary *english = stem_dictionary_open("en", NULL);
	struct stemmer stemmer = stem_dictionary_stemmer(english);
	Hunhandle *hunspell = Hunspell_create("/usr/share/hunspell/en_US.aff",
		"/usr/share/hunspell/en_US.dic");
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(GPtrArray) got =
			g_ptr_array_new_with_free_func(g_free);
		char **wanted = NULL;
		int count = Hunspell_stem(hunspell, &wanted, words[i]);
		stemmer.stem(stemmer.user, words[i], got);
		ck_assert_msg((int)got->len == count, "%s", words[i]);
		for (int k = 0; k < count; k++)
			ck_assert_str_eq(got->pdata[k], wanted[k]);
		Hunspell_free_list(hunspell, &wanted, count);
	}
	Hunspell_destroy(hunspell);
	stem_dictionary_free(english);
}
END_TEST

static bool is_taken(const char *dir, const char *affixes, const char *words)
{
	g_autofree char *aff = g_build_filename(dir, "a.aff", NULL);
	g_autofree char *dic = g_build_filename(dir, "a.dic", NULL);
	scratch_put(dir, "a.aff", affixes);
	scratch_put(dir, "a.dic", words);
	struct stem_source *source = stem_source_read(aff, dic, &code);
	bool is = source != NULL;
	stem_source_free(source);
	return is;
}

/* What is no plain dictionary is left to hunspell. */
START_TEST(test_others_are_refused)
{
#define ONE "SET UTF-8\nSFX A Y 1\n"
	static const char *const affixes[] = { "SET KOI8-R\n",
		"SFX A Y 1\nSFX A 0 s .\n", "SET UTF-8\nFLAG long\n",
		"SET UTF-8\nAF 1\nAF A\n", "SET UTF-8\nFULLSTRIP\n",
		"SET UTF-8\nNEEDAFFIX A\n", "SET UTF-8\nCOMPOUNDFLAG A\n",
		"SET UTF-8\nONLYINCOMPOUND AB\n",
		"SET UTF-8\nCOMPOUNDRULE 1\nCOMPOUNDRULE nm*\n",
		ONE "SFX A 0 s/B .\n", ONE "SFX A 0 5 .\n",
		ONE "SFX A 0 s. .\n", ONE, ONE "SFX A 0 s\n",
		ONE "SFX B 0 s .\n", ONE "PFX A 0 s .\n",
		ONE "SFX A 0 s .\nSFX A 0 t .\n",
		ONE "SFX A 0 s .\nSFX A Y 1\nSFX A 0 t .\n",
		ONE "SFX A 0 \xd1\x81 .\n", ONE "SFX A 0 s . st:word\n",
		ONE "SFX A 0 s . a|b\n", ONE "SFX A 0 s [ab\n",
		ONE "SFX A 0 s a]\n", ONE "SFX A 0 s [[a]\n",
		ONE "SFX A 0 s ^a\n", ONE "SFX A 0 s []\n",
		"SET UTF-8\nPFX A Y 1\nPFX A 0 un a\n",
		"SET UTF-8\nPFX A Y 1\nPFX A un 0 .\n",
		"SET UTF-8\nSFX A Y 0\n", "SET UTF-8\nSFX A Y many\n",
		"SET UTF-8\nSFX AB Y 1\nSFX AB 0 s .\n",
		"SET UTF-8\nIGNORE e\n" ONE "SFX A 0 s .\n",
		"SET UTF-8\nICONV 1\nICONV e o\n" ONE "SFX A 0 s .\n" };
	static const char *const lists[] = { "", "none\nword/A\n", "1\n",
		"1\nword/A po:noun\n", "1\nword/n\n", "1\n5/n\nword\n",
		"1\n5/A\nword\n", "1\nx5/n\nword\n" };
	static const char good[] =
		"SET UTF-8\nICONV 1\nICONV \xe2\x80\x99 '\n"
		"IGNORE \xcc\x81\n\n# of many\nTRY abc\n"
		"COMPOUNDRULE 1\nCOMPOUNDRULE m*n\nONLYINCOMPOUND c\n"
		"SFX A Y 3\nSFX A 0 s . # of many\n"
		"SFX A 0 ed (^x|[^b])e\nSFX A Y IES [^a]\n";
	char *dir = scratch_make();
	stem_code_init(&code, false);
	for (size_t i = 0; i < G_N_ELEMENTS(affixes); i++)
		ck_assert_msg(
			!is_taken(dir, affixes[i], "1\nword/A\n"), "%zu", i);
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		ck_assert_msg(!is_taken(dir, good, lists[i]), "%zu", i);
	g_autofree char *many = g_strnfill(600, 'w');
	g_autofree char *odd = g_strdup_printf(
		"5\nword/A\n%s/A\n/A\n\xc3\n\xe9\n5th/n\n5/m\n", many);
	ck_assert(is_taken(dir, good, odd));
	ck_assert_ptr_null(
		stem_source_read("/nonexistent", "/nonexistent", &code));
	scratch_remove(dir);
}
END_TEST

/* Every letter comes back; those of other alphabets have no place. */
START_TEST(test_letters)
{
	static const char *const own[] = { "розрахунок'ґїєіў", "quittance" };
	for (int i = 0; i < 2; i++) {
		char bytes[64];
		stem_code_init(&code, i == 0);
		gssize length =
			stem_code_put(&code, own[i], strlen(own[i]), bytes);
		ck_assert_int_eq(length, g_utf8_strlen(own[i], -1));
		g_autofree char *back =
			stem_code_text(&code, bytes, (size_t)length);
		ck_assert_str_eq(back, own[i]);
		const char *other = own[1 - i];
		ck_assert_int_lt(
			stem_code_put(&code, other, strlen(other), bytes), 0);
		ck_assert_int_lt(
			stem_code_put(&code, "\xe2\x80\x99", 3, bytes), 0);
		ck_assert_int_lt(stem_code_put(&code, "\xd1", 1, bytes), 0);
		ck_assert_int_lt(stem_code_put(&code, "\x81", 1, bytes), 0);
	}
	stem_code_init(&code, true);
	for (int c = 1; c < STEM_CODE_BYTES; c++)
		if (code.letters[c] != 0)
			ck_assert_int_eq(code.bytes[code.letters[c]], c);
}
END_TEST

static bool share_a_stem(
	struct stemmer stemmer, const char *word, const char *other)
{
	g_autoptr(GPtrArray) a = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) b = g_ptr_array_new_with_free_func(g_free);
	stemmer.stem(stemmer.user, word, a);
	stemmer.stem(stemmer.user, other, b);
	for (guint i = 0; i < a->len; i++)
		if (g_ptr_array_find_with_equal_func(
			    b, a->pdata[i], g_str_equal, NULL))
			return true;
	return false;
}

/* An ending makes no other word, a prefix does. */
START_TEST(test_prefixes_stay)
{
	static const struct {
		const char *word, *other;
		bool alike;
	} cases[] = {
		{ "remove", "removes", true },
		{ "invoice", "invoices", true },
		{ "refund", "refunded", true },
		{ "bill", "bills", true },
		{ "remove", "move", false },
		{ "invoice", "voice", false },
		{ "refunds", "funds", false },
		{ "unwanted", "wanted", false },
		{ "repair", "pairs", false },
		{ "unit", "it", false },
	};
	struct stem_dictionary *english = stem_dictionary_open("en", NULL);
	ck_assert_ptr_nonnull(english);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(share_a_stem(stem_dictionary_stemmer(english),
				      cases[i].word,
				      cases[i].other) == cases[i].alike,
			"%s, %s", cases[i].word, cases[i].other);
	stem_dictionary_free(english);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stem_table");
	TCase *tests = tcase_create("stem_table");
	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(
		tests, test_stems_are_the_same, FIRST, G_N_ELEMENTS(files));
	tcase_add_test(tests, test_compounds);
	tcase_add_test(tests, test_others_are_refused);
	tcase_add_test(tests, test_letters);
	tcase_add_test(tests, test_prefixes_stay);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
