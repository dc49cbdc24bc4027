/* Mustache rules, strict mode, limits, and the reply templates we ship.  Data
 * is written in GVariant's text form: {'name': <'x'>, 'list': <['a']>}. */
#include "check_main.h"

#include <glib.h>
#include <string.h>

#include "plaint/domain/template.h"

static GPtrArray *arena; /* keeps what the source handed out */

static struct template_value value_of(GVariant *variant)
{
	struct template_value value = { .kind = TEMPLATE_ABSENT };
	if (variant == NULL)
		return value;
	g_ptr_array_add(arena, variant);
	if (g_variant_is_of_type(variant, G_VARIANT_TYPE_VARIANT))
		return value_of(g_variant_get_variant(variant));
	value.node = variant;
	if (g_variant_is_of_type(variant, G_VARIANT_TYPE_STRING)) {
		value.kind = TEMPLATE_TEXT;
		value.text = g_variant_get_string(variant, NULL);
	} else if (g_variant_is_of_type(variant, G_VARIANT_TYPE_BOOLEAN)) {
		value.kind = g_variant_get_boolean(variant) ? TEMPLATE_TRUE
							    : TEMPLATE_FALSE;
	} else if (g_variant_is_of_type(variant, G_VARIANT_TYPE_VARDICT)) {
		value.kind = TEMPLATE_OBJECT;
	} else {
		value.kind = TEMPLATE_LIST;
		value.count = g_variant_n_children(variant);
	}
	return value;
}

static struct template_value member(const void *node, const char *name)
{
	return value_of(g_variant_lookup_value((GVariant *)node, name, NULL));
}

static struct template_value element(const void *node, size_t i)
{
	return value_of(g_variant_get_child_value((GVariant *)node, i));
}

static const char *partial(void *user, const char *name)
{
	(void)user;
	static const char *const partials[][2] = { { "plain", "text" },
		{ "lines", "|\n{{x}}\n|\n" }, { "name", "*{{name}}*" },
		{ "self", "{{>self}}" },
		{ "tree", "{{n}}<{{#kids}}{{>tree}}{{/kids}}>" },
		{ "broken", "a\n{{#b}}" }, { "dots", "{{=<% %>=}}<% x %>" } };
	for (size_t i = 0; i < G_N_ELEMENTS(partials); i++)
		if (strcmp(partials[i][0], name) == 0)
			return partials[i][1];
	return NULL;
}

static const struct template_source source = { member, element, partial, NULL };

static char *render(const char *text, const char *data,
	struct template_options options, GError **error)
{
	arena = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
	g_autoptr(GVariant) root =
		g_variant_parse(G_VARIANT_TYPE_VARDICT, data, NULL, NULL, NULL);
	ck_assert_msg(root != NULL, "the test's data: %s", data);
	char *out =
		template_render("t.txt", text, &source, root, options, error);
	g_ptr_array_unref(arena);
	return out;
}

