/* Text of attachments: office documents, RTF, archives within their limits,
 * calendars and cards. */
#include "check_main.h"

#include <locale.h>
#include <stdio.h>
#include "archive_file.h"
#include "plaint/mime/mime.h"

static struct document *read_file(const char *type, const char *name,
	GBytes *bytes, const struct mime_limits *limits)
{
	g_autofree char *letter = archive_file_letter(type, name, bytes);
	struct document *document =
		mime_read_bytes(letter, strlen(letter), -1, limits, NULL);

	ck_assert_ptr_nonnull(document);
	ck_assert_str_eq(document->text, "see the file");
	ck_assert_uint_ge(document->attachments->len, 1);
	return document;
}

static const char *text_of(const struct document *document)
{
	const struct attachment *attachment =
		g_ptr_array_index(document->attachments, 0);

	return attachment->text;
}

static const struct {
	const char *name, *type;
	struct archive_file files[3];
	const char *text;
} offices[] = {
	{ "скарга.docx",
		"application/vnd.openxmlformats-officedocument."
		"wordprocessingml.document",
		{ { "word/media/image1.png", "\x89PNG", 4 },
			{ "word/document.xml",
				"<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
				"<w:document xmlns:w=\"w\"><w:body>"
				"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
				"<w:r><w:t>Прошу </w:t></w:r><w:r><w:t>повер"
				"нути</w:t><w:tab/><w:t>кошти</w:t></w:r>"
				"<w:del><w:delText>зараз</w:delText></w:del>"
				"</w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Сума"
				"</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
				"<w:t>148,50 &lt;грн&gt;</w:t></w:r></w:p>"
				"</w:tc></w:tr></w:tbl></w:body></"
				"w:document>" } },
		"Прошу повернути\tкошти\nСума | 148,50 <грн>\n" },
	{ "a.odt", "application/octet-stream",
		{ { "content.xml",
			"<?xml version=\"1.0\" encoding=\"windows-1251\"?>"
			"<office:document-content xmlns:office=\"o\" "
			"xmlns:text=\"t\" xmlns:table=\"b\"><office:body>"
			"<text:tracked-changes><text:p>old</text:p>"
			"</text:tracked-changes>\n <text:h>Заява</text:h>"
			"<text:p>один<text:s text:c=\"3\"/>два<text:line-break"
			"/>три</text:p><table:table-row><table:table-cell>"
			"<text:p>а</text:p></table:table-cell>"
			"<table:table-cell><text:p>б</text:p>"
			"</table:table-cell></table:table-row></office:body>"
			"</office:document-content>" } },
		"Заява\nодин   два\nтри\nа | б\n" },
	{ "a.xlsx", "application/zip",
		{ { "xl/worksheets/sheet1.xml",
			  "<worksheet><sheetData><row r=\"1\"><c t=\"s\"><v>1"
			  "</v></c><c><v>148.5</v></c></row><row><c "
			  "t=\"inlineStr\"><is><t>тут</t></is></c><c t=\"s\">"
			  "<v>0</v></c><c t=\"s\"><v>99</v></c></row>"
			  "</sheetData></worksheet>" },
			{ "xl/sharedStrings.xml",
				"<sst><si><t>нуль</t></si><si><r><t>о</t></r>"
				"<r><t>дин</t></r></si></sst>" } },
		"один | 148.5\nтут | нуль\n" },
	/* Word on the web names the document so; a first page's header, a
	 * footer with no more than a number. */
	{ "web.docx", "application/octet-stream",
		{ { "word/document2.xml",
			  "<w:document xmlns:w=\"w\"><w:p><w:t>050</w:t>"
			  "<w:noBreakHyphen/><w:t>12</w:t></w:p>"
			  "</w:document>" },
			{ "word/header2.xml",
				"<w:hdr xmlns:w=\"w\"><w:p><w:t>Директору"
				"</w:t></w:p></w:hdr>" },
			{ "word/footer1.xml",
				"<w:ftr xmlns:w=\"w\"><w:p><w:t>1</w:t></w:p>"
				"</w:ftr>" } },
		"Директору\n050-12\n" },
	/* Called like what Word wrote before; of types that say nothing, or
	 * something else. */
	{ "a.doc", "application/msword",
		{ { "word/document.xml",
			"<w:document xmlns:w=\"w\"><w:p><w:t>так</w:t></w:p>"
			"</w:document>" } },
		"так\n" },
	{ "a.docx", "binary/octet-stream",
		{ { "word/document.xml",
			"<w:document xmlns:w=\"w\"><w:p><w:t>так</w:t></w:p>"
			"</w:document>" } },
		"так\n" },
	{ "a.docx", "text/plain",
		{ { "word/document.xml",
			"<w:document xmlns:w=\"w\"><w:p><w:t>так</w:t></w:p>"
			"</w:document>" } },
		"так\n" },
	{ "a", "application/octet-stream",
		{ { "word/document.xml",
			"<w:document xmlns:w=\"w\"><w:p><w:t>так</w:t></w:p>"
			"</w:document>" } },
		"так\n" },
	{ "days.xlsx", "application/octet-stream",
		{ { "xl/styles.xml",
			  "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
			  "formatCode=\"[$-422]dd\\.mm\\.yyyy\\ hh:mm;@\"/>"
			  "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot; "
			  "дн.&quot;\"/></numFmts><cellStyleXfs><xf numFmtId="
			  "\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
			  "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
			  "numFmtId=\"165\"/><xf numFmtId=\"46\"/></cellXfs>"
			  "</styleSheet>" },
			{ "xl/worksheets/sheet1.xml",
				"<worksheet><row><c><v>46101</v></c><c s=\"1\">"
				"<v>46101</v></c><c s=\"2\"><v>46101.385416667"
				"</v></c><c s=\"3\"><v>46101</v></c><c s=\"4\">"
				"<v>1.5</v></c></row><row><c s=\"1\" t=\"str\">"
				"<v>46101</v></c><c s=\"1\"><v>-3</v></c>"
				"<c s=\"99\"><v>46101</v></c></row>"
				"</worksheet>" } },
		"46101 | 20.03.2026 | 20.03.2026 09:15 | 46101 | 36:00\n"
		"46101 | -3 | 46101\n" },
	{ "mac.xlsx", "application/octet-stream",
		{ { "xl/workbook.xml",
			  "<workbook><workbookPr date1904=\"1\"/></workbook>" },
			{ "xl/styles.xml",
				"<styleSheet><cellXfs><xf numFmtId=\"14\"/>"
				"</cellXfs></styleSheet>" },
			{ "xl/worksheets/sheet1.xml",
				"<worksheet><row><c><v>44639</v></c></row>"
				"</worksheet>" } },
		"20.03.2026\n" },
	{ "broken.docx", "application/octet-stream",
		{ { "word/document.xml",
			"<w:document xmlns:w=\"w\"><w:p><w:t>начало</w:t>"
			"</w:p><w:p><w:t>&bogus;обрыв</w:p" } },
		"начало\n" },
	{ "laughs.docx", "application/octet-stream",
		{ { "word/document.xml",
			"<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
			"\"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY e SYSTEM "
			"\"file:///etc/passwd\">]><d><p><t>x&b;&e;y</t></p>"
			"</d>" } },
		"xy\n" },
};

