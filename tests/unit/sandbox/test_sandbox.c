/* Sealed children try what they may and what they must not.  Each trial runs
 * in a child of its own, whose standard error and way of ending we watch. */
#include "plaint/sandbox/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../../src/sandbox/surroundings.h"
#include "check_main.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"

enum {
	FAILED = 1,	/* a trial that should have worked did not */
	NOT_SEALED = 2, /* sandbox_seal itself failed */
	LINES_MOST_BYTES = 4096,
};

static const struct sandbox_limits no_limits = { .file_bytes = -1 };

/* Given to the trials: a file opened before the seal, and a listener. */
static int kept_fd;
static struct sockaddr_in listener_address;
static const char *kept_path = "/etc/passwd";

/* A trial returns true when what it tried worked. */
typedef bool (*trial)(void);

struct outcome {
	int status;
	char lines[LINES_MOST_BYTES]; /* standard error */
};

static void child_run(enum sandbox_profile profile,
	const struct sandbox_limits *limits, trial trial)
{
	g_autoptr(GError) error = NULL;
	log_set_role("trial");
	if (!sandbox_seal(profile, limits, &error)) {
		fprintf(stderr, "%s\n", error->message);
		_exit(NOT_SEALED);
	}
	_exit(trial() ? 0 : FAILED);
}

static struct outcome run(enum sandbox_profile profile,
	const struct sandbox_limits *limits, trial trial)
{
	struct outcome outcome = { 0 };
	int pipe_ends[2];
	ck_assert_int_eq(pipe2(pipe_ends, O_CLOEXEC), 0);
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		dup2(pipe_ends[1], STDERR_FILENO);
		child_run(profile, limits, trial);
	}
	close(pipe_ends[1]);
	size_t used = 0;
	ssize_t got;
	while ((got = read(pipe_ends[0], outcome.lines + used,
			sizeof outcome.lines - 1 - used)) > 0)
		used += (size_t)got;
	close(pipe_ends[0]);
	ck_assert_int_eq(waitpid(child, &outcome.status, 0), child);
	return outcome;
}

static void setup(void)
{
	kept_fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(kept_fd, 0);
}

static void teardown(void)
{
	close(kept_fd);
}

/* ---- what a reader dies of ---- */

static bool try_open(void)
{
	return open(kept_path, O_RDONLY) >= 0;
}
static bool try_fopen(void)
{
	return fopen(kept_path, "r") != NULL;
}
static bool try_open_old(void)
{
#ifdef SYS_open
	return syscall(SYS_open, kept_path, O_RDONLY) >= 0;
#else
	return try_open();
#endif
}
static bool try_openat2(void)
{
	uint64_t how[3] = { O_RDONLY };
	return syscall(SYS_openat2, AT_FDCWD, kept_path, how, sizeof how) >= 0;
}
static bool try_create(void)
{
	return open("/tmp/plaint-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0;
}
static bool try_unnamed_file(void)
{
	return open("/tmp", O_RDWR | O_TMPFILE, 0600) >= 0;
}
static bool try_truncate(void)
{
	return open(kept_path, O_RDONLY | O_TRUNC) >= 0;
}
static bool try_unlink(void)
{
	return unlink("/tmp/plaint-sandbox-test") == 0;
}
static bool try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}
static bool try_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}
static bool try_raw_packets(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0;
}
static bool try_connect(void)
{
	return connect(kept_fd, (struct sockaddr *)&listener_address,
		       sizeof listener_address) == 0;
}
static bool try_listen(void)
{
	return listen(kept_fd, 1) == 0;
}
static bool try_fork(void)
{
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	return child > 0;
}
static bool try_clone_process(void)
{
	return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0;
}
static bool try_execve(void)
{
	char *const arguments[] = { (char *)"true", NULL };
	return execve("/bin/true", arguments, NULL) == 0;
}
static bool try_execveat(void)
{
	char *const arguments[] = { (char *)"true", NULL };
	return syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, NULL,
		       0) == 0;
}
static bool try_system(void)
{
	return system("true") == 0;
}
static void *nothing(void *data)
{
	return data;
}
static bool try_thread(void)
{
	pthread_t thread;
	return pthread_create(&thread, NULL, nothing, NULL) == 0 &&
	       pthread_join(thread, NULL) == 0;
}
static bool try_kill_other(void)
{
	return kill(1, 0) == 0;
}
static bool try_signal_other(void)
{
	return syscall(SYS_tgkill, 1, 1, 0) == 0;
}
static bool try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}
static bool try_prctl(void)
{
	return syscall(SYS_prctl, 4 /* PR_SET_DUMPABLE */, 1, 0, 0, 0) == 0;
}
static bool try_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) >= 0;
}
static bool try_mount(void)
{
	return syscall(SYS_mount, "a", "/tmp", "tmpfs", 0, NULL) == 0;
}
static bool try_memfd(void)
{
	return memfd_create("x", 0) >= 0;
}
static bool try_type_into_terminal(void)
{
	char key = 'x';
	return syscall(SYS_ioctl, kept_fd, 0x5412 /* TIOCSTI */, &key) == 0;
}
static bool try_raise_limit(void)
{
	struct rlimit limit = { 1, 1 };
	return setrlimit(RLIMIT_CORE, &limit) == 0;
}
static bool try_readable_handler(void)
{
	return syscall(SYS_rt_sigaction, SIGSYS, NULL, NULL, 8) == 0;
}

