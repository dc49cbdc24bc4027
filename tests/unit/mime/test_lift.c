/* Pages inside files of a letter, and pictures among its lines. */
#include "check_main.h"

#include <locale.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include "archive_file.h"
#include "plaint/base/hash.h"
#include "plaint/text/enclosure.h"
#include "plaint/mime/mime.h"

enum {
	SCAN_BYTES = 90 << 10,
	SCANS_MANY = 80,
	LISTED_MOST = 60,
};

/* A picture as far as its header tells; `seed` makes it another one. */
static GBytes *picture(int width, int height, size_t length, guint8 seed)
{
	static const guint8 head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	guint8 *bytes = g_malloc0(length);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (guint8)(seed + i * 7);
	memcpy(bytes, head, sizeof(head) - 1);
	for (int i = 0; i < 4; i++) {
		bytes[16 + i] = (guint8)(width >> (24 - 8 * i));
		bytes[20 + i] = (guint8)(height >> (24 - 8 * i));
	}
	return g_bytes_new_take(bytes, length);
}

static GBytes *scan_new(guint8 seed)
{
	return picture(1240, 1754, SCAN_BYTES, seed);
}

static struct archive_file file_of(const char *name, GBytes *bytes)
{
	return (struct archive_file){ name, g_bytes_get_data(bytes, NULL),
		g_bytes_get_size(bytes) };
}

static int keep_gzip(struct archive *archive)
{
	archive_write_add_filter_gzip(archive);
	return archive_write_set_format_ustar(archive);
}

static const struct {
	const char *name;
	archive_format_func format;
} formats[] = {
	{ "папери.zip", archive_write_set_format_zip },
	{ "папери.7z", archive_write_set_format_7zip },
	{ "папери.tar.gz", keep_gzip },
};

static const char pdf[] = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n";

/* A scan, a logo, a PDF and a note. */
static GBytes *papers(archive_format_func format)
{
	g_autoptr(GBytes) scan = scan_new(1);
	g_autoptr(GBytes) logo = picture(180, 60, 4 << 10, 2);
	struct archive_file files[] = { file_of("scan/1.png", scan),
		file_of("logo.png", logo), { "рахунок.pdf", pdf },
		{ "note.txt", "дивіться скан" } };

	return archive_file_make(format, NULL, files, G_N_ELEMENTS(files));
}

static const struct attachment *at(const struct document *document, guint index)
{
	ck_assert_uint_lt(index, document->attachments->len);
	return g_ptr_array_index(document->attachments, index);
}

static void check_kept(const struct attachment *attachment, int fd)
{
	size_t length = (size_t)attachment->bytes;
	g_autofree char *bytes = g_malloc(length);

	ck_assert_int_ge(attachment->offset, 0);
	ck_assert_int_eq(
		pread(fd, bytes, length, attachment->offset), (ssize_t)length);
	ck_assert_str_eq(attachment->sha256, hash_bytes(bytes, length).hex);
}

static struct document *read_to(int fd, const char *letter)
{
	struct document *document =
		mime_read_bytes(letter, strlen(letter), fd, NULL, NULL);

	ck_assert_ptr_nonnull(document);
	return document;
}

START_TEST(test_archives)
{
	g_autoptr(GBytes) bytes = papers(formats[_i].format);
	g_autofree char *letter = archive_file_letter(
		"application/octet-stream", formats[_i].name, bytes);
	int fd = memfd_create("attachments", MFD_CLOEXEC);
	g_autoptr(document) document = read_to(fd, letter);
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);

	ck_assert_uint_eq(document->attachments->len, 3);
	ck_assert_str_eq(at(document, 0)->inside, "");
	ck_assert_ptr_nonnull(strstr(at(document, 0)->text, "дивіться скан"));
	ck_assert_str_eq(at(document, 1)->name, "scan/1.png");
	ck_assert_str_eq(at(document, 1)->type, "image/png");
	ck_assert_int_eq(at(document, 1)->width, 1240);
	ck_assert_str_eq(at(document, 2)->name, "рахунок.pdf");
	ck_assert_str_eq(at(document, 2)->type, "application/pdf");
	for (guint i = 1; i < 3; i++)
		ck_assert_str_eq(at(document, i)->inside, formats[_i].name);
	for (guint i = 0; i < 3; i++)
		check_kept(at(document, i), fd);
	ck_assert_uint_eq(places->len, 2);
	close(fd);
}
END_TEST

static int only_gzip(struct archive *archive)
{
	archive_write_add_filter_gzip(archive);
	return archive_write_set_format_raw(archive);
}

