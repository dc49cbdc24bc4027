/* What the person wrote: the reply headers, signatures and footers of mail
 * programs, and the letters that only look like them.  The set of
 * ../shared/data/reply-trimming must come out exactly. */
#include "check_main.h"

#include <stdio.h>
#include <string.h>
#include <glib.h>
#include "plaint/text/quote.h"

/* Every attribution is followed by "> them"; the text must be "me". */
static const char *const attributions[] = {
	/* Gmail */
	"On Tue, Mar 5, 2024 at 10:15 AM Skarga <s@p.example> wrote:",
	"вт, 5 бер. 2024 р. о 10:15 Skarga <s@p.example> пише:",
	"вт, 5 мар. 2024 г. в 10:15, Skarga <s@p.example>:",
	"аў, 5 сак. 2024 г. у 10:15 Skarga <s@p.example> піша:",
	"wt., 5 mar 2024 o 10:15 Skarga <s@p.example> napisał(a):",
	"Am Di., 5. März 2024 um 10:15 Uhr schrieb Skarga <s@p.example>:",
	/* wrapped */
	"On Tue, Mar 5, 2024 at 10:15 AM Skarga Plaint Customer Care <\n"
	"s@p.example> wrote:",
	"вт, 5 бер. 2024 р. о 10:15 Служба звернень громадян\n"
	"<s@p.example> пише:",
	/* Apple */
	"On 5 Mar 2024, at 10:15, Skarga <s@p.example> wrote:",
	"5 бер. 2024 р. о 10:15 Skarga <s@p.example> написав(-ла):",
	"5 марта 2024 г., в 10:15, Skarga <s@p.example> написал(а):",
	/* Thunderbird */
	"05.03.2024 10:15, Skarga пише:",
	"05.03.24 10:15, Skarga пишет:",
	"On 05/03/2024 10:15, Skarga wrote:",
	"Am 05.03.24 um 10:15 schrieb Skarga:",
	/* mail.ru */
	"Вторник, 5 марта 2024, 10:15 +03:00 от Skarga <s@p.example>:",
	"Вівторок, 5 березня 2024, 10:15 +02:00 від Skarga <s@p.example>:",
	/* Yandex */
	"05.03.2024, 10:15, \"Skarga\" <s@p.example>:",
	"05.03.2024, 10:15, \"Skarga\" (s@p.example):",
	/* ukr.net, i.ua */
	"5 березня 2024, 10:15:12, від \"Skarga\" <s@p.example>:",
	/* The Bat! */
	"Здравствуйте, Skarga.\n\nВы писали 5 марта 2024 г., 10:15:00:",
	/* bare */
	"Skarga wrote:",
};

static char *letter_with(const char *middle, const char *history)
{
	return g_strdup_printf("me\n\n%s\n%s\n", middle, history);
}

START_TEST(test_attribution)
{
	g_autofree char *body = letter_with(attributions[_i], "> them\n> more");
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	if (!strstr(attributions[_i], "Вы писали"))
		ck_assert_str_eq(parts.text, "me");
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "> them"));
	quote_parts_clear(&parts);
}
END_TEST

/* Followed by history without marks, to the end. */
static const char *const histories[] = {
	"-----Original Message-----\nFrom: Skarga\nSent: today\nTo: me",
	"-------- Исходное сообщение --------\nОт: Skarga <s@p.example>",
	"-------- Оригінальне повідомлення --------\nВід кого: Skarga",
	"---------- Forwarded message ---------\nFrom: Skarga <s@p.example>",
	"---------- Пересылаемое сообщение ----------\n05.03.2024, 10:15",
	"--- Оригінальне повідомлення ---\nВід кого: \"Skarga\"\nДата: 5 бер.",
	"Від: Skarga <s@p.example>\nНадіслано: 5 березня 2024 р. 10:15\n"
	"Кому: Я\nТема: Відповідь",
	"От: Skarga <s@p.example>\nОтправлено: 5 марта 2024 г. 10:15\n"
	"Кому: Я\nТема: Ответ",
	"Ад: Skarga <s@p.example>\nАдпраўлена: 5 сакавіка 2024 10:15\n"
	"Каму: Я\nТэма: Адказ",
	"Od: Skarga <s@p.example>\nWysłano: wtorek, 5 marca 2024 10:15\n"
	"Do: Ja\nTemat: Odpowiedź",
	"Von: Skarga <s@p.example>\nGesendet: Dienstag, 5. März 2024 10:15\n"
	"An: Ich\nBetreff: Antwort",
	"*From:* Skarga <s@p.example>\n*Sent:* 5 March 2024 10:15\n"
	"*To:* me\n*Subject:* answer",
	"________________________________\nFrom: Skarga <s@p.example>\n"
	"Sent: 5 March 2024 10:15\nTo: me\nSubject: answer",
	"Начало переадресованного сообщения:\n\nОт: Skarga <s@p.example>",
	"вт, 5 бер. 2024 р. о 10:15 Skarga <s@p.example> пише:\n",
};

