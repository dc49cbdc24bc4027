/* plaint classify: what a letter is about, and which words say so. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "letter_file.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/base/log.h"
#include "plaint/casework/learning.h"
#include "rules_dir.h"
#include "understanding_json.h"

#define US_PER_DAY G_GINT64_CONSTANT(86400000000)

static const char own_settings[] = "plaint.yaml";

static struct {
	char *rules;
	char *received;
	gboolean explain;
} options;

static const GOptionEntry entries[] = {
	{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
		"Where topics.yaml, entities.yaml and routing.yaml are",
		"DIR" },
	{ "explain", 0, 0, G_OPTION_ARG_NONE, &options.explain,
		"Each line of rules that fired, on which words", NULL },
	{ "received", 0, 0, G_OPTION_ARG_STRING, &options.received,
		"The day it came (gives \"3 October\" its year; default: its "
		"own date, else today)",
		"DAY" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "FILE|-",
	.summary = "Kind, topic, language, people, numbers and sums of a "
		   "letter.\nFILE is plain text, e-mail or a scan; - reads "
		   "text from standard input. What was\nlearnt speaks too: "
		   "in an office, or with --config, from its decisions, else "
		   "from the\nrules' examples. Offsets in "
		   "JSON count "
		   "characters of the text as `plaint read` gives it.",
	.example = "  plaint classify letter.txt --explain\n"
		   "  plaint classify --json - < letter.txt",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
	.least = 1,
	.most = 1,
};

static struct day day_of_instant(int64_t utc_us)
{
	return (struct day){ (int32_t)(utc_us / US_PER_DAY) };
}

static bool day_received(
	const struct document *document, struct day *out, GError **error)
{
	if (options.received != NULL) {
		if (day_parse(options.received, out))
			return true;
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			"--received %s: not a day (YYYY-MM-DD)",
			options.received);
		return false;
	}
	*out = day_of_instant(document->date_utc_us > 0 ? document->date_utc_us
							: clock_now_utc_us());
	return true;
}

static void tell(const char *label, const char *value)
{
	g_autofree char *safe = print_safe(value);
	if (*safe != '\0')
		printf("%-12s %s\n", label, safe);
}

static void tell_points(const struct understanding *u)
{
	g_autoptr(GString) line = g_string_new(u->priority);
	g_string_append_printf(line, " (%d", u->priority_points);
	for (guint i = 0; i < u->points->len; i++) {
		const struct points *points = u->points->pdata[i];
		g_string_append_printf(line, "%s %s %d", i == 0 ? ":" : ",",
			points->why, points->points);
	}
	g_string_append_c(line, ')');
	tell("priority", line->str);
}

static void tell_flag(const char *id, const struct topic_rules *rules)
{
	g_autofree char *line = g_strdup(id);
	for (guint i = 0; i < rules->flags->len; i++) {
		const struct flag *flag = rules->flags->pdata[i];
		if (strcmp(flag->id, id) != 0 || flag->suspects[0] == '\0')
			continue;
		g_free(line);
		line = g_strconcat(
			id, " (a guess, not the rules' word: look)", NULL);
	}
	tell("flag", line);
}

static void tell_answer(
	const struct understanding *u, const struct topic_rules *rules)
{
	g_autofree char *topic = g_strdup_printf("%s (%.2f%s)", u->topic,
		u->confidence, u->triage ? ", not sure: triage" : "");
	tell("kind", letter_kind_name(u->kind));
	tell("topic", topic);
	for (guint i = 0; i < u->alternatives->len; i++) {
		const struct alternative *one = u->alternatives->pdata[i];
		g_autofree char *line = g_strdup_printf(
			"%s (%.2f)", one->topic, one->confidence);
		tell("  or", line);
	}
	tell("language", u->language.code);
	tell("department", u->department);
	tell("expert", u->person[0] != '\0' ? u->person : u->expert);
	tell_points(u);
	for (guint i = 0; i < u->flags->len; i++)
		tell_flag(u->flags->pdata[i], rules);
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *entity = u->entities->pdata[i];
		tell(entity_kind_name(entity->kind), entity->value);
	}
}

static void tell_reasons(const struct understanding *u)
{
	putchar('\n');
	for (guint i = 0; i < u->reasons->len; i++) {
		const struct reason *reason = u->reasons->pdata[i];
		g_autofree char *safe = print_safe(reason->phrase);
		g_strdelimit(safe, "\n", ' ');
		printf("%-16s %+.1f %-28s %s: %s\n", reason->rule,
			reason->weight, reason->what,
			part_name(reason->span.part), safe);
	}
	if (*u->route_rule != '\0')
		printf("%-16s department %s\n", u->route_rule, u->department);
}

static int answer(const struct cli *cli, struct topics *topics,
	const struct document *document, struct day received)
{
	g_autoptr(understanding) u =
		topics_understand(topics, document, received);
	if (cli->json) {
		print_json(understanding_to_json(u, document));
		return CLI_DONE;
	}
	tell_answer(u, topics_rules(topics));
	if (options.explain)
		tell_reasons(u);
	return CLI_DONE;
}

/* The office's settings, when it is one we stand in or are told of. */
static bool find_config(
	const struct cli *cli, struct config **out, GError **error)
{
	bool is_meant =
		cli->config_path != NULL ||
		(options.rules == NULL && access(own_settings, F_OK) == 0);
	*out = is_meant ? office_config(cli, error) : NULL;
	return !is_meant || *out != NULL;
}

