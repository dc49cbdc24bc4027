/* Whole messages: the library notes' rows that need one, attachments in the
 * descriptor, classes, and reading with no file left to open. */
#include "check_main.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "archive_file.h"
#include "plaint/base/hash.h"
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"

static struct document *read_text(const char *message)
{
	g_autoptr(GError) error = NULL;
	struct document *document =
		mime_read_bytes(message, strlen(message), -1, NULL, &error);

	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	return document;
}

static const struct {
	const char *name, *message, *text, *warning;
} rows[] = {
	{ "cp1251 labelled us-ascii",
		"From: a@b.example\nContent-Type: text/plain; "
		"charset=us-ascii\n\n"
		"\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2\xe8 "
		"\xea\xee\xf8\xf2\xe8",
		"Прошу повернути кошти", "charset_detected" },
	{ "cp1251 labelled utf-8",
		"Content-Type: text/plain; charset=utf-8\n\n"
		"\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2\xe8 "
		"\xea\xee\xf8\xf2\xe8",
		"Прошу повернути кошти", "charset_mislabelled" },
	{ "cp1251, no label", "Subject: x\n\n\xcf\xf0\xee\xf8\xf3", "Прошу",
		"charset_detected" },
	{ "cp1251 labelled cp-1251",
		"Content-Type: text/plain; charset=cp-1251\n\n"
		"\xcf\xf0\xee\xf8\xf3",
		"Прошу", NULL },
	{ "cp1251 labelled koi8-r",
		"Content-Type: text/plain; charset=koi8-r\n\n"
		"\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2\xe8 "
		"\xea\xee\xf8\xf2\xe8",
		"Прошу повернути кошти", "charset_mislabelled" },
	{ "base64 with padding in the middle",
		"Content-Transfer-Encoding: base64\n\nSGVsbG8=LCB3b3JsZA==\n",
		"Hello, world", NULL },
	{ "multipart without boundary",
		"Content-Type: multipart/mixed\n\nTelefon silent\n",
		"Telefon silent", "multipart_broken" },
	{ "no headers", "\nJust text here", "Just text here", NULL },
	{ "two subjects", "Subject: one\nSubject: two\n\nx", "x",
		"header_repeated" },
	{ "two authors", "From: a@b.example, c@d.example\n\nx", "x",
		"several_authors" },
	{ "mbox line", "From a@b Mon Jan 1\nSubject: x\n\ny", "y",
		"mbox_line" },
	{ "flowed and delsp",
		"Content-Type: text/plain; charset=utf-8; format=flowed; "
		"delsp=yes\n\nод \nин\nдва\n",
		"один\nдва", NULL },
	{ "plain that is HTML", "Content-Type: text/plain\n\n<html><p>a</html>",
		"a", NULL },
	{ "clear-signed",
		"Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n"
		"Hash: SHA256\n\nHello\n- -- dash\n"
		"-----BEGIN PGP SIGNATURE-----\n\nabc\n"
		"-----END PGP SIGNATURE-----\n",
		"Hello\n-- dash", "pgp_signed" },
	{ "encrypted",
		"Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
		"Content-Type: application/pgp-encrypted\n\nVersion: 1\n"
		"--b\nContent-Type: application/octet-stream\n\nx\n--b--\n",
		"", "encrypted" },
	{ "empty HTML beside text",
		"Content-Type: multipart/alternative; boundary=b\n\n--b\n"
		"Content-Type: text/plain\n\n \n--b\n"
		"Content-Type: text/html\n\n<p>Only here</p>\n--b--\n",
		"Only here", NULL },
	{ "unclosed multipart",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		"Content-Type: text/plain\n\nfirst\n--b\n\nsecond",
		"first\n\nsecond", NULL },
	{ "a boundary of 72 characters with bytes in it (issue 165)",
		"Content-Type: multipart/mixed; "
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaa=\"\xd0\x90\"\n\nx\n",
		"x", "multipart_broken" },
};

