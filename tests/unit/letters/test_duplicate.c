/* The verdict's table, and what counts as the same content. */
#include "plaint/letters/duplicate.h"

#include <string.h>
#include <sys/resource.h>

#include "check_main.h"
#include "watched.h"
#include "plaint/base/hash.h"
#include "plaint/base/utf8.h"

enum {
	SWELLING_BYTES = 4 << 20,
	KILOBYTES_MOST = IS_WATCHED ? INT32_MAX : 80 << 10,
};

#define DAY_US (INT64_C(86400) * 1000000)

START_TEST(verdicts)
{
	static const struct {
		struct duplicate_mark fresh, known;
		bool is_open;
		enum duplicate_verdict verdict;
	} rows[] = {
		{ { "a@x", "h1", "o@x", 0 }, { "a@x", "h1", "o@x", 0 }, true,
			DUPLICATE_SAME },
		/* The case is answered: still the same letter. */
		{ { "a@x", "h1", "o@x", 0 }, { "a@x", "h1", "o@x", 0 }, false,
			DUPLICATE_SAME },
		/* A list rewrote its From. */
		{ { "a@x", "h1", "list@x", 0 }, { "a@x", "h1", "o@x", 0 }, true,
			DUPLICATE_SAME },
		{ { "a@x", "h2", "o@x", 0 }, { "a@x", "h1", "o@x", 0 }, true,
			DUPLICATE_NONE },
		{ { "b@x", "h1", "o@x", 0 }, { "a@x", "h1", "o@x", 0 }, true,
			DUPLICATE_SENT_AGAIN },
		{ { "", "h1", "o@x", 0 }, { "", "h1", "o@x", 0 }, true,
			DUPLICATE_SENT_AGAIN },
		/* Two people with the same form letter. */
		{ { "b@x", "h1", "i@x", 0 }, { "a@x", "h1", "o@x", 0 }, true,
			DUPLICATE_NONE },
		/* Scans have no sender. */
		{ { "", "h1", "", 0 }, { "", "h1", "", 0 }, true,
			DUPLICATE_NONE },
		/* Nothing is not the same as nothing. */
		{ { "", "", "o@x", 0 }, { "", "", "o@x", 0 }, true,
			DUPLICATE_NONE },
		{ { "a@x", "", "o@x", 0 }, { "a@x", "", "o@x", 0 }, true,
			DUPLICATE_NONE },
		/* Answered, and still not content. */
		{ { "b@x", "h1", "o@x", 0 }, { "a@x", "h1", "o@x", 0 }, false,
			DUPLICATE_NONE },
		{ { "b@x", "h1", "o@x", 30 * DAY_US },
			{ "a@x", "h1", "o@x", 0 }, true, DUPLICATE_SENT_AGAIN },
		{ { "b@x", "h1", "o@x", 31 * DAY_US },
			{ "a@x", "h1", "o@x", 0 }, true, DUPLICATE_NONE },
		/* "Yes" to another question of ours. */
		{ { "b@x", "h1", "o@x", 0, "q2@us" },
			{ "a@x", "h1", "o@x", 0, "q1@us" }, true,
			DUPLICATE_NONE },
		{ { "b@x", "h1", "o@x", 0, "q1@us" },
			{ "a@x", "h1", "o@x", 0, "q1@us" }, true,
			DUPLICATE_SENT_AGAIN },
		/* The text is about what the subject says. */
		{ { "b@x", "h1", "o@x", 0, "", "Рахунок 1002" },
			{ "a@x", "h1", "o@x", 0, "", "Рахунок 1001" }, true,
			DUPLICATE_NONE },
		{ { "b@x", "h1", "o@x", 0, "", "Fwd: Відп: рахунок  1001" },
			{ "a@x", "h1", "o@x", 0, "", "Рахунок 1001" }, true,
			DUPLICATE_SENT_AGAIN },
		{ { "b@x", "h1", "o@x", 0, "", "Re:" },
			{ "a@x", "h1", "o@x", 0, "", "Рахунок 1001" }, true,
			DUPLICATE_SENT_AGAIN },
		{ { "b@x", "h1", "o@x", 0, "", "Рахунок 100" },
			{ "a@x", "h1", "o@x", 0, "", "Рахунок 1001" }, true,
			DUPLICATE_NONE },
		{ { "b@x", "h1", "o@x", 0, "", "ПОВТОРНО! Рахунок 1001" },
			{ "a@x", "h1", "o@x", 0, "", "Рахунок 1001" }, true,
			DUPLICATE_SENT_AGAIN },
		/* A list wrote its name into it. */
		{ { "a@x", "h1", "o@x", 0, "", "[list] Bill" },
			{ "a@x", "h1", "o@x", 0, "", "Bill" }, true,
			DUPLICATE_SAME },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ck_assert_msg(duplicate_judge(&rows[i].fresh, &rows[i].known,
				      rows[i].is_open) == rows[i].verdict,
			"row %zu", i);
}
END_TEST

static struct hash hash_of(const char *text, const char *a, const char *b)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	if (a != NULL)
		g_strlcpy(document_add_attachment(document)->sha256, a, 65);
	if (b != NULL)
		g_strlcpy(document_add_attachment(document)->sha256, b, 65);
	return duplicate_content_hash(document);
}

