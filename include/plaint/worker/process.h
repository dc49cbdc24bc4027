/* Roles as processes: this very program with --role=NAME, or plaint-heavy for
 * those that need large libraries; a socketpair on descriptor 3, everything
 * else closed, a fixed environment.  A role is told its settings in the first
 * frame; nothing secret stands in argv or environment.  The child dies with its
 * parent. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include <jansson.h>

/* _START: the role could not be started (back off); _DIED: it ended or
 * misbehaved (kill it, count an attempt); _LATE: no answer by the deadline;
 * _ANSWER: the role said no, in words for the letter's record. */
enum process_error {
	PROCESS_ERROR_START,
	PROCESS_ERROR_DIED,
	PROCESS_ERROR_LATE,
	PROCESS_ERROR_ANSWER,
};
#define PROCESS_ERROR (process_error_quark())
GQuark process_error_quark(void);

/* The descriptor on which a role finds its parent. */
enum {
	PROCESS_ROLE_FD = 3
};

/* In the environment of a heavy role: of what its parent was built. */
#define PROCESS_BUILD "PLAINT_BUILD"

/* For a program that has a plaint-heavy, built together with it, in its folder:
 * opened now, so that an upgrade mixes no two versions.  One that is missing is
 * an error when it is needed.  Not called: this very program has all roles. */
void process_find_heavy(const char *build);

struct process {
	pid_t pid;
	int fd; /* our end; non-blocking is the caller's choice */
};

/* Start role `name` and send `settings` as the first frame. */
bool process_start(struct process *process, const char *name,
	const json_t *settings, GError **error);

/* In the child, before all else: from now on it ends when its parent does.
 * False: that has ended already. */
bool process_die_with_parent(void);

/* Wait for one frame until clock_monotonic_us is deadline_us; `name` for the
 * words of the error.  A new reference. */
json_t *process_await(struct process *process, const char *name,
	int64_t deadline_us, GError **error);

/* Close, kill, reap.  Safe on one that is dead or was never started. */
void process_end(struct process *process);

/* The same, telling how it ended: "killed by signal 31 (Bad system call)",
 * "exit status 1"; "stopped by us" when it was still alive.  Caller frees. */
char *process_end_text(struct process *process);