START_TEST(test_office)
{
	size_t count = 0;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(document) document = NULL;

	while (count < 3 && offices[_i].files[count].name)
		count++;
	bytes = archive_file_make(
		archive_write_set_format_zip, NULL, offices[_i].files, count);
	document = read_file(offices[_i].type, offices[_i].name, bytes, NULL);
	ck_assert_msg(g_str_has_prefix(text_of(document), offices[_i].text),
		"%s: %s", offices[_i].name, text_of(document));
}
END_TEST

static const struct {
	const char *name, *data, *text;
} plains[] = {
	{ "a.rtf",
		"{\\rtf1\\ansi\\ansicpg1251\\uc1{\\fonttbl{\\f0 Arial;}}"
		"{\\*\\generator x}\\'cf\\'f0\\'ee\\'f8\\'f3 \\u1087?"
		"\\u1086?\\par two\\tab\\{x\\}{\\v hidden}\\emdash}",
		"Прошу по\ntwo\t{x}—" },
	{ "a.doc",
		"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}"
		"{\\f1\\fcharset204 B;}}\\f1\\'cf\\'f0\\f0 \\'e9"
		"\\u-10179?\\u-8704?{\\pict\\bin3 }}}x}",
		"Прé\U0001F600" },
	{ "a.rtf", "{\\rtf1 a}}}}b\\'zz\\bin99999 c", "ab" },
	{ "a.ics",
		"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T0000"
		"00\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=uk:"
		"Візит\\, май\r\n стра\r\nDTSTART:20240305T101500Z\r\n"
		"ORGANIZER;CN=\"A: B\":mailto:a@b.example\r\nUID:1\r\n"
		"END:VEVENT\r\nEND:VCALENDAR\r\n",
		"Summary: Візит, майстра\nStart: 2024-03-05 10:15 UTC\n" },
	{ "a.vcf",
		"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1251;ENCODING="
		"QUOTED-PRINTABLE:=C8=E2=\n=E0=ED\nitem1.TEL;CELL:+380\n"
		"ADR:;;вул. Довга, 1;Львів;;79000;\nPHOTO:xxxx\nEND:VCARD\n",
		"Name: Иван\nTelephone: +380\n"
		"Address: вул. Довга, 1, Львів, 79000\n" },
	/* Folded inside a character; a semicolon in a name. */
	{ "b.ics",
		"BEGIN:VEVENT\r\nSUMMARY:Скарг\xd0\r\n \xb0 на світл\xd0\r\n"
		"\t\xbe\r\nORGANIZER;CN=\"Іван; "
		"майстер\":MAILTO:a@b.example\r\n"
		"URL:http://c.example/?a=\r\n b\r\nEND:VEVENT\r\n",
		"Summary: Скарга на світло\n"
		"Organizer: \"Іван; майстер\" <a@b.example>\n"
		"Web: http://c.example/?a=b\n" },
	/* A blank behind a soft line end is the value's; a name in its parts
	 * counts where no other is. */
	{ "b.vcf",
		"BEGIN:VCARD\r\nN;CHARSET=windows-1251;ENCODING=QUOTED-"
		"PRINTABLE:"
		"=C8=E2=\r\n=E0=ED;;\r\nNOTE;QUOTED-PRINTABLE:one=\r\n,=\r\n"
		" two=0D=0Athree\r\nEND:VCARD\r\n"
		"BEGIN:VCARD\r\nN:Б;А\r\nFN:А. Б\r\nEND:VCARD\r\n",
		"Name: Иван\nNote: one, two\nthree\nName: А. Б\n" },
};

