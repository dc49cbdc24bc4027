/* Reply templates: what is refused at load, with its line, and which language
 * is chosen. */
#include "plaint/rulebook/replies.h"
#include "check_main.h"
#include "scratch.h"

#include <string.h>

static char *dir; /* a folder of templates, made anew for each test */

static const char good[] = "Subject: Case {{case.number}}\n\nGood day!\n";

static void put(const char *file, const char *text)
{
	g_autofree char *name = g_build_filename("replies", file, NULL);
	scratch_put(dir, name, text);
}

static void setup(void)
{
	dir = scratch_make();
	put("acknowledgement.uk.txt", good);
	put("answer.uk.txt", good);
}

static void teardown(void)
{
	scratch_remove(dir);
}

static const struct {
	const char *file, *text;
	const char *error; /* how it begins; NULL: it is fine */
} table[] = {
	{ "x.uk.txt", "Subject: a\n\nb\n", NULL },
	{ "x.uk.txt", "{{! who, why\n two lines }}\nSubject: a\n\nb\n", NULL },
	{ "x.uk.txt", "{{#customer.name}}", "x.uk.txt:1: the first line" },
	{ "x.uk.txt", "subject: a\n\nb\n", "x.uk.txt:1: the first line" },
	{ "x.uk.txt", "{{! a\n}}\nHello\n", "x.uk.txt:3: the first line" },
	{ "x.uk.txt", "Subject:  \n\nb\n", "x.uk.txt:1: the subject" },
	{ "x.uk.txt", "Subject: a\nb\n", "x.uk.txt:2: an empty line" },
	{ "x.uk.txt", "Subject: a\n\n \n", "x.uk.txt:3: the reply has no" },
	{ "x.uk.txt", "Subject: a\r\n\r\nb\r\n", "x.uk.txt:1: is not plain" },
	{ "x.uk.txt", "Subject: \xff\n\nb\n", "x.uk.txt:1: is not plain" },
	{ "x.de.txt", "Subject: a\n\nb\n", "x.de.txt:1: the name" },
	{ "x.txt", "Subject: a\n\nb\n", "x.txt:1: the name" },
	{ "x.uk.txt", "Subject: {{case.nmber}}\n\nb\n",
		"x.uk.txt:1: unknown name {{case.nmber}} (did you mean "
		"{{case.number}}?)" },
	{ "x.uk.txt", "{{! a }}\nSubject: a\n\n\nb\n{{ answer.txt }}\n",
		"x.uk.txt:6: unknown name {{answer.txt}} (did you mean "
		"{{answer.text}}?)" },
	{ "x.uk.txt", "Subject: a\n\nb {{answer.text}} {{user.name}}\n", NULL },
	{ "acknowledgement.ru.txt", "Subject: a\n\n{{answer.text}}\n",
		"acknowledgement.ru.txt:3: an acknowledgement has no" },
	{ "x.uk.txt", "Subject: a\n\n{{customer.name}}\n", "x.uk.txt:3:" },
	{ "x.uk.txt", "Subject: a\n\n{{case.topic_name}}\n", "x.uk.txt:3:" },
	{ "x.uk.txt",
		"Subject: a\n\n{{#customer.name}}Dear {{customer.name}}"
		"{{/customer.name}}{{^customer.name}}Hello{{/customer.name}}\n",
		NULL },
	/* what is known need not be known together */
	{ "x.uk.txt",
		"Subject: a\n\n{{#customer.name}}Dear {{customer.name}}, of "
		"{{case.topic_name}}{{/customer.name}}\n",
		"x.uk.txt:3: case.topic_name" },
	{ "x.uk.txt",
		"Subject: a\n\n{{#case.topic_name}}{{^customer.name}}"
		"{{case.topic_name}}{{/customer.name}}{{/case.topic_name}}\n",
		NULL },
	{ "x.uk.txt", "Subject: a\n\nb\n{{#case.due}}\n", "x.uk.txt:" },
	{ "notes.md", "anything", NULL },
	{ ".x.uk.txt", "anything", NULL },
};

START_TEST(mistakes_are_told_with_their_line)
{
	g_autoptr(GError) error = NULL;
	put(table[_i].file, table[_i].text);
	g_autoptr(replies) replies = replies_load(dir, &error);
	if (table[_i].error == NULL) {
		ck_assert_msg(replies != NULL, "%s",
			error != NULL ? error->message : "?");
		return;
	}
	ck_assert_ptr_null(replies);
	ck_assert(g_error_matches(error, REPLIES_ERROR, REPLIES_ERROR_INVALID));
	ck_assert_msg(g_str_has_prefix(error->message, table[_i].error),
		"\"%s\" begins \"%s\"", error->message, table[_i].error);
}
END_TEST

