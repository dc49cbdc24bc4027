/* plaint verify: does everything that is kept still hold together?  One line
 * per finding; exit code 1 when there is any. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/registry/mailroom.h"
#include "plaint/store/casefile.h"
#include "plaint/store/event.h"
#include "plaint/store/ledger.h"
#include "plaint/store/letter.h"
#include "plaint/store/store.h"
#include "verify_mailbox.h"

enum {
	PAGE_ROWS = 1000
};

static gboolean of_mailbox, notes_lost;

static const GOptionEntry entries[] = {
	{ "mailbox", 0, 0, G_OPTION_ARG_NONE, &of_mailbox,
		"Compare a mailbox (NAME, else every one) with its server",
		NULL },
	{ "note-lost", 0, 0, G_OPTION_ARG_NONE, &notes_lost,
		"With --mailbox: messages gone for good are noted, no alarm "
		"any more",
		NULL },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "[NAME]",
	.summary = "Check the chain of events, the bytes of every original and "
		   "of every text\nthat a person's took the place of, the case "
		   "numbers, letters against cases\nand the ledger against "
		   "letters; or with --mailbox, the register against what\n"
		   "the mail server holds.",
	.example = "  plaint verify && echo all is well\n"
		   "  plaint verify --mailbox main\n"
		   "  plaint verify --mailbox main --note-lost --as iryna",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON | CLI_AS,
	.most = 1,
};

struct verify {
	struct office *office;
	json_t *findings;
	json_int_t events, originals, texts, cases, letters;
	GHashTable *cases_by_id;       /* id -> number */
	GHashTable *with_letters;      /* set of case ids */
	GHashTable *letters_by_source; /* source -> count */
	GError *error;
};

static void found(struct verify *verify, const char *what, const char *format,
	...) G_GNUC_PRINTF(3, 4);
static void found(
	struct verify *verify, const char *what, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *safe = g_utf8_make_valid(text, -1);
	json_array_append_new(verify->findings,
		json_pack("{s:s s:s}", "what", what, "detail", safe));
}

static bool check_events(struct verify *verify)
{
	struct event_check check;
	if (!event_verify(verify->office->db, &check, &verify->error))
		return false;
	verify->events = check.count;
	if (check.broken_seq != 0)
		found(verify, "events",
			"the chain breaks at event %" G_GINT64_FORMAT ": %s",
			(gint64)check.broken_seq, check.why);
	return true;
}

static void check_kept(
	struct verify *verify, const char *what, const char *sha256)
{
	g_autoptr(GError) error = NULL;
	if (!spool_check(verify->office->spool, sha256, &error))
		found(verify, what, "%s: %s", sha256, error->message);
}

static bool check_original(const char *sha256, void *user)
{
	struct verify *verify = user;
	verify->originals++;
	check_kept(verify, "original", sha256);
	return true;
}

static bool check_former(const char *sha256, void *user)
{
	struct verify *verify = user;
	verify->texts++;
	check_kept(verify, "former text", sha256);
	return true;
}

static bool check_originals(struct verify *verify)
{
	return office_open_spool(verify->office, &verify->error) &&
	       store_each_original(verify->office->db, check_original, verify,
		       &verify->error) &&
	       mailroom_each_former(verify->office->db, check_former, verify,
		       &verify->error);
}

/* Serials of one year must be 1..n, each once. */
static void check_serials(struct verify *verify, GHashTable *by_year)
{
	GHashTableIter iter;
	gpointer key, value;
	g_hash_table_iter_init(&iter, by_year);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const GHashTable *serials = value;
		guint count = g_hash_table_size((GHashTable *)serials);
		for (guint i = 1; i <= count; i++) {
			if (!g_hash_table_contains(
				    (GHashTable *)serials, GUINT_TO_POINTER(i)))
				found(verify, "number",
					"year %d has %u cases, but no number "
					"%u",
					GPOINTER_TO_INT(key), count, i);
		}
	}
}