START_TEST(test_plain)
{
	g_autoptr(GBytes) bytes =
		g_bytes_new_static(plains[_i].data, strlen(plains[_i].data));
	g_autoptr(document) document = read_file(
		"application/octet-stream", plains[_i].name, bytes, NULL);

	ck_assert_msg(g_str_has_prefix(text_of(document), plains[_i].text),
		"%s: %s", plains[_i].name, text_of(document));
}
END_TEST

static const struct archive_file letters[] = {
	{ "лист.txt", "Прошу повернути" },
	{ "dir/b.html", "<p>один<p>два" },
	{ "c.png", "\x89PNG" },
};
static const char letters_text[] = "[лист.txt]\nПрошу повернути\n\n"
				   "[dir/b.html]\nодин\n\nдва\n\n[c.png]\n";

static const struct {
	const char *name;
	archive_format_func format;
} formats[] = {
	{ "a.zip", archive_write_set_format_zip },
	{ "a.7z", archive_write_set_format_7zip },
	{ "a.tar", archive_write_set_format_ustar },
};

START_TEST(test_archive)
{
	g_autoptr(GBytes) bytes = archive_file_make(
		formats[_i].format, NULL, letters, G_N_ELEMENTS(letters));
	g_autoptr(document) document = read_file(
		"application/octet-stream", formats[_i].name, bytes, NULL);

	ck_assert_str_eq(text_of(document), letters_text);
	ck_assert(!document_has_warning(document, "archive_broken"));
}
END_TEST

