/* One answer, maybe many letters.  What can be thought before the
 * transaction is thought before it; in it rows are written only. */

#include "plaint/registry/paper.h"

#include <string.h>
#include <sys/mman.h>

#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/zone.h"
#include "plaint/store/casefile.h"
#include "plaint/store/reading.h"
#include "plaint/wire/document_json.h"

enum {
	MS_US = 1000
};

static void part_free(gpointer data)
{
	struct paper_part *part = data;
	registration_free(part->registration);
	g_array_unref(part->pages);
	g_free(part->list);
	g_free(part);
}

void paper_free(struct paper *paper)
{
	if (paper == NULL)
		return;
	g_ptr_array_unref(paper->files);
	g_array_unref(paper->places);
	g_ptr_array_unref(paper->parts);
	json_decref(paper->drops);
	g_free(paper);
}

struct paper *paper_new(const struct rules *rules, struct letter *file)
{
	bool is_paper = strcmp(file->channel, "scan") == 0 ||
			strcmp(file->channel, "hand") == 0;
	if (!is_paper) {
		g_free(file);
		return NULL;
	}
	const struct config_scans *folder = paper_folder(rules->config, file);
	struct paper *paper = g_new0(struct paper, 1);
	paper->files = g_ptr_array_new_with_free_func(g_free);
	paper->places = g_array_new(FALSE, FALSE, sizeof(struct batch_place));
	paper->parts = g_ptr_array_new_with_free_func(part_free);
	paper->drops = json_array();
	paper->is_gathering =
		folder != NULL && strcmp(file->state, "stored") == 0 &&
		(folder->series || folder->stacks != CONFIG_STACKS_NO);
	g_ptr_array_add(paper->files, file);
	return paper;
}

void paper_add_file(struct paper *paper, struct letter *file, int pages)
{
	struct batch_place place = { paper->files->len, 0 };
	g_ptr_array_add(paper->files, file);
	for (place.page = 1; place.page <= pages; place.page++)
		g_array_append_val(paper->places, place);
}

/* --- deciding ----------------------------------------------------------- */

static struct letter *file_at(const struct paper *paper, guint at)
{
	return paper->files->pdata[at];
}

static struct batch_settings settings_of(
	const struct config *config, const struct letter *letter)
{
	const struct config_scans *folder = paper_folder(config, letter);
	if (folder == NULL)
		return (struct batch_settings){ .separators = true };
	return (struct batch_settings){
		.separators = folder->separators,
		.blank_pages = folder->blank_pages,
		.duplex = folder->duplex,
	};
}

static GArray *places_of(
	const struct paper *paper, const struct batch_letter *batch)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(struct batch_place));
	for (guint i = 0; i < batch->pages->len; i++)
		g_array_append_val(
			places, g_array_index(paper->places, struct batch_place,
					g_array_index(batch->pages, guint, i)));
	return places;
}

/* Rows for the store; hashes are borrowed of the files. */
static GArray *rows_of(const struct paper *paper, const GArray *places)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct letter_page));
	for (guint i = 0; i < places->len; i++) {
		const struct batch_place *place =
			&g_array_index(places, struct batch_place, i);
		struct letter_page row = { .number = i + 1,
			.sha256 = file_at(paper, place->file)->sha256,
			.file_page = place->page,
			.rotation = -1 };
		g_array_append_val(rows, row);
	}
	return rows;
}

char *paper_list_text(
	struct id letter, const struct letter_page *pages, size_t count)
{
	GString *text = g_string_new("plaint pages 1\n");
	g_string_append_printf(text, "letter %s\n", letter.text);
	for (size_t i = 0; i < count; i++)
		g_string_append_printf(text, "%s %" G_GINT64_FORMAT "\n",
			pages[i].sha256, (gint64)pages[i].file_page);
	return g_string_free(text, FALSE);
}

