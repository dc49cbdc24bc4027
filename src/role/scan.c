/* Role scan: bytes from the spool to the virus scanner, its word back.  It
 * connects to the one address it is told, then seals itself so that it can
 * reach no other, and ends when that connection does.
 *
 *   (settings)      → ready {version} | down {message}
 *   scan + fd       → verdict {state, signature, problem, is_over} */

#include "clamd.h"
#include "plaint/base/fd.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "roles.h"

#include <errno.h>
#include <string.h>

enum {
	CONNECT_MS = 5000,
	ANSWER_MS = 3000, /* to what asks nothing of it */
	TIMEOUT_DEFAULT_MS = 60000,
};

static json_t *scan_one(
	struct clamd *clamd, int fd, int timeout_ms, bool *over_out)
{
	g_auto(clamd_verdict) verdict = { 0 };
	*over_out = !clamd_scan(clamd, fd, timeout_ms, &verdict);
	return json_pack("{s:s s:s s:s s:s s:b}", "type", "verdict", "state",
		clamd_state_name(verdict.state), "signature", verdict.signature,
		"problem", verdict.problem, "is_over", *over_out);
}

static int scan_serve(struct clamd *clamd, int timeout_ms)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *version =
		clamd_version(clamd, MIN(timeout_ms, ANSWER_MS), &error);
	if (version == NULL) {
		role_say_error("down", g_steal_pointer(&error));
		return 1;
	}
	if (!role_say(json_pack(
		    "{s:s s:s}", "type", "ready", "version", version)))
		return 1;
	for (;;) {
		auto_fd int fd = -1;
		bool is_over = false;
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, NULL);
		if (frame == NULL)
			return 0;
		bool is_scan = strcmp(wire_text(frame, "type"), "scan") == 0;
		json_decref(frame);
		if (is_scan && fd >= 0 &&
			!role_say(scan_one(clamd, fd, timeout_ms, &is_over)))
			return 1;
		if (is_over)
			return 0;
	}
}

/* How to spell the system's errors is looked up when the first is told. */
static void scan_warm_up(void)
{
	g_autoptr(GError) error = NULL;
	errno = EPIPE;
	base_error_set_errno(&error, "warm-up");
}

int role_scan(const json_t *settings)
{
	scan_warm_up();
	g_autoptr(GError) error = NULL;
	int timeout_ms =
		(int)wire_integer(settings, "timeout_ms", TIMEOUT_DEFAULT_MS);
	g_autoptr(clamd) clamd = clamd_open(wire_text(settings, "address"),
		MIN(timeout_ms, CONNECT_MS), &error);
	if (clamd == NULL) {
		role_say_error("down", g_steal_pointer(&error));
		return 1;
	}
	if (!role_seal_reader(settings))
		return 1;
	return scan_serve(clamd, timeout_ms);
}
