/* Run a command as if this kernel had no Landlock (`without landlock CMD…`),
 * to see what a program does that counts on it: the system call answers
 * ENOSYS, as an older kernel would. */

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 3 || strcmp(argv[1], "landlock") != 0) {
		fprintf(stderr, "usage: without landlock COMMAND...\n");
		return 2;
	}
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (filter == NULL ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
			SCMP_SYS(landlock_create_ruleset), 0) < 0 ||
		seccomp_load(filter) < 0) {
		fprintf(stderr, "without: no filter\n");
		return 1;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
