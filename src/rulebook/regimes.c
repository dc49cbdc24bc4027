/* rules/regimes/<any>.yaml: the terms of law of one country, with the other
 * readings its regimes share. */
#include "rules.h"
#include <string.h>
#include "plaint/base/nearest.h"

enum {
	TIMES_MOST = DEADLINE_EXTENSIONS_MOST
};

/* Each in the order of its enum in domain/regime.h. */
static const char *const triggers[] = { "received", "registered", "entry",
	"presented", "event", NULL };
static const char *const duties[] = { "answer", "register", "forward", "return",
	"acknowledge", "notify_delay", "cap", "other", NULL };
static const char *const counts[] = { "next_day", "same_day", NULL };
static const char *const rolls[] = { "none", "next", "previous", NULL };
static const char *const off_hours[] = { "same_day", "next_working_day", NULL };
static const char *const effects[] = { "ignored", "adds", "restarts", NULL };
static const char *const bases[] = { "law", "general_rule", "interpretation",
	NULL };
static const char *const confidences[] = { "T", "Q", "K", "k", NULL };

/* A reading's fields may also be left as they are: one place before the
 * enum's first. */
static const char *const reading_counts[] = { "unchanged", "next_day",
	"same_day", NULL };
static const char *const reading_rolls[] = { "unchanged", "none", "next",
	"previous", NULL };

#define READING(field) offsetof(struct rule_reading, reading.field)
static const struct yaml_field reading_fields[] = {
	{ "title", YAML_RECORD, READING(title), .required = true,
		.record = &names_record },
	{ "count_from", YAML_CHOICE, READING(count_from),
		.fallback = "unchanged", .choices = reading_counts },
	{ "roll", YAML_CHOICE, READING(roll), .fallback = "unchanged",
		.choices = reading_rolls },
	{ "calendar", YAML_TEXT, READING(calendar_id) },
	{ "from_receipt", YAML_FLAG, READING(from_receipt), .fallback = "no" },
	{ "no_pauses", YAML_FLAG, READING(no_pauses), .fallback = "no" },
	{ NULL }
};
static const struct yaml_record reading_record = { sizeof(struct rule_reading),
	reading_fields, .where = offsetof(struct rule_reading, where) + 1,
	.name = offsetof(struct rule_reading, name) + 1 };

static const struct yaml_field interim_fields[] = {
	{ "duty", YAML_CHOICE, offsetof(struct regime_interim, duty),
		.required = true, .choices = duties },
	{ "regime", YAML_TEXT, offsetof(struct regime_interim, regime_id) },
	{ "term", YAML_RECORD, offsetof(struct regime_interim, term),
		.record = &term_optional_record },
	{ "title", YAML_RECORD, offsetof(struct regime_interim, title),
		.record = &names_optional_record },
	{ NULL }
};

static bool interim_check(const void *record, char **why_out)
{
	const struct regime_interim *interim = record;
	if (interim->regime_id || interim->title.in[TONGUE_EN])
		return true;
	*why_out = g_strdup("an interim duty needs a regime or a title");
	return false;
}

static const struct yaml_record interim_record = {
	sizeof(struct regime_interim), interim_fields, .check = interim_check
};

#define EXTENSION(field) offsetof(struct regime_extension, field)
static const struct yaml_field extension_fields[] = {
	{ "allowed", YAML_FLAG, EXTENSION(allowed), .fallback = "no" },
	{ "most", YAML_RECORD, EXTENSION(most),
		.record = &term_optional_record },
	{ "cap", YAML_RECORD, EXTENSION(cap), .record = &term_optional_record },
	{ "times", YAML_INTEGER, EXTENSION(times), .fallback = "0", .least = 0,
		.most = TIMES_MOST },
	{ "reason", YAML_FLAG, EXTENSION(needs_reason), .fallback = "no" },
	{ "notice", YAML_FLAG, EXTENSION(needs_notice), .fallback = "no" },
	{ "note", YAML_RECORD, EXTENSION(note),
		.record = &names_optional_record },
	{ NULL }
};
static const struct yaml_record extension_record = {
	sizeof(struct regime_extension), extension_fields
};

#define REPEATS(field) offsetof(struct regime_repeats, field)
static const struct yaml_field repeats_fields[] = {
	{ "may", YAML_RECORD, REPEATS(may), .record = &names_optional_record },
	{ "source", YAML_TEXT, REPEATS(source) },
	{ "confidence", YAML_CHOICE, REPEATS(confidence), .fallback = "k",
		.choices = confidences },
	{ NULL }
};

