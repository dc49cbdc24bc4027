/* The keys scripts rely on. */

#include "case_print.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

static json_t *flags_json(const char *flags)
{
	json_t *list = json_array();
	g_auto(GStrv) words = g_strsplit(flags, " ", -1);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (words[i][0] != '\0')
			json_array_append_new(list, json_string(words[i]));
	}
	return list;
}

bool case_is_repeat(const struct casefile *casefile)
{
	g_auto(GStrv) flags = g_strsplit(casefile->flags, " ", -1);
	return g_strv_contains((const char *const *)flags, "repeat");
}

json_t *case_json(const struct casefile *casefile)
{
	const struct {
		const char *key;
		json_t *value;
	} fields[] = {
		{ "number", json_string(casefile->number.text) },
		{ "stage", json_string(casefile->stage) },
		{ "kind", print_text_or_null(casefile->kind) },
		{ "topic", print_text_or_null(casefile->topic) },
		{ "confidence", json_real(casefile->confidence) },
		{ "language", print_text_or_null(casefile->language) },
		{ "customer", print_text_or_null(casefile->customer_name) },
		{ "department", print_text_or_null(casefile->department) },
		{ "priority", print_text_or_null(casefile->priority) },
		{ "owner", print_text_or_null(casefile->owner) },
		{ "channel", print_text_or_null(casefile->channel) },
		{ "subject", json_string(casefile->subject) },
		{ "received", print_instant_json(casefile->received_utc_us) },
		{ "received_day", json_string(casefile->received_day.text) },
		{ "registered",
			print_instant_json(casefile->registered_utc_us) },
		{ "legal_due", print_text_or_null(casefile->legal_due.text) },
		{ "safe_due", print_text_or_null(casefile->safe_due.text) },
		{ "target_due", print_text_or_null(casefile->target_due.text) },
		{ "closed", print_instant_json(casefile->closed_utc_us) },
		{ "flags", flags_json(casefile->flags) },
	};
	json_t *json = json_object();
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		json_object_set_new(json, fields[i].key, fields[i].value);
	return json;
}

/* How a day of receipt is known, for people. */
static const struct {
	const char *from, *text;
	bool has_hour;
} origins[] = {
	{ "internaldate", "as the mail server has it", true },
	{ "file_time", "the file's time", true },
	{ "taken", "when it was taken: its file's time cannot be", true },
	{ "hand", "when it was entered", true },
	{ "stamp", "the stamp on its page", false },
	{ "clerk", "as a clerk said", false },
	{ "redated", "put right", false },
};

char *print_received(const struct config *config, int64_t utc_us,
	const char *day, const char *from)
{
	const char *text = from;
	bool has_hour = true;
	for (size_t i = 0; i < G_N_ELEMENTS(origins); i++) {
		if (strcmp(origins[i].from, from) != 0)
			continue;
		text = origins[i].text;
		has_hour = origins[i].has_hour;
	}
	g_autofree char *at = print_instant_local(config, utc_us);
	return g_strdup_printf("%s%s%s%s", has_hour ? at : day,
		text[0] != '\0' ? " (" : "", text, text[0] != '\0' ? ")" : "");
}

void print_reply(const struct reply *reply)
{
	g_autofree char *name = print_safe(reply->to_name);
	g_autofree char *address = print_safe(reply->to_address);
	g_autofree char *subject = print_safe(reply->subject);
	printf("To: %s%s<%s>\nSubject: %s\n\n", name,
		name[0] != '\0' ? " " : "", address, subject);
	print_indented(reply->body, "");
}
