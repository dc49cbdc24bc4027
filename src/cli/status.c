/* plaint status: what waits, what is stuck, what is sent. */

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/casework/terms.h"
#include "plaint/casework/work.h"
#include "plaint/store/casefile.h"
#include "plaint/store/job.h"
#include "plaint/store/ledger.h"
#include "plaint/store/letter.h"
#include "plaint/store/outbox.h"
#include "plaint/store/setting.h"
#include "plaint/worker/reader.h"
#include "status_work.h"
#include "table.h"

static const struct cli_usage usage = {
	.summary = "Whether the daemon runs, what waits to be read, what each "
		   "source holds, what goes\nout.",
	.example = "  plaint status --json",
	.shared = CLI_CONFIG | CLI_JSON,
};

static const enum reader_kind kinds[] = { READER_PARSE, READER_OCR };
static const char *const letter_states[] = { "stored", "registered", "filed",
	"quarantined", "duplicate" };
static const char *const outbox_states[] = { "queued", "sending", "sent",
	"failed", "uncertain" };

enum {
	LATE_MOST = 1000
};

struct source_state {
	const char *name;
	struct ledger_counts counts;
};

struct status {
	bool is_served; /* by a daemon that sends, on this machine */
	int64_t cases, open_cases;
	struct job_counts jobs[G_N_ELEMENTS(kinds)];
	GArray *sources; /* of struct source_state */
	int64_t letters[G_N_ELEMENTS(letter_states)];
	int64_t outbox[G_N_ELEMENTS(outbox_states)];
	int64_t notices[G_N_ELEMENTS(outbox_states)];
	GPtrArray *troubles; /* of struct trouble */
	struct status_work work;
};

/* What an administrator should look at now. */
struct trouble {
	const char *kind; /* "problem", "alarm" */
	char *where;
	char *what;
};

/* Where the engine leaves word, as settings PREFIX + where + SUFFIX. */
static const struct {
	const char *kind, *prefix, *suffix;
} places[] = {
	{ "problem", "mailbox.", ".problem" },
	{ "problem", "smtp", ".problem" },
	{ "problem", "clamd", ".problem" },
	{ "alarm", "alarm.", "" },
};

static bool load_cases(struct status *status, struct db *db, GError **error)
{
	struct casefile_filter all = { 0 }, open = { .open_only = true };
	return casefile_count(db, &all, &status->cases, error) &&
	       casefile_count(db, &open, &status->open_cases, error);
}

static bool load_jobs(struct status *status, struct db *db, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (!job_count(db, reader_kind_name(kinds[i]), &status->jobs[i],
			    error))
			return false;
	}
	return true;
}

static bool load_source(
	struct status *status, struct db *db, const char *name, GError **error)
{
	struct source_state source = { .name = name };
	if (!ledger_count(db, name, &source.counts, error))
		return false;
	g_array_append_val(status->sources, source);
	return true;
}

static bool load_sources(
	struct status *status, struct office *office, GError **error)
{
	const struct config *config = office->config;
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (!load_source(status, office->db, mailbox->name, error))
			return false;
	}
	for (guint i = 0; i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		if (!load_source(status, office->db, scans->name, error))
			return false;
	}
	return true;
}

static bool load_letters(struct status *status, struct db *db, GError **error)
{
	struct letter_counts counts;
	if (!letter_count(db, &counts, error))
		return false;
	const int64_t by_state[] = { counts.stored, counts.registered,
		counts.filed, counts.quarantined, counts.duplicate };
	memcpy(status->letters, by_state, sizeof(status->letters));
	return true;
}

static bool load_outbox(struct status *status, struct db *db, GError **error)
{
	struct outbox_counts replies, notices;
	if (!outbox_count(db, &replies, error) ||
		!outbox_count_notices(db, &notices, error))
		return false;
	const int64_t of_replies[] = { replies.queued, replies.sending,
		replies.sent, replies.failed, replies.uncertain };
	const int64_t of_notices[] = { notices.queued, notices.sending,
		notices.sent, notices.failed, notices.uncertain };
	memcpy(status->outbox, of_replies, sizeof(status->outbox));
	memcpy(status->notices, of_notices, sizeof(status->notices));
	return true;
}

