/* rules/calendars/<any>.yaml: one calendar each.  Read raw, joined with the
 * calendars it is made of, and built. */
#include "rules.h"
#include <string.h>

enum {
	DAYS_OF_WEEK = 7,
	OFFSET_MOST = 366, /* from Easter */
};

/* In the order of enum weekday. */
static const char *const weekdays[] = { "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday", "sunday", NULL };
static const char *const easters[] = { "none", "orthodox", "western", NULL };
/* In the order of enum calendar_year_state; as when it is left out, first. */
static const char *const states[] = { "unchanged", "expected", "confirmed",
	NULL };

/* "MM-DD"; kept as a day of a leap year, so that 02-29 is one. */
static bool month_day_read(const char *text, void *field, const char **why_out)
{
	struct rule_day *out = field;
	g_autofree char *full = g_strconcat("2000-", text, NULL);
	*why_out = "is not a day of a month (MM-DD)";
	out->given = day_parse(full, &out->day);
	return out->given;
}

static bool holiday_check(const void *record, char **why_out)
{
	const struct rule_holiday *rule = record;
	int ways = rule->on.given + (rule->easter != 0) + (rule->nth != 0);
	if (ways == 1 && (rule->nth == 0 || rule->month != 0))
		return true;
	*why_out = g_strdup("a holiday needs one of: on, easter, or nth with "
			    "weekday and month");
	return false;
}

static const struct yaml_field holiday_fields[] = {
	{ "name", YAML_RECORD, offsetof(struct rule_holiday, holiday.name),
		.required = true, .record = &names_record },
	{ "on", YAML_CUSTOM, offsetof(struct rule_holiday, on),
		.custom = month_day_read },
	{ "easter", YAML_CHOICE, offsetof(struct rule_holiday, easter),
		.fallback = "none", .choices = easters },
	{ "offset", YAML_INTEGER, offsetof(struct rule_holiday, offset),
		.fallback = "0", .least = -OFFSET_MOST, .most = OFFSET_MOST },
	{ "nth", YAML_INTEGER, offsetof(struct rule_holiday, nth),
		.fallback = "0", .least = -4, .most = 4 },
	{ "weekday", YAML_CHOICE, offsetof(struct rule_holiday, weekday),
		.fallback = "monday", .choices = weekdays },
	{ "month", YAML_INTEGER, offsetof(struct rule_holiday, month),
		.fallback = "0", .least = 0, .most = 12 },
	{ "from_year", YAML_INTEGER, offsetof(struct rule_holiday, from_year),
		.fallback = "0", .least = 0, .most = CALENDAR_LAST_YEAR },
	{ "to_year", YAML_INTEGER, offsetof(struct rule_holiday, to_year),
		.fallback = "0", .least = 0, .most = CALENDAR_LAST_YEAR },
	{ "substitute", YAML_FLAG,
		offsetof(struct rule_holiday, holiday.substitute),
		.fallback = "no" },
	{ "source", YAML_TEXT, offsetof(struct rule_holiday, holiday.source) },
	{ NULL }
};
static const struct yaml_record holiday_record = { sizeof(struct rule_holiday),
	holiday_fields, .where = offsetof(struct rule_holiday, where) + 1,
	.check = holiday_check };

static const struct yaml_field move_fields[] = {
	{ "from", YAML_CUSTOM, offsetof(struct rule_move, from),
		.required = true, .custom = rule_day_read },
	{ "to", YAML_CUSTOM, offsetof(struct rule_move, to), .required = true,
		.custom = rule_day_read },
	{ "source", YAML_TEXT, offsetof(struct rule_move, move.source) },
	{ NULL }
};
static const struct yaml_record move_record = { sizeof(struct rule_move),
	move_fields, .where = offsetof(struct rule_move, where) + 1 };

static const struct yaml_field listed_fields[] = {
	{ "day", YAML_CUSTOM, offsetof(struct rule_listed, day),
		.required = true, .custom = rule_day_read },
	{ "name", YAML_RECORD, offsetof(struct rule_listed, listed.name),
		.record = &names_optional_record },
	{ "source", YAML_TEXT, offsetof(struct rule_listed, listed.source) },
	{ NULL }
};
static const struct yaml_record listed_record = { sizeof(struct rule_listed),
	listed_fields, .where = offsetof(struct rule_listed, where) + 1 };

