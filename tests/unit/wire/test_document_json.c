/* A document survives the way through JSON; JSON that is not a document is
 * refused with the place named. */
#include "plaint/wire/document_json.h"

#include <math.h>
#include <string.h>
#include "check_main.h"
#include "plaint/wire/wire.h"

#define SOME_HASH                                                              \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void fill_letter(struct document *document)
{
	document->class = DOCUMENT_BOUNCE;
	document_set(&document->from.name, "Оксана Петренко");
	document_set(&document->from.address, "oksana@example.ua");
	document_set(&document->author.name, "Мама");
	document_set(&document->author.address, "mama@example.ua");
	document_add_address(document->to, "Відділ скарг", "c@example.ua");
	document_add_address(document->to, "", "d@example.ua");
	document_add_address(document->cc, "Копія", "e@example.ua");
	document_set(&document->reply_to, "reply@example.ua");
	document_set(&document->subject, "Скарга \"на\" \\ рахунок\n");
	document_set(&document->message_id, "1@example.ua");
	document_set(&document->in_reply_to, "0@example.ua");
	g_ptr_array_add(document->references, g_strdup("a@b"));
	g_ptr_array_add(document->references, g_strdup("c@d"));
	document->date_utc_us = INT64_C(1772273472123456);
	document_set(&document->text, "Прошу повернути кошти.");
	document_set(&document->quoted_text, "> раніше");
	document_set(&document->signature, "-- \nОксана");
	document_set(&document->body_text, "усе разом");
	document_set(&document->passed_text, "що переслано");
	document_set(&document->language, "uk");
	document->language_confidence = 0.97;
	document_set(&document->charset_declared, "koi8-u");
	document_set(&document->charset_used, "windows-1251");
	document_set(&document->bounce.reason, "no such user");
	document_set(&document->bounce.status, "5.1.1");
	document_set(&document->bounce.recipient, "x@example.ua");
	document_warn(document, "charset_guessed", "%s", "koi8-u");
}

static void fill_paper(struct document *document)
{
	struct attachment *attachment = document_add_attachment(document);
	document_set(&attachment->name, "../чек.pdf");
	document_set(&attachment->type, "application/pdf");
	attachment->bytes = INT64_C(5000000000);
	attachment->offset = 17;
	g_strlcpy(attachment->sha256, SOME_HASH, sizeof attachment->sha256);
	document_set(&attachment->text, "чек");
	attachment->pages = 3;
	attachment->width = 2480;
	attachment->height = 3508;

	struct attachment *pdf = document_add_searchable_pdf(document);
	pdf->bytes = 43210;
	pdf->offset = 9;
	pdf->pages = 2;
	g_strlcpy(pdf->sha256, SOME_HASH, sizeof pdf->sha256);

	struct page *page = document_add_page(document);
	page->number = 2;
	document_set(&page->text, "сторінка");
	page->confidence = 0.5;
	page->rotation = 270;
	page->skew_degrees = -1.25;
	document_set(&page->languages, "ukr+rus+eng");
	document_set(&page->trust, "check_words");
	document_set(&page->trust_reason, "some words are doubtful");
	struct word *word = page_add_word(page);
	document_set(&word->text, "слово");
	word->x = 10;
	word->y = 20;
	word->width = 30;
	word->height = 40;
	word->confidence = 0.875;
	word->line = 3;
	word->offset = 7;
	struct word *doubtful = page_add_word(page);
	document_set(&doubtful->text, "cл0во");
	doubtful->is_doubtful = true;
	doubtful->offset = 13;
	page->dpi = 300;
	document_add_barcode(document, 1, "QR-Code", "plaint:2026-000001");
}

static struct document *through(const struct document *document, bool words)
{
	g_autoptr(GError) error = NULL;
	json_t *json = document_to_json(document, words);
	/* As text, as it goes over the wire. */
	char *text = json_dumps(json, JSON_COMPACT);
	json_t *parsed = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(parsed);
	struct document *back = document_from_json(parsed, &error);
	ck_assert_msg(back != NULL, "%s", error != NULL ? error->message : "");
	free(text);
	json_decref(json);
	json_decref(parsed);
	return back;
}

