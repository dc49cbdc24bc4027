/* Workers that crash, hang or lie: each costs its own letter and no other.
 *
 * The engine starts its roles by running its own program with --role=NAME;
 * here that program is this test, which then plays a worker that behaves as
 * the letter tells it to. */

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_main.h"
#include "office_yaml.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/hash.h"
#include "plaint/config/config.h"
#include "plaint/engine/engine.h"
#include "plaint/store/event.h"
#include "plaint/store/letter.h"
#include "plaint/store/store.h"
#include "plaint/wire/document_json.h"
#include "plaint/wire/wire.h"
#include "plaint/worker/process.h"
#include "scratch.h"

static char *dir;

/* --- the worker ---------------------------------------------------------- */

static struct document *worker_document(const char *text)
{
	struct document *document = document_new(DOCUMENT_EMAIL);
	document_set(&document->text, text);
	document_set(&document->subject, "Скарга");
	document_set(&document->from.address, "olena@customer.example");
	return document;
}

static void answer_with(struct document *document)
{
	json_t *frame = json_pack("{s:s s:o}", "type", "document", "document",
		document_to_json(document, false));
	wire_send(PROCESS_ROLE_FD, frame, -1, NULL);
	json_decref(frame);
	document_free(document);
}

static void act_good(const char *text)
{
	answer_with(worker_document(text));
}

static void act_crash(const char *text)
{
	(void)text;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void act_hang(const char *text)
{
	(void)text;
	for (;;)
		pause();
}

static void act_garbage(const char *text)
{
	(void)text;
	fd_write_all(PROCESS_ROLE_FD, "\xff\xff\xff\xff garbage", 12, NULL);
	pause();
}

static void act_nonsense(const char *text)
{
	(void)text;
	json_t *frame =
		json_pack("{s:s s:i}", "type", "document", "document", 5);
	wire_send(PROCESS_ROLE_FD, frame, -1, NULL);
	json_decref(frame);
}

/* Names an attachment whose bytes are not there under that hash. */
static void act_lie(const char *text)
{
	struct document *document = worker_document(text);
	struct attachment *attachment = document_add_attachment(document);
	struct hash hash = hash_bytes("something else", 14);
	attachment->bytes = 1000;
	attachment->offset = 0;
	g_strlcpy(attachment->sha256, hash.hex, sizeof(attachment->sha256));
	answer_with(document);
}

/* Ends over its second page of three until it may leave that out. */
static json_t *asked;
static void act_pages(const char *text)
{
	const json_t *left_out = json_object_get(asked, "left_out");
	json_t *frame = json_pack(
		"{s:s s:i s:i}", "type", "page", "page", 1, "pages", 3);
	wire_send(PROCESS_ROLE_FD, frame, -1, NULL);
	json_decref(frame);
	if (json_array_size(left_out) != 1 ||
		json_integer_value(json_array_get(left_out, 0)) != 2)
		act_crash(text);
	act_good(text);
}

/* The first that the text begins with. */
static const struct {
	const char *word;
	void (*act)(const char *text);
} acts[] = { { "good but for a page", act_pages }, { "good", act_good },
	{ "crash", act_crash }, { "hang", act_hang },
	{ "garbage", act_garbage }, { "nonsense", act_nonsense },
	{ "lie", act_lie } };

static int worker_main(void)
{
	json_decref(wire_receive(PROCESS_ROLE_FD, NULL, NULL));
	json_t *ready = json_pack("{s:s}", "type", "ready");
	wire_send(PROCESS_ROLE_FD, ready, -1, NULL);
	json_decref(ready);
	for (;;) {
		auto_fd int fd = -1;
		json_t *frame = wire_receive(PROCESS_ROLE_FD, &fd, NULL);
		if (frame == NULL)
			return 0;
		json_decref(asked);
		asked = frame;
		if (strcmp(wire_text(frame, "type"), "read") != 0)
			continue;
		g_autoptr(GBytes) bytes = fd_read_whole(fd, 1000, NULL);
		const char *text = g_bytes_get_data(bytes, NULL);
		for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
			if (!g_str_has_prefix(text, acts[i].word))
				continue;
			acts[i].act(text);
			break;
		}
	}
}

/* --- the office ---------------------------------------------------------- */

static void office_make(void)
{
	static const char yaml[] =
		OFFICE_YAML "workers: {parse: 2, parse_seconds: 1}\n";
	dir = scratch_make();
	scratch_put(dir, "plaint.yaml", yaml);
	scratch_shell(dir, "cp -r rules templates \"$1\"");
	/* As root the engine becomes nobody, and must reach its folder. */
	scratch_shell(dir, "[ \"$(id -u)\" != 0 ] || chown -R nobody \"$1\"");
}

static void office_remove(void)
{
	scratch_remove(dir);
}

static struct engine *office_open(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(dir, "plaint.yaml", NULL);
	struct config *config = config_load(path, &error);
	struct engine *engine =
		config != NULL ? engine_new(config, ENGINE_PARSE, &error)
			       : NULL;
	ck_assert_msg(engine != NULL, "%s", error ? error->message : "");
	return engine;
}

