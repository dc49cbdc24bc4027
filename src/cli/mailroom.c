/* plaint mailroom: what a scanner and a reader cannot decide. */

#include "mailroom.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/base/log.h"
#include "plaint/engine/engine.h"
#include "plaint/store/setting.h"
#include "table.h"

enum {
	LIST_MOST = 1000,
	QUARTER = 90,
	FULL_TURN = 360,
	PAGES_MOST = 2000,
};

static struct {
	gint by, before, page;
	char *reason, *languages;
	gboolean interleave, forward, drop_keyed;
} options;

static const GOptionEntry entries[] = {
	{ "by", 0, 0, G_OPTION_ARG_INT, &options.by,
		"rotate: degrees clockwise from how it lies now: 90, 180, 270",
		"DEGREES" },
	{ "before", 0, 0, G_OPTION_ARG_INT, &options.before,
		"split: the page the second letter begins with", "PAGE" },
	{ "interleave", 0, 0, G_OPTION_ARG_NONE, &options.interleave,
		"join: pages by turns, the second's last first (a stack turned "
		"over)",
		NULL },
	{ "forward", 0, 0, G_OPTION_ARG_NONE, &options.forward,
		"join --interleave: the second's first page first", NULL },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason,
		"discard: why; needed", "TEXT" },
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &options.languages,
		"redo: in these languages only, as Tesseract names them "
		"(ukr+eng)",
		"LANGUAGES" },
	{ "page", 0, 0, G_OPTION_ARG_INT, &options.page,
		"key: the text of this page only; the others stay as they "
		"were read",
		"PAGE" },
	{ "drop-keyed", 0, 0, G_OPTION_ARG_NONE, &options.drop_keyed,
		"redo: also a letter that was keyed in by mistake; that text "
		"is dropped; key: also one that somebody else keyed in",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments =
		"[list | show L | rotate L PAGE | split L | join A B | "
		"discard L | restore L\n   | key L FILE | undo L | accept L | "
		"redo L | received L DAY]",
	.summary =
		"Letters on paper: what needs a person's eyes, and mending "
		"it.\n\n"
		"  list            letters set aside, to be keyed in, or with "
		"doubtful words;\n"
		"                  files that cannot be taken\n"
		"  show L          a letter, page by page\n"
		"  rotate L PAGE   turn a page (--by 90) and read it again\n"
		"  split L         two letters of one (--before PAGE)\n"
		"  join A B        the pages of B go to A; A lives on\n"
		"  discard L       no letter (--reason TEXT); restore L takes "
		"it back\n"
		"  key L FILE      its text, typed by a person (- is standard "
		"input); of one\n"
		"                  page: --page PAGE\n"
		"  undo L          its text as it was before key, or redo "
		"--drop-keyed\n"
		"  accept L        the doubtful words are right\n"
		"  redo L          read it again (--lang ukr+eng)\n"
		"  received L DAY  when it came; its terms run from there",
	.example = "  plaint mailroom\n"
		   "  plaint mailroom split 01KB3Q6R2M9Z8V5T7W1X3Y5Z7A "
		   "--before 3 --as olena\n"
		   "  plaint mailroom key 01KB3Q6R2M9Z8V5T7W1X3Y5Z7A text.txt "
		   "--as olena",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_AS | CLI_JSON,
	.most = 3,
};

/* --- the engine behind ---------------------------------------------------- */

static struct engine *engine_open(const struct cli *cli, GError **error)
{
	struct config *config = office_config(cli, error);
	struct engine *engine =
		config != NULL ? engine_new(config, 0, error) : NULL;
	/* There is no main loop here to be stopped in order. */
	sigset_t held;
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_UNBLOCK, &held, NULL);
	return engine;
}

/* What is done, and the engine it is done with. */
struct act {
	struct engine *engine;
	struct mailroom_act of;
	struct id second; /* the letter that was split off */
};

static bool act_open(const struct cli *cli, struct office *office,
	const char *letter, struct act *act, GError **error)
{
	*act = (struct act){ .of = { .letter = letter,
				     .now_utc_us = clock_now_utc_us() } };
	act->of.by = office_actor(office, cli, error);
	if (act->of.by == NULL)
		return false;
	log_set_level(LOG_LEVEL_WARNING);
	act->engine = engine_open(cli, error);
	if (act->engine == NULL)
		return false;
	act->of.mailroom = engine_mailroom(act->engine);
	return true;
}