START_TEST(test_empty_archive)
{
	g_autoptr(GBytes) bytes =
		archive_file_make(formats[_i].format, NULL, letters, 0);
	g_autoptr(document) document = read_file(
		"application/octet-stream", formats[_i].name, bytes, NULL);

	ck_assert_str_eq(text_of(document), "");
	ck_assert_uint_eq(document->warnings->len, 0);
}
END_TEST

static int one_by_gzip(struct archive *archive)
{
	archive_write_add_filter_gzip(archive);
	return archive_write_set_format_raw(archive);
}

static int tar_by_gzip(struct archive *archive)
{
	archive_write_add_filter_gzip(archive);
	return archive_write_set_format_ustar(archive);
}

/* A file that somebody packed by itself is an archive of that file. */
static const struct {
	const char *name, *type;
	archive_format_func format;
	const char *text;
} packed[] = {
	{ "скарга.txt.gz", "application/octet-stream", one_by_gzip,
		"[скарга.txt]\nперша\nдруга\n" },
	{ "скарга.txt.GZ", "application/gzip", one_by_gzip,
		"[скарга.txt]\nперша\nдруга\n" },
	{ "скарга.gz", "application/x-gzip", one_by_gzip, "[скарга]\n" },
	{ "скарга.gz", "application/gzip", tar_by_gzip,
		"[inner.txt]\nперша\nдруга\n" },
};

START_TEST(test_gzip)
{
	static const struct archive_file file = { "inner.txt",
		"перша\r\nдруга" };
	g_autoptr(GBytes) bytes =
		archive_file_make(packed[_i].format, NULL, &file, 1);
	g_autoptr(document) document =
		read_file(packed[_i].type, packed[_i].name, bytes, NULL);

	ck_assert_str_eq(text_of(document), packed[_i].text);
	ck_assert(!document_has_warning(document, "archive_broken"));
}
END_TEST

START_TEST(test_gzip_only)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("not packed", 10);
	g_autoptr(document) document =
		read_file("application/gzip", "a.txt.gz", bytes, NULL);

	ck_assert_str_eq(text_of(document), "");
	ck_assert(document_has_warning(document, "archive_broken"));
}
END_TEST

