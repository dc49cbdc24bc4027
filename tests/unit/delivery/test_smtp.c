/* What becomes of a message when the server refuses, stalls, lies or goes
 * away at any point of the dialogue. */
#include "check_main.h"

#include <glib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "fake_server.h"
#include "plaint/delivery/smtp.h"

#define HELLO "S:220 fake ready", "C:EHLO ", "S:250-fake", "S:250 SIZE 100000"
#define ENVELOPE                                                               \
	"C:MAIL FROM:<a@plaint.example>", "S:250 ok",                          \
		"C:RCPT TO:<b@customer.example>", "S:250 ok"

static const char *const accepts[] = { HELLO, ENVELOPE, "C:DATA", "S:354 go",
	"D:", "S:250 2.0.0 queued as 77", "C:QUIT", "S:221 bye", NULL };
static const char *const accepts_long_reply[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "S:250-one", "S:250 two\\377", NULL };
static const char *const lost_after_dot[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", NULL };
static const char *const reset_after_dot[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "R:", NULL };
static const char *const garbage_after_dot[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "S:what?", NULL };
static const char *const half_reply_after_dot[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "s:250 o", NULL };
static const char *const lost_before_data[] = { HELLO, ENVELOPE, "C:DATA",
	NULL };
static const char *const lost_at_mail[] = { HELLO, "C:MAIL", NULL };
static const char *const refused_sender[] = { HELLO, "C:MAIL", "S:550 not you",
	"C:RSET", "S:250 ok", NULL };
static const char *const too_large[] = { HELLO, "C:MAIL", "S:552 too large",
	"C:RSET", "S:250 ok", NULL };
static const char *const busy_recipient[] = { HELLO, "C:MAIL", "S:250 ok",
	"C:RCPT", "S:451 later", "C:RSET", "S:250 ok", NULL };
static const char *const unknown_recipient[] = { HELLO, "C:MAIL", "S:250 ok",
	"C:RCPT", "S:550-no such", "S:550 mailbox", "C:RSET", "S:250 ok",
	NULL };
static const char *const closing[] = { HELLO, "C:MAIL", "S:421 closing", NULL };
static const char *const wants_login[] = { HELLO, "C:MAIL",
	"S:530 5.7.0 authenticate first", "C:RSET", "S:250 ok", NULL };
static const char *const data_refused[] = { HELLO, ENVELOPE, "C:DATA",
	"S:554 no", "C:RSET", "S:250 ok", NULL };
static const char *const content_refused[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "S:554 5.7.1 spam", NULL };
static const char *const content_later[] = { HELLO, ENVELOPE, "C:DATA",
	"S:354 go", "D:", "S:452 disk full", NULL };
static const char *const twice_go[] = { HELLO, ENVELOPE, "C:DATA", "S:354 go",
	"D:", "S:354 go", "S:250 ok", NULL };
static const char *const yes_ahead[] = { HELLO, ENVELOPE, "C:DATA",
	"s:354 go\\r\\n250 ok\\r\\n", "D:", NULL };
static const char *const data_odd[] = { HELLO, ENVELOPE, "C:DATA", "S:250 eh",
	"C:RSET", "S:250 ok", NULL };
static const char *const not_smtp[] = { HELLO, "C:MAIL", "S:* OK IMAP", NULL };
static const char *const other_code[] = { HELLO, "C:MAIL", "S:250-a", "S:550 b",
	NULL };
static const char *const endless_line[] = { HELLO, "C:MAIL", "s:250 ", "F:5000",
	"S:", NULL };
static const char *const early_words[] = { HELLO, "C:MAIL",
	"s:250 ok\\r\\n250 ok\\r\\n", "C:RCPT", NULL };

static const struct {
	const char *name;
	const char *const *script;
	enum smtp_outcome outcome;
	int code;
	bool is_alive;
	const char *text; /* part of it; NULL: any */
	bool is_ours;
} cases[] = {
	{ "accepts", accepts, SMTP_SENT, 250, true, "2.0.0 queued as 77" },
	{ "long reply", accepts_long_reply, SMTP_SENT, 250, true,
		"one two\xEF\xBF\xBD" },
	{ "lost after dot", lost_after_dot, SMTP_UNCERTAIN, 0, false,
		"closed the connection" },
	{ "reset after dot", reset_after_dot, SMTP_UNCERTAIN, 0, false, NULL },
	{ "garbage after dot", garbage_after_dot, SMTP_UNCERTAIN, 0, false,
		"not SMTP" },
	{ "half a reply", half_reply_after_dot, SMTP_UNCERTAIN, 0, false,
		NULL },
	{ "lost before data", lost_before_data, SMTP_RETRY, 0, false, NULL },
	{ "lost at mail", lost_at_mail, SMTP_RETRY, 0, false, NULL },
	/* Whom it was to go to was not asked yet. */
	{ "refused sender", refused_sender, SMTP_RETRY, 550, true,
		"sender a@plaint.example refused: 550 not you", true },
	{ "too large", too_large, SMTP_FAILED, 552, true, "too large" },
	{ "busy recipient", busy_recipient, SMTP_RETRY, 451, true, "later" },
	{ "unknown recipient", unknown_recipient, SMTP_FAILED, 550, true,
		"no such mailbox" },
	{ "closing", closing, SMTP_RETRY, 421, false, "closing" },
	{ "wants login", wants_login, SMTP_RETRY, 530, true, NULL, true },
	{ "data refused", data_refused, SMTP_FAILED, 554, true, NULL },
	{ "content refused", content_refused, SMTP_FAILED, 554, true, "spam" },
	{ "content later", content_later, SMTP_RETRY, 452, true, NULL },
	{ "told twice to go on", twice_go, SMTP_UNCERTAIN, 0, false, NULL },
	{ "yes before the dot", yes_ahead, SMTP_RETRY, 0, false, NULL },
	{ "odd answer to data", data_odd, SMTP_RETRY, 250, true, NULL },
	{ "not smtp", not_smtp, SMTP_RETRY, 0, false, "not SMTP" },
	{ "two codes", other_code, SMTP_RETRY, 0, false, NULL },
	{ "endless line", endless_line, SMTP_RETRY, 0, false, NULL },
	{ "answers ahead", early_words, SMTP_RETRY, 0, false, NULL },
};

static struct smtp_settings settings_for(const struct fake_server *server)
{
	return (struct smtp_settings){ .server = { .host = "127.0.0.1",
					       .port = server->port,
					       .tls = STREAM_TLS_NONE,
					       .timeout_ms = 2000,
					       .stop_fd = -1 },
		.greeting_name = "test.example" };
}

START_TEST(test_outcomes)
{
	struct fake_server server = fake_server_start(cases[_i].script, 1);
	struct smtp_settings settings = settings_for(&server);
	g_autoptr(GError) error = NULL;
	g_autoptr(smtp) smtp = smtp_open(&settings, &error);
	ck_assert_msg(smtp != NULL, "%s", error ? error->message : "");
	static const char text[] = "Subject: x\r\n\r\n.\r\nbody\n";
	g_autoptr(GBytes) message = g_bytes_new_static(text, sizeof(text) - 1);
	struct smtp_result result;
	smtp_send(smtp, "a@plaint.example", "b@customer.example", message,
		&result);
	ck_assert_msg(result.outcome == cases[_i].outcome &&
			      result.code == cases[_i].code &&
			      result.is_alive == cases[_i].is_alive &&
			      result.is_ours == cases[_i].is_ours,
		"%s: %s %d %d %s", cases[_i].name,
		smtp_outcome_name(result.outcome), result.code, result.is_alive,
		result.text);
	if (cases[_i].text != NULL)
		ck_assert_msg(strstr(result.text, cases[_i].text) != NULL,
			"%s: %s", cases[_i].name, result.text);
	smtp_result_clear(&result);
	g_clear_pointer(&smtp, smtp_close);
	fake_server_stop(&server);
}
END_TEST

/* Dots are doubled, bare line ends repaired: what is on the wire is exactly
 * this, one line after the other. */
START_TEST(test_wire)
{
	static const char *const script[] = { HELLO,
		"C:MAIL FROM:<> SIZE=", "S:250 ok", "C:RCPT", "S:250 ok",
		"C:DATA", "S:354 go", "C:Subject: x", "C:", "C:..dot", "C:bare",
		"C:..", "C:...", "C:old mac", "C:", "C:end", "C:.",
		"S:250 all as it should be", NULL };
	static const char message[] =
		"Subject: x\r\n\r\n.dot\r\nbare\n.\n..\r\nold mac\r\rend";
	struct fake_server server = fake_server_start(script, 1);
	struct smtp_settings settings = settings_for(&server);
	g_autoptr(smtp) smtp = smtp_open(&settings, NULL);
	g_autoptr(GBytes) bytes =
		g_bytes_new_static(message, sizeof(message) - 1);
	struct smtp_result result;
	smtp_send(smtp, "", "b@customer.example", bytes, &result);
	ck_assert_str_eq(result.text, "all as it should be");
	smtp_result_clear(&result);
	g_clear_pointer(&smtp, smtp_close);
	fake_server_stop(&server);
}
END_TEST

/* Nothing of these reaches the wire. */
START_TEST(test_bad_addresses)
{
	static const char *const bad[] = { "x@y>\r\nRCPT TO:<evil@z", "x y@z.a",
		"x@", "@y", "", "x@y\nz", "юзер@plaint.example", "<x@y>",
		"a..b@c.example", "x@-bad-.example" };
	static const char *const script[] = { HELLO, "C:QUIT", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct smtp_settings settings = settings_for(&server);
	g_autoptr(smtp) smtp = smtp_open(&settings, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x\r\n", 3);
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
	g_autofree char *much = g_strnfill(200000, 'x');
	g_autoptr(GBytes) large = g_bytes_new_static(much, 200000);
	struct smtp_result result;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		smtp_send(smtp, "a@plaint.example", bad[i], bytes, &result);
		ck_assert_msg(result.outcome == SMTP_FAILED, "%s: %s", bad[i],
			result.text);
		ck_assert(result.is_alive);
		smtp_result_clear(&result);
	}
	smtp_send(smtp, "a@b.c", "d@e.f", empty, &result);
	ck_assert_int_eq(result.outcome, SMTP_FAILED);
	smtp_result_clear(&result);
	smtp_send(smtp, "a@b.c", "d@e.f", large, &result);
	ck_assert_int_eq(result.outcome, SMTP_FAILED);
	smtp_result_clear(&result);
	g_clear_pointer(&smtp, smtp_close);
	fake_server_stop(&server);
}
END_TEST

static const char *const rejects[] = { "S:554 go away", NULL };
static const char *const busy[] = { "S:421 too many", NULL };
static const char *const silent[] = { "W:5000", NULL };
static const char *const trickle[] = { "T:", NULL };
static const char *const flood[] = { "F:4000000", NULL };
static const char *const no_starttls[] = { HELLO, NULL };
static const char *const injected[] = { "S:220 x", "C:EHLO", "S:250 STARTTLS",
	"C:STARTTLS", "s:220 go\\r\\n250 SIZE 1\\r\\n", NULL };
static const char *const no_login[] = { HELLO, NULL };
static const char *const bad_login[] = { "S:220 x", "C:EHLO",
	"S:250 AUTH LOGIN", "C:AUTH LOGIN", "S:334 a", "C:dQ==", "S:334 b",
	"C:cA==", "S:535 wrong", NULL };
static const char *const login_later[] = { "S:220 x", "C:EHLO",
	"S:250 AUTH PLAIN", "C:AUTH PLAIN AHUAcA==", "S:454 later", NULL };

static const struct {
	const char *name;
	const char *const *script;
	enum stream_tls tls;
	bool logs_in;
	int code;
	const char *text;
} openings[] = {
	{ "rejects", rejects, STREAM_TLS_NONE, false, DELIVERY_ERROR_REFUSED,
		"554 go away" },
	{ "busy", busy, STREAM_TLS_NONE, false, DELIVERY_ERROR_RETRY,
		"421 too many" },
	{ "silent", silent, STREAM_TLS_NONE, false, DELIVERY_ERROR_RETRY,
		"within" },
	{ "trickle", trickle, STREAM_TLS_NONE, false, DELIVERY_ERROR_RETRY,
		NULL },
	{ "flood", flood, STREAM_TLS_NONE, false, DELIVERY_ERROR_RETRY, NULL },
	{ "no starttls", no_starttls, STREAM_TLS_STARTTLS, false,
		DELIVERY_ERROR_REFUSED, "offers no STARTTLS" },
	{ "injected", injected, STREAM_TLS_STARTTLS, false,
		DELIVERY_ERROR_RETRY, "before the handshake" },
	{ "no login", no_login, STREAM_TLS_NONE, true, DELIVERY_ERROR_REFUSED,
		"offers no login" },
	{ "bad login", bad_login, STREAM_TLS_NONE, true, DELIVERY_ERROR_REFUSED,
		"535 wrong" },
	{ "login later", login_later, STREAM_TLS_NONE, true,
		DELIVERY_ERROR_RETRY, "454 later" },
};

START_TEST(test_openings)
{
	struct fake_server server = fake_server_start(openings[_i].script, 1);
	struct smtp_settings settings = settings_for(&server);
	settings.server.timeout_ms = 400;
	settings.server.tls = openings[_i].tls;
	settings.user = openings[_i].logs_in ? "u" : NULL;
	settings.password = "p";
	g_autoptr(GError) error = NULL;
	g_autoptr(smtp) smtp = smtp_open(&settings, &error);
	ck_assert_msg(smtp == NULL, "%s", openings[_i].name);
	ck_assert_msg(
		error->code == openings[_i].code &&
			(openings[_i].text == NULL ||
				strstr(error->message, openings[_i].text)),
		"%s: %d %s", openings[_i].name, error->code, error->message);
	fake_server_stop(&server);
}
END_TEST

static const char *const token_in[] = { "S:220 x", "C:EHLO",
	"S:250 AUTH PLAIN XOAUTH2",
	"C:AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHQBAQ==", "S:235 in", "C:QUIT",
	NULL };
static const char *const token_stale[] = { "S:220 x", "C:EHLO",
	"S:250 AUTH XOAUTH2", "C:AUTH XOAUTH2",
	"S:334 eyJzdGF0dXMiOiI0MDEifQ==", "C:", "S:535 stale", NULL };
static const char *const plain_in[] = { "S:220 x", "C:EHLO",
	"S:250-AUTH LOGIN PLAIN", "S:250 SIZE",
	"C:AUTH PLAIN AHUAcA==", "S:235 in", "C:QUIT", NULL };

START_TEST(test_logins)
{
	static const struct {
		const char *const *script;
		const char *token;
		bool ok;
	} logins[] = { { token_in, "t", true }, { token_stale, "t", false },
		{ plain_in, NULL, true } };
	for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
		struct fake_server server =
			fake_server_start(logins[i].script, 1);
		struct smtp_settings settings = settings_for(&server);
		settings.user = "u";
		settings.password = "p";
		settings.token = logins[i].token;
		g_autoptr(GError) error = NULL;
		g_autoptr(smtp) smtp = smtp_open(&settings, &error);
		ck_assert_msg((smtp != NULL) == logins[i].ok, "%s",
			error ? error->message : "");
		if (!logins[i].ok)
			ck_assert_int_eq(error->code, DELIVERY_ERROR_REFUSED);
		g_clear_pointer(&smtp, smtp_close);
		fake_server_stop(&server);
	}
}
END_TEST

/* A password whose line would be too long goes in a line of its own. */
START_TEST(test_long_password)
{
	static const char *const script[] = { "S:220 x", "C:EHLO",
		"S:250 AUTH PLAIN", "C:AUTH PLAIN", "S:334 ", "C:AHUAeHh4",
		"S:235 in", "C:QUIT", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct smtp_settings settings = settings_for(&server);
	g_autofree char *password = g_strnfill(600, 'x');
	settings.user = "u";
	settings.password = password;
	g_autoptr(GError) error = NULL;
	g_autoptr(smtp) smtp = smtp_open(&settings, &error);
	ck_assert_msg(smtp != NULL, "%s", error ? error->message : "");
	g_clear_pointer(&smtp, smtp_close);
	fake_server_stop(&server);
}
END_TEST

/* The stop descriptor ends a wait for the dot's answer at once, and says that
 * nothing is known. */
START_TEST(test_stop)
{
	static const char *const script[] = { HELLO, ENVELOPE, "C:DATA",
		"S:354 go", "D:", "W:8000", NULL };
	struct fake_server server = fake_server_start(script, 1);
	struct smtp_settings settings = settings_for(&server);
	settings.server.stop_fd = eventfd(0, EFD_CLOEXEC);
	g_autoptr(smtp) smtp = smtp_open(&settings, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x\r\n", 3);
	pid_t waker = fork();
	if (waker == 0) {
		g_usleep(300 * 1000);
		eventfd_write(settings.server.stop_fd, 1);
		_exit(0);
	}
	gint64 start = g_get_monotonic_time();
	struct smtp_result result;
	smtp_send(
		smtp, "a@plaint.example", "b@customer.example", bytes, &result);
	ck_assert_int_eq(result.outcome, SMTP_UNCERTAIN);
	ck_assert_int_lt(g_get_monotonic_time() - start, 2 * G_USEC_PER_SEC);
	smtp_result_clear(&result);
	g_clear_pointer(&smtp, smtp_close);
	fake_server_stop(&server);
	waitpid(waker, NULL, 0);
	close(settings.server.stop_fd);
}
END_TEST

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	Suite *suite = suite_create("delivery/smtp");
	TCase *tcase = tcase_create("smtp");
	tcase_set_timeout(tcase, 20);
	tcase_add_loop_test(tcase, test_outcomes, 0, G_N_ELEMENTS(cases));
	tcase_add_loop_test(tcase, test_openings, 0, G_N_ELEMENTS(openings));
	tcase_add_test(tcase, test_wire);
	tcase_add_test(tcase, test_bad_addresses);
	tcase_add_test(tcase, test_logins);
	tcase_add_test(tcase, test_long_password);
	tcase_add_test(tcase, test_stop);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
