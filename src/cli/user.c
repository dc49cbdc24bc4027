/* plaint user: who works here. */

#include <stdio.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/staff_work.h"
#include "plaint/store/casefile.h"
#include "table.h"
#include "user_absence.h"

static struct {
	char *name, *role, *email;
} options;

static const GOptionEntry entries[] = {
	{ "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
		"Name as customers see it (the login)", "NAME" },
	{ "role", 0, 0, G_OPTION_ARG_STRING, &options.role,
		"clerk, agent, approver or admin (agent)", "ROLE" },
	{ "email", 0, 0, G_OPTION_ARG_STRING, &options.email,
		"Where to reach them", "ADDRESS" },
	{ "from", 0, 0, G_OPTION_ARG_STRING, &user_absence_options.from,
		"absent: the first day away (today)", "DAY" },
	{ "until", 0, 0, G_OPTION_ARG_STRING, &user_absence_options.until,
		"absent: the last day away", "DAY" },
	{ "deputy", 0, 0, G_OPTION_ARG_STRING, &user_absence_options.deputy,
		"absent: who stands in", "LOGIN" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "[list | add LOGIN | change LOGIN | disable LOGIN |\n"
		     "   enable LOGIN | absent LOGIN | absences | present "
		     "LOGIN]",
	.summary =
		"Who works here, who is away and who stands in: cases given "
		"to somebody absent and\nwhat they would be told go to the "
		"deputy.  A clerk does the paper, an agent\n"
		"answers, and approves what another agent wrote; an approver "
		"or admin also unlocks\nwhat is infected.",
	.example =
		"  plaint user add olena --name 'Олена Коваль' --role agent\n"
		"  plaint user change olena --role approver --as iryna\n"
		"  plaint user disable olena\n"
		"  plaint user absent olena --from 2026-12-01 --until "
		"2026-12-14 --deputy petro",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
	.most = 2,
};

static json_t *staff_json(const struct staff *staff)
{
	return json_pack("{s:s s:s s:s s:o s:b}", "login", staff->login, "name",
		staff->name, "role", staff->role, "email",
		print_text_or_null(staff->email), "active", staff->active);
}

static void list_json(const GPtrArray *all)
{
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++)
		json_array_append_new(list, staff_json(all->pdata[i]));
	print_json(list);
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	static const struct table_column columns[] = { { "login", 0 },
		{ "role", 0 }, { "name", 32 }, { "email", 40 }, { "", 0 } };
	(void)words;
	g_autoptr(GPtrArray) all = staff_list(office->db, error);
	if (all == NULL)
		return CLI_FAILED;
	if (cli->json) {
		list_json(all);
		return CLI_DONE;
	}
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < all->len; i++) {
		const struct staff *staff = all->pdata[i];
		table_add(table, staff->login, staff->role, staff->name,
			staff->email, staff->active ? "" : "disabled", NULL);
	}
	if (all->len == 0)
		puts("Nobody yet: plaint user add LOGIN");
	table_print(table);
	return CLI_DONE;
}

/* --as must be somebody; else whoever it is, known here or not: the first user
 * is added by nobody. */
static bool act_open(struct office *office, const struct cli *cli,
	struct staff_act *act, GError **error)
{
	act->now_utc_us = clock_now_utc_us();
	act->by = office_actor(office, cli, cli->as != NULL ? error : NULL);
	return act->by != NULL || cli->as == NULL;
}

/* Who goes may leave cases behind that nobody looks at. */
static bool tell_left_behind(
	struct office *office, const char *login, GError **error)
{
	int64_t count;
	struct casefile_filter theirs = { .owner = login, .open_only = true };
	if (!casefile_count(office->db, &theirs, &count, error))
		return false;
	if (count > 0)
		printf("%" G_GINT64_FORMAT " open case%s still theirs: plaint "
		       "list --open --owner %s\n",
			(gint64)count, count == 1 ? " is" : "s are", login);
	return true;
}

static int done(const struct cli *cli, struct office *office, const char *login,
	const char *what, const char *as, GError **error)
{
	g_autoptr(staff) staff = staff_find(office->db, login, error);
	if (staff == NULL)
		return CLI_FAILED;
	print_done(cli, staff_json(staff), "%s: %s%s%s", login, what,
		as[0] != '\0' ? " " : "", as);
	return staff->active || cli->json ||
			       tell_left_behind(office, login, error)
		       ? CLI_DONE
		       : CLI_FAILED;
}

static int action_add(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct staff_act act;
	struct staff staff = {
		.login = words[0],
		.name = options.name != NULL ? options.name : words[0],
		.role = options.role != NULL ? options.role : "agent",
		.email = options.email,
		.active = true,
	};
	if (!act_open(office, cli, &act, error) ||
		!staff_work_add(office->db, &act, &staff, error))
		return CLI_FAILED;
	return done(cli, office, staff.login, "added as", staff.role, error);
}

static int action_change(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct staff_act act;
	struct staff_change change = { options.name, options.role,
		options.email };
	if (change.name == NULL && change.role == NULL && change.email == NULL)
		return cli_misuse(cli, "what? give --name, --role or --email");
	if (!act_open(office, cli, &act, error) ||
		!staff_work_change(office->db, &act, words[0], &change, error))
		return CLI_FAILED;
	return done(cli, office, words[0], "changed", "", error);
}

static int set_active(const struct cli *cli, struct office *office,
	const char *login, bool active, GError **error)
{
	struct staff_act act;
	if (!act_open(office, cli, &act, error) ||
		!staff_work_set_active(office->db, &act, login, active, error))
		return CLI_FAILED;
	return done(
		cli, office, login, active ? "enabled" : "disabled", "", error);
}

static int action_disable(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	return set_active(cli, office, words[0], false, error);
}

static int action_enable(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	return set_active(cli, office, words[0], true, error);
}

int command_user(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "add", 1, action_add }, { "change", 1, action_change },
		{ "disable", 1, action_disable },
		{ "enable", 1, action_enable }, { "absent", 1, user_absent },
		{ "absences", 0, user_absences },
		{ "present", 1, user_present } };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
