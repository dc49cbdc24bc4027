/* The acts, each one transaction.  db_run_tx may run its callback twice:
 * every run loads the letter anew. */

#include "plaint/registry/mailroom.h"

#include <string.h>

#include "mailroom_work.h"
#include "plaint/base/utf8.h"
#include "plaint/casework/case_work.h"
#include "plaint/casework/work.h"
#include "plaint/casework/zone.h"
#include "plaint/domain/stage.h"
#include "plaint/store/reading.h"

static const char *const at_hand[] = { "registered", "quarantined", NULL };

/* --- split ---------------------------------------------------------------- */

struct split {
	const struct mailroom_act *act;
	guint before; /* from 0: the first page of the second part */
	struct id new_id;
	struct hash list; /* its original */
	int64_t list_bytes;
};

static GArray *range(guint from, guint to)
{
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(guint));
	for (; from < to; from++)
		g_array_append_val(pages, from);
	return pages;
}

/* Rows from `from` on, hashes borrowed. */
static GArray *rows_from(const struct mailroom_letter *of, guint from)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct letter_page));
	for (; from < of->pages->len; from++)
		g_array_append_vals(rows, of->pages->pdata[from], 1);
	return rows;
}

static bool split_check(
	const struct mailroom_letter *of, const struct split *s, GError **error)
{
	if (!mailroom_needs(of, at_hand, "split", error))
		return false;
	if (s->before < 1 || s->before >= of->pages->len)
		return work_refuse(error,
			"letter %s has %u page%s: --before takes 2 to %u",
			of->letter->id.text, of->pages->len,
			of->pages->len == 1 ? "" : "s", MAX(of->pages->len, 2));
	/* Its text stands on a page before it. */
	const struct page *page = of->document->pages->pdata[s->before];
	if (mailroom_is_keyed(of, s->before + 1) && page->text[0] == '\0')
		return work_refuse(error,
			"letter %s was keyed in as one text: it cannot be "
			"split",
			of->letter->id.text);
	return true;
}

/* The second part's row, pages and reading; then what it becomes. */
static bool split_add(
	const struct mailroom_work *work, const struct split *s, GError **error)
{
	const struct letter *letter = work->of.letter;
	struct letter row = *letter;
	struct id id;
	bool is_new;
	row.id = s->new_id;
	row.sha256 = s->list.hex;
	row.bytes = s->list_bytes;
	if (letter->batch_id.text[0] == '\0')
		row.batch_id = letter->id;
	g_autoptr(GArray) rows = rows_from(&work->of, s->before);
	g_autoptr(GArray) pages = range(s->before, work->of.pages->len);
	struct registration *registration = g_new0(struct registration, 1);
	registration->document = batch_document(work->of.document, pages);
	paper_facts_fill(work->act->mailroom.rules, registration, letter, NULL);
	mailroom_date_by_stamp(
		work->act->mailroom.rules, registration->facts, &row);
	bool done =
		letter_add(work->db, &row, &id, &is_new, error) &&
		letter_page_put(work->db, row.id.text,
			(struct letter_page *)rows->data, rows->len, error) &&
		reading_put(work->db, row.id.text, registration->document,
			registration->json, work->act->now_utc_us, error);
	g_autoptr(letter) added =
		done ? letter_find(work->db, row.id.text, error) : NULL;
	done = added != NULL &&
	       registration_settle(work->act->mailroom.rules, work->db,
		       registration, added, work->act->now_utc_us, error);
	registration_free(registration);
	return done;
}

static bool split_tx(struct db *db, void *user, GError **error)
{
	struct split *s = user;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, s->act, error) ||
		!split_check(&work.of, s, error) || !split_add(&work, s, error))
		return false;
	g_autoptr(GArray) first = range(0, s->before);
	struct document *whole = work.of.document;
	work.of.document = batch_document(whole, first);
	document_free(whole);
	g_ptr_array_set_size(work.of.pages, (gint)s->before);
	json_t *detail = json_pack("{s:s s:i}", "new", s->new_id.text, "before",
		(int)s->before + 1);
	bool done = mailroom_rewrite(&work, error);
	const char *casefile_id = work.of.letter->casefile_id.text;
	if (done && casefile_id[0] != '\0')
		done = mailroom_tell_case(&work, casefile_id, "letter_split",
			json_pack("{s:s s:s}", "letter",
				work.of.letter->id.text, "new", s->new_id.text),
			error);
	if (done)
		return mailroom_tell(&work, "split", detail, error);
	json_decref(detail);
	return false;
}

bool mailroom_split(const struct mailroom_act *act, int before,
	struct id *new_out, GError **error)
{
	struct split s = { .act = act,
		.before = (guint)MAX(before - 1, 0),
		.new_id = id_new(act->now_utc_us) };
	struct spool *spool = act->mailroom.spool;
	g_auto(mailroom_letter) of = { 0 };
	if (!mailroom_load(&of, act->mailroom.db, act->letter, error) ||
		!split_check(&of, &s, error))
		return false;
	g_autoptr(GArray) rows = rows_from(&of, s.before);
	g_autofree char *list = paper_list_text(
		s.new_id, (struct letter_page *)rows->data, rows->len);
	s.list_bytes = (int64_t)strlen(list);
	*new_out = s.new_id;
	return paper_list_keep(spool, list, &s.list, error) &&
	       spool_sync(spool, error) &&
	       db_run_tx(act->mailroom.db, split_tx, &s, error);
}

