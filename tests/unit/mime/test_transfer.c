/* Transfer encodings and flowed text. */
#include "check_main.h"

#include <string.h>
#include "../../../src/mime/flowed.h"
#include "../../../src/mime/transfer.h"
#include "../../../src/mime/untold.h"

static const struct {
	const char *encoding, *in, *out;
} decoded[] = {
	{ "base64", "SGVsbG8=", "Hello" },
	/* Unpadded: GLib and GMime lose the tail. */
	{ "base64", "SGVsbG8", "Hello" },
	/* Padding in the middle: GMime stops there. */
	{ "base64", "SGVsbG8=LCB3b3JsZA==", "Hello, world" },
	{ "base64", "SGVs\r\n bG8=\r\n", "Hello" },
	{ "base64", "SGVsbG8= --footer", "Hello" },
	{ "base64", "This is no base64, not at all!",
		"This is no base64, not at all!" },
	{ "base64", "", "" },
	{ "quoted-printable", "=D0=90 =\r\nb", "\xd0\x90 b" },
	{ "quoted-printable", "a =  \nb  \r\nc", "a b\r\nc" },
	{ "quoted-printable", "1=2 =zz 5=", "1=2 =zz 5" },
	{ "quoted-printable", "=d0=90", "\xd0\x90" },
	{ "7bit", "as = is", "as = is" },
	{ "", "as = is", "as = is" },
	{ "x-uuencode", "begin 644 a.txt\n%2&5L;&\\ \n \nend\n", "Hello" },
};

START_TEST(test_decoded)
{
	const char *in = decoded[_i].in;
	g_autoptr(GByteArray) out =
		transfer_decode(decoded[_i].encoding, in, strlen(in));

	ck_assert_uint_eq(out->len, strlen(decoded[_i].out));
	ck_assert_mem_eq(out->data ? out->data : (guint8 *)"", decoded[_i].out,
		out->len);
}
END_TEST

/* Its headers do not tell of the encoding. */
static const struct {
	const char *in, *out; /* NULL: as it is */
} untold[] = {
	{ "0JTQvtCx0YDQuNC5INC00LXQvdGMISDQn9GA0L7RiNGD\r\n"
	  "INC/0L7QstC10YDQvdGD0YLQuCAzMDAg0LPRgNC9Lg==\r\n",
		"Добрий день! Прошу повернути 300 грн." },
	{ "=D0=94=D0=BE=D0=B1=D1=80=D0=B8=D0=B9 =D0=B4=\r\n=D0=B5=D0=BD=D1=8C"
	  " =3D)",
		"Добрий день =)" },
	{ "0JTQvtCx0YDQuNC5", NULL },
	{ "VGhpcyBpcyBwbGFpbiBBU0NJSSB0ZXh0LCBub3RoaW5nIGVsc2U=", NULL },
	{ "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00", NULL },
	{ "=D0=94=D0=BE=D0=B1=D1=80 a = b", NULL },
	{ "pay =C3=A9 please", NULL },
	{ "e2 =E2=99=9A takes =E2=99=9B, f3 =E2=99=9D", NULL },
	{ "", NULL },
};

START_TEST(test_untold)
{
	const char *encoding = NULL;
	g_autoptr(GByteArray) out =
		untold_decode(untold[_i].in, strlen(untold[_i].in), &encoding);

	if (!untold[_i].out) {
		ck_assert_ptr_null(out);
		return;
	}
	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(out->len, strlen(untold[_i].out));
	ck_assert_mem_eq(out->data, untold[_i].out, out->len);
}
END_TEST

START_TEST(test_find_file)
{
	static const char body[] = "Добрий день\nbegin with a sentence\n"
				   "begin 644 my file.txt\n%2&5L;&\\ \n`\nend\n"
				   "after\n";
	struct transfer_file file = { 0 };

	ck_assert(transfer_find_file(body, strlen(body), 0, &file));
	ck_assert_str_eq(file.name, "my file.txt");
	ck_assert_uint_eq(file.bytes->len, 5);
	ck_assert_mem_eq(file.bytes->data, "Hello", 5);
	ck_assert_str_eq(body + file.end, "after\n");
	transfer_file_clear(&file);
	/* Unfinished: it stays text. */
	ck_assert(!transfer_find_file(body, strlen(body) - 12, 0, &file));
}
END_TEST

START_TEST(test_find_base64)
{
	static const char body[] = "text\r\nbegin-base64 0644 a b.txt\r\n"
				   "SGVs\r\nbG8=\r\n====\r\nafter\n";
	static const char *const texts[] = {
		"begin-base64 644 a.txt\nSGVsbG8=\n",
		"begin-base64 644 a.txt\nno such file here\n====\n",
		"begin-base64 of a file\nSGVsbG8=\n====\n",
		"begin-base64 644\nSGVsbG8=\n====\n",
	};
	struct transfer_file file = { 0 };

	ck_assert(transfer_find_file(body, strlen(body), 0, &file));
	ck_assert_str_eq(file.name, "a b.txt");
	ck_assert_uint_eq(file.bytes->len, 5);
	ck_assert_mem_eq(file.bytes->data, "Hello", 5);
	ck_assert_str_eq(body + file.end, "after\n");
	transfer_file_clear(&file);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		ck_assert(!transfer_find_file(
			texts[i], strlen(texts[i]), 0, &file));
}
END_TEST

START_TEST(test_find_yenc)
{
	static const char body[] = "text\n=ybegin line=128 size=3 name=a.bin\n"
				   "\x8b=}\x8c\r\n=yend size=3\nafter\n";
	struct transfer_file file = { 0 };

	ck_assert(transfer_find_file(body, strlen(body), 0, &file));
	ck_assert_str_eq(file.name, "a.bin");
	ck_assert_uint_eq(file.bytes->len, 3);
	ck_assert_mem_eq(file.bytes->data, "\x61\x13\x62", 3);
	transfer_file_clear(&file);
}
END_TEST

static const struct {
	const char *in;
	bool has_delsp;
	const char *out;
} flowed[] = {
	{ "one \r\ntwo\r\nthree\r\n", false, "one two\nthree\n" },
	{ "one \ntwo", false, "one two\n" },
	{ "о \nд", true, "од\n" },
	{ "> one \n> two\n>> deep \nout", false, "> one two\n>> deep \nout\n" },
	{ " > stuffed\n From me\n", false, "> stuffed\nFrom me\n" },
	{ "text \n-- \nname", false, "text \n-- \nname\n" },
	{ "", false, "" },
	{ "end ", false, "end \n" },
};

START_TEST(test_flowed)
{
	g_autofree char *out = flowed_undo(flowed[_i].in, flowed[_i].has_delsp);

	ck_assert_str_eq(out, flowed[_i].out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/transfer");
	TCase *cases = tcase_create("transfer");

	tcase_add_loop_test(cases, test_decoded, 0, G_N_ELEMENTS(decoded));
	tcase_add_loop_test(cases, test_untold, 0, G_N_ELEMENTS(untold));
	tcase_add_test(cases, test_find_file);
	tcase_add_test(cases, test_find_base64);
	tcase_add_test(cases, test_find_yenc);
	tcase_add_loop_test(cases, test_flowed, 0, G_N_ELEMENTS(flowed));
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
