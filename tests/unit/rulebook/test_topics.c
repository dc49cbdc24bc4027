/* topics.yaml, entities.yaml and routing.yaml: what a mistake in them is
 * called, and that what they say is done. */
#include "plaint/rulebook/topics.h"

#include <stdio.h>
#include <string.h>
#include "check_main.h"
#include "plaint/text/quote.h"
#include "scratch.h"
#include "shipped.h"

#define NAMES	 "{uk: а, ru: б, be: в, en: g}"
#define TOPIC	 "topics:\n  some:\n    names: " NAMES "\n    department: care\n"
#define ROUTING	 "departments:\n  care: {names: {en: Care}}\n"
#define ENTITIES "patterns: []\n"

static char *dir_with(
	const char *topics, const char *entities, const char *routing)
{
	char *dir = scratch_make();
	scratch_put(dir, "topics.yaml", topics);
	scratch_put(dir, "entities.yaml", entities);
	scratch_put(dir, "routing.yaml", routing);
	return dir;
}

static const struct {
	const char *topics, *entities, *routing, *message;
} mistakes[] = {
	{ "topics: {}\ntopicz: {}\n", ENTITIES, ROUTING, "topics.yaml:2:" },
	{ "topics:\n  some:\n    names: {uk: а}\n    department: care\n",
		ENTITIES, ROUTING, "no name in ru" },
	{ TOPIC "    phrases:\n      uk:\n        - {say: [\"(а\"]}\n",
		ENTITIES, ROUTING, "topics.yaml:7:18: no closing bracket" },
	{ TOPIC "    phrases:\n      uk:\n        - say: [так]\n"
		"          unless:\n            - ні\n            - ..3\n",
		ENTITIES, ROUTING, "topics.yaml:10:15: no word before" },
	{ TOPIC "    phrases:\n      uk:\n        - near: а*\n", ENTITIES,
		ROUTING, "topics.yaml:7:17: two letters at least" },
	{ TOPIC "    phrases:\n      be:\n        - {say: [\"\"]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:18: needs 1 to 12 words" },
	{ TOPIC "    phrases:\n      en:\n        - {say: [=a*]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:18: both = and *" },
	{ TOPIC "    phrases:\n      en:\n        - {say: [a-b|c]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:18: put a-b|c into" },
	{ TOPIC "    phrases:\n      en:\n        - {say: [a .. ]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:18: no word after" },
	{ TOPIC "    phrases:\n      en:\n        - {say: [a@b]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:18: not a word" },
	{ TOPIC "    phrases:\n      en:\n        - {say: [a ..99 b]}\n",
		ENTITIES, ROUTING, "topics.yaml:7:18: no number of words" },
	{ TOPIC "    phrases:\n      uk:\n        - {say: [$a б]}\n", ENTITIES,
		ROUTING, "topics.yaml:7:11: no part a.uk" },
	{ "parts: {a.uk: (в}\n" TOPIC
	  "    phrases:\n      uk:\n        - {say: [$a б]}\n",
		ENTITIES, ROUTING, "topics.yaml:8:11: no closing bracket" },
	{ "parts: {a.uk: в}\n" TOPIC
	  "    phrases:\n      ru:\n        - {say: [$a]}\n",
		ENTITIES, ROUTING, "no part a.ru" },
	{ "parts: {a.uk: б $b, b.uk: $a}\n" TOPIC
	  "    phrases:\n      uk:\n        - {say: [$a]}\n",
		ENTITIES, ROUTING, "topics.yaml:8:11: part a.uk is within" },
	{ TOPIC,
		"parts: {a: '\\d'}\npatterns:\n"
		"  - {kind: account, pattern: 'x($a$b)$'}\n",
		ROUTING, "entities.yaml:3:5: no part b" },
	{ TOPIC,
		"parts: {a: '($a)'}\npatterns:\n"
		"  - {kind: account, pattern: '$a'}\n",
		ROUTING, "entities.yaml:3:5: part a is within itself" },
	{ TOPIC "    phrases:\n      uk:\n        - {weight: 2}\n", ENTITIES,
		ROUTING, "needs say: or near:" },
	{ TOPIC "    kind: complain\n", ENTITIES, ROUTING, "topics.yaml:5:" },
	{ TOPIC "kinds:\n  complaints: {points: 1}\n", ENTITIES, ROUTING,
		"did you mean complaint" },
	{ TOPIC, "patterns:\n  - {kind: account, pattern: '(x'}\n", ROUTING,
		"entities.yaml:2:" },
	{ TOPIC, ENTITIES,
		"departments:\n  care: {names: {en: C}}\nlines:\n"
		"  - {topics: [some], department: cars}\n",
		"no such department: cars" },
	{ TOPIC, ENTITIES, "departments:\n  cars: {names: {en: C}}\n",
		"topics.yaml:2: topic some: routing.yaml knows no department" },
	{ TOPIC, ENTITIES,
		"departments:\n  care: {names: {en: C}}\nabsences:\n"
		"  - {person: a, from: 2026-02-01, to: 2026-01-01}\n",
		"ends before it begins" },
};

