/* Sealing, in the order in which each part still lets the next one happen:
 * limits, no_new_privs, files (Landlock), then system calls (seccomp). */
#include "plaint/sandbox/sandbox.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include "filter.h"
#include "landlock.h"
#include "plaint/base/log.h"
#include "surroundings.h"

G_DEFINE_QUARK(plaint - sandbox - error, sandbox_error)

#if BUILT_WITH_SANITIZER
/* The leak check at exit forks and traces, which a sealed process may not;
 * the sanitizer asks here first. */
static bool is_sealed;
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return is_sealed;
}

static void tell_sanitizer(void)
{
	is_sealed = true;
}
#else
static void tell_sanitizer(void)
{
}
#endif

static bool fail_errno(GError **error, const char *what)
{
	g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED, "%s: %s", what,
		g_strerror(errno));
	return false;
}

/* Soft and hard; a hard limit that is lower already stays. */
static bool limit_set(
	int resource, rlim_t most, const char *name, GError **error)
{
	struct rlimit limit;
	if (getrlimit(resource, &limit) < 0)
		return fail_errno(error, name);
	limit.rlim_max = MIN(limit.rlim_max, most);
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(resource, &limit) < 0)
		return fail_errno(error, name);
	return true;
}

static bool limits_apply(const struct sandbox_limits *limits, GError **error)
{
	/* Shadow memory is terabytes of address space. */
	bool count_memory = !BUILT_WITH_SANITIZER && !under_valgrind() &&
			    limits->memory_bytes > 0;
	const struct {
		int resource;
		const char *name;
		bool wanted;
		int64_t most;
	} table[] = {
		{ RLIMIT_CORE, "RLIMIT_CORE", true, 0 },
		{ RLIMIT_AS, "RLIMIT_AS", count_memory, limits->memory_bytes },
		{ RLIMIT_CPU, "RLIMIT_CPU", limits->cpu_seconds > 0,
			limits->cpu_seconds },
		{ RLIMIT_FSIZE, "RLIMIT_FSIZE", limits->file_bytes >= 0,
			limits->file_bytes },
		{ RLIMIT_NOFILE, "RLIMIT_NOFILE", limits->open_files > 0,
			limits->open_files },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		if (table[i].wanted &&
			!limit_set(table[i].resource, (rlim_t)table[i].most,
				table[i].name, error))
			return false;
	}
	return true;
}

/* Landlock binds the calling thread alone. */
static bool check_single_thread(GError **error)
{
	g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
	int count = 0;
	while (tasks != NULL && g_dir_read_name(tasks) != NULL)
		count++;
	if (count <= 1 || BUILT_WITH_SANITIZER)
		return true;
	g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED,
		"%d threads are running; seal before there is more than one",
		count);
	return false;
}

/* What libc and GLib read late, each at its first use: the time zone, the
 * table of charset names, the seed of g_random_int. */
static void warm_up(enum sandbox_profile profile)
{
	if (profile == SANDBOX_READER)
		g_setenv("TZ", "UTC", TRUE);
	tzset();
	g_time_zone_unref(g_time_zone_new_local());
	g_get_charset(NULL);
	g_random_int();
}

bool sandbox_seal(enum sandbox_profile profile,
	const struct sandbox_limits *limits, GError **error)
{
	if (!check_single_thread(error))
		return false;
	warm_up(profile);
	if (!limits_apply(limits, error))
		return false;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail_errno(error, "PR_SET_DUMPABLE");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail_errno(error, "PR_SET_NO_NEW_PRIVS");
	if (under_valgrind()) {
		log_info("under valgrind: files and system calls stay open");
		return true;
	}
	g_autoptr(GError) lacking = NULL;
	if (!landlock_apply(profile, limits->readable, &lacking) &&
		!g_error_matches(
			lacking, SANDBOX_ERROR, SANDBOX_ERROR_UNSUPPORTED)) {
		g_propagate_error(error, g_steal_pointer(&lacking));
		return false;
	}
	tell_sanitizer();
	if (!filter_load(profile, error))
		return false;
	if (lacking == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&lacking));
	return false;
}