static void part_add(const struct rules *rules,
	struct registration *registration, const struct batch_letter *batch)
{
	struct paper *paper = registration->paper;
	struct paper_part *part = g_new0(struct paper_part, 1);
	part->registration = g_new0(struct registration, 1);
	part->registration->document =
		batch_document(registration->document, batch->pages);
	/* Ids sort by the millisecond: the letters of a file in their order. */
	part->id = id_new(clock_now_utc_us() + paper->parts->len * MS_US);
	part->why = batch->why;
	part->pages = places_of(paper, batch);
	paper_facts_fill(rules, part->registration, file_at(paper, 0), batch);
	g_autoptr(GArray) rows = rows_of(paper, part->pages);
	part->list = paper_list_text(
		part->id, (struct letter_page *)rows->data, rows->len);
	part->hash = hash_bytes(part->list, strlen(part->list));
	g_ptr_array_add(paper->parts, part);
}

static void note_drops(
	struct registration *registration, const struct batch_plan *plan)
{
	struct paper *paper = registration->paper;
	for (guint i = 0; i < plan->drops->len; i++) {
		const struct batch_drop *drop =
			&g_array_index(plan->drops, struct batch_drop, i);
		const struct batch_place *place = &g_array_index(
			paper->places, struct batch_place, drop->page);
		json_array_append_new(paper->drops,
			json_pack("{s:s s:i s:s}", "file",
				file_at(paper, place->file)->name, "page",
				place->page, "why", drop->why));
	}
}

/* The letter keeps its own row, of some of the pages. */
static void keep_one(const struct rules *rules,
	struct registration *registration, const struct batch_letter *batch)
{
	struct paper *paper = registration->paper;
	GArray *places = places_of(paper, batch);
	struct document *whole = registration->document;
	registration->document = batch_document(whole, batch->pages);
	document_free(whole);
	g_array_unref(paper->places);
	paper->places = places;
	size_t i;
	const json_t *drop;
	json_array_foreach(paper->drops, i, drop)
	{
		document_warn(registration->document, "page_dropped",
			"%s, page %" JSON_INTEGER_FORMAT ": %s",
			json_string_value(json_object_get(drop, "file")),
			json_integer_value(json_object_get(drop, "page")),
			json_string_value(json_object_get(drop, "why")));
	}
	paper_facts_fill(rules, registration, file_at(paper, 0), batch);
}

/* What follows the last page that was read is in no letter: the letter with
 * that page says so or, when a sheet was the last, the last letter. */
static void tell_cut(struct document *whole, const struct batch_plan *plan)
{
	static const char code[] = "pages_cut";
	const struct batch_letter *last =
		plan->letters->len > 0
			? plan->letters->pdata[plan->letters->len - 1]
			: NULL;
	if (last == NULL || !document_has_warning(whole, code))
		return;
	for (guint i = 0; i < plan->letters->len; i++) {
		const struct batch_letter *letter = plan->letters->pdata[i];
		g_autoptr(document) of = batch_document(whole, letter->pages);
		if (document_has_warning(of, code))
			return;
	}
	guint page = g_array_index(last->pages, guint, last->pages->len - 1);
	document_warn(whole, code,
		"page %u is the last of this letter that "
		"was read",
		page + 1);
}

void paper_prepare(const struct rules *rules, struct registration *registration)
{
	struct paper *paper = registration->paper;
	struct document *document = registration->document;
	struct batch_settings settings =
		settings_of(rules->config, file_at(paper, 0));
	if (paper->files->len == 1) {
		struct batch_place place = { 0, 1 };
		g_array_set_size(paper->places, 0);
		for (; place.page <= (int)document->pages->len; place.page++)
			g_array_append_val(paper->places, place);
	}
	paper_mark_pages(document, &settings);
	g_autoptr(batch_plan) plan = batch_plan_new(document, &settings);
	note_drops(registration, plan);
	tell_cut(document, plan);
	if (paper->is_gathering || plan->letters->len == 0)
		paper_facts_fill(rules, registration, file_at(paper, 0), NULL);
	else if (plan->letters->len == 1)
		keep_one(rules, registration, plan->letters->pdata[0]);
	else
		paper_refresh(registration);
	if (plan->letters->len == 0)
		registration->facts->aside =
			"it holds separator sheets and blank pages only";
	for (guint i = 0; !paper->is_gathering && plan->letters->len > 1 &&
			  i < plan->letters->len;
		i++)
		part_add(rules, registration, plan->letters->pdata[i]);
}

