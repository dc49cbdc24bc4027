/* rules/examples: what is read, what a mistake is called, and that an edit
 * is seen; the shipped ones are well. */
#include "plaint/rulebook/examples.h"

#include <string.h>
#include "check_main.h"
#include "scratch.h"
#include "shipped.h"

static char *dir;

static void setup(void)
{
	dir = scratch_make();
}

static void teardown(void)
{
	scratch_remove(dir);
}

static void put(const char *name, const char *text)
{
	g_autofree char *path = g_build_filename("examples", name, NULL);
	scratch_put(dir, path, text);
}

static GPtrArray *load(GError **error)
{
	struct topic_rules *rules = topic_rules_new();
	g_ptr_array_add(rules->topics, topic_new("billing.refund"));
	GPtrArray *examples = examples_load(dir, EXAMPLES_FOLDER, rules, error);
	topic_rules_free(rules);
	return examples;
}

#define GOOD "- topic: billing.refund\n  kind: claim\n  text: |\n    Верніть!\n"

START_TEST(reads_in_order)
{
	put("b.yaml", GOOD);
	put("a.yaml", "- {topic: billing.refund, kind: thanks, text: a}\n"
		      "- {topic: billing.refund, kind: inquiry, text: b}\n");
	g_autoptr(GPtrArray) examples = load(NULL);
	ck_assert_ptr_nonnull(examples);
	ck_assert_uint_eq(examples->len, 3);
	const struct example *first = examples->pdata[0];
	const struct example *last = examples->pdata[2];
	ck_assert_str_eq(first->text, "a");
	ck_assert_int_eq(first->kind, KIND_THANKS);
	ck_assert_str_eq(last->topic, "billing.refund");
	ck_assert_int_eq(last->kind, KIND_CLAIM);
	ck_assert_str_eq(last->text, "Верніть!\n");
}
END_TEST

static const struct {
	const char *text, *message;
} mistakes[] = {
	{ "- topic: billing.refunds\n  kind: claim\n  text: x\n",
		"a.yaml:1:3: topics.yaml knows no topic billing.refunds; did "
		"you mean billing.refund" },
	{ GOOD "- topic: billing.refund\n  kind: bounce\n  text: x\n",
		"a.yaml:6:9: " },
	{ GOOD "- topic: billing.refund\n  text: x\n",
		"a.yaml:5:3: \"kind\" is missing" },
	{ "- {topic: billing.refund, kind: claim, text: ' '}\n",
		"a.yaml:1:46: is empty" },
	{ "- {topic: billing.refund, kind: claim, text: x, tag: y}\n",
		"unknown key \"tag\"" },
	{ "topic: billing.refund\n", "expected a list" },
	{ "", "the file is empty" },
};

START_TEST(mistake)
{
	g_autoptr(GError) error = NULL;
	put("a.yaml", mistakes[_i].text);
	ck_assert_ptr_null(load(&error));
	ck_assert_msg(strstr(error->message, mistakes[_i].message) != NULL,
		"%s", error->message);
}
END_TEST

START_TEST(is_bounded)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *long_text = g_strnfill(EXAMPLE_MOST_BYTES + 1, 'x');
	g_autofree char *file = g_strdup_printf(
		"- {topic: billing.refund, kind: claim, text: %s}\n",
		long_text);
	put("a.yaml", file);
	ck_assert_ptr_null(load(&error));
	ck_assert_ptr_nonnull(
		strstr(error->message, "a.yaml:1:46: has more than"));
}
END_TEST

START_TEST(an_edit_is_seen)
{
	static const char *const files[] = { "examples/a.yaml",
		"dangers/a.yaml" };
	struct hash none, before, after;
	ck_assert(examples_hash(dir, &none, NULL));
	scratch_put(dir, files[_i], GOOD);
	ck_assert(examples_hash(dir, &before, NULL));
	scratch_put(dir, files[_i], GOOD GOOD);
	ck_assert(examples_hash(dir, &after, NULL));
	ck_assert_str_ne(none.hex, before.hex);
	ck_assert_str_ne(before.hex, after.hex);
}
END_TEST

START_TEST(no_folder_is_no_example)
{
	g_autoptr(GPtrArray) examples = load(NULL);
	ck_assert_uint_eq(examples->len, 0);
}
END_TEST

/* Every topic that ships has letters in each language's file. */
START_TEST(shipped)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = shipped_rules();
	const struct topic_rules *rules = topics_rules(topics);
	g_autoptr(GPtrArray) examples =
		examples_load("rules", EXAMPLES_FOLDER, rules, &error);
	ck_assert_msg(examples != NULL, "%s", error ? error->message : "");
	for (guint i = 0; i < rules->topics->len; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		guint letters = 0;
		for (guint k = 0; k < examples->len; k++) {
			const struct example *one = examples->pdata[k];
			letters += strcmp(one->topic, topic->id) == 0;
		}
		ck_assert_msg(letters >= 40, "%s: %u", topic->id, letters);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("letter examples");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, reads_in_order);
	tcase_add_loop_test(tcase, mistake, 0, (int)G_N_ELEMENTS(mistakes));
	tcase_add_test(tcase, is_bounded);
	tcase_add_loop_test(tcase, an_edit_is_seen, 0, 2);
	tcase_add_test(tcase, no_folder_is_no_example);
	tcase_add_test(tcase, shipped);
	Suite *suite = suite_create("letter examples");
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