static const struct yaml_field suspension_fields[] = {
	{ "from", YAML_CUSTOM, offsetof(struct rule_suspension, from),
		.required = true, .custom = rule_day_read },
	{ "to", YAML_CUSTOM, offsetof(struct rule_suspension, to),
		.custom = rule_day_read },
	{ "source", YAML_TEXT,
		offsetof(struct rule_suspension, suspension.source) },
	{ NULL }
};
static const struct yaml_record suspension_record = {
	sizeof(struct rule_suspension), suspension_fields,
	.where = offsetof(struct rule_suspension, where) + 1
};

static const struct yaml_field year_fields[] = {
	{ "year", YAML_INTEGER, offsetof(struct rule_year, number),
		.required = true, .least = CALENDAR_FIRST_YEAR,
		.most = CALENDAR_LAST_YEAR },
	{ "state", YAML_CHOICE, offsetof(struct rule_year, state),
		.fallback = "unchanged", .choices = states },
	{ "source", YAML_TEXT, offsetof(struct rule_year, year.source) },
	{ "moves", YAML_RECORDS, offsetof(struct rule_year, moves),
		.record = &move_record },
	{ "off", YAML_RECORDS, offsetof(struct rule_year, off),
		.record = &listed_record },
	{ "working", YAML_RECORDS, offsetof(struct rule_year, working),
		.record = &listed_record },
	{ NULL }
};
static const struct yaml_record year_record = { sizeof(struct rule_year),
	year_fields, .where = offsetof(struct rule_year, where) + 1 };

static const struct yaml_field calendar_fields[] = {
	{ "id", YAML_TEXT, offsetof(struct rule_calendar, id),
		.required = true },
	{ "title", YAML_RECORD, offsetof(struct rule_calendar, title),
		.required = true, .record = &names_record },
	{ "replaces", YAML_TEXT, offsetof(struct rule_calendar, replaces) },
	{ "weekend", YAML_TEXTS, offsetof(struct rule_calendar, weekend) },
	{ "union", YAML_TEXTS, offsetof(struct rule_calendar, unions) },
	{ "always_known", YAML_FLAG,
		offsetof(struct rule_calendar, always_known),
		.fallback = "no" },
	{ "known_until", YAML_CUSTOM,
		offsetof(struct rule_calendar, known_until),
		.custom = rule_day_read },
	{ "holidays", YAML_RECORDS, offsetof(struct rule_calendar, holidays),
		.record = &holiday_record },
	{ "suspensions", YAML_RECORDS,
		offsetof(struct rule_calendar, suspensions),
		.record = &suspension_record },
	{ "years", YAML_RECORDS, offsetof(struct rule_calendar, years),
		.record = &year_record },
	{ NULL }
};
static const struct yaml_record calendar_record = {
	sizeof(struct rule_calendar), calendar_fields,
	.where = offsetof(struct rule_calendar, where) + 1
};

void calendar_rules_free(gpointer data)
{
	struct rule_calendar *calendar = data;
	calendar_free(calendar->built);
	g_clear_pointer(&calendar->all_years, g_ptr_array_unref);
	g_clear_pointer(&calendar->all_moves, g_ptr_array_unref);
	g_clear_pointer(&calendar->all_listed, g_ptr_array_unref);
	g_clear_pointer(&calendar->union_built, g_ptr_array_unref);
	yaml_record_clear(&calendar_record, calendar);
	g_free(calendar->path);
	g_free(calendar);
}

static void holidays_finish(const struct rule_calendar *calendar)
{
	static const enum calendar_rule rules[] = { CALENDAR_RULE_DATE,
		CALENDAR_RULE_EASTER_ORTHODOX, CALENDAR_RULE_EASTER_WESTERN };
	for (guint i = 0; i < calendar->holidays->len; i++) {
		struct rule_holiday *rule =
			g_ptr_array_index(calendar->holidays, i);
		struct calendar_holiday *holiday = &rule->holiday;
		int year;
		holiday->rule =
			rule->nth ? CALENDAR_RULE_WEEKDAY : rules[rule->easter];
		holiday->month = (int)rule->month;
		if (rule->on.given)
			day_to_ymd(rule->on.day, &year, &holiday->month,
				&holiday->number);
		holiday->offset = (int)rule->offset;
		holiday->nth = (int)rule->nth;
		holiday->weekday = (enum weekday)rule->weekday;
		holiday->first_year = (int)rule->from_year;
		holiday->last_year = (int)rule->to_year;
	}
}

