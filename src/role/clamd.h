/* A session with a virus scanner, clamd(8): one connection over which any
 * number of files are streamed.  After clamd_open nothing is opened or
 * connected, so the caller seals the process in between.
 *
 * Source: clamd(8), commands IDSESSION, INSTREAM and VERSION. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

struct clamd;

/* "/path/of/socket" or "host:port".  BASE_ERROR when there is nobody. */
struct clamd *clamd_open(const char *address, int timeout_ms, GError **error);
void clamd_close(struct clamd *clamd);
typedef struct clamd clamd;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(clamd, clamd_close)

/* What it is and by which signatures it goes, "ClamAV 1.4.6/27473/Tue …", as
 * they were when the session began or later; "" when it does not say.  NULL:
 * the session is over. */
char *clamd_version(struct clamd *clamd, int timeout_ms, GError **error);

enum clamd_state {
	CLAMD_CLEAN,
	CLAMD_INFECTED,
	CLAMD_NOT_SCANNED,
};
const char *clamd_state_name(enum clamd_state state);

struct clamd_verdict {
	enum clamd_state state;
	char *signature; /* infected: which; else "" */
	char *problem;	 /* not scanned: why; else "" */
};
void clamd_verdict_clear(struct clamd_verdict *verdict);
typedef struct clamd_verdict clamd_verdict;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(clamd_verdict, clamd_verdict_clear)

/* All of fd, from its beginning, and the scanner's word about it within
 * timeout_ms.  False: the session is over, open another (*out tells the state
 * all the same). */
bool clamd_scan(
	struct clamd *clamd, int fd, int timeout_ms, struct clamd_verdict *out);

/* One answer, "3: stream: Eicar-Test-Signature FOUND".  A limit that was
 * exceeded or an archive behind a password is no virus, whatever name it
 * bears: not scanned.  Anything not understood is not scanned. */
void clamd_read_answer(const char *answer, struct clamd_verdict *out);
