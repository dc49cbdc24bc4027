/* Telling the server that a message is done: moved, flagged, or left. */
#include <string.h>

#include "imap_session.h"

enum {
	/* Where nothing at all goes through, it is no single message's fault.
	 */
	TRIES_MOST = 16,
};

struct settle {
	struct imap *imap;
	enum imap_after after;
	const char *target;
	bool may_create; /* nobody has tried yet */
	bool is_copied;	 /* what could then not be marked as deleted */
};

/* Some of the list of UIDs. */
struct range {
	guint first, n;
};

/* NO: to these messages, and the session is as good as before.  What was copied
 * is not asked for by halves: that would copy it again each time. */
static bool settle_fail(
	const struct settle *settle, int r, const char *doing, GError **error)
{
	GError *cause = NULL;
	bool is_no = imap_answer_is_no(settle->imap, r);
	imap_fail(settle->imap, r, doing, &cause);
	if (is_no && !settle->is_copied)
		cause->code = SOURCE_ERROR_MESSAGE;
	g_propagate_error(error, cause);
	return false;
}

static struct mailimap_store_att_flags *flags_new(
	const char *keyword, bool is_deletion)
{
	struct mailimap_flag_list *list = mailimap_flag_list_new_empty();
	if (is_deletion)
		mailimap_flag_list_add(list, mailimap_flag_new_deleted());
	else
		mailimap_flag_list_add(list, mailimap_flag_new_seen());
	if (keyword != NULL)
		mailimap_flag_list_add(
			list, mailimap_flag_new_flag_keyword(strdup(keyword)));
	return mailimap_store_att_flags_new_add_flags_silent(list);
}

static int flags_store(struct imap *imap, struct mailimap_set *set,
	const char *keyword, bool is_deletion)
{
	struct mailimap_store_att_flags *flags =
		flags_new(keyword, is_deletion);
	int r = mailimap_uid_store(imap->session, set, flags);
	mailimap_store_att_flags_free(flags);
	return r;
}

/* MOVE, or what RFC 6851 3.3 says it stands for.  Without UIDPLUS a plain
 * EXPUNGE would take other people's deletions along, so the messages stay,
 * marked. */
static int move_once(
	struct settle *settle, struct mailimap_set *set, const char *folder)
{
	struct imap *imap = settle->imap;
	if (mailimap_has_extension(imap->session, "MOVE"))
		return mailimap_uid_move(imap->session, set, folder);
	int r = mailimap_uid_copy(imap->session, set, folder);
	settle->is_copied = r == MAILIMAP_NO_ERROR;
	if (r == MAILIMAP_NO_ERROR)
		r = flags_store(imap, set, NULL, true);
	if (r == MAILIMAP_NO_ERROR && mailimap_has_uidplus(imap->session))
		r = mailimap_uid_expunge(imap->session, set);
	return r;
}

/* The folder is missing, most likely: make it and try once more.  When it
 * cannot be made, because it is there, what was said first is the reason. */
static bool create_and_move(struct settle *settle, struct mailimap_set *set,
	const char *folder, int r, const char *doing, GError **error)
{
	struct imap *imap = settle->imap;
	g_autoptr(GError) first = NULL;
	settle_fail(settle, r, doing, &first);
	int made = mailimap_create(imap->session, folder);
	if (imap_answer_is_no(imap, made)) {
		g_propagate_error(error, g_steal_pointer(&first));
		return false;
	}
	if (made != MAILIMAP_NO_ERROR)
		return imap_fail(imap, made, doing, error);
	mailimap_subscribe(imap->session, folder);
	r = move_once(settle, set, folder);
	return r == MAILIMAP_NO_ERROR || settle_fail(settle, r, doing, error);
}

