/* Topic rules and what understanding gives: plain data, made and freed. */
#include "plaint/topics/classify.h"

#include <string.h>

static const char *const kind_names[] = {
	[KIND_COMPLAINT] = "complaint",
	[KIND_CLAIM] = "claim",
	[KIND_REQUEST] = "request",
	[KIND_SUGGESTION] = "suggestion",
	[KIND_THANKS] = "thanks",
	[KIND_INQUIRY] = "inquiry",
	[KIND_AUTO_REPLY] = "auto_reply",
	[KIND_BOUNCE] = "bounce",
	[KIND_NEWSLETTER] = "newsletter",
	[KIND_SPAM] = "spam",
	[KIND_UNKNOWN] = "unknown",
};

const char *letter_kind_name(enum letter_kind kind)
{
	return kind_names[kind];
}

bool letter_kind_parse(const char *name, enum letter_kind *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kind_names); i++) {
		if (strcmp(kind_names[i], name) != 0)
			continue;
		*out = (enum letter_kind)i;
		return true;
	}
	return false;
}

static GPtrArray *new_texts(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static void free_line(gpointer line)
{
	rule_line_free(line);
}

struct rule_line *rule_line_new(void)
{
	struct rule_line *line = g_new0(struct rule_line, 1);
	line->rule = g_strdup("");
	line->language = g_strdup("");
	line->weight = 1;
	line->say = new_texts();
	line->near = new_texts();
	line->unless = new_texts();
	return line;
}

void rule_line_free(struct rule_line *line)
{
	if (line == NULL)
		return;
	g_free(line->rule);
	g_free(line->language);
	g_ptr_array_unref(line->say);
	g_ptr_array_unref(line->near);
	g_ptr_array_unref(line->unless);
	g_free(line);
}

struct topic *topic_new(const char *id)
{
	struct topic *topic = g_new0(struct topic, 1);
	topic->id = g_strdup(id);
	topic->rule = g_strdup("");
	topic->names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	topic->department = g_strdup("");
	topic->kind = KIND_UNKNOWN;
	topic->regimes = new_texts();
	topic->lines = g_ptr_array_new_with_free_func(free_line);
	return topic;
}

void topic_free(struct topic *topic)
{
	if (topic == NULL)
		return;
	g_free(topic->id);
	g_free(topic->rule);
	g_hash_table_unref(topic->names);
	g_free(topic->department);
	g_ptr_array_unref(topic->regimes);
	g_ptr_array_unref(topic->lines);
	g_free(topic);
}

struct flag *flag_new(const char *id, const char *suspects)
{
	struct flag *flag = g_new0(struct flag, 1);
	flag->id = g_strdup(id);
	flag->threshold = 1;
	flag->suspects = g_strdup(suspects);
	flag->lines = g_ptr_array_new_with_free_func(free_line);
	return flag;
}

static void flag_free(struct flag *flag)
{
	if (flag == NULL)
		return;
	g_free(flag->id);
	g_free(flag->suspects);
	g_ptr_array_unref(flag->lines);
	g_free(flag);
}

struct kind_rules *kind_rules_new(void)
{
	struct kind_rules *rules = g_new0(struct kind_rules, 1);
	rules->kind = KIND_UNKNOWN;
	rules->threshold = 1;
	rules->lines = g_ptr_array_new_with_free_func(free_line);
	return rules;
}

static void kind_rules_free(struct kind_rules *rules)
{
	if (rules == NULL)
		return;
	g_ptr_array_unref(rules->lines);
	g_free(rules);
}

static void free_topic(gpointer topic)
{
	topic_free(topic);
}

static void free_kind(gpointer rules)
{
	kind_rules_free(rules);
}

static void free_flag(gpointer flag)
{
	flag_free(flag);
}

struct topic_rules *topic_rules_new(void)
{
	struct topic_rules *rules = g_new0(struct topic_rules, 1);
	rules->topics = g_ptr_array_new_with_free_func(free_topic);
	rules->kinds = g_ptr_array_new_with_free_func(free_kind);
	rules->flags = g_ptr_array_new_with_free_func(free_flag);
	rules->signs = signs_new();
	return rules;
}

void topic_rules_free(struct topic_rules *rules)
{
	if (rules == NULL)
		return;
	g_ptr_array_unref(rules->topics);
	g_ptr_array_unref(rules->kinds);
	g_ptr_array_unref(rules->flags);
	signs_free(rules->signs);
	g_free(rules);
}

const struct topic *topic_rules_find(
	const struct topic_rules *rules, const char *id)
{
	for (guint i = 0; i < rules->topics->len; i++) {
		const struct topic *topic = rules->topics->pdata[i];
		if (strcmp(topic->id, id) == 0)
			return topic;
	}
	return NULL;
}