/* What the letter is now, and that is all there is to say. */
static int act_end(
	const struct cli *cli, struct act *act, bool done, GError **error)
{
	const struct mailroom *mailroom = &act->of.mailroom;
	g_auto(mailroom_letter) letter = { 0 };
	done = done &&
	       mailroom_load(&letter, mailroom->db, act->of.letter, error);
	if (done && cli->json) {
		json_t *json = mailroom_json(mailroom, &letter, true);
		if (act->second.text[0] != '\0')
			json_object_set_new(
				json, "second", json_string(act->second.text));
		print_json(json);
	} else if (done) {
		g_auto(mailroom_place) place = { 0 };
		g_autofree char *problem = print_safe(letter.letter->problem);
		mailroom_place_find(&place, mailroom, letter.letter);
		printf("%s: %s%s%s%s%s\n", letter.letter->id.text,
			letter.letter->state, problem[0] != '\0' ? ", " : "",
			problem, place.casefile != NULL ? ", case " : "",
			place.casefile != NULL ? place.casefile->number.text
					       : "");
	}
	g_clear_pointer(&act->engine, engine_free);
	return done ? CLI_DONE : CLI_FAILED;
}

static int number_of(const char *text)
{
	guint64 number = 0;
	return g_ascii_string_to_unsigned(
		       text, 10, 1, PAGES_MOST, &number, NULL)
		       ? (int)number
		       : 0;
}

/* --- looking -------------------------------------------------------------- */

static void list_add(struct table *table, const struct mailroom *mailroom,
	const struct mailroom_letter *letter)
{
	g_auto(mailroom_place) place = { 0 };
	g_autofree char *needs = mailroom_needs_text(letter);
	mailroom_place_find(&place, mailroom, letter->letter);
	table_add(table, letter->letter->id.text,
		letter->letter->received_day.text, place.legal_due.text,
		place.casefile != NULL ? place.casefile->number.text : "",
		needs, letter->letter->name, NULL);
}

/* Files that are no letters yet, for they are too large or cannot be opened:
 * what the engine says of each folder.  False: there are none. */
static bool print_stuck(const struct cli *cli, const struct office *office)
{
	const GPtrArray *folders = office->config->scans;
	bool is_any = false;
	for (guint i = 0; i < folders->len; i++) {
		const struct config_scans *folder = folders->pdata[i];
		g_autofree char *key =
			g_strconcat("alarm.files.", folder->name, NULL);
		g_autofree char *what = setting_get(office->db, key, NULL);
		g_autofree char *safe = print_safe(what != NULL ? what : "");
		if (safe[0] != '\0')
			fprintf(cli->json ? stderr : stdout, "! scans %s: %s\n",
				folder->name, safe);
		is_any |= safe[0] != '\0';
	}
	return is_any;
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	static const struct table_column columns[] = { { "letter", 0 },
		{ "received", 0 }, { "due by law", 0 }, { "case", 0 },
		{ "to do", 48 }, { "file", 28 } };
	(void)words;
	g_autoptr(engine) engine = engine_open(cli, error);
	g_autoptr(GPtrArray) letters =
		engine != NULL
			? letter_list_mailroom(office->db, LIST_MOST, error)
			: NULL;
	if (letters == NULL)
		return CLI_FAILED;
	struct mailroom mailroom = engine_mailroom(engine);
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	json_t *list = json_array();
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *of = letters->pdata[i];
		g_auto(mailroom_letter) letter = { 0 };
		if (!mailroom_load(&letter, office->db, of->id.text, NULL))
			continue;
		list_add(table, &mailroom, &letter);
		json_array_append_new(
			list, mailroom_json(&mailroom, &letter, false));
	}
	bool is_stuck = print_stuck(cli, office);
	if (cli->json)
		print_json(json_incref(list));
	else if (json_array_size(list) > 0)
		table_print(table);
	else if (!is_stuck)
		puts("Nothing needs a person's eyes.");
	print_most(cli, letters->len, LIST_MOST);
	json_decref(list);
	return CLI_DONE;
}