START_TEST(test_gzip)
{
	static const struct archive_file file = { "x", pdf };
	g_autoptr(GBytes) bytes = archive_file_make(only_gzip, NULL, &file, 1);
	g_autofree char *letter = archive_file_letter(
		"application/gzip", "рахунок.pdf.gz", bytes);
	int fd = memfd_create("attachments", MFD_CLOEXEC);
	g_autoptr(document) document = read_to(fd, letter);
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);

	ck_assert_uint_eq(document->attachments->len, 2);
	ck_assert_str_eq(at(document, 1)->name, "рахунок.pdf");
	ck_assert_str_eq(at(document, 1)->type, "application/pdf");
	ck_assert_uint_eq(places->len, 1);
	check_kept(at(document, 1), fd);
	close(fd);
}
END_TEST

static char *coded_part(const char *type, const char *name, GBytes *bytes)
{
	g_autofree char *coded = g_base64_encode(
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	return g_strdup_printf("Content-Type: %s\nContent-Disposition: "
			       "attachment; filename=\"%s\"\n"
			       "Content-Transfer-Encoding: base64\n\n%s\n",
		type, name, coded);
}

/* A letter passed on as a message, with a scan and an archive in it. */
START_TEST(test_message)
{
	g_autoptr(GBytes) zip = papers(archive_write_set_format_zip);
	g_autoptr(GBytes) scan = scan_new(9);
	g_autofree char *scan_part = coded_part("image/png", "2.png", scan);
	g_autofree char *zip_part =
		coded_part("application/zip", "in.zip", zip);
	g_autofree char *letter = g_strdup_printf(
		"From: a@b.example\nContent-Type: multipart/mixed; "
		"boundary=o\n\n--o\n\nsee below\n--o\nContent-Type: "
		"message/rfc822; name=letter.eml\n\nFrom: c@d.example\n"
		"Content-Type: multipart/mixed; boundary=i\n\n--i\n\nscans\n"
		"--i\n%s--i\n%s--i--\n--o--\n",
		scan_part, zip_part);
	int fd = memfd_create("attachments", MFD_CLOEXEC);
	g_autoptr(document) document = read_to(fd, letter);

	ck_assert_uint_eq(document->attachments->len, 4);
	ck_assert_str_eq(at(document, 1)->name, "2.png");
	ck_assert_str_eq(at(document, 1)->inside, "letter.eml");
	ck_assert_str_eq(at(document, 2)->name, "scan/1.png");
	ck_assert_str_eq(at(document, 2)->inside, "letter.eml/in.zip");
	ck_assert_str_eq(at(document, 3)->name, "рахунок.pdf");
	for (guint i = 0; i < 4; i++)
		check_kept(at(document, i), fd);
	ck_assert_ptr_nonnull(strstr(at(document, 0)->text, "дивіться скан"));
	close(fd);
}
END_TEST

START_TEST(test_office)
{
	g_autoptr(GBytes) scan = scan_new(3);
	struct archive_file files[] = { file_of("word/media/image1.png", scan),
		{ "word/document.xml", "<w:document xmlns:w=\"w\"/>" } };
	g_autoptr(GBytes) bytes =
		archive_file_make(archive_write_set_format_zip, NULL, files, 2);
	g_autofree char *letter = archive_file_letter(
		"application/octet-stream", "скарга.docx", bytes);
	g_autoptr(document) document = read_to(-1, letter);

	ck_assert_uint_eq(document->attachments->len, 2);
	ck_assert_str_eq(at(document, 1)->name, "word/media/image1.png");
	ck_assert_str_eq(at(document, 1)->inside, "скарга.docx");
}
END_TEST

/* What was sent by itself is read before what lies in files. */
START_TEST(test_many)
{
	struct archive_file files[SCANS_MANY];
	GBytes *scans[SCANS_MANY];
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *letter = NULL;
	g_autoptr(document) document = NULL;
	g_autoptr(GArray) places = NULL;
	guint left_out = 0;

	for (int i = 0; i < SCANS_MANY; i++) {
		scans[i] = picture(1240, 1754, 14 << 10, (guint8)i);
		files[i] = file_of("1.png", scans[i]);
	}
	bytes = archive_file_make(
		archive_write_set_format_zip, NULL, files, SCANS_MANY);
	letter = archive_file_letter("application/zip", "a.zip", bytes);
	document = read_to(-1, letter);
	for (int i = 0; i < SCANS_MANY; i++)
		g_bytes_unref(scans[i]);
	ck_assert_uint_eq(document->attachments->len, 1 + LISTED_MOST);
	ck_assert(document_has_warning(document, "archive_cut"));
	document_set(&((struct attachment *)at(document, 50))->inside, "");
	places = enclosures_to_read(document, &left_out);
	ck_assert_uint_eq(places->len, ENCLOSURES_READ_MOST);
	ck_assert_uint_eq(g_array_index(places, guint, 0), 50);
	ck_assert_uint_eq(left_out, LISTED_MOST - ENCLOSURES_READ_MOST);
}
END_TEST

START_TEST(test_full)
{
	g_autoptr(GBytes) bytes = papers(archive_write_set_format_zip);
	g_autofree char *letter =
		archive_file_letter("application/zip", "a.zip", bytes);
	g_autoptr(GError) error = NULL;
	int fd = memfd_create("attachments", MFD_CLOEXEC);
	/* Room for the archive, none for the pages. */
	struct rlimit room = { g_bytes_get_size(bytes), RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &room), 0);
	ck_assert_ptr_null(
		mime_read_bytes(letter, strlen(letter), fd, NULL, &error));
	ck_assert_ptr_nonnull(error);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), (off_t)room.rlim_cur);
	close(fd);
}
END_TEST