static bool repeats_check(const void *record, char **why_out)
{
	const struct regime_repeats *repeats = record;
	if ((repeats->source != NULL) == (repeats->may.in[TONGUE_EN] != NULL))
		return true;
	*why_out = g_strdup("needs both may: and source:");
	return false;
}

static const struct yaml_record repeats_record = {
	sizeof(struct regime_repeats), repeats_fields, .check = repeats_check
};

/* A word nobody uses would keep a term of law from every letter, and nobody
 * would see it. */
static bool word_is_known(const char *what, const char *const *known,
	const char *text, char **why_out)
{
	if (g_strv_contains(known, text))
		return true;
	g_autofree char *hint = nearest_hint(nearest_word(text, known));
	g_autofree char *all = g_strjoinv(", ", (char **)known);
	*why_out = g_strdup_printf(
		"there is no %s \"%s\"%s; one of: %s", what, text, hint, all);
	return false;
}

static bool kind_is_known(const char *text, char **why_out)
{
	return word_is_known("kind of letter", rule_kinds, text, why_out);
}

static bool channel_is_known(const char *text, char **why_out)
{
	static const char *const known[] = { "email", "paper", "form", "book",
		"portal", NULL };
	return word_is_known("channel", known, text, why_out);
}

static bool customer_is_known(const char *text, char **why_out)
{
	static const char *const known[] = { "person", "organisation", NULL };
	return word_is_known("kind of customer", known, text, why_out);
}

#define REGIME(field) offsetof(struct rule_regime, regime.field)
static const struct yaml_field applies_fields[] = {
	{ "kinds", YAML_TEXTS, REGIME(kinds), .is_good = kind_is_known },
	{ "topics", YAML_TEXTS, REGIME(topics) },
	{ "channels", YAML_TEXTS, REGIME(channels),
		.is_good = channel_is_known },
	{ "customers", YAML_TEXTS, REGIME(customers),
		.is_good = customer_is_known },
	{ "sectors", YAML_TEXTS, REGIME(sectors) },
	{ "automatic", YAML_FLAG, REGIME(automatic), .fallback = "yes" },
	{ NULL }
};
/* Groups below are parts of the regime's own struct: offset 0. */
static const struct yaml_record applies_record = { sizeof(struct rule_regime),
	applies_fields };

static const struct yaml_field pause_fields[] = {
	{ "customer", YAML_CHOICE, REGIME(pauses[PAUSE_CUSTOMER]),
		.fallback = "ignored", .choices = effects },
	{ "correction", YAML_CHOICE, REGIME(pauses[PAUSE_CORRECTION]),
		.fallback = "ignored", .choices = effects },
	{ "expertise", YAML_CHOICE, REGIME(pauses[PAUSE_EXPERTISE]),
		.fallback = "ignored", .choices = effects },
	{ NULL }
};
static const struct yaml_record pause_record = { sizeof(struct rule_regime),
	pause_fields };

static const struct yaml_field valid_fields[] = {
	{ "from", YAML_CUSTOM, offsetof(struct rule_regime, valid_from),
		.custom = rule_day_read },
	{ "to", YAML_CUSTOM, offsetof(struct rule_regime, valid_to),
		.custom = rule_day_read },
	{ NULL }
};
static const struct yaml_record valid_record = { sizeof(struct rule_regime),
	valid_fields };

static const struct yaml_field regime_fields[] = {
	{ "id", YAML_TEXT, REGIME(id), .required = true },
	{ "title", YAML_RECORD, REGIME(title), .required = true,
		.record = &names_record },
	{ "duty", YAML_CHOICE, REGIME(duty), .fallback = "answer",
		.choices = duties },
	{ "series", YAML_TEXT, REGIME(series) },
	{ "applies", YAML_RECORD, 0, .record = &applies_record },
	{ "trigger", YAML_CHOICE, REGIME(trigger), .required = true,
		.choices = triggers },
	{ "event", YAML_TEXT, REGIME(event) },
	{ "term", YAML_RECORD, REGIME(term), .required = true,
		.record = &term_record },
	{ "count_from", YAML_CHOICE, REGIME(count_from), .fallback = "next_day",
		.choices = counts },
	{ "off_hours", YAML_CHOICE, REGIME(off_hours), .fallback = "same_day",
		.choices = off_hours },
	{ "roll", YAML_CHOICE, REGIME(roll), .required = true,
		.choices = rolls },
	{ "calendar", YAML_TEXT, REGIME(calendar_id) },
	{ "target", YAML_RECORD, REGIME(target),
		.record = &term_optional_record },
	{ "extension", YAML_RECORD, REGIME(extension),
		.record = &extension_record },
	{ "pauses", YAML_RECORD, 0, .record = &pause_record },
	{ "readings", YAML_TEXTS, offsetof(struct rule_regime, reading_names) },
	{ "repeats", YAML_RECORD, REGIME(repeats), .record = &repeats_record },
	{ "interim", YAML_RECORDS, REGIME(interim), .record = &interim_record },
	{ "valid", YAML_RECORD, 0, .record = &valid_record },
	{ "basis", YAML_CHOICE, REGIME(basis), .required = true,
		.choices = bases },
	{ "confidence", YAML_CHOICE, REGIME(confidence), .required = true,
		.choices = confidences },
	{ "source", YAML_TEXT, REGIME(source), .required = true },
	{ "note", YAML_RECORD, REGIME(note), .record = &names_optional_record },
	{ NULL }
};

