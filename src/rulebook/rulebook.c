/* Joins the parts; all or nothing. */
#include "plaint/rulebook/rulebook.h"
#include "rules.h"
#include <string.h>
#include "plaint/base/nearest.h"
#include "plaint/topics/classify.h"

G_DEFINE_QUARK(plaint - rulebook - error, rulebook_error)

static struct rulebook *rulebook_new(void)
{
	struct rulebook *rulebook = g_new0(struct rulebook, 1);
	rulebook->calendars =
		g_ptr_array_new_with_free_func(calendar_rules_free);
	rulebook->regime_files =
		g_ptr_array_new_with_free_func(regime_rules_free);
	rulebook->regimes = g_ptr_array_new();
	rulebook->regime_by_id = g_hash_table_new(g_str_hash, g_str_equal);
	rulebook->calendar_by_id = g_hash_table_new(g_str_hash, g_str_equal);
	rulebook->replacements = g_hash_table_new(g_str_hash, g_str_equal);
	rulebook->calendar_ids = g_ptr_array_new();
	rulebook->escalation = escalation_rules_new();
	return rulebook;
}

void rulebook_free(struct rulebook *rulebook)
{
	if (!rulebook)
		return;
	g_hash_table_unref(rulebook->regime_by_id);
	g_hash_table_unref(rulebook->calendar_by_id);
	g_hash_table_unref(rulebook->replacements);
	g_ptr_array_unref(rulebook->calendar_ids);
	g_ptr_array_unref(rulebook->regimes);
	g_ptr_array_unref(rulebook->regime_files);
	g_ptr_array_unref(rulebook->calendars);
	escalation_rules_free(rulebook->escalation);
	g_free(rulebook);
}