static char *office_take(struct engine *engine, const char *text)
{
	g_autoptr(GError) error = NULL;
	char *id = g_malloc0(ID_LENGTH + 1);
	bool is_new;
	g_autofree char *path = g_build_filename(dir, "in", NULL);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
	auto_fd int fd = open(path, O_RDONLY);
	struct engine_original original = { .fd = fd,
		.channel = "mail",
		.source = "test",
		.name = text,
		.received_utc_us = clock_now_utc_us() };
	ck_assert_msg(engine_take(engine, &original, id, &is_new, &error), "%s",
		error ? error->message : "");
	ck_assert(is_new);
	return id;
}

static void assert_state(struct db *db, const char *id, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(letter) letter = letter_find(db, id, &error);
	ck_assert_msg(letter != NULL, "%s", error ? error->message : "");
	ck_assert_str_eq(letter->state,
		g_str_has_prefix(text, "good") ? "registered" : "quarantined");
	if (strcmp(letter->state, "quarantined") == 0)
		ck_assert_str_ne(letter->problem, "");
}

START_TEST(test_each_costs_itself)
{
	static const char *const texts[] = { "good one", "crash", "good two",
		"hang", "garbage", "good three", "nonsense", "lie", "good four",
		"good but for a page" };
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct engine *engine = office_open();
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_ptr_array_add(ids, office_take(engine, texts[i]));
	ck_assert_msg(engine_run_until_read(engine, ids, &error), "%s",
		error ? error->message : "");
	engine_free(engine);
	g_autofree char *uri = g_strdup_printf("sqlite:%s/plaint.db", dir);
	g_autoptr(db) db = store_open(uri, &error);
	ck_assert_ptr_nonnull(db);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		assert_state(db, ids->pdata[i], texts[i]);
	struct event_check chain;
	ck_assert(event_verify(db, &chain, &error));
	ck_assert_int_eq(chain.broken_seq, 0);
	ck_assert_int_gt(chain.count, 8);
}
END_TEST

START_TEST(test_the_same_bytes_are_the_same_letter)
{
	g_autoptr(GError) error = NULL;
	struct engine *engine = office_open();
	g_autofree char *first = office_take(engine, "good one");
	char again[ID_LENGTH + 1];
	bool is_new = true;
	g_autofree char *path = g_build_filename(dir, "in", NULL);
	auto_fd int fd = open(path, O_RDONLY);
	struct engine_original original = { .fd = fd,
		.channel = "mail",
		.source = "another",
		.name = "x",
		.received_utc_us = 1 };
	ck_assert(engine_take(engine, &original, again, &is_new, &error));
	ck_assert(!is_new);
	ck_assert_str_eq(again, first);
	engine_free(engine);
}
END_TEST

/* A mail that was appended with a date to come. */
START_TEST(test_no_letter_comes_tomorrow)
{
	enum {
		DAYS_AHEAD = 400
	};
	g_autoptr(GError) error = NULL;
	struct engine *engine = office_open();
	char id[ID_LENGTH + 1];
	bool is_new;
	auto_fd int fd = open("README.md", O_RDONLY);
	struct engine_original original = { .fd = fd,
		.channel = "mail",
		.source = "test",
		.name = "x",
		.received_utc_us =
			clock_now_utc_us() +
			DAYS_AHEAD * INT64_C(86400) * G_USEC_PER_SEC };
	ck_assert(engine_take(engine, &original, id, &is_new, &error));
	engine_free(engine);
	g_autofree char *uri = g_strdup_printf("sqlite:%s/plaint.db", dir);
	g_autoptr(db) db = store_open(uri, &error);
	ck_assert_ptr_nonnull(db);
	g_autoptr(letter) letter = letter_find(db, id, &error);
	ck_assert_ptr_nonnull(letter);
	ck_assert_int_le(letter->received_utc_us, clock_now_utc_us());
	/* Kyiv is never a whole day ahead. */
	g_autoptr(GDateTime) latest = g_date_time_new_from_unix_utc(
		clock_now_utc_us() / G_USEC_PER_SEC + 86400);
	g_autofree char *day = g_date_time_format(latest, "%F");
	ck_assert_str_le(letter->received_day.text, day);
}
END_TEST

int main(int argc, char **argv)
{
	if (argc > 1 && g_str_has_prefix(argv[1], "--role="))
		return worker_main();
	Suite *suite = suite_create("workers");
	TCase *all = tcase_create("bad workers");
	tcase_set_timeout(all, 60);
	tcase_add_checked_fixture(all, office_make, office_remove);
	tcase_add_test(all, test_each_costs_itself);
	tcase_add_test(all, test_the_same_bytes_are_the_same_letter);
	tcase_add_test(all, test_no_letter_comes_tomorrow);
	suite_add_tcase(suite, all);
	return check_main(suite);
}
