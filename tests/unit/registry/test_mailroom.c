/* The mailroom's acts on both databases: what becomes of letters, pages and
 * cases, and what is refused without a trace. */
#include "plaint/registry/mailroom.h"

#include <string.h>

#include "../casework/desk.h"
#include "check_main.h"
#include "plaint/casework/case_terms.h"
#include "plaint/store/casefile_link.h"
#include "plaint/store/letter_page.h"
#include "plaint/store/reading.h"
#include "plaint/wire/document_json.h"
#include "scratch.h"

static char *dir;

static const char settings[] =
	"organisation:\n"
	"  name: ТОВ «Приклад»\n"
	"  address: Київ\n"
	"  phone: +380 44 000 00 00\n"
	"  email: office@plaint.example\n"
	"  zone: Europe/Kyiv\n"
	"regime: ua-393-1m\n"
	"database: \"%s\"\n"
	"spool: spool\n"
	"rules: rules\n"
	"templates: templates\n"
	"smtp:\n"
	"  server: {host: localhost, port: 25, tls: none}\n"
	"  from_address: skarga@plaint.example\n";

struct room {
	struct rules rules;
	struct db *db; /* the test's handle; the mailroom's is another */
	struct db *own_db;
	struct spool *spool;
};

static void room_open(struct room *room, int which)
{
	g_autoptr(GError) error = NULL;
	room->db = stock_open(which);
	dir = scratch_make();
	g_autofree char *text = g_strdup_printf(settings, database.uri);
	g_autofree char *path = g_build_filename(dir, "plaint.yaml", NULL);
	scratch_put(dir, "plaint.yaml", text);
	scratch_shell(dir, "cp -r rules templates \"$1\"");
	desk_hire(room->db, "olena", "agent");
	struct config *config = config_load(path, &error);
	room->rules = (struct rules){ .config = config };
	ck_assert_msg(config != NULL && rules_load(&room->rules, &error), "%s",
		error != NULL ? error->message : "");
	room->own_db = store_open(config->database, &error);
	room->spool = spool_open(config->spool, &error);
	ck_assert(room->own_db != NULL && room->spool != NULL);
}

static void room_close(struct room *room)
{
	spool_close(room->spool);
	db_close(room->own_db);
	rules_clear(&room->rules);
	db_close(room->db);
	g_clear_pointer(&dir, scratch_remove);
}

static struct mailroom_act act_on(const struct room *room, const struct id *id)
{
	return (struct mailroom_act){ { &room->rules, room->own_db,
					      room->spool },
		id->text, "olena", NOW + 3600 * SECOND };
}

static bool key(
	const struct mailroom_act *act, const char *text, GError **error)
{
	struct mailroom_keying how = { .text = text };
	return mailroom_key(act, &how, error);
}

/* What reading them told of, on the first page. */
static const char *scans_warn;

/* A scan of so many pages, each with a word of its own, set aside. */
static struct id add_scan(const struct room *room, const char *const *words)
{
	static int serial;
	g_autoptr(GError) error = NULL;
	g_autoptr(document) document = document_new(DOCUMENT_SCAN);
	g_autofree char *name = g_strdup_printf("scan %d", ++serial);
	struct hash hash = hash_bytes(name, strlen(name));
	struct letter letter = { .id = id_new(NOW + serial * SECOND),
		.channel = "scan",
		.source = "desk",
		.sha256 = hash.hex,
		.bytes = 7,
		.name = name,
		.received_utc_us = NOW,
		.received_day = { "2026-11-23" },
		.received_from = "file_time" };
	for (; *words != NULL; words++) {
		struct page *page = document_add_page(document);
		page->ink_share = 0.02;
		page->width = 1654;
		page->height = 2339;
		document_take(&page->text,
			g_strdup_printf("Прошу повернути гроші, списані за "
					"послугу %s, якої я не замовляв. Чекаю "
					"письмової відповіді.",
				*words));
		document_set(&page->trust, "straight_through");
	}
	if (scans_warn != NULL)
		document_warn(document, scans_warn, "page 1: a test");
	json_t *json = document_to_json(document, false);
	char *text = json_dumps(json, JSON_COMPACT);
	struct id id;
	bool is_new;
	assert_ok(letter_add(room->db, &letter, &id, &is_new, &error));
	assert_ok(reading_put(room->db, id.text, document, text, NOW, &error));
	assert_ok(letter_quarantine(room->db, id.text, "a test", &error));
	free(text);
	json_decref(json);
	return id;
}