static const struct deadly {
	const char *call; /* the log line names it */
	trial trial;
} reader_deaths[] = {
	{ "openat", try_open },
	{ "openat", try_fopen },
#ifdef SYS_open
	{ "open", try_open_old },
#endif
	{ "openat2", try_openat2 },
	{ "openat", try_create },
	{ "unlink", try_unlink },
	{ "socket", try_socket },
	{ "socket", try_local_socket },
	{ "connect", try_connect },
	{ "listen", try_listen },
	{ "clone", try_fork },
	{ "clone", try_clone_process },
	{ "rt_sigaction", try_thread },
	{ "execve", try_execve },
	{ "execveat", try_execveat },
	{ "kill", try_kill_other },
	{ "tgkill", try_signal_other },
	{ "ptrace", try_ptrace },
	{ "prctl", try_prctl },
	{ "io_uring_setup", try_io_uring },
	{ "mount", try_mount },
	{ "memfd_create", try_memfd },
	{ "ioctl", try_type_into_terminal },
	{ "prlimit64", try_raise_limit },
};

static const struct deadly network_deaths[] = {
	{ "openat", try_create },
	{ "openat", try_unnamed_file },
	{ "openat", try_truncate },
	{ "unlink", try_unlink },
	{ "socket", try_raw_packets },
	{ "listen", try_listen },
	{ "clone", try_fork },
	{ "clone", try_clone_process },
	{ "execve", try_execve },
	{ "execveat", try_execveat },
	{ "kill", try_kill_other },
	{ "tgkill", try_signal_other },
	{ "ptrace", try_ptrace },
	{ "io_uring_setup", try_io_uring },
	{ "mount", try_mount },
	{ "ioctl", try_type_into_terminal },
	{ "prlimit64", try_raise_limit },
	{ "rt_sigaction", try_readable_handler },
};

static void check_death(
	enum sandbox_profile profile, const struct deadly *deadly)
{
	struct outcome outcome = run(profile, &no_limits, deadly->trial);
	ck_assert_msg(WIFSIGNALED(outcome.status) &&
			      WTERMSIG(outcome.status) == SIGSYS,
		"%s: status %#x, said: %s", deadly->call, outcome.status,
		outcome.lines);
	g_autofree char *line = g_strdup_printf(
		"trial: sealed, and dies of the system call %s\n",
		deadly->call);
	ck_assert_msg(strstr(outcome.lines, line) != NULL, "%s said: %s",
		deadly->call, outcome.lines);
}