static int action_show(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_auto(mailroom_letter) letter = { 0 };
	g_autoptr(engine) engine = engine_open(cli, error);
	if (engine == NULL ||
		!mailroom_load(&letter, office->db, words[0], error))
		return CLI_FAILED;
	struct mailroom mailroom = engine_mailroom(engine);
	if (cli->json)
		print_json(mailroom_json(&mailroom, &letter, true));
	else
		mailroom_print(&mailroom, office->config, &letter);
	return CLI_DONE;
}

/* --- acting --------------------------------------------------------------- */

static int action_rotate(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	int page = number_of(words[1]);
	if (page == 0)
		return cli_misuse(cli, "\"%s\" is no page", words[1]);
	if (options.by % QUARTER != 0 || options.by <= -FULL_TURN ||
		options.by >= FULL_TURN || options.by == 0)
		return cli_misuse(cli, "--by takes 90, 180 or 270");
	struct mailroom_rereading how = { .page = page,
		.turn = (options.by + FULL_TURN) % FULL_TURN };
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(cli, &act, mailroom_reread(&act.of, &how, error), error);
}

static int action_redo(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	struct mailroom_rereading how = { .languages = options.languages,
		.drops_keyed = options.drop_keyed };
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(cli, &act, mailroom_reread(&act.of, &how, error), error);
}

static int action_split(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	if (options.before <= 0)
		return cli_misuse(
			cli, "before which page? --before PAGE is needed");
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	bool done = mailroom_split(&act.of, options.before, &act.second, error);
	if (done && !cli->json)
		printf("%s: the second letter\n", act.second.text);
	return act_end(cli, &act, done, error);
}

static int action_join(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	enum mailroom_order order = !options.interleave ? MAILROOM_BEHIND
				    : options.forward	? MAILROOM_FORWARD
							: MAILROOM_INTERLEAVED;
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(cli, &act,
		mailroom_join(&act.of, words[1], order, error), error);
}

static int action_discard(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	if (options.reason == NULL)
		return cli_misuse(cli, "why? --reason TEXT is needed");
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(cli, &act,
		mailroom_discard(&act.of, options.reason, error), error);
}

/* What needs to be told no more than the letter. */
static int act_plainly(struct cli *cli, struct office *office,
	const char *letter,
	bool (*deed)(const struct mailroom_act *act, GError **error),
	GError **error)
{
	struct act act;
	if (!act_open(cli, office, letter, &act, error))
		return CLI_FAILED;
	return act_end(cli, &act, deed(&act.of, error), error);
}

static int action_restore(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	return act_plainly(cli, office, words[0], mailroom_restore, error);
}

static char *keyed;

static int read_keyed(struct cli *cli, char **words, GError **error)
{
	(void)cli;
	keyed = cli_read_text(words[1], error);
	return keyed != NULL ? CLI_DONE : CLI_FAILED;
}

static int action_key(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	struct mailroom_keying how = { keyed, options.page,
		options.drop_keyed };
	if (options.page < 0)
		return cli_misuse(cli, "--page takes a page's number");
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(cli, &act, mailroom_key(&act.of, &how, error), error);
}

static int action_undo(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	return act_plainly(cli, office, words[0], mailroom_undo, error);
}

static int action_accept(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	return act_plainly(cli, office, words[0], mailroom_accept, error);
}

static int action_received(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	struct act act;
	struct day day;
	if (!day_parse(words[1], &day))
		return cli_misuse(
			cli, "\"%s\" is no day (2026-11-20)", words[1]);
	if (!act_open(cli, office, words[0], &act, error))
		return CLI_FAILED;
	return act_end(
		cli, &act, mailroom_received(&act.of, day, error), error);
}

int command_mailroom(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "show", 1, action_show }, { "rotate", 2, action_rotate },
		{ "split", 1, action_split }, { "join", 2, action_join },
		{ "discard", 1, action_discard },
		{ "restore", 1, action_restore },
		{ "key", 2, action_key, read_keyed },
		{ "undo", 1, action_undo }, { "accept", 1, action_accept },
		{ "redo", 1, action_redo },
		{ "received", 2, action_received } };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