static void trouble_free(void *data)
{
	struct trouble *trouble = data;
	g_free(trouble->where);
	g_free(trouble->what);
	g_free(trouble);
}

/* "scans.desk": what the engine says of scan folders. */
static bool is_of_gone_folder(const struct config *config, const char *where)
{
	static const char *const kinds_of_alarms[] = { "scans.", "received.",
		"files." };
	const char *name = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds_of_alarms); i++)
		if (g_str_has_prefix(where, kinds_of_alarms[i]))
			name = where + strlen(kinds_of_alarms[i]);
	for (guint i = 0; name != NULL && i < config->scans->len; i++) {
		const struct config_scans *scans = config->scans->pdata[i];
		if (strcmp(scans->name, name) == 0)
			return false;
	}
	return name != NULL;
}

/* A mailbox or scan folder that is no longer in the settings troubles
 * nobody. */
static bool is_gone(
	const struct config *config, size_t place, const char *where)
{
	static const char prefix[] = "mailbox.";
	bool is_alarm = strcmp(places[place].prefix, "alarm.") == 0;
	bool is_mailbox = is_alarm ? g_str_has_prefix(where, prefix)
				   : strcmp(places[place].prefix, prefix) == 0;
	const char *name =
		is_alarm && is_mailbox ? where + strlen(prefix) : where;
	if (is_alarm && !is_mailbox)
		return is_of_gone_folder(config, where);
	for (guint i = 0; is_mailbox && i < config->mailboxes->len; i++) {
		const struct config_mailbox *mailbox =
			config->mailboxes->pdata[i];
		if (strcmp(mailbox->name, name) == 0)
			return false;
	}
	return is_mailbox;
}

static bool load_troubles_of(struct status *status, struct office *office,
	size_t place, GError **error)
{
	const char *suffix = places[place].suffix;
	g_autoptr(GPtrArray) settings =
		setting_list(office->db, places[place].prefix, error);
	for (guint i = 0; settings != NULL && i < settings->len; i++) {
		const struct setting *setting = settings->pdata[i];
		if (!g_str_has_suffix(setting->key, suffix))
			continue;
		/* "smtp" is itself a place, "mailbox." is before one. */
		size_t cut = g_str_has_suffix(places[place].prefix, ".")
				     ? strlen(places[place].prefix)
				     : 0;
		g_autofree char *where = g_strndup(setting->key + cut,
			strlen(setting->key) - cut - strlen(suffix));
		if (is_gone(office->config, place, where))
			continue;
		struct trouble *trouble = g_new0(struct trouble, 1);
		trouble->kind = places[place].kind;
		trouble->where = g_steal_pointer(&where);
		trouble->what = g_strdup(setting->value);
		g_ptr_array_add(status->troubles, trouble);
	}
	return settings != NULL;
}

static bool load_troubles(
	struct status *status, struct office *office, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		if (!load_troubles_of(status, office, i, error))
			return false;
	}
	return true;
}

/* what is taken over. */
static void add_problem(struct status *status, const char *where, char *what)
{
	struct trouble *trouble = g_new0(struct trouble, 1);
	trouble->kind = "problem";
	trouble->where = g_strdup(where);
	trouble->what = what;
	g_ptr_array_add(status->troubles, trouble);
}

/* Approved, and not gone for hours. */
static bool look_at_outbox(
	struct status *status, struct office *office, GError **error)
{
	const int64_t hour_us = INT64_C(3600) * 1000000;
	g_autoptr(GPtrArray) late = outbox_list_waiting(office->db,
		clock_now_utc_us() - OUTBOX_LATE_HOURS * hour_us, LATE_MOST,
		error);
	if (late == NULL || late->len == 0)
		return late != NULL;
	const struct outbox_item *first = late->pdata[0];
	g_autofree char *since =
		print_instant_local(office->config, first->queued_utc_us);
	bool has_said = first->last_error[0] != '\0';
	add_problem(status, "outbox",
		g_strdup_printf("%u%s repl%s not gone for %d hours, the oldest "
				"since %s%s%s (plaint outbox --state queued)",
			late->len, late->len == LATE_MOST ? " or more" : "",
			late->len == 1 ? "y" : "ies", OUTBOX_LATE_HOURS, since,
			has_said ? ": " : "", first->last_error));
	return true;
}