START_TEST(a_reader_dies)
{
	if (BUILT_WITH_SANITIZER && reader_deaths[_i].trial == try_thread)
		return; /* its wrapper of pthread_create goes another way */
	check_death(SANDBOX_READER, &reader_deaths[_i]);
}
END_TEST

START_TEST(a_networker_dies)
{
	if (BUILT_WITH_SANITIZER &&
		network_deaths[_i].trial == try_readable_handler)
		return; /* sanitizers need it */
	check_death(SANDBOX_FETCH, &network_deaths[_i]);
	check_death(SANDBOX_SEND, &network_deaths[_i]);
}
END_TEST

/* system() ends in a clone with a flag or another, by version of libc. */
START_TEST(no_shell_is_reached)
{
	static const enum sandbox_profile profiles[] = { SANDBOX_READER,
		SANDBOX_FETCH };
	for (size_t i = 0; i < G_N_ELEMENTS(profiles); i++) {
		struct outcome outcome =
			run(profiles[i], &no_limits, try_system);
		ck_assert(WIFSIGNALED(outcome.status));
		ck_assert_int_eq(WTERMSIG(outcome.status), SIGSYS);
	}
}
END_TEST

/* ---- what a reader lives on ---- */

static bool try_descriptors(void)
{
	char byte;
	struct stat status;
	return pread(kept_fd, &byte, 1, 0) == 1 &&
	       fstat(kept_fd, &status) == 0 && fileno(stderr) == 2 &&
	       write(STDERR_FILENO, "written\n", 8) == 8;
}
static bool try_memory(void)
{
	size_t length = 64 << 20;
	char *block = malloc(length);
	if (block == NULL)
		return false;
	memset(block, 1, length);
	block = realloc(block, 2 * length);
	char *map = mmap(NULL, length, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool good = block != NULL && map != MAP_FAILED;
	if (good)
		map[length - 1] = block[length - 1];
	free(block);
	return good && munmap(map, length) == 0;
}
/* A sort of this size asks for the machine's memory first. */
static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}
static bool try_libc(void)
{
	enum {
		COUNT = 100000
	};
	int *numbers = g_new(int, COUNT);
	for (int i = 0; i < COUNT; i++)
		numbers[i] = COUNT - i;
	qsort(numbers, COUNT, sizeof *numbers, compare_ints);
	bool good = numbers[0] == 1;
	g_free(numbers);
	time_t now = time(NULL);
	struct tm when;
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(now);
	g_autofree char *text = g_date_time_format_iso8601(date);
	g_autoptr(GRegex) regex =
		g_regex_new("^сума (\\d+)", G_REGEX_OPTIMIZE, 0, NULL);
	return good && localtime_r(&now, &when) != NULL && text != NULL &&
	       regex != NULL && g_regex_match(regex, "сума 12", 0, NULL) &&
	       g_random_int() + 1u > 0 && g_get_monotonic_time() > 0 &&
	       fprintf(stderr, "%s\n", text) > 0;
}
static bool try_code_softly(void)
{
	void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return map == MAP_FAILED && errno == EPERM;
}
static bool try_stat_softly(void)
{
	struct stat status;
	return stat(kept_path, &status) < 0 && errno == EACCES;
}

START_TEST(a_reader_lives)
{
	static const trial trials[] = { try_descriptors, try_memory, try_libc,
		try_code_softly, try_stat_softly };
	struct outcome outcome = run(SANDBOX_READER, &no_limits, trials[_i]);
	ck_assert_msg(
		WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == 0,
		"status %#x, said: %s", outcome.status, outcome.lines);
}
END_TEST

static bool try_exit(void)
{
	exit(0);
}

/* With a sanitizer the leak check at exit must not be the end of it. */
START_TEST(an_exit_is_clean)
{
	fflush(NULL);
	struct outcome outcome = run(SANDBOX_READER, &no_limits, try_exit);
	ck_assert_msg(outcome.status == 0, "status %#x, said: %s",
		outcome.status, outcome.lines);
}
END_TEST

static bool try_abort(void)
{
	abort();
}

