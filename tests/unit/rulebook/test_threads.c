/* Several threads understand letters by the same rules at once: each gets
 * what one alone gets.  `make tsan` runs this under ThreadSanitizer. */
#include <string.h>

#include "check_main.h"
#include "plaint/domain/document.h"
#include "shipped.h"

enum {
	THREADS = 4,
	TIMES = 3,
};

static const char *const letters[] = {
	"Доброго дня! З мого рахунку зняли гроші, 148 гривень, 3 жовтня. "
	"Прошу повернути кошти. Мій номер 067 123 45 67.",
	"Здравствуйте! Интернет не работает уже пять дней, верните деньги. "
	"С уважением, Пётр Иванов",
	"Добры дзень! Інтэрнэт не працуе, прашу вярнуць грошы за тыдзень.",
	"Dear Sir, you charged my account for a service I never ordered. "
	"Refund £20. Yours faithfully, John Smith",
	"Bonjour, la connexion ne marche pas depuis trois jours.",
};

struct share {
	struct topics *topics;
	char *alone[G_N_ELEMENTS(letters)];
};

static char *understood(struct topics *topics, const char *text)
{
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	struct day written;
	ck_assert(day_from_ymd(2026, 11, 23, &written));
	document_set(&document->text, text);
	document_set(&document->subject, "Скарга");
	g_autoptr(understanding) u =
		topics_understand(topics, document, written);
	return g_strdup_printf("%s %s %.6f %s %u %u %u",
		letter_kind_name(u->kind), u->topic, u->confidence,
		u->department, u->reasons->len, u->entities->len,
		u->flags->len);
}

static gpointer understand_all(gpointer data)
{
	const struct share *share = data;
	int wrong = 0;
	for (int i = 0; i < TIMES * (int)G_N_ELEMENTS(letters); i++) {
		size_t at = (size_t)i % G_N_ELEMENTS(letters);
		g_autofree char *now = understood(share->topics, letters[at]);
		wrong += share->alone[at] != NULL &&
			 strcmp(now, share->alone[at]) != 0;
	}
	return GINT_TO_POINTER(wrong);
}

static void run_threads(struct share *share)
{
	GThread *threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = g_thread_new("reader", understand_all, share);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(GPOINTER_TO_INT(g_thread_join(threads[i])), 0);
}

START_TEST(threads_agree)
{
	struct share share = { .topics = shipped_rules() };
	/* The first letters of all make the dictionaries, together. */
	run_threads(&share);
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		share.alone[i] = understood(share.topics, letters[i]);
	run_threads(&share);
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		g_free(share.alone[i]);
	topics_free(share.topics);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("threads");
	TCase *tcase = tcase_create("threads");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, threads_agree);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
