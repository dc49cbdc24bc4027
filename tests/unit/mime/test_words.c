/* Header words, parameters, addresses, ids and dates: every row of the
 * library notes that speaks of headers, and what programs write. */
#include "check_main.h"

#include <string.h>
#include "../../../src/mime/words.h"
#include "plaint/base/utf8.h"
#include "plaint/domain/document.h"

static const struct {
	const char *raw;
	const char *text;
} words[] = {
	{ " plain\r\n", "plain" },
	{ " =?utf-8?B?0JTQvtCx0YDQuNC5INC00LXQvdGM?=", "Добрий день" },
	{ " =?UTF-8?Q?=D0=A1=D0=BA=D0=B0=D1=80=D0=B3=D0=B0?=", "Скарга" },
	/* Two words, the first padded: GMime 3.2.13 loses the rest. */
	{ " =?utf-8?B?0JTQvtCx0YDQuNC5INC00LXQvdGMIQ==?=\r\n"
	  " =?utf-8?B?INCf0YDQvtGI0YM=?=",
		"Добрий день! Прошу" },
	/* One character split between two words. */
	{ "=?utf-8?B?0A==?= =?utf-8?B?ng==?=", "О" },
	{ "=?utf-8?Q?=D0?=\r\n\t=?utf-8?Q?=9E?=", "О" },
	{ "=?windows-1251?B?0ergcOPg?=", NULL },
	{ "=?windows-1251?Q?=D1=EA=E0=F0=E3=E0?=", "Скарга" },
	{ "=?koi8-u?B?89TB?=", NULL },
	{ "=?cp1251?Q?=D1=EA=E0=F0=E3=E0_=ED=E0_=F0=E0=F5=F3=ED=EE=EA?=",
		"Скарга на рахунок" },
	/* The label lies. */
	{ "=?koi8-r?Q?=D1=EA=E0=F0=E3=E0_=ED=E0_=EE=EF=E5=F0=E0=F2=EE=F0=E0?=",
		"Скарга на оператора" },
	{ "=?utf-8?Q?=D1=EA=E0=F0=E3=E0_=ED=E0_=EE=EF=E5=F0=E0=F2=EE=F0=E0?=",
		"Скарга на оператора" },
	{ "=?iso-8859-1?Q?=D1=EA=E0=F0=E3=E0_=ED=E0_=E7=E2'=FF=E7=EE=EA?=",
		"Скарга на зв'язок" },
	/* Raw 8-bit. */
	{ " \xd1\xea\xe0\xf0\xe3\xe0 \xed\xe0 \xee\xef\xe5\xf0\xe0\xf2\xee\xf0"
	  "\xe0",
		"Скарга на оператора" },
	{ " \xd0\xa1\xd0\xba\xd0\xb0\xd1\x80\xd0\xb3\xd0\xb0", "Скарга" },
	/* Glued, with blanks inside, cut off, in quotes, with a language. */
	{ "=?utf-8?Q?=D0=90?==?utf-8?Q?=D0=91?=", "АБ" },
	{ "=?utf-8?Q?two words?=", "two words" },
	{ "=?utf-8*uk?Q?=D0=90?=", "А" },
	{ "\"=?utf-8?Q?=D0=90?=\"", "\"А\"" },
	{ "Re: =?utf-8?Q?=D0=90?= done", "Re: А done" },
	{ "=?utf-8?B?0JDQsdGA0LDQutCw0LTQsNCx0YDQsA", "Абракадабра" },
	{ "=?utf-8?Q?\?=", "" },
	{ "=?bad", "=?bad" },
	{ "a =?unknown-charset?Q?b?= c", "a b c" },
	/* Encoded twice over. */
	{ "=?us-ascii?Q?=3D=3Futf-8=3FQ=3F=3DD0=3D90=3F=3D?=", "А" },
	/* Mojibake in a subject. */
	{ "=?utf-8?B?0KDRn9GA0YDQoNGR0KDQhtCh4oCT0KHigJo=?=", NULL },
};

START_TEST(test_words)
{
	g_autofree char *text = words_decode(words[_i].raw);

	ck_assert(utf8_is_valid(text, strlen(text)));
	if (words[_i].text)
		ck_assert_str_eq(text, words[_i].text);
}
END_TEST