/* --- pictures among the lines ------------------------------------------- */

static const struct {
	const char *tag; /* %s-free; refers to <p@x> or to nothing */
	const char *words;
	int width, height, kilobytes;
	bool is_shown, is_page;
	int shown_width;
} shown[] = {
	/* A photograph of a letter, pasted. */
	{ "<img src=\"cid:p@x\" width=\"562\" height=\"421\">", "long", 3000,
		4000, 2000, true, true, 562 },
	{ "<IMG SRC=cid:p@x>", "long", 1240, 1754, 200, true, true, 0 },
	{ "<img src='cid:p%40x'>", "", 700, 900, 50, true, true, 0 },
	/* Pictures of signatures, large and small. */
	{ "<img width=120 src=\"cid:p@x\">", "long", 1200, 1200, 200, true,
		false, 120 },
	{ "<img style=\"max-width:100%;width: 140px\" src=\"cid:p@x\">", "",
		1200, 1200, 200, true, false, 140 },
	{ "<img src=\"cid:p@x\">", "long", 700, 900, 50, true, false, 0 },
	{ "<img style=\"width:3.125in\" src=\"cid:p@x\">", "long", 1240, 1754,
		200, true, true, 0 },
	/* The HTML shows another one: this is a file. */
	{ "<img src=\"cid:q@x\" width=9>", "long", 700, 900, 50, false, true,
		0 },
};

START_TEST(test_shown)
{
	static const char long_words[] =
		"одне два три чотири п'ять шість сім вісім дев'ять десять "
		"одне два три чотири п'ять шість сім вісім дев'ять десять";
	const char *words = *shown[_i].words ? long_words : "";
	g_autoptr(GBytes) bytes = picture(shown[_i].width, shown[_i].height,
		(size_t)shown[_i].kilobytes << 10, 5);
	g_autofree char *part = coded_part("image/png", "p.png", bytes);
	g_autofree char *letter = g_strdup_printf(
		"From: a@b.example\nContent-Type: multipart/related; "
		"boundary=r\n\n--r\nContent-Type: multipart/alternative; "
		"boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\n"
		"%s\n--a\nContent-Type: text/html; charset=utf-8\n\n"
		"<p>%s</p>%s\n--a--\n--r\nContent-ID: <p@x>\n%s--r--\n",
		words, words, shown[_i].tag, part);
	g_autoptr(document) document = read_to(-1, letter);
	const char *why;

	ck_assert_uint_eq(document->attachments->len, 1);
	ck_assert_int_eq(at(document, 0)->is_shown, shown[_i].is_shown);
	ck_assert_int_eq(at(document, 0)->shown_width, shown[_i].shown_width);
	ck_assert_msg(enclosure_is_page(document, 0, &why) == shown[_i].is_page,
		"%s: %s", shown[_i].tag, why);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/lift");
	TCase *cases = tcase_create("lift");

	setlocale(LC_CTYPE, "C.UTF-8");
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, test_archives, 0, G_N_ELEMENTS(formats));
	tcase_add_test(cases, test_gzip);
	tcase_add_test(cases, test_message);
	tcase_add_test(cases, test_office);
	tcase_add_test(cases, test_many);
	tcase_add_test(cases, test_full);
	tcase_add_loop_test(cases, test_shown, 0, G_N_ELEMENTS(shown));
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
