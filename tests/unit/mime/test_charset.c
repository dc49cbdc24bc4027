/* Charsets: the label against the look, on our own sentences and, when it is
 * there, on the language data; mojibake undone and sound text left alone. */
#include "check_main.h"

#include <stdio.h>
#include <string.h>
#include "../../../src/mime/charset.h"
#include "../../../src/mime/mojibake.h"
#include "plaint/base/utf8.h"

static const char *const sentences[] = {
	"Доброго дня! Прошу пояснити, за що з мого рахунку зняли 148,50 грн.",
	"Здравствуйте. Третий день нет интернета, оператор не отвечает.",
	"Добры дзень! Прашу вярнуць грошы за паслугу, якую я не падключаў.",
	"Щиро дякую за допомогу",
	"Скарга",
};
static const char *const charsets[] = { "windows-1251", "koi8-u", "ibm866",
	"iso-8859-5" };
static const char *const labels[] = { "", "windows-1251", "koi8-r", "utf-8",
	"us-ascii", "iso-8859-1", "x-nonsense" };

enum {
	COMBINATIONS = G_N_ELEMENTS(sentences) * G_N_ELEMENTS(charsets)
};

START_TEST(test_any_label)
{
	const char *sentence = sentences[_i % G_N_ELEMENTS(sentences)];
	const char *charset = charsets[_i / G_N_ELEMENTS(sentences)];
	g_autoptr(GByteArray) bytes =
		charset_encode(charset, sentence, strlen(sentence));

	for (size_t i = 0; bytes && i < G_N_ELEMENTS(labels); i++) {
		struct charset_text text;

		charset_decode((const char *)bytes->data, bytes->len, labels[i],
			&text);
		ck_assert_msg(strcmp(text.text, sentence) == 0,
			"%s as \"%s\" read as %s: %s", charset, labels[i],
			text.used, text.text);
		ck_assert_uint_eq(text.replaced, 0);
		g_free(text.text);
	}
}
END_TEST

/* By our name and the converter's. */
static const char *const both[][2] = { { "windows-1251", "CP1251" },
	{ "koi8-u", "KOI8-U" }, { "koi8-r", "KOI8-R" }, { "ibm866", "CP866" },
	{ "iso-8859-5", "ISO-8859-5" }, { "x-mac-cyrillic", "MAC-UK" },
	{ "cp1125", "CP1125" }, { "ibm855", "CP855" },
	{ "windows-1252", "CP1252" } };

/* Bytes of Cyrillic charsets are looked up; the converter says the same. */
START_TEST(test_bytes_as_the_converter)
{
	for (int byte = 1; byte < 256; byte++) {
		const char *name = both[_i][0];
		char bytes[] = { 'a', (char)byte, 'b', (char)byte };
		size_t replaced;
		g_autofree char *read =
			charset_convert(name, bytes, sizeof(bytes), &replaced);
		g_autofree char *one = g_convert(
			bytes + 1, 1, "UTF-8", both[_i][1], NULL, NULL, NULL);
		const char *shown = one ? one : "\uFFFD";
		g_autofree char *wanted =
			g_strconcat("a", shown, "b", shown, NULL);

		ck_assert_str_eq(read, wanted);
		ck_assert_uint_eq(replaced, one ? 0 : 2);
	}
}
END_TEST

/* And of each character the byte; C1 controls stand for their own. */
START_TEST(test_characters_as_the_converter)
{
	GIConv converter = g_iconv_open(both[_i][1], "UTF-8");

	for (gunichar c = 1; c < 0x10000; c += c == 0xd7ff ? 0x801 : 1) {
		char text[8] = "", wanted[8] = "", *from = text, *to = wanted;
		size_t length = (size_t)g_unichar_to_utf8(c, text);
		size_t left = length, room = sizeof(wanted);
		bool is_in = g_iconv(converter, &from, &left, &to, &room) !=
				     (size_t)-1 &&
			     left == 0;
		g_autoptr(GByteArray) bytes =
			charset_encode(both[_i][0], text, length);

		if (!is_in && c >= 0x80 && c <= 0x9f)
			wanted[0] = (char)c;
		else if (!is_in)
			ck_assert_ptr_null(bytes);
		if (bytes)
			ck_assert_uint_eq(bytes->len, 1);
		ck_assert_msg(
			bytes ? (char)bytes->data[0] == wanted[0] : !is_in,
			"%s: U+%04X", both[_i][0], c);
	}
	g_iconv_close(converter);
}
END_TEST