static void note_case(struct verify *verify, GHashTable *by_year,
	const struct casefile *casefile)
{
	gpointer year = GINT_TO_POINTER((gint)casefile->year);
	GHashTable *serials = g_hash_table_lookup(by_year, year);
	if (serials == NULL) {
		serials = g_hash_table_new(NULL, NULL);
		g_hash_table_insert(by_year, year, serials);
	}
	if (!g_hash_table_add(
		    serials, GUINT_TO_POINTER((guint)casefile->serial)))
		found(verify, "number", "%s was given twice",
			casefile->number.text);
	g_hash_table_insert(verify->cases_by_id, g_strdup(casefile->id.text),
		g_strdup(casefile->number.text));
	verify->cases++;
}

static bool check_cases(struct verify *verify)
{
	g_autoptr(GHashTable) by_year = g_hash_table_new_full(
		NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
	struct id last = { "" };
	guint got;
	do {
		g_autoptr(GPtrArray) page =
			casefile_list_all(verify->office->db, last.text,
				PAGE_ROWS, &verify->error);
		if (page == NULL)
			return false;
		for (guint i = 0; i < page->len; i++) {
			const struct casefile *casefile = page->pdata[i];
			note_case(verify, by_year, casefile);
			last = casefile->id;
		}
		got = page->len;
	} while (got == PAGE_ROWS);
	check_serials(verify, by_year);
	return true;
}

static void check_letter(struct verify *verify, const struct letter *letter)
{
	bool is_registered = strcmp(letter->state, "registered") == 0;
	const char *of = letter->casefile_id.text;
	verify->letters++;
	if (is_registered && !g_hash_table_contains(verify->cases_by_id, of))
		found(verify, "letter",
			"%s is registered, but its case is not "
			"there",
			letter->id.text);
	/* One that was joined to another, or put away, stays named in the
	 * case it had. */
	if (is_registered || letter->fate[0] != '\0')
		g_hash_table_add(verify->with_letters, g_strdup(of));
	/* What was made of a scanned file's pages never came by itself. */
	bool is_fetched = letter->batch_id.text[0] == '\0' &&
			  (strcmp(letter->channel, "mail") == 0 ||
				  strcmp(letter->channel, "scan") == 0);
	if (is_fetched)
		g_hash_table_insert(verify->letters_by_source,
			g_strdup(letter->source),
			GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(
						verify->letters_by_source,
						letter->source)) +
					1));
}

static bool check_letters(struct verify *verify)
{
	struct id last = { "" };
	guint got;
	do {
		g_autoptr(GPtrArray) page = letter_list(verify->office->db,
			NULL, last.text, PAGE_ROWS, &verify->error);
		if (page == NULL)
			return false;
		for (guint i = 0; i < page->len; i++) {
			const struct letter *letter = page->pdata[i];
			check_letter(verify, letter);
			last = letter->id;
		}
		got = page->len;
	} while (got == PAGE_ROWS);
	GHashTableIter iter;
	gpointer id, number;
	g_hash_table_iter_init(&iter, verify->cases_by_id);
	while (g_hash_table_iter_next(&iter, &id, &number)) {
		if (!g_hash_table_contains(verify->with_letters, id))
			found(verify, "case", "%s has no letter",
				(const char *)number);
	}
	return true;
}

/* A letter and its ledger row are stored in one transaction, so a source has
 * at least as many items stored as there are letters from it. */
static bool check_ledger(struct verify *verify)
{
	GHashTableIter iter;
	gpointer source, letters;
	g_hash_table_iter_init(&iter, verify->letters_by_source);
	while (g_hash_table_iter_next(&iter, &source, &letters)) {
		struct ledger_counts counts;
		if (!ledger_count(verify->office->db, source, &counts,
			    &verify->error))
			return false;
		int64_t stored = counts.stored + counts.parsed +
				 counts.registered + counts.acknowledged;
		if (stored < GPOINTER_TO_INT(letters))
			found(verify, "ledger",
				"%s: %d letters, but only %" G_GINT64_FORMAT
				" items stored",
				(const char *)source, GPOINTER_TO_INT(letters),
				(gint64)stored);
	}
	return true;
}