static bool regime_check(const void *record, char **why_out)
{
	const struct rule_regime *rule = record;
	const char *why = NULL;
	if ((rule->regime.trigger == TRIGGER_EVENT) != !!rule->regime.event)
		why = "event goes with trigger: event, and only with it";
	else if (rule->valid_from.given && rule->valid_to.given &&
		 day_compare(rule->valid_from.day, rule->valid_to.day) > 0)
		why = "is valid to a day before it is valid from";
	*why_out = g_strdup(why);
	return !why;
}

static const struct yaml_record regime_record = { sizeof(struct rule_regime),
	regime_fields, .where = offsetof(struct rule_regime, where) + 1,
	.check = regime_check };

static bool zone_is_known(const char *text, char **why_out)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(text);
	if (zone != NULL)
		return true;
	*why_out = g_strdup_printf("zone: \"%s\" is not a time zone of the "
				   "tz database (Europe/Kyiv)",
		text);
	return false;
}

static const struct yaml_field file_fields[] = {
	{ "jurisdiction", YAML_TEXT,
		offsetof(struct rule_regimes, jurisdiction), .required = true },
	{ "zone", YAML_TEXT, offsetof(struct rule_regimes, zone),
		.required = true, .is_good = zone_is_known },
	{ "calendar", YAML_TEXT, offsetof(struct rule_regimes, calendar),
		.required = true },
	{ "readings", YAML_NAMED, offsetof(struct rule_regimes, readings),
		.record = &reading_record },
	{ "regimes", YAML_RECORDS, offsetof(struct rule_regimes, regimes),
		.record = &regime_record },
	{ NULL }
};
static const struct yaml_record file_record = { sizeof(struct rule_regimes),
	file_fields };

void regime_rules_free(gpointer data)
{
	struct rule_regimes *file = data;
	for (guint i = 0; i < file->regimes->len; i++) {
		struct rule_regime *rule = g_ptr_array_index(file->regimes, i);
		g_clear_pointer(&rule->regime.readings, g_ptr_array_unref);
		g_clear_pointer(&rule->regime.jurisdiction, g_free);
		g_clear_pointer(&rule->regime.zone, g_free);
	}
	yaml_record_clear(&file_record, file);
	g_free(file->path);
	g_free(file);
}

/* The rest of "… there is no calendar "BZ""; empty or a guess. */
static char *guess(const GHashTable *table, const char *word)
{
	return nearest_hint(nearest_in(table, word));
}

struct reading_place {
	struct rulebook *rulebook;
	const char *path;
	const struct yaml_where *where;
	struct problems *problems;
};

/* NULL, and a problem, when there is none. */
static const struct calendar *calendar_find(
	const struct reading_place *place, const char *id)
{
	const GHashTable *known = place->rulebook->calendar_by_id;
	if (!g_hash_table_contains((GHashTable *)known, id)) {
		g_autofree char *rest = guess(known, id);
		problem_at(place->problems, place->path, place->where,
			"there is no calendar \"%s\"%s", id, rest);
		return NULL;
	}
	return rulebook_calendar(place->rulebook, id);
}

static void readings_finish(
	const struct rule_regimes *file, struct reading_place place)
{
	for (guint i = 0; i < file->readings->len; i++) {
		struct rule_reading *rule =
			g_ptr_array_index(file->readings, i);
		struct regime_reading *reading = &rule->reading;
		place.where = &rule->where;
		reading->count_from--;
		reading->roll--;
		if (reading->calendar_id)
			reading->calendar =
				calendar_find(&place, reading->calendar_id);
	}
}

static const struct rule_reading *reading_find(
	const struct rule_regimes *file, const char *name)
{
	for (guint i = 0; i < file->readings->len; i++) {
		const struct rule_reading *rule =
			g_ptr_array_index(file->readings, i);
		if (strcmp(rule->name, name) == 0)
			return rule;
	}
	return NULL;
}

