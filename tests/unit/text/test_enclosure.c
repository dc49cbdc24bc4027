/* Pages and logos; bodies that say something and bodies that point. */
#include "check_main.h"
#include "plaint/text/enclosure.h"

#include <string.h>

struct picture {
	const char *name, *type;
	int width, height;
	int64_t bytes;
	bool is_page;
};

static void enclose(struct document *document, const struct picture *picture)
{
	struct attachment *attachment = document_add_attachment(document);
	document_set(&attachment->name, picture->name);
	document_set(&attachment->type, picture->type);
	attachment->width = picture->width;
	attachment->height = picture->height;
	attachment->bytes = picture->bytes;
	g_snprintf(attachment->sha256, sizeof(attachment->sha256), "%064u",
		document->attachments->len);
}

static const struct picture pictures[] = {
	/* Scans and photographs of pages. */
	{ "скан.jpg", "image/jpeg", 2480, 3508, 900 << 10, true },
	{ "IMG_2041.jpeg", "image/jpeg", 4032, 3024, 3 << 20, true },
	{ "IMG_2041.HEIC", "image/heic", 0, 0, 2 << 20, true },
	{ "paint.bmp", "image/bmp", 1240, 1754, 6 << 20, true },
	{ "a4-150dpi.png", "image/png", 1240, 1754, 180 << 10, true },
	{ "bw.png", "image/png", 2480, 3508, 40 << 10, true },
	{ "fax.tif", "image/tiff", 1728, 2200, 30 << 10, true },
	{ "fax.tif", "image/tiff", 0, 0, 9 << 10, true },
	{ "small.jpg", "image/jpeg", 620, 877, 60 << 10, true },
	{ "Screenshot.png", "image/png", 1080, 2400, 400 << 10, true },
	{ "чек.jpg", "image/jpeg", 1000, 3000, 500 << 10, true },
	{ "scan", "application/octet-stream", 0, 0, 900 << 10, false },
	{ "scan.jpg", "application/octet-stream", 2480, 3508, 900 << 10, true },
	/* A page is one whatever Outlook called it. */
	{ "image001.jpg", "image/jpeg", 2480, 3508, 900 << 10, true },
	/* Logos, icons, banners, trackers, photographs of faces. */
	{ "image001.png", "image/png", 180, 60, 4 << 10, false },
	{ "logo.png", "image/png", 1024, 1024, 14 << 10, false },
	{ "Логотип.png", "image/png", 1200, 800, 30 << 10, false },
	{ "x.png", "image/png", 1024, 1024, 6 << 10, false },
	{ "banner.jpg", "image/jpeg", 1200, 300, 90 << 10, false },
	{ "wide.jpg", "image/jpeg", 3000, 700, 200 << 10, false },
	{ "spacer.gif", "image/gif", 1, 1, 43, false },
	{ "anim.gif", "image/gif", 1200, 900, 900 << 10, false },
	{ "a.svg", "image/svg+xml", 0, 0, 90 << 10, false },
	{ "avatar.jpg", "image/jpeg", 200, 200, 12 << 10, false },
	{ "unknown.jpg", "image/jpeg", 0, 0, 20 << 10, false },
	{ "flat.png", "image/png", 9000, 9000, 20 << 10, false },
	/* Hostile numbers. */
	{ "x.jpg", "image/jpeg", 1 << 30, 1 << 30, 900 << 10, false },
	{ "x.jpg", "image/jpeg", -5, 3508, 900 << 10, true },
	/* Not pictures. */
	{ "letter.docx",
		"application/vnd.openxmlformats-officedocument."
		"wordprocessingml.document",
		0, 0, 90 << 10, false },
	{ "letter.txt", "text/plain", 0, 0, 90 << 10, false },
};

START_TEST(pages_and_logos)
{
	const struct picture *picture = &pictures[_i];
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	const char *why = NULL;
	enclose(document, picture);
	bool is_page = enclosure_is_page(document, 0, &why);
	ck_assert_msg(
		is_page == picture->is_page, "%s: %s", picture->name, why);
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);
	ck_assert_uint_eq(places->len, picture->is_page ? 1 : 0);
}
END_TEST

static const struct picture pdf = { "рахунок.pdf", "application/pdf", 0, 0,
	5 << 10, false };
static const struct picture scan = { "1.jpg", "image/jpeg", 2480, 3508,
	900 << 10, true };

START_TEST(a_pdf_is_always_read)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct picture octets = pdf;
	octets.type = "application/octet-stream";
	enclose(document, &pdf);
	enclose(document, &octets);
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);
	ck_assert_uint_eq(places->len, 2);
}
END_TEST

