/* Seal a role: rlimits, no_new_privs, Landlock, seccomp allow-list.  Warm up
 * first (open converters, load language data and fonts, make one JSON
 * object), then seal, while there is one thread; afterwards a call outside
 * the table kills the process (SIGSYS), and a line on standard error names
 * the call.
 *
 * A sealed reader's local time is UTC (TZ is set): the zone's file cannot be
 * read any more.  Memory that can be executed is refused softly (EPERM): a
 * regular expression compiler then interprets.
 *
 * Source: landlock(7), seccomp(2). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* _UNSUPPORTED: the kernel lacks a part, the message says which; the other
 * parts are in force, and the administrator may allow going on with them
 * alone.  _FAILED: anything else, nothing is certain. */
enum sandbox_error {
	SANDBOX_ERROR_UNSUPPORTED,
	SANDBOX_ERROR_FAILED,
};
#define SANDBOX_ERROR (sandbox_error_quark())
GQuark sandbox_error_quark(void);

enum sandbox_profile {
	SANDBOX_READER, /* parse, ocr: memory and the descriptors it has; to
			   open, connect, fork or exec is death */
	SANDBOX_FETCH,	/* plus TCP, UDP and name look-up: the resolver's and
			   TLS's files may be read, others give EACCES; to open
			   for writing, listen, fork or exec is death */
	SANDBOX_SEND,	/* the same */
};

struct sandbox_limits {
	int64_t memory_bytes; /* RLIMIT_AS; 0: leave.  Left alone in a
				 sanitizer's build and under valgrind */
	int64_t cpu_seconds;  /* RLIMIT_CPU for the process's life; 0: leave */
	int64_t file_bytes;   /* RLIMIT_FSIZE; 0: none may be written or grown;
				 -1: leave */
	int open_files;	      /* RLIMIT_NOFILE; 0: leave */
	/* Files and folders that FETCH and SEND may read besides (a CA file),
	 * NULL-terminated; NULL: none.  One that is missing is passed over. */
	const char *const *readable;
};

/* Under valgrind only rlimits and no_new_privs are set: valgrind itself needs
 * the rest. */
bool sandbox_seal(enum sandbox_profile profile,
	const struct sandbox_limits *limits, GError **error);
