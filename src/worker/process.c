/* Starting and ending roles.  By posix_spawn: a fork would copy the tables of
 * all the engine's memory, and then, on both sides, what is written to. */

#include "plaint/worker/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/wire/wire.h"

enum {
	DYING_MS = 20,
	/* In the child, until it is the program.  What is opened there is
	 * closed first: another one must be what it is opened by. */
	PROGRAM_FD = PROCESS_ROLE_FD + 1,
	KEPT_FD_LEAST = PROGRAM_FD + 1,
};

/* Those of src/role/heavy.c, which stands above this folder. */
static const char *const heavy_roles[] = { "ocr", "bind", "token", NULL };

static struct {
	const char *build; /* NULL: there is no such program */
	int fd;
} heavy = { NULL, -1 };

void process_find_heavy(const char *build)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = own != NULL ? g_path_get_dirname(own) : NULL;
	g_autofree char *path = g_build_filename(
		folder != NULL ? folder : "/", "plaint-heavy", NULL);
	auto_fd int fd = open(path, O_PATH | O_CLOEXEC);
	heavy.build = build;
	heavy.fd = fcntl(fd, F_DUPFD_CLOEXEC, KEPT_FD_LEAST);
}

G_DEFINE_QUARK(plaint - process - error, process_error)

/* What a role may learn from outside: nothing but these. */
static const char *const passed_on[] = { "JOURNAL_STREAM", "ASAN_OPTIONS",
	"LSAN_OPTIONS", "UBSAN_OPTIONS", NULL };

static GPtrArray *role_environment(bool is_heavy)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(list, g_strdup("PATH=/usr/bin:/bin"));
	g_ptr_array_add(list, g_strdup("LC_ALL=C.UTF-8"));
	/* libgomp reads it when it is loaded: main would be too late. */
	g_ptr_array_add(list, g_strdup("OMP_THREAD_LIMIT=1"));
	if (is_heavy)
		g_ptr_array_add(list,
			g_strconcat(PROCESS_BUILD "=", heavy.build, NULL));
	for (size_t i = 0; passed_on[i] != NULL; i++) {
		const char *value = g_getenv(passed_on[i]);
		if (value != NULL)
			g_ptr_array_add(list,
				g_strconcat(passed_on[i], "=", value, NULL));
	}
	g_ptr_array_add(list, NULL);
	return list;
}