static const struct {
	const char *raw, *value, *param, *text;
} fields[] = {
	{ " text/plain; charset=\"utf-8\"", "text/plain", "charset", "utf-8" },
	{ " TEXT/PLAIN ; CHARSET = koi8-u ; x=y", "text/plain", "charset",
		"koi8-u" },
	{ "attachment; filename*=utf-8''%D0%90.txt", "attachment", "filename",
		"А.txt" },
	{ "attachment; filename=a.txt; filename*=utf-8'uk'%D0%90.txt",
		"attachment", "filename", "А.txt" },
	{ "a/b; name*0*=utf-8''%D0; name*1*=%90; name*2=.txt", "a/b", "name",
		"А.txt" },
	{ "a/b; name*1=b; name*0=a", "a/b", "name", "ab" },
	{ "a/b; name=\"=?utf-8?B?0KHQutCw0YA=?=\r\n =?utf-8?B?0LPQsA==?=\"",
		"a/b", "name", "Скарга" },
	{ "a/b; name=my file.txt; q=1", "a/b", "name", "my file.txt" },
	{ "a/b; name=\"..\\\\..\\\\etc\\passwd\"", "a/b", "name",
		"..\\..\\etc\\passwd" },
	{ "a/b; name=\"\xd1\xea\xe0\xf0\xe3\xe0.doc\"", "a/b", "name",
		"Скарга.doc" },
	{ "a/b (comment; name=x); name=y", "a/b", "name", "y" },
	{ "a/b;;; name", "a/b", "name", "" },
	{ "a/b; =x; name=\"unclosed", "a/b", "name", "unclosed" },
	{ "", "", "name", "" },
};

START_TEST(test_fields)
{
	g_autoptr(field) field = field_new(fields[_i].raw);

	ck_assert_str_eq(field->value, fields[_i].value);
	ck_assert_str_eq(field_param(field, fields[_i].param), fields[_i].text);
}
END_TEST

/* "%E2" split across parts: whatever comes out, it is UTF-8. */
START_TEST(test_field_broken_utf8)
{
	g_autoptr(field) field =
		field_new("a/b; name*0*=utf-8''%E2; name*1=\"x\"; name*2*=%9A");
	const char *name = field_param(field, "name");

	ck_assert(utf8_is_valid(name, strlen(name)));
	ck_assert(*name != '\0');
}
END_TEST

static const struct {
	const char *raw;
	const char *list; /* name|address, name|address */
} addresses[] = {
	{ "a@b.example", "|a@b.example" },
	{ "Ivan <ivan@b.example>", "Ivan|ivan@b.example" },
	{ "\"Petrenko, Ivan\" <i@b.example>, x@y.example",
		"Petrenko, Ivan|i@b.example, |x@y.example" },
	{ "Petrenko, Ivan <i@b.example>", "Petrenko, Ivan|i@b.example" },
	{ "=?utf-8?B?0IbQstCw0L0=?= <i@b.example>", "Іван|i@b.example" },
	/* Padding in the first word. */
	{ "=?utf-8?B?0IbQstCw0L0gYQ==?= =?utf-8?B?INCR?= <i@b.example>",
		"Іван a Б|i@b.example" },
	/* All of it in one encoded word. */
	{ "=?utf-8?B?0IbQstCw0L0gPGlAYi5leGFtcGxlPg==?=", "Іван|i@b.example" },
	{ "=?utf-8?Q?Ivan,_P?= <i@b.example>", "Ivan, P|i@b.example" },
	{ "i@b.example (Ivan (junior))", "Ivan (junior|i@b.example" },
	{ "Group: a@b.example, c@d.example;", "|a@b.example, |c@d.example" },
	{ "a@b.example; c@d.example", "|a@b.example, |c@d.example" },
	{ "'Ivan' <i@b.example>", "Ivan|i@b.example" },
	{ "<mailto:i@b.example>", "|i@b.example" },
	{ "Ivan i@b.example", "Ivan|i@b.example" },
	{ "i@пошта.укр", "|i@xn--80a1acn3a.xn--j1amh" },
	{ "\xb2\xe2\xe0\xed \xcf\xe5\xf2\xf0\xe5\xed\xea\xee <i@b.example>",
		"Іван Петренко|i@b.example" },
	{ "MAILER-DAEMON <>", "MAILER-DAEMON|" },
	{ "undisclosed-recipients:;", "" },
	{ ",,,", "" },
	{ "\"unclosed <a@b.example>", "unclosed|a@b.example" },
	{ "<<<>>>", NULL },
	{ "Hello", "Hello|" },
};

