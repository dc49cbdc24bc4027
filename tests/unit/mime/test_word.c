/* Word documents before 2007 and their kin, composed here stream by stream;
 * LibreOffice's own are in tests/golden/mail. */
#include "check_main.h"

#include <gsf/gsf.h>
#include <stdlib.h>
#include "archive_file.h"
#include "plaint/mime/mime.h"
#include "quiet.h"

enum {
	HEAD_BYTES = 0x400,
	PIECES_MOST = 8,
};

struct stream {
	const char *name;
	const void *bytes;
	size_t length;
};

/* What was written; takes both. */
static GBytes *ole_bytes(GsfOutfile *file, GsfOutput *sink)
{
	GBytes *bytes;

	gsf_output_close(GSF_OUTPUT(file));
	bytes = g_bytes_new(
		gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(sink)),
		(gsize)gsf_output_size(sink));
	g_object_unref(file);
	g_object_unref(sink);
	return bytes;
}

static GBytes *ole_file(const struct stream *streams, size_t count)
{
	GsfOutput *sink = gsf_output_memory_new();
	GsfOutfile *file = gsf_outfile_msole_new(sink);

	for (size_t i = 0; i < count; i++) {
		GsfOutput *child =
			gsf_outfile_new_child(file, streams[i].name, FALSE);

		gsf_output_write(child, streams[i].length, streams[i].bytes);
		gsf_output_close(child);
		g_object_unref(child);
	}
	return ole_bytes(file, sink);
}

static struct document *read_file(const char *name, GBytes *bytes)
{
	g_autofree char *letter =
		archive_file_letter("application/msword", name, bytes);
	struct document *document =
		mime_read_bytes(letter, strlen(letter), -1, NULL, NULL);

	ck_assert_ptr_nonnull(document);
	ck_assert_str_eq(document->text, "see the file");
	ck_assert_uint_eq(document->attachments->len, 1);
	return document;
}

static const char *text_of(const struct document *document)
{
	const struct attachment *attachment =
		g_ptr_array_index(document->attachments, 0);

	return attachment->text;
}

static void set_number(
	GByteArray *bytes, size_t at, uint32_t number, size_t count)
{
	if (bytes->len < at + count)
		g_byte_array_set_size(bytes, (guint)(at + count));
	for (size_t i = 0; i < count; i++)
		bytes->data[at + i] = (guint8)(number >> (8 * i));
}

/* One piece: its characters in UTF-8, kept in UTF-16 when charset is NULL. */
struct piece {
	const char *text, *charset;
};

struct sample {
	struct piece pieces[PIECES_MOST]; /* in the order of the text */
	const char *text;
	int note_characters; /* of them at the end */
	bool is_reversed;    /* in the file the last one comes first */
};

static size_t append_piece(
	GByteArray *document, const struct piece *piece, uint32_t *place)
{
	gsize length;
	g_autofree char *coded = g_convert(piece->text, -1,
		piece->charset ? piece->charset : "UTF-16LE", "UTF-8", NULL,
		&length, NULL);

	ck_assert_ptr_nonnull(coded);
	*place =
		piece->charset ? document->len * 2 | 0x40000000 : document->len;
	g_byte_array_append(document, (guint8 *)coded, (guint)length);
	return piece->charset ? length : length / 2;
}

static void put_table(GByteArray *table, const size_t *lengths,
	const uint32_t *places, size_t count)
{
	size_t at = 0, end = 0;

	/* A property list first, as a fast save leaves it. */
	set_number(table, at, 1, 1);
	set_number(table, at + 1, 4, 2);
	at += 7;
	set_number(table, at, 2, 1);
	set_number(table, at + 1, (uint32_t)((count + 1) * 4 + count * 8), 4);
	at += 5;
	set_number(table, at, 0, 4);
	for (size_t i = 0; i < count; i++) {
		end += lengths[i];
		set_number(table, at + (i + 1) * 4, (uint32_t)end, 4);
		set_number(
			table, at + (count + 1) * 4 + i * 8 + 2, places[i], 4);
		set_number(table, at + (count + 1) * 4 + i * 8 + 6, 0, 2);
	}
}