START_TEST(a_full_document_comes_back_equal)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	fill_letter(document);
	fill_paper(document);
	g_autoptr(document) back = through(document, true);
	json_t *before = document_to_json(document, true);
	json_t *after = document_to_json(back, true);
	ck_assert(json_equal(before, after));
	ck_assert_int_eq(
		json_array_size(json_object_get(after, "warnings")), 1);
	json_decref(before);
	json_decref(after);

	ck_assert_int_eq(back->format, DOCUMENT_SCAN);
	ck_assert_int_eq(back->class, DOCUMENT_BOUNCE);
	ck_assert_int_eq(back->date_utc_us, INT64_C(1772273472123456));
	const struct page *page = back->pages->pdata[0];
	const struct word *word = page->words->pdata[0];
	ck_assert_int_eq(word->height, 40);
	ck_assert_double_eq(word->confidence, 0.875);
	ck_assert_double_eq(page->skew_degrees, -1.25);
	ck_assert_str_eq(page->trust, "check_words");
	ck_assert_str_eq(page->trust_reason, "some words are doubtful");
	const struct attachment *attachment = back->attachments->pdata[0];
	ck_assert_int_eq(attachment->bytes, INT64_C(5000000000));
	ck_assert_str_eq(attachment->sha256, SOME_HASH);
	ck_assert_str_eq(back->bounce.status, "5.1.1");
	const struct address *second = back->to->pdata[1];
	ck_assert_str_eq(second->address, "d@example.ua");
}
END_TEST

START_TEST(an_empty_document_has_every_key)
{
	static const char *const keys[] = { "format", "class", "from", "author",
		"to", "cc", "reply_to", "subject", "date", "message_id",
		"in_reply_to", "references", "text", "quoted_text", "signature",
		"body_text", "passed_text", "language", "charset",
		"attachments", "pages", "searchable_pdf", "barcodes", "bounce",
		"warnings" };
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	json_t *json = document_to_json(document, false);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		ck_assert_msg(
			json_object_get(json, keys[i]) != NULL, "%s", keys[i]);
	ck_assert_uint_eq(json_object_size(json), G_N_ELEMENTS(keys));
	ck_assert(json_is_null(json_object_get(json, "date")));
	ck_assert(json_is_null(json_object_get(json, "bounce")));
	json_decref(json);
	g_autoptr(document) back = through(document, false);
	ck_assert_int_eq(back->date_utc_us, 0);
	ck_assert_str_eq(back->bounce.reason, "");
}
END_TEST

START_TEST(doubtful_words_come_always_and_all_when_asked)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	fill_paper(document);
	g_autoptr(document) back = through(document, false);
	const struct page *page = back->pages->pdata[0];
	ck_assert_uint_eq(page->words->len, 1);
	const struct word *word = page->words->pdata[0];
	ck_assert(word->is_doubtful);
	ck_assert_int_eq(word->offset, 13);
	ck_assert_str_eq(word->text, "cл0во");
	g_autoptr(document) all = through(document, true);
	page = all->pages->pdata[0];
	ck_assert_uint_eq(page->words->len, 2);
	word = page->words->pdata[0];
	ck_assert(!word->is_doubtful);
	word = page->words->pdata[1];
	ck_assert(word->is_doubtful);
	ck_assert_str_eq(page->text, "сторінка");
}
END_TEST

static const struct instant {
	int64_t utc_us;
	const char *text; /* NULL: null */
} instants[] = {
	{ 0, NULL },
	{ 1, "1970-01-01T00:00:00.000001Z" },
	{ -1, "1969-12-31T23:59:59.999999Z" },
	{ -1000000, "1969-12-31T23:59:59Z" },
	{ INT64_C(951782400000000), "2000-02-29T00:00:00Z" },
	{ INT64_C(1772236799000000), "2026-02-27T23:59:59Z" },
	{ INT64_C(-2208988800000000), "1900-01-01T00:00:00Z" },
	{ INT64_C(-2208988800000001), NULL },
	{ INT64_C(7258118399999999), "2199-12-31T23:59:59.999999Z" },
	{ INT64_C(7258118400000000), NULL },
	{ INT64_MAX, NULL },
	{ INT64_MIN, NULL },
};

START_TEST(an_instant_is_rfc_3339)
{
	const struct instant *instant = &instants[_i];
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document->date_utc_us = instant->utc_us;
	json_t *json = document_to_json(document, false);
	const json_t *date = json_object_get(json, "date");
	if (instant->text == NULL)
		ck_assert(json_is_null(date));
	else
		ck_assert_str_eq(json_string_value(date), instant->text);
	json_decref(json);
	g_autoptr(document) back = through(document, false);
	ck_assert_int_eq(
		back->date_utc_us, instant->text == NULL ? 0 : instant->utc_us);
}
END_TEST

static char *repeat(char letter, size_t count)
{
	char *text = g_malloc(count + 1);
	memset(text, letter, count);
	text[count] = '\0';
	return text;
}

