/* What the scanner says, and a scanner that says nothing, too much or the
 * wrong thing, over a real socket. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "../../../src/role/clamd.h"
#include "check_main.h"
#include "plaint/base/fd.h"
#include "scratch.h"

static const struct {
	const char *answer;
	enum clamd_state state;
	const char *signature, *problem;
} answers[] = {
	{ "1: stream: OK", CLAMD_CLEAN, "", "" },
	{ "stream: OK", CLAMD_CLEAN, "", "" },
	{ "27: stream: Eicar-Test-Signature FOUND", CLAMD_INFECTED,
		"Eicar-Test-Signature", "" },
	{ "3: stream: A FOUND B FOUND", CLAMD_INFECTED, "A FOUND B", "" },
	{ "1: INSTREAM size limit exceeded. ERROR", CLAMD_NOT_SCANNED, "",
		"INSTREAM size limit exceeded. ERROR" },
	{ "1: stream: Can't allocate memory ERROR", CLAMD_NOT_SCANNED, "",
		"stream: Can't allocate memory ERROR" },
	/* A name, but of no virus. */
	{ "1: stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
		CLAMD_NOT_SCANNED, "",
		"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND" },
	{ "1: stream: Heuristics.Encrypted.Zip FOUND", CLAMD_NOT_SCANNED, "",
		"stream: Heuristics.Encrypted.Zip FOUND" },
	/* Never clean by mistake. */
	{ "", CLAMD_NOT_SCANNED, "", "an empty answer" },
	{ "1: ", CLAMD_NOT_SCANNED, "", "an empty answer" },
	{ "OK", CLAMD_NOT_SCANNED, "", "OK" },
	{ "1: stream: ok", CLAMD_NOT_SCANNED, "", "stream: ok" },
	{ "1: stream: OK ", CLAMD_NOT_SCANNED, "", "stream: OK" },
	{ "1: stream:  FOUND", CLAMD_NOT_SCANNED, "", "stream: FOUND" },
	{ "1: stream: NOT OK", CLAMD_NOT_SCANNED, "", "stream: NOT OK" },
	{ "1: other: OK", CLAMD_NOT_SCANNED, "", "other: OK" },
	{ "UNKNOWN COMMAND", CLAMD_NOT_SCANNED, "", "UNKNOWN COMMAND" },
	{ "1: stream: \xff\x01 FOUND", CLAMD_INFECTED, NULL, "" },
};

START_TEST(answer)
{
	g_auto(clamd_verdict) verdict = { 0 };
	clamd_read_answer(answers[_i].answer, &verdict);
	ck_assert_msg(
		verdict.state == answers[_i].state, "%s", answers[_i].answer);
	ck_assert(g_utf8_validate(verdict.signature, -1, NULL));
	if (answers[_i].signature != NULL)
		ck_assert_str_eq(verdict.signature, answers[_i].signature);
	ck_assert_str_eq(verdict.problem, answers[_i].problem);
}
END_TEST

/* --- a scanner of our own ------------------------------------------------ */

struct scanner {
	const char *says; /* NULL: hangs up; with its NUL */
	bool is_deaf;	  /* does not read, hangs up when asked twice */
	bool is_silent;
	int fd;
	GThread *thread;
	size_t heard_bytes;
	char *dir, *path;
};

static gpointer scanner_run(gpointer user)
{
	struct scanner *scanner = user;
	char room[4096];
	auto_fd int fd = accept(scanner->fd, NULL, NULL);
	ssize_t got = 0;
	char tail[8] = "";
	while (!scanner->is_deaf && (got = read(fd, room, sizeof(room))) > 0) {
		scanner->heard_bytes += (size_t)got;
		size_t kept = MIN((size_t)got, sizeof(tail));
		memmove(tail, tail + kept, sizeof(tail) - kept);
		memcpy(tail + sizeof(tail) - kept, room + got - kept, kept);
		if (memcmp(tail + 4, "\0\0\0\0", 4) == 0 ||
			memcmp(tail, "VERSION", sizeof(tail)) == 0)
			break;
	}
	if (scanner->is_silent) {
		while (read(fd, room, sizeof(room)) > 0)
			;
	} else if (scanner->says != NULL) {
		fd_write_all(
			fd, scanner->says, strlen(scanner->says) + 1, NULL);
	}
	return NULL;
}

static void scanner_start(struct scanner *scanner)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	scanner->dir = scratch_make();
	scanner->path = g_build_filename(scanner->dir, "socket", NULL);
	g_strlcpy(address.sun_path, scanner->path, sizeof(address.sun_path));
	scanner->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(
		bind(scanner->fd, (struct sockaddr *)&address, sizeof(address)),
		0);
	ck_assert_int_eq(listen(scanner->fd, 1), 0);
	scanner->thread = g_thread_new("scanner", scanner_run, scanner);
}

static void scanner_stop(struct scanner *scanner)
{
	g_thread_join(scanner->thread);
	fd_clear(&scanner->fd);
	g_free(scanner->path);
	scratch_remove(scanner->dir);
}

