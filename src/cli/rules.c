/* plaint rules: check every rule file; list what there is; learn from its
 * examples. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/casework/rules.h"
#include "plaint/base/clock.h"
#include "plaint/casework/learning.h"
#include "plaint/rulebook/dangers.h"
#include "plaint/rulebook/examples.h"
#include "plaint/rulebook/replies.h"
#include "progress.h"
#include "rules_dir.h"
#include "table.h"

static struct {
	char *rules, *templates, *lang;
} options;

static const GOptionEntry entries[] = {
	{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
		"Folder of rules (./rules, else the installed one)", "DIR" },
	{ "templates", 0, 0, G_OPTION_ARG_FILENAME, &options.templates,
		"check: folder of templates (the one beside the rules)",
		"DIR" },
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
		"topics: language of the names, uk, ru, be or en (en)",
		"CODE" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "check|list|topics|learn",
	.summary = "check: reads every file in the folder of rules and the "
		   "templates of replies and notices,\nand tells each mistake "
		   "with its file and line; says until when the days off of "
		   "each\ncalendar are known for sure.\nlist: the regimes.\n"
		   "topics: what a case can be about (plaint reclassify "
		   "--topic), with names.\n"
		   "learn: from the letters in examples/ into examples.model, "
		   "which serves where no\noffice has learnt from its own "
		   "decisions (plaint train); and keeps the stems of "
		   "the rules' words\nin topics.stems and what is needed of "
		   "the dictionaries in stems/, so that they are\nread "
		   "quicker.",
	.example = "  plaint rules check --rules /etc/plaint/rules\n"
		   "  plaint rules topics --lang uk",
	.entries = entries,
	.shared = CLI_JSON,
	.least = 1,
	.most = 1,
};

/* Topics, patterns, routing and examples tell one mistake at a time. */
static void topics_check(const char *dir, GPtrArray *problems)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *file = g_build_filename(dir, "topics.yaml", NULL);
	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return;
	g_autoptr(topics) topics = topics_load(dir, &error);
	g_autoptr(GPtrArray) examples =
		topics ? examples_load(dir, EXAMPLES_FOLDER,
				 topics_rules(topics), &error)
		       : NULL;
	g_autoptr(GPtrArray) dangers =
		examples ? dangers_load(dir, topics_rules(topics), &error)
			 : NULL;
	/* Mistakes in the regimes are told already. */
	g_autoptr(rulebook) rulebook =
		dangers ? rulebook_load(dir, NULL) : NULL;
	if (rulebook)
		(void)(rulebook_check_topics(
			       rulebook, topics_rules(topics), &error) &&
			rules_check_people(dir, topics, rulebook, &error));
	if (error)
		g_ptr_array_add(problems, g_strdup(error->message));
}

/* Of replies and of notices the first mistake each.  Rules may have been
 * copied without templates. */
static void templates_check(const char *dir, GPtrArray *problems)
{
	static struct replies *(*const load[])(
		const char *, GError **) = { replies_load, notices_load };
	g_autofree char *path = g_canonicalize_filename(dir, NULL);
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *beside = g_build_filename(above, "templates", NULL);
	const char *templates = options.templates;
	if (templates == NULL && g_file_test(beside, G_FILE_TEST_IS_DIR))
		templates = beside;
	for (size_t i = 0; templates != NULL && i < G_N_ELEMENTS(load); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(replies) replies = load[i](templates, &error);
		if (replies == NULL)
			g_ptr_array_add(problems, g_strdup(error->message));
	}
}

static json_t *problems_json(const GPtrArray *problems)
{
	json_t *lines = json_array();
	for (guint i = 0; i < problems->len; i++)
		json_array_append_new(
			lines, json_string(g_ptr_array_index(problems, i)));
	return lines;
}

/* The last day of which a calendar knows for sure whether it is off; false: of
 * none. */
static bool known_until(const struct calendar *calendar, struct day *out)
{
	if (!day_from_ymd(CALENDAR_LAST_YEAR, 12, 31, out))
		return false;
	while (day_year(*out) >= CALENDAR_FIRST_YEAR &&
		calendar_is_provisional(calendar, *out))
		*out = day_add_days(*out, -1);
	return day_year(*out) >= CALENDAR_FIRST_YEAR;
}

/* Until when each calendar is known; null: no day of it is. */
static json_t *calendars_json(const char *dir)
{
	json_t *all = json_array();
	g_autoptr(rulebook) rulebook = rulebook_load(dir, NULL);
	const GPtrArray *ids =
		rulebook != NULL ? rulebook_calendar_ids(rulebook) : NULL;
	for (guint i = 0; ids != NULL && i < ids->len; i++) {
		const char *id = g_ptr_array_index(ids, i);
		struct day day;
		bool is_known =
			known_until(rulebook_calendar(rulebook, id), &day);
		json_array_append_new(
			all, json_pack("{s:s s:s?}", "id", id, "known_until",
				     is_known ? day_format(day).text : NULL));
	}
	return all;
}

static void calendars_print(const json_t *calendars)
{
	size_t i;
	json_t *calendar;
	json_array_foreach(calendars, i, calendar)
	{
		const char *until = json_string_value(
			json_object_get(calendar, "known_until"));
		printf("calendar %-12s days off known for sure until %s\n",
			json_string_value(json_object_get(calendar, "id")),
			until != NULL ? until : "no day");
	}
}

