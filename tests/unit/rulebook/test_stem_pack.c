/* The smaller dictionary stems as the whole one does: words of the dictionary
 * itself, with endings that fit and endings that do not. */
#include <stdio.h>
#include <string.h>
#include <hunspell/hunspell.h>
#include "check_main.h"
#include "scratch.h"

#include "../../../src/rulebook/stem_pack.h"
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
};

static const char *const files[] = { "/usr/share/hunspell/uk_UA",
	"/usr/share/hunspell/ru_RU", "/usr/share/hunspell/be_BY",
	"/usr/share/hunspell/en_US" };

static const char *const endings[] = { "", "а", "ою", "ого", "ами", "и", "s",
	"ing", "'s", "ла" };

static struct stem_code code;

static int stems_differ(Hunhandle *whole, Hunhandle *small, const char *word)
{
	char native[400] = "";
	char **a = NULL, **b = NULL;
	ck_assert_uint_lt(strlen(word), sizeof(native));
	gssize bytes = stem_code_put(&code, word, strlen(word), native);
	native[MAX(bytes, 0)] = '\0';
	int count = Hunspell_stem(whole, &a, word);
	int others = bytes > 0 ? Hunspell_stem(small, &b, native) : 0;
	int differ = count != others;
	for (int i = 0; differ == 0 && i < count; i++) {
		g_autofree char *stem = stem_code_text(&code, b[i]);
		differ = strcmp(a[i], stem) != 0;
	}
	Hunspell_free_list(whole, &a, count);
	Hunspell_free_list(small, &b, others);
	return differ;
}

static void compare_word(Hunhandle *whole, Hunhandle *small, const char *entry)
{
	g_autofree char *word = g_utf8_strdown(entry, -1);
	word[strcspn(word, "/")] = '\0';
	const char *last = g_utf8_find_prev_char(word, word + strlen(word));
	if (last == NULL || strpbrk(word, "-. \\") != NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *longer = g_strconcat(word, endings[i], NULL);
		g_autofree char *other = g_strdup_printf(
			"не%.*s%s", (int)(last - word), word, endings[i]);
		ck_assert_msg(
			!stems_differ(whole, small, longer), "%s", longer);
		ck_assert_msg(!stems_differ(whole, small, other), "%s", other);
		ck_assert_msg(!stems_differ(whole, small, other + strlen("не")),
			"%s", other);
	}
}

START_TEST(test_stems_are_the_same)
{
	g_autofree char *affixes = g_strconcat(files[_i], ".aff", NULL);
	g_autofree char *words = g_strconcat(files[_i], ".dic", NULL);
	g_autofree char *text = NULL;
	struct stem_pack pack;
	stem_code_init(&code, strcmp(files[_i], files[3]) != 0);
	ck_assert(stem_pack_make(affixes, words, &code, &pack));
	Hunhandle *whole = Hunspell_create(affixes, words);
	Hunhandle *small = Hunspell_create(pack.affixes_path, pack.words_path);
	stem_pack_clear(&pack);
	ck_assert(g_file_get_contents(words, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 1; lines[i] != NULL; i++) {
		if (i % EVERY == 1)
			compare_word(whole, small, lines[i]);
	}
	Hunspell_destroy(whole);
	Hunspell_destroy(small);
}
END_TEST

/* What is no plain dictionary is left alone. */
START_TEST(test_others_are_refused)
{
	static const char *const affixes[] = { "SET KOI8-R\n",
		"SET UTF-8\nFLAG long\n", "SET UTF-8\nAF 1\nAF A\n",
		"SET UTF-8\nSFX A Y 1\nSFX A 0 s/B .\n",
		"SET UTF-8\nIGNORE e\nSFX A Y 1\nSFX A 0 s .\n",
		"SET UTF-8\nICONV 1\nICONV e o\nSFX A Y 1\nSFX A 0 s .\n",
		"SET UTF-8\nSFX A Y 1\nSFX A 0 \xd1\x81 .\n",
		"SET UTF-8\nSFX A Y 1\nSFX A 0 s . st:word\n",
		"SET UTF-8\nSFX A\n",
		"SET UTF-8\nCOMPOUNDSYLLABLE 1 \xd0\xb0\n" };
	char *dir = scratch_make();
	g_autofree char *aff = g_build_filename(dir, "a.aff", NULL);
	g_autofree char *dic = g_build_filename(dir, "a.dic", NULL);
	struct stem_pack pack;
	stem_code_init(&code, false);
	scratch_put(dir, "a.dic", "1\nword/A\n");
	for (size_t i = 0; i < G_N_ELEMENTS(affixes); i++) {
		scratch_put(dir, "a.aff", affixes[i]);
		ck_assert_msg(
			!stem_pack_make(aff, dic, &code, &pack), "%zu", i);
	}
	ck_assert(!stem_pack_make("/nonexistent", dic, &code, &pack));
	scratch_put(dir, "a.aff",
		"SET UTF-8\nICONV 1\nICONV \xe2\x80\x99 '\nIGNORE \xcc\x81\n"
		"SFX A Y 1\nSFX A 0 s . # of many\n");
	ck_assert(stem_pack_make(aff, dic, &code, &pack));
	stem_pack_clear(&pack);
	g_autofree char *many = g_strnfill(600, 'w');
	g_autofree char *odd =
		g_strdup_printf("5\nword/A\n%s/A\n/A\n\xc3\n\xe9\n", many);
	scratch_put(dir, "a.dic", odd);
	ck_assert(stem_pack_make(aff, dic, &code, &pack));
	g_autofree char *packed = NULL;
	ck_assert(g_file_get_contents(pack.words_path, &packed, NULL, NULL));
	ck_assert_str_eq(packed, "5\nword/1\n");
	stem_pack_clear(&pack);
	static const char *const lists[] = { "", "none\nword/A\n",
		"0\nword/A\n", "1\nword\n", "1\nword/A po:noun\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		scratch_put(dir, "a.dic", lists[i]);
		ck_assert_msg(
			!stem_pack_make(aff, dic, &code, &pack), "%zu", i);
	}
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
		bytes[length] = '\0';
		g_autofree char *back = stem_code_text(&code, bytes);
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
	Suite *suite = suite_create("stem_pack");
	TCase *tests = tcase_create("stem_pack");
	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(
		tests, test_stems_are_the_same, FIRST, G_N_ELEMENTS(files));
	tcase_add_test(tests, test_others_are_refused);
	tcase_add_test(tests, test_letters);
	tcase_add_test(tests, test_prefixes_stay);
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
