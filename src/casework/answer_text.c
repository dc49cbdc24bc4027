/* Fills a reply's template: what a template may name, as JSON, in the
 * language the template is in. */

#include "answer_text.h"

#include <jansson.h>
#include <string.h>

#include "plaint/base/nearest.h"
#include "plaint/casework/fill.h"
#include "plaint/casework/work.h"
#include "plaint/topics/classify.h"
#include "plaint/domain/day.h"
#include "plaint/domain/explain.h"
#include "plaint/domain/tongue.h"
#include "plaint/store/store.h"

void answer_text_clear(struct answer_text *text)
{
	g_clear_pointer(&text->subject, g_free);
	g_clear_pointer(&text->body, g_free);
}

/* Unknown is null: a section {{#x}} skips it, a plain {{x}} refuses. */
static json_t *text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text)
					       : json_null();
}

/* A day as letters have it: 28.02.2026, in English 28 February 2026. */
static json_t *day_words(const struct day_text *text, const char *language)
{
	struct day day;
	enum tongue tongue = TONGUE_EN;
	int year, month, number;
	if (!day_parse(text->text, &day))
		return json_null();
	tongue_parse(language, &tongue);
	day_to_ymd(day, &year, &month, &number);
	g_autofree char *words =
		tongue == TONGUE_EN
			? g_strdup_printf("%d %s %d", number,
				  explain_month(month, tongue), year)
			: g_strdup_printf("%02d.%02d.%d", number, month, year);
	return json_string(words);
}

static json_t *topic_name(const struct answer_context *context, const char *id,
	const char *language)
{
	const struct topic *topic =
		context->topics == NULL
			? NULL
			: topic_rules_find(topics_rules(context->topics), id);
	return text_or_null(
		topic == NULL ? NULL
			      : g_hash_table_lookup(topic->names, language));
}

static json_t *values_new(const struct answer_context *context,
	const struct answer_text_wish *wish, const char *language)
{
	const struct config_organisation *organisation =
		&context->config->organisation;
	const struct casefile *casefile = wish->casefile;
	json_t *values = json_pack("{s:{s:s s:s s:s s:s} "
				   "s:{s:s s:o s:o s:o} s:{s:o}}",
		"organisation", "name", organisation->name, "address",
		organisation->address, "phone", organisation->phone, "email",
		organisation->email, "case", "number", casefile->number.text,
		"received", day_words(&casefile->received_day, language), "due",
		day_words(&casefile->legal_due, language), "topic_name",
		topic_name(context, casefile->topic, language), "customer",
		"name", text_or_null(wish->customer_name));
	if (wish->text != NULL)
		json_object_set_new(values, "answer",
			json_pack("{s:s}", "text", wish->text));
	if (wish->user_name != NULL)
		json_object_set_new(values, "user",
			json_pack("{s:o}", "name",
				text_or_null(wish->user_name)));
	return values;
}

static bool no_template(
	const struct answer_context *context, const char *code, GError **error)
{
	const char *near = nearest_word(code, replies_codes(context->replies));
	return work_refuse(error, "there is no reply template \"%s\"%s%s%s",
		code, near != NULL ? " (did you mean \"" : "",
		near != NULL ? near : "", near != NULL ? "\"?)" : "");
}

bool answer_text_write(const struct answer_context *context,
	const struct answer_text_wish *wish, struct answer_text *out,
	GError **error)
{
	*out = (struct answer_text){ 0 };
	const struct reply_template *template =
		replies_find(context->replies, wish->code, wish->language,
			context->config->organisation.language);
	if (template == NULL)
		return no_template(context, wish->code, error);
	json_t *values = values_new(context, wish, template->language);
	bool is_filled =
		fill_reply(template, values, &out->subject, &out->body, error);
	json_decref(values);
	if (is_filled)
		out->template = template;
	return is_filled;
}
