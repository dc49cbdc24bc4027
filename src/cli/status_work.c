/* Pages are told and not jobs: a scan of forty is no small matter. */
#include "status_work.h"

#include <math.h>
#include <stdio.h>

#include "plaint/base/clock.h"

bool status_work_load(
	struct status_work *work, struct office *office, GError **error)
{
	const struct virus_counts *viruses = &work->viruses;
	if (!job_load_measure(
		    office->db, clock_now_utc_us(), &work->pages, error) ||
		!virus_scan_count(office->db, &work->viruses, error))
		return false;
	work->has_scanner = office->config->clamd != NULL ||
			    viruses->waiting + viruses->clean +
					    viruses->infected +
					    viruses->not_scanned >
				    0;
	return true;
}

void status_work_json(const struct status_work *work, json_t *json)
{
	const struct job_load *pages = &work->pages;
	json_object_set_new(json, "pages",
		json_pack("{s:I s:f s:o}", "waiting",
			(json_int_t)pages->pages_left, "per_minute",
			round(pages->pages_per_minute * 10) / 10,
			"expected_end", print_instant_json(pages->end_utc_us)));
	const struct virus_counts *viruses = &work->viruses;
	json_object_set_new(json, "virus_scan",
		!work->has_scanner
			? json_null()
			: json_pack("{s:I s:I s:I s:I}", "waiting",
				  (json_int_t)viruses->waiting, "clean",
				  (json_int_t)viruses->clean, "infected",
				  (json_int_t)viruses->infected, "not_scanned",
				  (json_int_t)viruses->not_scanned));
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
	const struct virus_counts *viruses = &work->viruses;
	if (work->has_scanner)
		printf("virus scan: waiting %" G_GINT64_FORMAT
		       ", clean %" G_GINT64_FORMAT
		       ", infected %" G_GINT64_FORMAT
		       ", not scanned %" G_GINT64_FORMAT "\n",
			(gint64)viruses->waiting, (gint64)viruses->clean,
			(gint64)viruses->infected,
			(gint64)viruses->not_scanned);
}