/* What an honest but clumsy reader hands over is cut, named and accepted. */
START_TEST(what_is_over_the_limit_is_cut)
{
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	/* The limit falls between the two bytes of the letter. */
	char *subject = repeat('a', DOCUMENT_LINE_MOST_BYTES + 1);
	memcpy(subject + DOCUMENT_LINE_MOST_BYTES - 1, "ї", 2);
	document_take(&document->subject, subject);
	for (int i = 0; i < DOCUMENT_ADDRESSES_MOST + 5; i++)
		document_add_address(document->to, "", "a@b");
	for (int i = 0; i < DOCUMENT_WARNINGS_MOST + 5; i++)
		document_warn(document, "same", "%d", i);
	document->language_confidence = NAN;
	fill_paper(document);
	struct page *page = document->pages->pdata[0];
	page->confidence = INFINITY;
	page->skew_degrees = -1000;
	g_autoptr(document) back = through(document, true);
	ck_assert_uint_eq(strlen(back->subject), DOCUMENT_LINE_MOST_BYTES - 1);
	ck_assert_uint_eq(back->to->len, DOCUMENT_ADDRESSES_MOST);
	ck_assert_double_eq(back->language_confidence, 0);
	page = back->pages->pdata[0];
	ck_assert_double_eq(page->skew_degrees, -180);
	ck_assert(document_has_warning(back, "cut_to_limit"));
	const struct warning *last =
		back->warnings->pdata[back->warnings->len - 1];
	ck_assert_str_eq(last->code, "cut_to_limit");
}
END_TEST

START_TEST(text_that_is_not_utf8_is_marked_not_lost)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, "a\xff"
				      "b");
	g_autoptr(document) back = through(document, false);
	ck_assert_str_eq(back->text, "a\xEF\xBF\xBD"
				     "b");
}
END_TEST

static const struct bad_json {
	const char *text;
	const char *named; /* in the message */
} bad_jsons[] = {
	{ "[]", "" },
	{ "{\"format\": \"fax\"}", "format" },
	{ "{\"format\": 1}", "format" },
	{ "{\"class\": \"love_letter\"}", "class" },
	{ "{\"class\": null}", "class" },
	{ "{\"from\": \"a@b\"}", "from" },
	{ "{\"from\": {\"name\": 1}}", "name" },
	{ "{\"to\": {}}", "to" },
	{ "{\"to\": [1]}", "to[0]" },
	{ "{\"to\": [{}, {\"address\": []}]}", "to[1]" },
	{ "{\"cc\": \"\"}", "cc" },
	{ "{\"subject\": null}", "subject" },
	{ "{\"text\": 5}", "text" },
	{ "{\"references\": [\"a\", 2]}", "references[1]" },
	{ "{\"date\": 0}", "date" },
	{ "{\"date\": \"\"}", "date" },
	{ "{\"date\": \"2026-02-29T00:00:00Z\"}", "date" },
	{ "{\"date\": \"2026-02-28T24:00:00Z\"}", "date" },
	{ "{\"date\": \"2026-02-28T23:00:60Z\"}", "date" },
	{ "{\"date\": \"2026-02-28T23:00:00\"}", "date" },
	{ "{\"date\": \"2026-02-28T23:00:00+02:00\"}", "date" },
	{ "{\"date\": \"2026-02-28T23:00:00.1Z\"}", "date" },
	{ "{\"date\": \"2026-02-28T23:00:00.123456\"}", "date" },
	{ "{\"date\": \"2026-02-28\"}", "date" },
	{ "{\"language\": {\"confidence\": 1.5}}", "confidence" },
	{ "{\"language\": {\"confidence\": -0.1}}", "confidence" },
	{ "{\"language\": {\"confidence\": \"1\"}}", "confidence" },
	{ "{\"language\": []}", "language" },
	{ "{\"charset\": {\"used\": true}}", "used" },
	{ "{\"attachments\": [{\"bytes\": -1}]}", "bytes" },
	{ "{\"attachments\": [{\"bytes\": 1.5}]}", "bytes" },
	{ "{\"attachments\": [{\"bytes\": 9223372036854775807}]}", "bytes" },
	{ "{\"attachments\": [{\"offset\": -2}]}", "offset" },
	{ "{\"attachments\": [{\"pages\": 3000000000}]}", "pages" },
	{ "{\"attachments\": [{\"sha256\": \"abc\"}]}", "sha256" },
	{ "{\"attachments\": [{\"sha256\": 5}]}", "sha256" },
	{ "{\"pages\": [{\"number\": -1}]}", "number" },
	{ "{\"pages\": [{\"rotation\": 45}]}", "rotation" },
	{ "{\"pages\": [{\"rotation\": 360}]}", "rotation" },
	{ "{\"pages\": [{\"skew_degrees\": 181}]}", "skew_degrees" },
	{ "{\"pages\": [{\"words\": {}}]}", "words" },
	{ "{\"pages\": [{\"doubtful\": [{\"offset\": -2}]}]}", "doubtful[0]" },
	{ "{\"pages\": [{\"words\": [{}, 1]}]}", "words[1]" },
	{ "{\"pages\": [{\"words\": [{\"box\": [1,2,3]}]}]}", "box" },
	{ "{\"pages\": [{\"words\": [{\"box\": [1,2,-3,4]}]}]}", "box" },
	{ "{\"pages\": [{\"words\": [{\"box\": [1,2,\"\",4]}]}]}", "box" },
	{ "{\"pages\": [{\"words\": [{\"box\": [2000000,2,3,4]}]}]}", "box" },
	{ "{\"barcodes\": [null]}", "barcodes[0]" },
	{ "{\"barcodes\": [{\"page\": \"1\"}]}", "page" },
	{ "{\"bounce\": []}", "bounce" },
	{ "{\"bounce\": {\"status\": 5}}", "status" },
	{ "{\"warnings\": [[]]}", "warnings[0]" },
	{ "{\"warnings\": [{\"code\": null}]}", "code" },
};

