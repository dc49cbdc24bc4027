/* Reading again what a clerk doubts: in a worker of its own, outside any
 * transaction; the letter may have changed meanwhile, and then it is the
 * clerk's turn again. */

#include <string.h>

#include "mailroom_work.h"
#include "plaint/base/fd.h"
#include "plaint/casework/work.h"
#include "plaint/registry/keeping.h"
#include "plaint/store/virus_scan.h"
#include "plaint/wire/document_json.h"
#include "plaint/worker/reader.h"

enum {
	QUARTER = 90,
	FULL_TURN = 360,
};

struct reread {
	const struct mailroom_act *act;
	const struct mailroom_rereading *how;
	struct mailroom_letter of; /* as it was; its pages' turns are new */
	GArray *read;		   /* of guint: pages read again, per result */
	struct document *results;  /* their pages, in that order */
};

static bool is_wanted(const struct reread *reread, guint page)
{
	return reread->how->page == 0 || reread->how->page == (int)page + 1;
}

static bool reread_check(const struct reread *reread,
	const struct mailroom_letter *of, GError **error)
{
	static const char *const states[] = { "registered", "quarantined",
		NULL };
	if (!mailroom_needs(of, states, "read again", error))
		return false;
	if (mailroom_is_keyed(of, (guint)reread->how->page) &&
		!reread->how->drops_keyed)
		return work_refuse(error,
			"letter %s was keyed in: a machine reads no better "
			"(redo --drop-keyed: all the same)",
			of->letter->id.text);
	if (of->document != NULL && of->pages->len == 0)
		return work_refuse(error,
			"letter %s has no pages, only a text: it cannot be "
			"read again",
			of->letter->id.text);
	if (reread->how->page > (int)of->pages->len)
		return work_refuse(error, "letter %s has %u page%s",
			of->letter->id.text, of->pages->len,
			of->pages->len == 1 ? "" : "s");
	return true;
}

/* Turned from how it lies now, which the reader may have found itself. */
static void turn_page(struct reread *reread)
{
	const struct mailroom_rereading *how = reread->how;
	if (how->page == 0 || how->turn == 0)
		return;
	struct letter_page *row = reread->of.pages->pdata[how->page - 1];
	const struct page *page =
		reread->of.document->pages->pdata[how->page - 1];
	row->rotation = (page->rotation + how->turn) % FULL_TURN;
}

/* The pages wanted of the file that row `first` is of; they are noted as
 * read.  New reference. */
static json_t *wishes_of_file(struct reread *reread, guint first, bool *done)
{
	const struct letter_page *of = reread->of.pages->pdata[first];
	json_t *list = json_array();
	for (guint i = first; i < reread->of.pages->len; i++) {
		const struct letter_page *row = reread->of.pages->pdata[i];
		if (done[i] || !is_wanted(reread, i) ||
			strcmp(row->sha256, of->sha256) != 0)
			continue;
		done[i] = true;
		g_array_append_val(reread->read, i);
		json_array_append_new(
			list, json_pack("{s:I s:I}", "page",
				      (json_int_t)row->file_page, "turn",
				      (json_int_t)row->rotation));
	}
	return list;
}

static struct document *read_file(const struct reread *reread,
	const char *sha256, json_t *pages, GError **error)
{
	const struct mailroom *mailroom = &reread->act->mailroom;
	const struct config_workers *workers =
		&mailroom->rules->config->workers;
	struct reader_settings settings = {
		.unsealed = mailroom->rules->config->unsealed,
		.memory_bytes = workers->memory_megabytes << 20,
		.deadline_ms = 1000 * (int)workers->page_seconds,
		.languages = reread->how->languages,
		.pages = pages,
	};
	/* What is infected is locked. */
	auto_fd int fd = virus_scan_permits(mailroom->db, sha256, error)
				 ? spool_get(mailroom->spool, sha256, error)
				 : -1;
	auto_fd int pdf_fd =
		fd >= 0 ? spool_scratch(mailroom->spool, error) : -1;
	struct keeping_again again = { sha256, pages, pdf_fd };
	json_t *json = pdf_fd >= 0
			       ? reader_read_once(fd, pdf_fd, &settings, error)
			       : NULL;
	struct document *document =
		json != NULL ? document_from_json(json, error) : NULL;
	json_decref(json);
	if (document != NULL && !keeping_take_again(mailroom->spool,
					mailroom->db, &again, document, error))
		g_clear_pointer(&document, document_free);
	return document;
}

static bool read_pages(struct reread *reread, GError **error)
{
	guint count = reread->of.pages->len;
	g_autofree bool *done = g_new0(bool, count + 1);
	for (guint i = 0; i < count; i++) {
		const struct letter_page *row = reread->of.pages->pdata[i];
		if (done[i] || !is_wanted(reread, i))
			continue;
		json_t *wishes = wishes_of_file(reread, i, done);
		g_autoptr(document) part =
			read_file(reread, row->sha256, wishes, error);
		json_decref(wishes);
		if (part == NULL)
			return false;
		batch_append(reread->results, part);
	}
	return true;
}

/* Its last page was read again, not those behind it. */
static void keep_cut(struct document *now, const struct document *old)
{
	static const char code[] = "pages_cut";
	if (document_has_warning(now, code))
		return;
	for (guint i = 0; i < old->warnings->len; i++) {
		const struct warning *warning = old->warnings->pdata[i];
		if (strcmp(warning->code, code) == 0)
			document_warn(now, code, "%s", warning->detail);
	}
}

