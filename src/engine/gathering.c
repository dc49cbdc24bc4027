/* Stacks are paired as they came, one that could not be read too: else each
 * after it would get another's backs.  A series is over when no further file
 * of its name came for gather_seconds. */

#include "gathering.h"

#include <string.h>

#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/registry/paper.h"
#include "plaint/store/reading.h"
#include "plaint/store/setting.h"
#include "plaint/wire/document_json.h"

enum {
	US_OF_SECOND = 1000000,
	AGAIN_US = 3 * US_OF_SECOND, /* after trouble */
};

/* A file that waits. */
struct waiting {
	struct letter *letter;	   /* owned until it is taken */
	struct document *document; /* NULL: not read yet, or never */
	int64_t read_utc_us;
	int number;	    /* of its series */
	size_t stem_length; /* 0: of no series */
};

struct look {
	struct engine *engine;
	const char *source;
	int64_t window_us; /* how far apart files of one letter may come */
	bool lacks_one;	   /* gathering_look */
	GArray *waiting;   /* of struct waiting, by id */
	/* Stacks: the letter up to which files are paired or alone; as it was,
	 * and with the next decision. */
	char *paired;
	struct id pairing;
	int64_t now_utc_us, *next_us;
};

bool gathering_is_wanted(const struct config_scans *folder)
{
	return folder->series || folder->stacks != CONFIG_STACKS_NO;
}

static void waiting_clear(void *data)
{
	struct waiting *waiting = data;
	g_clear_pointer(&waiting->letter, g_free);
	g_clear_pointer(&waiting->document, document_free);
}

static struct waiting *waiting_at(const struct look *look, guint at)
{
	return &g_array_index(look->waiting, struct waiting, at);
}

/* --- what waits ---------------------------------------------------------- */

static struct document *document_of(const struct reading *reading)
{
	struct document_kept kept = { reading->json, reading->text,
		reading->quoted_text };
	return document_from_kept(&kept, NULL);
}

static char *paired_key(const struct look *look)
{
	return g_strconcat("stacks.", look->source, NULL);
}

static bool is_unread(const struct waiting *waiting)
{
	return strcmp(waiting->letter->state, "quarantined") == 0;
}

static bool waiting_load(struct look *look, GError **error)
{
	g_autoptr(GPtrArray) letters = letter_list_gathering(
		look->engine->db, look->source, look->paired, error);
	if (letters == NULL)
		return false;
	g_ptr_array_set_free_func(letters, NULL);
	for (guint i = 0; i < letters->len; i++) {
		struct waiting one = { .letter = letters->pdata[i] };
		g_autoptr(reading) reading = reading_find(
			look->engine->db, one.letter->id.text, NULL);
		if (reading != NULL) {
			one.document = document_of(reading);
			one.read_utc_us = reading->read_utc_us;
		}
		batch_series(one.letter->name, &one.stem_length, &one.number);
		g_array_append_val(look->waiting, one);
	}
	return true;
}

/* --- deciding ------------------------------------------------------------ */

struct committing {
	struct look *look;
	struct registration *registration;
};

static bool commit_tx(struct db *db, void *user, GError **error)
{
	struct committing *committing = user;
	const struct look *look = committing->look;
	g_autofree char *key =
		look->pairing.text[0] != '\0' ? paired_key(look) : NULL;
	return paper_commit(&look->engine->rules, db, committing->registration,
		       look->now_utc_us, error) &&
	       (key == NULL || setting_set(db, key, look->pairing.text, error));
}

/* Takes the registration; it has its document and its paper. */
static void decide(struct look *look, struct registration *registration)
{
	struct engine *engine = look->engine;
	struct committing committing = { look, registration };
	g_autoptr(GError) error = NULL;
	registration->paper->is_gathering = false;
	paper_prepare(&engine->rules, registration);
	bool done = paper_keep(engine->spool, registration->paper, &error) &&
		    spool_sync(engine->spool, &error) &&
		    db_run_tx(engine->db, commit_tx, &committing, &error);
	if (!done)
		log_warning("scans %s: %s", look->source, error->message);
	else
		log_info("scans %s: %u files together: %s", look->source,
			registration->paper->files->len, registration->done);
	registration_free(registration);
	/* The files may be moved now. */
	*look->next_us =
		MIN(*look->next_us, look->now_utc_us + (done ? 0 : AGAIN_US));
}

static void decide_alone(struct look *look, guint at, const char *why)
{
	struct waiting *one = waiting_at(look, at);
	struct registration *registration = g_new0(struct registration, 1);
	registration->document = g_steal_pointer(&one->document);
	if (why != NULL)
		document_warn(registration->document, "file_alone", "%s", why);
	registration->paper =
		paper_new(&look->engine->rules, g_steal_pointer(&one->letter));
	decide(look, registration);
}

/* --- stacks -------------------------------------------------------------- */

