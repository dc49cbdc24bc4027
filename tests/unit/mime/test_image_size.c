/* What the first bytes of images say. */
#include "check_main.h"

#include <string.h>
#include "../../../src/mime/image_size.h"
#include "plaint/mime/mime.h"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t length;
	const char *type;
	int width, height;
} images[] = {
	{ BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x09\xb0\0\0\x0d\xb4\x08"),
		"image/png", 2480, 3508 },
	{ BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x09"), "image/png", 0, 0 },
	{ BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\0\0\0\1"),
		"image/png", 0, 0 },
	{ BYTES("GIF89a\x20\x03\x58\x02\xf7"), "image/gif", 800, 600 },
	{ BYTES("GIF87a\1"), "image/gif", 0, 0 },
	/* Thumbnail's segment first, a fill byte, then a progressive frame. */
	{ BYTES("\xff\xd8\xff\xe1\0\x06\xff\xc0\0\x01"
		"\xff\xff\xfe\0\x03x\xff\xc2\0\x0b\x08\x04\x00\x03\x00\x01"),
		"image/jpeg", 768, 1024 },
	/* Huffman tables are no frame; the picture begins without one. */
	{ BYTES("\xff\xd8\xff\xc4\0\x04\0\0\xff\xda\0\x02\xff\xc0"),
		"image/jpeg", 0, 0 },
	/* A segment of length 0 does not stop the walk for ever. */
	{ BYTES("\xff\xd8\xff\xe0\0\0\0\0\0\0"), "image/jpeg", 0, 0 },
	{ BYTES("II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\xc0\x06\0\0"
		"\x01\x01\x04\0\x01\0\0\0\xb0\x04\0\0"),
		"image/tiff", 1728, 1200 },
	{ BYTES("MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\x06\xc0\0\0"
		"\x01\x01\0\x04\0\0\0\x01\0\0\x04\xb0"),
		"image/tiff", 1728, 1200 },
	/* A directory beyond the end. */
	{ BYTES("II*\0\xff\xff\xff\xff\0"), "image/tiff", 0, 0 },
	{ BYTES("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\x30\x01\0\x9d\x01\x2a"
		"\x20\x43\x58\x42"),
		"image/webp", 800, 600 },
	{ BYTES("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x1f\xc3\x95\0"), "image/webp",
		800, 600 },
	{ BYTES("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x1f\x03\0\x57\x02\0"),
		"image/webp", 800, 600 },
	/* Rows from the top. */
	{ BYTES("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\x03\0\0"
		"\xa8\xfd\xff\xff\x01\0"),
		"image/bmp", 800, 600 },
	{ BYTES("%PDF-1.4\n"), "application/pdf", 0, 0 },
	{ BYTES("\xef\xbb\xbf\n\n%PDF-1.7\n"), "application/pdf", 0, 0 },
	{ BYTES("BMW is a car, and this a text about it"), NULL, 0, 0 },
	{ BYTES("MM, II and RIFF"), NULL, 0, 0 },
	{ BYTES(""), NULL, 0, 0 },
};

START_TEST(test_header)
{
	struct image_size size =
		image_size_find(images[_i].bytes, images[_i].length);

	if (images[_i].type)
		ck_assert_str_eq(size.type, images[_i].type);
	else
		ck_assert_ptr_null(size.type);
	ck_assert_int_eq(size.width, images[_i].width);
	ck_assert_int_eq(size.height, images[_i].height);
}
END_TEST

/* Every beginning of every file has an answer, sanitizers looking on. */
START_TEST(test_cut)
{
	for (size_t i = 0; i <= images[_i].length; i++) {
		g_autofree char *copy = g_memdup2(images[_i].bytes, i);
		struct image_size size = image_size_find(copy, i);

		ck_assert_int_ge(size.width, 0);
	}
}
END_TEST

static const struct {
	const char *name, *type;
	int width, height;
} scans[] = {
	{ "be-sim.png", "image/png", 1654, 2339 },
	{ "en-staff.webp", "image/webp", 1654, 2339 },
	{ "ru-delivery.tif", "image/tiff", 3508, 2480 },
	{ "ru-speed.jpg", "image/jpeg", 1654, 2339 },
	{ "en-termination.pdf", "application/pdf", 0, 0 },
};

/* Files of real programs, in letters that call them all by a type that says
 * nothing, or is wrong. */
START_TEST(test_letter)
{
	static const char *const types[] = { "application/octet-stream",
		"text/plain" };
	g_autofree char *path =
		g_build_filename("samples/scans", scans[_i].name, NULL);
	g_autofree char *bytes = NULL, *coded = NULL;
	gsize length;

	ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
	coded = g_base64_encode((const guchar *)bytes, length);
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *letter = g_strdup_printf(
			"From: a@b.example\nContent-Type: %s\n"
			"Content-Disposition: attachment; filename=x.bin\n"
			"Content-Transfer-Encoding: base64\n\n%s\n",
			types[i], coded);
		g_autoptr(document) document =
			mime_read_bytes(letter, strlen(letter), -1, NULL, NULL);
		const struct attachment *attachment;

		ck_assert_uint_eq(document->attachments->len, 1);
		attachment = g_ptr_array_index(document->attachments, 0);
		ck_assert_str_eq(attachment->type, scans[_i].type);
		ck_assert_str_eq(attachment->text, "");
		ck_assert_int_eq(attachment->width, scans[_i].width);
		ck_assert_int_eq(attachment->height, scans[_i].height);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/image_size");
	TCase *cases = tcase_create("image_size");

	tcase_add_loop_test(cases, test_header, 0, G_N_ELEMENTS(images));
	tcase_add_loop_test(cases, test_cut, 0, G_N_ELEMENTS(images));
	tcase_add_loop_test(cases, test_letter, 0, G_N_ELEMENTS(scans));
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
