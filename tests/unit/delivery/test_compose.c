/* The bytes of a reply: encodings, threading headers, and that nothing given
 * from outside can add a header. */
#include "check_main.h"

#include <glib.h>
#include <gmime/gmime.h>
#include <string.h>

#include "plaint/delivery/compose.h"

static const struct compose sample = { .from_name = "Оператор",
	.from_address = "skarga@plaint.example",
	.to_address = "olena@customer.example",
	.subject = "Answer",
	.text = "Hello.\n",
	.message_id = "r1.abc@plaint.example",
	.date_utc_us = INT64_C(1772190000) * 1000000, /* 2026-02-27 11:00 */
	.utc_offset_minutes = 120 };

static char *compose_text(const struct compose *compose)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = compose_message(compose, &error);
	ck_assert_msg(bytes != NULL, "%s", error ? error->message : "");
	return g_strndup(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static GMimeMessage *message_parse(const char *text)
{
	GMimeStream *stream =
		g_mime_stream_mem_new_with_buffer(text, strlen(text));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	ck_assert_ptr_nonnull(message);
	return message;
}

/* What every mail must keep: CR LF only, lines of at most 998, here 78. */
static void check_lines(const char *text)
{
	size_t column = 0;
	for (const char *c = text; *c != '\0'; c++) {
		ck_assert_msg(
			*c != '\n' || (c > text && c[-1] == '\r'), "bare LF");
		ck_assert_msg(*c != '\r' || c[1] == '\n', "bare CR");
		ck_assert_msg((unsigned char)*c < 0x80, "eight-bit byte");
		column = *c == '\n' ? 0 : column + 1;
		ck_assert_msg(column <= 79, "long line in: %s", text);
	}
}

START_TEST(test_plain)
{
	static const char expected[] =
		"Date: Fri, 27 Feb 2026 13:00:00 +0200\r\n"
		"From: =?UTF-8?B?0J7Qv9C10YDQsNGC0L7RgA==?=\r\n"
		" <skarga@plaint.example>\r\n"
		"To: olena@customer.example\r\n"
		"Subject: Answer\r\n"
		"Message-ID: <r1.abc@plaint.example>\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=us-ascii\r\n"
		"Content-Transfer-Encoding: 7bit\r\n"
		"\r\n"
		"Hello.\r\n";
	g_autofree char *text = compose_text(&sample);
	ck_assert_str_eq(text, expected);
}
END_TEST

START_TEST(test_automatic)
{
	static const char *const references[] = { "first@x.example", "bad id@x",
		"a>\r\nX: 1", "last@x.example", NULL };
	struct compose compose = sample;
	compose.is_automatic = true;
	compose.language = "uk";
	compose.reply_to = "office@plaint.example";
	compose.in_reply_to = "last@x.example";
	compose.references = references;
	g_autofree char *text = compose_text(&compose);
	ck_assert_ptr_nonnull(
		strstr(text, "\r\nAuto-Submitted: auto-replied\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "\r\nContent-Language: uk\r\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "\r\nReply-To: office@plaint.example\r\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "\r\nIn-Reply-To: <last@x.example>\r\n"));
	ck_assert_ptr_nonnull(strstr(text,
		"\r\nReferences: <first@x.example>\r\n <last@x.example>\r\n"));
	check_lines(text);
}
END_TEST

static const char *const subjects[] = {
	"Short",
	"",
	"Відповідь на Ваше звернення № 2026-000123 щодо нарахувань за послуги",
	"An ASCII subject that is long enough to need folding at the seventy-"
	"eighth column of its line and once more after that",
	"=?UTF-8?B?ZXZpbA==?= looks encoded",
	"Word_without_any_space_that_is_longer_than_a_line_may_be_in_a_header_"
	"of_"
	"a_mail_message_as_the_standard_has_it",
	"Эмодзи 😀 и знак ₴",
	"  two  spaces ",
};

/* What a mail program reads is what was given. */
START_TEST(test_subjects)
{
	struct compose compose = sample;
	compose.subject = subjects[_i];
	g_autofree char *text = compose_text(&compose);
	check_lines(text);
	GMimeMessage *message = message_parse(text);
	g_autofree char *trimmed = g_strstrip(g_strdup(subjects[_i]));
	const char *read = g_mime_message_get_subject(message);
	/* One blank is as good as several. */
	g_auto(GStrv) want = g_strsplit(trimmed, "  ", -1);
	g_autofree char *single = g_strjoinv(" ", want);
	ck_assert_str_eq(read == NULL ? "" : read, single);
	g_object_unref(message);
}
END_TEST

static const char *const texts[] = {
	"One line",
	"",
	"Добрий день!\n\nВаше звернення розглянуто.\r\nЗ повагою\n",
	"From the start\nFrom here too\n",
	"A line of ASCII that is longer than seventy-eight characters has to "
	"be "
	"encoded, because we never send such\n",
	"mixed\rline\nends\r\n",
	".\n..\nend",
};

START_TEST(test_texts)
{
	struct compose compose = sample;
	compose.text = texts[_i];
	g_autofree char *text = compose_text(&compose);
	check_lines(text);
	ck_assert_ptr_null(strstr(text, "\nFrom "));
	GMimeMessage *message = message_parse(text);
	g_autofree char *body = g_mime_text_part_get_text(
		GMIME_TEXT_PART(g_mime_message_get_mime_part(message)));
	g_auto(GStrv) crlf = g_strsplit(texts[_i], "\r\n", -1);
	g_autofree char *want = g_strjoinv("\n", crlf);
	g_strdelimit(want, "\r", '\n');
	g_auto(GStrv) body_lines = g_strsplit(body, "\r\n", -1);
	g_autofree char *got = g_strjoinv("\n", body_lines);
	if (!g_str_has_suffix(want, "\n")) {
		ck_assert(g_str_has_suffix(got, "\n"));
		got[strlen(got) - 1] = '\0';
	}
	ck_assert_str_eq(got, want);
	g_object_unref(message);
}
END_TEST

/* Line breaks in any field end up as blanks within it. */
START_TEST(test_injection)
{
	struct compose compose = sample;
	compose.subject = "a\r\nBcc: evil@x.example\r\n\r\nbody";
	compose.from_name = "x\"\r\nBcc: <evil@x.example>\\";
	compose.to_name = "y\nBcc: z";
	compose.in_reply_to = "i@x>\r\nBcc: evil@x.example";
	compose.language = "uk\r\nBcc: x";
	g_autofree char *text = compose_text(&compose);
	check_lines(text);
	ck_assert_ptr_null(strstr(text, "\nBcc"));
	ck_assert_ptr_null(strstr(text, "In-Reply-To"));
	GMimeMessage *message = message_parse(text);
	ck_assert_str_eq(g_mime_message_get_subject(message),
		"a Bcc: evil@x.example body");
	InternetAddressList *from = g_mime_message_get_from(message);
	ck_assert_int_eq(internet_address_list_length(from), 1);
	ck_assert_str_eq(internet_address_get_name(
				 internet_address_list_get_address(from, 0)),
		"x\" Bcc: <evil@x.example>\\");
	g_object_unref(message);
}
END_TEST

static const struct {
	const char *given, *expected; /* NULL: refused */
} addresses[] = {
	{ "a@b.example", "a@b.example" },
	{ "A.b+c@B.Example", "A.b+c@b.example" },
	{ "x@пошта.укр", "x@xn--80a1acn3a.xn--j1amh" },
	{ "x@почта.рф", "x@xn--80a1acny.xn--p1ai" },
	{ "user@xn--80a1acny.xn--p1ai", "user@xn--80a1acny.xn--p1ai" },
	{ "скарга@plaint.example", NULL },
	{ "a b@c.example", NULL },
	{ "a@b c.example", NULL },
	{ "a@b.example>", NULL },
	{ "\"quoted\"@b.example", NULL },
	{ "a@b@c.example", NULL },
	{ ".a@b.example", NULL },
	{ "a.@b.example", NULL },
	{ "a@", NULL },
	{ "@b.example", NULL },
	{ "nothing", NULL },
	{ "", NULL },
	{ "a@b..example", NULL },
	{ "a@[127.0.0.1]", NULL },
	{ "a@b.example\r\nRCPT TO:<c@d.example>", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b."
	  "c",
		NULL },
};

START_TEST(test_addresses)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *got = compose_address(addresses[_i].given, &error);
	if (addresses[_i].expected == NULL) {
		ck_assert_msg(
			got == NULL, "%s became %s", addresses[_i].given, got);
		ck_assert_int_eq(error->code, DELIVERY_ERROR_INVALID);
	} else {
		ck_assert_msg(got != NULL, "%s: %s", addresses[_i].given,
			error ? error->message : "");
		ck_assert_str_eq(got, addresses[_i].expected);
	}
}
END_TEST

START_TEST(test_refusals)
{
	struct compose compose = sample;
	g_autoptr(GError) error = NULL;
	compose.message_id = "x y";
	ck_assert_ptr_null(compose_message(&compose, &error));
	g_clear_error(&error);
	compose = sample;
	compose.to_address = "nobody";
	ck_assert_ptr_null(compose_message(&compose, &error));
	ck_assert(g_str_has_prefix(error->message, "To: "));
	g_clear_error(&error);
	compose = sample;
	compose.utc_offset_minutes = 10000;
	ck_assert_ptr_null(compose_message(&compose, &error));
	g_clear_error(&error);
}
END_TEST

int main(void)
{
	g_mime_init();
	Suite *suite = suite_create("delivery/compose");
	TCase *tcase = tcase_create("compose");
	tcase_add_test(tcase, test_plain);
	tcase_add_test(tcase, test_automatic);
	tcase_add_loop_test(tcase, test_subjects, 0, G_N_ELEMENTS(subjects));
	tcase_add_loop_test(tcase, test_texts, 0, G_N_ELEMENTS(texts));
	tcase_add_test(tcase, test_injection);
	tcase_add_loop_test(tcase, test_addresses, 0, G_N_ELEMENTS(addresses));
	tcase_add_test(tcase, test_refusals);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
