/* Mails that do not arrive: the people of a case are told of its answer, and
 * what the people themselves did not get can be sent once more. */

#include "plaint/casework/reminding.h"

#include <string.h>

#include "plaint/casework/notice_text.h"
#include "plaint/casework/staff_book.h"
#include "plaint/casework/tell.h"
#include "plaint/casework/work.h"
#include "plaint/casework/zone.h"
#include "plaint/store/notice.h"
#include "plaint/store/reply.h"

/* By tongue; then the server's word. */
static const char *const words[ANSWER_TROUBLES][TONGUES] = {
	[ANSWER_LATE] = { "відповідь не йде з", "ответ не уходит с",
		"адказ не сыходзіць з", "the answer has not left since" },
	[ANSWER_DOUBTFUL] = { "невідомо, чи пішла відповідь (plaint outbox)",
		"неизвестно, ушёл ли ответ (plaint outbox)",
		"невядома, ці сышоў адказ (plaint outbox)",
		"nobody knows whether the answer left (plaint outbox)" },
	[ANSWER_FAILED] = { "відповідь не дійшла", "ответ не дошёл",
		"адказ не дайшоў", "the answer did not arrive" },
};

static const char *const names[ANSWER_TROUBLES] = { "answer_late",
	"answer_doubtful", "answer_failed" };

struct troubling {
	const struct reminding *reminding;
	const struct answer_trouble *trouble;
	struct reminded *out;
};

static char *trouble_words(const struct troubling *troubling)
{
	const struct reminding *reminding = troubling->reminding;
	const struct answer_trouble *trouble = troubling->trouble;
	const char *what = words[trouble->kind][notice_tongue(reminding)];
	if (trouble->kind != ANSWER_LATE)
		return g_strdup_printf("%s: %s", what, trouble->why);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(
		reminding->rules->config->organisation.zone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(
		trouble->queued_utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autofree char *since = g_date_time_format(local, "%d.%m %H:%M");
	return g_strdup_printf("%s %s: %s", what, since, trouble->why);
}

static bool trouble_tell(struct db *db, const struct troubling *troubling,
	const struct casefile *casefile, const struct person *to,
	GError **error)
{
	const struct reminding *reminding = troubling->reminding;
	const struct answer_trouble *trouble = troubling->trouble;
	g_autofree char *what = g_strdup_printf(
		"%s:%s", names[trouble->kind], trouble->reply_id);
	g_autofree char *why = trouble_words(troubling);
	bool is_new;
	if (!notice_tell(
		    db, reminding, casefile, what, why, to, &is_new, error))
		return false;
	troubling->out->mails += is_new;
	return true;
}

static bool trouble_tx(struct db *db, void *user, GError **error)
{
	static const enum escalation_role roles[] = { ESCALATE_OWNER,
		ESCALATE_HEAD };
	const struct troubling *troubling = user;
	const struct reminding *reminding = troubling->reminding;
	bool is_told = false;
	*troubling->out = (struct reminded){ 0 };
	g_autoptr(reply) reply =
		reply_find(db, troubling->trouble->reply_id, error);
	if (reply == NULL || strcmp(reply->kind, "answer") != 0)
		return reply != NULL;
	g_autoptr(casefile) casefile =
		casefile_find(db, reply->casefile_id.text, error);
	g_autoptr(staff_book) book =
		casefile == NULL ? NULL
				 : staff_book_new(db, reminding->rules,
					   reminding->today, error);
	if (book == NULL)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
		const struct person *to =
			staff_book_find(book, roles[i], casefile);
		if (to != NULL &&
			!trouble_tell(db, troubling, casefile, to, error))
			return false;
		is_told |= to != NULL;
	}
	troubling->out->nobody = !is_told;
	return true;
}

bool reminding_trouble(struct db *db, const struct reminding *reminding,
	const struct answer_trouble *trouble, struct reminded *out,
	GError **error)
{
	struct troubling troubling = { reminding, trouble, out };
	return db_run_tx(db, trouble_tx, &troubling, error);
}

/* --- notices once more -------------------------------------------------- */

struct resending {
	const char *notice_id, *by;
	int64_t now_utc_us;
};

static bool resend_tx(struct db *db, void *user, GError **error)
{
	const struct resending *resending = user;
	struct telling telling = { .by = resending->by,
		.verb = "resent",
		.kind = "notice",
		.id = resending->notice_id };
	return work_staff(db, resending->by, error) &&
	       notice_resend(db, resending->notice_id, resending->now_utc_us,
		       error) &&
	       tell_event(db, &telling, NULL, resending->now_utc_us, error);
}

bool reminding_resend(struct db *db, const char *notice_id, const char *by,
	int64_t now_utc_us, GError **error)
{
	struct resending resending = { notice_id, by, now_utc_us };
	return db_run_tx(db, resend_tx, &resending, error);
}
