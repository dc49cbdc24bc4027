/* Who is who: names across alphabets and cases, addresses, and how sure a
 * match is. */
#include <string.h>

#include "check_main.h"
#include "plaint/facts/match.h"

static const struct {
	const char *a, *b;
	enum match_names wanted;
} names[] = {
	{ "Тарас Шевченко", "Taras Shevchenko", MATCH_NAMES_SAME },
	{ "Шевченко Тарас Григорович", "Тарас Шевченко", MATCH_NAMES_SAME },
	{ "Коваленко Ганни Петрівни", "Ганна Коваленко", MATCH_NAMES_SAME },
	{ "Олена Мельник", "Елена Мельник", MATCH_NAMES_SAME },
	{ "Олена Мельник", "Алена Мельнік", MATCH_NAMES_SAME },
	{ "Olena Melnyk", "Мельник Елена Ивановна", MATCH_NAMES_SAME },
	{ "Микола Іванюк", "Николай Иванюк", MATCH_NAMES_SAME },
	{ "Уладзімір Кавалёў", "Владимир Ковалев", MATCH_NAMES_SAME },
	{ "Volodymyr Kovalchuk", "Ковальчук Володимир", MATCH_NAMES_SAME },
	{ "Петрова Анна", "Петровой Анны", MATCH_NAMES_SAME },
	{ "Сергій Щербак", "Serhii Shcherbak", MATCH_NAMES_SAME },
	{ "Сергей Щербак", "Sergey Scherbak", MATCH_NAMES_OTHER },
	{ "Євген Яременко", "Евгений Яременко", MATCH_NAMES_SAME },
	{ "Ю. А. Мартынов", "Мартынов Юрий Алексеевич", MATCH_NAMES_LIKE },
	{ "Мартынов", "Мартынов Юрий", MATCH_NAMES_LIKE },
	{ "П. А. Мартынов", "Мартынов Юрий Алексеевич", MATCH_NAMES_OTHER },
	{ "Мартинов Ю.А.", "Мартынов Юрий Алексеевич", MATCH_NAMES_LIKE },
	{ "Yu. Martynov", "Мартынов Юрий Алексеевич", MATCH_NAMES_LIKE },
	{ "Y. Martynov", "Мартынов Юрий Алексеевич", MATCH_NAMES_LIKE },
	{ "Ю. Мартынов", "Yuri Martynov", MATCH_NAMES_LIKE },
	{ "J. Smith", "John Smith", MATCH_NAMES_LIKE },
	{ "H. Petrenko", "Петренко Ганна Іллівна", MATCH_NAMES_LIKE },
	{ "О. Мельник", "Мельник Елена Ивановна", MATCH_NAMES_OTHER },
	{ "О. Мельник", "Мельник Олена Іванівна", MATCH_NAMES_LIKE },
	/* The second initial is the father's. */
	{ "А. Ю. Мартынов", "Мартынов Юрий Алексеевич", MATCH_NAMES_OTHER },
	{ "Ю. Б. Мартынов", "Мартынов Юрий Алексеевич", MATCH_NAMES_OTHER },
	{ "Yu. Martynenko", "Мартынов Юрий Алексеевич", MATCH_NAMES_OTHER },
	{ "Ю. А.", "Мартынов Юрий Алексеевич", MATCH_NAMES_UNKNOWN },
	{ "Олена Коваль", "Олена Коваленко", MATCH_NAMES_OTHER },
	{ "Олена Коваль", "Петро Коваль", MATCH_NAMES_OTHER },
	{ "Олег Коваль", "Ольга Коваль", MATCH_NAMES_OTHER },
	{ "Іван Петрович Бондар", "Іван Семенович Бондар", MATCH_NAMES_OTHER },
	{ "olena77", "Олена Коваль", MATCH_NAMES_UNKNOWN },
	{ "", "Олена Коваль", MATCH_NAMES_UNKNOWN },
	{ "ТОВ «Агросвіт Плюс»", "Агросвіт Плюс, ТОВ", MATCH_NAMES_SAME },
	{ "John Smith", "SMITH, John", MATCH_NAMES_SAME },
};

