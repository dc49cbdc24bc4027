/* Letters in S/MIME, made by openssl: signed ones are read, encrypted ones
 * are flagged. */
#include "check_main.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include "plaint/mime/mime.h"

static char *folder;

static const char entity[] =
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
	"Content-Type: text/plain; charset=windows-1251\r\n\r\n"
	"\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2\xe8 "
	"\xea\xee\xf8\xf2\xe8.\r\n"
	"--b\r\nContent-Type: text/csv; name=a.csv\r\n"
	"Content-Disposition: attachment\r\n\r\n1;2\r\n--b--\r\n";

/* command: what openssl is told; %s is the folder, up to four times. */
static void run(const char *command)
{
	g_auto(GStrv) pieces = g_strsplit(command, "%s", -1);
	g_autofree char *told = g_strjoinv(folder, pieces);
	g_autofree char *line = g_strconcat("openssl ", told, NULL);
	g_autofree char *errors = NULL;
	int status = 0;

	ck_assert(
		g_spawn_command_line_sync(line, NULL, &errors, &status, NULL));
	ck_assert_msg(status == 0, "%s: %s", line, errors);
}

static void write_entity(const char *bytes)
{
	g_autofree char *path = g_build_filename(folder, "in", NULL);

	ck_assert(g_file_set_contents(path, bytes, -1, NULL));
}

static char *read_out(gsize *length)
{
	g_autofree char *path = g_build_filename(folder, "out", NULL);
	char *bytes = NULL;

	ck_assert(g_file_get_contents(path, &bytes, length, NULL));
	return bytes;
}

/* What openssl wrote, behind a From. */
static char *letter_of_out(gsize *length)
{
	static const char from[] = "From: a@b.example\n";
	g_autofree char *out = read_out(length);
	char *letter = g_malloc(sizeof(from) - 1 + *length + 1);

	memcpy(letter, from, sizeof(from) - 1);
	memcpy(letter + sizeof(from) - 1, out, *length);
	*length += sizeof(from) - 1;
	letter[*length] = '\0';
	return letter;
}

static struct document *read_out_letter(void)
{
	gsize length;
	g_autofree char *letter = letter_of_out(&length);
	struct document *document =
		mime_read_bytes(letter, length, -1, NULL, NULL);

	ck_assert_ptr_nonnull(document);
	ck_assert_int_eq(document->class, DOCUMENT_LETTER);
	return document;
}

static void set_up(void)
{
	static const char key[] = "req -x509 -newkey rsa:2048 -nodes -days 2 "
				  "-subj /CN=x -keyout %s/key -out %s/cert";

	folder = g_dir_make_tmp("smime-XXXXXX", NULL);
	ck_assert_ptr_nonnull(folder);
	run(key);
	write_entity(entity);
}

static void tear_down(void)
{
	static const char *const names[] = { "key", "cert", "in", "out" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
			g_build_filename(folder, names[i], NULL);

		g_remove(path);
	}
	g_rmdir(folder);
	g_free(folder);
}

static void check_opened(const struct document *document, guint files)
{
	const struct attachment *csv;

	ck_assert_str_eq(document->text, "Прошу повернути кошти.");
	ck_assert_str_eq(document->charset_declared, "windows-1251");
	ck_assert_uint_eq(document->attachments->len, files);
	csv = g_ptr_array_index(document->attachments, 0);
	ck_assert_str_eq(csv->name, "a.csv");
	ck_assert_str_eq(csv->text, "1;2");
	ck_assert(!document_has_warning(document, "encrypted"));
}

/* With lengths stated (DER) and with lengths open (BER), as openssl's older
 * and newer commands and mail programs write them. */
static const char *const opaque[] = {
	"smime -sign -nodetach -binary -in %s/in -out %s/out -signer %s/cert "
	"-inkey %s/key",
	"smime -sign -nodetach -binary -stream -in %s/in -out %s/out -signer "
	"%s/cert -inkey %s/key",
	"cms -sign -nodetach -nocerts -binary -stream -in %s/in -out %s/out "
	"-signer %s/cert -inkey %s/key",
};

START_TEST(test_opaque)
{
	g_autoptr(document) document = NULL;

	run(opaque[_i]);
	document = read_out_letter();
	check_opened(document, 1);
	ck_assert(document_has_warning(document, "smime_signed"));
}
END_TEST

/* 8-bit and without a header's word: only the name tells. */
START_TEST(test_binary)
{
	static const char head[] = "From: a@b.example\nContent-Type: "
				   "application/octet-stream; name=smime.p7m\n"
				   "Content-Transfer-Encoding: binary\n\n";
	g_autoptr(GByteArray) letter = g_byte_array_new();
	g_autoptr(document) document = NULL;
	g_autofree char *out = NULL;
	gsize length;

	run("cms -sign -nodetach -binary -outform DER -in %s/in -out %s/out "
	    "-signer %s/cert -inkey %s/key");
	out = read_out(&length);
	g_byte_array_append(letter, (const guint8 *)head, sizeof(head) - 1);
	g_byte_array_append(letter, (const guint8 *)out, (guint)length);
	document = mime_read_bytes(letter->data, letter->len, -1, NULL, NULL);
	check_opened(document, 1);
}
END_TEST

START_TEST(test_detached)
{
	g_autoptr(document) document = NULL;

	run("smime -sign -binary -in %s/in -out %s/out -signer %s/cert -inkey "
	    "%s/key");
	document = read_out_letter();
	check_opened(document, 2);
	ck_assert(!document_has_warning(document, "smime_unread"));
}
END_TEST

