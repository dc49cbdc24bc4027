/* plaint quarantine: letters that no reader could read.  Their clock runs all
 * the same, so they are a person's work now. */

#include <stdio.h>
#include <string.h>

#include "action.h"
#include "commands.h"
#include "plaint/base/clock.h"
#include "plaint/base/fd.h"
#include "plaint/store/job.h"
#include "plaint/store/letter.h"
#include "plaint/store/letter_page.h"
#include "plaint/store/virus_scan.h"
#include "plaint/worker/reader.h"
#include "table.h"

enum {
	LIST_MOST = 1000
};

static const struct cli_usage usage = {
	.arguments = "[list | show LETTER | retry LETTER]",
	.summary = "Letters that could not be read, with their originals; and "
		   "attachments of\nregistered letters, which wait for "
		   "nobody.",
	.example = "  plaint quarantine\n"
		   "  plaint quarantine retry 01KB3Q6R2M9Z8V5T7W1X3Y5Z7A",
	.shared = CLI_CONFIG | CLI_JSON,
	.most = 2,
};

static json_t *letter_json(const struct letter *letter)
{
	return json_pack("{s:s s:s s:s s:s s:s s:I s:o s:s s:s}", "id",
		letter->id.text, "channel", letter->channel, "source",
		letter->source, "name", letter->name, "sha256", letter->sha256,
		"bytes", (json_int_t)letter->bytes, "received",
		print_instant_json(letter->received_utc_us), "state",
		letter->state, "problem", letter->problem);
}

/* An attachment: the letter itself is read and registered. */
static json_t *attachment_json(const struct job *job)
{
	return json_pack("{s:s s:I s:s s:s s:s s:I s:s s:s}", "id",
		job->letter_id.text, "attachment", (json_int_t)job->attachment,
		"channel", job->channel, "name", job->name, "sha256",
		job->sha256, "bytes", (json_int_t)job->bytes, "state",
		job->state, "problem", job->problem);
}

static bool list_attachments(struct office *office, struct table *table,
	json_t *list, guint *count_out, GError **error)
{
	g_autoptr(GPtrArray) jobs =
		job_list_unread(office->db, LIST_MOST, error);
	for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
		const struct job *job = jobs->pdata[i];
		g_autofree char *name = g_strdup_printf(
			"%s (attachment %d)", job->name, (int)job->attachment);
		json_array_append_new(list, attachment_json(job));
		table_add(table, job->letter_id.text, "", job->channel, name,
			job->problem, NULL);
	}
	*count_out = jobs != NULL ? jobs->len : 0;
	return jobs != NULL;
}

static int action_list(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	static const struct table_column columns[] = { { "letter", 0 },
		{ "received", 0 }, { "channel", 0 }, { "name", 32 },
		{ "problem", 60 } };
	(void)words;
	g_autoptr(GPtrArray) letters =
		letter_list(office->db, "quarantined", "", LIST_MOST, error);
	if (letters == NULL)
		return CLI_FAILED;
	g_autoptr(table) table = table_new(columns, G_N_ELEMENTS(columns));
	json_t *list = json_array();
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autofree char *received = print_instant_local(
			office->config, letter->received_utc_us);
		json_array_append_new(list, letter_json(letter));
		table_add(table, letter->id.text, received, letter->channel,
			letter->name, letter->problem, NULL);
	}
	guint attachments;
	bool is_listed =
		list_attachments(office, table, list, &attachments, error);
	if (is_listed && cli->json)
		print_json(json_incref(list));
	else if (is_listed && json_array_size(list) == 0)
		puts("Nothing there.");
	else if (is_listed)
		table_print(table);
	if (is_listed)
		print_most(cli, MAX(letters->len, attachments), LIST_MOST);
	json_decref(list);
	return is_listed ? CLI_DONE : CLI_FAILED;
}

/* Where the original lies, so that it can be looked at. */
static char *original_path(
	const struct office *office, const struct letter *letter)
{
	return g_strdup_printf("%s/%.2s/%s", office->config->spool,
		letter->sha256, letter->sha256);
}

static int action_show(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_autoptr(letter) letter = letter_find(office->db, words[0], error);
	if (letter == NULL)
		return CLI_FAILED;
	if (cli->json) {
		print_json(letter_json(letter));
		return CLI_DONE;
	}
	g_autoptr(GError) lock = NULL;
	g_autofree char *path =
		virus_scan_permits_letter(office->db, letter->id.text, &lock)
			? original_path(office, letter)
			: g_strdup(lock->message);
	g_autofree char *received =
		print_instant_local(office->config, letter->received_utc_us);
	g_autofree char *name = print_safe(letter->name);
	g_autofree char *problem = print_safe(letter->problem);
	printf("letter    %s\nstate     %s\nreceived  %s by %s\nname      %s\n"
	       "bytes     %" G_GINT64_FORMAT "\noriginal  %s\nproblem   %s\n",
		letter->id.text, letter->state, received, letter->channel, name,
		(gint64)letter->bytes, path, problem);
	return CLI_DONE;
}

static int tell_restarted(
	const struct cli *cli, const struct letter *letter, int64_t count)
{
	return print_done(cli,
		json_pack("{s:s s:I}", "id", letter->id.text, "attachments",
			(json_int_t)count),
		"%s: %" G_GINT64_FORMAT
		" of its attachments will be read again",
		letter->id.text, (gint64)count);
}

static int action_retry(
	struct cli *cli, struct office *office, char **words, GError **error)
{
	g_autoptr(letter) letter = letter_find(office->db, words[0], error);
	if (letter == NULL || !office_open_spool(office, error))
		return CLI_FAILED;
	if (strcmp(letter->state, "quarantined") != 0) {
		int64_t count = job_restart_attachments(
			office->db, letter->id.text, clock_now_utc_us(), error);
		if (count > 0)
			return tell_restarted(cli, letter, count);
		if (count < 0)
			return CLI_FAILED;
		g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
			"letter %s is %s, not quarantined", letter->id.text,
			letter->state);
		return CLI_FAILED;
	}
	g_autoptr(GPtrArray) pages =
		letter_page_list(office->db, letter->id.text, error);
	if (pages == NULL)
		return CLI_FAILED;
	if (letter->batch_id.text[0] != '\0' || pages->len > 0) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
			"letter %s is made of pages of a scan: plaint mailroom "
			"redo reads them again",
			letter->id.text);
		return CLI_FAILED;
	}
	if (!virus_scan_permits_letter(office->db, letter->id.text, error))
		return CLI_FAILED;
	auto_fd int fd = spool_get(office->spool, letter->sha256, error);
	if (fd < 0)
		return CLI_FAILED;
	const char *kind = reader_kind_name(reader_kind_of(fd));
	if (!job_restart(office->db, kind, letter->id.text, clock_now_utc_us(),
		    error))
		return CLI_FAILED;
	return print_done(cli,
		json_pack("{s:s s:s}", "id", letter->id.text, "reader", kind),
		"%s: will be read again (%s)", letter->id.text, kind);
}

int command_quarantine(int argc, char **argv)
{
	static const struct action actions[] = { { "list", 0, action_list },
		{ "show", 1, action_show }, { "retry", 1, action_retry } };
	g_auto(cli) cli = { 0 };
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	return action_run(&cli, actions, G_N_ELEMENTS(actions));
}