/* A letter that waits to be read has a job, or nobody will ever read it. */
static bool check_jobs(struct verify *verify)
{
	g_autoptr(GPtrArray) jobless = letter_list_jobless(
		verify->office->db, PAGE_ROWS, &verify->error);
	for (guint i = 0; jobless != NULL && i < jobless->len; i++) {
		const struct letter *letter = jobless->pdata[i];
		found(verify, "job",
			"%s waits to be read, but has no job: nobody will",
			letter->id.text);
	}
	return jobless != NULL;
}

/* On what was committed at one moment, so that a running daemon does not change
 * the count between two looks.  May run twice: begins anew. */
static bool check_records(struct db *db, void *user, GError **error)
{
	static bool (*const checks[])(struct verify * verify) = { check_cases,
		check_letters, check_ledger, check_jobs };
	struct verify *verify = user;
	(void)db;
	g_hash_table_remove_all(verify->cases_by_id);
	g_hash_table_remove_all(verify->with_letters);
	g_hash_table_remove_all(verify->letters_by_source);
	json_array_clear(verify->findings);
	verify->cases = verify->letters = 0;
	bool is_done = true;
	for (size_t i = 0; is_done && i < G_N_ELEMENTS(checks); i++)
		is_done = checks[i](verify);
	if (!is_done)
		g_propagate_error(error, g_steal_pointer(&verify->error));
	return is_done;
}

static void tell(const struct verify *verify, bool as_json)
{
	size_t count = json_array_size(verify->findings);
	if (as_json) {
		print_json(json_pack("{s:b s:I s:I s:I s:I s:I s:O}", "ok",
			count == 0, "events", verify->events, "originals",
			verify->originals, "former_texts", verify->texts,
			"cases", verify->cases, "letters", verify->letters,
			"findings", verify->findings));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *finding = json_array_get(verify->findings, i);
		g_autofree char *detail = print_safe(
			json_string_value(json_object_get(finding, "detail")));
		printf("%s: %s\n",
			json_string_value(json_object_get(finding, "what")),
			detail);
	}
	printf("%" JSON_INTEGER_FORMAT " events, %" JSON_INTEGER_FORMAT
	       " originals, %" JSON_INTEGER_FORMAT " letters, "
	       "%" JSON_INTEGER_FORMAT " cases: %s\n",
		verify->events, verify->originals, verify->letters,
		verify->cases, count == 0 ? "all is well" : "see above");
}

static void verify_init(struct verify *verify, struct office *office)
{
	*verify = (struct verify){
		.office = office,
		.findings = json_array(),
		.cases_by_id = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, g_free),
		.with_letters = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL),
		.letters_by_source = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL),
	};
}

static void verify_clear(struct verify *verify)
{
	json_decref(verify->findings);
	g_hash_table_unref(verify->cases_by_id);
	g_hash_table_unref(verify->with_letters);
	g_hash_table_unref(verify->letters_by_source);
	g_clear_error(&verify->error);
}

static int verify_office(const struct cli *cli, struct office *office)
{
	g_autoptr(GError) error = NULL;
	const char *noted_by = NULL;
	if (!office_open(office, cli, &error) ||
		!office_open_spool(office, &error))
		return cli_fail(cli, error);
	if (notes_lost &&
		(noted_by = office_actor(office, cli, &error)) == NULL)
		return cli_fail(cli, error);
	return verify_mailboxes(cli, office,
		cli->word_count > 0 ? cli->words[0] : NULL, noted_by);
}

int command_verify(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(office) office = { 0 };
	struct verify verify;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	if (cli.word_count > 0 && !of_mailbox)
		return cli_misuse(
			&cli, "a name goes with --mailbox: %s", cli.words[0]);
	if (notes_lost && !of_mailbox)
		return cli_misuse(&cli, "--note-lost goes with --mailbox");
	if (of_mailbox)
		return verify_office(&cli, &office);
	verify_init(&verify, &office);
	bool is_done = office_open(&office, &cli, &verify.error) &&
		       db_run_snapshot(office.db, check_records, &verify,
			       &verify.error) &&
		       check_events(&verify) && check_originals(&verify);
	if (is_done)
		tell(&verify, cli.json);
	else
		cli_fail(&cli, verify.error);
	is_done = is_done && json_array_size(verify.findings) == 0;
	verify_clear(&verify);
	return is_done ? CLI_DONE : CLI_FAILED;
}