/* Reminder and digest are filled from different data. */
static const struct {
	const char *file, *body;
	const char *error; /* how it begins; NULL: it is fine */
} notices[] = {
	{ "reminder.uk.txt", "{{total}}{{#cases}}{{number}}{{/cases}}", NULL },
	{ "reminder.uk.txt", "{{number}}", "reminder.uk.txt:3: number" },
	{ "reminder.uk.txt", "{{#breached}}{{day}}{{/breached}}",
		"reminder.uk.txt:3: breached" },
	{ "digest.uk.txt",
		"{{#soon}}{{#cases}}{{why}}{{day}}{{/cases}}{{/soon}}", NULL },
	{ "digest.uk.txt", "{{#soon}}{{number}}{{/soon}}",
		"digest.uk.txt:3: number" },
	{ "digest.uk.txt", "{{#cases}}{{number}}{{/cases}}",
		"digest.uk.txt:3: cases" },
	{ "digest.uk.txt", "{{others}}", "digest.uk.txt:3: others" },
	{ "digest.uk.txt", "{{#others}}{{others}}{{/others}}", NULL },
};

START_TEST(a_notice_knows_what_it_is_filled_from)
{
	g_autoptr(GError) error = NULL;
	static const char *const files[] = { "reminder.uk.txt",
		"digest.uk.txt" };
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *name =
			g_build_filename("notices", files[i], NULL);
		bool is_it = strcmp(files[i], notices[_i].file) == 0;
		g_autofree char *text = g_strconcat("Subject: {{day}}\n\n",
			is_it ? notices[_i].body : "b", "\n", NULL);
		scratch_put(dir, name, text);
	}
	g_autoptr(replies) loaded = notices_load(dir, &error);
	if (notices[_i].error == NULL)
		ck_assert_msg(loaded != NULL, "%s",
			error != NULL ? error->message : "?");
	else
		ck_assert_msg(error != NULL && g_str_has_prefix(error->message,
						       notices[_i].error),
			"\"%s\" begins \"%s\"",
			error != NULL ? error->message : "", notices[_i].error);
}
END_TEST

START_TEST(language_falls_back)
{
	put("refund.en.txt", good);
	put("refund.ru.txt", good);
	g_autoptr(replies) replies = replies_load(dir, NULL);
	static const struct {
		const char *code, *language, *fallback, *found;
	} rows[] = {
		{ "refund", "en", "uk", "en" },
		{ "refund", "ru", "en", "ru" },
		{ "refund", "be", "en", "en" },
		{ "refund", "be", "uk", "ru" },
		{ "refund", "", NULL, "ru" },
		{ "refund", NULL, NULL, "ru" },
		{ "refunt", "uk", "uk", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct reply_template *template = replies_find(replies,
			rows[i].code, rows[i].language, rows[i].fallback);
		if (rows[i].found == NULL)
			ck_assert_ptr_null(template);
		else
			ck_assert_str_eq(template->language, rows[i].found);
	}
	const char *const *codes = replies_codes(replies);
	ck_assert_uint_eq(g_strv_length((char **)codes), 3);
	ck_assert_str_eq(codes[2], "refund");
}
END_TEST

START_TEST(both_needed_ones_must_be_there)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path =
		g_build_filename(dir, "replies", "answer.uk.txt", NULL);
	g_unlink(path);
	ck_assert_ptr_null(replies_load(dir, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "answer.LANGUAGE.txt"));
	g_clear_error(&error);
	ck_assert_ptr_null(replies_load("/nowhere", &error));
	ck_assert(g_error_matches(error, REPLIES_ERROR, REPLIES_ERROR_IO));
}
END_TEST

START_TEST(our_own_templates_load)
{
	g_autoptr(GError) error = NULL;
	static const char *const languages[] = { "uk", "ru", "be", "en" };
	g_autoptr(replies) replies = replies_load("templates", &error);
	ck_assert_msg(
		replies != NULL, "%s", error != NULL ? error->message : "?");
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		ck_assert_str_eq(replies_find(replies, REPLIES_ACKNOWLEDGEMENT,
					 languages[i], NULL)
					 ->language,
			languages[i]);
		ck_assert_str_eq(replies_find(replies, REPLIES_ANSWER,
					 languages[i], NULL)
					 ->language,
			languages[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("replies");
	TCase *tcase = tcase_create("replies");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, mistakes_are_told_with_their_line, 0,
		(int)G_N_ELEMENTS(table));
	tcase_add_loop_test(tcase, a_notice_knows_what_it_is_filled_from, 0,
		(int)G_N_ELEMENTS(notices));
	tcase_add_test(tcase, language_falls_back);
	tcase_add_test(tcase, both_needed_ones_must_be_there);
	tcase_add_test(tcase, our_own_templates_load);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