START_TEST(mistake)
{
	char *dir = dir_with(mistakes[_i].topics, mistakes[_i].entities,
		mistakes[_i].routing);
	g_autoptr(GError) error = NULL;
	struct topics *topics = topics_load(dir, &error);
	scratch_remove(dir);
	ck_assert_ptr_null(topics);
	ck_assert_msg(strstr(error->message, mistakes[_i].message) != NULL,
		"\"%s\" does not say \"%s\"", error->message,
		mistakes[_i].message);
}
END_TEST

static struct understanding *understand(struct topics *topics,
	const char *subject, const char *text, const char *quoted)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->subject, subject);
	document_set(&document->text, text);
	document_set(&document->quoted_text, quoted);
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	return topics_understand(topics, document, day);
}

START_TEST(quoted_text_does_not_count)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(understanding) u = understand(topics, "", "Так, згоден.",
		"Не працює інтернет, зняли гроші, хамство операторів");
	ck_assert_str_eq(u->topic, "other");
	ck_assert(u->triage);
	ck_assert_str_eq(u->department, "triage");
	ck_assert_uint_eq(u->reasons->len, 0);
}
END_TEST

/* Whether or not who read it has noted a language already. */
START_TEST(latin_letters_go_to_triage)
{
	g_autoptr(topics) topics = shipped_rules();
	for (int noted = 0; noted < 2; noted++) {
		g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
		document_set(&document->text,
			"Dobryi den, u mene vzhe tretij den ne pratsiuie "
			"internet. Koly polahodyte?");
		document_set(&document->language, noted ? "uk" : "");
		struct day day;
		day_from_ymd(2026, 11, 23, &day);
		g_autoptr(understanding) u =
			topics_understand(topics, document, day);
		ck_assert_str_eq(u->language.code, "uk");
		ck_assert(u->language.is_translit);
		ck_assert_str_eq(u->department, "triage");
	}
}
END_TEST

/* A complaint in words of praise is no praise: a person looks. */
static const struct {
	const char *text;
	bool is_praise;
} praises[] = {
	{ "Дякую за чудовий зв'язок! Два тижні тиші, нерви відпочивають. "
	  "Окреме спасибі дівчині на гарячій лінії, яка радила перезавантажити "
	  "роутер. Може хоч хтось прийде і подивиться?",
		false },
	{ "Спасибо вам большое за тишину в трубке, отличная работа! Хоть бы "
	  "кто-нибудь ответил.",
		false },
	{ "Oh well done, marvellous. Fourth appointment, fourth no-show, I do "
	  "so enjoy sitting in with my bad hip. Do keep it up.",
		false },
	{ "Дуже дякую майстру Петру: два тижні не було зв'язку, а він приїхав "
	  "і за годину все полагодив. Золоті руки!",
		true },
	{ "Thank you so much to your engineer Tom, who was kind and patient "
	  "and sorted my line.",
		true },
};

START_TEST(irony_is_not_thanks)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(understanding) u =
		understand(topics, "", praises[_i].text, "");
	if (praises[_i].is_praise) {
		ck_assert_int_eq(u->kind, KIND_THANKS);
		ck_assert_str_eq(u->topic, "thanks");
		return;
	}
	ck_assert_int_ne(u->kind, KIND_THANKS);
	ck_assert_str_ne(u->department, "quality");
}
END_TEST