static const struct {
	const char *text, *data, *expected;
} loose_cases[] = {
	{ "Hello, {{who}}!", "{'who': <'world'>}", "Hello, world!" },
	{ "no tags\n", "@a{sv} {}", "no tags\n" },
	{ "", "@a{sv} {}", "" },
	{ "| {{ x }} |", "{'x': <'y'>}", "| y |" },
	{ "{{x}}", "{'x': <'& \" < >'>}", "&amp; &quot; &lt; &gt;" },
	{ "{{x}}", "{'x': <\"it's\">}", "it&#39;s" },
	{ "{{{x}}} {{&x}} {{& x }}", "{'x': <'<b>'>}", "<b> <b> <b>" },
	{ "({{gone}}{{{gone}}}{{&gone}})", "@a{sv} {}", "()" },
	{ "{{a.b.c}}", "{'a': <{'b': <{'c': <'deep'>}>}>}", "deep" },
	{ "({{a.b.c}})", "{'a': <@a{sv} {}>}", "()" },
	{ "{{#a}}{{b.c}}{{/a}}",
		"{'a': <{'b': <@a{sv} {}>}>, 'b': <{'c': <'ERROR'>}>}", "" },
	{ "{{#a}}{{b.c}}{{/a}}", "{'a': <@a{sv} {}>, 'b': <{'c': <'outer'>}>}",
		"outer" },
	{ "{{#on}}yes{{/on}}{{^on}}no{{/on}}", "{'on': <true>}", "yes" },
	{ "{{#on}}yes{{/on}}{{^on}}no{{/on}}", "{'on': <false>}", "no" },
	{ "{{#on}}yes{{/on}}{{^on}}no{{/on}}", "@a{sv} {}", "no" },
	{ "{{#t}}<{{.}}>{{/t}}", "{'t': <'text'>}", "<text>" },
	{ "{{#t}}x{{/t}}{{^t}}empty{{/t}}", "{'t': <''>}", "empty" },
	{ "{{#l}}({{.}}){{/l}}", "{'l': <['a', 'b', 'c']>}", "(a)(b)(c)" },
	{ "{{#l}}x{{/l}}{{^l}}none{{/l}}", "{'l': <@as []>}", "none" },
	{ "{{#l}}{{n}},{{/l}}",
		"{'l': <[{'n': <'1'>}, {'n': <'2'>}]>, 'n': <'no'>}", "1,2," },
	{ "{{#l}}{{n}}{{m}} {{/l}}", "{'l': <[{'n': <'1'>}]>, 'm': <'up'>}",
		"1up " },
	{ "{{#a.b}}in{{/a.b}}", "{'a': <{'b': <true>}>}", "in" },
	{ "{{^a.b.c}}not{{/a.b.c}}", "{'a': <@a{sv} {}>}", "not" },
	{ "{{#a}}{{#a}}{{n}}{{/a}}{{/a}}", "{'a': <{'n': <'1'>}>}", "1" },
	/* a tag alone on its line takes the line with it */
	{ "a\n{{#on}}\nb\n{{/on}}\nc\n", "{'on': <true>}", "a\nb\nc\n" },
	{ "a\n  {{^on}}  \nb\n\t{{/on}}\nc", "@a{sv} {}", "a\nb\nc" },
	{ "a\r\n{{#on}}\r\nb\r\n{{/on}}\r\n", "{'on': <true>}", "a\r\nb\r\n" },
	{ "  {{#on}}\n{{/on}}", "{'on': <true>}", "" },
	{ " | {{#on}}\t|\t{{/on}} | \n", "{'on': <true>}", " | \t|\t | \n" },
	{ " {{#on}}YES{{/on}}\n {{#on}}GOOD{{/on}}\n", "{'on': <true>}",
		" YES\n GOOD\n" },
	{ "a\n  {{x}}\nb", "{'x': <'v'>}", "a\n  v\nb" },
	{ "1{{! gone }}2", "@a{sv} {}", "12" },
	{ "a\n  {{! gone\n across lines }}\nb\n", "@a{sv} {}", "a\nb\n" },
	{ "a {{! gone }}\n", "@a{sv} {}", "a \n" },
	/* delimiters */
	{ "{{=<% %>=}}(<%x%>){{x}}", "{'x': <'v'>}", "(v){{x}}" },
	{ "{{=| |=}}|#on|y|/on||={{ }}=|{{x}}", "{'on': <true>, 'x': <'v'>}",
		"yv" },
	{ "a\n {{=@ @=}} \nb @x@", "{'x': <'v'>}", "a\nb v" },
	{ "{{= @   @ =}}@x@", "{'x': <'v'>}", "v" },
	/* partials */
	{ "{{>plain}}{{> plain }}", "@a{sv} {}", "texttext" },
	{ "({{>nowhere}})", "@a{sv} {}", "()" },
	{ "{{#p}}{{>name}}{{/p}}", "{'p': <{'name': <'Я'>}>}", "*Я*" },
	{ ">\n  {{>lines}}\n<", "{'x': <'<\\n->'>}",
		">\n  |\n  &lt;\n-&gt;\n  |\n<" },
	{ "  {{y}}  {{> plain}}\n", "{'y': <'|'>}", "  |  text\n" },
	{ "{{>dots}}{{x}}", "{'x': <'v'>}", "vv" },
	{ "{{>tree}}",
		"{'n': <'X'>, 'kids': <[{'n': <'Y'>, 'kids': <@as []>}]>}",
		"X<Y<>>" },
};

START_TEST(test_loose)
{
	GError *error = NULL;
	struct template_options options = { TEMPLATE_ESCAPE_HTML, false };
	g_autofree char *out = render(
		loose_cases[_i].text, loose_cases[_i].data, options, &error);
	ck_assert_msg(error == NULL, "%s: %s", loose_cases[_i].text,
		error == NULL ? "" : error->message);
	ck_assert_str_eq(out, loose_cases[_i].expected);
}
END_TEST

