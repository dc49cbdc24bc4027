/* What is not known is a dash, so that a template needs no section for it. */

#include "plaint/casework/notice_text.h"

#include <string.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/fill.h"
#include "plaint/domain/stage.h"
#include "plaint/store/notice.h"

enum {
	SUBJECT_MOST_CHARACTERS = 100
};

enum tongue notice_tongue(const struct reminding *reminding)
{
	enum tongue tongue = TONGUE_UK;
	tongue_parse(reminding->rules->config->organisation.language, &tongue);
	return tongue;
}

/* One line, never empty: foreign words stand in it. */
static json_t *words(const char *text)
{
	g_autofree char *line = utf8_one_line(text != NULL ? text : "");
	g_strstrip(line);
	g_autofree char *cut = utf8_cut(line, SUBJECT_MOST_CHARACTERS);
	return json_string(cut[0] != '\0' ? cut : "–");
}

static const char *topic_name(const struct reminding *reminding, const char *id)
{
	const struct topics *topics = reminding->rules->topics;
	const struct topic *topic =
		topics != NULL ? topic_rules_find(topics_rules(topics), id)
			       : NULL;
	const char *name =
		topic != NULL ? g_hash_table_lookup(topic->names,
					tongue_code(notice_tongue(reminding)))
			      : NULL;
	return name != NULL ? name : id;
}

json_t *notice_case(const struct reminding *reminding,
	const struct casefile *casefile, const char *why)
{
	enum stage stage = STAGE_REGISTERED;
	const char *language = tongue_code(notice_tongue(reminding));
	stage_parse(casefile->stage, &stage);
	return json_pack("{s:o s:o s:o s:o s:o s:o s:o s:o s:o}", "number",
		words(casefile->number.text), "subject",
		words(casefile->subject), "customer",
		words(casefile->customer_name), "topic",
		words(topic_name(reminding, casefile->topic)), "stage",
		words(stage_title(stage, language)), "owner",
		words(casefile->owner), "legal",
		words(casefile->legal_due.text), "safe",
		words(casefile->safe_due.text), "why", words(why));
}

static void values_complete(const struct reminding *reminding,
	const struct person *to, json_t *values)
{
	const struct config *config = reminding->rules->config;
	json_object_set_new(values, "organisation",
		json_pack("{s:s}", "name", config->organisation.name));
	json_object_set_new(
		values, "person", json_pack("{s:o}", "name", words(to->name)));
	json_object_set_new(
		values, "day", json_string(day_format(reminding->today).text));
}

bool notice_send(struct db *db, const struct reminding *reminding,
	const char *kind, const struct person *to, json_t *values,
	bool *is_new_out, GError **error)
{
	const struct config *config = reminding->rules->config;
	const char *language = tongue_code(notice_tongue(reminding));
	const struct reply_template *template =
		replies_find(reminding->notices, kind, language, language);
	values_complete(reminding, to, values);
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	bool is_filled = fill_reply(template, values, &subject, &body, error);
	json_decref(values);
	if (!is_filled)
		return false;
	struct id unique = id_new(reminding->now_utc_us);
	g_autofree char *local = g_ascii_strdown(unique.text, -1);
	g_autofree char *message_id =
		g_strconcat(local, "@", config->organisation.domain, NULL);
	struct notice notice = {
		.id = id_new(reminding->now_utc_us),
		.kind = kind,
		.day = day_format(reminding->today),
		.to_name = to->name,
		.to_address = to->address,
		.language = template->language,
		.subject = subject,
		.body = body,
		.message_id = message_id,
	};
	return notice_queue(
		db, &notice, reminding->now_utc_us, is_new_out, error);
}

bool notice_tell(struct db *db, const struct reminding *reminding,
	const struct casefile *casefile, const char *what, const char *why,
	const struct person *to, bool *is_new_out, GError **error)
{
	struct reminder reminder = { .casefile_id = casefile->id,
		.what = what,
		.day = day_format(reminding->today),
		.to_address = to->address };
	bool is_queued;
	if (!reminder_note(db, &reminder, is_new_out, error))
		return false;
	if (!*is_new_out)
		return true;
	json_t *values = json_pack("{s:i s:[o]}", "total", 1, "cases",
		notice_case(reminding, casefile, why));
	return notice_send(
		db, reminding, NOTICES_REMINDER, to, values, &is_queued, error);
}
