/* A calendar is compiled into one 16-bit index per day of its range: 0 plain,
 * 1 weekend, from 2 on a mark that says more.  Passes, each seeing what the
 * earlier ones wrote: unions and weekends, holidays by their rules, moves,
 * substitutes (which give way to moves), days listed one by one. */
#include "plaint/domain/calendar.h"
#include <string.h>

enum {
	INDEX_PLAIN,
	INDEX_WEEKEND,
	INDEX_MARKS,
	YEARS = CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1,
	SEARCH_MOST = 366, /* no row of days off is longer */
	DAYS_OF_WEEK = 7,
	EVERY_DAY = (1 << DAYS_OF_WEEK) - 1,
};

struct calendar {
	char *id;
	unsigned weekend;
	struct day first; /* of the compiled range */
	int days;
	uint16_t *index;  /* per day */
	GPtrArray *marks; /* of const struct calendar_mark * */
	GPtrArray *own;	  /* those of them that are ours to free */
	struct day known_until;
	enum calendar_year_state state[YEARS];
};

struct occurrence {
	struct day day;
	const struct calendar_holiday *holiday;
};

G_DEFINE_QUARK(plaint - calendar - error, calendar_error)

static bool calendar_covers(const struct calendar *calendar, struct day day)
{
	int at = days_between(calendar->first, day);
	return at >= 0 && at < calendar->days;
}

static uint16_t *calendar_at(const struct calendar *calendar, struct day day)
{
	return &calendar->index[days_between(calendar->first, day)];
}

static bool is_weekend(const struct calendar *calendar, struct day day)
{
	return (calendar->weekend >> day_weekday(day)) & 1;
}

static bool kind_is_off(enum calendar_kind kind)
{
	return kind != CALENDAR_PLAIN && kind != CALENDAR_MOVED_WORKING &&
	       kind != CALENDAR_LISTED_WORKING;
}

static const struct calendar_mark *calendar_mark_at(
	const struct calendar *calendar, struct day day)
{
	uint16_t index = *calendar_at(calendar, day);
	if (index < INDEX_MARKS)
		return NULL;
	return g_ptr_array_index(calendar->marks, index - INDEX_MARKS);
}

static void calendar_put(struct calendar *calendar, struct day day,
	const struct calendar_mark *mark)
{
	/* A range of 100 years has 36525 days, so the index cannot wrap. */
	g_ptr_array_add(calendar->marks, (gpointer)mark);
	*calendar_at(calendar, day) =
		(uint16_t)(calendar->marks->len - 1 + INDEX_MARKS);
}

static void calendar_mark_new(
	struct calendar *calendar, struct day day, struct calendar_mark value)
{
	struct calendar_mark *mark = g_new(struct calendar_mark, 1);
	*mark = value;
	g_ptr_array_add(calendar->own, mark);
	calendar_put(calendar, day, mark);
}

static bool is_suspended(const struct calendar_spec *spec, struct day day)
{
	guint count = spec->suspensions ? spec->suspensions->len : 0;
	for (guint i = 0; i < count; i++) {
		const struct calendar_suspension *suspension =
			g_ptr_array_index(spec->suspensions, i);
		if (day_compare(day, suspension->from) >= 0 &&
			day_compare(day, suspension->to) <= 0)
			return true;
	}
	return false;
}

/* Unions: a day off in any of them is off; worked Saturdays and other marks
 * of working days come from the first. */
static void calendar_base(
	struct calendar *calendar, const struct calendar_spec *spec)
{
	for (int i = 0; i < calendar->days; i++) {
		struct day day = day_add_days(calendar->first, i);
		const struct calendar_mark *mark = NULL;
		guint count = spec->unions ? spec->unions->len : 0;
		bool done = count > 0 && is_suspended(spec, day);
		for (guint u = 0; u < count && !done; u++) {
			const struct calendar *part = spec->unions->pdata[u];
			done = calendar_is_off(part, day);
			if (u == 0 || done)
				mark = calendar_mark_at(part, day);
		}
		if (mark != NULL)
			calendar_put(calendar, day, mark);
		else if (is_weekend(calendar, day))
			calendar->index[i] = INDEX_WEEKEND;
	}
}

/* The nth such weekday of a month: from its first day, or from the first day
 * of the next month backwards. */
