/* A letter's words marked, and what the marks speak for. */
#include "../../../src/cli/show_marked.h"
#include "check_main.h"

#include <string.h>

#define REASON(rule, what, phrase, offset)                                     \
	"{\"rule\":\"" rule "\",\"what\":\"" what "\",\"phrase\":\"" phrase    \
	"\",\"in\":\"text\",\"offset\":" #offset ",\"length\":1}"

static const struct {
	const char *what, *reasons, *marked, *notes;
} cases[] = {
	{ "what speaks for topic, kind and flags",
		"[" REASON("t:1", "billing.refund", "Верніть", 0) "," REASON(
			"t:2", "device.fault", "20", 15) "," REASON("t:3",
			"press", "газета", 26) "]",
		"[Верніть]¹ 20 грн, [газета]²",
		"billing.refund t:1|press t:3" },
	{ "places that overlap are one, each line once",
		"[" REASON("t:1", "claim", "20 грн", 15) "," REASON("t:2",
			"billing.refund", "Верніть 20",
			0) "," REASON("t:2", "billing.refund", "20", 15) "]",
		"[Верніть 20 грн]¹, газета", "billing.refund t:2, claim t:1" },
	{ "the same said twice has one number",
		"[" REASON("t:1", "claim", "Верніть", 0) "," REASON(
			"t:1", "claim", "газета", 26) "]",
		"[Верніть]¹ 20 грн, [газета]¹", "claim t:1" },
	{ "what was learnt, only where no rule speaks",
		"[" REASON("t:1", "claim", "Верніть", 0) "," REASON(
			"model", "claim", "20", 15) "," REASON("model",
			"billing.refund", "грн", 18) "]",
		"[Верніть]¹ 20 [грн]², газета",
		"claim t:1|billing.refund model" },
	{ "places of another letter, or none",
		"[" REASON("t:1", "claim", "Верніть", 2) "," REASON("t:1",
			"claim", "газета",
			400) "," REASON("t:1", "claim", "", 0) "]",
		"Верніть 20 грн, газета", "" },
	{ "no reasons", "", "Верніть 20 грн, газета", "" },
};

START_TEST(test_words_are_marked)
{
	struct casefile casefile = { .topic = "billing.refund",
		.kind = "claim",
		.flags = "vulnerable press",
		.reasons = cases[_i].reasons };
	g_auto(show_marks) marks;
	show_marks_init(&marks, &casefile);
	g_autofree char *marked = show_marked(&marks,
		&(struct show_part){ "text", 0, "Верніть 20 грн, газета" });
	ck_assert_str_eq(marked, cases[_i].marked);
	g_ptr_array_add(marks.notes, NULL);
	g_autofree char *notes = g_strjoinv("|", (char **)marks.notes->pdata);
	ck_assert_str_eq(notes, cases[_i].notes);
}
END_TEST

START_TEST(test_places_are_told_in_characters)
{
	json_t *entries = json_loads(
		"[{\"in\":\"text\",\"offset\":15,\"length\":9},"
		"{\"in\":\"attachment\",\"attachment\":2,\"offset\":2,"
		"\"length\":2},"
		"{\"in\":\"from\",\"offset\":99,\"length\":9}]",
		0, NULL);
	json_t *document = json_loads(
		"{\"text\":\"Верніть 20 грн, газета\","
		"\"from\":{\"name\":\"Ї\"},"
		"\"attachments\":[{\"text\":\"\"},{\"text\":\"Її\"}]}",
		0, NULL);
	show_spans_in_characters(entries, document);
	g_autofree char *text = json_dumps(entries, JSON_COMPACT);
	ck_assert_str_eq(text,
		"[{\"in\":\"text\",\"offset\":8,\"length\":6},"
		"{\"in\":\"attachment\",\"attachment\":2,\"offset\":1,"
		"\"length\":1},"
		"{\"in\":\"from\",\"offset\":1,\"length\":0}]");
	json_decref(entries);
	json_decref(document);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("show_marked");
	TCase *tcase = tcase_create("show_marked");
	tcase_add_loop_test(
		tcase, test_words_are_marked, 0, (int)G_N_ELEMENTS(cases));
	tcase_add_test(tcase, test_places_are_told_in_characters);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
