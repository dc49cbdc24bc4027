/* Seal a role: rlimits, no_new_privs, Landlock, seccomp allow-list.  Warm up
 * first (open converters, load language data), then seal; afterwards a call
 * outside the table kills the process (SIGSYS), and the log names it.
 *
 * Source: landlock(7), seccomp(2). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* _UNSUPPORTED: the kernel lacks a part; the administrator may allow running
 * without (sandbox: off); _FAILED: anything else. */
enum sandbox_error {
	SANDBOX_ERROR_UNSUPPORTED,
	SANDBOX_ERROR_FAILED,
};
#define SANDBOX_ERROR (sandbox_error_quark())
GQuark sandbox_error_quark(void);

enum sandbox_profile {
	SANDBOX_READER, /* parse, ocr: memory and the descriptors it has */
	SANDBOX_FETCH,	/* plus sockets and name look-up; no file is opened
			   for writing, no exec, no fork */
	SANDBOX_SEND,	/* the same */
};

struct sandbox_limits {
	int64_t memory_bytes; /* RLIMIT_AS; 0: leave */
	int64_t cpu_seconds;  /* RLIMIT_CPU for the process's life; 0: leave */
	int64_t file_bytes;   /* RLIMIT_FSIZE; 0: none may be written or grown;
				 -1: leave */
	int open_files;	      /* RLIMIT_NOFILE; 0: leave */
};

bool sandbox_seal(enum sandbox_profile profile,
	const struct sandbox_limits *limits, GError **error);