/* --- keeping ------------------------------------------------------------ */

bool paper_list_keep(
	struct spool *spool, const char *text, struct hash *out, GError **error)
{
	auto_fd int fd = spool_scratch_small(spool, error);
	return fd >= 0 && fd_write_all(fd, text, strlen(text), error) &&
	       spool_put_later(spool, fd, 0, (int64_t)strlen(text), out, error);
}

bool paper_keep(struct spool *spool, const struct paper *paper, GError **error)
{
	for (guint i = 0; i < paper->parts->len; i++) {
		struct paper_part *part = paper->parts->pdata[i];
		if (!paper_list_keep(spool, part->list, &part->hash, error))
			return false;
	}
	return true;
}

bool paper_is_kept(struct spool *spool, const struct paper *paper)
{
	for (guint i = 0; i < paper->parts->len; i++) {
		const struct paper_part *part = paper->parts->pdata[i];
		if (!spool_has(spool, part->hash.hex))
			return false;
	}
	return true;
}

/* --- writing ------------------------------------------------------------ */

struct writing {
	const struct rules *rules;
	struct db *db;
	struct registration *registration;
	struct letter *letter; /* the first file, as it is now */
	int64_t now_utc_us;
};

static bool tell_letter(const struct writing *writing, const char *id,
	const char *verb, json_t *detail, GError **error)
{
	struct telling telling = { NULL, verb, "letter", id };
	return tell_event(
		writing->db, &telling, detail, writing->now_utc_us, error);
}

/* The stamp's day, unless somebody said which day it was. */
static bool write_receipt(const struct writing *writing,
	const struct paper_facts *facts, const char *letter_id, GError **error)
{
	if (!facts->has_stamp)
		return true;
	struct letter_receipt receipt = {
		.utc_us = zone_noon(writing->rules->zone, facts->stamp.day),
		.day = day_format(facts->stamp.day),
		.from = "stamp",
	};
	return letter_set_received(writing->db, letter_id, &receipt, error) &&
	       tell_letter(writing, letter_id, "receipt_day",
		       json_pack("{s:s s:s s:s s:i}", "day", receipt.day.text,
			       "from", receipt.from, "stamp", facts->stamp_text,
			       "page", facts->stamp.page),
		       error);
}

/* A number that no case of ours has is told, and counts for nothing. */
static bool check_case_number(
	struct db *db, struct registration *registration, GError **error)
{
	struct paper_facts *facts = registration->facts;
	g_autoptr(GError) cause = NULL;
	if (facts->case_number[0] == '\0')
		return true;
	g_autoptr(casefile) casefile =
		casefile_find_by_number(db, facts->case_number, &cause);
	if (casefile != NULL)
		return true;
	if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	document_warn(registration->document, "case_unknown",
		"a bar code names case %s, which is not here",
		facts->case_number);
	paper_refresh(registration);
	return true;
}

/* Reading and pages of one letter, then the registrar's questions. */
static bool write_letter(const struct writing *writing,
	struct registration *registration, const char *id, GError **error)
{
	if (!check_case_number(writing->db, registration, error) ||
		!reading_put(writing->db, id, registration->document,
			registration->json, writing->now_utc_us, error) ||
		!write_receipt(writing, registration->facts, id, error))
		return false;
	g_autoptr(letter) letter = letter_find(writing->db, id, error);
	return letter != NULL &&
	       registration_settle(writing->rules, writing->db, registration,
		       letter, writing->now_utc_us, error);
}

static bool write_part(
	const struct writing *writing, struct paper_part *part, GError **error)
{
	const struct letter *file = writing->letter;
	struct letter row = {
		.id = part->id,
		.channel = file->channel,
		.source = file->source,
		.sha256 = part->hash.hex,
		.bytes = (int64_t)strlen(part->list),
		.name = file->name,
		.received_utc_us = file->received_utc_us,
		.received_day = file->received_day,
		.received_from = file->received_from,
		.batch_id = file->id,
		.department = part->registration->facts->is_sheet
				      ? part->registration->facts->department
				      : "",
	};
	struct id id;
	bool is_new;
	g_autoptr(GArray) rows =
		rows_of(writing->registration->paper, part->pages);
	return letter_add(writing->db, &row, &id, &is_new, error) &&
	       letter_page_put(writing->db, part->id.text,
		       (struct letter_page *)rows->data, rows->len, error) &&
	       write_letter(writing, part->registration, part->id.text, error);
}

