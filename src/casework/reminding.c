/* What fell due, person by person.  First everything is looked at without a
 * lock, then one transaction writes what was told and queues the mails. */

#include "plaint/casework/reminding.h"

#include <string.h>

#include "plaint/casework/notice_text.h"
#include "plaint/casework/staff_book.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"
#include "plaint/domain/escalation.h"
#include "plaint/store/notice.h"
#include "plaint/store/reply.h"

enum {
	PAGE = 200
};

/* Something due in a case, and who is to hear it. */
struct told {
	const struct casefile *casefile;    /* of those told of */
	const struct escalation_line *line; /* of the rules */
	struct day day;
	const struct person *person; /* of the book */
};

struct gathering {
	const struct reminding *reminding;
	struct staff_book *book;
	GPtrArray *seen;    /* of char *: ids of the cases looked at */
	GPtrArray *told_of; /* of struct casefile: few, however many are open */
	GArray *told;	    /* of struct told */
	struct reminded *out;
};

static void gathering_clear(struct gathering *gathering)
{
	g_clear_pointer(&gathering->seen, g_ptr_array_unref);
	g_clear_pointer(&gathering->told_of, g_ptr_array_unref);
	g_clear_pointer(&gathering->told, g_array_unref);
	g_clear_pointer(&gathering->book, staff_book_free);
}
typedef struct gathering gathering;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(gathering, gathering_clear)

/* --- what is due -------------------------------------------------------- */

/* One term may stand while another runs on, with less time than the case
 * seems to have: then that one is reminded of. */
static void facts_of_running(
	const struct case_clock *clock, struct escalation_facts *facts)
{
	for (guint i = 0; i < clock->results->len; i++) {
		const struct deadline_result *result = clock->results->pdata[i];
		if (result->paused)
			continue;
		if (facts->paused ||
			day_compare(result->legal, facts->legal) < 0) {
			facts->legal = result->legal;
			facts->calendar = result->calendar;
		}
		/* The earliest safe day comes first. */
		if (facts->paused)
			facts->safe = result->safe;
		facts->paused = false;
	}
}

/* The stored days count; the clock says by which calendar and whether it
 * stands.  False when the case has no days. */
static bool facts_of(struct db *db, const struct reminding *reminding,
	const struct casefile *casefile, struct escalation_facts *facts)
{
	const struct terms_rules *rules = reminding->rules;
	*facts = (struct escalation_facts){
		.calendar = terms_calendar(rules),
		.stage_since =
			work_day(rules->config, casefile->stage_since_utc_us),
	};
	g_autoptr(terms) terms =
		terms_load(db, rules, casefile, reminding->today, NULL);
	if (!day_parse(casefile->legal_due.text, &facts->legal) ||
		!day_parse(casefile->safe_due.text, &facts->safe))
		return false;
	if (terms != NULL && terms->clock->leading != NULL) {
		facts->calendar = terms->clock->leading->calendar;
		facts->paused = terms->clock->leading->paused;
		if (facts->paused)
			facts_of_running(terms->clock, facts);
	}
	return facts->calendar != NULL &&
	       stage_parse(casefile->stage, &facts->stage);
}

static void due_gather(struct gathering *gathering,
	const struct casefile *casefile, const struct escalation_due *due)
{
	bool is_told = false;
	for (int role = 0; role < ESCALATE_ROLES; role++) {
		if ((due->line->to & (1u << role)) == 0)
			continue;
		struct told told = { casefile, due->line, due->day,
			staff_book_find(gathering->book,
				(enum escalation_role)role, casefile) };
		if (told.person == NULL)
			continue;
		is_told = true;
		g_array_append_val(gathering->told, told);
	}
	gathering->out->nobody += !is_told;
}

static void case_gather(struct gathering *gathering, struct db *db,
	const struct casefile *casefile)
{
	const struct reminding *reminding = gathering->reminding;
	struct escalation_facts facts;
	struct day after;
	if (!facts_of(db, reminding, casefile, &facts))
		return;
	if (!day_parse(casefile->reminded_day.text, &after)) {
		if (!day_parse(casefile->registered_day.text, &after))
			return;
		after = day_add_days(after, -1);
	}
	g_autoptr(GArray) due =
		escalation_find(rulebook_escalation(reminding->rules->rulebook),
			&facts, after, reminding->today);
	for (guint i = 0; i < due->len; i++)
		due_gather(gathering, casefile,
			&g_array_index(due, struct escalation_due, i));
}

/* Of a page only the cases that somebody is to hear of are kept. */
static void page_gather(
	struct gathering *gathering, struct db *db, GPtrArray *cases)
{
	for (guint i = 0; i < cases->len; i++) {
		struct casefile *casefile = cases->pdata[i];
		guint before = gathering->told->len;
		g_ptr_array_add(gathering->seen, g_strdup(casefile->id.text));
		case_gather(gathering, db, casefile);
		if (gathering->told->len > before)
			g_ptr_array_add(gathering->told_of,
				g_steal_pointer(&cases->pdata[i]));
	}
}

