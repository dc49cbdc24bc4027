/* Which flags are of danger: three by name, and those that suspect another. */

#include "danger.h"

#include <string.h>

#include "at_once.h"
#include "plaint/casework/tell.h"

static const char *const certain[] = { "self_harm", "safety_of_life",
	"threatens_violence", NULL };
static const char *const priorities[] = { "low", "normal", "high", "urgent" };

bool danger_is_certain(const struct understanding *understanding)
{
	for (size_t i = 0; certain[i] != NULL; i++)
		if (understanding_has_flag(understanding, certain[i]))
			return true;
	return false;
}

static bool is_danger(const struct topic_rules *rules, const char *id)
{
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (strcmp(flag->id, id) == 0 && flag->suspects[0] != '\0')
			return true;
	}
	return g_strv_contains(certain, id);
}

static size_t rank(const char *priority)
{
	size_t at = 0;
	while (at + 1 < G_N_ELEMENTS(priorities) &&
		strcmp(priorities[at], priority) != 0)
		at++;
	return at;
}

/* Of the letter's flags those of danger that the case has not;
 * NULL-terminated. */
static GPtrArray *new_flags(const struct danger_news *news)
{
	g_auto(GStrv) old = g_strsplit(news->casefile->flags, " ", -1);
	const struct topic_rules *rules = topics_rules(news->rules->topics);
	GPtrArray *flags = g_ptr_array_new();
	for (guint i = 0; i < news->understanding->flags->len; i++) {
		char *flag = news->understanding->flags->pdata[i];
		if (is_danger(rules, flag) &&
			!g_strv_contains((const char *const *)old, flag))
			g_ptr_array_add(flags, flag);
	}
	g_ptr_array_add(flags, NULL);
	return flags;
}

static bool flag(struct db *db, const struct danger_news *news,
	const GPtrArray *flags, GError **error)
{
	const struct casefile *casefile = news->casefile;
	const char *priority = news->understanding->priority;
	if (flags->pdata[0] == NULL)
		return true;
	g_autofree char *came = g_strjoinv(" ", (char **)flags->pdata);
	g_autofree char *all = g_strconcat(casefile->flags,
		casefile->flags[0] != '\0' ? " " : "", came, NULL);
	struct telling telling = { NULL, "danger_flagged", "casefile",
		casefile->id.text };
	if (rank(priority) < rank(casefile->priority))
		priority = casefile->priority;
	return casefile_set_flags(
		       db, casefile->id.text, all, priority, error) &&
	       tell_event(db, &telling,
		       json_pack("{s:s s:s s:s s:s}", "letter", news->letter_id,
			       "flags", came, "priority_from",
			       casefile->priority, "priority", priority),
		       news->now_utc_us, error);
}

/* Told first: the log's head is locked last. */
static bool take(struct db *db, const struct danger_news *news,
	const GPtrArray *flags, GError **error)
{
	return at_once_tell(news->rules, db, news->casefile, news->document,
		       news->understanding, news->now_utc_us, error) &&
	       flag(db, news, flags, error);
}

bool danger_take(struct db *db, const struct danger_news *news, GError **error)
{
	const struct understanding *u = news->understanding;
	const struct topic_rules *rules = topics_rules(news->rules->topics);
	g_autoptr(GPtrArray) flags = new_flags(news);
	return (!danger_is_certain(u) && !understanding_suspects(u, rules)) ||
	       take(db, news, flags, error);
}

bool danger_take_more(
	struct db *db, const struct danger_news *news, GError **error)
{
	g_autoptr(GPtrArray) flags = new_flags(news);
	return flags->pdata[0] == NULL || take(db, news, flags, error);
}