START_TEST(test_history)
{
	g_autofree char *body = letter_with(histories[_i], "\nthem\n\nmore");
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	ck_assert_str_eq(parts.text, "me");
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "them"));
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "more"));
	ck_assert(!parts.forwarded);
	quote_parts_clear(&parts);
}
END_TEST

static const char *const signatures[] = {
	"-- \nІван Петренко\n+380 67 123 45 67",
	"--\nОтправлено из Mail.ru для Android",
	"Надіслано з iPhone",
	"Відправлено з мобільного додатка ukr.net",
	"Отправлено с моего Samsung Galaxy",
	"Отправлено из мобильной Почты Mail.ru",
	"Отправлено из Яндекс Почты для мобильных",
	"Адпраўлена з iPhone",
	"Sent from my iPhone",
	"Sent from Yahoo Mail on Android",
	"Get Outlook for Android <https://aka.ms/x>",
	"Wysłane z iPhone'a",
	"Von meinem iPhone gesendet",
	"Це повідомлення є конфіденційним і призначене лише для адресата.",
	("Данное сообщение и любые приложения конфиденциальны и предназначены\n"
	 "только адресату. Если вы получили его по ошибке, удалите его."),
	"This e-mail is confidential and intended solely for the addressee.",
};

START_TEST(test_signature)
{
	g_autofree char *body = g_strdup_printf("me\n\n%s\n", signatures[_i]);
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	ck_assert_str_eq(parts.text, "me");
	ck_assert_str_eq(parts.signature, signatures[_i]);
	ck_assert_str_eq(parts.quoted_text, "");
	quote_parts_clear(&parts);
}
END_TEST

/* All of it is the writer's own. */
static const char *const letters[] = {
	"Доброго дня!\n\nПрошу повернути кошти.\n\nЗ повагою,\nІван",
	/* The head of a formal letter is no mail header. */
	"Кому: Директору ТОВ «Оператор»\nВід: Петренка Івана\nТема: скарга\n\n"
	"Прошу розглянути.",
	"Директору\n\nВід кого: Петренко\nКому: Оператор\n\nПрошу.",
	"15.03.2024 оператор Ольга мені написала:\nчекайте два дні.\nЯ чекаю.",
	"5 марта 2024 в 10:15 ваш сотрудник написал:\n\"ждите\"\nЖду до сих "
	"пор.",
	"Дата: 5 березня\nСума: 148,50\nПрошу перевірити.",
	"Відправлено з відділення №5 посилку 12.03, досі немає.",
	"Отправлено из Киева 5 марта, трек 123.",
	"перший пункт\n---\nдругий пункт\n---\nтретій пункт і ще\n"
	"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16",
	"Питання: чому так?\nВідповідь: не знаю.",
	"Час: 10:15\nhttps://example.org/a: ось посилання",
	"> цитата з договору\n\nЦе порушення!",
	"Данное сообщение прошу передать руководству.",
	"| Дата | Сума |\n| 5.03 | 148 |\nось таблиця",
	"",
	"\n\n\n",
	"одне слово",
};

START_TEST(test_whole)
{
	struct quote_parts parts;
	g_autofree char *stripped = g_strstrip(g_strdup(letters[_i]));

	quote_split(letters[_i], NULL, 0, &parts);
	ck_assert_str_eq(parts.text, stripped);
	ck_assert_str_eq(parts.elided, "");
	quote_parts_clear(&parts);
}
END_TEST

