/* Nearly always all of them are young, and the database is not asked. */

#include "leases.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"

#define PROGRESS_EVERY_US INT64_C(1000000)

#define BOOT_FILE "/proc/sys/kernel/random/boot_id"

/* A process has its number in one namespace of one run of a machine only; the
 * first namespace has the same number everywhere. */
static char *place_of_pids(void)
{
	struct stat about;
	g_autofree char *boot = NULL;
	guint64 space =
		stat("/proc/self/ns/pid", &about) == 0 ? about.st_ino : 0;
	if (!g_file_get_contents(BOOT_FILE, &boot, NULL, NULL))
		return g_strdup("unknown");
	return g_strdup_printf(
		"%" G_GUINT64_FORMAT ".%s", space, g_strstrip(boot));
}

char *lease_owner_new(void)
{
	g_autofree char *place = place_of_pids();
	return g_strdup_printf("%s.%d.%s", id_new(clock_now_utc_us()).text,
		(int)getpid(), place);
}

static bool is_dead(const char *owner)
{
	g_autofree char *here = place_of_pids();
	g_auto(GStrv) parts = g_strsplit(owner, ".", 3);
	guint64 pid;
	return strcmp(here, "unknown") != 0 && g_strv_length(parts) == 3 &&
	       strcmp(parts[2], here) == 0 &&
	       g_ascii_string_to_unsigned(
		       parts[1], 10, 1, G_MAXINT32, &pid, NULL) &&
	       kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

void leases_end(struct db *db, int64_t now_utc_us)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) owners = job_list_owners(db, &error);
	for (guint i = 0; owners != NULL && i < owners->len; i++) {
		const char *owner = owners->pdata[i];
		if (is_dead(owner) && job_release_owner(db, owner, &error) < 0)
			break;
	}
	if (error != NULL || job_release_expired(db, now_utc_us, &error) < 0)
		log_error("leases: %s", error->message);
}

GPtrArray *lease_claim(struct db *db, const struct job_claim *claim,
	int64_t *unsure_utc_us, GError **error)
{
	if (*unsure_utc_us != 0 &&
		!job_unclaim(db, claim, *unsure_utc_us, error))
		return NULL;
	*unsure_utc_us = clock_now_utc_us();
	GPtrArray *jobs = job_claim(db, claim, *unsure_utc_us, error);
	if (jobs != NULL)
		*unsure_utc_us = 0;
	return jobs;
}

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