START_TEST(test_names)
{
	enum match_names got = match_names(names[_i].a, names[_i].b);
	enum match_names back = match_names(names[_i].b, names[_i].a);
	ck_assert_msg(got == names[_i].wanted && back == got, "%s / %s: %d, %d",
		names[_i].a, names[_i].b, got, back);
	g_autofree char *a = match_name_key(names[_i].a);
	g_autofree char *b = match_name_key(names[_i].b);
	if (got == MATCH_NAMES_SAME)
		ck_assert_str_eq(a, b);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} addresses[] = {
	{ "вул. Зелена, 14, кв. 5, Київ", "Киев, ул. Зеленая 14-5", true },
	{ "вул. Зелена, 14", "01001 м. Київ, вул. Зелена, буд. 14, кв. 5",
		true },
	{ "вул. Зелена, 14", "вул. Зелена, 15", false },
	{ "вул. Зелена, 14, кв. 5", "вул. Зелена, 14, кв. 6", false },
	{ "вул. Зелена, 14", "вул. Садова, 14", false },
	{ "12 High Street, Leeds", "12 High St, Leeds LS1 4AP", true },
	{ "вул. Зелена", "вул. Зелена", false },
	{ "22 Khreshchatyk Street, apt 4",
		"м. Черкаси, вул. Хрещатик, 22, кв. 4", true },
	{ "Flat 4, 22 Khreshchatyk Road", "вул. Хрещатик, 22, кв. 4", true },
	{ "Flat 22, 4 Khreshchatyk Road", "вул. Хрещатик, 22, кв. 4", false },
	{ "7 Franka str, Lviv", "Львів, вул. Франка, 7", true },
	{ "Гомель, Лесная 8 кв 15", "г. Гомель, ул. Лесная, 8, кв. 15", true },
	{ "22 High Road", "22 High Street", true },
	{ "вул. Зелена, 14, під'їзд 2, поверх 3, кв. 5", "Зелена 14, кв. 5",
		true },
	{ "ул. Мира, 5, 2 этаж, кв. 7", "ул. Мира, д. 5, кв. 7", true },
	{ "ул. Мира, 5, подъезд 1, 2-й этаж, кв. 7", "ул. Мира, 5, кв. 8",
		false },
	{ "вул. Під Дубом, 7", "Pid Dubom 7, Lviv", true },
	{ "вул. Зелена, 14, під. 5", "вул. Зелена, 14, кв. 6", true },
};