/* Rules with a mistake are told of where they are needed. */
static void look_at_calendar(struct status *status, struct office *office)
{
	if (!office_load_rulebook(office, NULL))
		return;
	struct terms_rules rules = { .config = office->config,
		.rulebook = office->rulebook };
	char *what = terms_calendar_trouble(
		&rules, work_day(office->config, clock_now_utc_us()));
	if (what != NULL)
		add_problem(status, "rules", what);
}

static json_t *troubles_json(const struct status *status)
{
	json_t *list = json_array();
	for (guint i = 0; i < status->troubles->len; i++) {
		const struct trouble *trouble = status->troubles->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s s:s s:s}", "kind", trouble->kind,
				      "where", trouble->where, "what",
				      trouble->what));
	}
	return list;
}

static void troubles_print(const struct status *status)
{
	for (guint i = 0; i < status->troubles->len; i++) {
		const struct trouble *trouble = status->troubles->pdata[i];
		g_autofree char *what = print_safe(trouble->what);
		printf("%s: %s: %s\n", trouble->kind, trouble->where, what);
	}
}

static json_t *counts_json(
	const char *const *names, const int64_t *counts, size_t count)
{
	json_t *json = json_object();
	for (size_t i = 0; i < count; i++)
		json_object_set_new(json, names[i], json_integer(counts[i]));
	return json;
}

static void counts_print(const char *label, const char *const *names,
	const int64_t *counts, size_t count)
{
	printf("%s:", label);
	for (size_t i = 0; i < count; i++)
		printf("%s %s %" G_GINT64_FORMAT, i > 0 ? "," : "", names[i],
			(gint64)counts[i]);
	putchar('\n');
}

static void tell_json(const struct status *status)
{
	json_t *jobs = json_object(), *sources = json_object();
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const struct job_counts *counts = &status->jobs[i];
		json_object_set_new(jobs, reader_kind_name(kinds[i]),
			json_pack("{s:I s:I s:I s:I}", "waiting",
				(json_int_t)counts->waiting, "running",
				(json_int_t)counts->running, "done",
				(json_int_t)counts->done, "quarantined",
				(json_int_t)counts->quarantined));
	}
	for (guint i = 0; i < status->sources->len; i++) {
		const struct source_state *source =
			&g_array_index(status->sources, struct source_state, i);
		const struct ledger_counts *counts = &source->counts;
		json_object_set_new(sources, source->name,
			json_pack("{s:I s:I s:I s:I s:I s:I}", "seen",
				(json_int_t)counts->seen, "stored",
				(json_int_t)counts->stored, "parsed",
				(json_int_t)counts->parsed, "registered",
				(json_int_t)counts->registered, "acknowledged",
				(json_int_t)counts->acknowledged, "problems",
				(json_int_t)counts->problems));
	}
	json_t *json = json_pack("{s:b s:{s:I s:I} s:o s:o s:o s:o s:o s:o}",
		"serving", status->is_served, "cases", "all",
		(json_int_t)status->cases, "open",
		(json_int_t)status->open_cases, "letters",
		counts_json(letter_states, status->letters,
			G_N_ELEMENTS(letter_states)),
		"jobs", jobs, "sources", sources, "outbox",
		counts_json(outbox_states, status->outbox,
			G_N_ELEMENTS(outbox_states)),
		"notices",
		counts_json(outbox_states, status->notices,
			G_N_ELEMENTS(outbox_states)),
		"troubles", troubles_json(status));
	status_work_json(&status->work, json);
	print_json(json);
}