/* Signed, and what was signed was signed: as triple wrapping has it. */
START_TEST(test_twice)
{
	g_autoptr(document) document = NULL;
	g_autofree char *once = NULL;
	gsize length;

	run(opaque[0]);
	once = read_out(&length);
	write_entity(once);
	run(opaque[1]);
	document = read_out_letter();
	check_opened(document, 1);
}
END_TEST

/* Endlessly signed: an end, and the rest is kept as a file. */
START_TEST(test_many)
{
	g_autoptr(document) document = NULL;

	for (int i = 0; i < 8; i++) {
		g_autofree char *once = NULL;
		gsize length;

		run(opaque[0]);
		once = read_out(&length);
		write_entity(once);
	}
	document = read_out_letter();
	ck_assert(document_has_warning(document, "too_deep"));
	ck_assert_uint_eq(document->attachments->len, 1);
}
END_TEST

static const struct {
	const char *type, *name, *bytes;
	const char *text;   /* of the wrapping */
	const char *inside; /* name of the page in it; NULL: none */
} signed_files[] = {
	{ "application/octet-stream", "a.txt.p7s", "Скарга", "Скарга", NULL },
	{ "application/pkcs7-signature", "a.txt.p7s", "Скарга", "Скарга",
		NULL },
	{ "application/pkcs7-mime", "a.TXT.P7M", "Скарга", "Скарга", NULL },
	{ "application/octet-stream", "a.eml.p7m",
		"From: b@c.example\nSubject: d\n\nСкарга\n",
		"From:  <b@c.example>\nSubject: d\n\nСкарга", NULL },
	{ "application/octet-stream", "a.pdf.p7m", "%PDF-1.4\n", "", "a.pdf" },
	{ "application/octet-stream", "a.pdf.p7s", "%PDF-1.4\n", "", "a.pdf" },
	{ "application/x-pkcs7-mime", "smime.p7m", "%PDF-1.4\n", "", "" },
};

/* As programs for signing documents write them: no MIME is inside, and the
 * document is no part of the letter's text. */
START_TEST(test_file)
{
	g_autoptr(document) document = NULL;
	g_autofree char *out = NULL, *coded = NULL, *letter = NULL;
	const struct attachment *file;
	gsize length;

	write_entity(signed_files[_i].bytes);
	run("cms -sign -nodetach -binary -outform DER -in %s/in -out %s/out "
	    "-signer %s/cert -inkey %s/key");
	out = read_out(&length);
	coded = g_base64_encode((const guchar *)out, length);
	letter = g_strdup_printf(
		"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n"
		"\n--b\n\nhello\n--b\nContent-Type: %s; name=%s\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		signed_files[_i].type, signed_files[_i].name, coded);
	document = mime_read_bytes(letter, strlen(letter), -1, NULL, NULL);
	ck_assert_str_eq(document->text, "hello");
	ck_assert(document_has_warning(document, "smime_signed"));
	ck_assert_uint_eq(
		document->attachments->len, signed_files[_i].inside ? 2 : 1);
	file = g_ptr_array_index(document->attachments, 0);
	ck_assert_str_eq(file->name, signed_files[_i].name);
	ck_assert_str_eq(file->text, signed_files[_i].text);
	ck_assert_str_eq(file->type, signed_files[_i].type);
	if (!signed_files[_i].inside)
		return;
	file = g_ptr_array_index(document->attachments, 1);
	ck_assert_str_eq(file->name, signed_files[_i].inside);
	ck_assert_str_eq(file->type, "application/pdf");
	ck_assert_str_eq(file->inside, signed_files[_i].name);
}
END_TEST

START_TEST(test_encrypted)
{
	g_autoptr(document) document = NULL;
	const struct attachment *file;

	run("smime -encrypt -binary -aes256 -in %s/in -out %s/out %s/cert");
	document = read_out_letter();
	ck_assert(document_has_warning(document, "encrypted"));
	ck_assert_str_eq(document->text, "");
	ck_assert_uint_eq(document->attachments->len, 1);
	file = g_ptr_array_index(document->attachments, 0);
	ck_assert_str_eq(file->name, "smime.p7m");
	ck_assert_int_gt(file->bytes, 0);
}
END_TEST

/* Cut anywhere, a byte changed anywhere: always a letter. */
START_TEST(test_damaged)
{
	g_autofree char *letter = NULL;
	gsize length;
	guint32 seed = 5;

	run(opaque[1]);
	letter = letter_of_out(&length);
	for (int i = 0; i < 300; i++) {
		g_autofree char *copy = g_memdup2(letter, length);
		g_autoptr(document) document = NULL;

		seed = seed * 1103515245 + 12345;
		copy[300 + (seed >> 8) % (length - 300)] ^=
			(char)(1 + seed % 31);
		document = mime_read_bytes(copy,
			i % 2 ? length : 300 + (seed >> 4) % (length - 300), -1,
			NULL, NULL);
		ck_assert_ptr_nonnull(document);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/smime");
	TCase *cases = tcase_create("smime");

	tcase_set_timeout(cases, 60);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, test_opaque, 0, G_N_ELEMENTS(opaque));
	tcase_add_test(cases, test_binary);
	tcase_add_test(cases, test_detached);
	tcase_add_test(cases, test_twice);
	tcase_add_test(cases, test_many);
	tcase_add_loop_test(cases, test_file, 0, G_N_ELEMENTS(signed_files));
	tcase_add_test(cases, test_encrypted);
	tcase_add_test(cases, test_damaged);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