/* A reading is judged the same unmade. */
START_TEST(test_score_of_bytes)
{
	const char *name = both[_i][0];
	const struct cyrillic_bytes *as = charset_cyrillic_bytes(name);
	GRand *random = g_rand_new_with_seed((guint32)_i + 1);

	for (int round = 0; round < 500; round++) {
		char bytes[60];
		size_t replaced, undecodable, letters, letters_made;

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (char)g_rand_int_range(random,
				round % 2 ? 0xc0 : 0, round % 3 ? 0x100 : 0xe0);
		g_autofree char *made =
			charset_convert(name, bytes, sizeof(bytes), &replaced);
		double score = cyrillic_score_bytes(
			as, bytes, sizeof(bytes), &letters, &undecodable);

		ck_assert_double_eq(score,
			cyrillic_score(made, strlen(made), &letters_made));
		ck_assert_uint_eq(letters, letters_made);
		ck_assert_uint_eq(undecodable, replaced);
		size_t counts[256] = { 0 };
		for (size_t i = 0; i < sizeof(bytes); i++)
			counts[(guint8)bytes[i]]++;
		if (score > 0)
			ck_assert_double_le(
				score, cyrillic_bytes_most(as, counts) + 1e-9);
	}
	g_rand_free(random);
}
END_TEST

/* It has most small letters in common with windows-1251, whose label is
 * believed. */
START_TEST(test_mac_unlabelled)
{
	static const char sentence[] =
		"Доброго дня! Я третій день чекаю на Вашого майстра, а він "
		"не їде. Прошу повернути гроші за ці дні.";
	g_autoptr(GByteArray) bytes =
		charset_encode("x-mac-cyrillic", sentence, strlen(sentence));

	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		struct charset_text text;

		if (g_str_equal(labels[i], "windows-1251"))
			continue;
		charset_decode((const char *)bytes->data, bytes->len, labels[i],
			&text);
		ck_assert_str_eq(text.text, sentence);
		ck_assert_str_eq(text.used, "x-mac-cyrillic");
		g_free(text.text);
	}
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *label, *used, *text;
} chosen[] = {
	{ "abc", 3, "", "us-ascii", "abc" },
	{ "\xef\xbb\xbfхай", 9, "windows-1251", "utf-8", "хай" },
	{ "\xff\xfe\x10\x04\x11\x04", 6, "", "utf-16le", "АБ" },
	{ "\x04\x10\x04\x11\x04\x12\x04\x13", 8, "", "utf-16be", "АБВГ" },
	{ "caf\xe9", 4, "iso-8859-1", "windows-1252", "café" },
	{ "+BCEEOgQwBEAEMwQw-", 18, "utf-7", "utf-7", "Скарга" },
	{ "\x1b$B$3\x1b(B", 8, "iso-2022-jp", "iso-2022-jp", "こ" },
	{ "\x8a\xee", 2, "ibm866", "ibm866", "Кю" },
	{ "\x91\xaa\xa0\xe0\xa3\xa0", 6, "cp866", "ibm866", "Скарга" },
	{ "\x91\xea\xe0\xf0\xe3\xe0", 6, "x-mac-cyrillic", "x-mac-cyrillic",
		"Скарга" },
	/* Sound UTF-8 by chance: small letters of cp866. */
	{ "\xe1\xaa\xa0\xe0\xa3\xa0.txt", 10, "", "ibm866", "скарга.txt" },
	{ "\xe2\xa0\xa5 ok", 6, "", "utf-8", "\xe2\xa0\xa5 ok" },
	/* UTF-8 with one broken place is UTF-8, and nothing vanishes. */
	{ "Скар\xd0га на зв'язок", 32, "", "utf-8", "Скар\uFFFDга на зв'язок" },
};

START_TEST(test_chosen)
{
	struct charset_text text;

	charset_decode(
		chosen[_i].bytes, chosen[_i].length, chosen[_i].label, &text);
	ck_assert_str_eq(text.text, chosen[_i].text);
	ck_assert_str_eq(text.used, chosen[_i].used);
	g_free(text.text);
}
END_TEST

START_TEST(test_nul_is_shown)
{
	struct charset_text text;

	charset_decode("a\0b", 3, "utf-8", &text);
	ck_assert_str_eq(text.text, "a\uFFFDb");
	g_free(text.text);
}
END_TEST

