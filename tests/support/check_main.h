/* One main for every unit test program: runs the suite with Check, forked so
 * that a crash fails one test only (CK_FORK=no for a debugger). */
#pragma once

#include <check.h>
#include <stdlib.h>

static inline int check_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
