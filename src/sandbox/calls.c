/* Allow-lists, a table a purpose.  Everything that is in none of them is
 * death.  A condition that looks at an int argument masks its 32 bits: the
 * kernel ignores the rest of the register, and so must we. */
#include "calls.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include "surroundings.h"

#define INT_MASK UINT64_C(0xffffffff)
/* O_TMPFILE without the O_DIRECTORY that is part of it. */
#define TMPFILE_BIT (O_TMPFILE & ~O_DIRECTORY)
#define WRITE_BITS  (O_ACCMODE | O_CREAT | O_TRUNC | TMPFILE_BIT)

#define ALLOW(name)                                                            \
	{                                                                      \
		name, SCMP_ACT_ALLOW, 0,                                       \
		{                                                              \
			0                                                      \
		}                                                              \
	}
#define SOFT(name, errno_value)                                                \
	{                                                                      \
		name, SCMP_ACT_ERRNO(errno_value), 0,                          \
		{                                                              \
			0                                                      \
		}                                                              \
	}
/* Only while (argument & mask) == value. */
#define ALLOW_WHEN(name, argument, mask, value)                                \
	{                                                                      \
		name, SCMP_ACT_ALLOW, 1,                                       \
		{                                                              \
			argument, SCMP_CMP_MASKED_EQ, (mask), (value)          \
		}                                                              \
	}
#define SOFT_WHEN(name, errno_value, argument, mask, value)                    \
	{                                                                      \
		name, SCMP_ACT_ERRNO(errno_value), 1,                          \
		{                                                              \
			argument, SCMP_CMP_MASKED_EQ, (mask), (value)          \
		}                                                              \
	}
#define GROUP(calls)                                                           \
	{                                                                      \
		calls, G_N_ELEMENTS(calls)                                     \
	}

/* Memory without code in it. */
static const struct call memory[] = {
	ALLOW("brk"),
	ALLOW("munmap"),
	ALLOW("mremap"),
	ALLOW("madvise"),
	ALLOW_WHEN("mmap", 2, PROT_EXEC, 0),
	ALLOW_WHEN("mprotect", 2, PROT_EXEC, 0),
	SOFT_WHEN("mprotect", EPERM, 2, PROT_EXEC, PROT_EXEC),
};

/* Code made at run time. */
static const struct call no_new_code[] = {
	SOFT_WHEN("mmap", EPERM, 2, PROT_EXEC, PROT_EXEC),
};

/* Libraries loaded late (name services, SASL), never writable code. */
static const struct call late_libraries[] = {
	ALLOW_WHEN("mmap", 2, PROT_EXEC | PROT_WRITE, PROT_EXEC),
	SOFT_WHEN("mmap", EPERM, 2, PROT_EXEC | PROT_WRITE,
		PROT_EXEC | PROT_WRITE),
};

/* The descriptors it has.  fcntl and ioctl only as stdio uses them: others
 * send signals (F_SETOWN) or type into a terminal (TIOCSTI). */
static const struct call descriptors[] = {
	ALLOW("read"),
	ALLOW("readv"),
	ALLOW("pread64"),
	ALLOW("preadv"),
	ALLOW("write"),
	ALLOW("writev"),
	ALLOW("pwrite64"),
	ALLOW("pwritev"),
	ALLOW("lseek"),
	ALLOW("close"),
	ALLOW("fstat"),
	ALLOW("ftruncate"),
	ALLOW("fsync"),
	ALLOW("fdatasync"),
	ALLOW("fadvise64"),
	ALLOW("poll"),
	ALLOW("ppoll"),
	ALLOW_WHEN("fcntl", 1, INT_MASK, F_GETFD),
	ALLOW_WHEN("fcntl", 1, INT_MASK, F_SETFD),
	ALLOW_WHEN("fcntl", 1, INT_MASK, F_GETFL),
	ALLOW_WHEN("fcntl", 1, INT_MASK, F_SETFL),
	ALLOW_WHEN("fcntl", 1, INT_MASK, F_DUPFD_CLOEXEC),
	ALLOW_WHEN("ioctl", 1, INT_MASK, TCGETS),
	ALLOW_WHEN("ioctl", 1, INT_MASK, FIONREAD),
};

/* glibc's fstat is newfstatat with an empty path; asking for a path that is
 * none of its business gets the answer Landlock would give. */
static const struct call stat_descriptor_only[] = {
	ALLOW_WHEN("newfstatat", 3, AT_EMPTY_PATH, AT_EMPTY_PATH),
	SOFT_WHEN("newfstatat", EACCES, 3, AT_EMPTY_PATH, 0),
	SOFT("statx", ENOSYS),
};

/* Frames of plaint/wire. */
static const struct call frames[] = {
	ALLOW("recvmsg"),
	ALLOW("recvfrom"),
	ALLOW("sendmsg"),
	ALLOW("sendto"),
};

