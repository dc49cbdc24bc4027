/* What pause, resume, redate and reclassify share. */

#include "term_command.h"

#include <string.h>

#include "moment.h"

bool term_rules_load(
	struct office *office, struct terms_rules *rules_out, GError **error)
{
	if (!office_load_rulebook(office, error))
		return false;
	if (office->topics == NULL)
		office->topics = topics_load(office->config->rules, error);
	*rules_out = (struct terms_rules){ office->config, office->rulebook,
		office->topics };
	return office->topics != NULL && terms_rules_check(rules_out, error);
}

struct day term_today(const struct config *config)
{
	g_autoptr(GTimeZone) zone =
		g_time_zone_new_identifier(config->organisation.zone);
	return moment_today(zone);
}

bool term_day(const struct cli *cli, const char *option, const char *text,
	struct day fallback, struct day *out)
{
	*out = fallback;
	if (text == NULL || day_parse(text, out))
		return true;
	cli_misuse(cli, "%s \"%s\" is not a day (YYYY-MM-DD)", option, text);
	return false;
}

int term_command_end(struct case_command *command, bool is_done,
	const struct terms_change *change, const char *more)
{
	const struct casefile_dues *old = &change->old, *now = &change->now;
	if (strcmp(old->legal_due.text, now->legal_due.text) == 0 &&
		strcmp(old->safe_due.text, now->safe_due.text) == 0)
		return case_command_end(command, is_done,
			"due %s, safely by %s, as before%s",
			now->legal_due.text, now->safe_due.text, more);
	return case_command_end(command, is_done,
		"due %s instead of %s, safely by %s%s", now->legal_due.text,
		old->legal_due.text, now->safe_due.text, more);
}
