/* How many deadlines a second: every regime in rules/ over days of five
 * years, each with its safe and target day and every step of its explanation
 * put into words.
 *
 *     build/bench/deadline [COUNT]     default 100000 */
#include <stdio.h>
#include <stdlib.h>

#include "plaint/base/clock.h"
#include "plaint/domain/explain.h"
#include "plaint/rulebook/rulebook.h"

enum {
	COUNT = 100000,
	DAYS = 1827, /* 2024 to 2028 */
	US_OF_MS = 1000,
};

static size_t explain(const struct deadline_result *result, GString *text)
{
	size_t length = 0;
	for (guint i = 0; i < result->steps->len; i++) {
		g_string_truncate(text, 0);
		explain_step(text,
			&g_array_index(result->steps, struct deadline_step, i),
			(enum tongue)(i % TONGUES));
		length += text->len;
	}
	return length;
}

/* Milliseconds; *length_out: characters of explanation made. */
static double run(
	const GPtrArray *regimes, int count, bool explained, size_t *length_out)
{
	g_auto(deadline_result) result = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct day first;
	deadline_result_init(&result);
	(void)day_from_ymd(2024, 1, 1, &first);
	int64_t started_us = clock_monotonic_us();
	for (int i = 0; i < count; i++) {
		struct deadline_input input = {
			.regime = g_ptr_array_index(
				regimes, (guint)i % regimes->len),
			.from = day_add_days(first, i % DAYS),
		};
		if (!deadline_compute(&input, &result, NULL))
			return -1;
		if (explained)
			*length_out += explain(&result, text);
	}
	return (double)(clock_monotonic_us() - started_us) / US_OF_MS;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : COUNT;
	g_autoptr(GError) error = NULL;
	g_autoptr(rulebook) rules = rulebook_load("rules", &error);
	if (!rules) {
		fprintf(stderr, "%s\n", error->message);
		return EXIT_FAILURE;
	}
	const GPtrArray *regimes = rulebook_regimes(rules);
	size_t length = 0;
	double plain_ms = run(regimes, count, false, &length);
	double explained_ms = run(regimes, count, true, &length);
	printf("deadlines: %d in %.0f ms; with explanations (%zu bytes of "
	       "text) in %.0f ms: %.0f a second\n",
		count, plain_ms, length, explained_ms,
		count * 1000.0 / explained_ms);
	return EXIT_SUCCESS;
}
