/* One main for every unit test program: runs the suite with Check, forked so
 * that a crash fails one test only (CK_FORK=no for a debugger). */
#pragma once

#include <check.h>
#include <stdlib.h>

static inline int check_main_as(Suite *suite, enum fork_status fork)
{
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, fork);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline int check_main(Suite *suite)
{
	return check_main_as(suite, CK_FORK_GETENV);
}

/* For many small tests over much memory: the leak checker would look through
 * all of it at the end of each process, nine tenths of the time.  A crash ends
 * the program then, which fails as well; it has the runner's limit of time. */
static inline int check_main_together(Suite *suite)
{
	return check_main_as(suite, CK_NOFORK);
}