static void suspensions_finish(
	const struct rule_calendar *calendar, struct problems *problems)
{
	for (guint i = 0; i < calendar->suspensions->len; i++) {
		struct rule_suspension *rule =
			g_ptr_array_index(calendar->suspensions, i);
		struct day last;
		(void)day_from_ymd(CALENDAR_LAST_YEAR, 12, 31, &last);
		rule->suspension.from = rule->from.day;
		/* What goes on is known as long as the calendar is. */
		rule->suspension.to = rule->to.given ? rule->to.day
				      : calendar->known_until.given
					      ? calendar->known_until.day
					      : last;
		if (day_compare(rule->suspension.to, rule->suspension.from) < 0)
			problem_at(problems, calendar->path, &rule->where,
				"ends before it begins");
	}
}

struct listing {
	struct rule_calendar *calendar;
	GHashTable *claimed; /* day numbers */
	struct problems *problems;
	const struct calendar_year *year; /* gives days its source */
};

/* A day may be decided on once only. */
static void day_claim(const struct listing *listing,
	const struct yaml_where *where, struct day day)
{
	if (!g_hash_table_add(listing->claimed, GINT_TO_POINTER(day.number)))
		problem_at(listing->problems, listing->calendar->path, where,
			"%s is decided on twice", day_format(day).text);
}

/* What is given stands under its year; where it is moved from may be the
 * year before. */
static void day_in_year(const struct listing *listing,
	const struct yaml_where *where, struct day day)
{
	if (day_year(day) != listing->year->year)
		problem_at(listing->problems, listing->calendar->path, where,
			"%s is not a day of %d", day_format(day).text,
			listing->year->year);
}

static void listed_finish(
	const struct listing *listing, GPtrArray *days, bool working)
{
	const char *source = listing->year->source;
	for (guint i = 0; i < days->len; i++) {
		struct rule_listed *rule = g_ptr_array_index(days, i);
		rule->listed.day = rule->day.day;
		rule->listed.working = working;
		if (!rule->listed.source)
			rule->listed.source = g_strdup(source);
		day_claim(listing, &rule->where, rule->day.day);
		day_in_year(listing, &rule->where, rule->day.day);
		g_ptr_array_add(listing->calendar->all_listed, rule);
	}
}

static void moves_finish(const struct listing *listing, GPtrArray *moves)
{
	for (guint i = 0; i < moves->len; i++) {
		struct rule_move *rule = g_ptr_array_index(moves, i);
		rule->move.from = rule->from.day;
		rule->move.to = rule->to.day;
		if (!rule->move.source)
			rule->move.source = g_strdup(listing->year->source);
		day_in_year(listing, &rule->where, rule->to.day);
		day_claim(listing, &rule->where, rule->to.day);
		day_claim(listing, &rule->where, rule->from.day);
		g_ptr_array_add(listing->calendar->all_moves, rule);
	}
}

static void years_finish(
	struct rule_calendar *calendar, struct problems *problems)
{
	g_autoptr(GHashTable) claimed = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	struct listing listing = { calendar, claimed, problems, NULL };
	calendar->all_years = g_ptr_array_new();
	calendar->all_moves = g_ptr_array_new();
	calendar->all_listed = g_ptr_array_new();
	for (guint i = 0; i < calendar->years->len; i++) {
		struct rule_year *rule = g_ptr_array_index(calendar->years, i);
		rule->year.year = (int)rule->number;
		/* The organisation's own days make the country's year neither
		 * final nor unknown. */
		bool is_said = rule->state != CALENDAR_YEAR_ABSENT;
		rule->year.state =
			is_said ? (enum calendar_year_state)rule->state
				: CALENDAR_YEAR_CONFIRMED;
		if (is_said || calendar->unions->len == 0)
			g_ptr_array_add(calendar->all_years, rule);
		if (!g_hash_table_add(seen, GINT_TO_POINTER(rule->year.year)))
			problem_at(problems, calendar->path, &rule->where,
				"year %d stands here twice", rule->year.year);
		listing.year = &rule->year;
		moves_finish(&listing, rule->moves);
		listed_finish(&listing, rule->off, false);
		listed_finish(&listing, rule->working, true);
	}
}

static unsigned weekend_mask(
	const struct rule_calendar *calendar, struct problems *problems)
{
	unsigned mask = 0;
	for (guint i = 0; i < calendar->weekend->len; i++) {
		const char *name = g_ptr_array_index(calendar->weekend, i);
		int at = 0;
		while (at < DAYS_OF_WEEK && strcmp(weekdays[at], name) != 0)
			at++;
		if (at == DAYS_OF_WEEK)
			problem_at(problems, calendar->path, &calendar->where,
				"weekend: \"%s\" is not a weekday", name);
		else
			mask |= 1u << at;
	}
	return mask ? mask : 1u << SATURDAY | 1u << SUNDAY;
}