/* The same, registered by parting what a clerk will join again. */
static struct id add_case(
	const struct room *room, const char *word, struct casefile **case_out)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { word, NULL };
	struct id id = add_scan(room, words);
	struct mailroom_act act = act_on(room, &id);
	g_autofree char *text = g_strdup_printf(
		"Прошу повернути гроші, списані за послугу %s.", word);
	assert_ok(key(&act, text, &error));
	g_autoptr(letter) letter = letter_find(room->db, id.text, &error);
	ck_assert_str_eq(letter->state, "registered");
	*case_out = casefile_find(room->db, letter->casefile_id.text, &error);
	return id;
}

static void state_is(const struct room *room, const struct id *id,
	const char *state, const char *fate)
{
	g_autoptr(letter) letter = letter_find(room->db, id->text, NULL);
	ck_assert_str_eq(letter->state, state);
	ck_assert_str_eq(letter->fate, fate);
}

static void stage_is(
	const struct room *room, const struct casefile *of, const char *stage)
{
	g_autoptr(casefile) now = casefile_find(room->db, of->id.text, NULL);
	ck_assert_str_eq(now->stage, stage);
}

static int64_t count(const struct room *room, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(db_rows) rows = db_query(room->db, sql, DB_NO_VALUES, &error);
	ck_assert_msg(rows != NULL && db_rows_next(rows), "%s",
		error != NULL ? error->message : sql);
	return db_row_int(rows, "n");
}