static bool scan(
	struct scanner *scanner, size_t bytes, struct clamd_verdict *out)
{
	g_autoptr(GError) error = NULL;
	auto_fd int fd = memfd_create("file", MFD_CLOEXEC);
	g_autofree char *content = g_strnfill(bytes, 'x');
	ck_assert(fd_write_all(fd, content, bytes, &error));
	scanner_start(scanner);
	struct clamd *clamd = clamd_open(scanner->path, 2000, &error);
	ck_assert_msg(clamd != NULL, "%s", error ? error->message : "");
	bool is_alive = clamd_scan(clamd, fd, 700, out);
	clamd_close(clamd);
	scanner_stop(scanner);
	return is_alive;
}

START_TEST(a_file_is_streamed_in_chunks)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = { .says = "1: stream: OK" };
	enum {
		BYTES = 200 * 1024
	};
	ck_assert(scan(&scanner, BYTES, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_CLEAN);
	/* Two commands with their NULs, four chunks and the end. */
	ck_assert_uint_eq(scanner.heard_bytes, strlen("zIDSESSION") + 1 +
						       strlen("zINSTREAM") + 1 +
						       BYTES + 5 * 4);
}
END_TEST

START_TEST(an_empty_file_too)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = { .says = "1: stream: OK" };
	ck_assert(scan(&scanner, 0, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_CLEAN);
}
END_TEST

START_TEST(who_hangs_up_has_not_scanned)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = { .says = NULL };
	ck_assert(!scan(&scanner, 10, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_NOT_SCANNED);
	ck_assert_str_ne(verdict.problem, "");
}
END_TEST

START_TEST(a_limit_is_told_before_all_is_heard)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = {
		.says = "1: INSTREAM size limit exceeded. ERROR",
		.is_deaf = true,
	};
	ck_assert(!scan(&scanner, 8 << 20, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_NOT_SCANNED);
	ck_assert_ptr_nonnull(strstr(verdict.problem, "size limit"));
}
END_TEST

START_TEST(a_limit_ends_the_session_though_all_is_heard)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = {
		.says = "1: INSTREAM size limit exceeded. ERROR",
	};
	ck_assert(!scan(&scanner, 100, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_NOT_SCANNED);
}
END_TEST

START_TEST(silence_costs_the_deadline_only)
{
	g_auto(clamd_verdict) verdict = { 0 };
	struct scanner scanner = { .is_silent = true };
	gint64 begun_us = g_get_monotonic_time();
	ck_assert(!scan(&scanner, 10, &verdict));
	ck_assert_int_lt(g_get_monotonic_time() - begun_us, 5000000);
	ck_assert_int_eq(verdict.state, CLAMD_NOT_SCANNED);
	ck_assert_ptr_nonnull(strstr(verdict.problem, "in time"));
}
END_TEST

START_TEST(an_endless_answer_is_cut)
{
	g_auto(clamd_verdict) verdict = { 0 };
	g_autofree char *endless = g_strnfill(1 << 20, 'x');
	struct scanner scanner = { .says = endless };
	ck_assert(!scan(&scanner, 10, &verdict));
	ck_assert_int_eq(verdict.state, CLAMD_NOT_SCANNED);
}
END_TEST

static const struct {
	const char *answer, *version;
} versions[] = {
	{ "1: ClamAV 1.4.6/27473/Tue Nov 24 09:00:00 2026",
		"ClamAV 1.4.6/27473/Tue Nov 24 09:00:00 2026" },
	{ "ClamAV 1.4.6", "ClamAV 1.4.6" },
	{ "1: UNKNOWN COMMAND", "" },
	{ "1: COMMAND UNAVAILABLE", "" },
	{ "", "" },
	{ NULL, NULL },
};

START_TEST(version)
{
	g_autoptr(GError) error = NULL;
	struct scanner scanner = { .says = versions[_i].answer };
	scanner_start(&scanner);
	struct clamd *clamd = clamd_open(scanner.path, 2000, &error);
	g_autofree char *said = clamd_version(clamd, 700, &error);
	clamd_close(clamd);
	scanner_stop(&scanner);
	ck_assert_pstr_eq(said, versions[_i].version);
	ck_assert((said == NULL) == (error != NULL));
}
END_TEST

START_TEST(nobody_there)
{
	static const char *const addresses[] = { "/nonexistent/socket",
		"localhost:1", "nonsense", "[::1]:1", ":::", "[:1", "[" };
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(clamd_open(addresses[i], 500, &error));
		ck_assert(g_str_has_prefix(error->message, addresses[i]));
	}
}
END_TEST

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	Suite *suite = suite_create("clamd");
	TCase *tcase = tcase_create("clamd");
	tcase_add_loop_test(tcase, answer, 0, G_N_ELEMENTS(answers));
	tcase_add_test(tcase, a_file_is_streamed_in_chunks);
	tcase_add_test(tcase, an_empty_file_too);
	tcase_add_test(tcase, who_hangs_up_has_not_scanned);
	tcase_add_test(tcase, a_limit_is_told_before_all_is_heard);
	tcase_add_test(tcase, a_limit_ends_the_session_though_all_is_heard);
	tcase_add_test(tcase, silence_costs_the_deadline_only);
	tcase_add_test(tcase, an_endless_answer_is_cut);
	tcase_add_loop_test(tcase, version, 0, G_N_ELEMENTS(versions));
	tcase_add_test(tcase, nobody_there);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
