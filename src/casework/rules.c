/* Whatever names something of another file is looked up here once, so that a
 * wrong name stops the start or the reload and not a letter. */

#include "plaint/casework/rules.h"

#include <string.h>

#include "plaint/delivery/compose.h"

struct terms_rules rules_of_terms(const struct rules *rules)
{
	return (struct terms_rules){ rules->config, rules->rulebook,
		rules->topics };
}

void rules_clear(struct rules *rules)
{
	g_clear_pointer(&rules->topics, topics_free);
	g_clear_pointer(&rules->replies, replies_free);
	g_clear_pointer(&rules->notices, replies_free);
	g_clear_pointer(&rules->rulebook, rulebook_free);
	g_clear_pointer(&rules->zone, g_time_zone_unref);
	g_clear_pointer(&rules->config, config_free);
}

static bool check_department(const struct rules *rules, const char *where,
	const char *department, GError **error)
{
	if (department == NULL ||
		routing_department(topics_routing(rules->topics), department) !=
			NULL)
		return true;
	g_set_error(error, TERMS_ERROR, TERMS_ERROR_SETUP,
		"%s: %s: routing.yaml knows no department %s",
		rules->config->path, where, department);
	return false;
}

/* Every department that mailboxes and scan folders name. */
static bool check_departments(const struct rules *rules, GError **error)
{
	const struct config *config = rules->config;
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (!check_department(
			    rules, mailbox->name, mailbox->department, error))
			return false;
	}
	for (guint i = 0; i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		if (!check_department(
			    rules, scans->name, scans->department, error))
			return false;
	}
	return true;
}

/* Whoever has no login is named by an address. */
static bool check_person(
	const char *dir, const char *file, const char *who, GError **error)
{
	g_autoptr(GError) cause = NULL;
	if (who == NULL || strchr(who, '@') == NULL)
		return true;
	g_autofree char *fit = compose_address(who, &cause);
	if (fit != NULL)
		return true;
	g_set_error(error, TERMS_ERROR, TERMS_ERROR_SETUP,
		"%s/%s: nothing can be sent to \"%s\": %s", dir, file, who,
		cause->message);
	return false;
}

bool rules_check_people(const char *dir, const struct topics *topics,
	const struct rulebook *rulebook, GError **error)
{
	static const char file[] = "routing.yaml";
	const GPtrArray *departments = topics_routing(topics)->departments;
	for (guint i = 0; i < departments->len; i++) {
		const struct department *department = departments->pdata[i];
		if (!check_person(dir, file, department->head, error) ||
			!check_person(dir, file, department->deputy, error))
			return false;
	}
	return check_person(dir, "escalation.yaml",
		rulebook_escalation(rulebook)->director, error);
}

static bool check(const struct rules *rules, GError **error)
{
	struct terms_rules terms = rules_of_terms(rules);
	return terms_rules_check(&terms, error) &&
	       check_departments(rules, error) &&
	       rules_check_people(rules->config->rules, rules->topics,
		       rules->rulebook, error);
}

static void find_zone(struct rules *rules)
{
	rules->zone =
		g_time_zone_new_identifier(rules->config->organisation.zone);
}

void rules_begin(struct rules *rules)
{
	find_zone(rules);
	rules->topics = topics_begin(rules->config->rules);
}

static bool load_topics(struct rules *rules, GError **error)
{
	if (rules->topics != NULL)
		return topics_go_on(rules->topics, error);
	rules->topics = topics_load(rules->config->rules, error);
	return rules->topics != NULL;
}

bool rules_load(struct rules *rules, GError **error)
{
	const struct config *config = rules->config;
	if (rules->zone == NULL)
		find_zone(rules);
	rules->rulebook = rulebook_load(config->rules, error);
	if (rules->rulebook == NULL || !load_topics(rules, error))
		return false;
	topics_set_country(
		rules->topics, phone_country(config->organisation.phone));
	rules->replies = replies_load(config->templates, error);
	if (rules->replies != NULL)
		rules->notices = notices_load(config->templates, error);
	return rules->notices != NULL && check(rules, error);
}
