/* The schema walker: values land where the table says, and every mistake is
 * named with its place. */

#include <string.h>

#include "check_main.h"
#include "plaint/yaml/yaml.h"

struct door {
	char *name;
	struct yaml_where where;
	int64_t width;
	int colour;
};

struct house {
	char *title;
	bool warm;
	int64_t floors;
	double tax;
	GPtrArray *tags;
	GPtrArray *doors;
	GHashTable *words;
	struct door main;
};

static const char *const colours[] = { "red", "green", NULL };
static const struct yaml_field door_fields[] = {
	{ "width", YAML_INTEGER, offsetof(struct door, width), .least = 1,
		.most = 9, .fallback = "3" },
	{ "colour", YAML_CHOICE, offsetof(struct door, colour),
		.choices = colours, .fallback = "red" },
	{ NULL },
};
static const struct yaml_record door_record = { sizeof(struct door),
	door_fields, .where = offsetof(struct door, where) + 1,
	.name = offsetof(struct door, name) + 1 };
static const struct yaml_field house_fields[] = {
	{ "title", YAML_TEXT, offsetof(struct house, title), .required = true },
	{ "warm", YAML_FLAG, offsetof(struct house, warm), .fallback = "no" },
	{ "floors", YAML_INTEGER, offsetof(struct house, floors) },
	{ "tax", YAML_NUMBER, offsetof(struct house, tax) },
	{ "tags", YAML_TEXTS, offsetof(struct house, tags) },
	{ "doors", YAML_NAMED, offsetof(struct house, doors),
		.record = &door_record },
	{ "words", YAML_DICTIONARY, offsetof(struct house, words) },
	{ "main", YAML_RECORD, offsetof(struct house, main),
		.record = &door_record },
	{ NULL },
};
static const struct yaml_record house_record = { sizeof(struct house),
	house_fields };

static bool house_read(const char *text, struct house *out, GError **error)
{
	memset(out, 0, sizeof(*out));
	return yaml_read_text(
		"h.yaml", text, strlen(text), &house_record, out, error);
}

START_TEST(test_values)
{
	struct house house;
	g_autoptr(GError) error = NULL;
	ck_assert_msg(house_read("title: no\nwarm: yes\nfloors: -12\n"
				 "tax: 0.5\ntags: [a, 012]\ndoors:\n"
				 "  back: {width: 4, colour: green}\n"
				 "  front: {}\nwords: {так: yes}\n",
			      &house, &error),
		"%s", error != NULL ? error->message : "");
	ck_assert_str_eq(house.title, "no");
	ck_assert(house.warm);
	ck_assert_int_eq(house.floors, -12);
	ck_assert_double_eq(house.tax, 0.5);
	ck_assert_uint_eq(house.tags->len, 2);
	ck_assert_str_eq(house.tags->pdata[1], "012");
	ck_assert_uint_eq(house.doors->len, 2);
	const struct door *back = house.doors->pdata[0];
	ck_assert_str_eq(back->name, "back");
	ck_assert_int_eq(back->width, 4);
	ck_assert_int_eq(back->colour, 1);
	ck_assert_int_eq(back->where.line, 7);
	const struct door *front = house.doors->pdata[1];
	ck_assert_int_eq(front->width, 3);
	ck_assert_str_eq(g_hash_table_lookup(house.words, "так"), "yes");
	ck_assert_int_eq(house.main.width, 3);
	yaml_record_clear(&house_record, &house);
}
END_TEST

static const struct {
	const char *text, *message;
} mistakes[] = {
	{ "", "h.yaml:1:1: the file is empty" },
	{ "warm: yes", "h.yaml:1:1: \"title\" is missing here" },
	{ "title: a\nwram: yes",
		"h.yaml:2:1: unknown key \"wram\"; did you mean \"warm\"?" },
	{ "title: a\ntitle: b", "h.yaml:2:1: \"title\" stands here twice" },
	{ "title: a\nwarm: perhaps",
		"h.yaml:2:7: \"perhaps\" is neither true nor false" },
	{ "title: a\nfloors: 3x", "h.yaml:2:9: \"3x\" is not a whole number" },
	{ "title: a\nmain:\n  width: 12",
		"h.yaml:3:10: width must be 1 to 9, not 12" },
	{ "title: a\nmain: {colour: gren}",
		"h.yaml:2:16: colour cannot be \"gren\"; did you mean "
		"\"green\"?; one of: red, green" },
	{ "title: a\ntax: nan", "h.yaml:2:6: \"nan\" is not a number" },
	{ "title: a\ntax: -inf", "h.yaml:2:6: \"-inf\" is not a number" },
	{ "title: [a]", "h.yaml:1:8: expected a plain value, found a list" },
	{ "title: &x a\ntags: [*x]",
		"h.yaml:2:8: aliases (*name) are not used here" },
	{ "title: a\n---\ntitle: b",
		"h.yaml:2:1: a second document (---) in one file" },
	{ "title: \xff", "h.yaml:1:8: the file is not UTF-8 text" },
	{ "title: a\n# \xd1\x83\xef\xf0\n",
		"h.yaml:2:4: the file is not UTF-8 text" },
	{ "title: a\n# \xd1\x83 \x01\n",
		"h.yaml:2:5: control characters are not allowed" },
	{ "title: !x a", "h.yaml:1:8: tags (!name) are not used here" },
	{ "title: a\ntags: !!seq [b]",
		"h.yaml:2:7: tags (!name) are not used here" },
	{ "title: a\nmain: !y {width: 1}",
		"h.yaml:2:7: tags (!name) are not used here" },
	{ "title: \"a\\0b\"",
		"h.yaml:1:8: a NUL character (\\0) stands in this text" },
	{ "title: a\nmain:\n# width: 1\n",
		"h.yaml:2:6: expected a mapping, found nothing" },
	{ "- a", "h.yaml:1:1: expected a mapping, found a list" },
};

START_TEST(test_mistakes)
{
	struct house house;
	g_autoptr(GError) error = NULL;
	ck_assert(!house_read(mistakes[_i].text, &house, &error));
	ck_assert_str_eq(error->message, mistakes[_i].message);
}
END_TEST

START_TEST(test_syntax_and_depth)
{
	struct house house;
	g_autoptr(GError) error = NULL;
	ck_assert(!house_read("title: [a\nb: c", &house, &error));
	ck_assert(g_str_has_prefix(error->message, "h.yaml:2:"));
	g_clear_error(&error);
	g_autofree char *deep = g_strnfill(200000, '[');
	ck_assert(!house_read(deep, &house, &error));
	ck_assert_str_eq(error->message, "h.yaml:1:33: nested more than 32 "
					 "deep");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("yaml");
	TCase *all = tcase_create("walker");
	tcase_add_test(all, test_values);
	tcase_add_loop_test(all, test_mistakes, 0, G_N_ELEMENTS(mistakes));
	tcase_add_test(all, test_syntax_and_depth);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
