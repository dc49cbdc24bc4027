/* Telling the server that a message is done: moved, flagged, or left. */
#include <string.h>

#include "imap_session.h"

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
	struct imap *imap, struct mailimap_set *set, const char *folder)
{
	if (mailimap_has_extension(imap->session, "MOVE"))
		return mailimap_uid_move(imap->session, set, folder);
	int r = mailimap_uid_copy(imap->session, set, folder);
	if (r == MAILIMAP_NO_ERROR)
		r = flags_store(imap, set, NULL, true);
	if (r == MAILIMAP_NO_ERROR && mailimap_has_uidplus(imap->session))
		r = mailimap_uid_expunge(imap->session, set);
	return r;
}

/* The folder is missing, most likely: make it and try once more.  When it
 * cannot be made, because it is there, what was said first is the reason. */
static bool create_and_move(struct imap *imap, struct mailimap_set *set,
	const char *folder, int r, const char *doing, GError **error)
{
	g_autoptr(GError) first = NULL;
	imap_fail(imap, r, doing, &first);
	int made = mailimap_create(imap->session, folder);
	if (imap_answer_is_no(imap, made)) {
		g_propagate_error(error, g_steal_pointer(&first));
		return false;
	}
	if (made != MAILIMAP_NO_ERROR)
		return imap_fail(imap, made, doing, error);
	mailimap_subscribe(imap->session, folder);
	r = move_once(imap, set, folder);
	return r == MAILIMAP_NO_ERROR || imap_fail(imap, r, doing, error);
}

static bool chunk_move(struct imap *imap, struct mailimap_set *set, guint n,
	const char *target, GError **error)
{
	g_autofree char *folder = imap_folder_encode(target, imap->delimiter);
	if (folder == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_REFUSED,
			"the target folder's name cannot be written");
		return false;
	}
	g_autofree char *doing = g_strdup_printf("move to \"%s\"", target);
	imap_begin(imap, n);
	int r = move_once(imap, set, folder);
	if (imap_answer_is_no(imap, r)) {
		imap_begin(imap, n);
		return create_and_move(imap, set, folder, r, doing, error);
	}
	return r == MAILIMAP_NO_ERROR || imap_fail(imap, r, doing, error);
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

static bool chunk_flag(struct imap *imap, struct mailimap_set *set, guint n,
	const char *keyword, GError **error)
{
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
	return r == MAILIMAP_NO_ERROR || imap_fail(imap, r, "STORE", error);
}

bool imap_settle(struct imap *imap, const GArray *uids, enum imap_after after,
	const char *target, GError **error)
{
	if (after == IMAP_AFTER_LEAVE || uids->len == 0)
		return true;
	if (!imap->is_selected || target == NULL) {
		g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
			"no folder is selected or no target given");
		return false;
	}
	imap->is_fresh = false;
	bool ok = true;
	for (guint first = 0; ok && first < uids->len;
		first += IMAP_UIDS_MOST) {
		guint n = MIN(IMAP_UIDS_MOST, uids->len - first);
		struct mailimap_set *set = imap_set_new(uids, first, n);
		ok = after == IMAP_AFTER_MOVE
			     ? chunk_move(imap, set, n, target, error)
			     : chunk_flag(imap, set, n, target, error);
		mailimap_set_free(set);
	}
	return ok;
}
