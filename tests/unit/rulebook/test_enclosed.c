/* Letters whose matter is in an attachment, by the rules that are shipped and
 * what was learnt from the examples beside them. */
#include "plaint/rulebook/topics.h"

#include <string.h>
#include "check_main.h"
#include "shipped.h"

#define OUTAGE                                                                                                                   \
	"Скарга. Я, Коваленко Ганна Петрівна, повідомляю, що з 3 листопада "  \
	"у мене не працює інтернет, майстер не приходить. Прошу відновити " \
	"зв'язок і перерахувати плату. Телефон 067 123 45 67."
#define CHARGE                                                                                          \
	"З мого рахунку зняли гроші 148,50 грн, а за що, не знаю. " \
	"Прошу пояснити це списання."

/* The rules alone, and with what was learnt; those in hand. */
static struct topics *both[2], *rules;

static void teardown(void)
{
	topics_free(both[0]);
	topics_free(both[1]);
}

static struct understanding *understand(
	const char *body, const char *enclosed, struct document **document_out)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	document->class = DOCUMENT_LETTER;
	document_set(&document->text, body);
	if (enclosed != NULL) {
		struct attachment *one = document_add_attachment(document);
		struct attachment *two = document_add_attachment(document);
		document_set(&one->type, "image/png");
		document_set(&two->type, "application/pdf");
		document_set(&two->text, enclosed);
	}
	*document_out = document;
	struct day day;
	ck_assert(day_parse("2026-11-20", &day));
	return topics_understand(rules, document, day);
}

static void setup(void)
{
	for (int i = 0; i < 2; i++) {
		both[i] = shipped_rules();
		/* Dictionaries are loaded once, before the tests part. */
		g_autoptr(document) document = NULL;
		rules = both[i];
		understanding_free(understand(OUTAGE, NULL, &document));
	}
	shipped_teach(both[1]);
}

static bool has_fact(const struct understanding *u, const char *value)
{
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *entity = u->entities->pdata[i];
		if (strcmp(entity->value, value) == 0)
			return true;
	}
	return false;
}

START_TEST(a_body_that_points_gives_way)
{
	rules = both[_i];
	static const char *const bodies[] = { "", "у вкладенні",
		"Доброго дня! Надсилаю скаргу у вкладенні. З повагою, Ганна",
		"Добрый день, письмо во вложении." };
	g_autoptr(document) alone = NULL;
	g_autoptr(understanding) letter = understand(OUTAGE, NULL, &alone);
	ck_assert(_i == 0 || !letter->triage);
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autoptr(document) document = NULL;
		g_autoptr(understanding) u =
			understand(bodies[i], OUTAGE, &document);
		ck_assert_str_eq(u->topic, letter->topic);
		ck_assert_str_eq(u->department, letter->department);
		ck_assert_int_eq(u->kind, letter->kind);
		ck_assert_str_eq(u->language.code, "uk");
		ck_assert_int_eq(u->triage, letter->triage);
		ck_assert(has_fact(u, "+380671234567"));
	}
}
END_TEST

START_TEST(spans_say_which_part)
{
	rules = both[_i];
	g_autoptr(document) document = NULL;
	g_autoptr(understanding) u =
		understand("у вкладенні", OUTAGE, &document);
	guint enclosed = 0;
	for (guint i = 0; i < u->reasons->len; i++) {
		const struct reason *reason = u->reasons->pdata[i];
		const struct span *span = &reason->span;
		if (span->part != PART_ATTACHMENT)
			continue;
		ck_assert_uint_eq(span->attachment, 1);
		ck_assert_mem_eq(
			reason->phrase, OUTAGE + span->offset, span->length);
		enclosed++;
	}
	ck_assert_uint_gt(enclosed, 0);
	ck_assert_str_eq(part_name(PART_ATTACHMENT), "attachment");
}
END_TEST

/* The same reasons, facts and topic as without the attachment. */
START_TEST(a_real_body_is_not_outvoted)
{
	rules = both[_i];
	static const char body[] = CHARGE
		" Дзвонила на гарячу лінію тричі, обіцяли розібратися, "
		"але вже минув тиждень і відповіді немає. Копію договору "
		"додаю до листа, щоб ви могли перевірити мій тариф.";
	g_autofree char *loud =
		g_strdup_printf("%s %s %s %s", OUTAGE, OUTAGE, OUTAGE, OUTAGE);
	g_autoptr(document) one = NULL;
	g_autoptr(document) two = NULL;
	g_autoptr(understanding) alone = understand(body, NULL, &one);
	g_autoptr(understanding) with = understand(body, loud, &two);
	ck_assert(_i == 0 || !alone->triage);
	ck_assert_str_eq(with->topic, alone->topic);
	ck_assert_double_eq_tol(with->confidence, alone->confidence, 1e-9);
	ck_assert_uint_eq(with->reasons->len, alone->reasons->len);
	ck_assert_uint_eq(with->entities->len, alone->entities->len);
	ck_assert(!has_fact(with, "+380671234567"));
}
END_TEST

/* Short, but clear: facts are added, the topic stays. */
START_TEST(a_short_clear_body_keeps_its_topic)
{
	rules = both[_i];
	g_autoptr(document) one = NULL;
	g_autoptr(document) two = NULL;
	static const char body[] =
		"Зняли 148 гривень невідомо за що. Поясніть, що це за "
		"списання.";
	g_autofree char *loud = g_strdup_printf("%s %s", OUTAGE, OUTAGE);
	g_autoptr(understanding) alone = understand(body, NULL, &one);
	g_autoptr(understanding) with = understand(body, loud, &two);
	ck_assert(_i == 0 || !alone->triage);
	ck_assert_str_eq(with->topic, alone->topic);
	ck_assert(has_fact(with, "+380671234567"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("enclosed");
	TCase *tcase = tcase_create("enclosed");
	tcase_set_timeout(tcase, 60);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_body_that_points_gives_way, 0, 2);
	tcase_add_loop_test(tcase, spans_say_which_part, 0, 2);
	tcase_add_loop_test(tcase, a_real_body_is_not_outvoted, 0, 2);
	tcase_add_loop_test(tcase, a_short_clear_body_keeps_its_topic, 0, 2);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