START_TEST(test_forward)
{
	static const char body[] =
		"\n---------- Forwarded message ---------\n"
		"Від: Мама <m@c.example>\nДата: 5 бер. 2024\nТема: Скарга\n"
		"Кому: Я\n\nТелефон не працює.\n\n"
		"On Mon, Mar 4, 2024 at 9:00 AM X <x@y.example> wrote:\n> "
		"old\n";
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	ck_assert(parts.forwarded);
	ck_assert_str_eq(parts.author, "Мама <m@c.example>");
	ck_assert_str_eq(parts.text, "Телефон не працює.");
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "Мама <m@c.example>"));
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "> old"));
	quote_parts_clear(&parts);
}
END_TEST

/* The letter passed on has a history with headers of its own. */
START_TEST(test_forward_of_a_reply)
{
	static const char body[] =
		"---------- Forwarded message ---------\n"
		"From: Olena <o@c.example>\nDate: 5 Mar 2024\n"
		"Subject: Re: bill\nTo: Clerk <k@p.example>\n\n"
		"It is still wrong.\n\n"
		"From: Clerk <k@p.example>\nSent: 4 Mar 2024\n"
		"To: Olena <o@c.example>\nSubject: bill\n\nIt is right.\n";
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	ck_assert(parts.forwarded);
	ck_assert_str_eq(parts.author, "Olena <o@c.example>");
	ck_assert_str_eq(parts.text, "It is still wrong.");
	quote_parts_clear(&parts);
}
END_TEST

/* Heads that are folded, quoted, one below the other, or one line. */
static const struct {
	const char *body, *author, *text;
} heads[] = {
	{ "---------- Forwarded message ---------\n"
	  "Від: Марія <m@x.example>\nDate: пт, 20 бер. 2026 р. о 14:02\n"
	  "Subject: Fwd: bill\nTo: Петро <p@x.example>\n\n\n\n"
	  "---------- Forwarded message ---------\n"
	  "Від: Іван <i@x.example>\nDate: чт, 19 бер. 2026 р. о 11:00\n"
	  "Subject: bill\nTo: Марія <m@x.example>\n\n\nThe bill is wrong.\n",
		"Іван <i@x.example>", "The bill is wrong." },
	{ "-------- Пересылаемое сообщение --------\n"
	  "От кого: Мария <m@x.example>\nКому: p@x.example, Служба "
	  "<s@p.example>,\n    Касса <k@p.example>\n"
	  "Дата: Пятница, 20 марта 2026, 14:02 +03:00\n"
	  "Тема: Жалоба на счёт и на работу\n    оператора\n\n"
	  "The bill is wrong.\n",
		"Мария <m@x.example>", "The bill is wrong." },
	{ "From: Maria <m@x.example> \nSent: Friday, March 20, 2026 2:02 PM\n"
	  "To: p@x.example\nCc: Department of Care <care@p.example>;\n"
	  "Office <o@p.example>\nSubject: bill\n\nThe bill is wrong.\n",
		"Maria <m@x.example>", "The bill is wrong." },
	{ "-------- Пересылаемое сообщение --------\n"
	  "20.03.2026, 14:02, \"Ткач, Мария\" <m@x.example>:\n\n"
	  "The bill is wrong.\n\n"
	  "-------- Конец пересылаемого сообщения --------\n",
		"\"Ткач, Мария\" <m@x.example>", "The bill is wrong." },
	{ "-------- Пересылаемое сообщение --------\n"
	  "20.03.2026, 14:02, Мария Ткач (m@x.example):\n\n"
	  "The bill is wrong.\n",
		"Мария Ткач <m@x.example>", "The bill is wrong." },
	{ "Начало переадресованного сообщения:\n\n"
	  "> От: Мария <m@x.example>\n> Дата: 20 марта 2026 г. в 14:02:05 EET\n"
	  "> Кому: p@x.example\n> Тема: bill\n> \n> The bill is wrong.\n"
	  ">> On Mon, Mar 4, 2024 at 9:00 AM X <x@y.example> wrote:\n"
	  ">> old\n",
		"Мария <m@x.example>", "The bill is wrong." },
};

START_TEST(test_forward_heads)
{
	struct quote_parts parts;

	quote_split(heads[_i].body, NULL, 0, &parts);
	ck_assert(parts.forwarded);
	ck_assert_str_eq(parts.author, heads[_i].author);
	ck_assert_str_eq(parts.text, heads[_i].text);
	quote_parts_clear(&parts);
}
END_TEST

