/* The one way past the lock: named, reasoned and logged. */

#include "plaint/casework/virus_work.h"

#include <string.h>
#include <jansson.h>

#include "plaint/base/utf8.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"
#include "plaint/store/setting.h"

bool virus_tell(struct db *db, const struct virus_allow_wish *wish,
	const char *verb, GError **error)
{
	g_autofree char *reason =
		wish->reason != NULL ? utf8_one_line(wish->reason) : NULL;
	const struct virus_place *place = wish->place;
	bool in_case = place->casefile_id.text[0] != '\0';
	struct telling telling = { .by = wish->by,
		.verb = verb,
		.kind = in_case ? "casefile" : "letter",
		.id = in_case ? place->casefile_id.text
			      : place->letter_id.text };
	json_t *detail = json_pack("{s:s s:I s:s s:s s:s s:s*}", "letter",
		place->letter_id.text, "attachment",
		(json_int_t)place->position, "name", place->name, "signature",
		place->signature, "sha256", place->sha256, "reason", reason);
	return tell_event(db, &telling, detail, wish->now_utc_us, error);
}

char *virus_alarm_key(const char *letter_id)
{
	return g_strconcat("alarm.virus.", letter_id, NULL);
}

static bool alarm_end(
	struct db *db, const struct virus_allow_wish *wish, GError **error)
{
	g_autofree char *key = virus_alarm_key(wish->place->letter_id.text);
	return setting_set(db, key, "", error);
}

static bool noted_tx(struct db *db, void *user, GError **error)
{
	const struct virus_allow_wish *wish = user;
	g_autofree char *key = virus_alarm_key(wish->place->letter_id.text);
	g_autofree char *alarm = setting_get(db, key, error);
	if (alarm == NULL || !work_staff(db, wish->by, error))
		return false;
	if (alarm[0] != '\0')
		return alarm_end(db, wish, error) &&
		       virus_tell(db, wish, "virus_noted", error);
	g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
		"there is no alarm about letter %s",
		wish->place->letter_id.text);
	return false;
}

bool virus_noted(
	struct db *db, const struct virus_allow_wish *wish, GError **error)
{
	struct virus_allow_wish copy = *wish;
	return db_run_tx(db, noted_tx, &copy, error);
}

static bool allow_tx(struct db *db, void *user, GError **error)
{
	const struct virus_allow_wish *wish = user;
	g_autofree char *reason = utf8_one_line(wish->reason);
	struct virus_permit permit = { wish->place->sha256, wish->by, reason };
	return work_approver(db, wish->by, "unlock what is infected", error) &&
	       virus_scan_allow(db, &permit, error) &&
	       alarm_end(db, wish, error) &&
	       virus_tell(db, wish, "virus_allowed", error);
}

bool virus_allow(
	struct db *db, const struct virus_allow_wish *wish, GError **error)
{
	struct virus_allow_wish copy = *wish;
	return work_reason(wish->reason, "a reason", error) &&
	       db_run_tx(db, allow_tx, &copy, error);
}