static bool set_move(struct settle *settle, struct mailimap_set *set, guint n,
	GError **error)
{
	struct imap *imap = settle->imap;
	const char *target = settle->target;
	g_autofree char *folder = imap_folder_encode(target, imap->delimiter);
	if (folder == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"the target folder's name cannot be written");
		return false;
	}
	g_autofree char *doing = g_strdup_printf("move to \"%s\"", target);
	imap_begin(imap, n);
	int r = move_once(settle, set, folder);
	if (imap_answer_is_no(imap, r) && settle->may_create &&
		!settle->is_copied) {
		settle->may_create = false;
		imap_begin(imap, n);
		return create_and_move(settle, set, folder, r, doing, error);
	}
	return r == MAILIMAP_NO_ERROR || settle_fail(settle, r, doing, error);
}

static bool keyword_is_atom(const char *keyword)
{
	if (keyword == NULL || keyword[0] == '\0')
		return false;
	for (const char *c = keyword; *c != '\0'; c++)
		if (!g_ascii_isgraph(*c) || strchr("(){%*\"\\]", *c) != NULL)
			return false;
	return true;
}

static bool set_flag(const struct settle *settle, struct mailimap_set *set,
	guint n, GError **error)
{
	struct imap *imap = settle->imap;
	const char *keyword = settle->target;
	if (!keyword_is_atom(keyword)) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"the keyword cannot be written");
		return false;
	}
	imap_begin(imap, n);
	int r = flags_store(imap, set, keyword, false);
	/* A server may allow no keywords; \Seen alone then. */
	if (imap_answer_is_no(imap, r))
		r = flags_store(imap, set, NULL, false);
	return r == MAILIMAP_NO_ERROR || settle_fail(settle, r, "STORE", error);
}

static bool range_settle(struct settle *settle, const GArray *uids,
	struct range range, GError **error)
{
	struct mailimap_set *set = imap_set_new(uids, range.first, range.n);
	bool done = settle->after == IMAP_AFTER_MOVE
			    ? set_move(settle, set, range.n, error)
			    : set_flag(settle, set, range.n, error);
	mailimap_set_free(set);
	return done;
}

static void add_range(GArray *ranges, guint first, guint n)
{
	struct range range = { first, n };
	g_array_append_val(ranges, range);
}

static void add_halves(GArray *ranges, struct range range)
{
	guint half = range.n / 2;
	if (range.n < 2)
		return;
	add_range(ranges, range.first, half);
	add_range(ranges, range.first + half, range.n - half);
}

/* A server does all of a set or nothing: one message that cannot be moved
 * would hold up the others, so what it refuses is asked for by halves. */
static bool all_settle(struct settle *settle, const GArray *uids,
	GArray *done_out, GError **error)
{
	g_autoptr(GError) refusal = NULL;
	g_autoptr(GArray) ranges =
		g_array_new(FALSE, FALSE, sizeof(struct range));
	for (guint first = 0; first < uids->len; first += IMAP_UIDS_MOST)
		add_range(
			ranges, first, MIN(IMAP_UIDS_MOST, uids->len - first));
	for (guint i = 0;
		i < ranges->len && (i < TRIES_MOST || done_out->len > 0); i++) {
		struct range range = g_array_index(ranges, struct range, i);
		GError *cause = NULL;
		if (range_settle(settle, uids, range, &cause)) {
			g_array_append_vals(done_out,
				&g_array_index(uids, uint32_t, range.first),
				range.n);
			continue;
		}
		if (cause->code != SOURCE_ERROR_MESSAGE) {
			g_propagate_error(error, cause);
			return false;
		}
		add_halves(ranges, range);
		g_clear_error(&refusal);
		refusal = cause;
	}
	if (refusal == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&refusal));
	return false;
}

bool imap_settle(struct imap *imap, const GArray *uids,
	const struct imap_settling *how, GArray *done_out, GError **error)
{
	if (how->after == IMAP_AFTER_LEAVE || uids->len == 0) {
		g_array_append_vals(done_out, uids->data, uids->len);
		return true;
	}
	if (!imap->is_selected || how->target == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"no folder is selected or no target given");
		return false;
	}
	imap->is_fresh = false;
	struct settle settle = { imap, how->after, how->target, true, false };
	return all_settle(&settle, uids, done_out, error);
}