static int rules_check(const struct cli *cli, const char *dir)
{
	json_t *calendars = calendars_json(dir);
	g_autoptr(GPtrArray) problems = rulebook_check(dir);
	topics_check(dir, problems);
	templates_check(dir, problems);
	if (cli->json)
		print_json(json_pack("{s:s, s:b, s:o, s:O}", "rules", dir,
			"fine", problems->len == 0, "problems",
			problems_json(problems), "calendars", calendars));
	else if (problems->len == 0) {
		printf("%s: all is well\n", dir);
		calendars_print(calendars);
	}
	for (guint i = 0; !cli->json && i < problems->len; i++)
		fprintf(stderr, "%s\n",
			(const char *)g_ptr_array_index(problems, i));
	json_decref(calendars);
	return problems->len == 0 ? CLI_DONE : CLI_FAILED;
}

static json_t *regime_json(const struct regime *regime)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:I, s:s}, s:s, s:s, s:s}",
		"id", regime->id, "jurisdiction", regime->jurisdiction, "title",
		regime->title.in[TONGUE_EN], "trigger",
		trigger_name((enum regime_trigger)regime->trigger), "term",
		"amount", (json_int_t)regime->term.amount, "unit",
		unit_name((enum term_unit)regime->term.unit), "roll",
		roll_name((enum roll)regime->roll), "calendar",
		regime->calendar_id, "source", regime->source);
}

static int rules_list(const struct cli *cli, const char *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(rulebook) rulebook = rulebook_load(dir, &error);
	if (!rulebook)
		return cli_fail(cli, error);
	const GPtrArray *regimes = rulebook_regimes(rulebook);
	json_t *all = json_array();
	for (guint i = 0; i < regimes->len; i++) {
		const struct regime *regime = g_ptr_array_index(regimes, i);
		json_array_append_new(all, regime_json(regime));
		if (!cli->json)
			printf("%-26s %3d %-12s %-10s %s\n", regime->id,
				(int)regime->term.amount,
				unit_name((enum term_unit)regime->term.unit),
				trigger_name(
					(enum regime_trigger)regime->trigger),
				regime->title.in[TONGUE_EN]);
	}
	if (cli->json)
		print_json(all);
	else
		json_decref(all);
	return CLI_DONE;
}

static json_t *topic_json(const struct topic *topic)
{
	json_t *names = json_object();
	for (int t = 0; t < TONGUES; t++) {
		const char *code = tongue_code((enum tongue)t);
		json_object_set_new(names, code,
			print_text_or_null(
				g_hash_table_lookup(topic->names, code)));
	}
	return json_pack("{s:s, s:o, s:s, s:s}", "topic", topic->id, "names",
		names, "department", topic->department, "kind",
		letter_kind_name(topic->kind));
}

static int rules_topics(const struct cli *cli, const char *dir)
{
	static const struct table_column columns[] = { { "topic", 0 },
		{ "department", 0 }, { "kind", 0 }, { "name", 0 } };
	const char *lang = options.lang != NULL ? options.lang : "en";
	enum tongue tongue;
	if (!tongue_parse(lang, &tongue))
		return cli_misuse(
			cli, "--lang \"%s\": want uk, ru, be or en", lang);
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = topics_load(dir, &error);
	if (!topics)
		return cli_fail(cli, error);
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	const GPtrArray *all = topics_rules(topics)->topics;
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const struct topic *topic = g_ptr_array_index(all, i);
		const char *name = g_hash_table_lookup(topic->names, lang);
		json_array_append_new(list, topic_json(topic));
		table_add(table, topic->id, topic->department,
			letter_kind_name(topic->kind), name != NULL ? name : "",
			NULL);
	}
	if (cli->json)
		print_json(json_incref(list));
	else
		table_print(table);
	json_decref(list);
	return CLI_DONE;
}

static void tell_learning(void *user, double share)
{
	(void)user;
	progress_tell("learning", share);
}

static int rules_learn(const struct cli *cli, const char *dir)
{
	struct train_options wish = { .now_utc_us = clock_now_utc_us(),
		.progress = tell_learning };
	struct learnt learnt;
	g_autoptr(GError) error = NULL;
	g_autoptr(topics) topics = topics_load(dir, &error);
	if (!topics || !topics_keep_stems(topics, dir, &error) ||
		!learning_examples(dir, topics, &wish, &learnt, &error))
		return cli_fail(cli, error);
	if (cli->json)
		print_json(json_pack("{s:i, s:i, s:s}", "examples",
			(int)learnt.examples, "topics", (int)learnt.topics,
			"sha256", learnt.hash.hex));
	else
		printf("%s: learnt from %u examples on %u topics\n", dir,
			learnt.examples, learnt.topics);
	return CLI_DONE;
}

static const struct {
	const char *word;
	int (*run)(const struct cli *cli, const char *dir);
} actions[] = {
	{ "check", rules_check },
	{ "list", rules_list },
	{ "topics", rules_topics },
	{ "learn", rules_learn },
};

int command_rules(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	size_t action = 0;
	while (action < G_N_ELEMENTS(actions) &&
		strcmp(cli.words[0], actions[action].word) != 0)
		action++;
	if (action == G_N_ELEMENTS(actions))
		return cli_misuse(&cli,
			"\"%s\": want check, list, topics or learn",
			cli.words[0]);
	g_autofree char *dir = rules_dir_find(options.rules, &error);
	if (!dir)
		return cli_fail(&cli, error);
	return actions[action].run(&cli, dir);
}
