/* Pages in jobs.  A job's time counts from its claim: a worker that had to be
 * started for it costs what it costs. */
#include "plaint/store/job_load.h"

#include "plaint/db/db.h"

enum {
	RECENT_JOBS = 200,
	SECONDS_OF_MINUTE = 60,
};

#define US_OF_SECOND 1e6

struct pace {
	double pages_per_job;
	double pages_per_second; /* of one worker; 0: not known */
};

static bool measure_pace(struct db *db, struct pace *out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS jobs,"
		" COALESCE(sum(CASE WHEN pages > 0 THEN pages ELSE 1 END), 0)"
		"  AS pages,"
		" COALESCE(sum(finished_utc_us - started_utc_us), 0)"
		"  AS taken_us"
		" FROM (SELECT pages, started_utc_us, finished_utc_us FROM job"
		"  WHERE kind = 'ocr' AND finished_utc_us IS NOT NULL"
		"  AND started_utc_us IS NOT NULL"
		"  ORDER BY finished_utc_us DESC LIMIT $1) AS recent",
		DB_VALUES(db_int(RECENT_JOBS)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	double jobs = (double)db_row_int(rows, "jobs");
	double pages = (double)db_row_int(rows, "pages");
	double seconds = (double)db_row_int(rows, "taken_us") / US_OF_SECOND;
	out->pages_per_job = jobs > 0 ? pages / jobs : 1;
	out->pages_per_second = seconds > 0 ? pages / seconds : 0;
	return true;
}

/* Known pages, and jobs of which they are not known. */
static bool measure_work(struct db *db, struct job_load *out,
	int64_t *unopened_out, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,"
		" count(*) FILTER (WHERE state = 'running') AS running,"
		" count(*) FILTER (WHERE pages = 0) AS unopened,"
		" COALESCE(sum(CASE WHEN state = 'running'"
		"  THEN pages - pages_done ELSE pages END), 0) AS pages"
		" FROM job WHERE kind = 'ocr'"
		" AND state IN ('waiting', 'running')",
		DB_NO_VALUES, error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	out->jobs_waiting = db_row_int(rows, "waiting");
	out->jobs_running = db_row_int(rows, "running");
	out->pages_left = db_row_int(rows, "pages");
	*unopened_out = db_row_int(rows, "unopened");
	return true;
}

bool job_load_measure(
	struct db *db, int64_t now_utc_us, struct job_load *out, GError **error)
{
	struct pace pace;
	int64_t unopened;
	*out = (struct job_load){ 0 };
	if (!measure_pace(db, &pace, error) ||
		!measure_work(db, out, &unopened, error))
		return false;
	out->pages_left +=
		(int64_t)((double)unopened * pace.pages_per_job + 0.5);
	double workers = (double)MAX(out->jobs_running, 1);
	double per_second = pace.pages_per_second * workers;
	out->pages_per_minute = per_second * SECONDS_OF_MINUTE;
	if (out->pages_left > 0 && per_second > 0)
		out->end_utc_us =
			now_utc_us + (int64_t)((double)out->pages_left /
					       per_second * US_OF_SECOND);
	return true;
}
