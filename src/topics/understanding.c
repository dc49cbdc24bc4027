/* What understanding a letter gives: plain data, made and freed. */
#include "plaint/topics/classify.h"
#include "plaint/topics/features.h"

#include <string.h>

static void free_alternative(gpointer data)
{
	struct alternative *alternative = data;
	g_free(alternative->topic);
	g_free(alternative);
}

static void free_points(gpointer data)
{
	struct points *points = data;
	g_free(points->why);
	g_free(points);
}

struct understanding *understanding_new(void)
{
	struct understanding *out = g_new0(struct understanding, 1);
	out->kind = KIND_UNKNOWN;
	out->topic = g_strdup("other");
	out->alternatives = g_ptr_array_new_with_free_func(free_alternative);
	out->department = g_strdup("");
	out->expert = g_strdup("");
	out->person = g_strdup("");
	out->priority = g_strdup("normal");
	out->points = g_ptr_array_new_with_free_func(free_points);
	out->entities =
		g_ptr_array_new_with_free_func((GDestroyNotify)entity_free);
	out->flags = g_ptr_array_new_with_free_func(g_free);
	out->reasons = g_ptr_array_new_with_free_func(g_free);
	out->route_rule = g_strdup("");
	out->sums = g_array_new(FALSE, FALSE, sizeof(struct feature));
	return out;
}

void understanding_free(struct understanding *understanding)
{
	if (understanding == NULL)
		return;
	g_free(understanding->topic);
	g_ptr_array_unref(understanding->alternatives);
	g_free(understanding->department);
	g_free(understanding->expert);
	g_free(understanding->person);
	g_free(understanding->priority);
	g_ptr_array_unref(understanding->points);
	g_ptr_array_unref(understanding->entities);
	g_ptr_array_unref(understanding->flags);
	g_ptr_array_unref(understanding->reasons);
	g_free(understanding->route_rule);
	g_array_unref(understanding->sums);
	g_free(understanding);
}

struct reason *understanding_add_reason(struct understanding *understanding,
	const char *rule, const char *what, const char *text, struct span span)
{
	size_t rule_bytes = strlen(rule) + 1, what_bytes = strlen(what) + 1;
	struct reason *reason = g_malloc(
		sizeof(*reason) + rule_bytes + what_bytes + span.length + 1);
	char *strings = (char *)(reason + 1);
	*reason = (struct reason){ .span = span };
	reason->rule = memcpy(strings, rule, rule_bytes);
	strings += rule_bytes;
	reason->what = memcpy(strings, what, what_bytes);
	strings += what_bytes;
	reason->phrase = memcpy(strings, text + span.offset, span.length);
	strings[span.length] = '\0';
	g_ptr_array_add(understanding->reasons, reason);
	return reason;
}

bool understanding_has_flag(
	const struct understanding *understanding, const char *flag)
{
	for (guint i = 0; i < understanding->flags->len; i++)
		if (strcmp(understanding->flags->pdata[i], flag) == 0)
			return true;
	return false;
}

bool understanding_is_doubtful(
	const struct understanding *understanding, const struct topic *topic)
{
	bool praises = understanding->kind == KIND_THANKS;
	bool is_praise = topic->kind == KIND_THANKS;
	return understanding->language.is_translit || praises != is_praise;
}

bool understanding_suspects(const struct understanding *understanding,
	const struct topic_rules *rules)
{
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (flag->suspects[0] != '\0' &&
			understanding_has_flag(understanding, flag->id))
			return true;
	}
	return false;
}