START_TEST(test_addresses)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(GString) list = g_string_new(NULL);

	ck_assert(addresses_parse(addresses[_i].raw, 100, document->to));
	for (guint i = 0; i < document->to->len; i++) {
		const struct address *address =
			g_ptr_array_index(document->to, i);

		g_string_append_printf(list, "%s%s|%s", i ? ", " : "",
			address->name, address->address);
	}
	if (addresses[_i].list)
		ck_assert_str_eq(list->str, addresses[_i].list);
}
END_TEST

START_TEST(test_addresses_limit)
{
	g_autoptr(GString) raw = g_string_new(NULL);
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);

	for (int i = 0; i < 100000; i++)
		g_string_append(raw, "a@b,");
	ck_assert(!addresses_parse(raw->str, 50, document->to));
	ck_assert_uint_eq(document->to->len, 50);
}
END_TEST

static const struct {
	const char *raw;
	int64_t seconds;
} dates[] = {
	{ "Thu, 01 Jan 1970 00:00:10 +0000", 10 },
	{ "Tue, 05 Mar 2024 10:15:00 +0200 (EET)", 1709626500 },
	{ "5 Mar 2024 10:15 +0200", 1709626500 },
	{ "Tue, 5 Mar 24 08:15:00 GMT", 1709626500 },
	{ "05-Mar-2024 08:15:00 UT", 1709626500 },
	{ "2024-03-05T10:15:00+02:00", 1709626500 },
	{ "Tue Mar  5 08:15:00 2024", 1709626500 },
	{ "Tue, 5 Mar 2024 03:15:00 EST", 1709626500 },
	{ "5 Mar 99 00:00:00 +0000", 920592000 },
	/* What is no zone shifts nothing. */
	{ "5 Mar 2024 08:15:00 -9999", 1709626500 },
	{ "5 Mar 2024 08:15:00 +0260", 1709626500 },
	{ "5 Mar 2024 08:15:00 -99999961:2", 1709626500 },
	{ "yesterday", 0 },
	{ "", 0 },
	{ "99 Foo 2024 99:99:99", 0 },
};

START_TEST(test_dates)
{
	ck_assert_int_eq(
		date_parse(dates[_i].raw), dates[_i].seconds * G_USEC_PER_SEC);
}
END_TEST

START_TEST(test_ids)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	ids_parse(" <a@b>\r\n <c@d> junk <e@f>", 10, ids);
	ck_assert_uint_eq(ids->len, 3);
	ck_assert_str_eq(g_ptr_array_index(ids, 1), "c@d");
	g_ptr_array_set_size(ids, 0);
	ids_parse("bare@id", 10, ids);
	ck_assert_uint_eq(ids->len, 1);
	ck_assert_str_eq(g_ptr_array_index(ids, 0), "bare@id");
	g_ptr_array_set_size(ids, 0);
	ids_parse("(to <x@y> (and <z@y>)) <a@\r\n b> (open <c@d>", 10, ids);
	ck_assert_uint_eq(ids->len, 2);
	ck_assert_str_eq(g_ptr_array_index(ids, 0), "a@b");
	ck_assert_str_eq(g_ptr_array_index(ids, 1), "c@d");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/words");
	TCase *cases = tcase_create("words");

	tcase_add_loop_test(cases, test_words, 0, G_N_ELEMENTS(words));
	tcase_add_loop_test(cases, test_fields, 0, G_N_ELEMENTS(fields));
	tcase_add_test(cases, test_field_broken_utf8);
	tcase_add_loop_test(cases, test_addresses, 0, G_N_ELEMENTS(addresses));
	tcase_add_test(cases, test_addresses_limit);
	tcase_add_loop_test(cases, test_dates, 0, G_N_ELEMENTS(dates));
	tcase_add_test(cases, test_ids);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
