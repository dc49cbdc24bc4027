/* plaint show: all that is kept about one case. */

#include <stdio.h>
#include <string.h>

#include "case_print.h"
#include "cli.h"
#include "commands.h"
#include "plaint/base/fd.h"
#include "plaint/domain/stage.h"
#include "plaint/registry/reasons.h"
#include "plaint/store/casefile.h"
#include "plaint/store/casefile_deadline.h"
#include "plaint/store/event.h"
#include "plaint/store/letter.h"
#include "plaint/store/reading.h"
#include "plaint/store/reply.h"
#include "plaint/store/virus_scan.h"
#include "plaint/wire/wire.h"
#include "show_case.h"
#include "show_enclosed.h"
#include "show_marked.h"
#include "show_pdf.h"
#include "show_terms.h"

static char *lang, *pdf;
static int letter_number;

static const GOptionEntry entries[] = {
	{ "lang", 0, 0, G_OPTION_ARG_STRING, &lang,
		"Explain the days in uk, ru, be or en (the organisation's)",
		"CODE" },
	{ "pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf,
		"Write a scanned letter as a searchable PDF and nothing else",
		"OUT.pdf" },
	{ "letter", 0, 0, G_OPTION_ARG_INT, &letter_number,
		"With --pdf: which letter, when several were scanned", "N" },
	{ NULL },
};

static const struct cli_usage usage = {
	.arguments = "NUMBER",
	.summary = "All about one case: what it is and how sure that is, "
		   "letters with the words\nthat decided [marked]¹ and the "
		   "rules they met, terms with their days as a\ncalendar, "
		   "replies, events.",
	.example = "  plaint show 2026-000123 --lang en\n"
		   "  plaint show 2026-000123 --pdf letter.pdf",
	.entries = entries,
	.shared = CLI_CONFIG | CLI_JSON,
	.least = 1,
	.most = 1,
};

struct parts {
	struct casefile *casefile;
	GPtrArray *letters;   /* of struct letter */
	GPtrArray *readings;  /* of struct reading, one per letter or NULL */
	GPtrArray *viruses;   /* of GPtrArray of struct virus_place */
	GPtrArray *deadlines; /* of struct casefile_deadline */
	GPtrArray *replies;   /* of struct reply */
	GPtrArray *events;    /* of struct event */
	struct show_case how;
};

static void parts_clear(struct parts *parts)
{
	g_clear_pointer(&parts->casefile, g_free);
	g_clear_pointer(&parts->letters, g_ptr_array_unref);
	g_clear_pointer(&parts->readings, g_ptr_array_unref);
	g_clear_pointer(&parts->viruses, g_ptr_array_unref);
	g_clear_pointer(&parts->deadlines, g_ptr_array_unref);
	g_clear_pointer(&parts->replies, g_ptr_array_unref);
	g_clear_pointer(&parts->events, g_ptr_array_unref);
	show_case_clear(&parts->how);
}
typedef struct parts parts;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(parts, parts_clear)

static bool parts_load_letters(
	struct parts *parts, struct db *db, GError **error)
{
	parts->readings = g_ptr_array_new_with_free_func(g_free);
	parts->viruses = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < parts->letters->len; i++) {
		const struct letter *letter = parts->letters->pdata[i];
		GPtrArray *viruses =
			virus_place_list_in(db, letter->id.text, error);
		if (viruses == NULL)
			return false;
		g_ptr_array_add(parts->viruses, viruses);
		/* A letter keyed by hand has none. */
		g_ptr_array_add(parts->readings,
			reading_find(db, letter->id.text, NULL));
	}
	return true;
}

static bool parts_load(
	struct parts *parts, struct db *db, const char *number, GError **error)
{
	parts->casefile = casefile_find_by_number(db, number, error);
	if (parts->casefile == NULL)
		return false;
	const char *id = parts->casefile->id.text;
	struct event_filter filter = { .subject_kind = "casefile",
		.subject_id = id };
	parts->letters = letter_list_of_casefile(db, id, error);
	if (parts->letters != NULL)
		parts->deadlines = casefile_deadline_list(db, id, error);
	if (parts->deadlines != NULL)
		parts->replies = reply_list(db, id, error);
	if (parts->replies != NULL)
		parts->events = event_list(db, &filter, error);
	return parts->events != NULL &&
	       show_case_load(&parts->how, db, parts->casefile, error) &&
	       parts_load_letters(parts, db, error);
}

/* --- for scripts ------------------------------------------------------- */