/* Pages of the files joined, in the order of the places. */
static struct document *document_ordered(
	const struct document *joined, const GArray *places, guint first_pages)
{
	g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < places->len; i++) {
		const struct batch_place *place =
			&g_array_index(places, struct batch_place, i);
		guint at = (guint)place->page - 1 +
			   (place->file > 0 ? first_pages : 0);
		g_array_append_val(order, at);
	}
	return batch_document(joined, order);
}

static void decide_stacks(struct look *look, guint at, GArray *places)
{
	struct waiting *fronts = waiting_at(look, at);
	struct waiting *backs = waiting_at(look, at + 1);
	struct registration *registration = g_new0(struct registration, 1);
	struct id pairing = backs->letter->id;
	guint first_pages = fronts->document->pages->len;
	batch_append(fronts->document, backs->document);
	registration->document =
		document_ordered(fronts->document, places, first_pages);
	registration->paper = paper_new(
		&look->engine->rules, g_steal_pointer(&fronts->letter));
	paper_add_file(registration->paper, g_steal_pointer(&backs->letter), 0);
	g_array_set_size(registration->paper->places, 0);
	g_array_append_vals(
		registration->paper->places, places->data, places->len);
	g_clear_pointer(&fronts->document, document_free);
	look->pairing = pairing;
	decide(look, registration);
}

static bool is_within(const struct look *look, const struct waiting *a,
	const struct waiting *b)
{
	return ABS(a->letter->received_utc_us - b->letter->received_utc_us) <=
	       look->window_us;
}

/* The file at `at` has no other; `last`: what counts as the pair's second. */
static void decide_half(
	struct look *look, guint at, guint last, const char *why)
{
	look->pairing = waiting_at(look, last)->letter->id;
	decide_alone(look, at, why);
}

/* One of the two could not be read.  As look_at_stack. */
static guint look_at_half(struct look *look, guint at)
{
	bool is_first = !is_unread(waiting_at(look, at));
	const struct waiting *half = waiting_at(look, is_first ? at : at + 1);
	if (is_unread(half))
		return 2;
	if (half->document == NULL)
		return 0;
	decide_half(look, is_first ? at : at + 1, at + 1,
		"its other stack could not be read");
	return 2;
}

/* Read again after its pair was decided on. */
static bool is_too_late(const struct look *look, const struct waiting *waiting)
{
	return strcmp(waiting->letter->id.text, look->paired) <= 0;
}

static bool is_cut(const struct waiting *waiting)
{
	return document_has_warning(waiting->document, "pages_cut");
}

/* How many files were decided on; 0: it must wait. */
static guint look_at_stack(struct look *look, guint at)
{
	struct waiting *first = waiting_at(look, at);
	bool is_last = at + 1 == look->waiting->len;
	struct waiting *second = is_last ? NULL : waiting_at(look, at + 1);
	int64_t due_us = first->read_utc_us + look->window_us;
	bool is_pair = !is_last && is_within(look, first, second) &&
		       !is_too_late(look, first) && !look->lacks_one;
	if (is_pair && (is_unread(first) || is_unread(second)))
		return look_at_half(look, at);
	if (is_unread(first))
		return 1;
	if (first->document == NULL)
		return 0;
	if (look->lacks_one) {
		decide_half(look, at, at,
			"a file that is too large lies in its folder: it may "
			"be its other stack");
		return 1;
	}
	if (is_last && due_us > look->now_utc_us && !is_too_late(look, first)) {
		*look->next_us = MIN(*look->next_us, due_us);
		return 0;
	}
	if (!is_pair) {
		decide_half(look, at, at, "its other stack did not come");
		return 1;
	}
	if (second->document == NULL)
		return 0;
	const char *why_not = "the two stacks are not of one size";
	g_autoptr(GArray) places =
		batch_interleave((int)first->document->pages->len,
			(int)second->document->pages->len, true);
	if (is_cut(first) || is_cut(second)) {
		/* The first back would be another sheet's than the last. */
		why_not = "a stack has more pages than are read";
	} else if (places != NULL) {
		decide_stacks(look, at, places);
		return 2;
	}
	decide_half(look, at, at, why_not);
	decide_half(look, at + 1, at + 1, why_not);
	return 2;
}

static void look_at_stacks(struct look *look)
{
	guint done;
	for (guint at = 0; at < look->waiting->len; at += done) {
		done = look_at_stack(look, at);
		if (done == 0)
			return;
	}
}

/* --- series -------------------------------------------------------------- */

static bool is_of_series(const struct waiting *a, const struct waiting *b)
{
	return a->stem_length > 0 && a->stem_length == b->stem_length &&
	       strncmp(a->letter->name, b->letter->name, a->stem_length) == 0;
}

static bool has_number(const GPtrArray *series, int number)
{
	for (guint i = 0; i < series->len; i++) {
		const struct waiting *one = series->pdata[i];
		if (one->number == number)
			return true;
	}
	return false;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const struct waiting *left = *(struct waiting *const *)a;
	const struct waiting *right = *(struct waiting *const *)b;
	return left->number - right->number;
}

/* One that came before is of its series, or of the letter before with the same
 * name: that one is decided on first. */
