/* Pages are told and not jobs: a scan of forty is no small matter. */
#include "status_work.h"

#include <math.h>
#include <stdio.h>

#include "plaint/base/clock.h"

bool status_work_load(
	struct status_work *work, struct office *office, GError **error)
{
	return job_load_measure(
		office->db, clock_now_utc_us(), &work->pages, error);
}

void status_work_json(const struct status_work *work, json_t *json)
{
	const struct job_load *pages = &work->pages;
	json_object_set_new(json, "pages",
		json_pack("{s:I s:f s:o}", "waiting",
			(json_int_t)pages->pages_left, "per_minute",
			round(pages->pages_per_minute * 10) / 10,
			"expected_end", print_instant_json(pages->end_utc_us)));
}

void status_work_print(
	const struct status_work *work, const struct config *config)
{
	const struct job_load *pages = &work->pages;
	g_autofree char *end = print_instant_local(config, pages->end_utc_us);
	printf("pages: waiting %" G_GINT64_FORMAT, (gint64)pages->pages_left);
	if (pages->pages_per_minute > 0)
		printf(", a minute %.0f", pages->pages_per_minute);
	if (end[0] != '\0')
		printf(", done at about %s", end);
	putchar('\n');
}