/* Letter `i`. */
static json_t *letter_json(struct db *db, const struct parts *parts, guint i)
{
	const struct letter *letter = parts->letters->pdata[i];
	const struct reading *reading = parts->readings->pdata[i];
	json_t *json = json_pack("{s:s s:s s:s s:s s:s s:I s:o s:s}", "id",
		letter->id.text, "channel", letter->channel, "source",
		letter->source, "name", letter->name, "sha256", letter->sha256,
		"bytes", (json_int_t)letter->bytes, "received",
		print_instant_json(letter->received_utc_us), "received_day",
		letter->received_day.text);
	json_object_set_new(
		json, "received_from", json_string(letter->received_from));
	json_object_set_new(json, "state", json_string(letter->state));
	json_object_set_new(json, "fate", print_text_or_null(letter->fate));
	json_object_set_new(json, "searchable_pdf", show_pdf_json(db, letter));
	json_object_set_new(json, "document", show_document_json(reading));
	json_object_set_new(json, "virus_scan",
		show_viruses_json(parts->viruses->pdata[i]));
	return json;
}

static json_t *deadline_json(const struct casefile_deadline *deadline)
{
	return json_pack("{s:s s:s s:s s:s s:o s:o s:o s:s s:o s:s s:s}",
		"regime", deadline->regime, "calendar", deadline->calendar,
		"trigger", deadline->trigger_kind, "from",
		deadline->trigger_day.text, "legal_due",
		print_text_or_null(deadline->legal_due.text), "safe_due",
		print_text_or_null(deadline->safe_due.text), "target_due",
		print_text_or_null(deadline->target_due.text), "state",
		deadline->state, "steps", print_json_of(deadline->explanation),
		"basis", deadline->basis, "source", deadline->source);
}

static json_t *reply_json(const struct reply *reply)
{
	const struct {
		const char *key;
		json_t *value;
	} fields[] = {
		{ "id", json_string(reply->id.text) },
		{ "kind", json_string(reply->kind) },
		{ "stage", json_string(reply->stage) },
		{ "template", print_text_or_null(reply->template) },
		{ "language", print_text_or_null(reply->language) },
		{ "channel", json_string(reply->channel) },
		{ "to", json_pack("{s:s s:s}", "name", reply->to_name,
				"address", reply->to_address) },
		{ "subject", json_string(reply->subject) },
		{ "body", json_string(reply->body) },
		{ "content_hash", json_string(reply->content_hash) },
		{ "drafted_by", print_text_or_null(reply->drafted_by) },
		{ "submitted_by", print_text_or_null(reply->submitted_by) },
		{ "approved_by", print_text_or_null(reply->approved_by) },
		{ "rejected_by", print_text_or_null(reply->rejected_by) },
		{ "rejected_reason",
			print_text_or_null(reply->rejected_reason) },
		{ "drafted", print_instant_json(reply->drafted_utc_us) },
		{ "approved", print_instant_json(reply->approved_utc_us) },
		{ "settled", print_instant_json(reply->settled_utc_us) },
	};
	json_t *json = json_object();
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		json_object_set_new(json, fields[i].key, fields[i].value);
	return json;
}

static json_t *event_json(const struct event *event)
{
	return json_pack("{s:I s:o s:s s:s s:o}", "seq", (json_int_t)event->seq,
		"at", print_instant_json(event->at_utc_us), "actor",
		event->actor, "verb", event->verb, "detail",
		print_json_of(event->detail));
}

/* The letter from whose day the terms run: the first, or a later one after an
 * answer; NULL: that day was put right. */
static const struct letter *letter_of_terms(const struct parts *parts)
{
	const char *day = parts->casefile->received_day.text;
	for (guint i = 0; i < parts->letters->len; i++) {
		const struct letter *letter = parts->letters->pdata[i];
		if (strcmp(letter->received_day.text, day) == 0)
			return letter;
	}
	return NULL;
}

static const char *case_received_from(const struct parts *parts)
{
	const struct letter *letter = letter_of_terms(parts);
	if (parts->letters->len == 0)
		return "";
	return letter != NULL ? letter->received_from : "redated";
}

/* What the case was understood from; null when there is none. */
static json_t *first_document(const struct parts *parts)
{
	const struct reading *reading =
		parts->readings->len > 0 ? parts->readings->pdata[0] : NULL;
	return show_document_json(reading);
}

