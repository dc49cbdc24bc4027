/* Reasons that are kept come back as they were. */
#include "check_main.h"
#include "plaint/registry/reasons.h"

#include <string.h>

#include "plaint/topics/classify.h"

static const char letter[] = "Верніть \"20\" грн,\nгазета";

/* A slice of the letter. */
struct row {
	const char *rule, *what;
	enum part part;
	unsigned attachment;
	size_t offset, length;
};

static void reason_free(gpointer data)
{
	struct reason *reason = data;
	g_free(reason->rule);
	g_free(reason->what);
	g_free(reason->phrase);
	g_free(reason);
}

static struct reason *reason_of(const struct row *row)
{
	struct reason *reason = g_new0(struct reason, 1);
	reason->rule = g_strdup(row->rule);
	reason->what = g_strdup(row->what);
	reason->phrase = g_strndup(letter + row->offset, row->length);
	reason->span.part = row->part;
	reason->span.attachment = row->attachment;
	reason->span.offset = row->offset;
	reason->span.length = row->length;
	return reason;
}

static json_t *row_json(const struct row *row)
{
	json_t *phrase = json_stringn(letter + row->offset, row->length);
	json_t *json = json_pack("{s:s s:s s:o s:s s:I s:I}", "rule", row->rule,
		"what", row->what, "phrase", phrase, "in", part_name(row->part),
		"offset", (json_int_t)row->offset, "length",
		(json_int_t)row->length);
	if (row->part == PART_ATTACHMENT)
		json_object_set_new(json, "attachment",
			json_integer((json_int_t)row->attachment + 1));
	return json;
}

static const struct row all[][8] = {
	{ { NULL } },
	{ { "topics.yaml:41", "billing.refund", PART_TEXT, 0, 0, 14 } },
	{ { "topics.yaml:41", "billing.refund", PART_SUBJECT, 0, 0, 14 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 0, 14 },
		{ "topics.yaml:7", "claim", PART_TEXT, 0, 0, 26 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 15, 4 },
		{ "topics.yaml:7", "press", PART_TEXT, 0, 28, 12 },
		{ "model", "claim", PART_TEXT, 0, 15, 11 },
		{ "model", "press", PART_TEXT, 0, 0, 14 } },
	/* Attachments are parts of their own. */
	{ { "topics.yaml:41", "claim", PART_ATTACHMENT, 0, 0, 14 },
		{ "topics.yaml:41", "claim", PART_ATTACHMENT, 0, 14, 12 },
		{ "topics.yaml:41", "claim", PART_ATTACHMENT, 4, 14, 12 } },
	/* Names that are no line of the file, or only look like one. */
	{ { "model", "claim", PART_TEXT, 0, 0, 14 },
		{ "other.yaml:41", "claim", PART_TEXT, 0, 0, 14 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 0, 14 },
		{ "other.yaml:041", "claim", PART_TEXT, 0, 0, 14 },
		{ "other.yaml:0", "claim", PART_TEXT, 0, 0, 14 },
		{ "other.yaml:", "claim", PART_TEXT, 0, 0, 14 },
		{ "other.yaml:99999999999999999999", "", PART_TEXT, 0, 0, 14 },
		{ "a \"name\"\n", "what\\", PART_TEXT, 0, 0, 14 } },
	/* Backwards, and of no length. */
	{ { "topics.yaml:41", "claim", PART_TEXT, 0, 28, 12 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 0, 14 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 5, 0 },
		{ "topics.yaml:41", "claim", PART_TEXT, 0, 14, 14 } },
};

