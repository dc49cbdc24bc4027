/* Understanding as JSON. */
#include "understanding_json.h"

#include "cli.h"

#include <math.h>
#include <string.h>

static json_t *text_list(const GPtrArray *texts)
{
	json_t *list = json_array();
	for (guint i = 0; i < texts->len; i++)
		json_array_append_new(list, json_string(texts->pdata[i]));
	return list;
}

/* Four places are more than there is to know. */
static json_t *share(double value)
{
	return json_real(round(value * 1e4) / 1e4);
}

static json_t *alternatives(const struct understanding *u)
{
	json_t *list = json_array();
	for (guint i = 0; i < u->alternatives->len; i++) {
		const struct alternative *one = u->alternatives->pdata[i];
		json_array_append_new(
			list, json_pack("{s:s s:o}", "topic", one->topic,
				      "confidence", share(one->confidence)));
	}
	return list;
}

/* Where each kind of fact goes; ICCID and organisation have lists of their
 * own, cards appear masked. */
static const char *const lists[ENTITY_KINDS] = {
	[ENTITY_PHONE] = "phones",
	[ENTITY_ACCOUNT] = "accounts",
	[ENTITY_CASE_NUMBER] = "case_numbers",
	[ENTITY_ICCID] = "iccids",
	[ENTITY_IBAN] = "ibans",
	[ENTITY_CARD] = "cards",
	[ENTITY_AMOUNT] = "amounts",
	[ENTITY_DATE] = "dates",
	[ENTITY_EMAIL] = "emails",
	[ENTITY_ADDRESS] = "addresses",
	[ENTITY_NAME] = "names",
	[ENTITY_ORGANISATION] = "organisations",
};

static json_t *entities(const struct understanding *u)
{
	json_t *all = json_object();
	for (int kind = 0; kind < ENTITY_KINDS; kind++)
		json_object_set_new(all, lists[kind], json_array());
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *one = u->entities->pdata[i];
		json_t *value = one->kind == ENTITY_AMOUNT
					? json_pack("{s:I s:s}", "amount_minor",
						  (json_int_t)one->amount_minor,
						  "currency", one->currency)
					: json_string(one->value);
		json_array_append_new(
			json_object_get(all, lists[one->kind]), value);
	}
	return all;
}

static const char *span_text(
	const struct document *document, const struct span *span)
{
	const struct attachment *attachment;
	switch (span->part) {
	case PART_ATTACHMENT:
		attachment = document->attachments->pdata[span->attachment];
		return attachment->text;
	case PART_SUBJECT:
		return document->subject;
	case PART_SIGNATURE:
		return document->signature;
	case PART_FROM:
		return document->from.name;
	case PART_TEXT:
	default:
		return document->text;
	}
}

static json_t *reasons(
	const struct understanding *u, const struct document *document)
{
	json_t *list = json_array();
	for (guint i = 0; i < u->reasons->len; i++) {
		const struct reason *one = u->reasons->pdata[i];
		const char *text = span_text(document, &one->span);
		const char *from = text + one->span.offset;
		json_t *reason = json_pack("{s:s s:s s:I s:I s:s}", "rule",
			one->rule, "phrase", one->phrase, "offset",
			(json_int_t)g_utf8_pointer_to_offset(text, from),
			"length",
			(json_int_t)g_utf8_strlen(
				from, (gssize)one->span.length),
			"for", one->what);
		if (one->span.part != PART_TEXT)
			json_object_set_new(reason, "in",
				json_string(part_name(one->span.part)));
		if (one->span.part == PART_ATTACHMENT)
			json_object_set_new(reason, "attachment",
				json_integer(one->span.attachment + 1));
		if (one->is_guess)
			json_object_set_new(
				reason, "guess", share(one->weight));
		json_array_append_new(list, reason);
	}
	return list;
}

/* Where each fact stands; a sum as "148.50 UAH". */
static json_t *entity_spans(
	const struct understanding *u, const struct document *document)
{
	json_t *list = json_array();
	for (guint i = 0; i < u->entities->len; i++) {
		const struct entity *one = u->entities->pdata[i];
		const char *text = span_text(document, &one->span);
		const char *from = text + one->span.offset;
		/* A sender's address stands behind the name. */
		bool is_within = one->span.offset <= strlen(text);
		json_t *span = json_pack("{s:s s:s s:s s:I s:I s:s}", "kind",
			entity_kind_name(one->kind), "value", one->value, "in",
			part_name(one->span.part), "offset",
			is_within ? (json_int_t)g_utf8_pointer_to_offset(
					    text, from)
				  : 0,
			"length",
			is_within ? (json_int_t)g_utf8_strlen(
					    from, (gssize)one->span.length)
				  : 0,
			"rule", one->rule);
		if (one->span.part == PART_ATTACHMENT)
			json_object_set_new(span, "attachment",
				json_integer(one->span.attachment + 1));
		if (one->writer)
			json_object_set_new(span, "writer", json_true());
		if (one->ambiguous)
			json_object_set_new(span, "ambiguous", json_true());
		json_array_append_new(list, span);
	}
	return list;
}

json_t *understanding_to_json(
	const struct understanding *u, const struct document *document)
{
	const char *expert = u->person[0] != '\0' ? u->person : u->expert;
	return json_pack("{s:s s:s s:o s:o s:s s:s s:o s:s s:o s:o s:o s:o}",
		"kind", letter_kind_name(u->kind), "topic", u->topic,
		"confidence", share(u->confidence), "alternatives",
		alternatives(u), "language", u->language.code, "department",
		u->department, "expert", print_text_or_null(expert), "priority",
		u->priority, "entities", entities(u), "entity_spans",
		entity_spans(u, document), "flags", text_list(u->flags),
		"reasons", reasons(u, document));
}