/* A program marked all of it, and the writer's signature above. */
START_TEST(test_forward_marked)
{
	static const char body[] =
		"Clerk\nFrom: Maria <m@x.example>\n"
		"Sent: Friday, March 20, 2026 2:02 PM\nTo: p@x.example\n"
		"Subject: bill\n\nThe bill is wrong.\n";
	static const unsigned char marks[] = { QUOTE_MARK_SIGNATURE,
		QUOTE_MARK_QUOTED, QUOTE_MARK_QUOTED, QUOTE_MARK_QUOTED,
		QUOTE_MARK_QUOTED, QUOTE_MARK_QUOTED, QUOTE_MARK_QUOTED };
	struct quote_parts parts;

	quote_split(body, marks, sizeof(marks), &parts);
	ck_assert(parts.forwarded);
	ck_assert_str_eq(parts.author, "Maria <m@x.example>");
	ck_assert_str_eq(parts.text, "The bill is wrong.");
	ck_assert_str_eq(parts.signature, "Clerk");
	quote_parts_clear(&parts);
}
END_TEST

static const struct {
	const char *subject, *above;
	bool is_passed_on;
} passings[] = {
	{ "Fwd: bill", "", true },
	{ "FW: bill", "", true },
	{ "[Office] Пересл: рахунок", "", true },
	{ "ПЕР: рахунок", "", true },
	{ "Переслати: рахунок", "", true },
	{ "bill", "---------- Forwarded message ----------\n", true },
	{ "рахунок", "-------- Переслане повідомлення --------\n", true },
	{ "Re: bill", "-------- Пересылаемое сообщение --------\n", true },
	/* The history of a reply looks the same. */
	{ "Re: bill", "", false },
	{ "bill", "", false },
	{ "Re: bill", "-----Original Message-----\n", false },
	{ "forward march", "", false },
};

/* Its headers are a table there. */
START_TEST(test_passed_on_by_thunderbird)
{
	static const char body[] =
		"Please see to it\n\n-------- Переслане повідомлення --------\n"
		"Тема: | bill\nДата: | Fri, 20 Nov 2026 10:11:00 +0200\n"
		"Від: | Олена <o@c.example>\nКому: | k@p.example\n\n"
		"The bill is wrong.\n";
	struct quote_parts parts = { 0 };

	ck_assert(quote_passed_on(body, "bill", &parts));
	ck_assert_str_eq(parts.author, "Олена <o@c.example>");
	ck_assert_str_eq(parts.text, "The bill is wrong.");
	quote_parts_clear(&parts);
}
END_TEST

START_TEST(test_passed_on)
{
	g_autofree char *body = g_strdup_printf(
		"Прошу опрацювати.\nКлерк\n\n%sFrom: Олена <o@c.example>\n"
		"Sent: Monday, March 4, 2024 9:01 AM\nTo: Clerk\n"
		"Subject: bill\n\nThe bill is wrong.\n",
		passings[_i].above);
	struct quote_parts parts = { 0 };

	ck_assert_int_eq(quote_passed_on(body, passings[_i].subject, &parts),
		passings[_i].is_passed_on);
	if (!passings[_i].is_passed_on)
		return;
	ck_assert_str_eq(parts.author, "Олена <o@c.example>");
	ck_assert_str_eq(parts.text, "The bill is wrong.");
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "Прошу опрацювати."));
	quote_parts_clear(&parts);
}
END_TEST

START_TEST(test_interleaved)
{
	static const char body[] =
		"On Mon, Mar 4, 2024 at 9:00 AM X <x@y.example> wrote:\n"
		"> one\nfirst answer\n> two\nsecond answer\n";
	struct quote_parts parts;

	quote_split(body, NULL, 0, &parts);
	ck_assert_ptr_nonnull(strstr(parts.text, "first answer"));
	ck_assert_ptr_nonnull(strstr(parts.text, "second answer"));
	ck_assert_ptr_null(strstr(parts.text, "> "));
	quote_parts_clear(&parts);
}
END_TEST