static void regime_finish(const struct rule_regimes *file,
	struct rule_regime *rule, struct reading_place place)
{
	struct regime *regime = &rule->regime;
	rule->path = file->path;
	place.where = &rule->where;
	regime->jurisdiction = g_strdup(file->jurisdiction);
	regime->zone = g_strdup(file->zone);
	if (!regime->calendar_id)
		regime->calendar_id = g_strdup(file->calendar);
	regime->calendar = calendar_find(&place, regime->calendar_id);
	regime->has_from = rule->valid_from.given;
	regime->valid_from = rule->valid_from.day;
	regime->has_to = rule->valid_to.given;
	regime->valid_to = rule->valid_to.day;
	regime->readings = g_ptr_array_new();
	for (guint i = 0; i < rule->reading_names->len; i++) {
		const char *name = g_ptr_array_index(rule->reading_names, i);
		const struct rule_reading *reading = reading_find(file, name);
		if (reading)
			g_ptr_array_add(regime->readings, (gpointer)reading);
		else
			problem_at(place.problems, file->path, &rule->where,
				"there is no reading \"%s\" in this file",
				name);
	}
}

static void regime_register(struct rulebook *rulebook, struct rule_regime *rule,
	struct problems *problems)
{
	const struct rule_regime *first =
		g_hash_table_lookup(rulebook->regime_by_id, rule->regime.id);
	if (first) {
		problem_at(problems, rule->path, &rule->where,
			"regime \"%s\" stands already in %s:%d",
			rule->regime.id, first->path, first->where.line);
		return;
	}
	g_hash_table_insert(rulebook->regime_by_id, rule->regime.id, rule);
	g_ptr_array_add(rulebook->regimes, rule);
}

static void file_read(
	struct rulebook *rulebook, const char *path, struct problems *problems)
{
	struct rule_regimes *file = g_new0(struct rule_regimes, 1);
	GError *error = NULL;
	if (!yaml_read_file(path, &file_record, file, &error)) {
		problem_take(problems, error);
		g_free(file);
		return;
	}
	file->path = g_strdup(path);
	g_ptr_array_add(rulebook->regime_files, file);
	struct reading_place place = { rulebook, path, NULL, problems };
	readings_finish(file, place);
	for (guint i = 0; i < file->regimes->len; i++) {
		struct rule_regime *rule = g_ptr_array_index(file->regimes, i);
		regime_finish(file, rule, place);
		regime_register(rulebook, rule, problems);
	}
}

static void interim_check_names(const struct rulebook *rulebook,
	const struct rule_regime *rule, struct problems *problems)
{
	for (guint i = 0; i < rule->regime.interim->len; i++) {
		const struct regime_interim *interim =
			g_ptr_array_index(rule->regime.interim, i);
		const char *id = interim->regime_id;
		if (!id || g_hash_table_contains(rulebook->regime_by_id, id))
			continue;
		g_autofree char *rest = guess(rulebook->regime_by_id, id);
		problem_at(problems, rule->path, &rule->where,
			"interim: there is no regime \"%s\"%s", id, rest);
	}
}

/* Regimes of one series replace one another: no day may have two. */
static bool validity_overlaps(const struct regime *a, const struct regime *b)
{
	bool a_before = a->has_to && b->has_from &&
			day_compare(a->valid_to, b->valid_from) < 0;
	bool b_before = b->has_to && a->has_from &&
			day_compare(b->valid_to, a->valid_from) < 0;
	return !a_before && !b_before;
}

static void series_check(
	const struct rulebook *rulebook, guint at, struct problems *problems)
{
	const struct rule_regime *rule =
		g_ptr_array_index(rulebook->regimes, at);
	for (guint i = 0; rule->regime.series && i < at; i++) {
		const struct rule_regime *other =
			g_ptr_array_index(rulebook->regimes, i);
		if (g_strcmp0(rule->regime.series, other->regime.series) == 0 &&
			validity_overlaps(&rule->regime, &other->regime))
			problem_at(problems, rule->path, &rule->where,
				"regime \"%s\" overlaps in validity with "
				"\"%s\" (%s:%d) of the series \"%s\"",
				rule->regime.id, other->regime.id, other->path,
				other->where.line, rule->regime.series);
	}
}

void regimes_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems)
{
	g_autoptr(GPtrArray) paths = rule_files(dir, "regimes", problems);
	for (guint i = 0; i < paths->len; i++)
		file_read(rulebook, g_ptr_array_index(paths, i), problems);
	for (guint i = 0; i < rulebook->regimes->len; i++) {
		interim_check_names(rulebook,
			g_ptr_array_index(rulebook->regimes, i), problems);
		series_check(rulebook, i, problems);
	}
}