static json_t *parts_json(const struct paper *paper)
{
	json_t *list = json_array();
	for (guint i = 0; i < paper->parts->len; i++) {
		const struct paper_part *part = paper->parts->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s s:i s:s}", "letter",
				      part->id.text, "pages",
				      (int)part->pages->len, "why", part->why));
	}
	return list;
}

/* The files after the first have given their pages away, and when there are
 * parts, so has the first. */
static bool write_files(const struct writing *writing, GError **error)
{
	const struct paper *paper = writing->registration->paper;
	bool is_split = paper->parts->len > 0;
	g_autofree char *problem =
		is_split ? g_strdup_printf(
				   "split into %u letters", paper->parts->len)
			 : g_strdup_printf("joined to %s, letter %s",
				   file_at(paper, 0)->name,
				   file_at(paper, 0)->id.text);
	for (guint i = is_split ? 0 : 1; i < paper->files->len; i++) {
		const struct letter *file = file_at(paper, i);
		struct letter_turn turn = { file->state, "filed",
			is_split ? "split" : "joined", problem };
		if (!letter_turn(writing->db, file->id.text, &turn, error))
			return false;
	}
	return true;
}

static bool write_parts(const struct writing *writing, GError **error)
{
	const struct paper *paper = writing->registration->paper;
	bool done = reading_put(writing->db, writing->letter->id.text,
			    writing->registration->document,
			    writing->registration->json, writing->now_utc_us,
			    error) &&
		    write_files(writing, error);
	for (guint i = 0; done && i < paper->parts->len; i++)
		done = write_part(writing, paper->parts->pdata[i], error);
	writing->registration->done = "split into letters";
	return done &&
	       tell_letter(writing, writing->letter->id.text, "split",
		       json_pack("{s:o s:O}", "letters", parts_json(paper),
			       "dropped", paper->drops),
		       error);
}

static bool is_whole(const struct paper *paper)
{
	return paper->files->len == 1 && json_array_size(paper->drops) == 0;
}

static bool write_one(const struct writing *writing, GError **error)
{
	struct registration *registration = writing->registration;
	const struct paper *paper = registration->paper;
	const char *id = writing->letter->id.text;
	g_autoptr(GArray) rows = rows_of(paper, paper->places);
	if (is_whole(paper))
		return write_letter(writing, registration, id, error);
	return letter_page_put(writing->db, id,
		       (struct letter_page *)rows->data, rows->len, error) &&
	       write_files(writing, error) &&
	       write_letter(writing, registration, id, error) &&
	       tell_letter(writing, id, "pages_taken",
		       json_pack("{s:i s:i s:O}", "pages",
			       (int)paper->places->len, "files",
			       (int)paper->files->len, "dropped", paper->drops),
		       error);
}

/* While its file waited to be read again, a clerk may have put the letter
 * together of others' pages, which are not in this reading. */
static bool is_still_one_file(const struct writing *writing, GError **error)
{
	g_autoptr(GPtrArray) pages =
		letter_page_list(writing->db, writing->letter->id.text, error);
	if (pages == NULL || pages->len == 0)
		return pages != NULL;
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"letter %s is made of pages by now: plaint mailroom redo reads "
		"them again",
		writing->letter->id.text);
	return false;
}

bool paper_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error)
{
	const struct paper *paper = registration->paper;
	g_autoptr(letter) letter =
		letter_find(db, file_at(paper, 0)->id.text, error);
	if (letter == NULL)
		return false;
	struct writing writing = { rules, db, registration, letter,
		now_utc_us };
	if (!is_still_one_file(&writing, error))
		return false;
	if (paper->is_gathering) {
		registration->done = "waits for its other files";
		return reading_put(db, letter->id.text, registration->document,
			registration->json, now_utc_us, error);
	}
	return paper->parts->len > 0 ? write_parts(&writing, error)
				     : write_one(&writing, error);
}
