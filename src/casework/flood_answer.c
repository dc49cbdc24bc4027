/* The same wish for each case; a case that refuses does not hold up the rest.
 */

#include "plaint/casework/flood_answer.h"

#include <string.h>

#include "plaint/domain/stage.h"
#include "plaint/domain/template.h"
#include "plaint/store/flood.h"
#include "plaint/store/setting.h"

static bool waits_for_answer(const struct flood_member *member)
{
	enum stage stage;
	return stage_parse(member->stage, &stage) && stage_is_open(stage) &&
	       stage != STAGE_ANSWERING;
}

static bool is_about_the_case(const GError *cause)
{
	return cause->domain == STORE_ERROR || cause->domain == TEMPLATE_ERROR;
}

static bool draft_one(struct db *db, const struct answer_context *context,
	struct flood_answer *answer, const char *number, GError **error)
{
	GError *cause = NULL;
	struct id reply;
	struct answer_draft wish = { .number = number,
		.template = answer->template,
		.text = answer->text,
		.by = answer->by,
		.spares_others = true };
	if (answer_draft(
		    db, context, &wish, answer->now_utc_us, &reply, &cause)) {
		answer->drafted++;
		return true;
	}
	if (!is_about_the_case(cause)) {
		g_propagate_error(error, cause);
		return false;
	}
	answer->left++;
	answer->on_left(answer->user, number, cause->message);
	g_error_free(cause);
	return true;
}

char *flood_alarm_key(int64_t flood)
{
	return g_strdup_printf("alarm.flood.%" G_GINT64_FORMAT, flood);
}

bool flood_answer_draft(struct db *db, const struct answer_context *context,
	struct flood_answer *answer, GError **error)
{
	answer->drafted = answer->left = 0;
	g_autoptr(flood) flood = flood_find(db, answer->flood, error);
	g_autoptr(GPtrArray) members =
		flood != NULL ? flood_members(db, answer->flood, error) : NULL;
	if (members == NULL)
		return false;
	for (guint i = 0; i < members->len; i++) {
		const struct flood_member *member = members->pdata[i];
		if (waits_for_answer(member) &&
			!draft_one(db, context, answer, member->number, error))
			return false;
	}
	g_autofree char *key = flood_alarm_key(answer->flood);
	return answer->left > 0 ||
	       (flood_set_state(db, answer->flood, "answered", error) &&
		       setting_set(db, key, "", error));
}