/* The same words count where the person wrote them, and nowhere else. */
static const struct {
	const char *letter;
	bool counts;
} parts[] = {
	{ "Не працює інтернет третій день.", true },
	{ "Так, згоден.\n\n01.02.2026 10:15, Оператор <a@b.ua> пише:\n"
	  "> Не працює інтернет третій день.",
		false },
	{ "Так, згоден.\n\n-- \nІван Коваль\nНе працює інтернет третій день.",
		false },
	{ "Так, згоден.\n\n-----Original Message-----\nFrom: a@b.ua\n"
	  "Subject: x\n\nНе працює інтернет третій день.",
		false },
	{ "Да, согласен.\n\n-- \nИван\nНе работает интернет третий день.",
		false },
	{ "Так, згодны.\n\n-- \nІван\nНе працуе інтэрнэт трэці дзень.", false },
	{ "I agree.\n\n-- \nJohn\nThe internet has been down for days.",
		false },
	{ "Так, згоден.\n\nSent from my iPhone\n\n> Не працює інтернет",
		false },
};

START_TEST(only_the_writers_words_count)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct quote_parts split = { 0 };
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	quote_split(parts[_i].letter, NULL, 0, &split);
	document_set(&document->text, split.text);
	document_set(&document->quoted_text, split.quoted_text);
	document_set(&document->signature, split.signature);
	document_set(&document->body_text, parts[_i].letter);
	quote_parts_clear(&split);
	g_autoptr(understanding) u = topics_understand(topics, document, day);
	bool counted = false;
	for (guint i = 0; i < u->reasons->len; i++) {
		const struct reason *reason = u->reasons->pdata[i];
		counted = counted || g_str_has_prefix(reason->what, "service.");
		ck_assert_int_eq(reason->span.part, PART_TEXT);
	}
	ck_assert_msg(counted == parts[_i].counts, "%s", parts[_i].letter);
	ck_assert_msg((strcmp(u->topic, "other") != 0) == parts[_i].counts,
		"%s: %s", parts[_i].letter, u->topic);
}
END_TEST

START_TEST(subject_counts)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(understanding) u =
		understand(topics, "Не працює інтернет", "Див. тему", "");
	ck_assert_str_eq(u->topic, "service.outage");
	const struct reason *reason = u->reasons->pdata[0];
	ck_assert_int_eq(reason->span.part, PART_SUBJECT);
}
END_TEST

START_TEST(accounts_as_they_are_written)
{
	static const struct {
		const char *text, *account; /* "": none */
	} rows[] = {
		{ "Інтернет не працює. Мій рахунок 3004 517, прошу.",
			"3004517" },
		{ "Нет интернета. Лицевой счёт 0048 1173.", "00481173" },
		{ "Верните деньги на лицевой счёт, 55 30 417, он мой.",
			"5530417" },
		{ "Нет интернета. Иванова, лс 7701265", "7701265" },
		{ "Няма сувязі. Дагавор № 208 4471", "2084471" },
		{ "No internet. My account number 830 551 2.", "8305512" },
		{ "No internet, account 4400-19-C, ten days", "4400-19-C" },
		{ "No internet. Renata, acct 90 41 77 3", "9041773" },
		/* What follows is a day, a sum, a telephone. */
		{ "Расторгните договор 4400 12 октября", "4400" },
		{ "You took from account 4000 20 pounds", "4000" },
		{ "Мій рахунок 4001881 067 123 45 19", "4001881" },
		{ "Було на моєму рахунку 1480 грн", "" },
	};
	g_autoptr(topics) topics = shipped_rules();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(understanding) u =
			understand(topics, "", rows[i].text, "");
		const char *found = "";
		for (guint e = 0; e < u->entities->len; e++) {
			const struct entity *entity = u->entities->pdata[e];
			if (entity->kind == ENTITY_ACCOUNT)
				found = entity->value;
		}
		ck_assert_msg(strcmp(found, rows[i].account) == 0,
			"%s: found \"%s\"", rows[i].text, found);
	}
}
END_TEST

static const struct {
	const char *text, *flag, *priority;
} flags[] = {
	{ "Не можемо викликати швидку, телефон не працює третій день",
		"safety_of_life", "urgent" },
	{ "Не хочу жить, отключили интернет", "self_harm", "urgent" },
	{ "Я пенсіянерка, у мяне не працуе тэлефон", "vulnerable", "high" },
	{ "No internet for a week. I will complain to Ofcom.",
		"threatens_regulator", "high" },
	{ "Списали 300 рублей. Обращусь в суд!", "threatens_court", NULL },
	{ "Зняли гроші з балансу, напишу в газету, розповім журналістам",
		"press", NULL },
	{ "Прошу деталізацію дзвінків мого чоловіка", "third_party_data",
		NULL },
	{ "Интернет не работает, вы идиоты", "abuse", NULL },
	{ "Дякую за допомогу, але інтернет так і не працює", "thanks", NULL },
	{ "Вже тричі писав вам, інтернет не працює", "wrote_before", NULL },
	{ "Прошу повернути гроші протягом 10 днів", "deadline_mentioned",
		NULL },
};

