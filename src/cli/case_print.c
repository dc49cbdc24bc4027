/* The keys scripts rely on. */

#include "case_print.h"

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