START_TEST(reasons_come_back)
{
	g_autoptr(GPtrArray) reasons =
		g_ptr_array_new_with_free_func(reason_free);
	json_t *wanted = json_array();
	for (size_t i = 0; i < G_N_ELEMENTS(all[_i]); i++) {
		const struct row *row = &all[_i][i];
		if (row->rule == NULL)
			break;
		g_ptr_array_add(reasons, reason_of(row));
		json_array_append_new(wanted, row_json(row));
	}
	g_autofree char *kept = reasons_keep(reasons);
	json_t *found = reasons_load(kept);
	ck_assert_msg(json_equal(found, wanted), "%s", kept);
	json_decref(found);
	/* As it used to be kept. */
	char *old = json_dumps(wanted, JSON_COMPACT);
	found = reasons_load(old);
	ck_assert(json_equal(found, wanted));
	json_decref(found);
	free(old);
	json_decref(wanted);
}
END_TEST

static guint count_of(const char *text, const char *word)
{
	guint count = 0;
	for (const char *at = strstr(text, word); at != NULL;
		at = strstr(at + 1, word))
		count++;
	return count;
}

START_TEST(what_repeats_is_kept_once)
{
	g_autoptr(GPtrArray) reasons =
		g_ptr_array_new_with_free_func(reason_free);
	for (guint i = 0; i < 3; i++)
		g_ptr_array_add(reasons, reason_of(&all[2][i + 1]));
	g_autofree char *kept = reasons_keep(reasons);
	ck_assert_uint_eq(count_of(kept, "Верніть"), 1);
	ck_assert_uint_eq(count_of(kept, "claim"), 1);
	ck_assert_uint_eq(count_of(kept, "topics.yaml"), 1);
}
END_TEST

/* One place cannot have two texts; both are told all the same. */
START_TEST(words_that_differ_are_apart)
{
	g_autoptr(GPtrArray) reasons =
		g_ptr_array_new_with_free_func(reason_free);
	struct reason *other = reason_of(&all[1][0]);
	memcpy(other->phrase, "Поверну", strlen("Поверну"));
	g_ptr_array_add(reasons, reason_of(&all[1][0]));
	g_ptr_array_add(reasons, other);
	g_autofree char *kept = reasons_keep(reasons);
	json_t *found = reasons_load(kept);
	ck_assert_uint_eq(json_array_size(found), 2);
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_array_get(found, 0), "phrase")),
		"Верніть");
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_array_get(found, 1), "phrase")),
		"Поверну");
	json_decref(found);
}
END_TEST

/* Nothing is read beyond what is there. */
static const struct {
	const char *kept;
	json_type type;
} damaged[] = {
	{ "", JSON_NULL },
	{ "{", JSON_NULL },
	{ "{}", JSON_ARRAY },
	{ "{\"parts\":5}", JSON_ARRAY },
	{ "{\"parts\":[5,[],[[]],[1,2,3,[]]]}", JSON_ARRAY },
	{ "{\"parts\":[[\"text\",0,[0,\"a\",7,8,9,1]]]}", JSON_ARRAY },
	{ "{\"parts\":[[\"text\",-1,[-5,\"a\",-7,-8,-9]]]}", JSON_ARRAY },
	{ "{\"parts\":[[\"text\",0,[0,\"ї\",0,1,1]]],\"rules\":[1,\"x\"]}",
		JSON_ARRAY },
	{ "{\"parts\":[[\"text\",0,[0,null,0,0,1]]],\"rules\":[{}]}",
		JSON_ARRAY },
};

START_TEST(what_is_damaged_does_no_harm)
{
	json_t *found = reasons_load(damaged[_i].kept);
	ck_assert_ptr_nonnull(found);
	ck_assert_int_eq(json_typeof(found), damaged[_i].type);
	json_decref(found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reasons");
	TCase *tcase = tcase_create("reasons");
	tcase_add_loop_test(tcase, reasons_come_back, 0, G_N_ELEMENTS(all));
	tcase_add_test(tcase, what_repeats_is_kept_once);
	tcase_add_test(tcase, words_that_differ_are_apart);
	tcase_add_loop_test(
		tcase, what_is_damaged_does_no_harm, 0, G_N_ELEMENTS(damaged));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