START_TEST(an_abort_is_seen_as_such)
{
	struct outcome outcome = run(SANDBOX_READER, &no_limits, try_abort);
	ck_assert(WIFSIGNALED(outcome.status));
	ck_assert_int_eq(WTERMSIG(outcome.status), SIGABRT);
}
END_TEST

/* ---- limits ---- */

static bool try_much_memory(void)
{
	/* volatile: or the compiler spares itself the call. */
	void *volatile block = malloc((size_t)1 << 30);
	return block == NULL;
}
static bool try_endless(void)
{
	for (volatile unsigned long turns = 0;; turns++)
		;
	return false;
}
static bool try_many_descriptors(void)
{
	return fcntl(kept_fd, F_DUPFD_CLOEXEC, 20) < 0;
}

START_TEST(memory_is_limited)
{
	const struct sandbox_limits limits = {
		.memory_bytes = 512 << 20,
		.file_bytes = -1,
	};
	if (BUILT_WITH_SANITIZER)
		return;
	struct outcome outcome = run(SANDBOX_READER, &limits, try_much_memory);
	ck_assert_int_eq(outcome.status, 0);
}
END_TEST

START_TEST(time_is_limited)
{
	const struct sandbox_limits limits = {
		.cpu_seconds = 1,
		.file_bytes = -1,
	};
	struct outcome outcome = run(SANDBOX_READER, &limits, try_endless);
	ck_assert(WIFSIGNALED(outcome.status));
	ck_assert(WTERMSIG(outcome.status) == SIGXCPU ||
		  WTERMSIG(outcome.status) == SIGKILL);
}
END_TEST

START_TEST(descriptors_are_limited)
{
	const struct sandbox_limits limits = {
		.open_files = 16,
		.file_bytes = -1,
	};
	struct outcome outcome =
		run(SANDBOX_READER, &limits, try_many_descriptors);
	ck_assert_int_eq(outcome.status, 0);
}
END_TEST

static int grown_fd;

static bool try_growing(void)
{
	return pwrite(grown_fd, "xxxx", 4, 0) == 4;
}

START_TEST(files_do_not_grow)
{
	const struct sandbox_limits none = { .file_bytes = 0 };
	const struct sandbox_limits some = { .file_bytes = 4 };
	grown_fd = memfd_create("grown", MFD_CLOEXEC);
	ck_assert_int_ge(grown_fd, 0);
	struct outcome outcome = run(SANDBOX_READER, &none, try_growing);
	ck_assert(WIFSIGNALED(outcome.status));
	ck_assert_int_eq(WTERMSIG(outcome.status), SIGXFSZ);
	outcome = run(SANDBOX_READER, &some, try_growing);
	ck_assert_int_eq(outcome.status, 0);
	close(grown_fd);
}
END_TEST

/* ---- what a networker may ---- */

static bool try_reach_listener(void)
{
	auto_fd int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char byte = 0;
	return fd >= 0 &&
	       connect(fd, (struct sockaddr *)&listener_address,
		       sizeof listener_address) == 0 &&
	       send(fd, "x", 1, MSG_NOSIGNAL) == 1 &&
	       recv(fd, &byte, 1, 0) == 1 && byte == 'y';
}
static bool try_look_up(void)
{
	struct addrinfo *found = NULL;
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	int result = getaddrinfo("localhost", "imaps", &hints, &found);
	if (result == 0)
		freeaddrinfo(found);
	else
		fprintf(stderr, "%s\n", gai_strerror(result));
	return result == 0;
}
static bool try_read_hosts(void)
{
	auto_fd int fd = open("/etc/hosts", O_RDONLY | O_CLOEXEC);
	char byte;
	return fd >= 0 && read(fd, &byte, 1) == 1;
}
static bool try_read_other_softly(void)
{
	return open(kept_path, O_RDONLY) < 0 && errno == EACCES;
}
static bool try_local_softly(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EAFNOSUPPORT;
}
static bool try_ignore_sigpipe(void)
{
	return signal(SIGPIPE, SIG_IGN) != SIG_ERR;
}

