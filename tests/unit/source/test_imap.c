/* The mailbox session against a scripted server: what real ones never say,
 * or only on a bad day. */
#include "check_main.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "../../../src/source/imap_session.h"
#include "fake_server.h"
#include "plaint/source/imap.h"

#define OPENING(capabilities)                                                  \
	"S:* OK ready", "C:CAPABILITY",                                        \
		"S:* CAPABILITY IMAP4rev1 " capabilities, "S:%T OK done",      \
		"C:LOGIN", "S:%T OK in", "C:CAPABILITY",                       \
		"S:* CAPABILITY IMAP4rev1 " capabilities, "S:%T OK done",      \
		"C:LIST \"\" \"\"", "S:* LIST (\\\\Noselect) \".\" \"\"",      \
		"S:%T OK done"
#define SELECTED                                                               \
	"C:SELECT", "S:* 3 EXISTS", "S:* OK [UIDVALIDITY 7] ok",               \
		"S:* OK [UIDNEXT 10] ok", "S:%T OK [READ-WRITE] done"
#define FETCHING "C:UID FETCH 1:2 (UID BODY.PEEK[])"

static struct imap_settings settings_for(const struct fake_server *server)
{
	return (struct imap_settings){ .server = { .host = "127.0.0.1",
					       .port = server->port,
					       .tls = STREAM_TLS_NONE,
					       .timeout_ms = 500,
					       .stop_fd = -1 },
		.user = "u",
		.password = "p" };
}

static const char *const not_imap[] = { "S:220 smtp.example ESMTP", NULL };
static const char *const bye[] = { "S:* BYE busy", NULL };
static const char *const hangs_up[] = { NULL };
static const char *const silent[] = { "W:5000", NULL };
static const char *const trickles[] = { "T:", NULL };
static const char *const floods[] = { "s:* OK ", "F:20000000", NULL };
static const char *const bad_login[] = { "S:* OK ready", "C:CAPABILITY",
	"S:* CAPABILITY IMAP4rev1", "S:%T OK done", "C:LOGIN",
	"S:%T NO [AUTHENTICATIONFAILED] wrong password", NULL };
static const char *const login_later[] = { "S:* OK ready", "C:CAPABILITY",
	"S:* CAPABILITY IMAP4rev1", "S:%T OK done", "C:LOGIN",
	"S:%T NO [UNAVAILABLE] back soon", NULL };
static const char *const preauth_then_tls[] = { "S:* PREAUTH welcome", NULL };
static const char *const injected[] = { "S:* OK ready", "C:CAPABILITY",
	"S:* CAPABILITY IMAP4rev1 STARTTLS", "S:%T OK done", "C:STARTTLS",
	"s:%T OK go\\r\\n* CAPABILITY EVIL\\r\\n", "W:300", NULL };
static const char *const no_starttls[] = { "S:* OK ready", "C:CAPABILITY",
	"S:* CAPABILITY IMAP4rev1", "S:%T OK done", NULL };
static const char *const starttls_refused[] = { "S:* OK ready", "C:CAPABILITY",
	"S:* CAPABILITY IMAP4rev1 STARTTLS", "S:%T OK done", "C:STARTTLS",
	"S:%T NO not today", NULL };

static const struct {
	const char *name;
	const char *const *script;
	enum stream_tls tls;
	int code; /* -1: any */
	const char *text;
} openings[] = {
	{ "not imap", not_imap, STREAM_TLS_NONE, -1, NULL },
	{ "bye", bye, STREAM_TLS_NONE, -1, NULL },
	{ "hangs up", hangs_up, STREAM_TLS_NONE, SOURCE_ERROR_NETWORK,
		"closed" },
	{ "silent", silent, STREAM_TLS_NONE, SOURCE_ERROR_NETWORK, "within" },
	{ "trickles", trickles, STREAM_TLS_NONE, SOURCE_ERROR_NETWORK, NULL },
	{ "floods", floods, STREAM_TLS_NONE, SOURCE_ERROR_PROTOCOL,
		"far more" },
	{ "bad login", bad_login, STREAM_TLS_NONE, SOURCE_ERROR_REFUSED,
		"wrong password" },
	{ "login later", login_later, STREAM_TLS_NONE, SOURCE_ERROR_NETWORK,
		"back soon" },
	{ "preauth", preauth_then_tls, STREAM_TLS_STARTTLS,
		SOURCE_ERROR_PROTOCOL, "before TLS" },
	{ "injected", injected, STREAM_TLS_STARTTLS, -1, "STARTTLS" },
	{ "no starttls", no_starttls, STREAM_TLS_STARTTLS, SOURCE_ERROR_REFUSED,
		"offers no STARTTLS" },
	{ "starttls refused", starttls_refused, STREAM_TLS_STARTTLS, -1,
		"STARTTLS" },
};