/* Old pages where they were not read again. */
static struct document *put_together(
	const struct reread *reread, const struct document *old)
{
	g_autoptr(document) all = document_new(DOCUMENT_SCAN);
	g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));
	guint before = old->pages->len;
	batch_append(all, old);
	batch_append(all, reread->results);
	for (guint i = 0; i < before; i++)
		g_array_append_val(order, i);
	for (guint i = 0; i < reread->read->len; i++)
		g_array_index(order, guint,
			g_array_index(reread->read, guint, i)) = before + i;
	struct document *now = batch_document(all, order);
	keep_cut(now, old);
	return now;
}

static bool is_page_as_it_was(const struct mailroom_letter *was,
	const struct mailroom_letter *is, guint at)
{
	const struct page *a = was->document->pages->pdata[at],
			  *b = is->document->pages->pdata[at];
	return strcmp(a->text, b->text) == 0 &&
	       strcmp(a->trust, b->trust) == 0 && a->rotation == b->rotation;
}

/* Nor keyed in, checked or turned by somebody else: what they did would be
 * gone. */
static bool is_as_it_was(
	const struct mailroom_letter *was, const struct mailroom_letter *is)
{
	bool same = strcmp(was->letter->state, is->letter->state) == 0 &&
		    was->pages->len == is->pages->len && is->document != NULL &&
		    was->document->pages->len == is->document->pages->len;
	for (guint i = 0; same && i < was->document->pages->len; i++)
		same = is_page_as_it_was(was, is, i);
	for (guint i = 0; same && i < is->pages->len; i++) {
		const struct letter_page *a = was->pages->pdata[i],
					 *b = is->pages->pdata[i];
		same = strcmp(a->sha256, b->sha256) == 0 &&
		       a->file_page == b->file_page;
	}
	return same;
}

static json_t *reread_json(const struct reread *reread)
{
	json_t *json = json_pack("{s:i s:i}", "pages", (int)reread->read->len,
		"turn", reread->how->turn);
	if (reread->how->page != 0)
		json_object_set_new(
			json, "page", json_integer(reread->how->page));
	if (reread->how->drops_keyed)
		json_object_set_new(json, "drops_keyed", json_true());
	if (reread->how->languages != NULL)
		json_object_set_new(
			json, "languages", json_string(reread->how->languages));
	return json;
}

static bool reread_tx(struct db *db, void *user, GError **error)
{
	const struct reread *reread = user;
	struct batch_settings settings = { .separators = true };
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, reread->act, error))
		return false;
	if (!is_as_it_was(&reread->of, &work.of))
		return work_refuse(error,
			"letter %s changed meanwhile: try again",
			work.of.letter->id.text);
	json_t *detail = reread_json(reread);
	if (reread->how->drops_keyed &&
		!mailroom_keep_former(&work, detail, error)) {
		json_decref(detail);
		return false;
	}
	struct document *old = work.of.document;
	work.of.document = put_together(reread, old);
	document_free(old);
	for (guint i = 0; i < work.of.pages->len; i++) {
		const struct letter_page *row = reread->of.pages->pdata[i];
		((struct letter_page *)work.of.pages->pdata[i])->rotation =
			row->rotation;
	}
	paper_mark_pages(work.of.document, &settings);
	if (mailroom_rewrite(&work, error))
		return mailroom_tell(&work,
			reread->how->turn != 0 ? "page_turned" : "read_again",
			detail, error);
	json_decref(detail);
	return false;
}

/* --- a file of which nothing is known yet --------------------------------- */

struct first_reading {
	const struct reread *reread;
	struct registration *registration;
};

static bool first_tx(struct db *db, void *user, GError **error)
{
	const struct first_reading *first = user;
	g_auto(mailroom_work) work = { 0 };
	return mailroom_open(&work, db, first->reread->act, error) &&
	       paper_commit(first->reread->act->mailroom.rules, db,
		       first->registration, first->reread->act->now_utc_us,
		       error) &&
	       mailroom_tell(
		       &work, "read_again", reread_json(first->reread), error);
}

/* It may be many letters, like any file. */
static bool read_first(struct reread *reread, GError **error)
{
	const struct mailroom *mailroom = &reread->act->mailroom;
	struct letter *letter =
		letter_find(mailroom->db, reread->of.letter->id.text, error);
	struct registration *registration = g_new0(struct registration, 1);
	struct first_reading first = { reread, registration };
	if (letter != NULL)
		registration->paper = paper_new(mailroom->rules, letter);
	if (registration->paper != NULL)
		registration->document = read_file(
			reread, reread->of.letter->sha256, NULL, error);
	bool done = registration->document != NULL;
	if (done) {
		paper_prepare(mailroom->rules, registration);
		done = paper_keep(
			       mailroom->spool, registration->paper, error) &&
		       spool_sync(mailroom->spool, error) &&
		       db_run_tx(mailroom->db, first_tx, &first, error);
	}
	registration_free(registration);
	return done;
}

bool mailroom_reread(const struct mailroom_act *act,
	const struct mailroom_rereading *how, GError **error)
{
	struct reread reread = { .act = act, .how = how };
	bool done = mailroom_load(
			    &reread.of, act->mailroom.db, act->letter, error) &&
		    reread_check(&reread, &reread.of, error);
	if (done && reread.of.document == NULL) {
		done = read_first(&reread, error);
	} else if (done) {
		reread.read = g_array_new(FALSE, FALSE, sizeof(guint));
		reread.results = document_new(DOCUMENT_SCAN);
		turn_page(&reread);
		done = read_pages(&reread, error) &&
		       db_run_tx(act->mailroom.db, reread_tx, &reread, error);
		g_array_unref(reread.read);
		document_free(reread.results);
	}
	mailroom_letter_clear(&reread.of);
	return done;
}