static void split_and_join(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", "Друга", "Третя", NULL };
	struct id id = add_scan(room, words), second;
	struct mailroom_act act = act_on(room, &id);
	assert_ok(mailroom_split(&act, 3, &second, &error));
	state_is(room, &id, "registered", "");
	state_is(room, &second, "registered", "");
	ck_assert_int_eq(count(room, "SELECT count(*) AS n FROM casefile"), 2);
	g_autoptr(GPtrArray) pages =
		letter_page_list(room->db, second.text, &error);
	ck_assert_uint_eq(pages->len, 1);
	ck_assert_int_eq(((struct letter_page *)pages->pdata[0])->file_page, 3);
	g_autoptr(letter) made = letter_find(room->db, second.text, &error);
	ck_assert_str_eq(made->batch_id.text, id.text);
	/* Its original is there, and says what it is. */
	g_autofree char *path = g_strdup_printf(
		"%s/spool/%.2s/%s", dir, made->sha256, made->sha256);
	g_autofree char *list = NULL;
	ck_assert(g_file_get_contents(path, &list, NULL, NULL));
	g_autofree char *wanted = g_strdup_printf(
		"plaint pages 1\nletter %s\n%s 3\n", second.text,
		((struct letter_page *)pages->pdata[0])->sha256);
	ck_assert_str_eq(list, wanted);

	assert_ok(mailroom_join(&act, second.text, MAILROOM_BEHIND, &error));
	state_is(room, &second, "filed", "joined");
	ck_assert_int_eq(count(room, "SELECT count(*) AS n FROM casefile"
				     " WHERE stage <> 'closed'"),
		1);
	ck_assert_int_eq(
		count(room, "SELECT count(*) AS n FROM casefile_link"), 1);
	g_autoptr(reading) reading = reading_find(room->db, id.text, &error);
	const char *third = strstr(reading->text, "Третя");
	ck_assert_ptr_nonnull(third);
	ck_assert(strstr(reading->text, "Перша") < third);
	/* It is gone from the flow: it can be joined to nothing else. */
	assert_fails(mailroom_join(&act, second.text, MAILROOM_BEHIND, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
}

static void turns_of_stacks(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const fronts[] = { "Альфа", "Гамма", NULL };
	const char *const backs[] = { "Дельта", "Бета", NULL };
	struct id id = add_scan(room, fronts), other = add_scan(room, backs);
	struct mailroom_act act = act_on(room, &id);
	assert_ok(
		mailroom_join(&act, other.text, MAILROOM_INTERLEAVED, &error));
	g_autoptr(reading) reading = reading_find(room->db, id.text, &error);
	const char *at = reading->text;
	const char *const order[] = { "Альфа", "Бета", "Гамма", "Дельта" };
	for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
		at = strstr(at, order[i]);
		ck_assert_msg(at != NULL, "%s: %s", order[i], reading->text);
	}
	state_is(room, &id, "registered", "");
}

static void an_answered_case_keeps_its_letter(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) one = NULL, two = NULL;
	struct id first = add_case(room, "Перша", &one);
	struct id second = add_case(room, "Друга", &two);
	static const char *const stages[] = { "registered", "assigned",
		"drafting", "approval", "answering", "answered" };
	for (size_t i = 1; i < G_N_ELEMENTS(stages); i++)
		assert_ok(casefile_set_stage(room->db, two->id.text,
			stages[i - 1], stages[i], NOW, &error));
	int64_t events = count(room, "SELECT count(*) AS n FROM event");
	struct mailroom_act act = act_on(room, &first);
	assert_fails(mailroom_join(&act, second.text, MAILROOM_BEHIND, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct mailroom_act other = act_on(room, &second);
	assert_fails(mailroom_discard(&other, "twice", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	state_is(room, &second, "registered", "");
	stage_is(room, two, "answered");
	ck_assert_int_eq(
		count(room, "SELECT count(*) AS n FROM event"), events);
}

static void discarded_and_restored(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) casefile = NULL;
	struct id id = add_case(room, "Перша", &casefile);
	struct mailroom_act act = act_on(room, &id);
	assert_fails(mailroom_discard(&act, " ", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_ok(mailroom_discard(&act, "an advertisement", &error));
	state_is(room, &id, "filed", "discarded");
	stage_is(room, casefile, "closed");
	assert_ok(mailroom_restore(&act, &error));
	state_is(room, &id, "registered", "");
	stage_is(room, casefile, "reopened");
	assert_fails(mailroom_restore(&act, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);

	const char *const words[] = { "Друга", NULL };
	struct id aside = add_scan(room, words);
	struct mailroom_act other = act_on(room, &aside);
	assert_ok(mailroom_discard(&other, "a blank form", &error));
	assert_ok(mailroom_restore(&other, &error));
	state_is(room, &aside, "quarantined", "");
}

static void what_a_person_decided_stays(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) casefile = NULL;
	struct id id = add_case(room, "Перша", &casefile);
	struct case_act by = { casefile->number.text, "olena", NOW };
	g_autofree char *path = g_build_filename(dir, "plaint.yaml", NULL);
	struct config *config = config_load(path, &error);
	g_autoptr(rulebook) rulebook = rulebook_load(config->rules, &error);
	struct terms_rules rules = { config, rulebook, NULL };
	struct terms_change change = { 0 };
	struct case_reclassify_wish wish = { .kind = "inquiry" };
	assert_ok(
		case_reclassify(room->db, &by, &rules, &wish, &change, &error));
	struct mailroom_act act = act_on(room, &id);
	assert_ok(key(&act, "Дякую вам за чудове обслуговування, усе добре.",
		&error));
	g_autoptr(casefile) now =
		casefile_find(room->db, casefile->id.text, &error);
	ck_assert_str_eq(now->kind, "inquiry");
	/* Yet that somebody is in danger is no matter of opinion. */
	assert_ok(key(&act, "Я не хочу більше жити, всім буде легше без мене.",
		&error));
	g_autoptr(casefile) then =
		casefile_find(room->db, casefile->id.text, &error);
	ck_assert_str_eq(then->kind, "inquiry");
	ck_assert_str_eq(then->priority, "urgent");
	ck_assert_ptr_nonnull(strstr(then->flags, "self_harm"));
	config_free(config);
}

static void the_day_is_put_right(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) casefile = NULL;
	struct id id = add_case(room, "Перша", &casefile);
	struct mailroom_act act = act_on(room, &id);
	struct day day;
	ck_assert(day_from_ymd(2026, 11, 10, &day));
	assert_ok(mailroom_received(&act, day, &error));
	g_autoptr(letter) letter = letter_find(room->db, id.text, &error);
	ck_assert_str_eq(letter->received_day.text, "2026-11-10");
	ck_assert_str_eq(letter->received_from, "clerk");
	g_autoptr(casefile) now =
		casefile_find(room->db, casefile->id.text, &error);
	ck_assert_str_eq(now->received_day.text, "2026-11-10");
	ck_assert_int_lt(
		strcmp(now->legal_due.text, casefile->legal_due.text), 0);
	struct day ahead = day_add_days(day, 60);
	assert_fails(mailroom_received(&act, ahead, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
}

/* The earlier receipt counts: the writer did not wait longer for our mistake.
 */
static void joining_keeps_the_earlier_day(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) one = NULL, two = NULL;
	struct id first = add_case(room, "Перша", &one);
	struct id second = add_case(room, "Друга", &two);
	struct mailroom_act act = act_on(room, &second);
	struct day day;
	ck_assert(day_from_ymd(2026, 11, 12, &day));
	assert_ok(mailroom_received(&act, day, &error));
	struct mailroom_act join = act_on(room, &first);
	assert_ok(mailroom_join(&join, second.text, MAILROOM_BEHIND, &error));
	g_autoptr(casefile) now = casefile_find(room->db, one->id.text, &error);
	ck_assert_str_eq(now->received_day.text, "2026-11-12");
	stage_is(room, two, "closed");
}

static void day_is(const struct room *room, const struct id *id,
	const char *day, const char *from)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(letter) letter = letter_find(room->db, id->text, &error);
	ck_assert_str_eq(letter->received_day.text, day);
	ck_assert_str_eq(letter->received_from, from);
	g_autoptr(casefile) casefile =
		casefile_find(room->db, letter->casefile_id.text, &error);
	ck_assert_str_eq(casefile->received_day.text, day);
}

static const char late_stamp[] =
	"Вх. № 77 від 16.11.2026\nПрошу повернути гроші за послугу Музика.";

/* The law's clock does not wait for our reader. */
static void a_stamp_seen_later_counts(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(casefile) casefile = NULL, other = NULL;
	const char *const words[] = { "Радіо", NULL };
	struct id id = add_scan(room, words);
	struct mailroom_act act = act_on(room, &id);
	assert_ok(key(&act, late_stamp, &error));
	day_is(room, &id, "2026-11-16", "stamp");

	struct id known = add_case(room, "Кіно", &casefile);
	act = act_on(room, &known);
	day_is(room, &known, "2026-11-23", "file_time");
	assert_ok(key(&act, late_stamp, &error));
	day_is(room, &known, "2026-11-16", "stamp");

	/* What a person said stands. */
	struct day said;
	ck_assert(day_parse("2026-11-20", &said));
	struct id dated = add_case(room, "Театр", &other);
	act = act_on(room, &dated);
	assert_ok(mailroom_received(&act, said, &error));
	assert_ok(key(&act, late_stamp, &error));
	day_is(room, &dated, "2026-11-20", "clerk");
}

/* Two letters scanned as one: each has its own stamp's day. */
static void parted_letters_have_their_stamps(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша\nВх. № 1 від 20.11.2026\n",
		"Друга\nВх. № 2 від 17.11.2026\n", NULL };
	struct id id = add_scan(room, words), second;
	struct mailroom_act act = act_on(room, &id);
	assert_ok(mailroom_split(&act, 2, &second, &error));
	day_is(room, &id, "2026-11-20", "stamp");
	day_is(room, &second, "2026-11-17", "stamp");
}

/* What was keyed in of a file that nobody could open is all there is. */
static void a_text_without_pages_stays(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", NULL }, *const none[] = { NULL };
	struct id id = add_scan(room, words), keyed = add_scan(room, none);
	struct mailroom_act act = act_on(room, &keyed);
	struct mailroom_rereading how = { 0 }, anyway = { .drops_keyed = true };
	assert_ok(key(&act, "Прошу повернути гроші.", &error));
	assert_fails(mailroom_reread(&act, &how, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_fails(mailroom_reread(&act, &anyway, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_fails(mailroom_join(&act, id.text, MAILROOM_BEHIND, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	struct mailroom_act join = act_on(room, &id);
	assert_fails(mailroom_join(&join, keyed.text, MAILROOM_BEHIND, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	g_autoptr(reading) reading = reading_find(room->db, keyed.text, &error);
	ck_assert_str_eq(reading->text, "Прошу повернути гроші.");
	state_is(room, &keyed, "registered", "");
}

/* One page of three is handwriting. */
static void a_page_is_keyed_in(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", "Друга", "Третя", NULL };
	struct id id = add_scan(room, words), second;
	struct mailroom_act act = act_on(room, &id);
	struct mailroom_keying how = { "Я не замовляв Написана.", 2, false };
	assert_ok(mailroom_key(&act, &how, &error));
	g_autoptr(reading) reading = reading_find(room->db, id.text, &error);
	const char *at = strstr(reading->text, "Написана");
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(strstr(at, "Третя"));
	ck_assert_ptr_nonnull(strstr(reading->text, "Перша"));
	ck_assert_ptr_null(strstr(reading->text, "Друга"));
	how.page = 4;
	assert_fails(mailroom_key(&act, &how, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_ok(mailroom_split(&act, 2, &second, &error));
	g_autoptr(reading) of = reading_find(room->db, second.text, &error);
	ck_assert_ptr_nonnull(strstr(of->text, "Написана"));
	/* All of it keyed in as one text has no second part. */
	act = act_on(room, &second);
	assert_ok(key(&act, "Одним текстом", &error));
	assert_fails(mailroom_split(&act, 2, &id, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
}

static void two_clerks_key_one_letter(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", NULL };
	struct id id = add_scan(room, words);
	struct mailroom_act act = act_on(room, &id), other = act;
	struct mailroom_keying how = { "Прошу повернути гроші.", 0, false };
	desk_hire(room->db, "taras", "clerk");
	other.by = "taras";
	assert_ok(mailroom_key(&act, &how, &error));
	how.text = "Дякую за все.";
	assert_fails(mailroom_key(&other, &how, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	g_autoptr(reading) kept = reading_find(room->db, id.text, &error);
	ck_assert_str_eq(kept->text, "Прошу повернути гроші.");
	/* Whoever typed it may put it right, and who says so. */
	assert_ok(mailroom_key(&act, &how, &error));
	how.drops_keyed = true;
	assert_ok(mailroom_key(&other, &how, &error));
}

static void page_says(const struct room *room, const struct id *id, guint at,
	const char *text)
{
	g_autoptr(GError) error = NULL;
	g_auto(mailroom_letter) of = { 0 };
	assert_ok(mailroom_load(&of, room->db, id->text, &error));
	const struct page *page = of.document->pages->pdata[at];
	ck_assert_msg(strstr(page->text, text) != NULL, "%s", page->text);
}

/* Whoever mistypes has the text of before back, and that before it. */
static void what_was_typed_is_taken_back(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", "Друга", NULL };
	struct id id = add_scan(room, words);
	struct mailroom_act act = act_on(room, &id);
	struct mailroom_keying second = { "Чекаю грошей.", 2, false };
	assert_fails(
		mailroom_undo(&act, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	assert_ok(key(&act, "Прошу повернути гроші.", &error));
	assert_ok(key(&act, "Не той лист", &error));
	assert_ok(mailroom_undo(&act, &error));
	page_says(room, &id, 0, "Прошу повернути гроші.");
	assert_ok(mailroom_key(&act, &second, &error));
	assert_ok(mailroom_undo(&act, &error));
	assert_ok(mailroom_undo(&act, &error));
	page_says(room, &id, 0, "послугу Перша");
	page_says(room, &id, 1, "послугу Друга");
	assert_fails(
		mailroom_undo(&act, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	/* Not over what was done since. */
	assert_ok(mailroom_key(&act, &second, &error));
	assert_ok(mailroom_accept(&act, &error));
	assert_fails(
		mailroom_undo(&act, &error), STORE_ERROR, STORE_ERROR_REFUSED);
	page_says(room, &id, 1, "Чекаю грошей.");
}

static void is_in_part(const struct room *room, const struct id *id, bool is)
{
	g_autoptr(letter) letter = letter_find(room->db, id->text, NULL);
	g_autoptr(casefile) casefile =
		casefile_find(room->db, letter->casefile_id.text, NULL);
	ck_assert_msg((strstr(casefile->flags, "read_in_part") != NULL) == is,
		"%s", casefile->flags);
}

/* A page that is missing stays missing, whatever is done with the others; one
 * that a person typed is whole. */
static void what_is_missing_is_told(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", "Друга", NULL };
	struct mailroom_keying second = { "Чекаю грошей.", 2, false };
	struct mailroom_keying first = { "Поверніть гроші.", 1, false };
	scans_warn = "file_missing";
	struct id gap = add_scan(room, words);
	scans_warn = "page_damaged";
	struct id torn = add_scan(room, words);
	scans_warn = NULL;
	struct mailroom_act act = act_on(room, &gap);
	assert_ok(mailroom_key(&act, &second, &error));
	is_in_part(room, &gap, true);
	assert_ok(mailroom_accept(&act, &error));
	is_in_part(room, &gap, true);
	assert_ok(key(&act, "Поверніть гроші. Чекаю.", &error));
	is_in_part(room, &gap, true);
	act = act_on(room, &torn);
	assert_ok(mailroom_key(&act, &second, &error));
	is_in_part(room, &torn, true);
	assert_ok(mailroom_key(&act, &first, &error));
	is_in_part(room, &torn, false);
}

static void refusals(const struct room *room)
{
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "Перша", NULL };
	struct id id = add_scan(room, words), unused;
	struct mailroom_act act = act_on(room, &id);
	assert_fails(mailroom_split(&act, 2, &unused, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_fails(mailroom_join(&act, id.text, MAILROOM_BEHIND, &error),
		STORE_ERROR, STORE_ERROR_REFUSED);
	assert_fails(mailroom_accept(&act, &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	assert_fails(key(&act, "\xff\xfe", &error), STORE_ERROR,
		STORE_ERROR_REFUSED);
	act.by = "nobody";
	assert_fails(
		key(&act, "text", &error), STORE_ERROR, STORE_ERROR_REFUSED);
	struct id mail = stock_letter(room->db, 999);
	act = act_on(room, &mail);
	assert_fails(
		key(&act, "text", &error), STORE_ERROR, STORE_ERROR_REFUSED);
	act.letter = "there-is-none";
	assert_fails(
		key(&act, "text", &error), STORE_ERROR, STORE_ERROR_MISSING);
	state_is(room, &id, "quarantined", "");
}

/* One office for several of them: starting one is what takes the time. */
START_TEST(pages)
{
	struct room room;
	room_open(&room, _i);
	split_and_join(&room);
	a_page_is_keyed_in(&room);
	turns_of_stacks(&room);
	joining_keeps_the_earlier_day(&room);
	room_close(&room);
}
END_TEST

START_TEST(acts)
{
	struct room room;
	room_open(&room, _i);
	an_answered_case_keeps_its_letter(&room);
	discarded_and_restored(&room);
	what_a_person_decided_stays(&room);
	the_day_is_put_right(&room);
	a_text_without_pages_stays(&room);
	two_clerks_key_one_letter(&room);
	what_was_typed_is_taken_back(&room);
	what_is_missing_is_told(&room);
	a_stamp_seen_later_counts(&room);
	parted_letters_have_their_stamps(&room);
	refusals(&room);
	room_close(&room);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mailroom");
	TCase *tcase = databases_case("mailroom");
	databases_add(tcase, pages);
	databases_add(tcase, acts);
	suite_add_tcase(suite, tcase);
	return check_main(suite);
}