START_TEST(flag)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(understanding) u = understand(topics, "", flags[_i].text, "");
	ck_assert_msg(understanding_has_flag(u, flags[_i].flag), "%s: no %s",
		flags[_i].text, flags[_i].flag);
	if (flags[_i].priority != NULL)
		ck_assert_str_eq(u->priority, flags[_i].priority);
	int sum = 0;
	for (guint i = 0; i < u->points->len; i++)
		sum += ((struct points *)u->points->pdata[i])->points;
	ck_assert_int_eq(sum, u->priority_points);
}
END_TEST

START_TEST(routes)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(understanding) u = understand(topics, "",
		"Ви передали мої персональні дані третім особам!", "");
	ck_assert_str_eq(u->department, "privacy");
	ck_assert_str_eq(u->expert, "legal");
	ck_assert(g_str_has_prefix(u->route_rule, "routing.yaml:"));
}
END_TEST

/* The person whom the line names, and the department that stays behind. */
START_TEST(routes_to_a_person)
{
	g_autoptr(GError) error = NULL;
	char *dir = dir_with(TOPIC, ENTITIES,
		"departments:\n  care: {names: {en: Care}}\n"
		"lines:\n  - {kinds: [inquiry], person: ann, expert: care}\n"
		"  - {languages: [uk], person: bob}\n");
	g_autoptr(topics) topics = topics_load(dir, &error);
	scratch_remove(dir);
	ck_assert_msg(topics != NULL, "%s", error ? error->message : "");
	g_autoptr(understanding) u =
		understand(topics, "", "Як працює ваш магазин?", "");
	ck_assert_int_eq(u->kind, KIND_INQUIRY);
	ck_assert_str_eq(u->person, "ann");
	ck_assert_str_eq(u->expert, "care");
	ck_assert_str_eq(u->route_rule, "routing.yaml:4");
}
END_TEST

START_TEST(not_letters)
{
	g_autoptr(topics) topics = shipped_rules();
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document->class = DOCUMENT_AUTO_REPLY;
	document_set(&document->text, "Я у відпустці, не працює інтернет");
	struct day day;
	day_from_ymd(2026, 11, 23, &day);
	g_autoptr(understanding) u = topics_understand(topics, document, day);
	ck_assert_int_eq(u->kind, KIND_AUTO_REPLY);
	ck_assert_uint_eq(u->reasons->len, 0);
}
END_TEST

START_TEST(absences)
{
	GPtrArray *list = g_ptr_array_new();
	struct route_absence away[3] = { { .person = (char *)"a",
						 .deputy = (char *)"b" },
		{ .person = (char *)"b", .deputy = (char *)"c" },
		{ .person = (char *)"d", .deputy = (char *)"d" } };
	struct day day;
	day_from_ymd(2026, 3, 5, &day);
	for (size_t i = 0; i < G_N_ELEMENTS(away); i++) {
		away[i].from = away[i].to = day;
		g_ptr_array_add(list, &away[i]);
	}
	ck_assert_str_eq(route_present(list, "a", day), "c");
	ck_assert_str_eq(route_present(list, "c", day), "c");
	ck_assert_str_eq(route_present(list, "d", day), "d");
	ck_assert_str_eq(route_present(list, "a", day_add_days(day, 1)), "a");
	g_ptr_array_unref(list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("topics");
	TCase *tcase = tcase_create("topics");
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, mistake, 0, G_N_ELEMENTS(mistakes));
	tcase_add_test(tcase, latin_letters_go_to_triage);
	tcase_add_loop_test(
		tcase, irony_is_not_thanks, 0, (int)G_N_ELEMENTS(praises));
	tcase_add_test(tcase, quoted_text_does_not_count);
	tcase_add_loop_test(tcase, only_the_writers_words_count, 0,
		(int)G_N_ELEMENTS(parts));
	tcase_add_test(tcase, subject_counts);
	tcase_add_test(tcase, accounts_as_they_are_written);
	tcase_add_loop_test(tcase, flag, 0, G_N_ELEMENTS(flags));
	tcase_add_test(tcase, routes);
	tcase_add_test(tcase, routes_to_a_person);
	tcase_add_test(tcase, not_letters);
	tcase_add_test(tcase, absences);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