/* --- join ----------------------------------------------------------------- */

struct join {
	const struct mailroom_act *act;
	const char *other;
	enum mailroom_order order;
};

/* Where the pages come in the joined letter; NULL: they do not fit. */
static GArray *join_order(guint ours, guint theirs, enum mailroom_order order)
{
	if (order == MAILROOM_BEHIND)
		return range(0, ours + theirs);
	g_autoptr(GArray) places = batch_interleave(
		(int)ours, (int)theirs, order == MAILROOM_INTERLEAVED);
	if (places == NULL)
		return NULL;
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < places->len; i++) {
		const struct batch_place *place =
			&g_array_index(places, struct batch_place, i);
		guint at =
			(guint)place->page - 1 + (place->file > 0 ? ours : 0);
		g_array_append_val(pages, at);
	}
	return pages;
}

static bool join_pages(struct mailroom_letter *of,
	struct mailroom_letter *other, enum mailroom_order order,
	GError **error)
{
	guint ours = of->pages->len, theirs = other->pages->len;
	g_autoptr(GArray) pages = join_order(ours, theirs, order);
	if (pages == NULL)
		return work_refuse(error,
			"%u and %u pages cannot be taken by turns: the second "
			"has as many as the first, or one less",
			ours, theirs);
	batch_append(of->document, other->document);
	g_autoptr(document) joined = batch_document(of->document, pages);
	GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < pages->len; i++) {
		guint at = g_array_index(pages, guint, i);
		gpointer *from = at < ours ? &of->pages->pdata[at]
					   : &other->pages->pdata[at - ours];
		g_ptr_array_add(rows, *from);
	}
	g_ptr_array_set_free_func(of->pages, NULL);
	g_ptr_array_set_free_func(other->pages, NULL);
	g_ptr_array_unref(of->pages);
	g_ptr_array_unref(other->pages);
	other->pages = NULL;
	of->pages = rows;
	document_free(of->document);
	of->document = g_steal_pointer(&joined);
	return true;
}

/* The other's case becomes this one's when this one has none. */
static bool join_cases(
	struct mailroom_work *work, const struct letter *other, GError **error)
{
	const struct letter *letter = work->of.letter;
	bool has_case = strcmp(letter->state, "registered") == 0;
	bool other_has = strcmp(other->state, "registered") == 0;
	g_autofree char *why = g_strdup_printf(
		"its letter was joined to letter %s", letter->id.text);
	if (!has_case && other_has) {
		if (!letter_register(work->db, letter->id.text,
			    other->casefile_id.text, error))
			return false;
		g_autoptr(letter) now =
			letter_find(work->db, letter->id.text, error);
		if (now == NULL)
			return false;
		g_free(work->of.letter);
		work->of.letter = g_steal_pointer(&now);
		return true;
	}
	return !other_has || mailroom_leave_case(work, other,
				     letter->casefile_id.text, why, error);
}

static bool join_day(const struct mailroom_work *work,
	const struct letter *other, GError **error)
{
	const struct letter *letter = work->of.letter;
	struct day ours, theirs;
	if (!day_parse(letter->received_day.text, &ours) ||
		!day_parse(other->received_day.text, &theirs) ||
		day_compare(theirs, ours) >= 0)
		return true;
	return mailroom_set_day(
		work, letter, theirs, other->received_from, error);
}

/* Pages are what is joined: a text without any, keyed in or of an e-mail,
 * would be lost. */
static bool has_pages(const struct mailroom_letter *of, GError **error)
{
	const char *id = of->letter->id.text;
	if (of->document == NULL)
		return work_refuse(error, "nothing was read of letter %s", id);
	return of->pages->len > 0 ||
	       work_refuse(error,
		       "letter %s has no pages, only a text: it cannot be "
		       "joined",
		       id);
}

static bool join_check(const struct mailroom_work *work,
	const struct mailroom_letter *other, GError **error)
{
	if (strcmp(work->of.letter->id.text, other->letter->id.text) == 0)
		return work_refuse(
			error, "a letter cannot be joined to itself");
	return mailroom_needs(&work->of, at_hand, "joined", error) &&
	       mailroom_needs(other, at_hand, "joined", error) &&
	       has_pages(&work->of, error) && has_pages(other, error);
}

