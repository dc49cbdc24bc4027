/* Who is away, and who stands in. */

#include "user_absence.h"

#include <stdio.h>

#include "plaint/base/clock.h"
#include "plaint/casework/absence.h"
#include "table.h"
#include "term_command.h"

struct user_absence_options user_absence_options;

/* --as must be somebody; else whoever it is, known here or not. */
static bool act_open(struct office *office, const struct cli *cli,
	struct absence_act *act, GError **error)
{
	act->now_utc_us = clock_now_utc_us();
	act->today = term_today(office->config);
	act->by = office_actor(office, cli, cli->as != NULL ? error : NULL);
	return act->by != NULL || cli->as == NULL;
}

static json_t *absence_json(const char *login, const char *deputy,
	struct day_text from, struct day_text until)
{
	return json_pack("{s:s s:s s:s s:o}", "login", login, "from", from.text,
		"until", until.text, "deputy", print_text_or_null(deputy));
}

int user_absent(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	const struct user_absence_options *options = &user_absence_options;
	struct terms_rules rules;
	struct absence_act act;
	struct day from, until;
	if (options->until == NULL || options->deputy == NULL)
		return cli_misuse(cli, "--until DAY and --deputy LOGIN are "
				       "needed");
	struct day today = term_today(office->config);
	if (!term_day(cli, "--from", options->from, today, &from) ||
		!term_day(cli, "--until", options->until, today, &until))
		return CLI_USAGE;
	struct staff_absence absence = { words[0], day_format(from),
		day_format(until), options->deputy };
	if (!act_open(office, cli, &act, error) ||
		!term_rules_load(office, &rules, error) ||
		!absence_begin(office->db, &act, topics_routing(rules.topics),
			&absence, error))
		return CLI_FAILED;
	if (cli->json)
		print_json(absence_json(absence.login, absence.deputy,
			absence.from_day, absence.until_day));
	else
		printf("%s: away from %s until %s, %s stands in\n",
			absence.login, absence.from_day.text,
			absence.until_day.text, absence.deputy);
	return CLI_DONE;
}

static void print_absences(const GPtrArray *all, struct day today)
{
	static const struct table_column columns[] = { { "login", 0 },
		{ "from", 0 }, { "until", 0 }, { "deputy", 0 }, { "", 0 } };
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < all->len; i++) {
		const struct route_absence *absence = all->pdata[i];
		bool is_now = day_compare(absence->from, today) <= 0;
		table_add(table, absence->person,
			day_format(absence->from).text,
			day_format(absence->to).text,
			absence->deputy != NULL ? absence->deputy : "nobody",
			is_now ? "away" : "", NULL);
	}
	if (all->len == 0)
		puts("Nobody is away: plaint user absent LOGIN --until DAY "
		     "--deputy LOGIN");
	table_print(table);
}

int user_absences(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct terms_rules rules;
	struct day today = term_today(office->config);
	(void)words;
	if (!term_rules_load(office, &rules, error))
		return CLI_FAILED;
	g_autoptr(GPtrArray) all = absence_list(
		office->db, topics_routing(rules.topics), today, error);
	if (all == NULL)
		return CLI_FAILED;
	if (!cli->json) {
		print_absences(all, today);
		return CLI_DONE;
	}
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const struct route_absence *absence = all->pdata[i];
		json_array_append_new(
			list, absence_json(absence->person, absence->deputy,
				      day_format(absence->from),
				      day_format(absence->to)));
	}
	print_json(list);
	return CLI_DONE;
}

int user_present(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct absence_act act;
	if (!act_open(office, cli, &act, error) ||
		!absence_end(office->db, &act, words[0], error))
		return CLI_FAILED;
	return print_done(cli,
		json_pack("{s:s s:b}", "login", words[0], "absent", false),
		"%s: here again", words[0]);
}
