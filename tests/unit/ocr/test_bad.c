/* Files that are no letter, are broken, or want to be expensive: a clear
 * error or a warning, soon. */
#include <fcntl.h>
#include "check_main.h"
#include "engine.h"
#include "plaint/base/clock.h"

static const struct {
	const char *what, *bytes;
	size_t length;
	enum ocr_error code;
	const char *says;
} refused[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ "nothing", BYTES(""), OCR_ERROR_DAMAGED, "empty" },
	{ "HEIC",
		BYTES("\0\0\0\x18"
		      "ftypheic\0\0\0\0mif1heic"),
		OCR_ERROR_UNSUPPORTED, "HEIC" },
	{ "HEIF",
		BYTES("\0\0\0\x18"
		      "ftypmif1\0\0\0\0mif1heic"),
		OCR_ERROR_UNSUPPORTED, "HEIC" },
	{ "GIF", BYTES("GIF89a\1\0\1\0"), OCR_ERROR_UNSUPPORTED, "GIF" },
	{ "docx", BYTES("PK\3\4word/document.xml"), OCR_ERROR_UNSUPPORTED,
		"office" },
	{ "text", BYTES("Dear Sir or Madam"), OCR_ERROR_UNSUPPORTED, "PDF" },
	{ "short TIFF", BYTES("II*\0"), OCR_ERROR_DAMAGED, "TIFF" },
	{ "endless TIFF", BYTES("II*\0\x08\0\0\0\0\0\x08\0\0\0"),
		OCR_ERROR_DAMAGED, "TIFF" },
	{ "short JPEG", BYTES("\xff\xd8\xff\xe0"), OCR_ERROR_DAMAGED, "JPEG" },
	{ "short PNG", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
		OCR_ERROR_DAMAGED, "PNG" },
	{ "short WebP", BYTES("RIFF\x10\0\0\0WEBPVP8 "), OCR_ERROR_DAMAGED,
		"WebP" },
	{ "short PDF", BYTES("%PDF-1.7\n"), OCR_ERROR_DAMAGED, "PDF" },
	{ "PDF without pages",
		BYTES("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		      "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
		      "trailer<</Root 1 0 R>>\n"),
		OCR_ERROR_DAMAGED, "no pages" },
	{ "PDF of a kilometre",
		BYTES("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 "
		      "200000]"
		      ">>endobj\ntrailer<</Root 1 0 R>>\n"),
		OCR_ERROR_TOO_BIG, "cm" },
	{ "PDF with a password",
		BYTES("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
		      "endobj\n"
		      "4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4"
		      "/O<"
		      "01020304050607080910111213141516171819202122232425262728"
		      "29"
		      "303132>"
		      "/U<"
		      "01020304050607080910111213141516171819202122232425262728"
		      "29"
		      "303132>>>endobj\n"
		      "trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<61><61>]>>\n"),
		OCR_ERROR_LOCKED, "password" },
};

static void assert_refused(
	GError *error, enum ocr_error code, const char *says, const char *what)
{
	ck_assert_msg(error != NULL, "%s was read", what);
	ck_assert_msg(g_error_matches(error, OCR_ERROR, (int)code),
		"%s: code %d: %s", what, error->code, error->message);
	ck_assert_msg(strstr(error->message, says) != NULL, "%s: %s", what,
		error->message);
}

START_TEST(refuses)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		read_bytes(refused[_i].bytes, refused[_i].length, &error);
	assert_refused(
		error, refused[_i].code, refused[_i].says, refused[_i].what);
	ck_assert_ptr_null(document);
}
END_TEST

/* --- sizes ------------------------------------------------------------- */

/* A PNG header that promises width x height, and nothing behind it. */
static GByteArray *png_of(guint32 width, guint32 height)
{
	PIX *tiny = pixCreate(1, 1, 8);
	l_uint8 *png = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemPng(&png, &length, tiny, 0), 0);
	GByteArray *bytes = g_byte_array_new();
	g_byte_array_append(bytes, png, length);
	guint32 sizes[2] = { GUINT32_TO_BE(width), GUINT32_TO_BE(height) };
	memcpy(bytes->data + 16, sizes, sizeof(sizes));
	guint32 crc = 0xffffffff;
	for (guint i = 12; i < 29; i++) {
		crc ^= bytes->data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	crc = GUINT32_TO_BE(~crc);
	memcpy(bytes->data + 29, &crc, sizeof(crc));
	lept_free(png);
	pixDestroy(&tiny);
	return bytes;
}

