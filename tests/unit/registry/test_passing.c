/* Who is a colleague, and what becomes of a letter that one passes on. */
#include "../../../src/registry/passing.h"
#include "check_main.h"

static const struct {
	const char *domain, *from, *author;
	bool is_taken;
} senders[] = {
	{ "plaint.example", "clerk@plaint.example", "o@c.example", true },
	{ "plaint.example", "Clerk@Kyiv.Plaint.Example", "o@c.example", true },
	/* Strangers, and those who only look like colleagues. */
	{ "plaint.example", "d@c.example", "o@c.example", false },
	{ "plaint.example", "clerk@complaint.example", "o@c.example", false },
	{ "plaint.example", "clerk", "o@c.example", false },
	/* An office with a mailbox of a public provider. */
	{ "gmail.com", "d@gmail.com", "o@c.example", false },
	{ "Ukr.net", "d@ukr.net", "o@c.example", false },
	/* An operator whose customers have addresses of its domain. */
	{ "none", "d@plaint.example", "o@c.example", false },
	/* Our own mail, and letters of our own people. */
	{ "plaint.example", "skarga@plaint.example", "o@c.example", false },
	{ "plaint.example", "clerk@plaint.example", "b@plaint.example", false },
	{ "plaint.example", "clerk@plaint.example", "", false },
};

static void set_up(struct config *config, const char *domain)
{
	config->organisation.staff_domain = (char *)domain;
	config->organisation.email = (char *)"office@plaint.example";
	config->smtp.from_address = (char *)"skarga@plaint.example";
	config->mailboxes = g_ptr_array_new();
}

static struct document *letter(const char *from, const char *author)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	document_set(&document->from.name, "Клерк");
	document_set(&document->from.address, from);
	document_set(&document->author.name, "Олена");
	document_set(&document->author.address, author);
	document_set(&document->reply_to, from);
	document_set(&document->text, "Please see to this one.");
	document_set(&document->language, "en");
	return document;
}

START_TEST(colleagues)
{
	struct config config = { 0 };
	set_up(&config, senders[_i].domain);
	g_autoptr(document) document =
		letter(senders[_i].from, senders[_i].author);
	ck_assert_int_eq(passing_open(&config, document), senders[_i].is_taken);
	ck_assert_str_eq(document->from.address,
		senders[_i].is_taken ? senders[_i].author : senders[_i].from);
	ck_assert_int_eq(document_has_warning(document, "passed_on"),
		senders[_i].is_taken);
	g_ptr_array_unref(config.mailboxes);
}
END_TEST

START_TEST(the_letter_takes_the_place_of_the_note)
{
	struct config config = { 0 };
	set_up(&config, "plaint.example");
	g_autoptr(document) document =
		letter("clerk@plaint.example", "o@c.example");
	document_set(&document->passed_text,
		"Добрий день! Три тижні не працює інтернет, прошу зробити "
		"перерахунок за цей час.");
	ck_assert(passing_open(&config, document));
	ck_assert_str_eq(document->from.name, "Олена");
	ck_assert(g_str_has_prefix(document->text, "Добрий день!"));
	ck_assert_str_eq(document->quoted_text, "Please see to this one.");
	ck_assert_str_eq(document->language, "uk");
	ck_assert_str_eq(document->reply_to, "");
	ck_assert_str_eq(document->author.address, "");
	ck_assert_str_eq(document->passed_text, "");
	ck_assert(!passing_open(&config, document));
	g_ptr_array_unref(config.mailboxes);
}
END_TEST

static const struct {
	const char *from, *reply_to;
	bool is_taken;
} forms[] = {
	{ "noreply@plaint.example", "o@c.example", true },
	{ "WordPress@plaint.example", "o@c.example", true },
	{ "no-reply@forms.example", "o@c.example", true },
	{ "noreply@plaint.example", "", false },
	{ "noreply@plaint.example", "noreply@c.example", false },
	{ "noreply@plaint.example", "skarga@plaint.example", false },
	/* People who want their answers elsewhere are still who they are. */
	{ "olena@c.example", "o@c.example", false },
	{ "webster@c.example", "o@c.example", false },
};

START_TEST(who_fills_in_a_form_is_its_sender)
{
	struct config config = { 0 };
	set_up(&config, "plaint.example");
	g_autoptr(document) document = letter(forms[_i].from, "");
	document_set(&document->reply_to, forms[_i].reply_to);
	ck_assert_int_eq(passing_open(&config, document), forms[_i].is_taken);
	ck_assert_str_eq(document->from.address,
		forms[_i].is_taken ? forms[_i].reply_to : forms[_i].from);
	ck_assert_str_eq(document->text, "Please see to this one.");
	g_ptr_array_unref(config.mailboxes);
}
END_TEST

START_TEST(machines_pass_nothing_on)
{
	struct config config = { 0 };
	set_up(&config, "plaint.example");
	g_autoptr(document) document =
		letter("clerk@plaint.example", "o@c.example");
	document->class = DOCUMENT_AUTO_REPLY;
	ck_assert(!passing_open(&config, document));
	g_ptr_array_unref(config.mailboxes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("registry/passing");
	TCase *tcase = tcase_create("passing");
	tcase_add_loop_test(tcase, colleagues, 0, G_N_ELEMENTS(senders));
	tcase_add_test(tcase, the_letter_takes_the_place_of_the_note);
	tcase_add_loop_test(tcase, who_fills_in_a_form_is_its_sender, 0,
		G_N_ELEMENTS(forms));
	tcase_add_test(tcase, machines_pass_nothing_on);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