static GBytes *compose(const struct sample *sample)
{
	g_autoptr(GByteArray) document = g_byte_array_new();
	g_autoptr(GByteArray) table = g_byte_array_new();
	size_t lengths[PIECES_MOST] = { 0 }, count = 0, all = 0;
	uint32_t places[PIECES_MOST] = { 0 };

	set_number(document, HEAD_BYTES - 1, 0, 1);
	memset(document->data, 0, document->len);
	while (count < PIECES_MOST && sample->pieces[count].text)
		count++;
	for (size_t i = 0; i < count; i++) {
		size_t one = sample->is_reversed ? count - 1 - i : i;

		lengths[one] = append_piece(
			document, &sample->pieces[one], &places[one]);
		all += lengths[one];
	}
	put_table(table, lengths, places, count);
	set_number(document, 0x00, 0xa5ec, 2);
	set_number(document, 0x02, 193, 2);
	set_number(document, 0x0a, 0x0200 | 0x0004, 2);
	set_number(document, 0x4c,
		(uint32_t)all - (uint32_t)sample->note_characters, 4);
	set_number(document, 0x50, (uint32_t)sample->note_characters, 4);
	set_number(document, 0x1a2, 0, 4);
	set_number(document, 0x1a6, table->len, 4);
	return ole_file((struct stream[]){ { "WordDocument", document->data,
						   document->len },
				{ "1Table", table->data, table->len } },
		2);
}

static const struct sample samples[] = {
	{ { { "Скарга\rПрошу повернути\v148,50\r", NULL } },
		"Скарга\nПрошу повернути\n148,50\n" },
	{ { { "caf\u00e9 \u201cx\u201d\r", "CP1252" } }, "café “x”\n" },
	/* What Cyrillic programs wrote into one-byte pieces. */
	{ { { "Прошу провести перерахунок оплати\r", "CP1251" } },
		"Прошу провести перерахунок оплати\n" },
	/* Fast-saved: both widths, in the file from behind. */
	{ { { "Перше, ", NULL }, { "second, ", "CP1252" }, { "третє.\r", NULL },
		  { "End.\r", "CP1252" } },
		"Перше, second, третє.\nEnd.\n", 0, true },
	{ { { "Дата\aСума\a\a5.03\a148,50\a\aдалі\r", NULL } },
		"Дата | Сума\n5.03 | 148,50\nдалі\n" },
	/* Fields show their results, also inside one another. */
	{ { { "a\x13 HYPERLINK \x13 PAGE \x14 7\x15\x14here\x15 b\r", NULL } },
		"ahere b\n" },
	{ { { "open \x13 HYPERLINK x\r", NULL } }, "open " },
	{ { { "\x01\x02\x05\x08pic\x1e\x1fture\r", NULL } }, "pic-ture\n" },
	{ { { "text\r", NULL }, { "note\r", NULL } }, "text\nnote\n", 5 },
};

START_TEST(test_sample)
{
	g_autoptr(GBytes) bytes = compose(&samples[_i]);
	g_autoptr(document) document = read_file("скарга.doc", bytes);

	ck_assert_str_eq(text_of(document), samples[_i].text);
	ck_assert(!document_has_warning(document, "file_broken"));
}
END_TEST