START_TEST(test_row)
{
	g_autoptr(document) document = NULL;

	if (!rows[_i].message)
		return;
	document = read_text(rows[_i].message);
	ck_assert_msg(g_str_equal(document->text, rows[_i].text), "%s: \"%s\"",
		rows[_i].name, document->text);
	if (rows[_i].warning)
		ck_assert_msg(document_has_warning(document, rows[_i].warning),
			"%s: no %s", rows[_i].name, rows[_i].warning);
}
END_TEST

START_TEST(test_nul)
{
	static const char message[] = "Subject: a\0b\nX: \0\n\none\0two\n";
	g_autoptr(document) document =
		mime_read_bytes(message, sizeof(message) - 1, -1, NULL, NULL);

	ck_assert_str_eq(document->subject, "a b");
	ck_assert_str_eq(document->text, "one\uFFFDtwo");
	ck_assert(document_has_warning(document, "header_nul"));
}
END_TEST

START_TEST(test_empty)
{
	g_autoptr(document) nothing = read_text("");
	g_autoptr(document) spaces = read_text("Subject: Re:\n\n \n\n");
	g_autoptr(document) subject =
		read_text("Subject: Call me back please\n\n");

	ck_assert_int_eq(nothing->class, DOCUMENT_EMPTY);
	ck_assert_int_eq(spaces->class, DOCUMENT_EMPTY);
	ck_assert_int_eq(subject->class, DOCUMENT_LETTER);
}
END_TEST

static const char with_files[] =
	"From: =?utf-8?B?0IbQstCw0L0=?= <i@b.example>\n"
	"To: s@p.example, \"T, U\" <t@p.example>\nCc: c@p.example\n"
	"Reply-To: r@b.example\nMessage-ID: <1@b.example>\n"
	"In-Reply-To: <0@p.example>\nReferences: <x@p.example> <0@p.example>\n"
	"Date: Tue, 05 Mar 2024 10:15:00 +0200\n"
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	"Content-Type: text/plain\n\nsee the files\n--b\n"
	"Content-Type: text/csv; charset=windows-1251; name=s.csv\n"
	"Content-Disposition: attachment\n\n\xd1\xf3\xec\xe0;148,50\n--b\n"
	"Content-Type: application/octet-stream\n"
	"Content-Disposition: attachment; filename=\"../../etc/passwd\"\n"
	"Content-Transfer-Encoding: base64\n\nAAEC\n--b\n"
	"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
	"U3ViamVjdDogaW5uZXIKCmlubmVyIHRleHQK\n--b--\n";

static struct document *read_headers(const char *headers)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *mail = g_strconcat(headers, "\nHello.\n", NULL);
	struct document *document =
		mime_read_bytes(mail, strlen(mail), -1, NULL, &error);

	ck_assert_ptr_nonnull(document);
	return document;
}

static const char *reference(const struct document *document, guint i)
{
	ck_assert_uint_lt(i, document->references->len);
	return document->references->pdata[i];
}

/* An answer to several letters; headers that some program wrote twice. */
START_TEST(test_answer_to_several)
{
	g_autoptr(document) document =
		read_headers("From: a@b.example\n"
			     "In-Reply-To: <1@a> <2@a>\n"
			     "References: <0@a> <2@a>\n"
			     "In-Reply-To: <3@a>\nReferences: <4@a>\n");

	ck_assert_str_eq(document->in_reply_to, "1@a");
	ck_assert_uint_eq(document->references->len, 4);
	ck_assert_str_eq(reference(document, 1), "2@a");
	ck_assert_str_eq(reference(document, 2), "4@a");
	ck_assert_str_eq(reference(document, 3), "3@a");
}
END_TEST

