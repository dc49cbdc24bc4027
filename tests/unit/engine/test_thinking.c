/* Letters understood beside the main loop: all come back, from the main loop,
 * prepared or with their problem; and what is under way at the end is handed
 * over first.  `make tsan` runs this under ThreadSanitizer. */
#include <string.h>

#include "../../../src/engine/thinking.h"
#include "check_main.h"
#include "office_yaml.h"
#include "plaint/base/clock.h"
#include "plaint/wire/document_json.h"
#include "scratch.h"

enum {
	LETTERS = 40
};

struct seen {
	GThread *main_thread;
	GMainLoop *loop;
	int prepared, failed, awaited;
};

static struct thought *thought_of(int number)
{
	static const char *const texts[] = {
		"З мого рахунку зняли гроші, прошу повернути 148 гривень.",
		"Интернет не работает уже пять дней.",
		"You charged my account for a service I never ordered.",
	};
	g_autoptr(document) document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, texts[number % 3]);
	document_set(&document->subject, "Скарга");
	struct thought *thought = g_new0(struct thought, 1);
	thought->registration = g_new0(struct registration, 1);
	thought->registration->job = g_new0(struct job, 1);
	/* Every tenth is nonsense. */
	thought->answer = number % 10 == 9 ? json_pack("{s:i}", "subject", 5)
					   : document_to_json(document, false);
	thought->attachments_fd = -1;
	return thought;
}

static void on_done(void *user, struct thought *thought)
{
	struct seen *seen = user;
	const struct registration *r = thought->registration;
	ck_assert_ptr_eq(g_thread_self(), seen->main_thread);
	if (r->problem != NULL) {
		seen->failed++;
	} else {
		ck_assert_ptr_nonnull(r->understanding);
		ck_assert_ptr_nonnull(r->json);
		seen->prepared++;
	}
	g_free(thought->registration->job);
	thought->registration->job = NULL;
	thought_free(thought);
	if (--seen->awaited == 0)
		g_main_loop_quit(seen->loop);
}

static struct config *some_config(void)
{
	static const char yaml[] = OFFICE_YAML;
	g_autoptr(GError) error = NULL;
	char *dir = scratch_make();
	g_autofree char *path = g_build_filename(dir, "plaint.yaml", NULL);
	scratch_put(dir, "plaint.yaml", yaml);
	struct config *config = config_load(path, &error);
	ck_assert_msg(
		config != NULL, "%s", error != NULL ? error->message : "");
	scratch_remove(dir);
	return config;
}

static struct rules some_rules(void)
{
	struct rules rules = { .config = some_config(),
		.topics = topics_load("rules", NULL),
		.zone = g_time_zone_new_identifier("Europe/Kyiv") };
	ck_assert_ptr_nonnull(rules.topics);
	return rules;
}

START_TEST(all_come_back)
{
	struct rules rules = some_rules();
	struct seen seen = { g_thread_self(), g_main_loop_new(NULL, FALSE),
		.awaited = LETTERS };
	struct thinking *thinking = thinking_new(&rules, on_done, &seen);
	for (int i = 0; i < LETTERS; i++)
		thinking_add(thinking, thought_of(i));
	ck_assert_uint_eq(thinking_count(thinking), LETTERS);
	g_main_loop_run(seen.loop);
	ck_assert_uint_eq(thinking_count(thinking), 0);
	ck_assert_int_eq(seen.prepared, LETTERS - LETTERS / 10);
	ck_assert_int_eq(seen.failed, LETTERS / 10);
	thinking_free(thinking);
	g_main_loop_unref(seen.loop);
	rules_clear(&rules);
}
END_TEST

START_TEST(the_end_waits)
{
	struct rules rules = some_rules();
	struct seen seen = { g_thread_self(), g_main_loop_new(NULL, FALSE),
		.awaited = LETTERS };
	struct thinking *thinking = thinking_new(&rules, on_done, &seen);
	for (int i = 0; i < LETTERS; i++)
		thinking_add(thinking, thought_of(i));
	thinking_free(thinking);
	ck_assert_int_eq(seen.awaited, 0);
	g_main_loop_unref(seen.loop);
	rules_clear(&rules);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("thinking");
	TCase *tcase = tcase_create("thinking");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, all_come_back);
	tcase_add_test(tcase, the_end_waits);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