static const struct {
	guint32 width, height;
	enum ocr_error code;
} sizes[] = {
	{ 20000, 20000, OCR_ERROR_TOO_BIG },
	{ 1, 100000, OCR_ERROR_TOO_BIG },
	{ 100000, 1, OCR_ERROR_TOO_BIG },
	{ 1000000, 1000000, OCR_ERROR_TOO_BIG },
	{ 16, 16, OCR_ERROR_DAMAGED },
};

START_TEST(refuses_size)
{
	g_autoptr(GByteArray) bytes = png_of(sizes[_i].width, sizes[_i].height);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		read_bytes(bytes->data, bytes->len, &error);
	assert_refused(error, sizes[_i].code, "pixels", "size");
	ck_assert_ptr_null(document);
}
END_TEST

static void write_sized(const char *path, int width, int height, l_int32 format)
{
	PIX *pix = pixCreate(width, height, 1);
	ck_assert_int_eq(pixWrite(path, pix, format), 0);
	pixDestroy(&pix);
}

/* Real bombs: all white compresses to next to nothing. */
START_TEST(refuses_bombs)
{
	static const struct {
		int width, height;
		l_int32 format;
	} bombs[] = { { 20000, 20000, IFF_TIFF_G4 }, { 20000, 20000, IFF_PNG },
		{ 2, 60000, IFF_TIFF_G4 } };
	g_autofree char *path =
		g_build_filename(g_get_tmp_dir(), "plaint-bomb-XXXXXX", NULL);
	auto_fd int fd = g_mkstemp(path);
	ck_assert_int_ge(fd, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(bombs); i++) {
		write_sized(
			path, bombs[i].width, bombs[i].height, bombs[i].format);
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = file_read(path, 64 << 20, &error);
		ck_assert_ptr_nonnull(bytes);
		gint64 start_us = g_get_monotonic_time();
		g_autoptr(document) document =
			read_bytes(g_bytes_get_data(bytes, NULL),
				g_bytes_get_size(bytes), &error);
		assert_refused(error, OCR_ERROR_TOO_BIG, "pixels", "bomb");
		ck_assert_int_lt(g_get_monotonic_time() - start_us, 500000);
		ck_assert_ptr_null(document);
	}
	unlink(path);
}
END_TEST

