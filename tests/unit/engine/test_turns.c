/* Who is done when, of scans that begin in one order and end in another. */
#include <string.h>

#include "../../../src/engine/turns.h"
#include "check_main.h"

enum {
	JOBS = 6,
	SECOND_US = 1000000,
};

/* A letter each: "a" begins, "A" ends, "a!" leaves, a digit lets so many
 * seconds pass, "." frees. */
static const struct {
	const char *name, *steps, *done;
} stories[] = {
	{ "one after another", "aAbB", "AB" },
	{ "the second is quicker", "abBA", "AB" },
	{ "a long first", "abcCBA", "ABC" },
	{ "a gap stays", "abcdDCA", "A" },
	{ "and is filled", "abcdDCAB", "ABCD" },
	{ "who leaves is not waited for", "aba!BA", "BA" },
	{ "nobody waits for long", "abB91A", "BA" },
	{ "but nine seconds", "abB9A", "AB" },
	{ "the late ones in order", "abcdCB91", "BC" },
	{ "one that never began", "abF", "F" },
	{ "what waits at the end", "abcCB.", "BC" },
};

static void on_done(void *user, struct registration *registration)
{
	g_string_append_c(user, 'A' + (char)registration->job->pages);
	g_free(registration);
}

static void step(
	struct turns *turns, struct job *jobs, const char *at, int64_t *now_us)
{
	struct job *job = &jobs[(*at | 32) - 'a'];
	if (g_ascii_isdigit(*at)) {
		*now_us += (int64_t)(*at - '0') * SECOND_US;
		turns_look(turns, *now_us);
	} else if (g_ascii_islower(*at) && at[1] == '!') {
		turns_leave(turns, job);
	} else if (g_ascii_islower(*at)) {
		turns_begin(turns, job);
	} else if (*at != '!') {
		struct registration *ended = g_new0(struct registration, 1);
		ended->job = job;
		turns_end(turns, ended, *now_us);
	}
}

START_TEST(takes_turns)
{
	struct job jobs[JOBS] = { 0 };
	g_autoptr(GString) done = g_string_new(NULL);
	struct turns *turns = turns_new(on_done, done);
	int64_t now_us = 0;
	const char *at = stories[_i].steps;
	for (int i = 0; i < JOBS; i++)
		jobs[i].pages = i;
	for (; *at != '\0' && *at != '.'; at++)
		step(turns, jobs, at, &now_us);
	if (*at == '.')
		turns_free(turns);
	ck_assert_msg(strcmp(done->str, stories[_i].done) == 0, "%s: %s",
		stories[_i].name, done->str);
	if (*at != '.')
		turns_free(turns);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("turns");
	TCase *tests = tcase_create("turns");
	tcase_add_loop_test(tests, takes_turns, 0, G_N_ELEMENTS(stories));
	suite_add_tcase(suite, tests);
	return check_main(suite);
}