static bool gather(struct gathering *gathering, struct db *db,
	const char *reminded_before, GError **error)
{
	struct casefile_page page = { .reminded_before = reminded_before,
		.limit = PAGE };
	struct id after = { "" };
	gathering->seen = g_ptr_array_new_with_free_func(g_free);
	gathering->told_of = g_ptr_array_new_with_free_func(g_free);
	gathering->told = g_array_new(FALSE, FALSE, sizeof(struct told));
	gathering->book = staff_book_new(db, gathering->reminding->rules,
		gathering->reminding->today, error);
	if (gathering->book == NULL)
		return false;
	for (;;) {
		page.after_id = after.text;
		g_autoptr(GPtrArray) cases =
			casefile_list_owed(db, &page, error);
		if (cases == NULL)
			return false;
		if (cases->len == 0)
			return true;
		const struct casefile *last = cases->pdata[cases->len - 1];
		after = last->id;
		page_gather(gathering, db, cases);
	}
}

/* --- reminders ---------------------------------------------------------- */

static bool told_note(struct db *db, const struct told *told, bool *is_new_out,
	GError **error)
{
	g_autofree char *what = escalation_line_key(told->line);
	struct reminder reminder = { .casefile_id = told->casefile->id,
		.what = what,
		.day = day_format(told->day),
		.to_address = told->person->address };
	return reminder_note(db, &reminder, is_new_out, error);
}

static bool told_event(struct db *db, const struct reminding *reminding,
	const struct told *told, GError **error)
{
	g_autofree char *what = escalation_line_key(told->line);
	struct telling telling = { .verb = "reminded",
		.kind = "casefile",
		.id = told->casefile->id.text };
	return tell_event(db, &telling,
		json_pack("{s:s s:s s:s s:s}", "what", what, "day",
			day_format(told->day).text, "to", told->person->address,
			"rule", told->line->rule),
		reminding->now_utc_us, error);
}

/* What is new of it goes into the person's list. */
static bool told_take(struct db *db, const struct reminding *reminding,
	const struct told *told, GHashTable *lists, GError **error)
{
	bool is_new;
	if (!told_note(db, told, &is_new, error))
		return false;
	if (!is_new)
		return true;
	json_t *list = g_hash_table_lookup(lists, told->person);
	if (list == NULL) {
		list = json_array();
		g_hash_table_insert(lists, (gpointer)told->person, list);
	}
	g_autoptr(GString) why = g_string_new(NULL);
	explain_escalation(why, told->line, notice_tongue(reminding));
	json_array_append_new(
		list, notice_case(reminding, told->casefile, why->str));
	return told_event(db, reminding, told, error);
}

static bool reminders_send(struct db *db, struct gathering *gathering,
	GHashTable *lists, GError **error)
{
	GHashTableIter iter;
	gpointer person, list;
	g_hash_table_iter_init(&iter, lists);
	while (g_hash_table_iter_next(&iter, &person, &list)) {
		bool is_new;
		json_t *values = json_pack("{s:I s:O}", "total",
			(json_int_t)json_array_size(list), "cases", list);
		if (!notice_send(db, gathering->reminding, NOTICES_REMINDER,
			    person, values, &is_new, error))
			return false;
		gathering->out->mails++;
	}
	return true;
}

static bool looked_at(
	struct db *db, const struct gathering *gathering, GError **error)
{
	struct day_text today = day_format(gathering->reminding->today);
	for (guint i = 0; i < gathering->seen->len; i++) {
		if (!casefile_set_reminded(
			    db, gathering->seen->pdata[i], today.text, error))
			return false;
	}
	return true;
}

static void list_unref(gpointer list)
{
	json_decref(list);
}

static bool remind_tx(struct db *db, void *user, GError **error)
{
	struct gathering *gathering = user;
	g_autoptr(GHashTable) lists =
		g_hash_table_new_full(NULL, NULL, NULL, list_unref);
	gathering->out->mails = 0;
	if (!looked_at(db, gathering, error))
		return false;
	for (guint i = 0; i < gathering->told->len; i++) {
		if (!told_take(db, gathering->reminding,
			    &g_array_index(gathering->told, struct told, i),
			    lists, error))
			return false;
	}
	return reminders_send(db, gathering, lists, error);
}

bool reminding_remind(struct db *db, const struct reminding *reminding,
	struct reminded *out, GError **error)
{
	*out = (struct reminded){ 0 };
	g_auto(gathering) gathering = { .reminding = reminding, .out = out };
	struct day_text today = day_format(reminding->today);
	if (!gather(&gathering, db, today.text, error))
		return false;
	return gathering.seen->len == 0 ||
	       db_run_tx(db, remind_tx, &gathering, error);
}
