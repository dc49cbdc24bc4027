/* The schemas of topics.yaml and entities.yaml, and their way into the
 * domain's own structures. */
#include "topics_read.h"

#include <string.h>
#include "plaint/rulebook/topics.h"
#include "plaint/base/nearest.h"
#include "plaint/text/phrase.h"
#include "plaint/yaml/yaml.h"
#include "parts.h"
#include "rules.h"

struct raw_line {
	GPtrArray *say, *near, *unless;
	int64_t within;
	double weight;
	struct yaml_where where;
};

/* One list per language, and one for any. */
enum {
	PHRASE_LISTS = 5,
	LETTER_USUAL_BYTES = 2,
};
static const char *const list_languages[PHRASE_LISTS] = { "uk", "ru", "be",
	"en", "" };

struct raw_phrases {
	GPtrArray *lists[PHRASE_LISTS];
};

struct raw_topic {
	char *id;
	GHashTable *names;
	char *department;
	int64_t priority;
	double threshold;
	int kind;
	GPtrArray *regimes;
	struct raw_phrases phrases;
	struct yaml_where where;
};

struct raw_kind {
	char *id;
	int64_t points;
	double threshold;
	char *suspects;
	struct raw_phrases phrases;
	struct yaml_where where;
};

struct raw_priority {
	int64_t normal, high, urgent;
};

struct raw_topics {
	struct raw_priority priority;
	GHashTable *parts; /* name -> words of a phrase */
	GHashTable *signs; /* name.LANGUAGE -> words */
	GPtrArray *topics, *kinds, *flags;
};

static bool check_line(const void *record, char **why_out)
{
	const struct raw_line *line = record;
	if (line->say->len + line->near->len > 0)
		return true;
	*why_out = g_strdup("needs say: or near:");
	return false;
}

/* One with a part in it is looked at when that is known. */
static bool is_phrase(const char *text, char **why_out)
{
	g_autoptr(GError) why = NULL;
	if (strchr(text, '$') != NULL || phrase_check(text, &why))
		return true;
	*why_out = g_strdup(why->message);
	return false;
}

static const struct yaml_field line_fields[] = {
	{ "say", YAML_TEXTS, offsetof(struct raw_line, say),
		.is_good = is_phrase },
	{ "near", YAML_TEXTS, offsetof(struct raw_line, near),
		.is_good = is_phrase },
	{ "within", YAML_INTEGER, offsetof(struct raw_line, within),
		.fallback = "6", .least = 1, .most = 30 },
	{ "unless", YAML_TEXTS, offsetof(struct raw_line, unless),
		.is_good = is_phrase },
	{ "weight", YAML_NUMBER, offsetof(struct raw_line, weight),
		.fallback = "2" },
	{ NULL },
};
static const struct yaml_record line_record = {
	sizeof(struct raw_line),
	line_fields,
	.where = offsetof(struct raw_line, where) + 1,
	.check = check_line,
};

static const struct yaml_field phrases_fields[] = {
	{ "uk", YAML_RECORDS, offsetof(struct raw_phrases, lists[0]),
		.record = &line_record },
	{ "ru", YAML_RECORDS, offsetof(struct raw_phrases, lists[1]),
		.record = &line_record },
	{ "be", YAML_RECORDS, offsetof(struct raw_phrases, lists[2]),
		.record = &line_record },
	{ "en", YAML_RECORDS, offsetof(struct raw_phrases, lists[3]),
		.record = &line_record },
	{ "any", YAML_RECORDS, offsetof(struct raw_phrases, lists[4]),
		.record = &line_record },
	{ NULL },
};
static const struct yaml_record phrases_record = { sizeof(struct raw_phrases),
	phrases_fields };

static const struct yaml_field topic_fields[] = {
	{ "names", YAML_DICTIONARY, offsetof(struct raw_topic, names),
		.required = true },
	{ "department", YAML_TEXT, offsetof(struct raw_topic, department),
		.required = true },
	{ "priority", YAML_INTEGER, offsetof(struct raw_topic, priority),
		.fallback = "2", .least = 0, .most = 100 },
	{ "threshold", YAML_NUMBER, offsetof(struct raw_topic, threshold),
		.fallback = "0.77" },
	{ "kind", YAML_CHOICE, offsetof(struct raw_topic, kind),
		.fallback = "complaint", .choices = rule_kinds },
	{ "regimes", YAML_TEXTS, offsetof(struct raw_topic, regimes) },
	{ "phrases", YAML_RECORD, offsetof(struct raw_topic, phrases),
		.record = &phrases_record },
	{ NULL },
};
static const struct yaml_record topic_record = {
	sizeof(struct raw_topic),
	topic_fields,
	.where = offsetof(struct raw_topic, where) + 1,
	.name = offsetof(struct raw_topic, id) + 1,
};

