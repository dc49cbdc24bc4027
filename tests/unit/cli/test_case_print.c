/* What is asked about before an approval: whatever a letter called its writer,
 * a terminal is not told what to do. */
#include "../../../src/cli/case_print.h"
#include "check_main.h"
#include "printed.h"

static void print(const void *reply)
{
	print_reply(reply);
}

static const struct {
	const char *name, *subject, *body, *printed;
} replies[] = {
	{ "Ann", "Your letter", "Dear Ann,\n\nyes.\n",
		"To: Ann <a@b.example>\nSubject: Your letter\n\n"
		"Dear Ann,\n\nyes.\n" },
	{ "", "S", "b", "To: <a@b.example>\nSubject: S\n\nb\n" },
	{ "A\x1b[2Jn", "\x1b]0;S", "b\r\n",
		"To: A\uFFFD[2Jn <a@b.example>\nSubject: \uFFFD]0;S\n\n"
		"b\n" },
};

START_TEST(a_reply_is_safe_to_look_at)
{
	struct reply reply = { .to_name = replies[_i].name,
		.to_address = "a@b.example",
		.subject = replies[_i].subject,
		.body = replies[_i].body };
	g_autofree char *text = printed(print, &reply);
	ck_assert_str_eq(text, replies[_i].printed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("case_print");
	TCase *tcase = tcase_create("replies");
	tcase_add_loop_test(tcase, a_reply_is_safe_to_look_at, 0,
		(int)G_N_ELEMENTS(replies));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
