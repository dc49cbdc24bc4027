/* JSON as the data of a template. */
#include "plaint/casework/fill.h"
#include "check_main.h"

static const struct {
	const char *template, *data;
	const char *filled; /* NULL: an error */
} table[] = {
	{ "{{a.b}}!", "{\"a\": {\"b\": \"x\"}}", "x!" },
	{ "{{n}} {{r}}", "{\"n\": -42, \"r\": 1.5}", "-42 1.5" },
	{ "{{#l}}{{n}};{{/l}}", "{\"l\": [{\"n\": 1}, {\"n\": 2}]}", "1;2;" },
	{ "{{#l}}{{.}}{{/l}}", "{\"l\": [1, [2], 3]}", NULL },
	{ "{{#l}}{{.}}{{/l}}", "{\"l\": [1, 2, 3]}", "123" },
	{ "{{#t}}yes{{/t}}{{^f}}no{{/f}}", "{\"t\": true, \"f\": false}",
		"yesno" },
	{ "{{^e}}none{{/e}}{{^n}}null{{/n}}", "{\"e\": [], \"n\": null}",
		"nonenull" },
	{ "{{a}}", "{\"b\": \"x\"}", NULL },
	{ "{{a}}", "{\"a\": \"\"}", NULL },
	{ "{{a}}", "{\"a\": null}", NULL },
	{ "{{a}}", "[1]", NULL },
	{ "{{#o}}{{x}}{{y}}{{/o}}", "{\"y\": \"up\", \"o\": {\"x\": 7}}",
		"7up" },
};

START_TEST(data_is_json)
{
	g_autoptr(GError) error = NULL;
	json_t *data = json_loads(table[_i].data, 0, NULL);
	json_t *before = json_deep_copy(data);
	ck_assert_ptr_nonnull(data);
	g_autofree char *filled = fill_template(
		"t", table[_i].template, data, TEMPLATE_ESCAPE_NONE, &error);
	if (table[_i].filled != NULL)
		ck_assert_str_eq(filled != NULL ? filled : error->message,
			table[_i].filled);
	else
		ck_assert(filled == NULL && error->domain == TEMPLATE_ERROR);
	ck_assert_msg(json_equal(before, data), "the caller's data is changed");
	json_decref(before);
	json_decref(data);
}
END_TEST

START_TEST(html_is_escaped)
{
	g_autoptr(GError) error = NULL;
	json_t *data = json_pack("{s:s}", "a", "<b>&");
	g_autofree char *filled =
		fill_template("t", "{{a}}", data, TEMPLATE_ESCAPE_HTML, &error);
	ck_assert_str_eq(filled, "&lt;b&gt;&amp;");
	json_decref(data);
}
END_TEST

START_TEST(deep_data_is_no_danger)
{
	g_autoptr(GError) error = NULL;
	json_t *data = json_pack("{s:s}", "a", "x");
	for (int i = 0; i < 1500; i++)
		data = json_pack("{s:s s:o}", "a", "x", "in", data);
	g_autofree char *filled =
		fill_template("t", "{{a}}", data, TEMPLATE_ESCAPE_NONE, &error);
	ck_assert_str_eq(filled, "x");
	json_decref(data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fill");
	TCase *tcase = tcase_create("fill");
	tcase_add_loop_test(tcase, data_is_json, 0, (int)G_N_ELEMENTS(table));
	tcase_add_test(tcase, html_is_escaped);
	tcase_add_test(tcase, deep_data_is_no_danger);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
