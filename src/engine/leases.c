/* Nearly always all of them are young, and the database is not asked. */

#include "leases.h"

#include "plaint/base/log.h"

#define PROGRESS_EVERY_US INT64_C(1000000)

/* Unless it has more than `most_us` left.  False: it was lost. */
static bool renew(
	struct db *db, struct job *job, int64_t now_utc_us, int64_t most_us)
{
	g_autoptr(GError) error = NULL;
	if (job->lease_until_utc_us - now_utc_us > most_us)
		return true;
	if (job_renew(db, job, now_utc_us + LEASE_US, &error)) {
		job->lease_until_utc_us = now_utc_us + LEASE_US;
		return true;
	}
	log_warning("lease: %s", error->message);
	if (!g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT))
		return true;
	job->lease_until_utc_us = now_utc_us + LEASE_US; /* told once */
	return false;
}

bool lease_keep(struct db *db, struct job *job, int64_t now_utc_us)
{
	return renew(db, job, now_utc_us, LEASE_US / 2);
}

void lease_show_progress(struct db *db, struct job *job, int64_t now_utc_us)
{
	renew(db, job, now_utc_us, LEASE_US - PROGRESS_EVERY_US);
}

void leases_keep(struct db *db, GQueue *claimed, int64_t now_utc_us)
{
	for (GList *link = claimed->head; link != NULL;) {
		GList *next = link->next;
		if (!lease_keep(db, link->data, now_utc_us)) {
			g_free(link->data);
			g_queue_delete_link(claimed, link);
		}
		link = next;
	}
}