/* Word 6 and 95: one run of bytes, no table. */
START_TEST(test_95)
{
	static const char text[] = "\xcf\xf0\xee\xf8\xf3 \xef\xf0\xee\xe2\xe5"
				   "\xf1\xf2\xe8 \xef\xe5\xf0\xe5\xf0\xe0\xf5"
				   "\xf3\xed\xee\xea\r";
	g_autoptr(GByteArray) head = g_byte_array_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(document) document = NULL;

	set_number(head, HEAD_BYTES - 1, 0, 1);
	memset(head->data, 0, head->len);
	g_byte_array_append(head, (const guint8 *)text, sizeof(text) - 1);
	set_number(head, 0x00, 0xa5dc, 2);
	set_number(head, 0x02, 104, 2);
	set_number(head, 0x18, HEAD_BYTES, 4);
	set_number(head, 0x34, sizeof(text) - 1, 4);
	bytes = ole_file(
		&(struct stream){ "WordDocument", head->data, head->len }, 1);
	document = read_file("a.doc", bytes);
	ck_assert_str_eq(text_of(document), "Прошу провести перерахунок\n");
}
END_TEST

static const struct {
	struct stream stream;
	const char *warning;
} unread[] = {
	/* The flag of a password. */
	{ { "WordDocument", "\xec\xa5\xc1\0\0\0\0\0\0\0\0\x01", 12 },
		"file_locked" },
	{ { "EncryptedPackage", "xxxxxxxx", 8 }, "file_locked" },
	{ { "Workbook", "x", 1 }, "file_unread" },
	{ { "PowerPoint Document", "x", 1 }, "file_unread" },
	{ { "Something", "x", 1 }, "file_unread" },
	{ { "WordDocument", "\xec\xa5\xc1\0", 4 }, "file_broken" },
	{ { "WordDocument", "not at all", 10 }, "file_broken" },
};

START_TEST(test_unread)
{
	g_autoptr(GBytes) bytes = ole_file(&unread[_i].stream, 1);
	g_autoptr(document) document = read_file("звіт.docx", bytes);

	ck_assert_str_eq(text_of(document), "");
	ck_assert_uint_eq(document->warnings->len, 1);
	ck_assert(document_has_warning(document, unread[_i].warning));
}
END_TEST

/* A message that Outlook saved; its HTML is in bytes, or in Unicode. */
START_TEST(test_message)
{
	g_autofree char *subject =
		g_convert("Скарга", -1, "UTF-16LE", "UTF-8", NULL, NULL, NULL);
	static const char html[] = "<meta charset=utf-8><p>Прошу";
	gsize wide_length = 0;
	g_autofree char *wide = g_convert(
		html, -1, "UTF-16LE", "UTF-8", NULL, &wide_length, NULL);
	const struct stream bodies[] = {
		{ "__substg1.0_10130102", html, sizeof(html) - 1 },
		{ "__substg1.0_1013001F", wide, wide_length },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		const struct stream streams[] = {
			{ "__properties_version1.0", "x", 1 },
			{ "__substg1.0_0037001F", subject, 12 },
			{ "__substg1.0_0C1A001E", "Olena", 5 },
			bodies[i],
		};
		g_autoptr(GBytes) bytes =
			ole_file(streams, G_N_ELEMENTS(streams));
		g_autoptr(document) document = read_file("a.msg", bytes);

		ck_assert_str_eq(text_of(document),
			"From: Olena\nSubject: Скарга\n\nПрошу\n");
	}
}
END_TEST

static void put_stream(
	GsfOutfile *folder, const char *name, const void *bytes, size_t length)
{
	GsfOutput *child = gsf_outfile_new_child(folder, name, FALSE);

	gsf_output_write(child, length, bytes);
	gsf_output_close(child);
	g_object_unref(child);
}

static void put_text(GsfOutfile *folder, const char *property, const char *text)
{
	g_autofree char *name = g_strdup_printf("__substg1.0_%s001E", property);

	put_stream(folder, name, text, strlen(text));
}

static GsfOutfile *put_folder(GsfOutfile *folder, const char *name)
{
	return GSF_OUTFILE(gsf_outfile_new_child(folder, name, TRUE));
}

static void close_folder(GsfOutfile *folder)
{
	gsf_output_close(GSF_OUTPUT(folder));
	g_object_unref(folder);
}