static bool is_behind_another(const struct look *look, guint at)
{
	for (guint i = 0; i < at; i++) {
		const struct waiting *before = waiting_at(look, i);
		if (before->letter != NULL &&
			is_of_series(before, waiting_at(look, at)))
			return true;
	}
	return false;
}

/* It and the others of its series that are not decided on yet, in order.  A
 * number for the second time is the next letter's. */
static GPtrArray *series_of(const struct look *look, guint at)
{
	GPtrArray *series = g_ptr_array_new();
	for (guint i = at; i < look->waiting->len; i++) {
		struct waiting *other = waiting_at(look, i);
		if (other->letter == NULL ||
			!is_of_series(waiting_at(look, at), other))
			continue;
		if (has_number(series, other->number))
			break;
		g_ptr_array_add(series, other);
	}
	g_ptr_array_sort(series, by_number);
	return series;
}

static bool series_is_over(const struct look *look, const GPtrArray *series)
{
	for (guint i = 0; i < series->len; i++) {
		const struct waiting *one = series->pdata[i];
		int64_t due_us = one->read_utc_us + look->window_us;
		if (one->document == NULL)
			return false;
		if (due_us > look->now_utc_us) {
			*look->next_us = MIN(*look->next_us, due_us);
			return false;
		}
	}
	return true;
}

/* Nobody else would tell that a page is not there. */
static void warn_of_gap(struct document *document, const struct waiting *a,
	const struct waiting *b)
{
	if (b->number > a->number + 1)
		document_warn(document, "file_missing",
			"number %d of its series did not come, or could not be "
			"read",
			a->number + 1);
}

static void decide_series(struct look *look, const GPtrArray *series)
{
	struct registration *registration = g_new0(struct registration, 1);
	g_autoptr(document) joined = document_new(DOCUMENT_SCAN);
	struct waiting *first = series->pdata[0];
	int pages = (int)first->document->pages->len;
	batch_append(joined, first->document);
	registration->paper = paper_new(
		&look->engine->rules, g_steal_pointer(&first->letter));
	for (int page = 1; page <= pages; page++) {
		struct batch_place place = { 0, page };
		g_array_append_val(registration->paper->places, place);
	}
	for (guint i = 1; i < series->len; i++) {
		struct waiting *one = series->pdata[i];
		batch_append(joined, one->document);
		warn_of_gap(joined, series->pdata[i - 1], one);
		paper_add_file(registration->paper,
			g_steal_pointer(&one->letter),
			(int)one->document->pages->len);
	}
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < joined->pages->len; i++)
		g_array_append_val(all, i);
	registration->document = batch_document(joined, all);
	decide(look, registration);
}

static void look_at_series(struct look *look)
{
	for (guint at = 0; at < look->waiting->len; at++) {
		const struct waiting *one = waiting_at(look, at);
		if (one->letter == NULL)
			continue;
		if (one->stem_length == 0 && one->document != NULL)
			decide_alone(look, at, NULL);
		if (one->letter == NULL || one->stem_length == 0 ||
			is_behind_another(look, at))
			continue;
		g_autoptr(GPtrArray) series = series_of(look, at);
		if (series_is_over(look, series))
			decide_series(look, series);
	}
}

void gathering_look(struct engine *engine, const struct config_scans *folder,
	bool lacks_one, int64_t now_utc_us, int64_t *next_us_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) waiting =
		g_array_new(FALSE, TRUE, sizeof(struct waiting));
	g_array_set_clear_func(waiting, waiting_clear);
	struct look look = { .engine = engine,
		.source = folder->name,
		.lacks_one = lacks_one,
		.window_us = folder->gather_seconds * US_OF_SECOND,
		.waiting = waiting,
		.now_utc_us = now_utc_us,
		.next_us = next_us_out };
	g_autofree char *key = paired_key(&look);
	if (!folder->series)
		look.paired = setting_get(engine->db, key, &error);
	if (error != NULL || !waiting_load(&look, &error))
		log_warning("scans %s: %s", folder->name, error->message);
	else if (folder->series)
		look_at_series(&look);
	else
		look_at_stacks(&look);
	g_free(look.paired);
}

/* Its settings were changed while files waited: nobody else asks for them. */
void gathering_end(struct engine *engine)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) waiting =
		g_array_new(FALSE, TRUE, sizeof(struct waiting));
	g_array_set_clear_func(waiting, waiting_clear);
	int64_t now_utc_us = clock_now_utc_us(), unused = now_utc_us;
	struct look look = { .engine = engine,
		.waiting = waiting,
		.now_utc_us = now_utc_us,
		.next_us = &unused };
	if (!waiting_load(&look, &error))
		log_warning("scans: %s", error->message);
	for (guint at = 0; at < waiting->len; at++) {
		const struct waiting *one = waiting_at(&look, at);
		const struct config_scans *folder =
			paper_folder(engine->rules.config, one->letter);
		bool is_wanted = folder != NULL && gathering_is_wanted(folder);
		look.source = one->letter->source;
		if (one->document != NULL && !is_wanted)
			decide_alone(&look, at,
				"its folder waits for other files no more");
	}
}
