/* How much there is to be read by the OCR workers, and how fast it goes. */
#pragma once

#include "plaint/store/store.h"

struct job_load {
	int64_t jobs_waiting, jobs_running;
	/* Not read yet, of both.  What has not been opened has as many pages
	 * as the last ones had on average. */
	int64_t pages_left;
	/* Of the workers that are at it now, by what the last jobs took; 0
	 * when none has been finished yet. */
	double pages_per_minute;
	int64_t end_utc_us; /* when it will be done; 0: unknown, or nothing */
};
bool job_load_measure(struct db *db, int64_t now_utc_us, struct job_load *out,
	GError **error);