/* Names without the UTF-8 flag, as Windows writes them. */
START_TEST(test_dos_names)
{
	static const struct archive_file file = {
		"\xa6\xa0\xab\xae\xa1\xa0.txt", "x"
	};
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(document) document = NULL;

	setlocale(LC_CTYPE, "C");
	bytes = archive_file_make(archive_write_set_format_zip, NULL, &file, 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	document = read_file("application/zip", "a.zip", bytes, NULL);
	ck_assert_str_eq(text_of(document), "[жалоба.txt]\nx\n");
}
END_TEST

START_TEST(test_locked)
{
	g_autoptr(GBytes) bytes =
		archive_file_make(archive_write_set_format_zip,
			"zip:encryption=traditional", letters, 1);
	g_autoptr(document) document =
		read_file("application/zip", "a.zip", bytes, NULL);

	ck_assert(document_has_warning(document, "archive_locked"));
	ck_assert_str_eq(text_of(document), "[лист.txt]\n");
}
END_TEST

START_TEST(test_locked_open_document)
{
	static const struct archive_file files[] = {
		{ "META-INF/manifest.xml",
			"<manifest:manifest><manifest:file-entry "
			"manifest:full-path=\"content.xml\">"
			"<manifest:encryption-data/></manifest:file-entry>"
			"</manifest:manifest>" },
		{ "content.xml", "\x8f<\x01\x02not text>", 14 },
	};
	g_autoptr(GBytes) bytes =
		archive_file_make(archive_write_set_format_zip, NULL, files, 2);
	g_autoptr(document) document =
		read_file("application/vnd.oasis.opendocument.text", "a.odt",
			bytes, NULL);

	ck_assert(document_has_warning(document, "file_locked"));
	ck_assert(document_is_sealed(document));
	ck_assert_str_eq(text_of(document), "");
}
END_TEST

/* RAR of both formats, headers put together by hand: files locked, and names
 * too.  What is locked is no text, whatever it decodes to. */
static const struct {
	const char *base64, *text;
} rars[] = {
	{ "UmFyIRoHAM+QcwAADQAAAAAAAABpLXQEhDIAIAAAABQAAAADeFY0Elpa"
	  "WlodMwoAIAAAAHNrYXJnYS50eHRTQUxUU0FMVABbthFsxyJ92DOO6USf"
	  "+lWwC2bBHHfSLYjjPpn0T6oFxD17AEAHAA==",
		"[skarga.txt]\n" },
	{ "UmFyIRoHAM6Zc4AADQAAAAAAAAAAAQIDBAUGBwAlSm+Uud4DKE1yl7zh"
	  "BitQdZq/5AkuU3idwucMMVZ7oMXqDzRZfqPI7RI3XIGmy/AVOl+Eqc7z"
	  "GD1ih6zR9hs=",
		"" },
	{ "UmFyIRoHAQDFGjMyAwEAAJxUIFM9AgMlIAQUIAAAAAAAAApza2FyZ2Eu"
	  "dHh0JAEAAA8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABb"
	  "thFsxyJ92DOO6USf+lWwC2bBHHfSLYjjPpn0T6oFGbI6NQMFAAA=",
		"[skarga.txt]\n" },
	{ "UmFyIRoHAQAPOyyeFQQAAAAPAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	  "AAAAAAAAAAAAJUpvlLneAyhNcpe84QYrUHWav+QJLlN4ncLnDDFWe6DF"
	  "6g80WX6jyO0SN1yBpsvwFTpfhKnO8xg9Yoes0fYb",
		"" },
};

START_TEST(test_locked_rar)
{
	gsize length;
	guchar *data = g_base64_decode(rars[_i].base64, &length);
	g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
	g_autoptr(document) document =
		read_file("application/vnd.rar", "a.rar", bytes, NULL);

	ck_assert(document_has_warning(document, "archive_locked"));
	ck_assert_str_eq(text_of(document), rars[_i].text);
	ck_assert_uint_eq(document->warnings->len, 1);
}
END_TEST

/* Zeros in zips in zips, 16 MB each, more than the letter may inflate. */
START_TEST(test_bomb)
{
	size_t length = (size_t)15 << 20;
	g_autofree char *zeros = g_malloc0(length);
	struct archive_file inner[20];
	struct archive_file outer[10];
	g_autoptr(GBytes) bomb = NULL, bytes = NULL;
	g_autoptr(document) document = NULL;
	gint64 begin;

	for (size_t i = 0; i < G_N_ELEMENTS(inner); i++)
		inner[i] = (struct archive_file){ "z.bin", zeros, length };
	bomb = archive_file_make(
		archive_write_set_format_zip, NULL, inner, G_N_ELEMENTS(inner));
	for (size_t i = 0; i < G_N_ELEMENTS(outer); i++)
		outer[i] = (struct archive_file){ "z.zip",
			g_bytes_get_data(bomb, NULL), g_bytes_get_size(bomb) };
	bytes = archive_file_make(
		archive_write_set_format_zip, NULL, outer, G_N_ELEMENTS(outer));
	begin = g_get_monotonic_time();
	document = read_file("application/zip", "a.zip", bytes, NULL);
	ck_assert(document_has_warning(document, "archive_cut"));
	printf("zip bomb: %.1f s\n",
		(double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC);
}
END_TEST

START_TEST(test_limits)
{
	struct mime_limits limits = mime_limits_default;
	g_autoptr(GBytes) first = archive_file_make(
		archive_write_set_format_zip, NULL, letters, 3);
	struct archive_file file = { "in.zip", g_bytes_get_data(first, NULL),
		g_bytes_get_size(first) };
	g_autoptr(GBytes) second =
		archive_file_make(archive_write_set_format_zip, NULL, &file, 1);
	g_autoptr(document) shallow = NULL, few = NULL;

	limits.max_archive_depth = 1;
	shallow = read_file("application/zip", "a.zip", second, &limits);
	ck_assert_str_eq(text_of(shallow), "[in.zip]\n");
	ck_assert(document_has_warning(shallow, "archive_cut"));
	limits.max_archive_entries = 2;
	few = read_file("application/zip", "a.zip", first, &limits);
	ck_assert(document_has_warning(few, "archive_cut"));
	ck_assert_ptr_null(strstr(text_of(few), "c.png"));
}
END_TEST

/* Cut anywhere, with a byte changed anywhere: always a document. */
START_TEST(test_damaged)
{
	g_autoptr(GBytes) whole = archive_file_make(
		formats[_i].format, NULL, letters, G_N_ELEMENTS(letters));
	size_t length = g_bytes_get_size(whole);
	guint32 seed = 7;

	for (size_t i = 0; i < 200; i++) {
		g_autofree guint8 *copy =
			g_memdup2(g_bytes_get_data(whole, NULL), length);
		g_autoptr(GBytes) bytes = NULL;

		seed = seed * 1103515245 + 12345;
		copy[(seed >> 8) % length] ^= (guint8)(1 + seed % 255);
		bytes = g_bytes_new(
			copy, i % 2 ? length : (seed >> 4) % length);
		if (g_bytes_get_size(bytes) > 0)
			document_free(read_file("application/octet-stream",
				formats[_i].name, bytes, NULL));
	}
}
END_TEST

/* More text in an archive than is worth reading: listed, not read. */
START_TEST(test_many_texts)
{
	size_t length = (size_t)1 << 20;
	g_autofree char *page = g_strnfill(length, ' ');
	struct archive_file files[30];
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(document) document = NULL;

	memcpy(page, "<p>seen", 7);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		files[i] = (struct archive_file){ "a.html", page, length };
	bytes = archive_file_make(
		archive_write_set_format_zip, NULL, files, G_N_ELEMENTS(files));
	document = read_file("application/zip", "a.zip", bytes, NULL);
	ck_assert(document_has_warning(document, "archive_cut"));
	ck_assert(g_str_has_prefix(text_of(document), "[a.html]\nseen\n"));
	ck_assert(g_str_has_suffix(text_of(document), "\n\n[a.html]\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/office");
	TCase *cases = tcase_create("office");

	setlocale(LC_CTYPE, "C.UTF-8");
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, test_office, 0, G_N_ELEMENTS(offices));
	tcase_add_loop_test(cases, test_plain, 0, G_N_ELEMENTS(plains));
	tcase_add_loop_test(
		cases, test_empty_archive, 0, G_N_ELEMENTS(formats));
	tcase_add_loop_test(cases, test_archive, 0, G_N_ELEMENTS(formats));
	tcase_add_loop_test(cases, test_gzip, 0, G_N_ELEMENTS(packed));
	tcase_add_test(cases, test_gzip_only);
	tcase_add_test(cases, test_dos_names);
	tcase_add_test(cases, test_locked);
	tcase_add_test(cases, test_locked_open_document);
	tcase_add_loop_test(cases, test_locked_rar, 0, G_N_ELEMENTS(rars));
	tcase_add_test(cases, test_bomb);
	tcase_add_test(cases, test_limits);
	tcase_add_test(cases, test_many_texts);
	tcase_add_loop_test(cases, test_damaged, 0, G_N_ELEMENTS(formats));
	suite_add_tcase(suite, cases);
	return check_main_together(suite);
}
