/* Mail written to hurt: each is read within seconds and within 1 GB of
 * address space, gives a document, and says what was cut. */
#include "check_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "plaint/base/utf8.h"
#include "plaint/mime/mime.h"
#include "quiet.h"
#include "tnef_file.h"
#include "watched.h"

enum {
	MEMORY_MOST = 1024 * 1024 * 1024,
	SECONDS_MOST = 8,
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void set_limits(void)
{
	struct rlimit memory = { MEMORY_MOST, MEMORY_MOST };

	ck_assert(mime_warm_up(NULL));
	if (!IS_WATCHED)
		ck_assert_int_eq(setrlimit(RLIMIT_AS, &memory), 0);
}

static struct document *read_in_time(const GString *message, const char *name)
{
	double start = seconds_now();
	g_autoptr(GError) error = NULL;
	struct document *document =
		mime_read_bytes(message->str, message->len, -1, NULL, &error);

	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	if (!IS_WATCHED)
		ck_assert_msg(seconds_now() - start < SECONDS_MOST, "%.1f s",
			seconds_now() - start);
	if (seconds_now() - start > 1)
		printf("%s: %.1f s\n", name, seconds_now() - start);
	ck_assert(utf8_is_valid(
		document->body_text, strlen(document->body_text)));
	return document;
}

static void add_repeated(GString *out, const char *piece, int times)
{
	for (int i = 0; i < times; i++)
		g_string_append(out, piece);
}

static void build_nesting(GString *out)
{
	for (int i = 0; i < 100000; i++)
		g_string_append_printf(out,
			"Content-Type: multipart/mixed; "
			"boundary=b%d\n\n--b%d\n",
			i, i);
	g_string_append(out, "\ntext\n");
}

static void build_messages(GString *out)
{
	add_repeated(out, "Content-Type: message/rfc822\n\n", 100000);
	g_string_append(out, "Subject: x\n\ntext\n");
}

static void build_parts(GString *out)
{
	g_string_append(out, "Content-Type: multipart/mixed; boundary=b\n\n");
	add_repeated(out, "--b\n\nx\n", 1000000);
}

static void build_empty_parts(GString *out)
{
	g_string_append(out, "Content-Type: multipart/digest; boundary=b\n\n");
	add_repeated(out, "--b\n", 3000000);
}

static void build_headers(GString *out)
{
	add_repeated(out, "X: y\n", 1000000);
	g_string_append(out, "\ntext\n");
}

static void build_part_headers(GString *out)
{
	g_string_append(
		out, "Content-Type: multipart/mixed; boundary=b\n\n--b\n");
	add_repeated(out, "a:\n", 6000000);
	g_string_append(out, "\ntext\n");
}

static void build_message_headers(GString *out)
{
	g_string_append(out, "Content-Type: message/rfc822\n\n");
	add_repeated(out, "a:\n", 6000000);
	g_string_append(out, "\ntext\n");
}

static void build_addresses(GString *out)
{
	g_string_append(out, "To: ");
	add_repeated(out, "a@b,", 1000000);
	g_string_append(out, "\n\ntext\n");
}

static void build_message_addresses(GString *out)
{
	g_string_append(out, "Content-Type: message/rfc822\n\nTo: ");
	add_repeated(out, "a@b,", 4000000);
	g_string_append(out, "\n\ntext\n");
}

static void build_address_signs(GString *out)
{
	g_string_append(out, "To: ");
	add_repeated(out, "(", 80000);
	g_string_append(out, "\nCc: ");
	add_repeated(out, "<", 80000);
	g_string_append(out, "\nFrom: ");
	add_repeated(out, "a,", 40000);
	g_string_append(out, "\n\ntext\n");
}

static void build_groups(GString *out)
{
	g_string_append(out, "Cc: ");
	add_repeated(out, "g:", 100000);
	g_string_append(out, "\n\ntext\n");
}

static void build_message_groups(GString *out)
{
	g_string_append(out, "Content-Type: message/rfc822\n\nTo: a,\n ");
	add_repeated(out, "g:", 1000000);
	g_string_append(out, "\n\ntext\n");
}

static void build_long_line(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	add_repeated(out, "0123456789abcdef", 2000000);
}

static void build_encoded_words(GString *out)
{
	g_string_append(out, "Subject: ");
	add_repeated(out, "=?utf-8?Q?=D0?= ", 15000);
	g_string_append(out, "\nFrom: ");
	add_repeated(out, "=?", 60000);
	g_string_append(out, "\n\ntext\n");
}

static void build_quotes(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	add_repeated(out, "> 2024 10:15 <a@b> wrote\n", 100000);
}

static void build_html(GString *out)
{
	g_string_append(out, "Content-Type: text/html\n\n");
	add_repeated(out, "<div><table><tr><td><a href=http://x>", 100000);
	g_string_append(out, "text");
}

static void build_parameters(GString *out)
{
	g_string_append(out, "Content-Type: multipart/mixed");
	for (int i = 0; i < 20000; i++)
		g_string_append_printf(out, "; boundary*%d=a", i);
	g_string_append(out, "\n\ntext\n");
}

static void build_uuencode(GString *out)
{
	g_string_append(out, "Subject: x\n\n");
	add_repeated(out, "begin 644 a\n", 200000);
	add_repeated(out, "begin 644 a\n`\nend\n", 200000);
}

static void build_alternatives(GString *out)
{
	for (int i = 0; i < 90; i++)
		g_string_append_printf(out,
			"Content-Type: multipart/alternative; boundary=b%d\n\n"
			"--b%d\n\ntext\n--b%d\n",
			i, i, i);
	add_repeated(out, "\nx\n--b89\n", 2000);
}

static void build_random(GString *out)
{
	unsigned int seed = 12345;

	for (int i = 0; i < 4000000; i++) {
		seed = seed * 1103515245u + 12345u;
		g_string_append_c(out, (char)(seed >> 16));
	}
}

static void build_mojibake(GString *out)
{
	g_string_append(out, "Content-Type: text/plain; charset=utf-8\n\n");
	for (int i = 0; i < 20000; i++)
		g_string_append(out, "Ð¡ÐºÐ°Ñ€Ð³Ð° Р\u045FСЂРё РўР\n");
}

/* An attachment part, `times` times over. */
static void add_parts(
	GString *out, const char *type, const GByteArray *bytes, int times)
{
	g_autofree char *coded = g_base64_encode(bytes->data, bytes->len);

	g_string_append(out, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < times; i++)
		g_string_append_printf(out,
			"--b\nContent-Type: %s\n"
			"Content-Transfer-Encoding: base64\n\n%s\n",
			type, coded);
}

/* 60 parts, each with 150 files that are each a message with 150 files. */
static void build_winmail(GString *out)
{
	static const guint8 message[16] = { 0x07, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0,
		0, 0, 0, 0, 0, 0x46 };
	g_autoptr(GByteArray) tnef = tnef_begin(), inner = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(GByteArray) object = g_byte_array_new();

	for (int i = 0; i < 150; i++)
		put_attribute(inner, LEVEL_FILE, 0x00069002, "", 0);
	put_bytes(object, message, sizeof(message));
	put_bytes(object, inner->data, inner->len);
	for (int i = 0; i < 150; i++) {
		put_attribute(tnef, LEVEL_FILE, 0x00069002, "", 0);
		put_property(list, 0x000d, 0x3701, object->data, object->len);
		put_properties(tnef, LEVEL_FILE, 1, list);
	}
	/* Some 300 KB each. */
	add_parts(out, "application/ms-tnef", tnef, 60);
}

static void build_wrappings(GString *out)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	for (int i = 0; i < 20000; i++)
		put_bytes(bytes, "\x30\x80", 2);
	add_parts(out, "application/pkcs7-mime", bytes, 400);
}

