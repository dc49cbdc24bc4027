/* rules/escalation.yaml: who is reminded of what, and when. */
#include "rules.h"
#include <string.h>

enum {
	DAYS_MOST = 366,
	MINUTES_OF_HOUR = 60,
	HOURS_OF_DAY = 24,
};

struct rule_line {
	struct yaml_where where;
	int when;
	char *stage;
	int64_t days, repeat;
	GPtrArray *to; /* of char * */
};

struct rule_digest {
	struct yaml_where where;
	int minute;
	GPtrArray *to; /* of char * */
};

struct rule_escalation {
	int64_t offer_days;
	struct rule_digest digest;
	GPtrArray *lines; /* of struct rule_line */
	char *director;
};

/* In the order of enum escalation_event. */
static const char *const events[] = { "before_safe_day", "after_safe_day",
	"after_legal_day", "in_stage", NULL };
/* In the order of enum escalation_role. */
static const char *const roles[] = { "owner", "head", "director", NULL };

/* Two digits below `most`, or -1. */
static int two_digits(const char *text, int most)
{
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]))
		return -1;
	int value = (text[0] - '0') * 10 + (text[1] - '0');
	return value < most ? value : -1;
}

static bool minute_read(const char *text, void *field, const char **why_out)
{
	*why_out = "is not a time of day (HH:MM)";
	if (strlen(text) != strlen("HH:MM") || text[2] != ':')
		return false;
	int hour = two_digits(text, HOURS_OF_DAY);
	int minute = two_digits(text + 3, MINUTES_OF_HOUR);
	*(int *)field = hour * MINUTES_OF_HOUR + minute;
	return hour >= 0 && minute >= 0;
}

static const struct yaml_field line_fields[] = {
	{ "when", YAML_CHOICE, offsetof(struct rule_line, when),
		.required = true, .choices = events },
	{ "stage", YAML_TEXT, offsetof(struct rule_line, stage) },
	{ "working_days", YAML_INTEGER, offsetof(struct rule_line, days),
		.required = true, .least = 0, .most = DAYS_MOST },
	{ "repeat_every", YAML_INTEGER, offsetof(struct rule_line, repeat),
		.fallback = "0", .least = 0, .most = DAYS_MOST },
	{ "to", YAML_TEXTS, offsetof(struct rule_line, to), .required = true },
	{ NULL }
};

static bool line_check(const void *record, char **why_out)
{
	const struct rule_line *line = record;
	if ((line->when == ESCALATE_STAGE) == (line->stage != NULL))
		return true;
	*why_out = g_strdup("stage goes with when: in_stage, and only with it");
	return false;
}

static const struct yaml_record line_record = { sizeof(struct rule_line),
	line_fields, .where = offsetof(struct rule_line, where) + 1,
	.check = line_check };

static const struct yaml_field digest_fields[] = {
	{ "at", YAML_CUSTOM, offsetof(struct rule_digest, minute),
		.fallback = "08:30", .custom = minute_read },
	{ "to", YAML_TEXTS, offsetof(struct rule_digest, to) }, { NULL }
};
static const struct yaml_record digest_record = { sizeof(struct rule_digest),
	digest_fields, .where = offsetof(struct rule_digest, where) + 1 };

static const struct yaml_field file_fields[] = {
	{ "offer_notice_days", YAML_INTEGER,
		offsetof(struct rule_escalation, offer_days), .fallback = "3",
		.least = 0, .most = DAYS_MOST },
	{ "digest", YAML_RECORD, offsetof(struct rule_escalation, digest),
		.record = &digest_record },
	{ "director", YAML_TEXT, offsetof(struct rule_escalation, director) },
	{ "reminders", YAML_RECORDS, offsetof(struct rule_escalation, lines),
		.record = &line_record },
	{ NULL }
};
static const struct yaml_record file_record = { sizeof(struct rule_escalation),
	file_fields };

struct place {
	const char *path;
	const struct yaml_where *where;
	struct problems *problems;
};

static unsigned roles_read(const GPtrArray *names, const struct place *place)
{
	unsigned mask = 0;
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		int at = 0;
		while (roles[at] && strcmp(roles[at], name) != 0)
			at++;
		if (roles[at])
			mask |= 1u << at;
		else
			problem_at(place->problems, place->path, place->where,
				"to: \"%s\" is not owner, head or director",
				name);
	}
	return mask;
}

static void line_add(struct escalation_rules *rules,
	const struct rule_line *raw, const struct place *place)
{
	struct escalation_line *line = g_new0(struct escalation_line, 1);
	g_ptr_array_add(rules->lines, line);
	line->rule = g_strdup_printf("%s:%d", raw->where.file, raw->where.line);
	line->event = (enum escalation_event)raw->when;
	line->days = (int)raw->days;
	line->repeat_days = (int)raw->repeat;
	line->to = roles_read(raw->to, place);
	if (raw->stage && !stage_parse(raw->stage, &line->stage))
		problem_at(place->problems, place->path, place->where,
			"there is no stage \"%s\"", raw->stage);
}

void escalation_read(
	struct rulebook *rulebook, const char *dir, struct problems *problems)
{
	g_autofree char *path = g_build_filename(dir, "escalation.yaml", NULL);
	struct escalation_rules *rules = rulebook->escalation;
	struct rule_escalation raw = { 0 };
	GError *error = NULL;
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return;
	if (!yaml_read_file(path, &file_record, &raw, &error)) {
		problem_take(problems, error);
		return;
	}
	struct place place = { path, &raw.digest.where, problems };
	rules->offer_days = (int)raw.offer_days;
	rules->digest_minute = raw.digest.minute;
	rules->digest_to = roles_read(raw.digest.to, &place);
	rules->director = g_strdup(raw.director);
	for (guint i = 0; i < raw.lines->len; i++) {
		const struct rule_line *line = g_ptr_array_index(raw.lines, i);
		place.where = &line->where;
		line_add(rules, line, &place);
	}
	yaml_record_clear(&file_record, &raw);
}