/* Clocks, random numbers, locks, and what libc asks about itself. */
static const struct call libc[] = {
	ALLOW("clock_gettime"),
	ALLOW("clock_getres"),
	ALLOW("gettimeofday"),
	ALLOW("time"),
	ALLOW("nanosleep"),
	ALLOW("clock_nanosleep"),
	ALLOW("getrandom"),
	ALLOW("futex"),
	ALLOW("sched_yield"),
	ALLOW("sched_getaffinity"),
	ALLOW("sysinfo"),
	ALLOW("getrusage"),
	ALLOW("getpid"),
	ALLOW("gettid"),
	ALLOW("getuid"),
	ALLOW("geteuid"),
	ALLOW("getgid"),
	ALLOW("getegid"),
	ALLOW("restart_syscall"),
};

/* To end, also by abort(); tgkill is limited to the process itself by
 * filter.c, which knows its number. */
static const struct call ending[] = {
	ALLOW("exit"),
	ALLOW("exit_group"),
	ALLOW("rt_sigreturn"),
	ALLOW("rt_sigprocmask"),
};

/* Handlers of the signals 1 to 15 (SIGPIPE, SIGTERM) and of the two that libc
 * keeps to itself for threads, not of SIGSYS. */
static const struct call handlers[] = {
	ALLOW_WHEN("rt_sigaction", 0, INT_MASK & ~UINT64_C(15), 0),
	ALLOW_WHEN("rt_sigaction", 0, INT_MASK & ~UINT64_C(1), 32),
};

/* Sockets of the internet, and netlink, by which getaddrinfo learns whether
 * there is IPv6.  Local sockets fail softly: name services try them (nscd,
 * systemd-resolved) and go on without; a database must not be reached. */
static const struct call network[] = {
	ALLOW_WHEN("socket", 0, INT_MASK, AF_INET),
	ALLOW_WHEN("socket", 0, INT_MASK, AF_INET6),
	ALLOW_WHEN("socket", 0, INT_MASK, AF_NETLINK),
	SOFT_WHEN("socket", EAFNOSUPPORT, 0, INT_MASK, AF_UNIX),
	ALLOW_WHEN("socketpair", 0, INT_MASK, AF_UNIX),
	ALLOW("connect"),
	ALLOW("bind"),
	ALLOW("getsockname"),
	ALLOW("getpeername"),
	ALLOW("getsockopt"),
	ALLOW("setsockopt"),
	ALLOW("shutdown"),
	ALLOW("sendmmsg"),
	ALLOW("recvmmsg"),
	ALLOW("select"),
	ALLOW("pselect6"),
	ALLOW("epoll_create1"),
	ALLOW("epoll_ctl"),
	ALLOW("epoll_wait"),
	ALLOW("epoll_pwait"),
	ALLOW("eventfd2"),
	ALLOW("timerfd_create"),
	ALLOW("timerfd_settime"),
	ALLOW("pipe2"),
	ALLOW("uname"),
};

/* Reading files; Landlock says which. */
static const struct call files[] = {
	ALLOW_WHEN("open", 1, WRITE_BITS, O_RDONLY),
	ALLOW_WHEN("openat", 2, WRITE_BITS, O_RDONLY),
	SOFT("openat2", ENOSYS),
	ALLOW("newfstatat"),
	ALLOW("stat"),
	ALLOW("lstat"),
	ALLOW("statx"),
	ALLOW("statfs"),
	ALLOW("fstatfs"),
	ALLOW("access"),
	ALLOW("faccessat"),
	ALLOW("faccessat2"),
	ALLOW("readlink"),
	ALLOW("readlinkat"),
	ALLOW("getdents64"),
	ALLOW("getcwd"),
};

/* A thread, never a process: glibc falls back from clone3, whose flags are
 * out of sight, to clone. */
static const struct call threads[] = {
	SOFT("clone3", ENOSYS),
	ALLOW_WHEN(
		"clone", 0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM),
	ALLOW("set_robust_list"),
	ALLOW("rseq"),
	ALLOW("sched_getparam"),
	ALLOW("sched_getscheduler"),
};

/* A sanitizer's own bookkeeping. */
static const struct call sanitizer[] = {
	ALLOW("sigaltstack"),
	ALLOW("sched_getscheduler"),
	ALLOW("rt_sigaction"),
};

#define SANITIZER_GROUP                                                        \
	{                                                                      \
		sanitizer, BUILT_WITH_SANITIZER ? G_N_ELEMENTS(sanitizer) : 0  \
	}

static const struct call_group reader[] = {
	GROUP(memory),
	GROUP(no_new_code),
	GROUP(descriptors),
	GROUP(stat_descriptor_only),
	GROUP(frames),
	GROUP(libc),
	GROUP(ending),
	SANITIZER_GROUP,
	{ NULL, 0 },
};

static const struct call_group networker[] = {
	GROUP(memory),
	GROUP(late_libraries),
	GROUP(descriptors),
	GROUP(frames),
	GROUP(libc),
	GROUP(ending),
	GROUP(handlers),
	GROUP(network),
	GROUP(files),
	GROUP(threads),
	SANITIZER_GROUP,
	{ NULL, 0 },
};

const struct call_group *calls_of(enum sandbox_profile profile)
{
	return profile == SANDBOX_READER ? reader : networker;
}
