/* Plain text told from e-mail: the head of an office form is no headers. */
#include "../../../src/cli/letter_file.h"
#include "check_main.h"

static const struct {
	const char *text;
	bool is_mail;
} cases[] = {
	{ "From: Olena <olena@customer.example>\nSubject: Bill\n\nText", true },
	{ "from: olena@customer.example\r\nto: office\r\n\r\nText", true },
	{ "Subject: Bill\nFrom: Olena\n <olena@customer.example>\n\nText",
		true },
	{ "Return-Path: <>\nFrom: Olena\n\nText", true },
	{ "X-Spam: no\nReceived: from mx\n\tby our.example\nFrom: a\n\nText",
		true },
	{ "Message-ID: <1@a>\nSubject: Bill\nReferences: <2@a> <3@", true },
	{ "Message-ID: <1@a>\nSubject: Bill\nReferen", true },
	{ "From olena@customer.example Mon Nov 23 10:00:00 2026\nX-A: b\n\n",
		true },
	{ "From: Margaret Elm\nTo: Plaint Ltd\n\nYou charged me.", false },
	{ "From: Margaret Elm\nTo: Plaint Ltd\nDate: 3 October\n"
	  "Subject: Complaint\n\nYou charged me.",
		false },
	{ "From: Margaret Elm, m.elm@customer.example\n12 Elm Grove\n"
	  "To: Plaint Ltd\n\nYou charged me.",
		false },
	{ "To: Plaint Ltd\nFrom: Margaret Elm\n12 Elm Grove", false },
	{ "Від: Савчук Л. М.\nКому: ТОВ «Приклад»\n\nСкарга", false },
	{ "From my last bill you took 5 pounds.\nWhy?", false },
	{ "Dear Sir: you charged me.\nNote: it is the third time.\n\nElm",
		false },
	{ "", false },
};

START_TEST(test_mail_is_told_from_paper)
{
	ck_assert_msg(letter_text_is_mail(cases[_i].text) == cases[_i].is_mail,
		"%s", cases[_i].text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("letter_file");
	TCase *tcase = tcase_create("letter_file");
	tcase_add_loop_test(tcase, test_mail_is_told_from_paper, 0,
		(int)G_N_ELEMENTS(cases));
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