START_TEST(test_marks)
{
	static const unsigned char marks[] = { QUOTE_MARK_NONE,
		QUOTE_MARK_QUOTED, QUOTE_MARK_QUOTED, QUOTE_MARK_SIGNATURE };
	struct quote_parts parts;

	quote_split(
		"me\nthem\nmore\nIvan\nand me\n", marks, sizeof(marks), &parts);
	ck_assert_str_eq(parts.text, "me\n\nand me");
	ck_assert_str_eq(parts.quoted_text, "them\nmore");
	ck_assert_str_eq(parts.signature, "Ivan");
	quote_parts_clear(&parts);
	/* Set in: a quote where something says so. */
	quote_split("look:\nclause one\nbroken\n",
		(const unsigned char *)"\0\3\0", 3, &parts);
	ck_assert_str_eq(parts.text, "look:\nclause one\nbroken");
	quote_parts_clear(&parts);
	quote_split("me\n20.03.2026, 14:02, \"S\" <s@p.example>:\nthem\n"
		    "-- \nI\n",
		(const unsigned char *)"\0\0\3\0\0", 5, &parts);
	ck_assert_str_eq(parts.text, "me");
	ck_assert_ptr_nonnull(strstr(parts.quoted_text, "them"));
	ck_assert_str_eq(parts.signature, "-- \nI");
	quote_parts_clear(&parts);
	/* Everything marked: the mark was wrong. */
	quote_split("me\n", (const unsigned char *)"\1", 1, &parts);
	ck_assert_str_eq(parts.text, "me");
	quote_parts_clear(&parts);
}
END_TEST

/* Many lines that could each begin an attribution. */
START_TEST(test_long)
{
	g_autoptr(GString) body = g_string_new(NULL);
	struct quote_parts parts;

	for (int i = 0; i < 20000; i++)
		g_string_append_printf(body, "2024 10:15 <a@b> %d wrote\n", i);
	quote_split(body->str, NULL, 0, &parts);
	ck_assert(strlen(parts.text) > 0);
	quote_parts_clear(&parts);
}
END_TEST

static char *read_case(const char *folder, const char *name)
{
	g_autofree char *path = g_strdup_printf(
		"../shared/data/reply-trimming/%s/%s", folder, name);
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, NULL);
	return text ? g_strstrip(text) : g_strdup("");
}

START_TEST(test_reply_trimming)
{
	g_autoptr(GDir) folder =
		g_dir_open("../shared/data/reply-trimming/emails", 0, NULL);
	const char *name;
	int right = 0, all = 0;

	if (!folder) {
		printf("skipped: no ../shared/data\n");
		return;
	}
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *path = g_strdup_printf(
			"../shared/data/reply-trimming/emails/%s", name);
		g_autofree char *email = NULL;
		g_autofree char *trimmed = read_case("trimmed", name);
		g_autofree char *elided = read_case("elided", name);
		struct quote_parts parts;

		g_file_get_contents(path, &email, NULL, NULL);
		quote_split(email, NULL, 0, &parts);
		all++;
		if (g_str_equal(g_strstrip(parts.text), trimmed) &&
			g_str_equal(g_strstrip(parts.elided), elided))
			right++;
		else
			printf("differs: %s\n", name);
		quote_parts_clear(&parts);
	}
	printf("reply-trimming: %d of %d exactly\n", right, all);
	ck_assert_int_eq(right, all);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text/quote");
	TCase *cases = tcase_create("quote");

	tcase_set_timeout(cases, 30);
	tcase_add_loop_test(
		cases, test_attribution, 0, G_N_ELEMENTS(attributions));
	tcase_add_loop_test(cases, test_history, 0, G_N_ELEMENTS(histories));
	tcase_add_loop_test(cases, test_signature, 0, G_N_ELEMENTS(signatures));
	tcase_add_loop_test(cases, test_whole, 0, G_N_ELEMENTS(letters));
	tcase_add_test(cases, test_forward);
	tcase_add_test(cases, test_forward_of_a_reply);
	tcase_add_loop_test(cases, test_forward_heads, 0, G_N_ELEMENTS(heads));
	tcase_add_test(cases, test_forward_marked);
	tcase_add_test(cases, test_passed_on_by_thunderbird);
	tcase_add_loop_test(cases, test_passed_on, 0, G_N_ELEMENTS(passings));
	tcase_add_test(cases, test_interleaved);
	tcase_add_test(cases, test_marks);
	tcase_add_test(cases, test_long);
	tcase_add_test(cases, test_reply_trimming);
	suite_add_tcase(suite, cases);
	return check_main(suite);
}
