/* What people read better than machines: keyed in, or looked at. */

#include <string.h>

#include "mailroom_work.h"
#include "plaint/casework/work.h"
#include "plaint/store/event.h"

enum {
	KEYED_MOST_BYTES = 256 << 10
};

struct keying {
	const struct mailroom_act *act;
	const struct mailroom_keying *how;
};

/* A person vouches for the page: no word of it is in doubt any more. */
static void set_trust(struct page *page, const char *trust)
{
	document_set(&page->trust, trust);
	document_set(&page->trust_reason, "");
	g_ptr_array_set_size(page->words, 0);
}

/* Nor is anything missing on it (page 0: on any). */
static void drop_warnings(struct document *document, int page)
{
	static const char *const codes[] = { "page_damaged", "page_refused",
		"page_partly_read", "page_late", NULL };
	g_autofree char *begin = g_strdup_printf("page %d", page);
	size_t length = page > 0 ? strlen(begin) : 0;
	for (guint i = document->warnings->len; i > 0; i--) {
		const struct warning *warning =
			document->warnings->pdata[i - 1];
		if (g_strv_contains(codes, warning->code) &&
			strncmp(warning->detail, begin, length) == 0 &&
			!(page > 0 && g_ascii_isdigit(warning->detail[length])))
			g_ptr_array_remove_index(document->warnings, i - 1);
	}
}

/* The text stands on the first page: parts of a letter are put together from
 * its pages. */
static void key_letter(struct mailroom_letter *of, const char *text)
{
	if (of->document == NULL)
		of->document = document_new(DOCUMENT_SCAN);
	struct document *document = of->document;
	for (guint i = 0; i < document->pages->len; i++) {
		struct page *page = document->pages->pdata[i];
		document_set(&page->text, i == 0 ? text : "");
		set_trust(page, "keyed");
	}
	document_set(&document->text, text);
	document_set(&document->body_text, text);
	document->class = DOCUMENT_LETTER;
	drop_warnings(document, 0);
}

/* The others stay as they were read. */
static void key_page(struct mailroom_letter *of, guint at, const char *text)
{
	struct document *document = of->document;
	struct page *page = document->pages->pdata[at];
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < document->pages->len; i++)
		g_array_append_val(all, i);
	document_set(&page->text, text);
	set_trust(page, "keyed");
	drop_warnings(document, (int)at + 1);
	of->document = batch_document(document, all);
	document_free(document);
}

/* Somebody else may have keyed it in while this one was typing. */
static bool check_keyed(const struct mailroom_work *work,
	const struct mailroom_keying *how, GError **error)
{
	const char *id = work->of.letter->id.text;
	struct event_filter filter = { .subject_kind = "letter",
		.subject_id = id };
	const char *by = work->act->by;
	if (how->drops_keyed || !mailroom_is_keyed(&work->of, (guint)how->page))
		return true;
	g_autoptr(GPtrArray) events = event_list(work->db, &filter, error);
	for (guint i = 0; events != NULL && i < events->len; i++) {
		const struct event *event = events->pdata[i];
		if (strcmp(event->verb, "keyed") == 0)
			by = event->actor;
	}
	if (events == NULL || strcmp(by, work->act->by) == 0)
		return events != NULL;
	return work_refuse(error,
		"letter %s was keyed in by %s (key --drop-keyed: all the "
		"same)",
		id, by);
}

static bool key_check(const struct mailroom_work *work,
	const struct mailroom_keying *how, GError **error)
{
	static const char *const states[] = { "registered", "quarantined",
		NULL };
	const struct mailroom_letter *of = &work->of;
	if (!mailroom_needs(of, states, "keyed in", error))
		return false;
	if (how->page > (int)of->pages->len)
		return work_refuse(error, "letter %s has %u page%s",
			of->letter->id.text, of->pages->len,
			of->pages->len == 1 ? "" : "s");
	return check_keyed(work, how, error);
}

static bool key_tx(struct db *db, void *user, GError **error)
{
	const struct keying *keying = user;
	const struct mailroom_keying *how = keying->how;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, keying->act, error) ||
		!key_check(&work, how, error))
		return false;
	json_t *detail = json_pack(
		"{s:i}", "characters", (int)g_utf8_strlen(how->text, -1));
	if (how->page > 0)
		json_object_set_new(detail, "page", json_integer(how->page));
	bool done = mailroom_keep_former(&work, detail, error);
	if (done && how->page > 0)
		key_page(&work.of, (guint)how->page - 1, how->text);
	else if (done)
		key_letter(&work.of, how->text);
	if (done && mailroom_rewrite(&work, error))
		return mailroom_tell(&work, "keyed", detail, error);
	json_decref(detail);
	return false;
}

bool mailroom_key(const struct mailroom_act *act,
	const struct mailroom_keying *how, GError **error)
{
	struct keying keying = { act, how };
	return work_text_check(
		       how->text, KEYED_MOST_BYTES, "the text", error) &&
	       db_run_tx(act->mailroom.db, key_tx, &keying, error);
}

static bool accept_tx(struct db *db, void *user, GError **error)
{
	static const char *const registered[] = { "registered", NULL };
	const struct mailroom_act *act = user;
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, act, error) ||
		!mailroom_needs(&work.of, registered, "accepted", error))
		return false;
	for (guint i = 0; i < work.of.document->pages->len; i++) {
		struct page *page = work.of.document->pages->pdata[i];
		if (strcmp(page->trust, "key_in") == 0)
			return work_refuse(error,
				"page %d must be keyed in (plaint mailroom "
				"key --page %d)",
				page->number, page->number);
		if (strcmp(page->trust, "check_words") == 0)
			set_trust(page, "checked");
	}
	return mailroom_rewrite(&work, error) &&
	       mailroom_tell(&work, "words_checked", NULL, error);
}

bool mailroom_accept(const struct mailroom_act *act, GError **error)
{
	return db_run_tx(act->mailroom.db, accept_tx, (void *)act, error);
}