static const struct yaml_field kind_fields[] = {
	{ "points", YAML_INTEGER, offsetof(struct raw_kind, points),
		.fallback = "0", .least = 0, .most = 100 },
	{ "threshold", YAML_NUMBER, offsetof(struct raw_kind, threshold),
		.fallback = "2" },
	{ "phrases", YAML_RECORD, offsetof(struct raw_kind, phrases),
		.record = &phrases_record },
	{ NULL },
};
static const struct yaml_record kind_record = {
	sizeof(struct raw_kind),
	kind_fields,
	.where = offsetof(struct raw_kind, where) + 1,
	.name = offsetof(struct raw_kind, id) + 1,
};

static const struct yaml_field flag_fields[] = {
	{ "points", YAML_INTEGER, offsetof(struct raw_kind, points),
		.fallback = "0", .least = 0, .most = 100 },
	{ "threshold", YAML_NUMBER, offsetof(struct raw_kind, threshold),
		.fallback = "2" },
	{ "suspects", YAML_TEXT, offsetof(struct raw_kind, suspects),
		.fallback = "" },
	{ "phrases", YAML_RECORD, offsetof(struct raw_kind, phrases),
		.record = &phrases_record },
	{ NULL },
};
static const struct yaml_record flag_record = {
	sizeof(struct raw_kind),
	flag_fields,
	.where = offsetof(struct raw_kind, where) + 1,
	.name = offsetof(struct raw_kind, id) + 1,
};

static const struct yaml_field priority_fields[] = {
	{ "normal", YAML_INTEGER, offsetof(struct raw_priority, normal),
		.fallback = "3", .least = 0, .most = 1000 },
	{ "high", YAML_INTEGER, offsetof(struct raw_priority, high),
		.fallback = "6", .least = 0, .most = 1000 },
	{ "urgent", YAML_INTEGER, offsetof(struct raw_priority, urgent),
		.fallback = "10", .least = 0, .most = 1000 },
	{ NULL },
};
static const struct yaml_record priority_record = { sizeof(struct raw_priority),
	priority_fields };

static const struct yaml_field topics_fields[] = {
	{ "priority", YAML_RECORD, offsetof(struct raw_topics, priority),
		.record = &priority_record },
	{ "parts", YAML_DICTIONARY, offsetof(struct raw_topics, parts) },
	{ "signs", YAML_DICTIONARY, offsetof(struct raw_topics, signs) },
	{ "topics", YAML_NAMED, offsetof(struct raw_topics, topics),
		.record = &topic_record, .required = true },
	{ "kinds", YAML_NAMED, offsetof(struct raw_topics, kinds),
		.record = &kind_record },
	{ "flags", YAML_NAMED, offsetof(struct raw_topics, flags),
		.record = &flag_record },
	{ NULL },
};
static const struct yaml_record topics_record = { sizeof(struct raw_topics),
	topics_fields };