static bool nth_weekday(
	const struct calendar_holiday *holiday, int year, struct day *out)
{
	struct day first;
	if (!day_from_ymd(year, holiday->month, 1, &first))
		return false;
	if (holiday->nth < 0)
		first = day_add_months(first, 1);
	int ahead = ((int)holiday->weekday - (int)day_weekday(first) +
			    DAYS_OF_WEEK) %
		    DAYS_OF_WEEK;
	int weeks = holiday->nth < 0 ? holiday->nth : holiday->nth - 1;
	*out = day_add_days(first, ahead + DAYS_OF_WEEK * weeks);
	return true;
}

static bool holiday_day(
	const struct calendar_holiday *holiday, int year, struct day *out)
{
	switch (holiday->rule) {
	case CALENDAR_RULE_EASTER_ORTHODOX:
		*out = day_add_days(easter_orthodox(year), holiday->offset);
		return true;
	case CALENDAR_RULE_EASTER_WESTERN:
		*out = day_add_days(easter_western(year), holiday->offset);
		return true;
	case CALENDAR_RULE_WEEKDAY:
		return nth_weekday(holiday, year, out);
	case CALENDAR_RULE_DATE:
		break;
	}
	return day_from_ymd(year, holiday->month, holiday->number, out);
}

static int occurrence_order(const void *a, const void *b)
{
	const struct occurrence *left = a;
	const struct occurrence *right = b;
	return day_compare(left->day, right->day);
}

/* Every holiday of every year that is in force then, in order of days. */
static GArray *occurrences_new(
	const struct calendar *calendar, const struct calendar_spec *spec)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct occurrence));
	guint count = spec->holidays ? spec->holidays->len : 0;
	for (guint i = 0; i < count; i++) {
		const struct calendar_holiday *holiday =
			g_ptr_array_index(spec->holidays, i);
		int last = holiday->last_year ? holiday->last_year
					      : CALENDAR_LAST_YEAR;
		int year = MAX(holiday->first_year, CALENDAR_FIRST_YEAR);
		for (; year <= MIN(last, CALENDAR_LAST_YEAR); year++) {
			struct occurrence one = { .holiday = holiday };
			if (holiday_day(holiday, year, &one.day) &&
				calendar_covers(calendar, one.day) &&
				!is_suspended(spec, one.day))
				g_array_append_val(out, one);
		}
	}
	g_array_sort(out, occurrence_order);
	return out;
}

static void calendar_holidays(
	struct calendar *calendar, const GArray *occurrences)
{
	for (guint i = 0; i < occurrences->len; i++) {
		const struct occurrence *one =
			&g_array_index(occurrences, struct occurrence, i);
		calendar_mark_new(calendar, one->day,
			(struct calendar_mark){ CALENDAR_HOLIDAY,
				&one->holiday->name, one->holiday->source,
				one->day });
	}
}

static bool move_fails(GError **error, const struct calendar *calendar,
	struct day day, const char *what)
{
	g_set_error(error, CALENDAR_ERROR, CALENDAR_ERROR_INVALID,
		"calendar %s: %s %s", calendar->id, day_format(day).text, what);
	return false;
}

static bool calendar_move_one(struct calendar *calendar,
	const struct calendar_move *move, GError **error)
{
	if (!calendar_covers(calendar, move->from) ||
		!calendar_covers(calendar, move->to))
		return move_fails(error, calendar, move->to,
			"is out of the years a calendar can hold");
	if (!calendar_is_off(calendar, move->from))
		return move_fails(error, calendar, move->from,
			"is not a day off, so none can be moved from it");
	if (calendar_is_off(calendar, move->to))
		return move_fails(error, calendar, move->to,
			"is a day off already, so none can be moved to it");
	/* A holiday on a weekend stays off: only its substitute moves. */
	if (*calendar_at(calendar, move->from) == INDEX_WEEKEND)
		calendar_mark_new(calendar, move->from,
			(struct calendar_mark){ CALENDAR_MOVED_WORKING, NULL,
				move->source, move->to });
	calendar_mark_new(calendar, move->to,
		(struct calendar_mark){
			CALENDAR_MOVED_OFF, NULL, move->source, move->from });
	return true;
}

