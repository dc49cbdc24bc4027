/* winmail.dat: Outlook's own wrapping, composed here byte by byte. */
#include "check_main.h"

#include "archive_file.h"
#include "plaint/base/hash.h"
#include "plaint/mime/mime.h"
#include "tnef_file.h"

#define FILE_BEGIN 0x00069002
#define FILE_DATA  0x0006800f
#define FILE_TITLE 0x00018010

/* The examples of MS-OXRTFCP 4.1 and 4.2: what is packed here says "hello
 * world", and a run that overlaps what it is copied to. */
static const char packed_hello[] =
	"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3"
	" hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
static const char packed_run[] =
	"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ\x0d\x6e\x7d"
	"\x01\x0e\xb0";

static struct document *read_letter(const char *text, GByteArray *tnef)
{
	g_autofree char *coded = g_base64_encode(tnef->data, tnef->len);
	g_autofree char *letter = g_strdup_printf(
		"From: a@b.example\nContent-Type: multipart/mixed; "
		"boundary=b\n\n--b\n\n%s\n--b\nContent-Type: "
		"application/ms-tnef; name=winmail.dat\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		text, coded);
	struct document *document =
		mime_read_bytes(letter, strlen(letter), -1, NULL, NULL);

	ck_assert_ptr_nonnull(document);
	ck_assert_uint_ge(document->attachments->len, 1);
	return document;
}

static const struct attachment *file_at(
	const struct document *document, guint index)
{
	ck_assert_uint_lt(index, document->attachments->len);
	return g_ptr_array_index(document->attachments, index);
}

static void check_bytes(
	const struct attachment *attachment, const void *bytes, size_t length)
{
	ck_assert_str_eq(attachment->sha256, hash_bytes(bytes, length).hex);
}

/* Names twice over, as Outlook writes them: short in the code page of the
 * sender, long in Unicode. */
START_TEST(test_files)
{
	g_autoptr(GByteArray) tnef = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(document) document = NULL;

	put_codepage(tnef, 1251);
	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_TITLE,
		"\xd1\xea\xe0\xf0\xe3\xe0"
		".TXT",
		11);
	put_attribute(tnef, LEVEL_FILE, FILE_DATA,
		"\xcf\xf0\xee\xf8\xf3 \xef\xee\xe2\xe5\xf0\xed\xf3\xf2\xe8",
		15);
	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_TITLE, "scan~1.png", 11);
	put_attribute(tnef, LEVEL_FILE, FILE_DATA,
		"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x09\xb0\0\0\x0d\xb4", 24);
	put_unicode(list, 0x3707, "скан рахунку.png");
	put_unicode(list, 0x370e, "Image/PNG");
	put_long(list, 0x3705, 1);
	put_properties(tnef, LEVEL_FILE, 3, list);
	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_TITLE, "nothing.txt", 12);
	document = read_letter("see the file", tnef);
	ck_assert_str_eq(document->text, "see the file");
	ck_assert_uint_eq(document->attachments->len, 4);
	ck_assert_str_eq(file_at(document, 0)->name, "winmail.dat");
	check_bytes(file_at(document, 0), tnef->data, tnef->len);
	ck_assert_str_eq(file_at(document, 1)->name, "Скарга.TXT");
	ck_assert_str_eq(file_at(document, 1)->text, "Прошу повернути");
	ck_assert_str_eq(file_at(document, 2)->name, "скан рахунку.png");
	ck_assert_str_eq(file_at(document, 2)->type, "image/png");
	ck_assert_int_eq(file_at(document, 2)->width, 2480);
	ck_assert_str_eq(file_at(document, 3)->name, "nothing.txt");
	ck_assert_int_eq(file_at(document, 3)->bytes, 0);
	ck_assert(document_has_warning(document, "tnef"));
	ck_assert(!document_has_warning(document, "tnef_broken"));
}
END_TEST

/* In each of its forms the body becomes the text of a letter without one,
 * and stays out of a letter with one. */