/* Numbers as cells of a table: label, then columns. */
static void add_numbers(struct table *table, const char *label,
	const int64_t *numbers, size_t count)
{
	char text[6][24] = { { 0 } };
	for (size_t i = 0; i < MIN(count, G_N_ELEMENTS(text)); i++)
		g_snprintf(text[i], sizeof(text[i]), "%" G_GINT64_FORMAT,
			(gint64)numbers[i]);
	table_add(table, label, text[0], text[1], text[2], text[3], text[4],
		text[5], NULL);
}

static void tell_people(
	const struct status *status, const struct config *config)
{
	static const struct table_column work[] = { { "reading", 0 },
		{ "waiting", 0 }, { "running", 0 }, { "done", 0 },
		{ "quarantined", 0 } };
	static const struct table_column held[] = { { "source", 32 },
		{ "seen", 0 }, { "stored", 0 }, { "read", 0 },
		{ "registered", 0 }, { "settled", 0 }, { "problems", 0 } };
	g_autoptr(table) jobs = table_new(work, G_N_ELEMENTS(work));
	g_autoptr(table) sources = table_new(held, G_N_ELEMENTS(held));
	puts(status->is_served ? "daemon: runs"
			       : "daemon: none runs on this machine (plaint "
				 "serve)");
	printf("cases: %" G_GINT64_FORMAT ", open: %" G_GINT64_FORMAT "\n",
		(gint64)status->cases, (gint64)status->open_cases);
	counts_print("letters", letter_states, status->letters,
		G_N_ELEMENTS(letter_states));
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const struct job_counts *counts = &status->jobs[i];
		const int64_t row[] = { counts->waiting, counts->running,
			counts->done, counts->quarantined };
		add_numbers(jobs, kinds[i] == READER_OCR ? "scans" : "mail",
			row, G_N_ELEMENTS(row));
	}
	for (guint i = 0; i < status->sources->len; i++) {
		const struct source_state *source =
			&g_array_index(status->sources, struct source_state, i);
		const struct ledger_counts *counts = &source->counts;
		const int64_t row[] = { counts->seen, counts->stored,
			counts->parsed, counts->registered,
			counts->acknowledged, counts->problems };
		add_numbers(sources, source->name, row, G_N_ELEMENTS(row));
	}
	putchar('\n');
	table_print(jobs);
	status_work_print(&status->work, config);
	putchar('\n');
	table_print(sources);
	putchar('\n');
	counts_print("replies", outbox_states, status->outbox,
		G_N_ELEMENTS(outbox_states));
	counts_print("mails to the staff", outbox_states, status->notices,
		G_N_ELEMENTS(outbox_states));
	troubles_print(status);
}

int command_status(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(office) office = { 0 };
	g_autoptr(GError) error = NULL;
	struct status status = { 0 };
	int exit_status;
	if (!cli_parse(&cli, &usage, argc, argv, &exit_status))
		return exit_status;
	if (!office_open(&office, &cli, &error))
		return cli_fail(&cli, error);
	g_autoptr(GArray) sources =
		g_array_new(FALSE, FALSE, sizeof(struct source_state));
	g_autoptr(GPtrArray) troubles =
		g_ptr_array_new_with_free_func(trouble_free);
	status.is_served = spool_is_locked(office.config->spool);
	status.sources = sources;
	status.troubles = troubles;
	if (!load_cases(&status, office.db, &error) ||
		!load_jobs(&status, office.db, &error) ||
		!load_sources(&status, &office, &error) ||
		!load_letters(&status, office.db, &error) ||
		!load_outbox(&status, office.db, &error) ||
		!load_troubles(&status, &office, &error) ||
		!look_at_outbox(&status, &office, &error) ||
		!status_work_load(&status.work, &office, &error))
		return cli_fail(&cli, error);
	look_at_calendar(&status, &office);
	if (cli.json)
		tell_json(&status);
	else
		tell_people(&status, office.config);
	return CLI_DONE;
}
