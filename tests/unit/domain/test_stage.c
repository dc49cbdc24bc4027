/* The stage table: its names, and which ways there are. */
#include "plaint/domain/stage.h"
#include "check_main.h"

#include <string.h>
#include <glib.h>

START_TEST(names_go_both_ways)
{
	static const char *const languages[] = { "uk", "ru", "be", "en" };
	for (int i = 0; i < STAGE_COUNT; i++) {
		enum stage stage, back;
		stage = (enum stage)i;
		ck_assert(stage_parse(stage_name(stage), &back));
		ck_assert_int_eq(stage, back);
		for (size_t k = 0; k < G_N_ELEMENTS(languages); k++) {
			const char *title = stage_title(stage, languages[k]);
			ck_assert_str_ne(title, "");
			ck_assert(g_utf8_validate(title, -1, NULL));
		}
		ck_assert_str_eq(
			stage_title(stage, "de"), stage_title(stage, "en"));
	}
	enum stage stage;
	ck_assert(!stage_parse("", &stage));
	ck_assert(!stage_parse("Registered", &stage));
	ck_assert_str_eq(stage_name(STAGE_COUNT), "");
	ck_assert_str_eq(stage_title(STAGE_COUNT, "uk"), "");
}
END_TEST

static const struct {
	enum stage from, to;
	bool allowed;
} ways[] = {
	{ STAGE_REGISTERED, STAGE_ASSIGNED, true },
	{ STAGE_REGISTERED, STAGE_DRAFTING, false },
	{ STAGE_REGISTERED, STAGE_CLOSED, true },
	{ STAGE_REGISTERED, STAGE_REGISTERED, false },
	{ STAGE_ASSIGNED, STAGE_CONSULTING, true },
	{ STAGE_ASSIGNED, STAGE_APPROVAL, false },
	{ STAGE_CONSULTING, STAGE_WAITING, true },
	{ STAGE_WAITING, STAGE_DRAFTING, true },
	{ STAGE_DRAFTING, STAGE_APPROVAL, true },
	{ STAGE_DRAFTING, STAGE_ANSWERING, false },
	{ STAGE_APPROVAL, STAGE_DRAFTING, true },
	{ STAGE_APPROVAL, STAGE_ANSWERING, true },
	{ STAGE_APPROVAL, STAGE_CLOSED, false },
	{ STAGE_ANSWERING, STAGE_ANSWERED, true },
	{ STAGE_ANSWERING, STAGE_CLOSED, false },
	{ STAGE_ANSWERED, STAGE_CLOSED, true },
	{ STAGE_ANSWERED, STAGE_DRAFTING, false },
	{ STAGE_CLOSED, STAGE_REOPENED, true },
	{ STAGE_CLOSED, STAGE_DRAFTING, false },
	{ STAGE_REOPENED, STAGE_DRAFTING, true },
	{ STAGE_COUNT, STAGE_CLOSED, false },
	{ STAGE_CLOSED, STAGE_COUNT, false },
};

START_TEST(ways_are_as_agreed)
{
	ck_assert_int_eq(
		stage_allows(ways[_i].from, ways[_i].to), ways[_i].allowed);
}
END_TEST

/* From each stage there is a way to closed, and from registered to each. */
START_TEST(no_stage_is_a_trap)
{
	for (int start = 0; start < STAGE_COUNT; start++) {
		bool reached[STAGE_COUNT] = { false };
		reached[start] = true;
		for (int round = 0; round < STAGE_COUNT; round++) {
			for (int i = 0; i < STAGE_COUNT * STAGE_COUNT; i++) {
				int from = i / STAGE_COUNT;
				int to = i % STAGE_COUNT;
				if (reached[from] &&
					stage_allows((enum stage)from,
						(enum stage)to))
					reached[to] = true;
			}
		}
		ck_assert(reached[STAGE_CLOSED]);
		for (int i = 0; start == 0 && i < STAGE_COUNT; i++)
			ck_assert(reached[i]);
	}
}
END_TEST

START_TEST(open_means_something_is_owed)
{
	for (int i = 0; i < STAGE_COUNT; i++) {
		bool is_done = i == STAGE_ANSWERED || i == STAGE_CLOSED;
		ck_assert_int_eq(stage_is_open((enum stage)i), !is_done);
	}
	ck_assert(!stage_is_open(STAGE_COUNT));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stage");
	TCase *tcase = tcase_create("stage");
	tcase_add_test(tcase, names_go_both_ways);
	tcase_add_loop_test(
		tcase, ways_are_as_agreed, 0, (int)G_N_ELEMENTS(ways));
	tcase_add_test(tcase, no_stage_is_a_trap);
	tcase_add_test(tcase, open_means_something_is_owed);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
