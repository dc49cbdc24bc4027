/* A list of entries, each checked where it stands. */
#include "plaint/rulebook/dangers.h"

#include <string.h>
#include "plaint/topics/suspicion.h"
#include "rules.h"

struct rule_danger {
	struct danger danger; /* first */
	struct yaml_where where;
};

static bool is_telling(const char *text, char **why_out)
{
	return rule_text_is_good(text, DANGER_MOST_BYTES, why_out);
}

static bool says_something(const void *entry, char **why_out)
{
	const struct danger *danger = entry;
	if (danger->say->len == 0)
		*why_out = g_strdup("say: has nothing");
	return *why_out == NULL;
}

static const struct yaml_field danger_fields[] = {
	{ "flag", YAML_TEXT, offsetof(struct danger, flag), .required = true },
	{ "say", YAML_TEXTS, offsetof(struct danger, say), .required = true,
		.is_good = is_telling },
	{ NULL },
};
static const struct yaml_record danger_record = {
	sizeof(struct rule_danger),
	danger_fields,
	.where = offsetof(struct rule_danger, where) + 1,
	.check = says_something,
};

static void danger_free(gpointer entry)
{
	yaml_record_clear(&danger_record, entry);
	g_free(entry);
}

static bool fits(
	const void *entry, const struct topic_rules *rules, GError **error)
{
	const struct rule_danger *rule = entry;
	const char *name = rule->danger.flag;
	if (strcmp(name, SUSPICION_NONE) == 0 || suspicion_is_of(rules, name))
		return true;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	g_ptr_array_add(known, (gpointer)SUSPICION_NONE);
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (flag->suspects[0] != '\0')
			g_ptr_array_add(known, flag->suspects);
	}
	return rule_fail_unknown(&rule->where,
		"no flag of topics.yaml suspects", name, known, error);
}

GPtrArray *dangers_load(
	const char *dir, const struct topic_rules *rules, GError **error)
{
	static const struct rule_list list = { &danger_record, danger_free,
		fits };
	return rule_list_load(&list, dir, DANGERS_FOLDER, rules, error);
}