/* What the office learnt, else what came with the rules. */
static bool load_experience(struct topics *topics, const struct config *config,
	const char *dir, GError **error)
{
	GError *cause = NULL;
	g_autofree char *path = config != NULL ? learning_path(config)
					       : examples_model_path(dir);
	struct experience *experience = experience_load(path, &cause);
	if (learning_is_stale(experience, dir))
		log_warning("%s: the examples were edited since it was learnt "
			    "(%s)",
			path,
			config != NULL ? "plaint train" : "plaint rules learn");
	topics_set_experience(topics, experience);
	if (cause == NULL)
		return true;
	g_propagate_error(error, cause);
	return false;
}

static struct topics *load_topics(const struct cli *cli, GError **error)
{
	g_autoptr(config) config = NULL;
	if (!find_config(cli, &config, error))
		return NULL;
	bool is_offices = config != NULL && options.rules == NULL;
	g_autofree char *dir = is_offices
				       ? g_strdup(config->rules)
				       : rules_dir_find(options.rules, error);
	g_autoptr(topics) topics = dir != NULL ? topics_load(dir, error) : NULL;
	if (topics != NULL && is_offices)
		topics_set_country(
			topics, phone_country(config->organisation.phone));
	return topics != NULL && load_experience(topics, config, dir, error)
		       ? g_steal_pointer(&topics)
		       : NULL;
}

/* Nothing would be a complaint about nothing. */
static bool says_something(
	const struct document *document, const char *path, GError **error)
{
	const char *const said[] = { document->subject, document->text,
		document->quoted_text, document->signature };
	for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
		const char *at = said[i];
		while (g_unichar_isspace(g_utf8_get_char(at)))
			at = g_utf8_next_char(at);
		if (*at != '\0')
			return true;
	}
	for (guint i = 0; i < document->attachments->len; i++) {
		const struct attachment *one = document->attachments->pdata[i];
		if (one->text[0] != '\0')
			return true;
	}
	g_set_error(error, BASE_ERROR, BASE_ERROR_INVALID,
		"%s: there is no word in it", path);
	return false;
}

int command_classify(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	log_set_level(LOG_LEVEL_WARNING);
	/* The process's own: giving a dictionary back piece by piece would take
	 * longer than the letter does. */
	static struct topics *topics;
	topics = load_topics(&cli, &error);
	if (topics == NULL)
		return cli_fail(&cli, error);
	g_autoptr(document) document = letter_file_read(cli.words[0], &error);
	if (document == NULL || !says_something(document, cli.words[0], &error))
		return cli_fail(&cli, error);
	struct day received;
	if (!day_received(document, &received, &error))
		return cli_misuse(&cli, "%s", error->message);
	return answer(&cli, topics, document, received);
}