/* No end of streams in one OLE2 directory, and a chain that bites itself. */
static void build_ole(GString *out)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	put_bytes(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	put_bytes(bytes, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	put_number(bytes, 0x0003003e, 4);
	put_number(bytes, 0x0009fffe, 4);
	put_number(bytes, 6, 4);
	put_number(bytes, 0, 4);
	put_number(bytes, 0, 4);
	put_number(bytes, 1, 4);
	put_number(bytes, 0, 4);
	put_number(bytes, 0, 4);
	put_number(bytes, 4096, 4);
	put_number(bytes, 1, 4);
	put_number(bytes, 1, 4);
	put_number(bytes, 0xfffffffe, 4);
	put_number(bytes, 0, 4);
	for (int i = 0; i < 109; i++)
		put_number(bytes, 0, 4);
	/* A table whose every entry points at itself or its neighbour. */
	for (uint32_t i = 0; i < 128 * 400; i++)
		put_number(bytes, (i + 1) % 400, 4);
	add_parts(out, "application/msword; name=a.doc", bytes, 40);
}

/* Tags whose attributes never end. */
static void build_attributes(GString *out)
{
	g_string_append(out, "Content-Type: text/html\n\n<p>text<b ");
	for (int i = 0; i < 200000; i++)
		g_string_append_printf(out, "a%d=1 ", i);
}

/* GMime never comes back when asked for such a boundary (its issue 165). */
static void build_boundary(GString *out)
{
	g_string_append(out, "Content-Type: multipart/mixed; ");
	add_repeated(out, "x", 72);
	g_string_append(out, "=\"\xd0\x90\xd0\x91\"\n\ntext\n");
}

static const struct {
	const char *name;
	void (*build)(GString *out);
	const char *warning;
} bombs[] = {
	{ "nested multiparts", build_nesting, "too_deep" },
	{ "nested messages", build_messages, "too_deep" },
	{ "a million parts", build_parts, "too_many_parts" },
	{ "empty parts", build_empty_parts, NULL },
	{ "a million headers", build_headers, "header_cut" },
	{ "headers of a part", build_part_headers, "structure_cut" },
	{ "headers of a message", build_message_headers, "structure_cut" },
	{ "a million addresses", build_addresses, "header_cut" },
	{ "addresses of a message", build_message_addresses, NULL },
	{ "signs of addresses", build_address_signs, NULL },
	{ "groups of addresses", build_groups, NULL },
	{ "groups of a message", build_message_groups, NULL },
	{ "one long line", build_long_line, "text_cut" },
	{ "encoded words", build_encoded_words, NULL },
	{ "attributions", build_quotes, NULL },
	{ "HTML", build_html, NULL },
	{ "parameters", build_parameters, NULL },
	{ "uuencode", build_uuencode, NULL },
	{ "alternatives", build_alternatives, NULL },
	{ "random bytes", build_random, NULL },
	{ "mojibake", build_mojibake, NULL },
	{ "winmail.dat", build_winmail, "too_many_parts" },
	{ "S/MIME", build_wrappings, "too_deep" },
	{ "OLE2", build_ole, "file_broken" },
	{ "attributes", build_attributes, "html_thinned" },
	{ "boundary", build_boundary, "multipart_broken" },
};

START_TEST(test_bomb)
{
	g_autoptr(GString) message = g_string_new(NULL);
	g_autoptr(document) document = NULL;

	bombs[_i].build(message);
	set_limits();
	document = read_in_time(message, bombs[_i].name);
	if (bombs[_i].warning)
		ck_assert_msg(document_has_warning(document, bombs[_i].warning),
			"%s", bombs[_i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/hostile");
	TCase *cases = tcase_create("hostile");

	quiet();
	tcase_set_timeout(cases, 120);
	tcase_add_loop_test(cases, test_bomb, 0, G_N_ELEMENTS(bombs));
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
