/* The only place that asks the system for the time.  Everything below the
 * engine and the commands takes the time as a parameter. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t clock_now_utc_us(void);

/* Microseconds on a clock that never goes back; for measuring only. */
int64_t clock_monotonic_us(void);

/* Microseconds that the calling thread has computed; for measuring what work
 * costs on a machine that has other work too. */
int64_t clock_thread_us(void);

/* Microseconds of processor time that a process has used; -1: not to be had
 * (it is gone, or was reaped). */
int64_t clock_process_us(pid_t pid);