static void take_texts(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

static bool take_phrases(GPtrArray *to, const GPtrArray *from,
	const char *language, GHashTable *parts, GError **error)
{
	struct parts named = { parts, language, "", "" };
	for (guint i = 0; i < from->len; i++) {
		char *phrase = parts_put_in(from->pdata[i], &named, error);
		if (phrase == NULL)
			return false;
		g_ptr_array_add(to, phrase);
		/* Without parts it was looked at where it stands. */
		bool has_parts = strchr(from->pdata[i], '$') != NULL;
		if (has_parts && !phrase_check(phrase, error))
			return false;
	}
	return true;
}

/* NULL and error: one of its phrases is none. */
static struct rule_line *make_line(const struct raw_line *raw,
	const char *language, GHashTable *parts, GError **error)
{
	g_autoptr(GError) why = NULL;
	struct rule_line *line = rule_line_new();
	g_free(line->rule);
	line->rule = g_strdup_printf("%s:%d", raw->where.file, raw->where.line);
	g_free(line->language);
	line->language = g_strdup(language);
	line->weight = raw->weight;
	line->within = (int)raw->within;
	if (take_phrases(line->say, raw->say, language, parts, &why) &&
		take_phrases(line->near, raw->near, language, parts, &why) &&
		take_phrases(line->unless, raw->unless, language, parts, &why))
		return line;
	yaml_fail(error, &raw->where, "%s", why->message);
	rule_line_free(line);
	return NULL;
}

static bool make_lines(GPtrArray *lines, const struct raw_phrases *raw,
	GHashTable *parts, GError **error)
{
	for (size_t l = 0; l < PHRASE_LISTS; l++)
		for (guint i = 0;
			raw->lists[l] != NULL && i < raw->lists[l]->len; i++) {
			struct rule_line *line =
				make_line(raw->lists[l]->pdata[i],
					list_languages[l], parts, error);
			if (line == NULL)
				return false;
			g_ptr_array_add(lines, line);
		}
	return true;
}

static struct topic *make_topic(
	const struct raw_topic *raw, GHashTable *parts, GError **error)
{
	struct topic *topic = topic_new(raw->id);
	g_free(topic->rule);
	topic->rule =
		g_strdup_printf("%s:%d", raw->where.file, raw->where.line);
	GHashTableIter iter;
	gpointer language, name;
	g_hash_table_iter_init(&iter, raw->names);
	while (g_hash_table_iter_next(&iter, &language, &name))
		g_hash_table_insert(
			topic->names, g_strdup(language), g_strdup(name));
	g_free(topic->department);
	topic->department = g_strdup(raw->department);
	topic->priority = (int)raw->priority;
	topic->threshold = raw->threshold;
	topic->kind = (enum letter_kind)raw->kind;
	take_texts(topic->regimes, raw->regimes);
	if (make_lines(topic->lines, &raw->phrases, parts, error))
		return topic;
	topic_free(topic);
	return NULL;
}

static bool make_kind(struct topic_rules *rules, const struct raw_kind *raw,
	GHashTable *parts, GError **error)
{
	struct kind_rules *kind = kind_rules_new();
	g_ptr_array_add(rules->kinds, kind);
	kind->points = (int)raw->points;
	kind->threshold = raw->threshold;
	if (!make_lines(kind->lines, &raw->phrases, parts, error))
		return false;
	if (letter_kind_parse(raw->id, &kind->kind))
		return true;
	const char *near = nearest_word(raw->id, rule_kinds);
	return yaml_fail(error, &raw->where, "no such kind: %s%s%s", raw->id,
		near != NULL ? "; did you mean " : "",
		near != NULL ? near : "?");
}

static bool make_flag(struct topic_rules *rules, const struct raw_kind *raw,
	GHashTable *parts, GError **error)
{
	struct flag *flag = flag_new(raw->id, raw->suspects);
	flag->points = (int)raw->points;
	flag->threshold = raw->threshold;
	g_ptr_array_add(rules->flags, flag);
	return make_lines(flag->lines, &raw->phrases, parts, error);
}

/* A flag that suspects must suspect one of the others. */
static bool check_suspects(const struct topic_rules *rules,
	const struct raw_kind *raw, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < rules->flags->len; i++)
		g_ptr_array_add(
			ids, ((struct flag *)rules->flags->pdata[i])->id);
	if (raw->suspects[0] == '\0' ||
		g_ptr_array_find_with_equal_func(
			ids, raw->suspects, g_str_equal, NULL))
		return true;
	return rule_fail_unknown(&raw->where,
		"suspects no flag there is:", raw->suspects, ids, error);
}

static bool check_names(const struct raw_topic *raw, GError **error)
{
	for (size_t i = 0; i < PHRASE_LISTS - 1; i++)
		if (g_hash_table_lookup(raw->names, list_languages[i]) == NULL)
			return yaml_fail(error, &raw->where,
				"topic %s has no name in %s", raw->id,
				list_languages[i]);
	return true;
}

static bool add_topic(struct topic_rules *rules, const struct raw_topic *raw,
	GHashTable *parts, GError **error)
{
	struct topic *topic =
		check_names(raw, error) ? make_topic(raw, parts, error) : NULL;
	if (topic != NULL)
		g_ptr_array_add(rules->topics, topic);
	return topic != NULL;
}

/* In the order of their names, so that all who read them see the same. */
static bool make_signs(
	struct topic_rules *rules, GHashTable *signs, GError **error)
{
	g_autoptr(GList) keys =
		g_list_sort(g_hash_table_get_keys(signs), (GCompareFunc)strcmp);
	for (GList *at = keys; at != NULL; at = at->next) {
		const char *key = at->data, *dot = strchr(key, '.');
		g_autofree char *name = g_strndup(
			key, dot != NULL ? (size_t)(dot - key) : strlen(key));
		if (signs_add(rules->signs, name,
			    g_hash_table_lookup(signs, key)))
			continue;
		g_set_error(error, TOPICS_ERROR, TOPICS_ERROR_INVALID,
			"topics.yaml: more than %d signs", SIGNS_MOST);
		return false;
	}
	return true;
}