static bool calendar_moves(struct calendar *calendar,
	const struct calendar_spec *spec, GError **error)
{
	guint count = spec->moves ? spec->moves->len : 0;
	for (guint i = 0; i < count; i++)
		if (!calendar_move_one(
			    calendar, g_ptr_array_index(spec->moves, i), error))
			return false;
	return true;
}

static bool is_moved_from(const struct calendar_spec *spec, struct day day)
{
	guint count = spec->moves ? spec->moves->len : 0;
	for (guint i = 0; i < count; i++) {
		const struct calendar_move *move =
			g_ptr_array_index(spec->moves, i);
		if (day_compare(move->from, day) == 0)
			return true;
	}
	return false;
}

/* A substitute goes to the next wholly plain day: not to a worked Saturday,
 * nor to a day another holiday's substitute took. */
static void calendar_substitutes(struct calendar *calendar,
	const struct calendar_spec *spec, const GArray *occurrences)
{
	for (guint i = 0; i < occurrences->len; i++) {
		const struct occurrence *one =
			&g_array_index(occurrences, struct occurrence, i);
		bool twin = i > 0 && day_compare(one[-1].day, one->day) == 0;
		if (!one->holiday->substitute || twin ||
			!is_weekend(calendar, one->day) ||
			is_moved_from(spec, one->day))
			continue;
		struct day day = day_add_days(one->day, 1);
		while (calendar_covers(calendar, day) &&
			*calendar_at(calendar, day) != INDEX_PLAIN)
			day = day_add_days(day, 1);
		if (calendar_covers(calendar, day) && !is_suspended(spec, day))
			calendar_mark_new(calendar, day,
				(struct calendar_mark){ CALENDAR_SUBSTITUTE,
					&one->holiday->name,
					one->holiday->source, one->day });
	}
}

static bool calendar_listed_days(struct calendar *calendar,
	const struct calendar_spec *spec, GError **error)
{
	guint count = spec->listed ? spec->listed->len : 0;
	for (guint i = 0; i < count; i++) {
		const struct calendar_listed *listed =
			g_ptr_array_index(spec->listed, i);
		if (!calendar_covers(calendar, listed->day))
			return move_fails(error, calendar, listed->day,
				"is out of the years a calendar can hold");
		bool named = listed->name.in[TONGUE_EN] != NULL;
		calendar_mark_new(calendar, listed->day,
			(struct calendar_mark){
				listed->working ? CALENDAR_LISTED_WORKING
						: CALENDAR_LISTED_OFF,
				named ? &listed->name : NULL, listed->source,
				listed->day });
	}
	return true;
}

/* Own years say it; of others, the least certain of the unions. */
static void calendar_states(
	struct calendar *calendar, const struct calendar_spec *spec)
{
	guint unions = spec->unions ? spec->unions->len : 0;
	guint years = spec->years ? spec->years->len : 0;
	for (int i = 0; i < YEARS; i++) {
		enum calendar_year_state state =
			spec->always_known || unions > 0
				? CALENDAR_YEAR_CONFIRMED
				: CALENDAR_YEAR_ABSENT;
		for (guint u = 0; u < unions; u++)
			state = MIN(state,
				calendar_year_state(
					g_ptr_array_index(spec->unions, u),
					CALENDAR_FIRST_YEAR + i));
		calendar->state[i] = state;
	}
	for (guint i = 0; i < years; i++) {
		const struct calendar_year *year =
			g_ptr_array_index(spec->years, i);
		if (year->year >= CALENDAR_FIRST_YEAR &&
			year->year <= CALENDAR_LAST_YEAR)
			calendar->state[year->year - CALENDAR_FIRST_YEAR] =
				year->state;
	}
}

/* What a calendar is made of is not better known than its parts. */
static struct day known_until_of(
	const struct calendar_spec *spec, struct day last)
{
	guint unions = spec->unions ? spec->unions->len : 0;
	struct day day = last;
	if (spec->has_known_until)
		return spec->known_until;
	for (guint i = 0; i < unions; i++) {
		const struct calendar *part =
			g_ptr_array_index(spec->unions, i);
		if (day_compare(part->known_until, day) < 0)
			day = part->known_until;
	}
	return day;
}

