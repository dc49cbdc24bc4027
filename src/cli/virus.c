/* plaint virus: what the virus scanner found, and the one way past its lock. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/virus_work.h"
#include "plaint/store/virus_scan.h"
#include "table.h"

enum {
	LIST_MOST = 1000
};

static char *reason;

static const GOptionEntry entries[] = {
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
		"With allow and noted: why, for the log", "TEXT" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "[list | allow LETTER[/ATTACHMENT] | noted LETTER |\n"
		     "  again LETTER[/ATTACHMENT]|all]",
	.summary = "What is infected or could not be scanned.  Infected bytes "
		   "are kept and locked:\nnothing reads them any further until "
		   "somebody allows it.  When newer signatures find\nwhat was "
		   "clean to be infected, `plaint status` shows an alarm until "
		   "somebody has noted it.",
	.example = "  plaint virus\n"
		   "  plaint virus allow 01KB3Q6R2M9Z8V5T7W1X3Y5Z7A/2 "
		   "--reason 'false alarm, seen by IT' --as iryna\n"
		   "  plaint virus again all",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON | CLI_AS,
	.most = 2,
};

static json_t *place_json(const struct virus_place *place)
{
	return json_pack("{s:s s:I s:s s:s s:s s:o s:o s:o}", "letter",
		place->letter_id.text, "attachment",
		(json_int_t)place->position, "name", place->name, "sha256",
		place->sha256, "state", place->state, "signature",
		print_text_or_null(place->signature), "problem",
		print_text_or_null(place->problem), "allowed_by",
		print_text_or_null(place->allowed_by));
}

static const char *place_state(const struct virus_place *place)
{
	bool is_infected = strcmp(place->state, "infected") == 0;
	return !is_infected		      ? "not scanned"
	       : place->allowed_by[0] != '\0' ? "infected, allowed"
					      : "infected, locked";
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	static const struct table_column columns[] = { { "letter", 0 },
		{ "attachment", 0 }, { "name", 32 }, { "state", 0 },
		{ "what", 50 } };
	(void)words;
	g_autoptr(GPtrArray) places =
		virus_place_list_bad(office->db, LIST_MOST, error);
	if (places == NULL)
		return CLI_FAILED;
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	json_t *list = json_array();
	for (guint i = 0; i < places->len; i++) {
		const struct virus_place *place = places->pdata[i];
		g_autofree char *position = g_strdup_printf(
			"%" G_GINT64_FORMAT, (gint64)place->position);
		json_array_append_new(list, place_json(place));
		table_add(table, place->letter_id.text,
			place->position > 0 ? position : "", place->name,
			place_state(place),
			place->signature[0] != '\0' ? place->signature
						    : place->problem,
			NULL);
	}
	if (cli->json)
		print_json(json_incref(list));
	else if (places->len == 0)
		puts("Nothing there.");
	else
		table_print(table);
	print_most(cli, places->len, LIST_MOST);
	json_decref(list);
	return CLI_DONE;
}

/* LETTER or LETTER/ATTACHMENT. */
static struct virus_place *find_place(
	struct office *office, const char *word, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(word, "/", 2);
	guint64 position = 0;
	bool is_number =
		parts[1] == NULL || g_ascii_string_to_unsigned(parts[1], 10, 1,
					    G_MAXINT32, &position, NULL);
	g_autoptr(GPtrArray) places =
		is_number ? virus_place_list_in(office->db, parts[0], error)
			  : g_ptr_array_new();
	for (guint i = 0; places != NULL && i < places->len; i++) {
		struct virus_place *place = places->pdata[i];
		if (place->position == (int64_t)position)
			return g_ptr_array_steal_index(places, i);
	}
	if (places != NULL)
		g_set_error(error, STORE_ERROR, STORE_ERROR_MISSING,
			"%s: nothing of that name was given to the scanner",
			word);
	return NULL;
}

/* As it is now. */
static int tell(const struct cli *cli, struct office *office, const char *word,
	const char *what, GError **error)
{
	g_autoptr(virus_place) now = find_place(office, word, error);
	return now == NULL
		       ? CLI_FAILED
		       : print_done(cli, place_json(now), "%s: %s", word, what);
}

static int action_allow(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_autoptr(virus_place) place = find_place(office, words[0], error);
	struct virus_allow_wish wish = { .place = place,
		.reason = reason,
		.now_utc_us = clock_now_utc_us() };
	if (place == NULL)
		return CLI_FAILED;
	wish.by = office_actor(office, cli, error);
	if (wish.by == NULL || !virus_allow(office->db, &wish, error))
		return CLI_FAILED;
	g_autofree char *what = g_strconcat(
		"unlocked; to have it read: plaint quarantine retry ",
		place->letter_id.text, NULL);
	return tell(cli, office, words[0], what, error);
}

static int action_noted(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_autoptr(virus_place) place = find_place(office, words[0], error);
	struct virus_allow_wish wish = { .place = place,
		.reason = reason != NULL ? reason : "",
		.now_utc_us = clock_now_utc_us() };
	if (place == NULL)
		return CLI_FAILED;
	wish.by = office_actor(office, cli, error);
	if (wish.by == NULL || !virus_noted(office->db, &wish, error))
		return CLI_FAILED;
	return tell(cli, office, words[0], "noted; it stays locked", error);
}

/* Of one place, or of all that are not scanned. */
static int action_again(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	bool is_all = strcmp(words[0], "all") == 0;
	g_autoptr(virus_place) place =
		is_all ? NULL : find_place(office, words[0], error);
	if (place == NULL && !is_all)
		return CLI_FAILED;
	int64_t count = virus_scan_again(office->db,
		is_all ? NULL : place->sha256, clock_now_utc_us(), error);
	if (count < 0)
		return CLI_FAILED;
	return print_done(cli, json_pack("{s:I}", "again", (json_int_t)count),
		"%" G_GINT64_FORMAT " will be scanned again", (gint64)count);
}

int command_virus(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "allow", 1, action_allow }, { "noted", 1, action_noted },
		{ "again", 1, action_again } };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