static const struct calendar *calendar_build(struct rulebook *rulebook,
	struct rule_calendar *calendar, struct problems *problems);

static bool unions_build(struct rulebook *rulebook,
	struct rule_calendar *calendar, struct problems *problems)
{
	calendar->union_built = g_ptr_array_new();
	for (guint i = 0; i < calendar->unions->len; i++) {
		const char *id = g_ptr_array_index(calendar->unions, i);
		struct rule_calendar *other =
			g_hash_table_lookup(rulebook->calendar_by_id, id);
		if (!other || other->building) {
			problem_at(problems, calendar->path, &calendar->where,
				other ? "union: calendar \"%s\" contains this "
					"one"
				      : "union: there is no calendar \"%s\"",
				id);
			return false;
		}
		const struct calendar *built =
			calendar_build(rulebook, other, problems);
		if (!built)
			return false; /* its own problem is told already */
		g_ptr_array_add(calendar->union_built, (gpointer)built);
	}
	return true;
}

/* Depth is bounded by the number of calendars: `building` stops circles. */
static const struct calendar *calendar_build(struct rulebook *rulebook,
	struct rule_calendar *calendar, struct problems *problems)
{
	if (calendar->built || calendar->union_built)
		return calendar->built;
	calendar->building = true;
	bool fine = unions_build(rulebook, calendar, problems);
	calendar->building = false;
	if (!fine)
		return NULL;
	struct calendar_spec spec = {
		.id = calendar->id,
		.holidays = calendar->holidays,
		.moves = calendar->all_moves,
		.listed = calendar->all_listed,
		.suspensions = calendar->suspensions,
		.years = calendar->all_years,
		.unions = calendar->union_built,
		.weekend = weekend_mask(calendar, problems),
		.always_known = calendar->always_known,
		.has_known_until = calendar->known_until.given,
		.known_until = calendar->known_until.day,
	};
	g_autoptr(GError) error = NULL;
	calendar->built = calendar_new(&spec, &error);
	if (!calendar->built)
		problem_at(problems, calendar->path, &calendar->where, "%s",
			error->message);
	return calendar->built;
}

static void calendar_read_one(
	struct rulebook *rulebook, const char *path, struct problems *problems)
{
	struct rule_calendar *calendar = g_new0(struct rule_calendar, 1);
	GError *error = NULL;
	if (!yaml_read_file(path, &calendar_record, calendar, &error)) {
		problem_take(problems, error);
		g_free(calendar);
		return;
	}
	calendar->path = g_strdup(path);
	g_ptr_array_add(rulebook->calendars, calendar);
	holidays_finish(calendar);
	suspensions_finish(calendar, problems);
	years_finish(calendar, problems);
	const struct rule_calendar *first =
		g_hash_table_lookup(rulebook->calendar_by_id, calendar->id);
	if (first)
		problem_at(problems, path, &calendar->where,
			"calendar \"%s\" stands already in %s", calendar->id,
			first->path);
	else
		g_hash_table_insert(
			rulebook->calendar_by_id, calendar->id, calendar);
}

static void replacement_read(struct rulebook *rulebook,
	struct rule_calendar *calendar, struct problems *problems)
{
	const char *id = calendar->replaces;
	if (!id)
		return;
	if (!g_hash_table_contains(rulebook->calendar_by_id, id))
		problem_at(problems, calendar->path, &calendar->where,
			"replaces: there is no calendar \"%s\"", id);
	else if (g_hash_table_contains(rulebook->replacements, id))
		problem_at(problems, calendar->path, &calendar->where,
			"replaces: calendar \"%s\" is replaced already", id);
	else
		g_hash_table_insert(
			rulebook->replacements, (gpointer)id, calendar);
}

void calendars_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems)
{
	g_autoptr(GPtrArray) paths = rule_files(dir, "calendars", problems);
	for (guint i = 0; i < paths->len; i++)
		calendar_read_one(
			rulebook, g_ptr_array_index(paths, i), problems);
	for (guint i = 0; i < rulebook->calendars->len; i++) {
		struct rule_calendar *calendar =
			g_ptr_array_index(rulebook->calendars, i);
		(void)calendar_build(rulebook, calendar, problems);
		replacement_read(rulebook, calendar, problems);
		g_ptr_array_add(rulebook->calendar_ids, calendar->id);
	}
}
