/* The document: never a NULL, names both ways, ownership under ASan. */
#include "check_main.h"

#include "plaint/domain/document.h"

START_TEST(test_new_is_empty)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);

	ck_assert_int_eq(document->format, DOCUMENT_SCAN);
	ck_assert_int_eq(document->class, DOCUMENT_LETTER);
	ck_assert_str_eq(document->from.name, "");
	ck_assert_str_eq(document->from.address, "");
	ck_assert_str_eq(document->text, "");
	ck_assert_str_eq(document->language, "");
	ck_assert_str_eq(document->bounce.status, "");
	ck_assert_uint_eq(document->to->len, 0);
	ck_assert_uint_eq(document->warnings->len, 0);
}
END_TEST

START_TEST(test_set)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);

	document_set(&document->text, "скарга");
	ck_assert_str_eq(document->text, "скарга");
	/* From inside the old value. */
	document_set(&document->text, document->text + 4);
	ck_assert_str_eq(document->text, "арга");
	document_set(&document->text, NULL);
	ck_assert_str_eq(document->text, "");
	document_take(&document->text, g_strdup("own"));
	ck_assert_str_eq(document->text, "own");
	document_take(&document->text, document->text);
	ck_assert_str_eq(document->text, "own");
	document_take(&document->text, NULL);
	ck_assert_str_eq(document->text, "");
}
END_TEST

START_TEST(test_add)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct attachment *attachment = document_add_attachment(document);
	struct page *page = document_add_page(document);
	struct word *word = page_add_word(page);

	ck_assert_int_eq(attachment->offset, -1);
	ck_assert_str_eq(attachment->name, "");
	ck_assert_str_eq(attachment->sha256, "");
	ck_assert_int_eq(page->number, 1);
	ck_assert_int_eq(document_add_page(document)->number, 2);
	document_set(&word->text, "слово");
	document_add_barcode(document, 1, "QR-Code", NULL);
	ck_assert_str_eq(
		document_add_address(document->to, NULL, "a@b")->name, "");
	document_warn(document, "text_cut", "%d bytes", 7);
	ck_assert(document_has_warning(document, "text_cut"));
	ck_assert(!document_has_warning(document, "text"));
	ck_assert_str_eq(
		((struct warning *)g_ptr_array_index(document->warnings, 0))
			->detail,
		"7 bytes");
}
END_TEST

START_TEST(test_names)
{
	for (int i = DOCUMENT_LETTER; i <= DOCUMENT_EMPTY; i++) {
		enum document_class class = DOCUMENT_LETTER;

		ck_assert(document_class_parse(
			document_class_name((enum document_class)i), &class));
		ck_assert_int_eq((int)class, i);
	}
	for (int i = DOCUMENT_EMAIL; i <= DOCUMENT_SCAN; i++) {
		enum document_format format = DOCUMENT_EMAIL;

		ck_assert(document_format_parse(
			document_format_name((enum document_format)i),
			&format));
		ck_assert_int_eq((int)format, i);
	}
}
END_TEST

START_TEST(test_foreign_names)
{
	enum document_class class = DOCUMENT_BOUNCE;
	enum document_format format = DOCUMENT_SCAN;

	ck_assert(!document_class_parse("Letter", &class));
	ck_assert(!document_class_parse(NULL, &class));
	ck_assert(!document_format_parse("", &format));
	ck_assert_int_eq(class, DOCUMENT_BOUNCE);
	ck_assert_str_eq(document_class_name((enum document_class)99), "");
}
END_TEST

START_TEST(test_free_null)
{
	document_free(NULL);
}
END_TEST

/* What a person must know of how it was read. */
static const struct {
	const char *code;
	bool is_sealed, is_in_part;
} readings[] = {
	{ "encrypted", true, false },
	{ "archive_locked", true, false },
	{ "file_locked", true, false },
	{ "tnef_broken", false, true },
	{ "headers_only", false, true },
	{ "page_damaged", false, true },
	{ "page_blank", false, false },
	{ "pages_cut", false, true },
	{ "attachment_unread", false, true },
	{ "charset_detected", false, false },
	{ "smime_signed", false, false },
};

START_TEST(warnings_tell_how_it_was_read)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);

	ck_assert(!document_is_sealed(document));
	ck_assert(!document_is_read_in_part(document));
	document_warn(document, readings[_i].code, "x");
	ck_assert_int_eq(document_is_sealed(document), readings[_i].is_sealed);
	ck_assert_int_eq(
		document_is_read_in_part(document), readings[_i].is_in_part);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("domain/document");
	TCase *cases = tcase_create("document");

	tcase_add_test(cases, test_new_is_empty);
	tcase_add_loop_test(cases, warnings_tell_how_it_was_read, 0,
		G_N_ELEMENTS(readings));
	tcase_add_test(cases, test_set);
	tcase_add_test(cases, test_add);
	tcase_add_test(cases, test_names);
	tcase_add_test(cases, test_foreign_names);
	tcase_add_test(cases, test_free_null);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
