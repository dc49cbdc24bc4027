/* The system's clocks, asked here and nowhere else. */

#include "plaint/base/clock.h"

#include <time.h>

static int64_t clock_read_us(clockid_t which)
{
	struct timespec now;
	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_utc_us(void)
{
	return clock_read_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
	return clock_read_us(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
	return clock_read_us(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_process_us(pid_t pid)
{
	clockid_t clock;
	if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0)
		return -1;
	return clock_read_us(clock);
}