static gint id_order(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Calendars first: regimes name them. */
static struct rulebook *rulebook_read(
	const char *dir, struct problems *problems)
{
	struct rulebook *rulebook = rulebook_new();
	calendars_read(rulebook, dir, problems);
	regimes_read(rulebook, dir, problems);
	escalation_read(rulebook, dir, problems);
	g_ptr_array_sort(rulebook->calendar_ids, id_order);
	return rulebook;
}

struct rulebook *rulebook_load(const char *dir, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	struct problems problems = { .lines = lines };
	g_autoptr(rulebook) rulebook = rulebook_read(dir, &problems);
	if (lines->len == 0)
		return g_steal_pointer(&rulebook);
	g_set_error_literal(error, RULEBOOK_ERROR,
		problems.io ? RULEBOOK_ERROR_IO : RULEBOOK_ERROR_INVALID,
		g_ptr_array_index(lines, 0));
	return NULL;
}

GPtrArray *rulebook_check(const char *dir)
{
	struct problems problems = {
		.lines = g_ptr_array_new_with_free_func(g_free),
	};
	rulebook_free(rulebook_read(dir, &problems));
	return problems.lines;
}

const struct regime *rulebook_regime(
	const struct rulebook *rulebook, const char *id)
{
	return g_hash_table_lookup(rulebook->regime_by_id, id);
}

static const struct rule_calendar *calendar_rule(
	const struct rulebook *rulebook, const char *id)
{
	const struct rule_calendar *own =
		g_hash_table_lookup(rulebook->replacements, id);
	return own ? own : g_hash_table_lookup(rulebook->calendar_by_id, id);
}

const struct calendar *rulebook_calendar(
	const struct rulebook *rulebook, const char *id)
{
	const struct rule_calendar *rule = calendar_rule(rulebook, id);
	return rule ? rule->built : NULL;
}

const char *rulebook_regime_nearest(
	const struct rulebook *rulebook, const char *id)
{
	return nearest_in(rulebook->regime_by_id, id);
}

const char *rulebook_calendar_nearest(
	const struct rulebook *rulebook, const char *id)
{
	return nearest_in(rulebook->calendar_by_id, id);
}

const GPtrArray *rulebook_regimes(const struct rulebook *rulebook)
{
	return rulebook->regimes;
}

const GPtrArray *rulebook_calendar_ids(const struct rulebook *rulebook)
{
	return rulebook->calendar_ids;
}

const struct names *rulebook_calendar_title(
	const struct rulebook *rulebook, const char *id)
{
	const struct rule_calendar *rule = calendar_rule(rulebook, id);
	return rule ? &rule->title : NULL;
}

GPtrArray *rulebook_regimes_for(
	const struct rulebook *rulebook, const struct regime_query *query)
{
	GPtrArray *out = g_ptr_array_new();
	for (guint i = 0; i < rulebook->regimes->len; i++) {
		struct regime *regime = g_ptr_array_index(rulebook->regimes, i);
		if (regime_applies(regime, query))
			g_ptr_array_add(out, regime);
	}
	return out;
}

const struct escalation_rules *rulebook_escalation(
	const struct rulebook *rulebook)
{
	return rulebook->escalation;
}

/* --- beside topics.yaml --------------------------------------------------- */

/* "…: there is no WHAT "x"; did you mean "y"?" */
static bool fail_nothing_of(GError **error, const char *where, const char *what,
	const char *word, const char *near)
{
	g_autofree char *hint = nearest_hint(near);
	g_set_error(error, RULEBOOK_ERROR, RULEBOOK_ERROR_INVALID,
		"%s: there is no %s \"%s\"%s", where, what, word, hint);
	return false;
}

static bool topic_check(const struct rulebook *rulebook,
	const struct topic *topic, GError **error)
{
	for (guint i = 0; i < topic->regimes->len; i++) {
		const char *id = g_ptr_array_index(topic->regimes, i);
		if (rulebook_regime(rulebook, id))
			continue;
		g_autofree char *where =
			g_strdup_printf("%s: topic %s", topic->rule, topic->id);
		return fail_nothing_of(error, where, "regime", id,
			rulebook_regime_nearest(rulebook, id));
	}
	return true;
}

/* "billing.refund", and "billing.*" over it. */
static char **patterns_of(const struct topic_rules *topics)
{
	g_autoptr(GStrvBuilder) patterns = g_strv_builder_new();
	for (guint i = 0; i < topics->topics->len; i++) {
		const struct topic *topic =
			g_ptr_array_index(topics->topics, i);
		const char *dot = strchr(topic->id, '.');
		g_strv_builder_add(patterns, topic->id);
		for (; dot; dot = strchr(dot + 1, '.')) {
			g_autofree char *over = g_strdup_printf(
				"%.*s.*", (int)(dot - topic->id), topic->id);
			g_strv_builder_add(patterns, over);
		}
	}
	return g_strv_builder_end(patterns);
}

/* An office may have left out a topic; one that is nearly there was
 * mistyped. */
static bool regime_check_topics(const struct rule_regime *rule,
	const char *const *patterns, GError **error)
{
	for (guint i = 0; i < rule->regime.topics->len; i++) {
		const char *topic = g_ptr_array_index(rule->regime.topics, i);
		const char *near = nearest_word(topic, patterns);
		if (!near || strcmp(near, topic) == 0)
			continue;
		g_autofree char *where = g_strdup_printf("%s:%d:%d", rule->path,
			rule->where.line, rule->where.column);
		return fail_nothing_of(error, where, "topic", topic, near);
	}
	return true;
}

bool rulebook_check_topics(const struct rulebook *rulebook,
	const struct topic_rules *topics, GError **error)
{
	g_auto(GStrv) patterns = patterns_of(topics);
	for (guint i = 0; i < topics->topics->len; i++)
		if (!topic_check(rulebook, g_ptr_array_index(topics->topics, i),
			    error))
			return false;
	for (guint i = 0; i < rulebook->regimes->len; i++)
		if (!regime_check_topics(
			    g_ptr_array_index(rulebook->regimes, i),
			    (const char *const *)patterns, error))
			return false;
	return true;
}