static const trial network_trials[] = { try_look_up, try_read_hosts,
	try_read_other_softly, try_local_softly, try_thread, try_ignore_sigpipe,
	try_descriptors, try_memory, try_libc };

START_TEST(a_networker_lives)
{
	struct outcome outcome =
		run(SANDBOX_FETCH, &no_limits, network_trials[_i]);
	ck_assert_msg(
		WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == 0,
		"status %#x, said: %s", outcome.status, outcome.lines);
}
END_TEST

START_TEST(a_networker_reads_what_it_was_given)
{
	const char *const readable[] = { "/nowhere/at/all", kept_path, NULL };
	const struct sandbox_limits limits = {
		.file_bytes = -1,
		.readable = readable,
	};
	struct outcome outcome = run(SANDBOX_SEND, &limits, try_open);
	ck_assert_msg(outcome.status == 0, "%s", outcome.lines);
	outcome = run(SANDBOX_READER, &limits, try_open);
	ck_assert_int_eq(WTERMSIG(outcome.status), SIGSYS);
}
END_TEST

/* Answers one byte to one caller. */
static pid_t start_listener(void)
{
	auto_fd int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof listener_address;
	listener_address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	ck_assert_int_eq(
		bind(fd, (struct sockaddr *)&listener_address, length), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(
		getsockname(fd, (struct sockaddr *)&listener_address, &length),
		0);
	pid_t server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		int caller = accept(fd, NULL, NULL);
		char byte;
		bool good = read(caller, &byte, 1) == 1 &&
			    write(caller, "y", 1) == 1;
		_exit(good ? 0 : 1);
	}
	return server;
}

START_TEST(a_networker_reaches_a_listener)
{
	pid_t server = start_listener();
	struct outcome outcome =
		run(SANDBOX_FETCH, &no_limits, try_reach_listener);
	ck_assert_msg(outcome.status == 0, "status %#x, said: %s",
		outcome.status, outcome.lines);
	int status;
	ck_assert_int_eq(waitpid(server, &status, 0), server);
	ck_assert_int_eq(status, 0);
}
END_TEST

static int seal_with_two_threads(void)
{
	g_autoptr(GError) error = NULL;
	pthread_t thread;
	pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&held);
	pthread_create(&thread, NULL,
		(void *(*)(void *))(void *)pthread_mutex_lock, &held);
	bool sealed = sandbox_seal(SANDBOX_READER, &no_limits, &error);
	return !sealed && strstr(error->message, "threads") != NULL ? 0 : 1;
}

START_TEST(threads_are_noticed_before_the_seal)
{
	if (BUILT_WITH_SANITIZER)
		return;
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(seal_with_two_threads());
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	if (under_valgrind()) {
		puts("1..0 # SKIP valgrind cannot be sealed");
		return EXIT_SUCCESS;
	}
	Suite *suite = suite_create("sandbox");
	TCase *tcase = tcase_create("sealed");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(
		tcase, a_reader_dies, 0, G_N_ELEMENTS(reader_deaths));
	tcase_add_loop_test(
		tcase, a_networker_dies, 0, G_N_ELEMENTS(network_deaths));
	tcase_add_test(tcase, no_shell_is_reached);
	tcase_add_loop_test(tcase, a_reader_lives, 0, 5);
	tcase_add_test(tcase, an_exit_is_clean);
	tcase_add_test(tcase, an_abort_is_seen_as_such);
	tcase_add_test(tcase, memory_is_limited);
	tcase_add_test(tcase, time_is_limited);
	tcase_add_test(tcase, descriptors_are_limited);
	tcase_add_test(tcase, files_do_not_grow);
	tcase_add_loop_test(
		tcase, a_networker_lives, 0, G_N_ELEMENTS(network_trials));
	tcase_add_test(tcase, a_networker_reads_what_it_was_given);
	tcase_add_test(tcase, a_networker_reaches_a_listener);
	tcase_add_test(tcase, threads_are_noticed_before_the_seal);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
