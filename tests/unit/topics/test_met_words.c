/* Words that were met before. */
#include <glib.h>
#include "../../../src/topics/met_words.h"
#include "check_main.h"

static void keep(struct met_words *met, const struct word_letters *word,
	const uint32_t *places, guint count)
{
	met_words_take(met);
	met_words_expect(met, word->hash);
	ck_assert_ptr_null(met_words_find(met, word).places);
	met_words_keep(met, word, places, count);
	met_words_leave(met);
}

static guint count_of(struct met_words *met, const struct word_letters *word)
{
	met_words_take(met);
	struct word_places found = met_words_find(met, word);
	met_words_leave(met);
	return found.places != NULL ? found.count : 0;
}

/* By all their letters: who writes a word with the hash of another changes
 * nothing for that. */
START_TEST(words_are_compared_whole)
{
	static const gunichar letters[][3] = { { 'a', 'b', 'c' },
		{ 'a', 'b', 'd' } };
	static const uint32_t places[] = { 1, 2, 3 };
	const uint64_t last = UINT64_MAX; /* of all slots */
	const struct word_letters words[] = { { last, letters[0], 3 },
		{ last, letters[1], 3 }, { last, letters[0], 2 },
		{ last - 1, letters[0], 3 } };
	struct met_words *met = met_words_new();
	for (guint i = 0; i < 3; i++)
		keep(met, &words[i], places, i + 1);
	for (guint i = 0; i < 3; i++)
		ck_assert_uint_eq(count_of(met, &words[i]), i + 1);
	ck_assert_uint_eq(count_of(met, &words[3]), 0);
	met_words_free(met);
}
END_TEST

/* However many there are; the last is always there. */
START_TEST(words_have_bounded_room)
{
	enum {
		MANY = 40000
	};
	g_autofree uint32_t *places = g_new0(uint32_t, 200);
	struct met_words *met = met_words_new();
	guint there = 0;
	for (gunichar i = 1; i <= MANY; i++) {
		struct word_letters word = { i * UINT64_C(0x9e3779b97f4a7c15),
			&i, 1 };
		places[0] = i;
		keep(met, &word, places, 1 + i % 200);
		ck_assert_uint_eq(count_of(met, &word), 1 + i % 200);
	}
	for (gunichar i = 1; i <= MANY; i++) {
		struct word_letters word = { i * UINT64_C(0x9e3779b97f4a7c15),
			&i, 1 };
		there += count_of(met, &word) > 0 ? 1 : 0;
	}
	ck_assert_uint_gt(there, 0);
	ck_assert_uint_lt(there, 1 << 13);
	met_words_free(met);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("met_words");
	TCase *tcase = tcase_create("core");
	tcase_add_test(tcase, words_are_compared_whole);
	tcase_add_test(tcase, words_have_bounded_room);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