static void put_body(GByteArray *tnef, int form)
{
	static const char html[] = "<p>\xcf\xf0\xe8\xe2\xb3\xf2</p><p>b";
	g_autoptr(GByteArray) list = g_byte_array_new();

	if (form == 0)
		put_attribute(tnef, LEVEL_MESSAGE, 0x0002800c,
			"\x8f\xe0\xa8\xa2\xa5\xe2\0junk", 11);
	if (form == 1)
		put_unicode(list, 0x1000, "Привіт\r\nb");
	if (form == 2) {
		put_long(list, 0x3fde, 1251);
		put_property(list, 0x0102, 0x1013, html, sizeof(html) - 1);
	}
	if (form == 3)
		put_property(list, 0x0102, 0x1009, packed_hello,
			sizeof(packed_hello) - 1);
	if (form == 4)
		put_property(list, 0x0102, 0x1009, packed_run,
			sizeof(packed_run) - 1);
	if (form == 5) {
		put_unicode(list, 0x1013, "<p>Привіт</p><p>b");
		put_long(list, 0x3fde, 1251);
	}
	if (form > 0)
		put_properties(tnef, LEVEL_MESSAGE,
			form == 2 || form == 5 ? 2 : 1, list);
}

static const struct {
	uint32_t codepage;
	const char *text;
} bodies[] = {
	{ 866, "Привет" },
	{ 1251, "Привіт\nb" },
	{ 1252, "Привіт\n\nb" },
	{ 1252, "hello world" },
	{ 1252, "WXYZWXYZWXYZWXYZWXYZ" },
	{ 1252, "Привіт\n\nb" },
};

START_TEST(test_body)
{
	g_autoptr(GByteArray) tnef = tnef_begin();
	g_autoptr(document) alone = NULL, beside = NULL;

	put_codepage(tnef, bodies[_i].codepage);
	put_body(tnef, _i);
	alone = read_letter("", tnef);
	ck_assert_str_eq(alone->text, bodies[_i].text);
	beside = read_letter("my own words", tnef);
	ck_assert_str_eq(beside->text, "my own words");
}
END_TEST

/* Files kept as objects: an OLE thing is its bytes behind the identifier, and
 * a message is a stream with a body and files of its own. */
