/* The database gives what may be the same; domain decides. */

#include "twins.h"

#include "plaint/domain/stage.h"
#include "plaint/store/reading.h"

static bool is_open(const char *name)
{
	enum stage stage;
	return stage_parse(name, &stage) && stage_is_open(stage);
}

bool twins_judge(struct db *db, const struct letter *letter,
	const struct looks *looks, enum duplicate_verdict *verdict_out,
	struct letter_twin **of_out, GError **error)
{
	struct duplicate_mark fresh = { looks->message_id, looks->content.hex,
		looks->sender, letter->received_utc_us, looks->in_reply_to,
		looks->subject };
	struct letter_marks marks = { letter->id.text, looks->message_id,
		looks->content.hex, looks->sender };
	*verdict_out = DUPLICATE_NONE;
	*of_out = NULL;
	g_autoptr(GPtrArray) twins = letter_list_twins(db, &marks, error);
	for (guint i = 0; twins != NULL && *of_out == NULL && i < twins->len;
		i++) {
		const struct letter_twin *twin = twins->pdata[i];
		struct duplicate_mark known = { twin->message_id,
			twin->content_hash, twin->sender, twin->received_utc_us,
			twin->in_reply_to, twin->subject };
		*verdict_out =
			duplicate_judge(&fresh, &known, is_open(twin->stage));
		if (*verdict_out != DUPLICATE_NONE)
			*of_out = g_ptr_array_steal_index(twins, i);
	}
	return twins != NULL;
}

bool twins_keep(struct db *db, const struct registration *registration,
	int64_t now_utc_us, GError **error)
{
	const char *id = registration->job->letter_id.text;
	const struct looks *looks = registration->looks;
	if (looks == NULL)
		return reading_put(db, id, registration->document,
			registration->json, now_utc_us, error);
	struct reading_marks marks = { looks->content.hex, looks->sender };
	return reading_put_marked(db, id, registration->document,
		registration->json, &marks, now_utc_us, error);
}