static const struct {
	const char *text, *data;
	int code;
	const char *message;
} strict_failures[] = {
	{ "a\n{{gone}}", "@a{sv} {}", TEMPLATE_ERROR_VALUE,
		"t.txt:2: gone: there is no such name" },
	{ "{{x}}", "{'x': <''>}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: x: the value is empty" },
	{ "{{x}}", "{'x': <false>}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: x: the value is empty" },
	{ "{{x}}", "{'x': <{'a': <'b'>}>}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: x: is not a text" },
	{ "\n\n{{#gone}}x{{/gone}}", "@a{sv} {}", TEMPLATE_ERROR_VALUE,
		"t.txt:3: gone: there is no such name" },
	{ "{{^gone}}x{{/gone}}", "@a{sv} {}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: gone: there is no such name" },
	{ "{{a.b}}", "{'a': <@a{sv} {}>}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: a.b: there is no such name" },
	{ "{{>gone}}", "@a{sv} {}", TEMPLATE_ERROR_VALUE,
		"t.txt:1: gone: there is no such partial" },
	{ "{{>self}}", "@a{sv} {}", TEMPLATE_ERROR_VALUE,
		"self:1: self: sections and partials are nested too deep" },
	{ "{{>broken}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"broken:2: section \"b\" is never closed" },
	{ "x\n{{y", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:2: the tag is never closed" },
	{ "{{#a}}\n{{#b}}{{/b}}\n", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: section \"a\" is never closed" },
	{ "{{/a}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: {{/a}} closes nothing" },
	{ "{{#a}}\n\n{{/b}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:3: {{/b}} stands where {{/a}} of line 1 should" },
	{ "{{}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: \"\" is not a name" },
	{ "{{a b}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: \"a b\" is not a name" },
	{ "{{a..b}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: \"a..b\" is not a name" },
	{ "{{.a}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: \".a\" is not a name" },
	{ "{{=x=}}", "@a{sv} {}", TEMPLATE_ERROR_SYNTAX,
		"t.txt:1: delimiters are set like {{=<% %>=}}" },
};

START_TEST(test_strict_failures)
{
	g_autoptr(GError) error = NULL;
	struct template_options options = { TEMPLATE_ESCAPE_NONE, true };
	g_autofree char *out = render(strict_failures[_i].text,
		strict_failures[_i].data, options, &error);
	ck_assert_msg(out == NULL, "%s gave %s", strict_failures[_i].text, out);
	ck_assert_str_eq(error->message, strict_failures[_i].message);
	ck_assert_int_eq(error->code, strict_failures[_i].code);
}
END_TEST

static const struct {
	const char *text, *data, *expected;
} strict_cases[] = {
	/* known to be nothing is not unknown */
	{ "{{#a.b}}x{{/a.b}}{{^a.b}}none{{/a.b}}", "{'a': <false>}", "none" },
	{ "{{#n}}x {{n}}{{/n}}", "{'n': <''>}", "" },
	{ "{{x}}", "{'x': <'<&>'>}", "<&>" },
	{ "{{x}}", "{'x': <'a\\r\\nb\\tc'>}", "a\nb\tc" },
	{ "{{x}}", "{'x': <'a\\rb\\u001bc\\u007f'>}", "a b c " },
	{ "{{x}}", "{'x': <true>}", "true" },
};

START_TEST(test_strict)
{
	GError *error = NULL;
	struct template_options options = { TEMPLATE_ESCAPE_NONE, true };
	g_autofree char *out = render(
		strict_cases[_i].text, strict_cases[_i].data, options, &error);
	ck_assert_ptr_null(error);
	ck_assert_str_eq(out, strict_cases[_i].expected);
}
END_TEST

/* Depth, size and work are bounded. */
START_TEST(test_limits)
{
	struct template_options options = { TEMPLATE_ESCAPE_NONE, true };
	GString *deep = g_string_new("");
	for (int i = 0; i < 40; i++)
		g_string_append(deep, "{{#a}}");
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(render(deep->str, "{'a': <true>}", options, &error));
	ck_assert_str_eq(error->message,
		"t.txt:1: sections are nested more than 32 deep");
	g_string_free(deep, TRUE);

	g_clear_error(&error);
	g_autofree char *long_text = g_strnfill(2 << 20, 'x');
	ck_assert_ptr_null(render(long_text, "@a{sv} {}", options, &error));
	ck_assert_int_eq(error->code, TEMPLATE_ERROR_SYNTAX);

	g_clear_error(&error);
	GString *wide = g_string_new("");
	for (int i = 0; i < 20; i++)
		g_string_append(wide, "{{#l}}");
	g_string_append(wide, "x");
	for (int i = 0; i < 20; i++)
		g_string_append(wide, "{{/l}}");
	ck_assert_ptr_null(render(wide->str,
		"{'l': <['', '', '', '', '', '', '', '', '', '']>}", options,
		&error));
	ck_assert_int_eq(error->code, TEMPLATE_ERROR_VALUE);
	g_string_free(wide, TRUE);
}
END_TEST

START_TEST(test_names)
{
	g_autoptr(GPtrArray) names = template_names("t",
		"{{a.b}}{{#c}}{{.}}{{a.b}}{{/c}}{{^d}}{{{e}}}{{/"
		"d}}{{>p}}{{!f}}",
		NULL);
	static const char *const expected[] = { "a.b", "c", "d", "e" };
	ck_assert_uint_eq(names->len, G_N_ELEMENTS(expected));
	for (guint i = 0; i < names->len; i++)
		ck_assert_str_eq(g_ptr_array_index(names, i), expected[i]);
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(template_names("t", "{{#a}}", &error));
	ck_assert_int_eq(error->code, TEMPLATE_ERROR_SYNTAX);
}
END_TEST

static const char *const shipped[] = { "acknowledgement.uk",
	"acknowledgement.ru", "acknowledgement.be", "acknowledgement.en",
	"answer.uk", "answer.ru", "answer.be", "answer.en" };

static const char *const shipped_data[] = {
	"{'organisation': <{'name': <'Зв’язок'>, 'address': <''>, "
	"'phone': <'0 800'>, 'email': <false>}>, "
	"'user': <{'name': <'Н. Коваль'>}>, 'answer': <{'text': <'Готово.'>}>, "
	"'case': <{'number': <'2026-000123'>, 'received': <'27.02.2026'>, "
	"'due': <'27.03.2026'>, 'topic_name': <'Рахунки'>}>, "
	"'customer': <{'name': <'Олена Петренко'>}>}",
	"{'organisation': <{'name': <'Зв’язок'>, 'address': <'Київ'>, "
	"'phone': <''>, 'email': <'a@b.example'>}>, "
	"'user': <{'name': <'Н. Коваль'>}>, 'answer': <{'text': <'Готово.'>}>, "
	"'case': <{'number': <'2026-000123'>, 'received': <'27.02.2026'>, "
	"'due': <'27.03.2026'>, 'topic_name': <''>}>, "
	"'customer': <{'name': <false>}>}",
};

/* Every template we ship renders with and without the optional values, and
 * begins with its subject. */
START_TEST(test_shipped)
{
	struct template_options options = { TEMPLATE_ESCAPE_NONE, true };
	g_autofree char *path =
		g_strdup_printf("templates/replies/%s.txt", shipped[_i]);
	g_autofree char *text = NULL;
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(shipped_data); i++) {
		GError *error = NULL;
		g_autofree char *out =
			render(text, shipped_data[i], options, &error);
		ck_assert_msg(error == NULL, "%s",
			error == NULL ? "" : error->message);
		ck_assert(g_str_has_prefix(out, "Subject: "));
		ck_assert(strstr(out, "\n\n") == strchr(out, '\n'));
		ck_assert_ptr_nonnull(strstr(out, "2026-000123"));
		ck_assert_ptr_null(strstr(out, "\n\n\n"));
		ck_assert_ptr_null(strstr(out, "{{"));
		bool has_name = strstr(out, "Олена Петренко") != NULL;
		ck_assert_int_eq(has_name, i == 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("domain/template");
	TCase *tcase = tcase_create("template");
	tcase_add_loop_test(tcase, test_loose, 0, G_N_ELEMENTS(loose_cases));
	tcase_add_loop_test(tcase, test_strict, 0, G_N_ELEMENTS(strict_cases));
	tcase_add_loop_test(
		tcase, test_strict_failures, 0, G_N_ELEMENTS(strict_failures));
	tcase_add_test(tcase, test_limits);
	tcase_add_test(tcase, test_names);
	tcase_add_loop_test(tcase, test_shipped, 0, G_N_ELEMENTS(shipped));
	tcase_set_timeout(tcase, 20);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
