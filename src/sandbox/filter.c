/* The tables of calls.c become a seccomp filter.
 *
 * What is not allowed traps rather than kills, so that a handler can name
 * it; the handler cannot come back alive: it makes another forbidden call,
 * with the default action restored.  Code that replaced or blocked the
 * handler would gain nothing, the call is refused all the same. */
#include "filter.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <seccomp.h>
#include "calls.h"
#include "plaint/base/log.h"

enum {
	NAMED_CALLS = 600, /* numbers above go into the log as numbers */
	LINE_MOST_BYTES = 256,
};

/* A filter that may be thrown away half made. */
typedef void filter_context;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(filter_context, seccomp_release)

/* Made before the seal: nothing may be allocated in the handler. */
static const char *call_names[NAMED_CALLS];
static char line_start[LINE_MOST_BYTES];
static size_t line_start_bytes;

static size_t append(char *line, size_t used, const char *text)
{
	size_t length = strlen(text);
	if (length > LINE_MOST_BYTES - 1 - used)
		length = LINE_MOST_BYTES - 1 - used;
	memcpy(line + used, text, length);
	return used + length;
}

static size_t append_number(char *line, size_t used, unsigned int number)
{
	char digits[16];
	size_t at = sizeof digits - 1;
	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return append(line, used, digits + at);
}

/* Async-signal-safe: memcpy, write, and death. */
static void on_refused(int signal, siginfo_t *info, void *context)
{
	(void)context;
	unsigned int number = (unsigned int)info->si_syscall;
	char line[LINE_MOST_BYTES];
	size_t used = line_start_bytes;
	memcpy(line, line_start, used);
	if (number < NAMED_CALLS && call_names[number] != NULL) {
		used = append(line, used, call_names[number]);
	} else {
		used = append(line, used, "number ");
		used = append_number(line, used, number);
	}
	line[used++] = '\n';
	ssize_t ignored = write(STDERR_FILENO, line, used);
	(void)ignored;
	/* In no table; SA_RESETHAND has put the default action back. */
	syscall(SYS_ptrace, 0, 0, 0, 0);
	_exit(128 + signal);
}

static bool install_handler(GError **error)
{
	line_start_bytes =
		log_prefix(LOG_LEVEL_ERROR, line_start, sizeof line_start);
	line_start_bytes = append(line_start, line_start_bytes,
		"sealed, and dies of the system call ");
	for (int i = 0; i < NAMED_CALLS; i++) {
		char *name =
			seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, i);
		if (call_names[i] == NULL && name != NULL)
			call_names[i] = g_intern_string(name);
		free(name);
	}
	struct sigaction action = {
		.sa_sigaction = on_refused,
		.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER),
	};
	if (sigaction(SIGSYS, &action, NULL) == 0)
		return true;
	g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED,
		"handler of SIGSYS: %s", g_strerror(errno));
	return false;
}

static bool add_call(
	filter_context *filter, const struct call *call, GError **error)
{
	int number = seccomp_syscall_resolve_name(call->name);
	int result = -EINVAL;
	if (number != __NR_SCMP_ERROR)
		result = seccomp_rule_add_array(filter, call->action, number,
			call->conditions, &call->when);
	if (result == 0)
		return true;
	g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED,
		"filter of %s: %s", call->name, g_strerror(-result));
	return false;
}

static bool add_profile(
	filter_context *filter, enum sandbox_profile profile, GError **error)
{
	for (const struct call_group *group = calls_of(profile);
		group->calls != NULL; group++) {
		for (size_t i = 0; i < group->count; i++) {
			if (!add_call(filter, &group->calls[i], error))
				return false;
		}
	}
	/* abort() signals itself, and nobody else. */
	const struct call abort_call = { "tgkill", SCMP_ACT_ALLOW, 1,
		{ 0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0 } };
	/* Limits may be asked, not set, and only the own ones. */
	struct call limits_call = { "prlimit64", SCMP_ACT_ALLOW, 1,
		{ 2, SCMP_CMP_EQ, 0, 0 } };
	return add_call(filter, &abort_call, error) &&
	       add_call(filter, &limits_call, error);
}

static bool load(filter_context *filter, GError **error)
{
	/* no_new_privs is set by sandbox.c, which reports its failure. */
	int result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
	if (result == 0)
		result = seccomp_attr_set(
			filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (result == 0)
		result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (result == 0)
		result = seccomp_load(filter);
	if (result == 0)
		return true;
	bool lacking =
		result == -EINVAL || result == -ENOSYS || result == -EOPNOTSUPP;
	g_set_error(error, SANDBOX_ERROR,
		lacking ? SANDBOX_ERROR_UNSUPPORTED : SANDBOX_ERROR_FAILED,
		"seccomp: %s", g_strerror(-result));
	return false;
}

bool filter_load(enum sandbox_profile profile, GError **error)
{
	g_autoptr(filter_context) filter = seccomp_init(SCMP_ACT_TRAP);
	if (filter == NULL) {
		g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED,
			"seccomp: no filter could be made");
		return false;
	}
	return add_profile(filter, profile, error) && install_handler(error) &&
	       load(filter, error);
}