START_TEST(test_long_thread)
{
	g_autoptr(GString) headers =
		g_string_new("From: a@b.example\nReferences:");

	for (int i = 0; i < 700; i++)
		g_string_append_printf(headers, "\n <%d@a>", i);
	g_string_append_c(headers, '\n');
	g_autoptr(document) document = read_headers(headers->str);
	ck_assert_uint_eq(document->references->len, 500);
	ck_assert_str_eq(reference(document, 0), "200@a");
	ck_assert_str_eq(reference(document, 499), "699@a");
}
END_TEST

START_TEST(test_files)
{
	int fd = memfd_create("attachments", 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = NULL;
	const struct attachment *csv, *raw, *inner;
	char bytes[3];

	ck_assert_int_eq(write(fd, "before", 6), 6);
	document = mime_read_bytes(
		with_files, sizeof(with_files) - 1, fd, NULL, &error);
	ck_assert_ptr_nonnull(document);
	ck_assert_str_eq(document->from.name, "Іван");
	ck_assert_uint_eq(document->to->len, 2);
	ck_assert_uint_eq(document->cc->len, 1);
	ck_assert_str_eq(document->reply_to, "r@b.example");
	ck_assert_str_eq(document->message_id, "1@b.example");
	ck_assert_str_eq(document->in_reply_to, "0@p.example");
	ck_assert_uint_eq(document->references->len, 2);
	ck_assert_int_eq(
		document->date_utc_us, INT64_C(1709626500) * G_USEC_PER_SEC);
	ck_assert_str_eq(document->text, "see the files");
	ck_assert_uint_eq(document->attachments->len, 3);
	csv = g_ptr_array_index(document->attachments, 0);
	raw = g_ptr_array_index(document->attachments, 1);
	inner = g_ptr_array_index(document->attachments, 2);
	ck_assert_str_eq(csv->text, "Сума;148,50");
	ck_assert_int_eq(csv->offset, 6);
	ck_assert_str_eq(raw->name, "../../etc/passwd");
	ck_assert_int_eq(raw->bytes, 3);
	ck_assert_int_eq(raw->offset, csv->offset + csv->bytes);
	ck_assert_int_eq(pread(fd, bytes, 3, raw->offset), 3);
	ck_assert_mem_eq(bytes, "\0\1\2", 3);
	ck_assert_str_eq(raw->sha256, hash_bytes(bytes, 3).hex);
	ck_assert_str_eq(inner->type, "message/rfc822");
	ck_assert_ptr_nonnull(strstr(inner->text, "inner text"));
	ck_assert_int_eq(inner->offset + inner->bytes, lseek(fd, 0, SEEK_END));
	close(fd);
}
END_TEST

START_TEST(test_bad_descriptor)
{
	int fd = open("/dev/null", O_RDONLY);
	g_autoptr(GError) error = NULL;
	struct document *document = mime_read_bytes(
		with_files, sizeof(with_files) - 1, fd, NULL, &error);

	ck_assert_ptr_null(document);
	ck_assert(g_error_matches(error, MIME_ERROR, MIME_ERROR_IO));
	close(fd);
}
END_TEST

START_TEST(test_limits)
{
	struct mime_limits limits = mime_limits_default;
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = NULL;

	limits.max_parts = 3;
	limits.max_attachment_bytes = 2;
	document = mime_read_bytes(
		with_files, sizeof(with_files) - 1, -1, &limits, &error);
	ck_assert(document_has_warning(document, "too_many_parts"));
	ck_assert(document_has_warning(document, "attachments_cut"));
	ck_assert_str_eq(document->text, "see the files");
	limits.max_bytes = 10;
	ck_assert_ptr_null(mime_read_bytes(
		with_files, sizeof(with_files) - 1, -1, &limits, &error));
	ck_assert(g_error_matches(error, MIME_ERROR, MIME_ERROR_TOO_BIG));
}
END_TEST

START_TEST(test_headers_only)
{
	g_autoptr(document) document = mime_read_headers(
		with_files, sizeof(with_files) - 1, NULL, NULL);

	ck_assert_str_eq(document->from.address, "i@b.example");
	ck_assert(document_has_warning(document, "headers_only"));
}
END_TEST

static const struct {
	const char *headers, *body;
	enum document_class class;
} classes[] = {
	{ "From: Ivan <i@b.example>\nSubject: Undelivered parcel\n",
		"My parcel could not be delivered, mailbox is full.",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Re: Returned mail\n",
		"Delivery failed. User unknown. I moved.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Помилка доставки: роутер "
	  "не доставлено\n",
		"Не вдалося доставити, кажуть. Поверніть гроші.",
		DOCUMENT_LETTER },
	{ "From: Shop <noreply@b.example>\nSubject: Delivery failed: parcel "
	  "not delivered\n",
		"Name: Ivan\n\nMy parcel could not be delivered.",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nAuto-Submitted: no\n", "Hello",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nTo: s@p.example\n"
	  "List-Post: <mailto:s@p.example>\nList-Id: <s.p.example>\n"
	  "Precedence: list\nList-Unsubscribe: <mailto:u@p.example>\n",
		"Прошу повернути кошти", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: відпустка майстра\n",
		"Майстер у відпустці, хто полагодить?", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nPrecedence: bulk\n",
		"Не можу відписатися: ваше unsubscribe не працює.\n"
		"> Unsubscribe | View in browser",
		DOCUMENT_LETTER },
	{ "From: Site <noreply@b.example>\nX-SG-EID: x\n", "Name: Ivan",
		DOCUMENT_LETTER },
	{ "From: Site <noreply@b.example>\nFeedback-ID: 1:x:AmazonSES\n",
		"Я не могу отписаться от вашей рассылки, unsubscribe.",
		DOCUMENT_LETTER },
	{ "From: Site <noreply@b.example>\nReply-To: ivan@c.example\n"
	  "Auto-Submitted: auto-generated\n",
		"Не працює інтернет.", DOCUMENT_LETTER },
	{ "From: Site <noreply@b.example>\nReply-To: help@b.example\n"
	  "Auto-Submitted: auto-generated\n",
		"Your ticket is open.", DOCUMENT_AUTO_REPLY },
	{ "From: Site <noreply@b.example>\nReply-To: ivan@c.example\n"
	  "Auto-Submitted: auto-replied\n",
		"Away", DOCUMENT_AUTO_REPLY },
	{ "From: Ivan <i@b.example>\nSubject: FW: Скарга\n"
	  "Auto-Submitted: auto-generated\n"
	  "X-MS-Exchange-Inbox-Rules-Loop: o@c.example\n"
	  "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
		"Не працює інтернет.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Re: Скарга\n"
	  "Auto-Submitted: auto-generated\n"
	  "X-MS-Exchange-Inbox-Rules-Loop: o@c.example\n"
	  "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
		"Away.", DOCUMENT_AUTO_REPLY },
	{ "From: Site <noreply@b.example>\n",
		"I was on vacation: у відпустці роумінг не працював.",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nX-Auto-Response-Suppress: All\n"
	  "Subject: Vacation roaming\n",
		"I was on vacation and paid twice.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Інтернет\n"
	  "X-MS-Exchange-Inbox-Rules-Loop: o@c.example\n",
		"Не працює інтернет.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Автоответчик не работает\n",
		"Не соединяет с оператором.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Автоматична відповідь бота - "
	  "знущання\n",
		"Скарга.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Auto-Reply (Ivan)\n", "Away",
		DOCUMENT_AUTO_REPLY },
	{ "From: Ivan <i@b.example>\nSubject: Я у відпустці\n", "До 15.04",
		DOCUMENT_AUTO_REPLY },
	{ "From: Ivan <i@b.example>\nSubject: Я у відпустці без зв'язку\n",
		"Роумінг не працює.", DOCUMENT_LETTER },
	{ "From: Системний адміністратор <ivan@b.example>\n"
	  "Subject: Замовлення не доставлено\n",
		"Прошу розібратися, не доставлено.", DOCUMENT_LETTER },
	{ "From: Mail Delivery Kyiv <ivan@b.example>\n"
	  "Subject: Не доставлено\n",
		"Де посилка?", DOCUMENT_LETTER },
	{ "From: Ivan <postmaster@b.example>\nSubject: Ваша пошта\n",
		"Our letters to you were undeliverable: user unknown.",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nReturn-Path: <>\nSubject: Скарга\n",
		"Посилку не доставлено, не вдалося доставити.",
		DOCUMENT_LETTER },
	{ "From: i@b.example\nSubject: Complaint about message from your "
	  "operator\n",
		"Spam.", DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nSubject: Fwd: Undelivered Mail\n"
	  "Content-Type: multipart/mixed; boundary=m\n",
		"--m\n\nМій лист до вас повернувся.\n--m\n"
		"Content-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; b.example\n\n--m--",
		DOCUMENT_LETTER },
	{ "From: Ivan <i@b.example>\nAuto-Submitted: auto-replied\n", "Away",
		DOCUMENT_AUTO_REPLY },
	{ "From: i@b.example\nSubject: Automatic reply: x\n", "Away",
		DOCUMENT_AUTO_REPLY },
	{ "From: i@b.example\nSubject: Автоответ: x\n", "Нет на месте",
		DOCUMENT_AUTO_REPLY },
	{ "From: i@b.example\nSubject: Out of Office\n", "Away",
		DOCUMENT_AUTO_REPLY },
	{ "From: i@b.example\nSubject: Out of office hours nobody answers\n",
		"I am out of the office when you ring.", DOCUMENT_LETTER },
	{ "From: i@b.example\nPrecedence: auto_reply\n", "x",
		DOCUMENT_AUTO_REPLY },
	{ "From: MAILER-DAEMON@b.example\nSubject: failure notice\n",
		"<x@y.example>: user unknown", DOCUMENT_BOUNCE },
	{ "From: Mail Delivery Subsystem <>\nSubject: Returned mail\n",
		"550 5.1.1 no", DOCUMENT_BOUNCE },
	{ "From: mailer-daemon@mail.ru\nSubject: Недоставленное сообщение\n",
		"не может быть доставлено", DOCUMENT_BOUNCE },
	{ "From: post_master@b.example\nSubject: Mail could not be "
	  "delivered\n",
		"User unknown", DOCUMENT_BOUNCE },
	{ "From: InterScan MSS <admin@b.example>\nSubject: failed to "
	  "deliver\n",
		"user unknown", DOCUMENT_BOUNCE },
	{ "From: x@b.example\nReturn-Path: <>\nSubject: [BOUNCE]\n",
		"Delivery failed. User unknown", DOCUMENT_BOUNCE },
	{ "From: x@b.example\nSubject: Complaint about message from "
	  "192.0.2.7\n",
		"", DOCUMENT_BOUNCE },
	{ "From: news@shop.example\nList-Unsubscribe: <http://x>\n", "Sale!",
		DOCUMENT_NEWSLETTER },
	{ "From: shop@shop.example\nPrecedence: bulk\nFeedback-ID: x\n",
		"unsubscribe", DOCUMENT_NEWSLETTER },
};

START_TEST(test_class)
{
	g_autofree char *message = g_strconcat(
		classes[_i].headers, "\n", classes[_i].body, "\n", NULL);
	g_autoptr(document) document = read_text(message);

	ck_assert_msg(document->class == classes[_i].class, "%s%s",
		classes[_i].headers, document_class_name(document->class));
}
END_TEST

/* Messages of a digest have no headers around them (RFC 2046, 5.1.5). */
START_TEST(test_digest)
{
	g_autoptr(document) document = read_text(
		"From: a@b.example\nContent-Type: multipart/digest; "
		"boundary=o\n\n--o\n\nFrom: c@d.example\n\nfirst\n--o\n\n"
		"From: e@f.example\n\nsecond\n--o--\n");
	const struct attachment *file;

	ck_assert_uint_eq(document->attachments->len, 2);
	file = g_ptr_array_index(document->attachments, 0);
	ck_assert_str_eq(file->type, "message/rfc822");
	ck_assert_ptr_nonnull(strstr(file->text, "first"));
	file = g_ptr_array_index(document->attachments, 1);
	ck_assert_ptr_nonnull(strstr(file->text, "e@f.example"));
	ck_assert_ptr_nonnull(strstr(file->text, "second"));
}
END_TEST

START_TEST(test_odd_beginnings)
{
	static const char *const messages[] = {
		"From: a@b.example\rSubject: x\r\rhello\r",
		"\n\r\nFrom: a@b.example\nSubject: x\n\nhello\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
		g_autoptr(document) document = read_text(messages[i]);

		ck_assert_str_eq(document->from.address, "a@b.example");
		ck_assert_str_eq(document->subject, "x");
		ck_assert_ptr_nonnull(strstr(document->text, "hello"));
		ck_assert_ptr_null(strstr(document->text, "Subject"));
	}
}
END_TEST

START_TEST(test_bounce_without_report)
{
	g_autoptr(document) document = read_text(
		"From: MAILER-DAEMON@b.example\nSubject: failure notice\n\n"
		"Hi. This is the qmail-send program.\n\n<x@y.example>:\n"
		"192.0.2.5 does not like recipient.\n"
		"Remote host said: 550 5.2.1 mailbox disabled\n\n"
		"--- Below this line is a copy of the message.\n\n"
		"Return-Path: <s@p.example>\nSubject: 550 5.7.1 other\n");

	ck_assert_str_eq(document->bounce.status, "5.2.1");
	ck_assert_str_eq(document->bounce.recipient, "x@y.example");
	ck_assert_ptr_nonnull(
		strstr(document->bounce.reason, "mailbox disabled"));
}
END_TEST

START_TEST(test_forward_of_message)
{
	g_autoptr(document) document = read_text(
		"From: d@b.example\nContent-Type: multipart/mixed; "
		"boundary=b\n\n--b\nContent-Type: text/plain\n\n\n--b\n"
		"Content-Type: message/rfc822\n\nFrom: m@b.example\n"
		"Subject: s\n\nMy telephone is silent\n--b--\n");

	ck_assert_str_eq(document->text, "My telephone is silent");
	ck_assert(document_has_warning(document, "forwarded"));
	ck_assert_str_eq(document->from.address, "d@b.example");
}
END_TEST

static char *summary(const struct document *document)
{
	return g_strjoin("\1", document->from.name, document->subject,
		document->text, document->quoted_text, document->signature,
		document->charset_used, document_class_name(document->class),
		NULL);
}

static GPtrArray *sample_paths(void)
{
	static const char *const folders[] = { "samples/mail",
		"tests/golden/mail" };
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autoptr(GDir) folder = g_dir_open(folders[i], 0, NULL);
		const char *name;

		while (folder && (name = g_dir_read_name(folder))) {
			if (g_str_has_suffix(name, ".eml"))
				g_ptr_array_add(
					paths, g_build_filename(
						       folders[i], name, NULL));
		}
	}
	return paths;
}