START_TEST(content)
{
	struct hash plain = hash_of("Поверніть гроші.\nОлена", NULL, NULL);
	static const char *const alike[] = {
		"Поверніть гроші. Олена",
		"  поверніть  ГРОШІ.\r\n\r\nОлена \n",
		"Поверніть\xc2\xa0гроші.\xe2\x80\x8b Олена",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(alike); i++)
		ck_assert_str_eq(hash_of(alike[i], NULL, NULL).hex, plain.hex);
	ck_assert_str_ne(
		hash_of("Поверніть гроші, Олена", NULL, NULL).hex, plain.hex);
	ck_assert_str_ne(
		hash_of("Поверніть гроші. Олена", "aa", NULL).hex, plain.hex);
	ck_assert_str_eq(
		hash_of("a", "aa", "bb").hex, hash_of("a", "bb", "aa").hex);
	ck_assert_str_ne(
		hash_of("a", "aa", "bb").hex, hash_of("a", "aa", NULL).hex);
	ck_assert_str_eq(hash_of(" \n", NULL, NULL).hex, "");
}
END_TEST

/* In whatever pieces it is looked at, with accents at their ends too. */
START_TEST(long_content)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(GString) text = g_string_new("a"), net = g_string_new("");
	for (int i = 0; i < 40000; i++)
		g_string_append(text, i % 7 ? " e\xCC\x81" : "\n \xCC\x81Ю");
	g_autofree char *folded = utf8_fold(text->str);
	g_auto(GStrv) lines = g_strsplit(folded, "\n", -1);
	g_autofree char *form = g_strjoinv("", lines);
	document_set(&document->text, text->str);
	/* An accent on a blank is seen as nothing. */
	g_autoptr(GString) seen = g_string_new(form);
	g_string_replace(seen, "\xCC\x81", "", 0);
	g_string_printf(
		net, "16:plaint-content-1,%zu:%s,", seen->len, seen->str);
	ck_assert_str_eq(duplicate_content_hash(document).hex,
		hash_bytes(net->str, net->len).hex);
}
END_TEST

/* One letter that folds to eighteen, four million bytes of it. */
START_TEST(swelling_content)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	g_autoptr(GString) text = g_string_sized_new(SWELLING_BYTES);
	while (text->len < SWELLING_BYTES)
		g_string_append(text, "\uFDFA");
	document_set(&document->text, text->str);
	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	ck_assert_int_eq(
		strlen(duplicate_content_hash(document).hex), HASH_LENGTH);
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, KILOBYTES_MOST);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("duplicate");
	TCase *tcase = tcase_create("duplicate");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, verdicts);
	tcase_add_test(tcase, content);
	tcase_add_test(tcase, long_content);
	tcase_add_test(tcase, swelling_content);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
