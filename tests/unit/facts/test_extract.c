/* Facts in letters: each form people write, and what only looks like one. */
#include "plaint/facts/extract.h"

#include <string.h>
#include "check_main.h"

static GPtrArray *extract_at(
	const char *country, const char *text, const char *language)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	struct extract_options options = { .language = language,
		.country = country };
	day_from_ymd(2026, 11, 23, &options.written);
	return extract_entities(document, &options);
}

static GPtrArray *extract(const char *text, const char *language)
{
	return extract_at("", text, language);
}

/* Values of one kind, joined by "|". */
static char *values(const GPtrArray *entities, enum entity_kind kind)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (entity->kind != kind)
			continue;
		g_string_append_printf(
			out, "%s%s", out->len > 0 ? "|" : "", entity->value);
	}
	return g_string_free(out, FALSE);
}

struct fact {
	enum entity_kind kind;
	const char *language, *text, *values;
};

static const struct fact facts[] = {
	/* phones */
	{ ENTITY_PHONE, "uk", "мій номер 067 123 45 19.", "+380671234519" },
	{ ENTITY_PHONE, "uk", "тел. +38 (050) 331-27-84", "+380503312784" },
	{ ENTITY_PHONE, "uk", "380671234519", "+380671234519" },
	{ ENTITY_PHONE, "uk", "тел.0671234519", "+380671234519" },
	{ ENTITY_PHONE, "uk", "044 234-56-78 і 067-111-22-33",
		"+380442345678|+380671112233" },
	{ ENTITY_PHONE, "ru", "8 (926) 123-44-88", "+79261234488" },
	{ ENTITY_PHONE, "ru", "+7 916 222-33-44", "+79162223344" },
	{ ENTITY_PHONE, "ru", "89161234567", "+79161234567" },
	{ ENTITY_PHONE, "ru", "Живу в Минске, 8 029 611-22-33",
		"+375296112233" },
	{ ENTITY_PHONE, "be", "8 017 333-44-55", "+375173334455" },
	{ ENTITY_PHONE, "be", "+375 29 123-45-67", "+375291234567" },
	{ ENTITY_PHONE, "be", "8 (0162) 12-34-56", "+375162123456" },
	{ ENTITY_PHONE, "en", "07911 123456", "+447911123456" },
	{ ENTITY_PHONE, "en", "020 7946 0958", "+442079460958" },
	{ ENTITY_PHONE, "en", "+44 (0)20 7946 0958", "+442079460958" },
	{ ENTITY_PHONE, "en", "+48 601 234 567", "+48601234567" },
	{ ENTITY_PHONE, "uk", "код 12345, сума 100 000 000 грн", "" },
	{ ENTITY_PHONE, "uk", "999 123 45 67", "" },
	/* sums */
	{ ENTITY_AMOUNT, "uk", "148 гривень 50 копійок", "148.50 UAH" },
	{ ENTITY_AMOUNT, "be", "18 рублёў і 40 капеек", "18.40 BYN" },
	{ ENTITY_AMOUNT, "en", "63 pounds and 12 pence, £41 and 7p",
		"63.12 GBP|41.07 GBP" },
	{ ENTITY_AMOUNT, "en", "£41 and 7 parcels, £3.50 and 20p",
		"41.00 GBP|3.50 GBP|0.20 GBP" },
	{ ENTITY_AMOUNT, "uk", "двадцять гривень і п'ятдесят копійок",
		"20.50 UAH" },
	{ ENTITY_AMOUNT, "uk", "півтори тисячі гривень", "1500.00 UAH" },
	{ ENTITY_AMOUNT, "ru", "полторы тысячи двести рублей, полтора рубля",
		"1700.00 RUB" },
	{ ENTITY_AMOUNT, "uk", "зняли 62 грн.", "62.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "14 999,90 грн", "14999.90 UAH" },
	{ ENTITY_AMOUNT, "uk", "5 тис. грн", "5000.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "у 2026 р. зняли", "" },
	{ ENTITY_AMOUNT, "uk", "999 999 999 999 грн", "999999999999.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "999 999 млн грн", "999999000000.00 UAH" },
	/* more than there is, and than 64 bits hold */
	{ ENTITY_AMOUNT, "uk", "999 999 999 999 млн грн", "" },
	{ ENTITY_AMOUNT, "uk", "збитки 1,250 млн грн", "1250000.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "1 250 млн грн", "1250000000.00 UAH" },
	{ ENTITY_AMOUNT, "ru", "12.5 тыс. руб.", "12500.00 RUB" },
	{ ENTITY_AMOUNT, "ru", "18 500 рублей", "18500.00 RUB" },
	{ ENTITY_AMOUNT, "ru", "24 990 руб.", "24990.00 RUB" },
	{ ENTITY_AMOUNT, "ru", "1500 р. за месяц", "1500.00 RUB" },
	{ ENTITY_AMOUNT, "ru", "Минск: 18,40 руб.", "18.40 BYN" },
	{ ENTITY_AMOUNT, "ru", "25 бел. руб.", "25.00 BYN" },
	{ ENTITY_AMOUNT, "be", "12 рублёў 40 капеек", "12.40 BYN" },
	{ ENTITY_AMOUNT, "be", "па 30 капеек", "0.30 BYN" },
	{ ENTITY_AMOUNT, "en", "charged £86.40 twice", "86.40 GBP" },
	{ ENTITY_AMOUNT, "en", "the sum of £1,249.00 due", "1249.00 GBP" },
	{ ENTITY_AMOUNT, "en", "50 pence, 20 pounds, $15",
		"0.50 GBP|20.00 GBP|15.00 USD" },
	/* what stands directly behind a number, and far behind it */
	{ ENTITY_AMOUNT, "uk", "148₴ або 50\n\n -гривень",
		"148.00 UAH|50.00 UAH" },
	{ ENTITY_AMOUNT, "en", "5 (five) euros, 7 -$, 3\xC2\xA0zł",
		"5.00 EUR|7.00 USD|3.00 PLN" },
	{ ENTITY_AMOUNT, "en",
		"5\v \xE2\x82\xBD, 6 u\xC5\xBF"
		"d",
		"5.00 RUB|6.00 USD" },
	/* sums in words alone */
	{ ENTITY_AMOUNT, "uk", "зняли сто сорок вісім гривень", "148.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "Сто сорок вісім гривень п’ятдесят копійок",
		"148.50 UAH" },
	{ ENTITY_AMOUNT, "uk", "тисячу двісті гривень 05 копійок",
		"1200.05 UAH" },
	{ ENTITY_AMOUNT, "uk", "148 (сто сорок вісім) гривень", "148.00 UAH" },
	{ ENTITY_AMOUNT, "uk", "тисячі гривень", "" },
	{ ENTITY_AMOUNT, "uk", "двадцять сорок гривень", "40.00 UAH" },
	{ ENTITY_AMOUNT, "ru", "восемнадцать тысяч пятьсот рублей",
		"18500.00 RUB" },
	{ ENTITY_AMOUNT, "ru", "сорок белорусских рублей", "40.00 BYN" },
	{ ENTITY_AMOUNT, "be", "дваццаць пяць рублёў сорак капеек",
		"25.40 BYN" },
	{ ENTITY_AMOUNT, "en", "one hundred and forty-eight pounds",
		"148.00 GBP" },
	{ ENTITY_AMOUNT, "en",
		"two thousand three hundred pounds and fifty pence",
		"2300.50 GBP" },
	{ ENTITY_AMOUNT, "en", "one pound", "1.00 GBP" },
	{ ENTITY_AMOUNT, "en", "fifty quid", "50.00 GBP" },
	{ ENTITY_AMOUNT, "en", "50p for a text, see p. 20 of 1080p",
		"0.50 GBP" },
	{ ENTITY_AMOUNT, "uk", "зняли 99 коп за дзвінок", "0.99 UAH" },
	{ ENTITY_AMOUNT, "uk", "15 копачів", "" },
	{ ENTITY_AMOUNT, "en", "one of the pounds, four people", "" },
	/* days */
	{ ENTITY_DATE, "uk", "вчора зникло, на сьогодні нема", "" },
	{ ENTITY_DATE, "ru", "Вчера, 22 ноября, и сегодня", "2026-11-22" },
	{ ENTITY_DATE, "be", "учора", "" },
	{ ENTITY_DATE, "en", "today or the day before yesterday", "" },
	{ ENTITY_DATE, "ru", "со вчерашнего утра", "" },
	{ ENTITY_DATE, "uk", "3 жовтня", "2026-10-03" },
	{ ENTITY_DATE, "uk",
		"3жовтня, 4-го - жовтня, «5»\n \n жовтня, 6\v жовтня",
		"2026-10-03|2026-10-04|2026-10-05|2026-10-06" },
	{ ENTITY_DATE, "en", "3rdof October, 4 & 5 october, \"6\" october",
		"2026-10-04|2026-10-05|2026-10-06" },
	{ ENTITY_DATE, "uk", "до 5 січня", "2027-01-05" },
	{ ENTITY_DATE, "uk", "1 травня 2025 року", "2025-05-01" },
	{ ENTITY_DATE, "ru", "25 сентября", "2026-09-25" },
	{ ENTITY_DATE, "ru", "14.09.2026", "2026-09-14" },
	{ ENTITY_DATE, "ru", "9-го мая", "2026-05-09" },
	{ ENTITY_DATE, "be", "3 кастрычніка", "2026-10-03" },
	{ ENTITY_DATE, "be", "14 лютага 2026 г.", "2026-02-14" },
	{ ENTITY_DATE, "en", "3 October", "2026-10-03" },
	{ ENTITY_DATE, "en", "October 3rd, 2026", "2026-10-03" },
	{ ENTITY_DATE, "en", "on the 2nd of June", "2026-06-02" },
	{ ENTITY_DATE, "en", "2026-02-29, 31.02.2026", "" },
	{ ENTITY_DATE, "en", "14/09/26", "2026-09-14" },
	/* a year of two figures lies behind us, or not far ahead */
	{ ENTITY_DATE, "uk", "дата народження 12.05.85", "1985-05-12" },
	{ ENTITY_DATE, "ru", "паспорт выдан 03.11.99", "1999-11-03" },
	{ ENTITY_DATE, "uk", "договір до 31.12.36", "2036-12-31" },
	{ ENTITY_DATE, "uk", "29.02.24, 29.02.25", "2024-02-29" },
	/* who writes */
	{ ENTITY_NAME, "uk", "від Коваленко Ганни Петрівни",
		"Коваленко Ганна Петрівна" },
	{ ENTITY_NAME, "uk", "від Шевчука Миколи Андрійовича",
		"Шевчук Микола Андрійович" },
	{ ENTITY_NAME, "uk", "Від абонента Сорокіної Марії Іллівни",
		"Сорокіна Марія Іллівна" },
	{ ENTITY_NAME, "ru", "от Мартынова Юрия Алексеевича",
		"Мартынов Юрий Алексеевич" },
	{ ENTITY_NAME, "ru", "от Волковой Натальи Сергеевны",
		"Волкова Наталья Сергеевна" },
	{ ENTITY_NAME, "be", "ад Кавалёвай Ганны Пятроўны",
		"Кавалёва Ганна Пятроўна" },
	{ ENTITY_NAME, "be", "Ад Іванова Івана Пятровіча",
		"Іваноў Іван Пятровіч" },
	{ ENTITY_NAME, "uk",
		"Вітаю! Пише вам пенсіонерка Зарічна Ніна Юріївна, "
		"вчителька.",
		"Зарічна Ніна Юріївна" },
	{ ENTITY_NAME, "en",
		"It is too loud.\nMiss Ada Thorne (retired)\n"
		"9 Row Lane\n01632 960 287\n",
		"Ada Thorne" },
	{ ENTITY_NAME, "en", "Close it. Account 71-88412. Ada Thorne",
		"Ada Thorne" },
	{ ENTITY_NAME, "en", "I spoke to Ada Thorne. She was kind and said so.",
		"" },
	{ ENTITY_NAME, "ru", "Генеральный директор Ю. А. Мартынов",
		"Ю. А. Мартынов" },
	{ ENTITY_NAME, "uk", "Дякую.\nЗ повагою, Ірина Савчук",
		"Ірина Савчук" },
	{ ENTITY_NAME, "en", "Please help.\n\nKind regards\nPriya Shah",
		"Priya Shah" },
	{ ENTITY_NAME, "en", "Hello, my name is James O'Connor and I",
		"James O'Connor" },
	{ ENTITY_NAME, "uk", "Я, Бойко Петро Іванович, звертаюся",
		"Бойко Петро Іванович" },
	{ ENTITY_NAME, "uk", "Шановна Олено Петрівно! Не працює зв'язок.", "" },
	{ ENTITY_ORGANISATION, "uk", "Директор ТОВ «Ромашка» Л. Сидоренко",
		"ТОВ «Ромашка»" },
	{ ENTITY_ORGANISATION, "ru", "Директору ООО «Связь»\nПрошу вернуть",
		"" },
	{ ENTITY_ORGANISATION, "ru",
		"Генеральному директору\nООО «Связь»\nот Ивановой А. Б.", "" },
	{ ENTITY_ORGANISATION, "uk",
		"Кому: ТОВ «Зв'язок»\nДиректор ТОВ «Ромашка» Л. Сидоренко",
		"ТОВ «Ромашка»" },
	{ ENTITY_NAME, "ru", "Директору Иванову И. И.\nПрошу вернуть", "" },
	/* bank and SIM */
	{ ENTITY_IBAN, "uk", "UA213223130000026007233566001",
		"UA213223130000026007233566001" },
	{ ENTITY_IBAN, "en", "GB82 WEST 1234 5698 7654 32 thanks",
		"GB82WEST12345698765432" },
	{ ENTITY_IBAN, "en", "GB82 WEST 1234 5698 7654 33", "" },
	{ ENTITY_CARD, "ru", "карта 4111 1111 1111 1111", "411111******1111" },
	{ ENTITY_CARD, "ru", "заказ 4111 1111 1111 1112", "" },
	{ ENTITY_CARD, "ru", "карта 4111 1111 1111 1111 123",
		"411111******1111" },
	{ ENTITY_CARD, "ru", "карта 4111 1111\n1111 1111 14.09.2026",
		"411111******1111" },
	{ ENTITY_ICCID, "uk", "сім 8938001234567890126", "" },
	{ ENTITY_ICCID, "uk", "сім 8938001234567890121",
		"8938001234567890121" },
	/* the rest */
	{ ENTITY_EMAIL, "uk", "пишіть на Buh@Romashka.com.ua.",
		"buh@romashka.com.ua" },
	{ ENTITY_ADDRESS, "uk", "мешкаю: вул. Садова, буд. 14, кв. 3",
		"вул. Садова, буд. 14, кв. 3" },
	{ ENTITY_ADDRESS, "ru", "г. Москва, ул. Строителей, д. 8, кв. 15",
		"г. Москва, ул. Строителей, д. 8, кв. 15" },
	{ ENTITY_ADDRESS, "en", "to 14 Mill Lane, Norwich, NR1 2AB please",
		"14 Mill Lane, Norwich, NR1 2AB" },
};

START_TEST(each_fact)
{
	const struct fact *fact = &facts[_i];
	g_autoptr(GPtrArray) entities = extract(fact->text, fact->language);
	g_autofree char *found = values(entities, fact->kind);
	ck_assert_msg(strcmp(found, fact->values) == 0,
		"%s in \"%s\": \"%s\", not \"%s\"",
		entity_kind_name(fact->kind), fact->text, found, fact->values);
}
END_TEST

/* The same in a letter of any language; the rouble alone is each country's
 * own. */
static const struct {
	enum entity_kind kind;
	const char *text, *values, *in_belarus;
} anywhere[] = {
	{ ENTITY_PHONE, "067 123 45 19", "+380671234519", NULL },
	{ ENTITY_PHONE, "8 (926) 123-44-88", "+79261234488", NULL },
	{ ENTITY_PHONE, "8 017 333-44-55", "+375173334455", NULL },
	{ ENTITY_PHONE, "8 029 333-44-55", "+375293334455", NULL },
	{ ENTITY_PHONE, "8-017-333-44-55", "+375173334455", NULL },
	{ ENTITY_PHONE, "8(017)3334455", "+375173334455", NULL },
	{ ENTITY_PHONE, "+375 (17) 333-44-55", "+375173334455", NULL },
	{ ENTITY_PHONE, "+44 20 7946 0958", "+442079460958", NULL },
	{ ENTITY_ICCID, "8938001234567890121", "8938001234567890121", NULL },
	{ ENTITY_IBAN, "UA21 3223 1300 0002 6007 2335 6600 1",
		"UA213223130000026007233566001", NULL },
	{ ENTITY_CARD, "4111 1111 1111 1111", "411111******1111", NULL },
	{ ENTITY_AMOUNT, "148 гривень 50 копійок", "148.50 UAH", NULL },
	{ ENTITY_AMOUNT, "18 500 рублей", "18500.00 RUB", "18500.00 BYN" },
	{ ENTITY_AMOUNT, "£86.40", "86.40 GBP", NULL },
	{ ENTITY_AMOUNT, "24 990 руб.", "24990.00 RUB", "24990.00 BYN" },
	{ ENTITY_AMOUNT, "80 копійок", "0.80 UAH", NULL },
	{ ENTITY_AMOUNT, "80 капеек", "0.80 BYN", NULL },
	{ ENTITY_AMOUNT, "80 pence", "0.80 GBP", NULL },
	{ ENTITY_DATE, "3 жовтня", "2026-10-03", NULL },
	{ ENTITY_DATE, "25 сентября", "2026-09-25", NULL },
	{ ENTITY_DATE, "14.09.2026", "2026-09-14", NULL },
	{ ENTITY_DATE, "3 кастрычніка", "2026-10-03", NULL },
	{ ENTITY_EMAIL, "anna@example.com", "anna@example.com", NULL },
	{ ENTITY_ADDRESS, "вул. Садова, буд. 14, кв. 3",
		"вул. Садова, буд. 14, кв. 3", NULL },
	{ ENTITY_ADDRESS, "ул. Строителей, д. 8, кв. 15",
		"ул. Строителей, д. 8, кв. 15", NULL },
	{ ENTITY_NAME, "від Коваленко Ганни Петрівни",
		"Коваленко Ганна Петрівна", NULL },
	{ ENTITY_NAME, "\nГенеральный директор Ю. А. Мартынов",
		"Ю. А. Мартынов", NULL },
};

static void check_at(int row, const char *country, const char *const *letter,
	const char *wanted)
{
	g_auto(GStrv) around = g_strsplit(letter[1], "%s", -1);
	g_autofree char *text =
		g_strconcat(around[0], anywhere[row].text, around[1], NULL);
	g_autoptr(GPtrArray) entities = extract_at(country, text, letter[0]);
	g_autofree char *found = values(entities, anywhere[row].kind);
	ck_assert_msg(strcmp(found, wanted) == 0,
		"%s in \"%s\": \"%s\", "
		"not \"%s\"",
		text, country, found, wanted);
}

START_TEST(in_any_language)
{
	static const char *const letters[][2] = {
		{ "uk", "Добрий день, звертаюся ще раз: %s\nЧекаю." },
		{ "ru", "Добрый день, обращаюсь ещё раз: %s\nЖду." },
		{ "be", "Добры дзень, звяртаюся яшчэ раз: %s\nЧакаю." },
		{ "en", "Hello, I write again: %s\nWaiting." },
	};
	/* Of the office. */
	static const char *const countries[] = { "", "UA", "BY" };
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(countries); k++) {
			bool is_other = strcmp(letters[i][0], "be") == 0 ||
					strcmp(countries[k], "BY") == 0;
			const char *in_belarus = anywhere[_i].in_belarus;
			check_at(_i, countries[k], letters[i],
				is_other && in_belarus != NULL
					? in_belarus
					: anywhere[_i].values);
		}
}
END_TEST

static const struct entity *first_of(
	const GPtrArray *entities, enum entity_kind kind)
{
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		if (entity->kind == kind)
			return entity;
	}
	ck_abort_msg("no %s", entity_kind_name(kind));
}

START_TEST(what_stands_with_the_name_is_the_writers)
{
	g_autoptr(GPtrArray) own = extract(
		"від Коваленко Ганни Петрівни\nвул. Садова, буд. 14, кв. 3\n"
		"тел. 067 123 45 19\n\nСкарга",
		"uk");
	ck_assert(first_of(own, ENTITY_PHONE)->writer);
	ck_assert(first_of(own, ENTITY_ADDRESS)->writer);
	g_autoptr(GPtrArray) signed_below = extract(
		"Не працює.\n\nЗ повагою\nІрина Савчук\n067 123 45 19", "uk");
	ck_assert(first_of(signed_below, ENTITY_PHONE)->writer);
	g_autoptr(GPtrArray) others = extract(
		"Мені дзвонять з 067 123 45 19.\n\nЗ повагою\nІрина Савчук",
		"uk");
	ck_assert(!first_of(others, ENTITY_PHONE)->writer);
}
END_TEST

START_TEST(national_numbers_of_two_countries_are_marked)
{
	static const struct {
		const char *text, *language;
		bool ambiguous;
	} cases[] = {
		{ "044 234-56-78", "uk", true },
		{ "067 123 45 19", "uk", false },
		{ "8 (926) 123-44-88", "ru", false },
		{ "8 017 333-44-55", "be", false },
		{ "+380 44 234 56 78", "uk", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) found =
			extract(cases[i].text, cases[i].language);
		ck_assert_msg(first_of(found, ENTITY_PHONE)->ambiguous ==
				      cases[i].ambiguous,
			"%s", cases[i].text);
	}
}
END_TEST

START_TEST(masks)
{
	static const struct {
		const char *text, *masked;
	} cases[] = {
		{ "картка 4111-1111 1111-1111, номер 067 123 45 19",
			"картка 4111-11** ****-1111, номер 067 123 45 19" },
		/* beside other digits */
		{ "4111 1111 1111 1111 14.09.2026",
			"4111 11** **** 1111 14.09.2026" },
		{ "4111111111111111 14 жовтня", "411111******1111 14 жовтня" },
		{ "4111 1111 1111 1111 12/27 123",
			"4111 11** **** 1111 12/27 123" },
		{ "4111 1111 1111 1111 2026", "4111 11** **** 1111 2026" },
		{ "067 123 45 19 4111 1111 1111 1111",
			"067 123 45 19 4111 11** **** 1111" },
		{ "4111 1111 1111 1111 5500 0000 0000 0004",
			"4111 11** **** 1111 5500 00** **** 0004" },
		{ "3782 822463 10005 17", "3782 82**** *0005 17" },
		/* other spaces; the end of a line */
		{ "4111\u00A01111\u202F1111\u20111111",
			"4111\u00A011**\u202F****\u20111111" },
		{ "карта 4111 1111\n1111 1111 моя",
			"карта 4111 11**\n**** 1111 моя" },
		{ "карта 4111 1111 1111 \r\n1111",
			"карта 4111 1111 1111 \r\n1111" },
		{ "карта 4111 1111 1111\r\n1111",
			"карта 4111 11** ****\r\n1111" },
		/* none: another check digit, a column, an IBAN, a SIM, an
		 * account of twenty digits */
		{ "4111 1111 1111 1112 14", "4111 1111 1111 1112 14" },
		{ "4111\n1111\n1111\n1111", "4111\n1111\n1111\n1111" },
		{ "UA21 4111 1111 1111 1111 6600 1",
			"UA21 4111 1111 1111 1111 6600 1" },
		{ "8938 4111 1111 1111 111", "8938 4111 1111 1111 111" },
		{ "41111111111111110000", "41111111111111110000" },
		{ "", "" },
		/* mistyped, but said to be one */
		{ "Картка, з якої я платила: 5375 4141 1234 5671.",
			"Картка, з якої я платила: 5375 41** **** 5671." },
		{ "My Visa:\n4111111111111112", "My Visa:\n411111******1112" },
		{ "Договір 5375 4141 1234 5671",
			"Договір 5375 4141 1234 5671" },
		{ "Карта 5375 4141 1234 567", "Карта 5375 4141 1234 567" },
		{ "SIM-карта 8938 0039 9215 0123",
			"SIM-карта 8938 0039 9215 0123" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *masked = text_mask_cards(cases[i].text);
		ck_assert_str_eq(masked, cases[i].masked);
	}
}
END_TEST

START_TEST(patterns)
{
	g_autoptr(GError) error = NULL;
	struct entity_pattern *pattern = entity_pattern_new(
		ENTITY_ACCOUNT, "(рахунок", ENTITY_CHECK_NONE, "x", &error);
	ck_assert_ptr_null(pattern);
	ck_assert(g_error_matches(error, EXTRACT_ERROR, EXTRACT_ERROR_PATTERN));
}
END_TEST

START_TEST(cards_are_masked_everywhere)
{
	static const char card[] = "карта 4111 1111 1111 1111, счёт 40018321";
	static const char masked[] = "карта 4111 11** **** 1111, счёт 40018321";
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	document_set(&document->subject, card);
	document_set(&document->text, card);
	document_set(&document->author.name, card);
	document_set(&document->passed_text, card);
	document_warn(document, "mojibake_repaired", "%s", card);
	struct attachment *file = document_add_attachment(document);
	document_set(&file->inside, card);
	struct page *page = document_add_page(document);
	document_set(&page->text, card);
	g_auto(GStrv) words = g_strsplit(card, " ", -1);
	for (size_t i = 0; words[i] != NULL; i++)
		document_set(&page_add_word(page)->text, words[i]);
	document_mask_cards(document);
	ck_assert_str_eq(document->subject, masked);
	ck_assert_str_eq(document->text, masked);
	ck_assert_str_eq(document->author.name, masked);
	ck_assert_str_eq(document->passed_text, masked);
	const struct warning *warning = document->warnings->pdata[0];
	ck_assert_str_eq(warning->detail, masked);
	ck_assert_str_eq(file->inside, masked);
	ck_assert_str_eq(page->text, masked);
	const struct word *second = page->words->pdata[2];
	ck_assert_str_eq(second->text, "11**");
	struct extract_options options = { .country = "", .language = "ru" };
	g_autoptr(GPtrArray) entities = extract_entities(document, &options);
	bool found = false;
	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		found = found ||
			(entity->kind == ENTITY_CARD &&
				strcmp(entity->value, "411111******1111") == 0);
	}
	ck_assert(found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("extract");
	TCase *tcase = tcase_create("extract");
	tcase_add_loop_test(tcase, each_fact, 0, G_N_ELEMENTS(facts));
	tcase_add_loop_test(tcase, in_any_language, 0, G_N_ELEMENTS(anywhere));
	tcase_add_test(tcase, what_stands_with_the_name_is_the_writers);
	tcase_add_test(tcase, national_numbers_of_two_countries_are_marked);
	tcase_add_test(tcase, masks);
	tcase_add_test(tcase, patterns);
	tcase_add_test(tcase, cards_are_masked_everywhere);
	suite_add_tcase(suite, tcase);
	return check_main_together(suite);
}