START_TEST(test_logins)
{
	static const char *const logins[] = { "", "olena77", " fam ",
		"olena@customer.example", "Бухгалтерія" };
	static const char *const names[] = { "Олена Коваленко", "ТОВ «Ромашка»",
		"ФОП Сидоренко І.П." };
	for (size_t i = 0; i < G_N_ELEMENTS(logins); i++)
		ck_assert_msg(match_is_login(logins[i]), "%s", logins[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		ck_assert_msg(!match_is_login(names[i]), "%s", names[i]);
}
END_TEST

START_TEST(test_addresses)
{
	ck_assert_msg(match_addresses(addresses[_i].a, addresses[_i].b) ==
			      addresses[_i].same,
		"%s / %s", addresses[_i].a, addresses[_i].b);
}
END_TEST

static GPtrArray *list_of(const char *value)
{
	GPtrArray *list = g_ptr_array_new();
	if (value != NULL)
		g_ptr_array_add(list, (gpointer)value);
	return list;
}

/* The customer: imported, mail olena@x, phone +380671234519, account 40018. */
static const struct {
	const char *name, *sender, *email, *phone, *account, *address;
	enum match_source source;
	double least, most;
	const char *reasons;
} verdicts[] = {
	{ "", "olena@x", NULL, NULL, NULL, NULL, MATCH_IMPORTED, 0.96, 1,
		"verified_sender" },
	{ "", "olena@x", NULL, NULL, NULL, NULL, MATCH_FROM_LETTER, 0.89, 0.96,
		"known_sender" },
	{ "Петро Коваль", "olena@x", NULL, NULL, NULL, NULL, MATCH_IMPORTED,
		0.96, 1, "verified_sender other_name" },
	{ "Елена Коваль", "e@y", NULL, "+380671234519", NULL, NULL,
		MATCH_IMPORTED, 0.85, 1, "phone name" },
	{ "", "e@y", NULL, "+380671234519", NULL, NULL, MATCH_IMPORTED, 0.5,
		0.84, "phone" },
	{ "Петро Сич", "e@y", NULL, "+380671234519", "40018", NULL,
		MATCH_IMPORTED, 0, 0.49, "phone account other_name" },
	{ "", "e@y", NULL, "+380671234519", "40018", NULL, MATCH_IMPORTED, 0.8,
		0.84, "phone account" },
	{ "Коваль Олена", "", NULL, NULL, NULL, "Київ, Зелена 14",
		MATCH_IMPORTED, 0.85, 1, "name address" },
	{ "Коваль О.", "", NULL, NULL, NULL, "Київ, Зелена 14", MATCH_IMPORTED,
		0.5, 0.84, "name_alike address" },
	{ "O. Koval", "", NULL, NULL, NULL, "22 Sadova St, 14", MATCH_IMPORTED,
		0, 0, "name_alike" },
	{ "O. Koval", "", NULL, NULL, NULL, "14 Zelena St, Kyiv",
		MATCH_IMPORTED, 0.5, 0.84, "name_alike address" },
	{ "Олена Коваль", "e@y", NULL, NULL, NULL, NULL, MATCH_IMPORTED, 0, 0,
		"name" },
	{ "Олена Коваль", "", "olena@x", NULL, NULL, NULL, MATCH_IMPORTED, 0.85,
		1, "email name" },
};

START_TEST(test_verdicts)
{
	struct match_contact email = { "email", "olena@x", "olena@x",
		verdicts[_i].source };
	struct match_contact phone = { "phone", "+380671234519",
		"+380671234519", MATCH_IMPORTED };
	struct match_contact postal = { "postal", "вул. Зелена, 14, Київ", "",
		MATCH_IMPORTED };
	g_autoptr(GPtrArray) contacts = g_ptr_array_new();
	g_ptr_array_add(contacts, &email);
	g_ptr_array_add(contacts, &phone);
	g_ptr_array_add(contacts, &postal);
	g_autoptr(GPtrArray) accounts = list_of("40018");
	struct match_known known = { "Олена Коваль", contacts, accounts };
	g_autoptr(GPtrArray) emails = list_of(verdicts[_i].email);
	g_autoptr(GPtrArray) phones = list_of(verdicts[_i].phone);
	g_autoptr(GPtrArray) stated = list_of(verdicts[_i].account);
	g_autoptr(GPtrArray) places = list_of(verdicts[_i].address);
	struct match_facts facts = { verdicts[_i].name, verdicts[_i].sender,
		emails, phones, stated, places };
	struct match_verdict verdict = match_judge(&facts, &known);
	g_autofree char *reasons = match_reasons_text(verdict.reasons);
	ck_assert_str_eq(reasons, verdicts[_i].reasons);
	ck_assert_double_ge(verdict.certainty, verdicts[_i].least);
	ck_assert_double_le(verdict.certainty, verdicts[_i].most);
}
END_TEST

START_TEST(test_accounts)
{
	g_autofree char *account = match_account(" аб-12 34/5");
	ck_assert_str_eq(account, "АБ12345");
}
END_TEST

START_TEST(test_words)
{
	static const char *const names[][2] = {
		{ "Ю. А. Мартынов", "Мартынов Юрий Алексеевич" },
		{ "Мартинов Ю.А.", "Yuri Martynov" },
		{ "Yu. Martynov", "Мартынов Юрий" },
		{ "J. Smith", "John Smith" },
		{ "Мартынов", "Мартынов Юрий" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *word = match_name_word(names[i][0]);
		g_autofree char *key = match_name_key(names[i][1]);
		g_auto(GStrv) words = g_strsplit(key, " ", -1);
		ck_assert_str_ne(word, "");
		ck_assert_msg(g_strv_contains((const char *const *)words, word),
			"%s: %s, %s", names[i][0], word, key);
		g_autofree char *none = match_name_word(names[i][1]);
		ck_assert_str_eq(none, "");
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");
	TCase *all = tcase_create("match");
	tcase_add_loop_test(all, test_names, 0, G_N_ELEMENTS(names));
	tcase_add_test(all, test_logins);
	tcase_add_loop_test(all, test_addresses, 0, G_N_ELEMENTS(addresses));
	tcase_add_loop_test(all, test_verdicts, 0, G_N_ELEMENTS(verdicts));
	tcase_add_test(all, test_words);
	tcase_add_test(all, test_accounts);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