START_TEST(wrong_json_is_refused)
{
	const struct bad_json *bad = &bad_jsons[_i];
	g_autoptr(GError) error = NULL;
	json_t *json = json_loads(bad->text, 0, NULL);
	ck_assert_msg(json != NULL, "%s", bad->text);
	ck_assert_msg(
		document_from_json(json, &error) == NULL, "%s", bad->text);
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	ck_assert_msg(strstr(error->message, bad->named) != NULL, "%s: %s",
		bad->text, error->message);
	json_decref(json);
}
END_TEST

static json_t *with_list(const char *key, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, strcmp(key, "references") == 0
						    ? json_string("a")
						    : json_object());
	json_t *json = json_object();
	json_object_set_new(json, key, list);
	return json;
}

static const struct list_limit {
	const char *key;
	size_t most;
} list_limits[] = {
	{ "to", DOCUMENT_ADDRESSES_MOST },
	{ "cc", DOCUMENT_ADDRESSES_MOST },
	{ "references", DOCUMENT_REFERENCES_MOST },
	{ "attachments", DOCUMENT_ATTACHMENTS_MOST },
	{ "pages", DOCUMENT_PAGES_MOST },
	{ "barcodes", DOCUMENT_BARCODES_MOST },
	{ "warnings", DOCUMENT_WARNINGS_MOST },
};

START_TEST(lists_have_limits)
{
	const struct list_limit *limit = &list_limits[_i];
	g_autoptr(GError) error = NULL;
	json_t *most = with_list(limit->key, limit->most);
	g_autoptr(document) document = document_from_json(most, &error);
	ck_assert_msg(document != NULL, "%s", limit->key);
	json_decref(most);
	json_t *more = with_list(limit->key, limit->most + 1);
	ck_assert_ptr_null(document_from_json(more, &error));
	ck_assert(g_error_matches(error, WIRE_ERROR, WIRE_ERROR_BROKEN));
	json_decref(more);
}
END_TEST

START_TEST(texts_have_limits)
{
	static const struct {
		const char *key;
		size_t most;
	} texts[] = {
		{ "subject", DOCUMENT_LINE_MOST_BYTES },
		{ "text", DOCUMENT_TEXT_MOST_BYTES },
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = repeat('a', texts[_i].most + 1);
	json_t *json = json_pack("{s:s}", texts[_i].key, text);
	ck_assert_ptr_null(document_from_json(json, &error));
	ck_assert_ptr_nonnull(strstr(error->message, texts[_i].key));
	json_decref(json);
}
END_TEST

START_TEST(a_nul_inside_a_text_is_refused)
{
	g_autoptr(GError) error = NULL;
	json_t *json = json_object();
	json_object_set_new(json, "text", json_stringn_nocheck("a\0b", 3));
	ck_assert_ptr_null(document_from_json(json, &error));
	json_object_set_new(json, "text", json_string_nocheck("a\xff"));
	g_clear_error(&error);
	ck_assert_ptr_null(document_from_json(json, &error));
	json_decref(json);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("document_json");
	TCase *tcase = tcase_create("json");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_full_document_comes_back_equal);
	tcase_add_test(tcase, an_empty_document_has_every_key);
	tcase_add_test(tcase, doubtful_words_come_always_and_all_when_asked);
	tcase_add_loop_test(
		tcase, an_instant_is_rfc_3339, 0, G_N_ELEMENTS(instants));
	tcase_add_test(tcase, what_is_over_the_limit_is_cut);
	tcase_add_test(tcase, text_that_is_not_utf8_is_marked_not_lost);
	tcase_add_loop_test(
		tcase, wrong_json_is_refused, 0, G_N_ELEMENTS(bad_jsons));
	tcase_add_loop_test(
		tcase, lists_have_limits, 0, G_N_ELEMENTS(list_limits));
	tcase_add_loop_test(tcase, texts_have_limits, 0, 2);
	tcase_add_test(tcase, a_nul_inside_a_text_is_refused);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