static struct topic_rules *make_rules(
	const struct raw_topics *raw, GError **error)
{
	struct topic_rules *rules = topic_rules_new();
	rules->normal_from = (int)raw->priority.normal;
	rules->high_from = (int)raw->priority.high;
	rules->urgent_from = (int)raw->priority.urgent;
	bool good = make_signs(rules, raw->signs, error);
	for (guint i = 0; good && i < raw->topics->len; i++)
		good = add_topic(
			rules, raw->topics->pdata[i], raw->parts, error);
	for (guint i = 0; good && i < raw->kinds->len; i++)
		good = make_kind(
			rules, raw->kinds->pdata[i], raw->parts, error);
	for (guint i = 0; good && i < raw->flags->len; i++)
		good = make_flag(
			rules, raw->flags->pdata[i], raw->parts, error);
	for (guint i = 0; good && i < raw->flags->len; i++)
		good = check_suspects(rules, raw->flags->pdata[i], error);
	if (good)
		return rules;
	topic_rules_free(rules);
	return NULL;
}

struct topic_rules *topics_read(const char *path, GError **error)
{
	struct raw_topics raw = { 0 };
	if (!yaml_read_file(path, &topics_record, &raw, error))
		return NULL;
	struct topic_rules *rules = make_rules(&raw, error);
	yaml_record_clear(&topics_record, &raw);
	return rules;
}

struct raw_pattern {
	int kind;
	char *pattern;
	int check;
	int64_t reach; /* letters */
	struct yaml_where where;
};

struct raw_entities {
	GHashTable *parts; /* name -> expression */
	GPtrArray *patterns;
};

static const char *const entity_choices[] = { "account", "case_number", "iccid",
	"other", NULL };
static const char *const check_choices[] = { "none", "luhn", NULL };

static const struct yaml_field pattern_fields[] = {
	{ "kind", YAML_CHOICE, offsetof(struct raw_pattern, kind),
		.required = true, .choices = entity_choices },
	{ "pattern", YAML_TEXT, offsetof(struct raw_pattern, pattern),
		.required = true },
	{ "check", YAML_CHOICE, offsetof(struct raw_pattern, check),
		.fallback = "none", .choices = check_choices },
	{ "reach", YAML_INTEGER, offsetof(struct raw_pattern, reach),
		.fallback = "200", .least = 0, .most = 200 },
	{ NULL },
};
static const struct yaml_record pattern_record = {
	sizeof(struct raw_pattern),
	pattern_fields,
	.where = offsetof(struct raw_pattern, where) + 1,
};
static const struct yaml_field entities_fields[] = {
	{ "parts", YAML_DICTIONARY, offsetof(struct raw_entities, parts) },
	{ "patterns", YAML_RECORDS, offsetof(struct raw_entities, patterns),
		.record = &pattern_record, .required = true },
	{ NULL },
};
static const struct yaml_record entities_record = { sizeof(struct raw_entities),
	entities_fields };

static bool add_pattern(GPtrArray *out, const struct raw_pattern *raw,
	GHashTable *parts, GError **error)
{
	enum entity_kind kind = ENTITY_ACCOUNT;
	entity_kind_parse(entity_choices[raw->kind], &kind);
	g_autofree char *rule =
		g_strdup_printf("%s:%d", raw->where.file, raw->where.line);
	g_autoptr(GError) why = NULL;
	struct parts named = { parts, "", "(?:", ")" };
	g_autofree char *text = parts_put_in(raw->pattern, &named, &why);
	struct entity_pattern *pattern =
		text != NULL
			? entity_pattern_new(kind, text,
				  (enum entity_check)raw->check, rule, &why)
			: NULL;
	if (why != NULL)
		return yaml_fail(error, &raw->where, "%s", why->message);
	entity_pattern_set_reach(
		pattern, (size_t)raw->reach * LETTER_USUAL_BYTES);
	g_ptr_array_add(out, pattern);
	return true;
}

GPtrArray *entities_read(const char *path, GError **error)
{
	struct raw_entities raw = { 0 };
	if (!yaml_read_file(path, &entities_record, &raw, error))
		return NULL;
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(
		(GDestroyNotify)entity_pattern_free);
	bool good = true;
	for (guint i = 0; good && i < raw.patterns->len; i++)
		good = add_pattern(
			out, raw.patterns->pdata[i], raw.parts, error);
	yaml_record_clear(&entities_record, &raw);
	return good ? g_steal_pointer(&out) : NULL;
}