START_TEST(test_openings)
{
	struct fake_server server = fake_server_start(openings[_i].script, 1);
	struct imap_settings settings = settings_for(&server);
	settings.server.tls = openings[_i].tls;
	g_autoptr(GError) error = NULL;
	gint64 start = g_get_monotonic_time();
	g_autoptr(imap) imap = imap_open(&settings, &error);
	ck_assert_msg(imap == NULL, "%s", openings[_i].name);
	ck_assert_msg(
		(openings[_i].code == -1 || error->code == openings[_i].code) &&
			(openings[_i].text == NULL ||
				strstr(error->message, openings[_i].text)),
		"%s: %d %s", openings[_i].name, error->code, error->message);
	ck_assert_int_lt(g_get_monotonic_time() - start, 3 * G_USEC_PER_SEC);
	fake_server_stop(&server);
}
END_TEST

START_TEST(test_bad_settings)
{
	static const char *const bad[][2] = { { "u", "p\r\nx LOGOUT" },
		{ "u\nx", "p" }, { "", "p" }, { "u", "" } };
	struct fake_server server = { .port = 1 };
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct imap_settings settings = settings_for(&server);
		settings.user = bad[i][0];
		settings.password = bad[i][1];
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(imap_open(&settings, &error));
		ck_assert_int_eq(error->code, SOURCE_ERROR_REFUSED);
	}
	struct imap_settings far = settings_for(&server);
	far.server.host = "192.0.2.1";
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(imap_open(&far, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_REFUSED);
	ck_assert_ptr_nonnull(strstr(error->message, "loopback"));
}
END_TEST

static struct imap *open_selected(
	const struct fake_server *server, struct imap_settings *settings)
{
	*settings = settings_for(server);
	g_autoptr(GError) error = NULL;
	struct imap *imap = imap_open(settings, &error);
	ck_assert_msg(imap != NULL, "%s", error ? error->message : "");
	struct imap_folder folder;
	ck_assert_msg(imap_select(imap, "INBOX", &folder, &error), "%s",
		error ? error->message : "");
	ck_assert_uint_eq(folder.uid_validity, 7);
	ck_assert_uint_eq(folder.uid_next, 10);
	ck_assert_uint_eq(folder.count, 3);
	return imap;
}

START_TEST(test_list)
{
	static const char *const script[] = { OPENING(""), SELECTED,
		"C:UID FETCH 5:* (UID FLAGS INTERNALDATE RFC822.SIZE)",
		"S:* 3 FETCH (UID 9 FLAGS (\\\\Seen Plaint) INTERNALDATE "
		"\" 1-Feb-2026 12:00:00 +0200\" RFC822.SIZE 300)",
		"S:* 2 FETCH (FLAGS (\\\\Deleted))",
		"S:* 1 FETCH (RFC822.SIZE 100 UID 5 FLAGS () INTERNALDATE "
		"\"28-Feb-2026 23:30:00 -0330\")",
		"S:* 1 FETCH (RFC822.SIZE 100 UID 5 FLAGS () INTERNALDATE "
		"\"28-Feb-2026 23:30:00 -0330\")",
		"S:* 0 FETCH (UID 4 FLAGS () RFC822.SIZE 50)", "S:%T OK done",
		"C:LOGOUT", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) list = imap_list(imap, 5, "plaint", 100, &error);
	ck_assert_msg(list != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(list->len, 2);
	const struct imap_message *first =
		&g_array_index(list, struct imap_message, 0);
	const struct imap_message *second =
		&g_array_index(list, struct imap_message, 1);
	ck_assert_uint_eq(first->uid, 5);
	ck_assert(!first->is_seen && !first->has_keyword);
	/* 2026-03-01T03:00:00Z and 2026-02-01T10:00:00Z */
	ck_assert_int_eq(first->received_utc_us / 1000000, 1772334000);
	ck_assert_uint_eq(second->uid, 9);
	ck_assert(second->is_seen && second->has_keyword);
	ck_assert_int_eq(second->received_utc_us / 1000000, 1769940000);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
}
END_TEST

static GArray *bodies_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct imap_body));
}