/* A scan as far as its header tells. */
static void put_scan(GsfOutfile *message)
{
	enum {
		SCAN_BYTES = 90 << 10,
	};
	GsfOutfile *folder =
		put_folder(message, "__attach_version1.0_#00000000");
	g_autofree guint8 *scan = g_malloc(SCAN_BYTES);

	memset(scan, 0x5a, SCAN_BYTES);
	memcpy(scan, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xd8\0\0\x06\xda",
		24);
	put_text(folder, "3707", "scan.png");
	put_stream(folder, "__substg1.0_37010102", scan, SCAN_BYTES);
	close_folder(folder);
}

static void put_note(GsfOutfile *message)
{
	GsfOutfile *folder =
		put_folder(message, "__attach_version1.0_#00000001");

	put_text(folder, "3704", "note.txt");
	put_stream(folder, "__substg1.0_37010102", "see the scan", 12);
	close_folder(folder);
}

/* A message with a scan and a note, in a message. */
static GBytes *outlook_file(void)
{
	GsfOutput *sink = gsf_output_memory_new();
	GsfOutfile *file = gsf_outfile_msole_new(sink);
	GsfOutfile *folder, *inner;

	put_stream(file, "__properties_version1.0", "x", 1);
	put_text(file, "0C1A", "Clerk");
	put_text(file, "1000", "Please see to it.");
	folder = put_folder(file, "__attach_version1.0_#00000000");
	put_text(folder, "3001", "letter");
	inner = put_folder(folder, "__substg1.0_3701000D");
	put_text(inner, "0C1A", "Olena");
	put_text(inner, "1000", "The bill is wrong.");
	put_scan(inner);
	put_note(inner);
	close_folder(inner);
	close_folder(folder);
	return ole_bytes(file, sink);
}

START_TEST(test_message_files)
{
	g_autoptr(GBytes) bytes = outlook_file();
	g_autofree char *letter =
		archive_file_letter("application/octet-stream", "a.msg", bytes);
	g_autoptr(document) document =
		mime_read_bytes(letter, strlen(letter), -1, NULL, NULL);
	const struct attachment *scan;

	ck_assert_str_eq(text_of(document),
		"From: Clerk\n\nPlease see to it.\n\n\n[letter]\n"
		"From: Olena\n\nThe bill is wrong.\n\n\n[note.txt]\n"
		"see the scan");
	ck_assert_uint_eq(document->attachments->len, 2);
	scan = g_ptr_array_index(document->attachments, 1);
	ck_assert_str_eq(scan->name, "scan.png");
	ck_assert_str_eq(scan->inside, "a.msg/letter");
	ck_assert_int_eq(scan->width, 1240);
}
END_TEST

/* Whose it is, for those who pass it on. */
START_TEST(test_message_sender)
{
	static const char headers[] =
		"From: Olena Kovalenko <olena@c.example>\r\n"
		"In-Reply-To: <answer@plaint.example>\r\nSubject: bill\r\n";
	const struct stream streams[] = {
		{ "__properties_version1.0", "x", 1 },
		{ "__substg1.0_0C1A001E", "Olena", 5 },
		{ "__substg1.0_0C1F001E", "/O=EXCHANGE/CN=OLENA", 20 },
		{ "__substg1.0_1000001E", "The bill is wrong.", 18 },
		{ "__substg1.0_007D001E", headers, sizeof(headers) - 1 },
	};
	g_autoptr(GBytes) bytes = ole_file(streams, G_N_ELEMENTS(streams));
	g_autoptr(document) document = read_file("a.msg", bytes);

	ck_assert_str_eq(document->author.name, "Olena Kovalenko");
	ck_assert_str_eq(document->author.address, "olena@c.example");
	ck_assert_str_eq(document->passed_text, "The bill is wrong.");
	ck_assert_str_eq(document->in_reply_to, "answer@plaint.example");
}
END_TEST