/* From here on, opening a file kills the process. */
static void forbid_opening(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	struct sock_fprog program = { G_N_ELEMENTS(filter), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(2);
}

/* Runs in a child of its own: 0 when every sample read as it should. */
static int read_sealed(GPtrArray *paths, GPtrArray *messages)
{
	forbid_opening();
	for (guint i = 0; i < messages->len; i++) {
		GBytes *bytes = g_ptr_array_index(messages, i);
		const char *path = g_ptr_array_index(paths, i);
		bool is_letter = !strstr(path, "/auto-") &&
				 !strstr(path, "/bounce-") &&
				 !strstr(path, "/newsletter-");
		g_autoptr(document) document =
			mime_read_bytes(g_bytes_get_data(bytes, NULL),
				g_bytes_get_size(bytes), -1, NULL, NULL);
		g_autofree char *all = summary(document);

		if ((document->class == DOCUMENT_LETTER) != is_letter ||
			strstr(all, "\uFFFD") ||
			(!*document->text && document->attachments->len == 0)) {
			fprintf(stderr, "%s: %s\n", path, all);
			return 1;
		}
	}
	return 0;
}

/* Headers that name charsets which nobody opened: GMime, left to itself, asks
 * the C library for each of them while it parses. */
static GBytes *message_of_odd_charsets(void)
{
	static const char *const names[] = { "IBM1047", "CP1255", "HP-GREEK8",
		"ISO-2022-CN-EXT", "EUC-JISX0213", "IBM930", "TSCII", "T.61",
		"x-none", "UTF-16", "MAC-SAMI", "KOI-8", "BRF" };
	GString *out = g_string_new("Subject: x\n");

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_string_append_printf(out,
			"From: =?%s?Q?=41=42?= <a@b.example>\n"
			"To: =?%s?B?QUI=?= <a@b.example>\n"
			"X-%zu: =?%s?Q?=41?=\n",
			names[i], names[i], i, names[i]);
	g_string_append(out, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_string_append_printf(out,
			"--b\nContent-Type: text/plain; charset=%s;\n"
			" name*=%s'x'%%41%%42\n"
			"Content-Disposition: inline;"
			" filename*0*=%s'x'%%41; filename*1=B\n\ntext\n",
			names[i], names[i], names[i]);
	return g_string_free_to_bytes(out);
}

/* Archives bring libraries and converters of their own. */
static void add_archives(GPtrArray *paths, GPtrArray *messages)
{
	static const struct archive_file files[] = {
		{ "заява.txt", "Прошу повернути" },
		{ "word/document.xml",
			"<?xml version=\"1.0\" encoding=\"IBM1047\"?>"
			"<d><p><t>Прошу</t></p></d>" },
		{ "a.rtf", "{\\rtf1\\ansicpg437 \\'80\\u1087?}" },
		{ "a.ics", "BEGIN:VCALENDAR\nSUMMARY;CHARSET=IBM930;ENCODING="
			   "QUOTED-PRINTABLE:=D0\nEND:VCALENDAR\n" },
	};
	static const struct {
		const char *name;
		archive_format_func format;
	} archives[] = {
		{ "a.zip", archive_write_set_format_zip },
		{ "a.7z", archive_write_set_format_7zip },
		{ "a.docx", archive_write_set_format_zip },
		{ "a.tar", archive_write_set_format_pax },
		{ "a.rar", archive_write_set_format_7zip },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(archives); i++) {
		g_autoptr(GBytes) bytes = archive_file_make(
			archives[i].format, NULL, files, G_N_ELEMENTS(files));
		char *letter = archive_file_letter(
			"application/octet-stream", archives[i].name, bytes);

		g_ptr_array_add(paths, g_strdup(archives[i].name));
		g_ptr_array_add(
			messages, g_bytes_new_take(letter, strlen(letter)));
	}
}

START_TEST(test_nothing_to_open)
{
	g_autoptr(GPtrArray) paths = sample_paths();
	g_autoptr(GPtrArray) messages =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GError) error = NULL;
	int status = -1;
	pid_t child;

	for (guint i = 0; i < paths->len; i++) {
		char *data = NULL;
		gsize length = 0;

		ck_assert(g_file_get_contents(
			g_ptr_array_index(paths, i), &data, &length, NULL));
		g_ptr_array_add(messages, g_bytes_new_take(data, length));
	}
	g_ptr_array_add(paths, g_strdup("odd charsets"));
	g_ptr_array_add(messages, message_of_odd_charsets());
	add_archives(paths, messages);
	ck_assert(mime_warm_up(&error));
	child = fork();
	if (child == 0)
		_exit(read_sealed(paths, messages));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(status == 0, "status %x", (unsigned int)status);
	printf("read with nothing to open: %u\n", messages->len);
}
END_TEST

/* What mail systems that write no report say of why, and of whether it is
 * over. */
static const struct {
	const char *subject, *text, *reason;
	bool is_delayed;
} without_report[] = {
	{ "Mail delivery failed",
		"A message that you sent could not be delivered to one or more "
		"of its\nrecipients. The following address(es) failed:\n\n"
		"  o@b.example\n    all relevant MX records point to "
		"non-existent hosts\n",
		"all relevant MX records point to non-existent hosts", false },
	{ "Mail delivery failed",
		"Лист не може бути доставлений.\n\n"
		"<o@b.example>: Поштова скринька переповнена\n",
		"<o@b.example>: Поштова скринька переповнена", false },
	{ "СБОЙ ДОСТАВКИ",
		"Ваше сообщение\n\nне доставлено:\n\n  o@b.example\n\n"
		"по причине:\n\n  Нет такого пользователя\n",
		"Нет такого пользователя", false },
	{ "Warning: message 1abcde-0001 delayed 24 hours",
		"A message that you sent has not yet been delivered to one or "
		"more of its\nrecipients after 24 hours.\n\n  o@b.example\n"
		"    Delay reason: Connection timed out\n",
		"Delay reason: Connection timed out", true },
	{ "Warning: could not send message for past 4 hours",
		"**  THIS IS A WARNING MESSAGE ONLY  **\n\n"
		"<o@b.example>... Deferred: Connection timed out\n"
		"Will keep trying until message is 5 days old\n",
		"<o@b.example>... Deferred: Connection timed out", true },
	{ "Delivery Status Notification (Delay)",
		"<o@b.example>: Час очікування вичерпано\n",
		"<o@b.example>: Час очікування вичерпано", true },
	{ "failure notice",
		"It could not be delivered: not been delivered yet, and "
		"I've given up.\n\n"
		"<o@b.example>:\nЗв'язку немає\n",
		"Зв'язку немає", false },
};

START_TEST(test_without_report)
{
	g_autofree char *message =
		g_strconcat("From: MAILER-DAEMON@b.example\nSubject: ",
			without_report[_i].subject, "\n\n",
			without_report[_i].text, NULL);
	g_autoptr(document) document = read_text(message);

	ck_assert_int_eq(document->class, DOCUMENT_BOUNCE);
	ck_assert_str_eq(document->bounce.reason, without_report[_i].reason);
	ck_assert_int_eq(document_has_warning(document, "delivery_delayed"),
		without_report[_i].is_delayed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/read");
	TCase *cases = tcase_create("read");

	setlocale(LC_CTYPE, "C.UTF-8");
	tcase_add_loop_test(cases, test_row, 0, G_N_ELEMENTS(rows));
	tcase_add_test(cases, test_nul);
	tcase_add_test(cases, test_empty);
	tcase_add_test(cases, test_files);
	tcase_add_test(cases, test_answer_to_several);
	tcase_add_test(cases, test_long_thread);
	tcase_add_test(cases, test_bad_descriptor);
	tcase_add_test(cases, test_limits);
	tcase_add_test(cases, test_headers_only);
	tcase_add_loop_test(cases, test_class, 0, G_N_ELEMENTS(classes));
	tcase_add_loop_test(
		cases, test_without_report, 0, G_N_ELEMENTS(without_report));
	tcase_add_test(cases, test_digest);
	tcase_add_test(cases, test_odd_beginnings);
	tcase_add_test(cases, test_bounce_without_report);
	tcase_add_test(cases, test_forward_of_message);
	tcase_add_test(cases, test_nothing_to_open);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