START_TEST(refuses_large_file)
{
	auto_fd int fd = memory_file("II*\0", 4);
	ck_assert_int_eq(ftruncate(fd, 9 << 20), 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = ocr_read(engine, fd, &error);
	ck_assert(g_error_matches(error, OCR_ERROR, OCR_ERROR_TOO_BIG));
	ck_assert_ptr_null(document);
}
END_TEST

/* --- pages ------------------------------------------------------------- */

static GString *pdf_of_blank_pages(int pages)
{
	GString *pdf = g_string_new("%PDF-1.4\n"
				    "1 0 obj<</Type/Catalog/Pages 2 0 R>>"
				    "endobj\n2 0 obj<</Type/Pages/Kids[");
	for (int i = 0; i < pages; i++)
		g_string_append_printf(pdf, "%d 0 R ", i + 3);
	g_string_append_printf(pdf, "]/Count %d>>endobj\n", pages);
	for (int i = 0; i < pages; i++)
		g_string_append_printf(pdf,
			"%d 0 obj<</Type/Page/Parent 2 0 R"
			"/MediaBox[0 0 400 400]>>endobj\n",
			i + 3);
	g_string_append(pdf, "trailer<</Root 1 0 R>>\n");
	return pdf;
}

START_TEST(cuts_many_pages)
{
	GString *pdf = pdf_of_blank_pages(5000);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = read_bytes(pdf->str, pdf->len, &error);
	g_string_free(pdf, TRUE);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(document->pages->len, 4);
	ck_assert(document_has_warning(document, "pages_cut"));
	ck_assert(document_has_warning(document, "page_blank"));
	ck_assert_int_eq(document->class, DOCUMENT_EMPTY);
	ck_assert(page_at(document, 0)->confidence == 0);
}
END_TEST

/* A page over which readers ended is not touched; the others are read. */
START_TEST(leaves_pages_out)
{
	static const int first = 1;
	g_autoptr(GError) error = NULL;
	auto_fd int fd =
		open("samples/scans/uk-subscription.tif", O_RDONLY | O_CLOEXEC);
	ocr_leave_out(engine, &first, 1);
	g_autoptr(document) document = ocr_read(engine, fd, &error);
	ocr_leave_out(engine, NULL, 0);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(document->pages->len, 2);
	ck_assert_str_eq(page_at(document, 0)->text, "");
	ck_assert_str_eq(page_at(document, 0)->trust, "key_in");
	ck_assert_str_ne(page_at(document, 1)->text, "");
	ck_assert(document_has_warning(document, "page_damaged"));
}
END_TEST

/* --- cut short --------------------------------------------------------- */

static const struct {
	const char *file;
	double share;
	const char *word; /* NULL: nothing can be had */
} cuts[] = {
	{ "ru-speed.jpg", 0.6, "Щербакова" },
	{ "uk-thanks.png", 0.6, "Бондаренка" },
	{ "en-staff.webp", 0.7, "January" },
	{ "ru-speed.jpg", 0.001, NULL },
	{ "uk-thanks.png", 0.002, NULL },
};

START_TEST(reads_what_is_left)
{
	g_autofree char *path =
		g_build_filename("samples/scans", cuts[_i].file, NULL);
	g_autoptr(GBytes) bytes = file_read(path, 1 << 20, NULL);
	ck_assert_ptr_nonnull(bytes);
	size_t length = g_bytes_get_size(bytes) * cuts[_i].share;
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document =
		read_bytes(g_bytes_get_data(bytes, NULL), length, &error);
	if (!cuts[_i].word) {
		assert_refused(error, OCR_ERROR_DAMAGED, "", cuts[_i].file);
		return;
	}
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert(document_has_warning(document, "page_partly_read"));
	ck_assert_msg(strstr(document->text, cuts[_i].word) != NULL, "%s: %s",
		cuts[_i].file, document->text);
}
END_TEST

/* Noise in the middle of the first page's strip: the rest is still read. */
START_TEST(reads_damaged_tiff)
{
	g_autoptr(GBytes) bytes =
		file_read("samples/scans/uk-subscription.tif", 1 << 20, NULL);
	ck_assert_ptr_nonnull(bytes);
	gsize length;
	g_autofree unsigned char *copy = g_memdup2(
		g_bytes_get_data(bytes, &length), g_bytes_get_size(bytes));
	length = g_bytes_get_size(bytes);
	memset(copy + length / 3, 0xff, 200);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = read_bytes(copy, length, &error);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(document->pages->len, 2);
	ck_assert(document_has_warning(document, "page_partly_read"));
	ck_assert(strstr(document->text, "Генеральному") != NULL);
	ck_assert(strstr(document->text, "незаконно") != NULL);
}
END_TEST

/* A copy that was cut off within the second page's directory is no letter of
 * one page. */
START_TEST(tells_of_lost_pages)
{
	enum {
		CUT_BYTES = 150
	};
	g_autoptr(GBytes) bytes =
		file_read("samples/scans/uk-subscription.tif", 1 << 20, NULL);
	ck_assert_ptr_nonnull(bytes);
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = read_bytes(g_bytes_get_data(bytes, NULL),
		g_bytes_get_size(bytes) - CUT_BYTES, &error);
	ck_assert_msg(document != NULL, "%s", error ? error->message : "");
	ck_assert_uint_eq(document->pages->len, 2);
	ck_assert(document_has_warning(document, "page_damaged"));
	ck_assert_str_eq(page_at(document, 1)->trust, "key_in");
	ck_assert(strstr(document->text, "Генеральному") != NULL);
}
END_TEST

static struct document *read_pix(PIX *pix)
{
	l_uint8 *png = NULL;
	size_t length = 0;
	ck_assert_int_eq(pixWriteMemPng(&png, &length, pix, 0), 0);
	struct document *document = read_bytes(png, length, NULL);
	ck_assert_ptr_nonnull(document);
	lept_free(png);
	return document;
}

START_TEST(survives_noise)
{
	PIX *noise = pixCreate(700, 900, 8);
	guint32 state = 1;
	for (int y = 0; y < 900; y++) {
		l_uint32 *line = pixGetData(noise) + y * pixGetWpl(noise);
		for (int x = 0; x < 700; x++) {
			state = state * 1664525 + 1013904223;
			SET_DATA_BYTE(line, x, state >> 24);
		}
	}
	g_autoptr(document) document = read_pix(noise);
	ck_assert(page_at(document, 0)->confidence < 0.8);
	pixDestroy(&noise);
}
END_TEST

/* A film's grain has the size of small letters: thousands of words that no
 * language knows.  To find that out one by one took a minute. */
START_TEST(gives_up_grain)
{
	PIX *grain = pixCreate(1000, 1400, 1);
	guint32 state = 1;
	for (int i = 0; i < 9000; i++) {
		int at[4];
		for (int k = 0; k < 4; k++) {
			state = state * 1664525 + 1013904223;
			at[k] = state >> 16;
		}
		pixRasterop(grain, at[0] % 1000, at[1] % 1400, 3 + at[2] % 4,
			3 + at[3] % 4, PIX_SET, NULL, 0, 0);
	}
	int64_t start_us = clock_thread_us();
	g_autoptr(document) document = read_pix(grain);
	ck_assert_int_lt(clock_thread_us() - start_us, 5 * G_USEC_PER_SEC);
	ck_assert_str_eq(page_at(document, 0)->trust, "key_in");
	pixDestroy(&grain);
}
END_TEST

/* --- in time ----------------------------------------------------------- */

static void restart_with(int page_ms)
{
	engine_stop();
	const struct ocr_settings settings = { .limits.page_ms = page_ms };
	engine = ocr_new(&settings, NULL);
	ck_assert_ptr_nonnull(engine);
}

/* Given half the time that it takes, a page is read in part: or somewhat more
 * of it, should the machine have become slower since. */
START_TEST(cuts_dear_page)
{
	int64_t start_us = clock_thread_us();
	g_autoptr(document) whole = read_sample("ru-speed.jpg");
	int64_t took_us = clock_thread_us() - start_us;
	ck_assert(!document_has_warning(whole, "page_late"));
	g_autoptr(document) part = NULL;
	int64_t given_us = 0, used_us = 0;
	for (int eighths = 4; part == NULL || *part->text == '\0'; eighths++) {
		ck_assert_int_lt(eighths, 16);
		g_clear_pointer(&part, document_free);
		given_us = took_us * eighths / 8;
		restart_with((int)(given_us / 1000));
		start_us = clock_thread_us();
		part = read_sample("ru-speed.jpg");
		used_us = clock_thread_us() - start_us;
	}
	ck_assert_int_lt(used_us, 2 * given_us);
	ck_assert(document_has_warning(part, "page_late"));
	ck_assert_uint_lt(strlen(part->text), strlen(whole->text));
}
END_TEST

/* No time at all: nothing is begun that cannot be stopped. */
START_TEST(cuts_at_once)
{
	restart_with(1);
	g_autoptr(document) document = read_sample("ru-speed.jpg");
	ck_assert(document_has_warning(document, "page_late"));
	ck_assert_str_eq(document->text, "");
	ck_assert_str_eq(page_at(document, 0)->trust, "key_in");
}
END_TEST

START_TEST(wants_its_languages)
{
	const struct ocr_settings settings = { .languages = "xxx",
		.tessdata_dir = "/nowhere" };
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(ocr_new(&settings, &error));
	ck_assert(g_error_matches(error, OCR_ERROR, OCR_ERROR_SETUP));
	ck_assert(strstr(error->message, "xxx") != NULL);
}
END_TEST

int main(G_GNUC_UNUSED int argc, char **argv)
{
	engine_environment(argv);
	Suite *suite = suite_create("ocr bad");
	TCase *tests = tcase_create("bad");
	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, engine_start, engine_stop);
	tcase_add_loop_test(tests, refuses, 0, G_N_ELEMENTS(refused));
	tcase_add_loop_test(tests, refuses_size, 0, G_N_ELEMENTS(sizes));
	tcase_add_test(tests, refuses_bombs);
	tcase_add_test(tests, refuses_large_file);
	tcase_add_test(tests, cuts_many_pages);
	tcase_add_test(tests, leaves_pages_out);
	tcase_add_loop_test(tests, reads_what_is_left, 0, G_N_ELEMENTS(cuts));
	tcase_add_test(tests, reads_damaged_tiff);
	tcase_add_test(tests, tells_of_lost_pages);
	tcase_add_test(tests, survives_noise);
	tcase_add_test(tests, gives_up_grain);
	tcase_add_test(tests, cuts_dear_page);
	tcase_add_test(tests, cuts_at_once);
	tcase_add_test(tests, wants_its_languages);
	suite_add_tcase(suite, tests);
	return check_main_together(suite);
}
