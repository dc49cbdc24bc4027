/* What a letter said before a person's text took its place stays in the spool,
 * and the event that tells of the change names it. */

#include <string.h>

#include "mailroom_work.h"
#include "plaint/base/fd.h"
#include "plaint/casework/work.h"
#include "plaint/store/event.h"
#include "plaint/wire/document_json.h"

enum {
	FORMER_MOST_BYTES = 256 << 20,
	EVENTS_PAGE = 1000,
};

static const char undone[] = "text_taken_back";

bool mailroom_keep_former(
	const struct mailroom_work *work, json_t *detail, GError **error)
{
	struct spool *spool = work->act->mailroom.spool;
	struct hash hash;
	if (work->of.document == NULL)
		return true;
	json_t *json = document_to_brief_json(work->of.document, true);
	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	bool done = paper_list_keep(spool, text, &hash, error) &&
		    spool_sync(spool, error);
	if (done)
		json_object_set_new(detail, "before", json_string(hash.hex));
	free(text);
	json_decref(json);
	return done;
}

static struct document *former_load(
	struct spool *spool, const char *sha256, GError **error)
{
	auto_fd int fd = spool_get(spool, sha256, error);
	g_autoptr(GBytes) bytes =
		fd >= 0 ? fd_read_whole(fd, FORMER_MOST_BYTES, error) : NULL;
	if (bytes == NULL)
		return NULL;
	json_t *json = json_loadb(g_bytes_get_data(bytes, NULL),
		g_bytes_get_size(bytes), 0, NULL);
	struct document *document = document_from_json(json, error);
	json_decref(json);
	return document;
}

/* What the newest change that is not taken back yet says of the text before it;
 * NULL where that cannot be taken back. */
static json_t *change_newest(const GPtrArray *events)
{
	static const char *const changes[] = { "keyed", "read_again",
		"page_turned", "words_checked", "split", "joined", NULL };
	guint taken_back = 0;
	for (guint i = events->len; i > 0; i--) {
		const struct event *event = events->pdata[i - 1];
		if (strcmp(event->verb, undone) == 0) {
			taken_back++;
			continue;
		}
		if (!g_strv_contains(changes, event->verb))
			continue;
		if (taken_back == 0)
			return json_loads(event->detail, 0, NULL);
		taken_back--;
	}
	return NULL;
}

static bool former_put(
	struct mailroom_work *work, const char *sha256, GError **error)
{
	struct document *former =
		former_load(work->act->mailroom.spool, sha256, error);
	if (former == NULL)
		return false;
	document_free(work->of.document);
	work->of.document = former;
	return mailroom_rewrite(work, error);
}

static bool undo_text(
	struct mailroom_work *work, const char *sha256, GError **error)
{
	json_t *detail = json_pack("{s:s}", "text", sha256);
	if (mailroom_keep_former(work, detail, error) &&
		former_put(work, sha256, error))
		return mailroom_tell(work, undone, detail, error);
	json_decref(detail);
	return false;
}

static bool undo_tx(struct db *db, void *user, GError **error)
{
	static const char *const states[] = { "registered", "quarantined",
		NULL };
	const struct mailroom_act *act = user;
	struct event_filter filter = { .subject_kind = "letter",
		.subject_id = act->letter };
	g_auto(mailroom_work) work = { 0 };
	if (!mailroom_open(&work, db, act, error) ||
		!mailroom_needs(&work.of, states, "changed", error))
		return false;
	g_autoptr(GPtrArray) events = event_list(db, &filter, error);
	if (events == NULL)
		return false;
	json_t *change = change_newest(events);
	const char *before =
		json_string_value(json_object_get(change, "before"));
	bool done = before != NULL
			    ? undo_text(&work, before, error)
			    : work_refuse(error,
				      "the last change to the text of letter "
				      "%s was none that can be taken back",
				      act->letter);
	json_decref(change);
	return done;
}

bool mailroom_undo(const struct mailroom_act *act, GError **error)
{
	return db_run_tx(act->mailroom.db, undo_tx, (void *)act, error);
}

/* --- all that were put aside ------------------------------------------- */

/* Other events have a "before" that is no text. */
static bool tell_former(const struct event *event,
	bool (*each)(const char *sha256, void *user), void *user)
{
	if (strstr(event->detail, "\"before\"") == NULL)
		return true;
	json_t *detail = json_loads(event->detail, 0, NULL);
	const char *sha256 =
		json_string_value(json_object_get(detail, "before"));
	bool goes_on = sha256 == NULL || each(sha256, user);
	json_decref(detail);
	return goes_on;
}

bool mailroom_each_former(struct db *db,
	bool (*each)(const char *sha256, void *user), void *user,
	GError **error)
{
	struct event_filter filter = { .subject_kind = "letter",
		.limit = EVENTS_PAGE };
	guint got;
	do {
		g_autoptr(GPtrArray) page = event_list(db, &filter, error);
		if (page == NULL)
			return false;
		for (guint i = 0; i < page->len; i++) {
			const struct event *event = page->pdata[i];
			if (!tell_former(event, each, user))
				return false;
			filter.after = event->seq;
		}
		got = page->len;
	} while (got == EVENTS_PAGE);
	return true;
}
