/* A pause or an extension entered by mistake taken back: its row goes, the days
 * are computed anew, the log keeps what was and that it was undone. */

#include "plaint/casework/case_terms.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/terms_act.h"

struct undo {
	const struct case_act *act;
	const struct terms_rules *rules;
	const char *of;	    /* reason of the pause, regime; NULL: any */
	const char *reason; /* extension: why, one line */
	struct terms_change *change_out;
	char **taken_out;
};

static bool undo_open(struct work *work, struct db *db, const struct undo *undo,
	GError **error)
{
	g_clear_pointer(undo->taken_out, g_free);
	return work_open(work, db, undo->act, error) &&
	       terms_act_needs_running(work, error);
}

static bool nothing(const struct work *work, const struct undo *undo,
	const char *what, GError **error)
{
	return work_refuse(error, "case %s has no %s%s%s to take back",
		work->casefile->number.text, what,
		undo->of != NULL ? " of " : "",
		undo->of != NULL ? undo->of : "");
}

static bool undo_end(struct work *work, const struct undo *undo,
	const char *verb, json_t *detail, GError **error)
{
	if (terms_act_renew(work, undo->rules, undo->change_out, error))
		return terms_act_tell(
			work, verb, detail, undo->change_out, error);
	json_decref(detail);
	return false;
}

static bool pause_undo_tx(struct db *db, void *user, GError **error)
{
	const struct undo *undo = user;
	const struct casefile_pause *last = NULL;
	g_auto(work) work = { 0 };
	if (!undo_open(&work, db, undo, error))
		return false;
	g_autoptr(GPtrArray) rows =
		casefile_pause_list(db, work.casefile->id.text, error);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const struct casefile_pause *row = rows->pdata[i];
		bool fits =
			undo->of == NULL || strcmp(undo->of, row->reason) == 0;
		/* Ids are in the order of time, rows in that of days. */
		if (fits && (last == NULL ||
				    strcmp(row->id.text, last->id.text) > 0))
			last = row;
	}
	if (rows == NULL)
		return false;
	if (last == NULL)
		return nothing(&work, undo, "pause", error);
	if (!casefile_pause_remove(db, last->id.text, error))
		return false;
	bool is_open = last->until_day.text[0] == '\0';
	*undo->taken_out = g_strdup_printf("pause (%s) from %s%s%s",
		last->reason, last->from_day.text, is_open ? "" : " until ",
		last->until_day.text);
	return undo_end(&work, undo, "pause_undone",
		json_pack("{s:s s:s s:s}", "reason", last->reason, "pause_from",
			last->from_day.text, "pause_until",
			last->until_day.text),
		error);
}

bool case_pause_undo(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const enum pause_reason *reason,
	struct terms_change *change_out, char **taken_out, GError **error)
{
	struct undo undo = { .act = act,
		.rules = rules,
		.of = reason != NULL ? pause_reason_name(*reason) : NULL,
		.change_out = change_out,
		.taken_out = taken_out };
	return db_run_tx(db, pause_undo_tx, &undo, error);
}

static bool extension_undo_tx(struct db *db, void *user, GError **error)
{
	const struct undo *undo = user;
	const struct casefile_extension *last = NULL;
	g_auto(work) work = { 0 };
	if (!undo_open(&work, db, undo, error))
		return false;
	g_autoptr(GPtrArray) rows =
		casefile_extension_list(db, work.casefile->id.text, error);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const struct casefile_extension *row = rows->pdata[i];
		if (undo->of == NULL || strcmp(undo->of, row->regime) == 0)
			last = row;
	}
	if (rows == NULL)
		return false;
	if (last == NULL)
		return nothing(&work, undo, "extension", error);
	if (!casefile_extension_remove(db, last->id.text, error))
		return false;
	*undo->taken_out =
		g_strdup_printf("extension of %" G_GINT64_FORMAT " %s under %s",
			(gint64)last->amount, last->unit, last->regime);
	return undo_end(&work, undo, "extension_undone",
		json_pack("{s:s s:I s:s s:s s:s}", "regime", last->regime,
			"amount", (json_int_t)last->amount, "unit", last->unit,
			"given_for", last->reason, "reason", undo->reason),
		error);
}

bool case_extension_undo(struct db *db, const struct case_act *act,
	const struct terms_rules *rules, const struct case_extension_undo *wish,
	struct terms_change *change_out, char **taken_out, GError **error)
{
	if (!work_reason(wish->reason, "a reason", error))
		return false;
	g_autofree char *reason = utf8_one_line(wish->reason);
	struct undo undo = { .act = act,
		.rules = rules,
		.of = wish->regime,
		.reason = reason,
		.change_out = change_out,
		.taken_out = taken_out };
	return db_run_tx(db, extension_undo_tx, &undo, error);
}