static GArray *uids_one_two(void)
{
	static const uint32_t numbers[] = { 1, 2 };
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	return g_array_append_vals(uids, numbers, 2);
}

/* A message that is said to be empty is there all the same; one whose size
 * nobody asks for too. */
START_TEST(test_list_without_sizes)
{
	static const char *const script[] = { OPENING(""), SELECTED,
		"C:UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)",
		"S:* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 0)",
		"S:* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 7)",
		"S:* 3 FETCH (UID 3 FLAGS (\\\\Seen))", "S:%T OK done",
		"C:NOOP", "S:%T OK done",
		"C:UID FETCH 1:* (UID FLAGS INTERNALDATE)",
		"S:* 1 FETCH (UID 1 FLAGS () INTERNALDATE "
		"\" 1-Feb-2026 12:00:00 +0200\")",
		"S:* 3 FETCH (UID 3 FLAGS (\\\\Seen))", "S:%T OK done",
		FETCHING, "s:* 1 FETCH (UID 1 BODY[] {300000}\r\n", "F:300000",
		"S:)", "S:%T OK done", "C:LOGOUT", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) sized = imap_list(imap, 1, NULL, 100, &error);
	ck_assert_msg(sized != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(sized->len, 2);
	imap_skip_sizes(imap);
	g_autoptr(GArray) list = imap_list(imap, 1, NULL, 100, &error);
	ck_assert_msg(list != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(list->len, 1);
	ck_assert_uint_eq(g_array_index(list, struct imap_message, 0).uid, 1);
	g_autoptr(GArray) uids = uids_one_two();
	g_autoptr(GArray) bodies = bodies_new();
	int fd = memfd_create("bodies", MFD_CLOEXEC);
	ck_assert_msg(imap_fetch(imap, uids, fd, 1 << 20, bodies, &error), "%s",
		error ? error->message : "");
	ck_assert_uint_eq(bodies->len, 1);
	close(fd);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
}
END_TEST

/* fetch_script: what comes back for UIDs 1 and 2. */
static bool run_fetch(const char *const *script, int64_t limit_bytes,
	GArray *bodies, char **content_out, GError **error)
{
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	g_autoptr(GArray) uids = uids_one_two();
	int fd = memfd_create("bodies", MFD_CLOEXEC);
	bool ok = imap_fetch(imap, uids, fd, limit_bytes, bodies, error);
	*content_out = g_malloc0(1 << 20);
	ck_assert_int_ge(pread(fd, *content_out, (1 << 20) - 1, 0), 0);
	close(fd);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
	return ok;
}

static void check_body(const GArray *bodies, guint i, const char *content,
	uint32_t uid, const char *expected)
{
	const struct imap_body *body =
		&g_array_index(bodies, struct imap_body, i);
	ck_assert_uint_eq(body->uid, uid);
	ck_assert_int_eq(body->size_bytes, strlen(expected));
	ck_assert_mem_eq(content + body->offset, expected, strlen(expected));
}

/* The number may come before or after the bytes, in any order, with other
 * news between, as a literal or a quoted string. */
START_TEST(test_fetch)
{
	static const char *const script[] = { OPENING(""), SELECTED, FETCHING,
		"s:* 2 FETCH (BODY[] {5}\\r\\n", "W:50", "s:fi", "W:50",
		"s:rst UID 2)\\r\\n", "S:* 4 EXISTS",
		"S:* 3 FETCH (FLAGS (\\\\Seen))",
		"S:* 9 FETCH (UID 9 BODY[] \"unasked\")",
		"S:* 1 FETCH (UID 1 FLAGS () BODY[] \"sec\\\\\\\"ond\")",
		"S:%T OK done", "C:LOGOUT", NULL };
	g_autoptr(GArray) bodies = bodies_new();
	g_autofree char *content = NULL;
	g_autoptr(GError) error = NULL;
	ck_assert_msg(run_fetch(script, 1000, bodies, &content, &error), "%s",
		error ? error->message : "");
	ck_assert_uint_eq(bodies->len, 2);
	check_body(bodies, 0, content, 2, "first");
	check_body(bodies, 1, content, 1, "sec\"ond");
}
END_TEST

/* NIL is no message: so a server says that another program has taken it away
 * since it was listed.  An empty one is one. */
START_TEST(test_fetch_gone)
{
	static const char *const empty[] = { "\"\"", "{0}\\r\\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(empty); i++) {
		g_autofree char *two = g_strdup_printf(
			"S:* 2 FETCH (UID 2 BODY[] %s)", empty[i]);
		const char *const script[] = { OPENING(""), SELECTED, FETCHING,
			"S:* 1 FETCH (UID 1 BODY[] NIL)", two,
			"S:%T OK [EXPUNGEISSUED] some are gone", "C:LOGOUT",
			NULL };
		g_autoptr(GArray) bodies = bodies_new();
		g_autofree char *content = NULL;
		g_autoptr(GError) error = NULL;
		ck_assert_msg(run_fetch(script, 1000, bodies, &content, &error),
			"%s", error ? error->message : "");
		ck_assert_uint_eq(bodies->len, 1);
		check_body(bodies, 0, content, 2, "");
	}
}
END_TEST

START_TEST(test_fetch_cut)
{
	static const char *const script[] = { OPENING(""), SELECTED, FETCHING,
		"s:* 1 FETCH (UID 1 BODY[] {300000}\\r\\n", "F:300000", "S:)",
		"S:* 2 FETCH (UID 2 BODY[] {5}", "S:whole)", "S:%T OK done",
		"C:LOGOUT", NULL };
	g_autoptr(GArray) bodies = bodies_new();
	g_autofree char *content = NULL;
	ck_assert(run_fetch(script, 10, bodies, &content, NULL));
	ck_assert_uint_eq(bodies->len, 2);
	check_body(bodies, 0, content, 1, "xxxxxxxxxx");
	check_body(bodies, 1, content, 2, "whole");
	ck_assert(g_array_index(bodies, struct imap_body, 0).is_cut);
	ck_assert(!g_array_index(bodies, struct imap_body, 1).is_cut);
}
END_TEST

/* One whole, then the line goes dead in the middle of the other: the first
 * may be used. */
START_TEST(test_fetch_broken)
{
	static const char *const lost[] = { OPENING(""), SELECTED, FETCHING,
		"S:* 1 FETCH (UID 1 BODY[] {5}", "S:whole)",
		"S:* 2 FETCH (UID 2 BODY[] {1000}", "S:only this much", NULL };
	static const char *const huge[] = { OPENING(""), SELECTED, FETCHING,
		"S:* 1 FETCH (UID 1 BODY[] {5}", "S:whole)",
		"S:* 2 FETCH (UID 2 BODY[] {18446744073709551615}", "S:x",
		"W:5000", NULL };
	static const char *const garbage[] = { OPENING(""), SELECTED, FETCHING,
		"S:* 1 FETCH (UID 1 BODY[] {5}", "S:whole)", "S:)))) what ((((",
		"S:%T OK done", NULL };
	static const char *const refused[] = { OPENING(""), SELECTED, FETCHING,
		"S:* 1 FETCH (UID 1 BODY[] {5}", "S:whole)",
		"S:%T NO some are gone", NULL };
	static const char *const *const scripts[] = { lost, huge, garbage,
		refused };
	g_autoptr(GArray) bodies = bodies_new();
	g_autofree char *content = NULL;
	g_autoptr(GError) error = NULL;
	ck_assert(!run_fetch(scripts[_i], 1000, bodies, &content, &error));
	ck_assert_uint_eq(bodies->len, 1);
	check_body(bodies, 0, content, 1, "whole");
	ck_assert_int_eq(error->code == SOURCE_ERROR_MESSAGE, _i == 3);
}
END_TEST

/* A body may be larger than the budget that guards memory; a line may not. */
START_TEST(test_fetch_budget)
{
	static const char *const body[] = { OPENING(""), SELECTED, FETCHING,
		"s:* 1 FETCH (UID 1 BODY[] {30000000}\\r\\n", "F:30000000",
		"S:)", "S:%T OK done", "C:LOGOUT", NULL };
	static const char *const line[] = { OPENING(""), SELECTED, FETCHING,
		"s:* 1 FETCH (UID 1 FLAGS (", "F:30000000", "S:))",
		"S:%T OK done", NULL };
	g_autoptr(GArray) bodies = bodies_new();
	g_autofree char *content = NULL;
	g_autofree char *none = NULL;
	g_autoptr(GError) error = NULL;
	ck_assert_msg(run_fetch(body, 1 << 20, bodies, &content, &error), "%s",
		error ? error->message : "");
	ck_assert_uint_eq(bodies->len, 1);
	ck_assert(!run_fetch(line, 1 << 20, bodies, &none, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_PROTOCOL);
}
END_TEST

/* A message that was said to be small may be somewhat larger, not endless. */
START_TEST(test_fetch_said_small)
{
#define LISTED                                                                 \
	"C:UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)",                \
		"S:* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 50000)",              \
		"S:* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 50000)",              \
		"S:%T OK done", FETCHING
	static const char *const somewhat[] = { OPENING(""), SELECTED, LISTED,
		"s:* 1 FETCH (UID 1 BODY[] {60000}\r\n", "F:60000", "S:)",
		"S:%T OK done", "C:LOGOUT", NULL };
	static const char *const endless[] = { OPENING(""), SELECTED, LISTED,
		"s:* 1 FETCH (UID 1 BODY[] {4000000000}\r\n", "F:30000000",
		NULL };
	for (int i = 0; i < 2; i++) {
		struct fake_server server =
			fake_server_start(i == 0 ? somewhat : endless, 1);
		struct imap_settings settings;
		g_autoptr(imap) imap = open_selected(&server, &settings);
		g_autoptr(GArray) uids = uids_one_two();
		g_autoptr(GArray) bodies = bodies_new();
		g_autoptr(GError) error = NULL;
		int fd = memfd_create("bodies", MFD_CLOEXEC);
		g_autoptr(GArray) list = imap_list(imap, 1, NULL, 100, &error);
		ck_assert_msg(list != NULL, "%s", error ? error->message : "");
		bool ok = imap_fetch(
			imap, uids, fd, (int64_t)1 << 30, bodies, &error);
		ck_assert_msg(
			ok == (i == 0), "%s", error ? error->message : "");
		if (i == 1)
			ck_assert_ptr_nonnull(
				strstr(error->message, "far more"));
		ck_assert_uint_eq(bodies->len, i == 0 ? 1 : 0);
		close(fd);
		g_clear_pointer(&imap, imap_close);
		fake_server_stop(&server);
	}
}
END_TEST

/* What could not be written is not there. */
START_TEST(test_fetch_disk_full)
{
	static const char *const script[] = { OPENING(""), SELECTED, FETCHING,
		"S:* 1 FETCH (UID 1 BODY[] {5}", "S:whole)",
		"s:* 2 FETCH (UID 2 BODY[] {600000}\\r\\n", "F:600000", "S:)",
		"S:%T OK done", "C:LOGOUT", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	g_autoptr(GArray) uids = uids_one_two();
	g_autoptr(GArray) bodies = bodies_new();
	g_autoptr(GError) error = NULL;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	ck_assert(!imap_fetch(imap, uids, fd, 1 << 20, bodies, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_STOPPED);
	ck_assert_ptr_nonnull(strstr(error->message, "No space left"));
	ck_assert_uint_eq(bodies->len, 0);
	close(fd);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
}
END_TEST

static bool run_settle(const char *const *script,
	const struct imap_settling *how, GArray *done, GError **error)
{
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	uint32_t numbers[] = { 1, 2, 3, 7 };
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_array_append_vals(uids, numbers, 4);
	bool ok = imap_settle(imap, uids, how, done, error);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
	return ok;
}

static const char *const moves[] = { OPENING("MOVE UIDPLUS"), SELECTED,
	"C:UID MOVE 1:3,7 \"Done.&BCMEOgRABDAEVwQ9BDA-\"", "S:%T OK moved",
	"C:LOGOUT", NULL };
static const char *const creates[] = { OPENING("MOVE"), SELECTED, "C:UID MOVE",
	"S:%T NO [TRYCREATE] none", "C:CREATE", "S:%T OK made", "C:SUBSCRIBE",
	"S:%T OK done", "C:UID MOVE", "S:%T OK moved", NULL };
static const char *const copies[] = { OPENING("UIDPLUS"), SELECTED,
	"C:UID COPY 1:3,7", "S:%T OK done",
	"C:UID STORE 1:3,7 +FLAGS.SILENT "
	"(\\Deleted)",
	"S:%T OK done", "C:UID EXPUNGE 1:3,7", "S:%T OK done", NULL };
static const char *const marks[] = { OPENING(""), SELECTED, "C:UID COPY 1:3,7",
	"S:%T OK done", "C:UID STORE", "S:%T OK done", "C:LOGOUT", NULL };
static const char *const flags[] = { OPENING(""), SELECTED,
	"C:UID STORE 1:3,7 +FLAGS.SILENT (\\Seen Plaint)", "S:%T OK done",
	NULL };
static const char *const no_keywords[] = { OPENING(""), SELECTED,
	"C:UID STORE 1:3,7 +FLAGS.SILENT (\\Seen Plaint)", "S:%T NO keywords",
	"C:UID STORE 1:3,7 +FLAGS.SILENT (\\Seen)", "S:%T OK done", NULL };
static const char *const no_right[] = { OPENING("MOVE"), SELECTED, "C:UID MOVE",
	"S:%T NO not allowed", "C:CREATE", "S:%T NO not allowed either", NULL };
static const char *const is_full[] = { OPENING("MOVE"), SELECTED, "C:UID MOVE",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:CREATE",
	"S:%T NO [ALREADYEXISTS] it is there", "C:UID MOVE 1:2 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:UID MOVE 3,7 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:UID MOVE 1 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:UID MOVE 2 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:UID MOVE 3 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:UID MOVE 7 ",
	"S:%T NO [OVERQUOTA] quota exceeded", "C:LOGOUT", NULL };
static const char *const but_one[] = { OPENING("MOVE"), SELECTED,
	"C:UID MOVE 1:3,7 ", "S:%T NO some cannot be moved", "C:CREATE",
	"S:%T NO [ALREADYEXISTS] it is there", "C:UID MOVE 1:2 ",
	"S:%T NO some cannot be moved", "C:UID MOVE 3,7 ", "S:%T OK moved",
	"C:UID MOVE 1 ", "S:%T OK moved", "C:UID MOVE 2 ",
	"S:%T NO 2 is damaged", "C:LOGOUT", NULL };
static const char *const no_marks[] = { OPENING("UIDPLUS"), SELECTED,
	"C:UID COPY 1:3,7", "S:%T OK done", "C:UID STORE", "S:%T NO read-only",
	"C:LOGOUT", NULL };
static const char *const nothing[] = { OPENING(""), SELECTED, "C:LOGOUT",
	NULL };

static const struct {
	const char *const *script;
	enum imap_after after;
	const char *target;
	bool ok;
} settlings[] = {
	{ moves, IMAP_AFTER_MOVE, "Done/Україна", true },
	{ creates, IMAP_AFTER_MOVE, "Done", true },
	{ copies, IMAP_AFTER_MOVE, "Done", true },
	{ marks, IMAP_AFTER_MOVE, "Done", true },
	{ flags, IMAP_AFTER_FLAG, "Plaint", true },
	{ no_keywords, IMAP_AFTER_FLAG, "Plaint", true },
	{ no_right, IMAP_AFTER_MOVE, "Done", false },
	{ nothing, IMAP_AFTER_LEAVE, NULL, true },
	{ nothing, IMAP_AFTER_MOVE, "a\r\nx DELETE INBOX", false },
	{ nothing, IMAP_AFTER_MOVE, "", false },
	{ nothing, IMAP_AFTER_FLAG, "a b", false },
	{ nothing, IMAP_AFTER_FLAG, "a)\r\n", false },
};

START_TEST(test_settle)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { settlings[_i].after,
		settlings[_i].target };
	bool ok = run_settle(settlings[_i].script, &how, done, &error);
	ck_assert_msg(ok == settlings[_i].ok && ok == (error == NULL), "%s",
		error ? error->message : "it went through");
	ck_assert_uint_eq(done->len, ok ? 4 : 0);
}
END_TEST

static const char *const idle_news[] = { OPENING("IDLE"), SELECTED, "C:IDLE",
	"S:+ idling", "W:200", "S:* OK still here", "S:* 4 EXISTS", "C:DONE",
	"S:* 5 EXISTS", "S:idle1 OK done", "C:LOGOUT", NULL };
static const char *const idle_same_packet[] = { OPENING("IDLE"), SELECTED,
	"C:IDLE", "s:+ idling\\r\\n* 4 EXISTS\\r\\n", "C:DONE",
	"S:idle1 OK done", NULL };
static const char *const idle_before_plus[] = { OPENING("IDLE"), SELECTED,
	"C:IDLE", "S:* 4 EXISTS", "S:+ idling", "C:DONE", "S:idle1 OK done",
	NULL };
static const char *const idle_quiet[] = { OPENING("IDLE"), SELECTED, "C:IDLE",
	"S:+ idling", "C:DONE", "S:idle1 OK done", NULL };
static const char *const idle_refused[] = { OPENING("IDLE"), SELECTED, "C:IDLE",
	"S:idle1 NO not now", NULL };
static const char *const idle_bye[] = { OPENING("IDLE"), SELECTED, "C:IDLE",
	"S:+ idling", "S:* BYE restarting", NULL };
static const char *const no_idle[] = { OPENING(""), SELECTED, "W:600", NULL };

static const struct {
	const char *name;
	const char *const *script;
	bool ok;
	enum imap_news news;
} waits[] = {
	{ "news", idle_news, true, IMAP_NEWS_MAIL },
	{ "same packet", idle_same_packet, true, IMAP_NEWS_MAIL },
	{ "before plus", idle_before_plus, true, IMAP_NEWS_MAIL },
	{ "quiet", idle_quiet, true, IMAP_NEWS_NONE },
	{ "refused", idle_refused, false, IMAP_NEWS_NONE },
	{ "bye", idle_bye, false, IMAP_NEWS_NONE },
	{ "no idle", no_idle, true, IMAP_NEWS_NONE },
};

/* The reason is told, not what came of trying to make the folder; and it is
 * tried to make it once. */
START_TEST(test_settle_reason)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { IMAP_AFTER_MOVE, "Done" };
	ck_assert(!run_settle(is_full, &how, done, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "quota exceeded"));
	ck_assert_int_eq(error->code, SOURCE_ERROR_MESSAGE);
	ck_assert_uint_eq(done->len, 0);
}
END_TEST

/* One that the server does not move holds up no other. */
START_TEST(test_settle_but_one)
{
	static const uint32_t told[] = { 3, 7, 1 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { IMAP_AFTER_MOVE, "Done" };
	ck_assert(!run_settle(but_one, &how, done, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_MESSAGE);
	ck_assert_ptr_nonnull(strstr(error->message, "2 is damaged"));
	ck_assert_uint_eq(done->len, G_N_ELEMENTS(told));
	ck_assert_mem_eq(done->data, told, sizeof(told));
}
END_TEST

/* What was copied is not copied once more by halves. */
START_TEST(test_settle_copied)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct imap_settling how = { IMAP_AFTER_MOVE, "Done" };
	ck_assert(!run_settle(no_marks, &how, done, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_REFUSED);
	ck_assert_ptr_nonnull(strstr(error->message, "read-only"));
	ck_assert_uint_eq(done->len, 0);
}
END_TEST

START_TEST(test_wait)
{
	struct fake_server server = fake_server_start(waits[_i].script, 1);
	struct imap_settings settings;
	g_autoptr(imap) imap = open_selected(&server, &settings);
	enum imap_news news;
	g_autoptr(GError) error = NULL;
	bool ok = imap_wait(imap, -1, 500, &news, &error);
	ck_assert_msg(ok == waits[_i].ok && news == waits[_i].news,
		"%s: %d %d %s", waits[_i].name, ok, news,
		error ? error->message : "");
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
}
END_TEST

/* The caller's descriptor wakes at once and the session goes on; the stop
 * descriptor ends it. */
START_TEST(test_wake_and_stop)
{
	static const char *const script[] = { OPENING("IDLE"), SELECTED,
		"C:IDLE", "S:+ idling", "C:DONE", "S:idle1 OK done", "C:IDLE",
		"S:+ idling", "W:5000", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct imap_settings settings = settings_for(&server);
	settings.server.stop_fd = eventfd(0, EFD_CLOEXEC);
	int wake_fd = eventfd(1, EFD_CLOEXEC);
	g_autoptr(imap) imap = imap_open(&settings, NULL);
	struct imap_folder folder;
	ck_assert(imap_select(imap, "INBOX", &folder, NULL));
	enum imap_news news;
	gint64 start = g_get_monotonic_time();
	ck_assert(imap_wait(imap, wake_fd, 5000, &news, NULL));
	ck_assert_int_eq(news, IMAP_NEWS_WOKEN);
	eventfd_write(settings.server.stop_fd, 1);
	g_autoptr(GError) error = NULL;
	ck_assert(!imap_wait(imap, -1, 5000, &news, &error));
	ck_assert_int_eq(error->code, SOURCE_ERROR_STOPPED);
	ck_assert_int_lt(g_get_monotonic_time() - start, G_USEC_PER_SEC);
	g_clear_pointer(&imap, imap_close);
	fake_server_stop(&server);
	close(wake_fd);
	close(settings.server.stop_fd);
}
END_TEST

/* libetpan forgets the greeting of a server that says BYE at once. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new";
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	Suite *suite = suite_create("source/imap");
	TCase *tcase = tcase_create("imap");
	tcase_set_timeout(tcase, 20);
	tcase_add_loop_test(tcase, test_openings, 0, G_N_ELEMENTS(openings));
	tcase_add_test(tcase, test_bad_settings);
	tcase_add_test(tcase, test_list);
	tcase_add_test(tcase, test_settle_reason);
	tcase_add_test(tcase, test_settle_copied);
	tcase_add_test(tcase, test_settle_but_one);
	tcase_add_test(tcase, test_list_without_sizes);
	tcase_add_test(tcase, test_fetch);
	tcase_add_test(tcase, test_fetch_gone);
	tcase_add_test(tcase, test_fetch_cut);
	tcase_add_loop_test(tcase, test_fetch_broken, 0, 4);
	tcase_add_test(tcase, test_fetch_budget);
	tcase_add_test(tcase, test_fetch_said_small);
	tcase_add_test(tcase, test_fetch_disk_full);
	tcase_add_loop_test(tcase, test_settle, 0, G_N_ELEMENTS(settlings));
	tcase_add_loop_test(tcase, test_wait, 0, G_N_ELEMENTS(waits));
	tcase_add_test(tcase, test_wake_and_stop);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
