/* The document's text out of a worker's answer: taken as it is when it cannot
 * be anything else, and never more than the document. */
#include <string.h>

#include "check_main.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/reader.h"

#define HEAD "{\"type\":\"document\",\"document\":"

static const struct {
	const char *frame, *document; /* NULL: it must be written anew */
} rows[] = {
	{ HEAD "{}}", "{}" },
	{ HEAD "{\"text\":\"\\\"}\",\"pages\":[{\"n\":1}]}}",
		"{\"text\":\"\\\"}\",\"pages\":[{\"n\":1}]}" },
	{ HEAD "{\"a\":1} }", "{\"a\":1} " },
	/* Something follows, something stands before, the order is another. */
	{ HEAD "{\"a\":1},\"more\":2}", NULL },
	{ "{\"more\":2,\"type\":\"document\",\"document\":{}}", NULL },
	{ "{\"document\":{},\"type\":\"document\"}", NULL },
	{ "{ \"type\":\"document\",\"document\":{}}", NULL },
	{ HEAD "{}} ", NULL },
	/* No document. */
	{ HEAD "5}", NULL },
	{ "{\"type\":\"failed\",\"message\":\"unreadable\"}", NULL },
	{ "{}", NULL },
};

START_TEST(the_text_is_the_document)
{
	const char *text = rows[_i].frame;
	json_t *frame = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(frame);
	g_autofree char *found =
		reader_document_text(frame, text, strlen(text));
	ck_assert_pstr_eq(found, rows[_i].document);
	if (found != NULL) {
		json_t *again = json_loads(found, 0, NULL);
		ck_assert(
			json_equal(again, json_object_get(frame, "document")));
		json_decref(again);
	}
	json_decref(frame);
}
END_TEST

START_TEST(no_text_is_none)
{
	json_t *frame = json_loads(HEAD "{}}", 0, NULL);
	ck_assert_ptr_null(reader_document_text(frame, NULL, 0));
	json_decref(frame);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reader");
	TCase *tcase = tcase_create("answers");
	tcase_add_loop_test(
		tcase, the_text_is_the_document, 0, G_N_ELEMENTS(rows));
	tcase_add_test(tcase, no_text_is_none);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