START_TEST(test_objects)
{
	static const guint8 storage[16] = { 0x0b };
	static const guint8 message[16] = { 0x07, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0,
		0, 0, 0, 0, 0, 0x46 };
	g_autoptr(GByteArray) tnef = tnef_begin(), inner = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(GByteArray) object = g_byte_array_new();
	g_autoptr(document) document = NULL;

	put_unicode(list, 0x0037, "Попередній лист");
	put_unicode(list, 0x1000, "Було так");
	put_properties(inner, LEVEL_MESSAGE, 2, list);
	put_attribute(inner, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(inner, LEVEL_FILE, FILE_TITLE, "deep.txt", 9);
	put_attribute(inner, LEVEL_FILE, FILE_DATA, "deep", 4);

	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_bytes(object, storage, 16);
	put_bytes(object, "ole", 3);
	put_property(list, 0x000d, 0x3701, object->data, object->len);
	put_unicode(list, 0x3001, "Picture");
	put_properties(tnef, LEVEL_FILE, 2, list);
	put_attribute(tnef, LEVEL_FILE, FILE_DATA, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	g_byte_array_set_size(object, 0);
	put_bytes(object, message, 16);
	put_bytes(object, inner->data, inner->len);
	put_property(list, 0x000d, 0x3701, object->data, object->len);
	put_properties(tnef, LEVEL_FILE, 1, list);

	document = read_letter("", tnef);
	ck_assert_uint_eq(document->attachments->len, 4);
	ck_assert_str_eq(file_at(document, 1)->name, "Picture");
	check_bytes(file_at(document, 1), "ole", 3);
	ck_assert_str_eq(file_at(document, 2)->name, "Попередній лист");
	ck_assert_str_eq(file_at(document, 2)->text,
		"Subject: Попередній лист\n\nБуло так\n");
	ck_assert_str_eq(file_at(document, 3)->name, "deep.txt");
	ck_assert_str_eq(file_at(document, 3)->text, "deep");
}
END_TEST

/* Every kind of property is stepped over: the body stands behind them. */
START_TEST(test_properties)
{
	static const guint8 zeros[64] = { 0 };
	g_autoptr(GByteArray) tnef = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(document) document = NULL;

	put_number(list, 0x8000000b, 4); /* a named truth value, by number */
	put_bytes(list, zeros, 16 + 4 + 4);
	put_number(list, 1, 4);
	put_number(list, 0x8001001f, 4); /* a named text, by name */
	put_bytes(list, zeros, 16);
	put_number(list, 1, 4);
	put_padded(list, "a\0b\0c\0", 6);
	put_number(list, 1, 4);
	put_padded(list, "x\0", 2);
	put_number(list, 0x00011003, 4); /* three numbers */
	put_number(list, 3, 4);
	put_bytes(list, zeros, 12);
	put_number(list, 0x0002101f, 4); /* two texts */
	put_number(list, 2, 4);
	put_padded(list, "a\0", 2);
	put_padded(list, "bcd\0ef", 6);
	put_number(list, 0x00030048, 4); /* a GUID, a time, a real */
	put_bytes(list, zeros, 16);
	put_number(list, 0x00040040, 4);
	put_bytes(list, zeros, 8);
	put_number(list, 0x00050004, 4);
	put_bytes(list, zeros, 4);
	put_unicode(list, 0x1000, "found");
	put_properties(tnef, LEVEL_MESSAGE, 8, list);
	document = read_letter("", tnef);
	ck_assert_str_eq(document->text, "found");
	ck_assert(!document_has_warning(document, "tnef_broken"));
}
END_TEST

/* Lengths that lie: told, and what came before is kept. */
START_TEST(test_broken)
{
	g_autoptr(GByteArray) tnef = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(document) document = NULL;

	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_TITLE, "a.txt", 6);
	put_property(list, 0x0102, 0x3701, "kept", 4);
	put_number(list, 0x3702000d, 4);
	put_number(list, 0xffffffff, 4);
	put_number(list, 0xffffffff, 4);
	put_properties(tnef, LEVEL_FILE, 0xffffffff, list);
	put_number(tnef, LEVEL_FILE, 1);
	put_number(tnef, FILE_BEGIN, 4);
	put_number(tnef, 0x7fffffff, 4);
	document = read_letter("", tnef);
	ck_assert_str_eq(file_at(document, 1)->text, "kept");
	ck_assert(document_has_warning(document, "tnef_broken"));
}
END_TEST

/* Cut anywhere, a byte changed anywhere: always a letter with its file. */
START_TEST(test_damaged)
{
	g_autoptr(GByteArray) tnef = tnef_begin();
	g_autoptr(GByteArray) list = g_byte_array_new();
	guint32 seed = 11;

	put_codepage(tnef, 1251);
	put_unicode(list, 0x1000, "Привіт");
	put_property(
		list, 0x0102, 0x1009, packed_hello, sizeof(packed_hello) - 1);
	put_properties(tnef, LEVEL_MESSAGE, 2, list);
	put_attribute(tnef, LEVEL_FILE, FILE_BEGIN, "", 0);
	put_attribute(tnef, LEVEL_FILE, FILE_DATA, "abc", 3);
	put_unicode(list, 0x3707, "a.txt");
	put_properties(tnef, LEVEL_FILE, 1, list);
	for (int i = 0; i < 600; i++) {
		g_autoptr(GByteArray) copy = g_byte_array_new();

		g_byte_array_append(copy, tnef->data, tnef->len);
		seed = seed * 1103515245 + 12345;
		copy->data[(seed >> 8) % copy->len] ^= (guint8)(1 + seed % 255);
		if (i % 2)
			g_byte_array_set_size(
				copy, 1 + (seed >> 4) % copy->len);
		document_free(read_letter("", copy));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/winmail");
	TCase *cases = tcase_create("winmail");

	tcase_set_timeout(cases, 60);
	tcase_add_test(cases, test_files);
	tcase_add_loop_test(cases, test_body, 0, G_N_ELEMENTS(bodies));
	tcase_add_test(cases, test_objects);
	tcase_add_test(cases, test_properties);
	tcase_add_test(cases, test_broken);
	tcase_add_test(cases, test_damaged);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