/* A letter in UTF-8 with lines below it in another charset. */
static const struct {
	const char *declared, *other;
} mixtures[] = {
	{ "utf-8", "windows-1251" },
	{ "utf-8", "koi8-u" },
	{ "", "windows-1251" },
	{ "windows-1251", "windows-1251" },
	{ "utf-8", "ibm866" },
};

START_TEST(test_mixed)
{
	static const char above[] = "Прошу повернути кошти за листопад.\n";
	static const char below[] =
		"> Доброго дня, що саме не працювало того тижня?\n";
	g_autoptr(GByteArray) whole =
		charset_encode(mixtures[_i].other, below, strlen(below));
	g_autofree char *wanted = g_strconcat(above, below, above, NULL);
	struct charset_text text;

	g_byte_array_prepend(
		whole, (const guint8 *)above, (guint)strlen(above));
	g_byte_array_append(whole, (const guint8 *)above, (guint)strlen(above));
	charset_decode((const char *)whole->data, whole->len,
		mixtures[_i].declared, &text);
	ck_assert_str_eq(text.text, wanted);
	ck_assert_str_eq(text.used, "utf-8");
	ck_assert_str_eq(text.also_used, mixtures[_i].other);
	ck_assert_uint_eq(text.replaced, 0);
	ck_assert_int_eq(text.is_declared, *mixtures[_i].declared != '\0');
	g_free(text.text);
}
END_TEST

/* A few broken bytes are no other charset. */
START_TEST(test_not_mixed)
{
	static const char *const texts[] = {
		"Прошу повернути кошти\nза листопад \xd0\n",
		"Прошу повернути \xff\xfe кошти за листопад.\nДякую вам.\n",
	};
	struct charset_text text;

	charset_decode(texts[_i], strlen(texts[_i]), "utf-8", &text);
	ck_assert_str_eq(text.used, "utf-8");
	ck_assert_ptr_null(text.also_used);
	ck_assert_uint_gt(text.replaced, 0);
	g_free(text.text);
}
END_TEST

START_TEST(test_every_byte_every_label)
{
	char all[256];

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		struct charset_text text;

		charset_decode(all, sizeof(all), labels[i], &text);
		ck_assert(utf8_is_valid(text.text, strlen(text.text)));
		g_free(text.text);
	}
}
END_TEST

/* A wrong reading made here: encode right, decode wrong. */
static char *misread(const char *text, const char *right, const char *wrong)
{
	g_autoptr(GByteArray) bytes = NULL;
	size_t replaced;

	if (g_str_equal(right, "utf-8"))
		return charset_convert(wrong, text, strlen(text), &replaced);
	bytes = charset_encode(right, text, strlen(text));
	return bytes ? charset_convert(wrong, (const char *)bytes->data,
			       bytes->len, &replaced)
		     : NULL;
}

static const struct {
	const char *right, *wrong;
	int times;
} misreadings[] = {
	{ "utf-8", "windows-1251", 1 },
	{ "utf-8", "windows-1252", 1 },
	{ "utf-8", "windows-1251", 2 },
	{ "utf-8", "windows-1252", 2 },
	{ "utf-8", "koi8-r", 1 },
	{ "utf-8", "koi8-r", 2 },
	{ "utf-8", "ibm866", 1 },
	{ "utf-8", "ibm866", 2 },
	{ "windows-1251", "windows-1252", 1 },
	{ "koi8-u", "windows-1251", 1 },
	{ "windows-1251", "koi8-u", 1 },
	{ "ibm866", "windows-1251", 1 },
	{ "windows-1251", "iso-8859-5", 1 },
	{ "iso-8859-5", "windows-1251", 1 },
};

START_TEST(test_mojibake)
{
	for (size_t i = 0; i < 3; i++) {
		g_autofree char *bent = g_strdup(sentences[i]);
		g_autofree char *repaired = NULL;
		struct mojibake note = { 0 };

		for (int k = 0; k < misreadings[_i].times && bent; k++) {
			char *next = misread(bent, misreadings[_i].right,
				misreadings[_i].wrong);

			g_free(bent);
			bent = next;
		}
		/* windows-1251 has no place for some of these. */
		if (!bent || strstr(bent, "\uFFFD"))
			continue;
		repaired = mojibake_repair(bent, &note);
		ck_assert_msg(repaired && !strcmp(repaired, sentences[i]),
			"%s -> %s", bent, repaired ? repaired : "(nothing)");
		ck_assert_ptr_nonnull(note.how);
		g_free(note.example);
	}
}
END_TEST