static bool join_tx(struct db *db, void *user, GError **error)
{
	const struct join *join = user;
	g_auto(mailroom_work) work = { 0 };
	g_auto(mailroom_letter) other = { 0 };
	if (!mailroom_open(&work, db, join->act, error) ||
		!mailroom_load(&other, db, join->other, error) ||
		!join_check(&work, &other, error) ||
		!join_pages(&work.of, &other, join->order, error))
		return false;
	g_autofree char *problem =
		g_strdup_printf("joined to letter %s", work.of.letter->id.text);
	struct letter_turn turn = { other.letter->state, "filed", "joined",
		problem };
	bool done = join_cases(&work, other.letter, error) &&
		    letter_turn(db, other.letter->id.text, &turn, error) &&
		    mailroom_rewrite(&work, error) &&
		    join_day(&work, other.letter, error);
	return done &&
	       mailroom_tell(&work, "joined",
		       json_pack("{s:s s:i}", "with", other.letter->id.text,
			       "pages", (int)work.of.pages->len),
		       error);
}

bool mailroom_join(const struct mailroom_act *act, const char *other,
	enum mailroom_order order, GError **error)
{
	struct join join = { act, other, order };
	return db_run_tx(act->mailroom.db, join_tx, &join, error);
}

/* --- discard and restore -------------------------------------------------- */

struct discard {
	const struct mailroom_act *act;
	const char *reason;
};

static bool discard_tx(struct db *db, void *user, GError **error)
{
	static const char *const states[] = { "registered", "quarantined",
		"duplicate", NULL };
	const struct discard *discard = user;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, discard->act, error) ||
		!mailroom_needs(&work.of, states, "discarded", error))
		return false;
	const struct letter *letter = work.of.letter;
	g_autofree char *why =
		g_strdup_printf("discarded: %s", discard->reason);
	struct letter_turn turn = { letter->state, "filed", "discarded", why };
	bool is_in_case = strcmp(letter->state, "registered") == 0;
	return (!is_in_case ||
		       mailroom_leave_case(&work, letter, "", why, error)) &&
	       letter_turn(db, letter->id.text, &turn, error) &&
	       mailroom_tell(&work, "discarded",
		       json_pack("{s:s s:s}", "reason", discard->reason,
			       "state", letter->state),
		       error);
}

bool mailroom_discard(
	const struct mailroom_act *act, const char *reason, GError **error)
{
	if (!work_reason(reason, "a reason", error))
		return false;
	g_autofree char *line = utf8_one_line(reason);
	struct discard discard = { act, line };
	return db_run_tx(act->mailroom.db, discard_tx, &discard, error);
}

/* The case it had lives again; without one a person looks at it again. */
static bool restore_case(
	const struct mailroom_work *work, const char *id, GError **error)
{
	enum stage stage;
	g_autoptr(casefile) casefile = casefile_find(work->db, id, error);
	if (casefile == NULL)
		return false;
	if (!stage_parse(casefile->stage, &stage) || stage != STAGE_CLOSED)
		return true;
	struct case_act act = { casefile->number.text, work->act->by,
		work->act->now_utc_us };
	return case_reopen(work->db, &act, "its letter was taken back", error);
}

static bool restore_tx(struct db *db, void *user, GError **error)
{
	const struct mailroom_act *act = user;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, act, error))
		return false;
	const struct letter *letter = work.of.letter;
	if (strcmp(letter->fate, "discarded") != 0)
		return work_refuse(
			error, "letter %s was not discarded", letter->id.text);
	bool had_case = letter->casefile_id.text[0] != '\0';
	struct letter_turn turn = { "filed",
		had_case ? "registered" : "quarantined", "",
		had_case ? "" : "it was discarded and taken back" };
	return letter_turn(db, letter->id.text, &turn, error) &&
	       (!had_case ||
		       restore_case(&work, letter->casefile_id.text, error)) &&
	       mailroom_tell(&work, "restored", NULL, error);
}

bool mailroom_restore(const struct mailroom_act *act, GError **error)
{
	return db_run_tx(act->mailroom.db, restore_tx, (void *)act, error);
}

/* --- received ------------------------------------------------------------- */

struct dating {
	const struct mailroom_act *act;
	struct day day;
};

static bool received_tx(struct db *db, void *user, GError **error)
{
	static const char *const states[] = { "registered", "quarantined",
		"duplicate", "filed", NULL };
	const struct dating *dating = user;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, dating->act, error) ||
		!mailroom_needs(&work.of, states, "dated", error))
		return false;
	const struct letter *letter = work.of.letter;
	return mailroom_set_day(&work, letter, dating->day, "clerk", error) &&
	       mailroom_tell(&work, "receipt_day",
		       json_pack("{s:s s:s s:s s:s}", "day",
			       day_format(dating->day).text, "from", "clerk",
			       "was", letter->received_day.text, "was_from",
			       letter->received_from),
		       error);
}

bool mailroom_received(
	const struct mailroom_act *act, struct day day, GError **error)
{
	struct dating dating = { act, day };
	if (day_compare(day,
		    zone_day(act->mailroom.rules->zone, act->now_utc_us)) > 0)
		return work_refuse(
			error, "%s has not come yet", day_format(day).text);
	return db_run_tx(act->mailroom.db, received_tx, &dating, error);
}