static void show_json(const struct parts *parts, struct office *office)
{
	json_t *json = case_json(parts->casefile);
	g_autofree char *why = NULL;
	g_autoptr(terms) terms = show_terms_load(office, parts->casefile, &why);
	g_autoptr(GArray) offers = show_offers(office, parts->casefile, terms);
	json_object_set_new(
		json, "received_from", json_string(case_received_from(parts)));
	json_object_set_new(json, "provisional",
		json_boolean(show_is_provisional(office, parts->casefile)));
	json_object_set_new(json, "notices", show_offers_json(offers));
	json_object_set_new(json, "repeat_rules",
		show_repeats_json(terms, parts->casefile));
	json_object_set_new(
		json, "rests_on", show_facts_json(office->db, parts->casefile));
	json_t *letters = json_array(), *deadlines = json_array();
	json_t *replies = json_array(), *events = json_array();
	for (guint i = 0; i < parts->letters->len; i++)
		json_array_append_new(
			letters, letter_json(office->db, parts, i));
	for (guint i = 0; i < parts->deadlines->len; i++) {
		const struct casefile_deadline *row =
			parts->deadlines->pdata[i];
		json_t *deadline = deadline_json(row);
		json_object_set_new(deadline, "stands_until",
			print_text_or_null(show_stands_until(terms, row).text));
		json_object_set_new(deadline, "interim",
			show_interim_json(office, terms, row));
		json_array_append_new(deadlines, deadline);
	}
	for (guint i = 0; i < parts->replies->len; i++)
		json_array_append_new(
			replies, reply_json(parts->replies->pdata[i]));
	for (guint i = 0; i < parts->events->len; i++)
		json_array_append_new(
			events, event_json(parts->events->pdata[i]));
	json_t *reasons = reasons_load(parts->casefile->reasons);
	json_t *document = first_document(parts);
	show_spans_in_characters(reasons, document);
	json_object_set_new(json, "reasons", reasons);
	show_case_json(&parts->how, parts->casefile, document, json);
	json_decref(document);
	json_object_set_new(json, "letters", letters);
	json_object_set_new(json, "deadlines", deadlines);
	json_object_set_new(json, "replies", replies);
	json_object_set_new(json, "events", events);
	print_json(json);
}

/* --- for people -------------------------------------------------------- */

static void show_head(const struct parts *parts, struct office *office)
{
	const struct config *config = office->config;
	const struct casefile *casefile = parts->casefile;
	enum stage stage = STAGE_REGISTERED;
	stage_parse(casefile->stage, &stage);
	const struct letter *letter = letter_of_terms(parts);
	g_autofree char *received = print_received(config,
		letter != NULL ? letter->received_utc_us
			       : casefile->received_utc_us,
		casefile->received_day.text, case_received_from(parts));
	g_autofree char *topic = show_case_topic(&parts->how, casefile);
	g_autofree char *legal = g_strconcat(casefile->legal_due.text,
		show_is_provisional(office, casefile) ? " (provisional)" : "",
		NULL);
	const struct {
		const char *label, *value;
	} lines[] = {
		{ "subject", casefile->subject },
		{ "stage", stage_title(stage, config->organisation.language) },
		{ "customer", casefile->customer_name },
		{ "kind", casefile->kind },
		{ "topic", topic },
		{ "language", casefile->language },
		{ "priority", casefile->working[0] == '\0' ? casefile->priority
							   : "" },
		{ "flags", casefile->flags },
		{ "department", casefile->department },
		{ "owner", casefile->owner },
		{ "received", received },
		{ "due by law", legal },
		{ "safely by", casefile->safe_due.text },
		{ "aim", casefile->target_due.text },
	};
	printf("%s\n", casefile->number.text);
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *value = print_safe(lines[i].value);
		if (value[0] != '\0')
			printf("  %-11s %s\n", lines[i].label, value);
		if (lines[i].value == topic)
			show_case_print_others(&parts->how, casefile);
	}
}

/* In one case several people may have written, and about other things. */
static void show_sender(const json_t *document)
{
	const json_t *from = json_object_get(document, "from");
	const char *address = wire_text(from, "address");
	const char *reply_to = wire_text(document, "reply_to");
	g_autofree char *text =
		g_strdup_printf("%s <%s>: %s", wire_text(from, "name"), address,
			wire_text(document, "subject"));
	g_autofree char *safe = print_safe(text);
	if (address[0] != '\0')
		printf("  from %s\n", g_strchug(safe));
	if (reply_to[0] == '\0' || g_ascii_strcasecmp(reply_to, address) == 0)
		return;
	g_autofree char *elsewhere = print_safe(reply_to);
	printf("  asks for replies to %s\n", elsewhere);
}