static int plan_files(
	posix_spawn_file_actions_t *plan, int fd, const char *program)
{
	posix_spawn_file_actions_init(plan);
	/* First: the socket may itself be 0 or 1. */
	int problem =
		posix_spawn_file_actions_adddup2(plan, fd, PROCESS_ROLE_FD);
	if (problem == 0)
		problem = posix_spawn_file_actions_addopen(
			plan, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	if (problem == 0)
		problem = posix_spawn_file_actions_adddup2(
			plan, STDIN_FILENO, STDOUT_FILENO);
	if (problem == 0)
		problem = posix_spawn_file_actions_addopen(
			plan, PROGRAM_FD, program, O_PATH | O_CLOEXEC, 0);
	if (problem == 0)
		problem = posix_spawn_file_actions_addclosefrom_np(
			plan, PROGRAM_FD + 1);
	return problem;
}

/* A group of its own: a Ctrl-C at the terminal is the engine's to handle.
 * Every signal does what it does by default. */
static void plan_rest(posix_spawnattr_t *plan)
{
	sigset_t all, none;
	sigfillset(&all);
	sigemptyset(&none);
	posix_spawnattr_init(plan);
	posix_spawnattr_setflags(plan, POSIX_SPAWN_SETPGROUP |
					       POSIX_SPAWN_SETSIGDEF |
					       POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(plan, 0);
	posix_spawnattr_setsigdefault(plan, &all);
	posix_spawnattr_setsigmask(plan, &none);
}

static int spawn(pid_t *pid_out, int fd, const char *role, bool is_heavy)
{
	g_autofree char *option = g_strconcat("--role=", role, NULL);
	g_autofree char *kept = g_strdup_printf("/proc/self/fd/%d", heavy.fd);
	g_autofree char *program =
		g_strdup_printf("/proc/self/fd/%d", PROGRAM_FD);
	g_autoptr(GPtrArray) environment = role_environment(is_heavy);
	char *const argv[] = { (char *)"plaint", option, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t rest;
	int problem =
		plan_files(&files, fd, is_heavy ? kept : "/proc/self/exe");
	plan_rest(&rest);
	if (problem == 0)
		problem = posix_spawn(pid_out, program, &files, &rest, argv,
			(char **)environment->pdata);
	posix_spawnattr_destroy(&rest);
	posix_spawn_file_actions_destroy(&files);
	return problem;
}

bool process_start(struct process *process, const char *name,
	const json_t *settings, GError **error)
{
	*process = (struct process){ .pid = -1, .fd = -1 };
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_START,
			"role %s: socketpair: %s", name, g_strerror(errno));
		return false;
	}
	bool is_heavy =
		heavy.build != NULL && g_strv_contains(heavy_roles, name);
	int problem = spawn(&process->pid, pair[1], name, is_heavy);
	close(pair[1]);
	process->fd = pair[0];
	if (problem != 0) {
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_START,
			"role %s: %s%s", name,
			is_heavy ? "plaint-heavy beside plaint: " : "",
			g_strerror(problem));
		process->pid = -1;
		process_end(process);
		return false;
	}
	g_autoptr(GError) cause = NULL;
	if (wire_send(process->fd, settings, -1, &cause))
		return true;
	g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_START, "role %s: %s",
		name, cause->message);
	process_end(process);
	return false;
}

/* Who made the socket is who started us.  Asked after the wish: a parent that
 * ended before it would be missed otherwise. */
bool process_die_with_parent(void)
{
	struct ucred maker;
	socklen_t length = sizeof(maker);
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
	       getsockopt(PROCESS_ROLE_FD, SOL_SOCKET, SO_PEERCRED, &maker,
		       &length) == 0 &&
	       maker.pid == getppid();
}

static char *status_text(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return g_strdup_printf("killed by signal %d (%s)",
			WTERMSIG(wait_status),
			strsignal(WTERMSIG(wait_status)));
	return g_strdup_printf("exit status %d", WEXITSTATUS(wait_status));
}

/* One that closed its socket is about to be gone: give it a moment to die of
 * its own cause, so that the cause can be told. */
static bool reap_within(pid_t pid, int ms, int *status_out)
{
	for (int i = 0; i <= ms; i++) {
		if (waitpid(pid, status_out, WNOHANG) == pid)
			return true;
		g_usleep(1000);
	}
	return false;
}

char *process_end_text(struct process *process)
{
	int status = 0;
	if (process->pid > 0 && reap_within(process->pid, DYING_MS, &status)) {
		process->pid = -1;
		process_end(process);
		return status_text(status);
	}
	process_end(process);
	return g_strdup("stopped by us");
}

void process_end(struct process *process)
{
	fd_clear(&process->fd);
	if (process->pid > 0) {
		kill(process->pid, SIGKILL);
		while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	process->pid = -1;
}

json_t *process_await(struct process *process, const char *role,
	int64_t deadline_us, GError **error)
{
	int64_t left_ms = (deadline_us - clock_monotonic_us()) / 1000;
	struct pollfd wait = { .fd = process->fd, .events = POLLIN };
	int ready = left_ms > 0 ? poll(&wait, 1, (int)left_ms) : 0;
	if (ready == 0) {
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_LATE,
			"the %s worker gave no answer in time", role);
		return NULL;
	}
	g_autoptr(GError) cause = NULL;
	json_t *frame = wire_receive(process->fd, NULL, &cause);
	if (frame == NULL)
		g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_DIED,
			"the %s worker ended: %s", role, cause->message);
	return frame;
}