struct calendar *calendar_new(const struct calendar_spec *spec, GError **error)
{
	if ((spec->weekend & EVERY_DAY) == EVERY_DAY) {
		g_set_error(error, CALENDAR_ERROR, CALENDAR_ERROR_INVALID,
			"calendar %s has no working day", spec->id);
		return NULL;
	}
	g_autoptr(calendar) calendar = g_new0(struct calendar, 1);
	struct day last = { 0 };
	(void)day_from_ymd(CALENDAR_FIRST_YEAR, 1, 1, &calendar->first);
	(void)day_from_ymd(CALENDAR_LAST_YEAR, 12, 31, &last);
	calendar->id = g_strdup(spec->id);
	calendar->weekend = spec->weekend;
	calendar->known_until = known_until_of(spec, last);
	calendar->days = days_between(calendar->first, last) + 1;
	calendar->index = g_new0(uint16_t, calendar->days);
	calendar->marks = g_ptr_array_new();
	calendar->own = g_ptr_array_new_with_free_func(g_free);

	calendar_base(calendar, spec);
	g_autoptr(GArray) occurrences = occurrences_new(calendar, spec);
	calendar_holidays(calendar, occurrences);
	if (!calendar_moves(calendar, spec, error))
		return NULL;
	calendar_substitutes(calendar, spec, occurrences);
	if (!calendar_listed_days(calendar, spec, error))
		return NULL;
	calendar_states(calendar, spec);
	return g_steal_pointer(&calendar);
}

void calendar_free(struct calendar *calendar)
{
	if (!calendar)
		return;
	g_free(calendar->id);
	g_free(calendar->index);
	g_ptr_array_unref(calendar->marks);
	g_ptr_array_unref(calendar->own);
	g_free(calendar);
}

const char *calendar_id(const struct calendar *calendar)
{
	return calendar->id;
}

struct calendar_look calendar_look(
	const struct calendar *calendar, struct day day)
{
	struct calendar_look look = { .kind = CALENDAR_PLAIN };
	if (!calendar_covers(calendar, day)) {
		look.kind = is_weekend(calendar, day) ? CALENDAR_WEEKEND
						      : CALENDAR_PLAIN;
	} else {
		look.mark = calendar_mark_at(calendar, day);
		if (look.mark)
			look.kind = look.mark->kind;
		else if (*calendar_at(calendar, day) == INDEX_WEEKEND)
			look.kind = CALENDAR_WEEKEND;
	}
	look.off = kind_is_off(look.kind);
	look.provisional = calendar_is_provisional(calendar, day);
	return look;
}

bool calendar_is_off(const struct calendar *calendar, struct day day)
{
	if (!calendar_covers(calendar, day))
		return is_weekend(calendar, day);
	const struct calendar_mark *mark = calendar_mark_at(calendar, day);
	if (mark)
		return kind_is_off(mark->kind);
	return *calendar_at(calendar, day) == INDEX_WEEKEND;
}

bool calendar_is_provisional(const struct calendar *calendar, struct day day)
{
	return day_compare(day, calendar->known_until) > 0 ||
	       calendar_year_state(calendar, day_year(day)) !=
		       CALENDAR_YEAR_CONFIRMED;
}

enum calendar_year_state calendar_year_state(
	const struct calendar *calendar, int year)
{
	if (year < CALENDAR_FIRST_YEAR || year > CALENDAR_LAST_YEAR)
		return CALENDAR_YEAR_ABSENT;
	return calendar->state[year - CALENDAR_FIRST_YEAR];
}

struct day calendar_working_from(
	const struct calendar *calendar, struct day day)
{
	for (int i = 0; i < SEARCH_MOST && calendar_is_off(calendar, day); i++)
		day = day_add_days(day, 1);
	return day;
}

struct day calendar_working_until(
	const struct calendar *calendar, struct day day)
{
	for (int i = 0; i < SEARCH_MOST && calendar_is_off(calendar, day); i++)
		day = day_add_days(day, -1);
	return day;
}

int calendar_working_days(const struct calendar *calendar, int year)
{
	int count = 0;
	struct day day;
	struct day last;
	if (!day_from_ymd(year, 1, 1, &day) ||
		!day_from_ymd(year, 12, 31, &last))
		return 0;
	for (; day_compare(day, last) < 0; day = day_add_days(day, 1))
		count += !calendar_is_off(calendar, day);
	return count + !calendar_is_off(calendar, last);
}