/* Signed with: split off, never lost. */
static void show_text(struct show_marks *marks, const struct reading *reading)
{
	json_t *document = show_document_json(reading);
	const char *signature =
		json_string_value(json_object_get(document, "signature"));
	show_sender(document);
	g_autofree char *text = show_marked(
		marks, &(struct show_part){ "text", 0, reading->text });
	print_indented(text, "  | ");
	if (signature != NULL && signature[0] != '\0') {
		g_autofree char *signed_with = show_marked(marks,
			&(struct show_part){ "signature", 0, signature });
		print_indented(signed_with, "  : ");
	}
	show_marks_print(marks);
	json_decref(document);
}

static void show_letters(const struct parts *parts, struct office *office)
{
	const struct config *config = office->config;
	g_auto(show_marks) marks;
	show_marks_init(&marks, parts->casefile);
	for (guint i = 0; i < parts->letters->len; i++) {
		const struct letter *letter = parts->letters->pdata[i];
		const struct reading *reading = parts->readings->pdata[i];
		g_autofree char *received = print_received(config,
			letter->received_utc_us, letter->received_day.text,
			letter->received_from);
		g_autofree char *name = print_safe(letter->name);
		printf("\nLetter %u of %s by %s%s%s\n", i + 1, received,
			letter->channel, name[0] != '\0' ? ", " : "", name);
		guint pages = show_pdf_pages(office->db, letter);
		if (pages > 0)
			printf("  searchable PDF of %u page%s (--pdf FILE)\n",
				pages, pages == 1 ? "" : "s");
		if (reading != NULL)
			show_text(&marks, reading);
		show_enclosed(reading, parts->viruses->pdata[i], &marks);
	}
}

static void show_replies(const struct parts *parts, const struct config *config)
{
	for (guint i = 0; i < parts->replies->len; i++) {
		const struct reply *reply = parts->replies->pdata[i];
		g_autofree char *settled =
			print_instant_local(config, reply->settled_utc_us);
		g_autofree char *subject = print_safe(reply->subject);
		g_autofree char *address = print_safe(reply->to_address);
		printf("\nReply (%s), %s %s\n  to %s: %s\n", reply->kind,
			reply->stage, settled, address, subject);
		g_autofree char *reason = print_safe(reply->rejected_reason);
		if (reason[0] != '\0')
			printf("  sent back by %s: %s\n", reply->rejected_by,
				reason);
		print_indented(reply->body, "  > ");
	}
}

static void show_events(const struct parts *parts, const struct config *config)
{
	if (parts->events->len > 0)
		printf("\nEvents\n");
	for (guint i = 0; i < parts->events->len; i++) {
		const struct event *event = parts->events->pdata[i];
		g_autofree char *at =
			print_instant_local(config, event->at_utc_us);
		printf("  %s  %-10s %s\n", at, event->actor, event->verb);
	}
}

static int write_pdf(const struct cli *cli, struct office *office)
{
	g_auto(parts) parts = { 0 };
	g_autoptr(GError) error = NULL;
	auto_fd int fd = cli_out_open(pdf, &error);
	if (fd < 0)
		return cli_fail(cli, error);
	if (office_open(office, cli, &error) &&
		parts_load(&parts, office->db, cli->words[0], &error) &&
		show_pdf_write(
			office, parts.letters, letter_number, fd, &error))
		return CLI_DONE;
	cli_out_cancel(fd, pdf);
	return cli_fail(cli, error);
}

int command_show(int argc, char **argv)
{
	g_auto(cli) cli = { 0 };
	g_auto(office) office = { 0 };
	g_auto(parts) parts = { 0 };
	g_autoptr(GError) error = NULL;
	int status;
	if (!cli_parse(&cli, &usage, argc, argv, &status))
		return status;
	enum tongue tongue = TONGUE_UK;
	if (lang != NULL && !tongue_parse(lang, &tongue))
		return cli_misuse(
			&cli, "--lang \"%s\": want uk, ru, be or en", lang);
	if (letter_number != 0 && pdf == NULL)
		return cli_misuse(&cli, "--letter goes with --pdf");
	if (pdf != NULL)
		return write_pdf(&cli, &office);
	if (!office_open(&office, &cli, &error) ||
		!parts_load(&parts, office.db, cli.words[0], &error))
		return cli_fail(&cli, error);
	if (cli.json) {
		show_json(&parts, &office);
		return CLI_DONE;
	}
	if (lang == NULL)
		tongue_parse(office.config->organisation.language, &tongue);
	show_head(&parts, &office);
	show_case_print(&parts.how, parts.casefile);
	show_letters(&parts, &office);
	show_terms(&office, parts.casefile, parts.deadlines, tongue);
	show_replies(&parts, office.config);
	show_events(&parts, office.config);
	return CLI_DONE;
}
