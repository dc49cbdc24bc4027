/* The office's own regime, those that fit the letter, those its topic names,
 * those people chose, less those they took away: each once. */

#include "terms_regimes.h"

#include <string.h>

#include "plaint/base/nearest.h"

/* The law calls channels otherwise than our sources do. */
static const char *channel_of(const struct casefile *casefile)
{
	static const struct {
		const char *ours, *law;
	} channels[] = { { "mail", "email" }, { "scan", "paper" },
		{ "form", "form" } };
	for (size_t i = 0; i < G_N_ELEMENTS(channels); i++) {
		if (strcmp(casefile->channel, channels[i].ours) == 0)
			return channels[i].law;
	}
	return NULL;
}

static void add_once(GPtrArray *regimes, const struct regime *regime)
{
	if (!g_ptr_array_find(regimes, regime, NULL))
		g_ptr_array_add(regimes, (gpointer)regime);
}

/* A regime by its name, or the one of its series in force on that day. */
static const struct regime *regime_on(
	const struct terms_rules *rules, const char *id, struct day day)
{
	const struct regime *named = rulebook_regime(rules->rulebook, id);
	const GPtrArray *all = rulebook_regimes(rules->rulebook);
	if (named == NULL || named->series == NULL ||
		regime_in_force(named, day))
		return named;
	for (guint i = 0; i < all->len; i++) {
		const struct regime *other = all->pdata[i];
		if (g_strcmp0(other->series, named->series) == 0 &&
			regime_in_force(other, day))
			return other;
	}
	return named;
}

static const struct topic *topic_of(
	const struct terms_rules *rules, const char *id)
{
	return rules->topics != NULL
		       ? topic_rules_find(topics_rules(rules->topics), id)
		       : NULL;
}

/* People have the last word: they add, and they take away. */
static bool decisions_apply(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, GPtrArray *regimes, GError **error)
{
	g_autoptr(GPtrArray) chosen =
		casefile_regime_list(db, casefile->id.text, error);
	if (chosen == NULL)
		return false;
	for (guint i = 0; i < chosen->len; i++) {
		const struct casefile_regime *row = chosen->pdata[i];
		const struct regime *regime =
			rulebook_regime(rules->rulebook, row->regime);
		if (!row->applies) {
			g_ptr_array_remove(regimes, (gpointer)regime);
			continue;
		}
		if (regime == NULL) {
			g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
				"regime %s is not in the rules any more",
				row->regime);
			return false;
		}
		add_once(regimes, regime);
	}
	return true;
}

GPtrArray *terms_regimes(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, const char *customer_type,
	GError **error)
{
	struct day received = { 0 };
	day_parse(casefile->received_day.text, &received);
	const struct regime *own =
		regime_on(rules, rules->config->regime, received);
	const struct topic *topic = topic_of(rules, casefile->topic);
	struct regime_query query = {
		.kind = casefile->kind,
		.topic = casefile->topic,
		.channel = channel_of(casefile),
		.customer_type =
			customer_type[0] != '\0' ? customer_type : NULL,
		.sector = rules->config->organisation.sector,
		.jurisdiction = own != NULL ? own->jurisdiction : NULL,
		.day = received,
	};
	g_autoptr(GPtrArray) regimes = g_ptr_array_new();
	g_autoptr(GPtrArray) fitting =
		rulebook_regimes_for(rules->rulebook, &query);
	if (own != NULL)
		add_once(regimes, own);
	for (guint i = 0; i < fitting->len; i++)
		add_once(regimes, fitting->pdata[i]);
	for (guint i = 0; topic != NULL && i < topic->regimes->len; i++) {
		const struct regime *named =
			regime_on(rules, topic->regimes->pdata[i], received);
		if (named != NULL)
			add_once(regimes, named);
	}
	return db == NULL || decisions_apply(
				     db, rules, casefile, regimes, error)
		       ? g_steal_pointer(&regimes)
		       : NULL;
}

/* --- are they there? -------------------------------------------------- */

static bool nothing_of(const char *where, const char *noun, const char *id,
	const char *near, GError **error)
{
	g_set_error(error, TERMS_ERROR, TERMS_ERROR_SETUP,
		"%s: there is no %s \"%s\"%s%s", where, noun, id,
		near != NULL ? "; nearest: " : "", near != NULL ? near : "");
	return false;
}

/* A sector no regime speaks of has no law of its own, unless one that is
 * nearly the same has: then it was mistyped, and that law would be missed. */
static bool sector_check(const struct terms_rules *rules, GError **error)
{
	const char *sector = rules->config->organisation.sector;
	const GPtrArray *regimes = rulebook_regimes(rules->rulebook);
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < regimes->len; i++) {
		const struct regime *regime = regimes->pdata[i];
		for (guint k = 0; k < regime->sectors->len; k++)
			g_ptr_array_add(known, regime->sectors->pdata[k]);
	}
	g_ptr_array_add(known, NULL);
	const char *near = sector != NULL
				   ? nearest_word(sector,
					     (const char *const *)known->pdata)
				   : NULL;
	return near == NULL || strcmp(near, sector) == 0 ||
	       nothing_of(rules->config->path, "sector", sector, near, error);
}

bool terms_rules_check(const struct terms_rules *rules, GError **error)
{
	const struct config *config = rules->config;
	const struct rulebook *rulebook = rules->rulebook;
	const struct topic_rules *topics =
		rules->topics != NULL ? topics_rules(rules->topics) : NULL;
	if (rulebook_regime(rulebook, config->regime) == NULL)
		return nothing_of(config->path, "regime", config->regime,
			rulebook_regime_nearest(rulebook, config->regime),
			error);
	if (config->calendar != NULL &&
		rulebook_calendar(rulebook, config->calendar) == NULL)
		return nothing_of(config->path, "calendar", config->calendar,
			rulebook_calendar_nearest(rulebook, config->calendar),
			error);
	return sector_check(rules, error) &&
	       (topics == NULL ||
		       rulebook_check_topics(rulebook, topics, error));
}

/* --- the office's calendar ------------------------------------------------ */

const struct calendar *terms_calendar(const struct terms_rules *rules)
{
	const struct regime *regime =
		rulebook_regime(rules->rulebook, rules->config->regime);
	if (rules->config->calendar != NULL)
		return rulebook_calendar(
			rules->rulebook, rules->config->calendar);
	return regime != NULL ? regime->calendar : NULL;
}

char *terms_calendar_trouble(const struct terms_rules *rules, struct day today)
{
	enum {
		AHEAD_DAYS =
			62 /* a term of a month, and what it is rolled by */
	};
	const struct calendar *calendar = terms_calendar(rules);
	for (int i = 0; calendar != NULL && i <= AHEAD_DAYS; i++) {
		struct day day = day_add_days(today, i);
		if (calendar_is_provisional(calendar, day))
			return g_strdup_printf(
				"calendar %s does not know the days off from "
				"%s on for sure: terms that end then are "
				"provisional until its file in %s/calendars "
				"says more",
				calendar_id(calendar), day_format(day).text,
				rules->config->rules);
	}
	return NULL;
}