static const char *const sound[] = {
	"Доброго дня",
	"Привіт, як справи? Iphone 12 не працює",
	"ТОВ «Ромашка» №5 – рахунок 1234",
	"café, naïve, Zürich, Ærøskøbing",
	"Ólafur Ragnar Grímsson þæð",
	"ПАО МТС РФ СССР",
	"日本語のメール",
	"ђурђевдан је леп дан у Њујорку",
	"қазақша хат жазу керек",
	"€ 100 – 200 …",
	/* One such pair is no proof, however much stands below. */
	"Model Ã©\nand a long line below it\nand one more\n",
	"",
};

START_TEST(test_sound_is_left)
{
	g_autofree char *repaired = mojibake_repair(sound[_i], NULL);

	ck_assert_msg(!repaired, "%s -> %s", sound[_i], repaired);
}
END_TEST

static void count_file(const char *language, const char *charset, size_t cut,
	int *right, int *all)
{
	g_autofree char *path =
		g_strdup_printf("../shared/data/language/%s.txt", language);
	g_autofree char *body = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &body, NULL, NULL))
		return;
	lines = g_strsplit(body, "\n", -1);
	for (size_t i = 0; lines[i]; i++) {
		g_autofree char *line = utf8_cut(lines[i], cut);
		g_autoptr(GByteArray) bytes =
			charset_encode(charset, line, strlen(line));
		struct charset_text text;

		if (!bytes || bytes->len == 0)
			continue;
		charset_decode(
			(const char *)bytes->data, bytes->len, "", &text);
		*right += strcmp(text.text, line) == 0;
		*all += 1;
		g_free(text.text);
	}
}

START_TEST(test_language_data)
{
	static const char *const languages[] = { "uk", "ru", "be" };
	static const size_t cuts[] = { 1000, 20 };

	for (size_t c = 0; c < G_N_ELEMENTS(cuts); c++) {
		int right = 0, all = 0;

		for (size_t i = 0; i < 12; i++)
			count_file(languages[i % 3], charsets[i / 3], cuts[c],
				&right, &all);
		if (all == 0) {
			printf("skipped: no ../shared/data\n");
			return;
		}
		printf("charset without a label, %zu characters: %d of %d\n",
			cuts[c], right, all);
		ck_assert_int_ge(right * 1000, all * 990);
	}
}
END_TEST

/* None of the sound sentences of ten languages is "repaired". */
START_TEST(test_language_data_is_sound)
{
	static const char *const languages[] = { "uk", "ru", "be", "en", "bg",
		"sr", "pl", "kk" };
	int lines_seen = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *path = g_strdup_printf(
			"../shared/data/language/%s.txt", languages[i]);
		g_autofree char *body = NULL;
		g_auto(GStrv) lines = NULL;

		if (!g_file_get_contents(path, &body, NULL, NULL))
			continue;
		lines = g_strsplit(body, "\n", -1);
		for (size_t k = 0; lines[k]; k++, lines_seen++) {
			g_autofree char *repaired =
				mojibake_repair(lines[k], NULL);

			ck_assert_msg(
				!repaired, "%s -> %s", lines[k], repaired);
		}
	}
	printf("sound lines left alone: %d\n", lines_seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mime/charset");
	TCase *cases = tcase_create("charset");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, test_any_label, 0, COMBINATIONS);
	tcase_add_loop_test(
		cases, test_bytes_as_the_converter, 0, G_N_ELEMENTS(both));
	tcase_add_loop_test(
		cases, test_characters_as_the_converter, 0, G_N_ELEMENTS(both));
	tcase_add_loop_test(cases, test_score_of_bytes, 0, G_N_ELEMENTS(both));
	tcase_add_test(cases, test_mac_unlabelled);
	tcase_add_loop_test(cases, test_chosen, 0, G_N_ELEMENTS(chosen));
	tcase_add_test(cases, test_nul_is_shown);
	tcase_add_loop_test(cases, test_mixed, 0, G_N_ELEMENTS(mixtures));
	tcase_add_loop_test(cases, test_not_mixed, 0, 2);
	tcase_add_test(cases, test_every_byte_every_label);
	tcase_add_loop_test(cases, test_mojibake, 0, G_N_ELEMENTS(misreadings));
	tcase_add_loop_test(cases, test_sound_is_left, 0, G_N_ELEMENTS(sound));
	tcase_add_test(cases, test_language_data);
	tcase_add_test(cases, test_language_data_is_sound);
	suite_add_tcase(suite, cases);
	return check_main_together(suite);
}
