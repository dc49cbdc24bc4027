/* What a letter's document is told of the attachments that were read for it. */
#include "plaint/worker/enclosed.h"

#include <string.h>
#include "check_main.h"
#include "plaint/text/enclosure.h"

static struct document *letter_with(const char *const *names)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	for (int i = 0; names[i] != NULL; i++) {
		struct attachment *attachment =
			document_add_attachment(document);
		document_set(&attachment->name, names[i]);
		g_snprintf(attachment->sha256, sizeof(attachment->sha256),
			"%064d", i);
	}
	return document;
}

static void fill(struct document *document, guint place, const char *text)
{
	g_autoptr(document) answer = document_new(DOCUMENT_SCAN);
	document_add_page(answer);
	document_set(&answer->text, text);
	enclosed_fill(document, place, answer);
}

static guint told(const struct document *document, const char *code)
{
	guint count = 0;
	for (guint i = 0; i < document->warnings->len; i++) {
		const struct warning *warning = document->warnings->pdata[i];
		count += strcmp(warning->code, code) == 0;
	}
	return count;
}

/* Phones and scanners give every file the same name. */
START_TEST(one_name_for_two)
{
	const char *const names[] = { "scan.pdf", "scan.pdf", NULL };
	g_autoptr(document) document = letter_with(names);
	enclosed_give_up(document, 0, "PDF: " ENCLOSURE_LOCKED);
	ck_assert(document_is_sealed(document));
	fill(document, 1, "Прошу повернути гроші.");
	ck_assert(document_is_sealed(document));
	ck_assert_uint_eq(told(document, "file_locked"), 1);
	/* With its password taken away it was sent and read again. */
	fill(document, 0, "Договір");
	ck_assert(!document_is_sealed(document));
}
END_TEST

START_TEST(each_is_told_once)
{
	const char *const names[] = { "scan.pdf", "scan.pdf", NULL };
	g_autoptr(document) document = letter_with(names);
	for (int i = 0; i < 2; i++) {
		enclosed_give_up(document, 0, "PDF: it is damaged");
		enclosed_give_up(document, 1, "PDF: it is damaged");
		ck_assert_uint_eq(told(document, "attachment_unread"), 2);
	}
	fill(document, 1, "Договір");
	ck_assert_uint_eq(told(document, "attachment_unread"), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("worker/enclosed");
	TCase *tcase = tcase_create("enclosed");
	tcase_add_test(tcase, one_name_for_two);
	tcase_add_test(tcase, each_is_told_once);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