START_TEST(what_has_text_or_no_bytes_is_not_read)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	for (int i = 0; i < 4; i++)
		enclose(document, &pdf);
	struct attachment **at =
		(struct attachment **)document->attachments->pdata;
	document_set(&at[0]->text, "вже прочитано");
	at[1]->sha256[0] = '\0';
	at[2]->bytes = 0;
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);
	ck_assert_uint_eq(places->len, 1);
	ck_assert_uint_eq(g_array_index(places, guint, 0), 3);
}
END_TEST

START_TEST(the_same_picture_is_read_once)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	for (int i = 0; i < 3; i++)
		enclose(document, &scan);
	struct attachment **at =
		(struct attachment **)document->attachments->pdata;
	memcpy(at[2]->sha256, at[0]->sha256, sizeof(at[0]->sha256));
	g_autoptr(GArray) places = enclosures_to_read(document, NULL);
	ck_assert_uint_eq(places->len, 2);
	ck_assert_uint_eq(g_array_index(places, guint, 0), 0);
	ck_assert_uint_eq(g_array_index(places, guint, 1), 1);
}
END_TEST

START_TEST(many_are_too_many)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	for (int i = 0; i < ENCLOSURES_READ_MOST + 7; i++)
		enclose(document, &scan);
	guint left_out = 0;
	g_autoptr(GArray) places = enclosures_to_read(document, &left_out);
	ck_assert_uint_eq(places->len, ENCLOSURES_READ_MOST);
	ck_assert_uint_eq(left_out, 7);
}
END_TEST

static char *words(int count)
{
	GString *text = g_string_new(NULL);
	for (int i = 0; i < count; i++)
		g_string_append(text, "слово ");
	return g_string_free(text, FALSE);
}

static const struct {
	int words;
	bool is_sure, in_topic, in_rest;
} bodies[] = {
	{ 0, false, true, true },    /* nothing */
	{ 0, true, false, true },    /* the subject alone says it */
	{ 15, true, false, true },   /* short and clear */
	{ 16, true, false, false },  /* clear, and a letter of its own */
	{ 60, false, true, true },   /* a covering note */
	{ 61, false, false, false }, /* a letter that a person must judge */
};

START_TEST(bodies_and_voices)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autofree char *text = words(bodies[_i].words);
	enclose(document, &scan);
	document_set(&document->text, text);
	struct enclosure_voice voice =
		enclosure_voice_of(document, bodies[_i].is_sure);
	ck_assert_int_eq(voice.in_topic, bodies[_i].in_topic);
	ck_assert_int_eq(voice.in_rest, bodies[_i].in_rest);
	g_ptr_array_set_size(document->attachments, 0);
	voice = enclosure_voice_of(document, bodies[_i].is_sure);
	ck_assert(!voice.in_topic && !voice.in_rest);
}
END_TEST

START_TEST(who_speaks)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	static const struct picture card = { "a.vcf", "text/vcard", 0, 0, 90,
		false };
	enclose(document, &pdf);
	enclose(document, &card);
	enclose(document, &pdf);
	struct attachment **at =
		(struct attachment **)document->attachments->pdata;
	document_set(&document->text, "у вкладенні");
	document_set(&at[1]->text, "Ганна Коваленко");
	document_set(&at[2]->text, "Не працює інтернет");
	ck_assert(!enclosure_speaks(document, 0));
	ck_assert(!enclosure_speaks(document, 1));
	ck_assert(enclosure_speaks(document, 2));
	g_autofree char *whole = enclosure_whole_text(document);
	ck_assert_str_eq(whole, "у вкладенні\nНе працює інтернет");
	g_autofree char *text = words(16);
	document_set(&document->text, text);
	g_autofree char *body = enclosure_whole_text(document);
	ck_assert_str_eq(body, text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("enclosure");
	TCase *tcase = tcase_create("enclosure");
	tcase_add_loop_test(tcase, pages_and_logos, 0, G_N_ELEMENTS(pictures));
	tcase_add_test(tcase, a_pdf_is_always_read);
	tcase_add_test(tcase, what_has_text_or_no_bytes_is_not_read);
	tcase_add_test(tcase, the_same_picture_is_read_once);
	tcase_add_test(tcase, many_are_too_many);
	tcase_add_loop_test(tcase, bodies_and_voices, 0, G_N_ELEMENTS(bodies));
	tcase_add_test(tcase, who_speaks);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
