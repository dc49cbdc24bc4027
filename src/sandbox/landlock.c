/* Landlock by its system calls: glibc has no wrappers, and the kernel
 * headers we build with are older than the kernels we run on, so what they
 * lack is defined here and masked by what the running kernel knows. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "plaint/base/fd.h"

#define ACCESS_TRUNCATE	 (UINT64_C(1) << 14)
#define ACCESS_IOCTL_DEV (UINT64_C(1) << 15)
#define ACCESS_BIND_TCP	 (UINT64_C(1) << 0)
#define SCOPE_ABSTRACT	 (UINT64_C(1) << 0)
#define SCOPE_SIGNAL	 (UINT64_C(1) << 1)

#define READ_FILE LANDLOCK_ACCESS_FS_READ_FILE
#define READ_ANY  (READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* All that the first version knew: bits 0 to 12. */
#define ACCESS_FIRST ((UINT64_C(1) << 13) - 1)

/* struct landlock_ruleset_attr as of version 6. */
struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scope;
};

/* What came with which version of the interface. */
static const struct {
	int version;
	struct ruleset denies;
} growth[] = {
	{ 1, { .files = ACCESS_FIRST } },
	{ 2, { .files = LANDLOCK_ACCESS_FS_REFER } },
	{ 3, { .files = ACCESS_TRUNCATE } },
	{ 4, { .network = ACCESS_BIND_TCP } },
	{ 5, { .files = ACCESS_IOCTL_DEV } },
	{ 6, { .scope = SCOPE_ABSTRACT | SCOPE_SIGNAL } },
};

/* Name look-up, the trust store, and the libraries both load late.  A file
 * named here is its inode: when resolv.conf is replaced by renaming, a role
 * that was sealed before cannot read the new one and has to be restarted. */
static const char *const network_readable[] = {
	"/etc/resolv.conf",
	"/etc/hosts",
	"/etc/host.conf",
	"/etc/nsswitch.conf",
	"/etc/gai.conf",
	"/etc/services",
	"/etc/protocols",
	"/etc/localtime",
	"/etc/ld.so.cache",
	"/etc/ssl",
	"/etc/gnutls",
	"/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates",
	"/usr/share/zoneinfo",
	"/run/systemd/resolve",
	"/run/resolvconf",
	"/lib",
	"/lib64",
	"/usr/lib",
	"/dev/null",
	"/dev/urandom",
	NULL,
};

static bool fail_errno(GError **error, const char *what)
{
	g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_FAILED,
		"Landlock, %s: %s", what, g_strerror(errno));
	return false;
}

/* The interface's version, -1 when there is none. */
static long landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);
}

static int open_ruleset(long version, GError **error)
{
	struct ruleset ruleset = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(growth); i++) {
		if (growth[i].version > version)
			break;
		ruleset.files |= growth[i].denies.files;
		ruleset.network |= growth[i].denies.network;
		ruleset.scope |= growth[i].denies.scope;
	}
	/* An old kernel takes a longer struct whose rest is zero. */
	long fd = syscall(
		SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
	if (fd < 0)
		fail_errno(error, "rule set");
	return (int)fd;
}

static bool allow_reading(int ruleset, const char *path, GError **error)
{
	auto_fd int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) < 0)
		return true;
	struct landlock_path_beneath_attr rule = {
		.parent_fd = fd,
		.allowed_access =
			S_ISDIR(status.st_mode) ? READ_ANY : READ_FILE,
	};
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0) == 0)
		return true;
	return fail_errno(error, path);
}

static bool allow_all(int ruleset, const char *const *paths, GError **error)
{
	for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
		if (!allow_reading(ruleset, paths[i], error))
			return false;
	}
	return true;
}

bool landlock_apply(enum sandbox_profile profile, const char *const *readable,
	GError **error)
{
	long version = landlock_version();
	if (version < 1) {
		g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_UNSUPPORTED,
			"this kernel has no Landlock, or forbids it (%s)",
			g_strerror(errno));
		return false;
	}
	auto_fd int ruleset = open_ruleset(version, error);
	if (ruleset < 0)
		return false;
	if (profile != SANDBOX_READER &&
		!(allow_all(ruleset, network_readable, error) &&
			allow_all(ruleset, readable, error)))
		return false;
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		return fail_errno(error, "restrict");
	return true;
}