/* Cut anywhere, bytes changed anywhere: always a letter. */
START_TEST(test_damaged)
{
	g_autoptr(GBytes) whole = compose(&samples[3]);
	size_t length = g_bytes_get_size(whole);
	guint32 seed = 3;

	for (int i = 0; i < 1000; i++) {
		g_autofree guint8 *copy =
			g_memdup2(g_bytes_get_data(whole, NULL), length);
		g_autoptr(GBytes) bytes = NULL;

		for (int j = 0; j < 4; j++) {
			seed = seed * 1103515245 + 12345;
			copy[8 + (seed >> 8) % (length - 8)] ^=
				(guint8)(1 + seed % 255);
		}
		bytes = g_bytes_new(
			copy, i % 4 ? length : 8 + (seed >> 4) % (length - 8));
		document_free(read_file("a.doc", bytes));
	}
}
END_TEST

START_TEST(test_damaged_message)
{
	g_autoptr(GBytes) whole = outlook_file();
	size_t length = g_bytes_get_size(whole);
	guint32 seed = 5;

	for (int i = 0; i < 400; i++) {
		g_autofree guint8 *copy =
			g_memdup2(g_bytes_get_data(whole, NULL), length);
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *letter = NULL;

		for (int j = 0; j < 8; j++) {
			seed = seed * 1103515245 + 12345;
			/* The directory is behind the scan. */
			copy[length - 1 -
				(seed >> 8) % MIN(length - 8, 4096)] ^=
				(guint8)(1 + seed % 255);
		}
		bytes = g_bytes_new(copy, length);
		letter = archive_file_letter(
			"application/octet-stream", "a.msg", bytes);
		document_free(mime_read_bytes(
			letter, strlen(letter), -1, NULL, NULL));
	}
}
END_TEST

/* Pieces that all point at the same long place: no more text than allowed. */
START_TEST(test_many_pieces)
{
	enum {
		COUNT = 3000,
		LONG = 100000,
	};
	g_autoptr(GByteArray) document = g_byte_array_new();
	g_autoptr(GByteArray) table = g_byte_array_new();
	g_autofree size_t *lengths = g_new(size_t, COUNT);
	g_autofree uint32_t *places = g_new(uint32_t, COUNT);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(document) read = NULL;

	for (int i = 0; i < COUNT; i++) {
		lengths[i] = LONG;
		places[i] = HEAD_BYTES * 2 | 0x40000000;
	}
	put_table(table, lengths, places, COUNT);
	set_number(document, HEAD_BYTES + LONG - 1, 0, 1);
	memset(document->data, 0, HEAD_BYTES);
	memset(document->data + HEAD_BYTES, 'x', LONG);
	set_number(document, 0x00, 0xa5ec, 2);
	set_number(document, 0x02, 193, 2);
	set_number(document, 0x0a, 0x0200, 2);
	set_number(document, 0x4c, COUNT * LONG, 4);
	set_number(document, 0x1a6, table->len, 4);
	bytes = ole_file((struct stream[]){ { "WordDocument", document->data,
						    document->len },
				 { "1Table", table->data, table->len } },
		2);
	read = read_file("a.doc", bytes);
	ck_assert_uint_le(strlen(text_of(read)),
		(size_t)mime_limits_default.max_text_bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/word");
	TCase *cases = tcase_create("word");

	quiet();
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, test_sample, 0, G_N_ELEMENTS(samples));
	tcase_add_test(cases, test_95);
	tcase_add_loop_test(cases, test_unread, 0, G_N_ELEMENTS(unread));
	tcase_add_test(cases, test_message);
	tcase_add_test(cases, test_message_files);
	tcase_add_test(cases, test_message_sender);
	tcase_add_test(cases, test_damaged_message);
	tcase_add_test(cases, test_many_pieces);
	tcase_add_test(cases, test_damaged);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
