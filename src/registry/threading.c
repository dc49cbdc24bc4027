/* Marks are asked from the surest to the least sure, and a mark that anybody
 * could have written (a bare number) counts only together with the sender. */

#include "threading.h"

#include <string.h>

#include "plaint/casework/message_id.h"
#include "plaint/domain/stage.h"
#include "plaint/store/customer.h"
#include "plaint/store/reply.h"
#include "plaint/store/setting.h"

enum {
	/* Of a long thread the newest ids are looked up; the oldest are its
	 * beginning. */
	IDS_MOST = 40,
};

/* --- ids ---------------------------------------------------------------- */

/* In-Reply-To, then References from the newest on. */
static GPtrArray *answered_ids(const struct document *document)
{
	const GPtrArray *references = document->references;
	GPtrArray *ids = g_ptr_array_new();
	if (document->in_reply_to[0] != '\0')
		g_ptr_array_add(ids, document->in_reply_to);
	for (guint i = references->len; i > 0; i--)
		g_ptr_array_add(ids, references->pdata[i - 1]);
	return ids;
}

/* The number in the document's References and In-Reply-To whose tag is
 * right; *found_out false when there is none. */
static bool signed_number(struct db *db, const struct document *document,
	struct thread_number *number_out, bool *found_out, GError **error)
{
	struct thread_key key;
	g_autoptr(GPtrArray) ids = answered_ids(document);
	*found_out = false;
	if (ids->len == 0)
		return true;
	if (!message_id_key(db, &key, error))
		return false;
	for (guint i = 0; i < ids->len && !*found_out; i++)
		*found_out =
			thread_read_message_id(&key, ids->pdata[i], number_out);
	return true;
}

bool threading_is_ours(struct db *db, const struct document *document,
	bool *ours_out, GError **error)
{
	struct thread_key key;
	struct thread_number number;
	*ours_out = false;
	if (!thread_may_be_ours(document->message_id))
		return true;
	if (!message_id_key(db, &key, error))
		return false;
	*ours_out = thread_read_message_id(&key, document->message_id, &number);
	return true;
}

/* --- finding ------------------------------------------------------------ */

/* What is not there is no error. */
static struct casefile *or_none(
	struct casefile *casefile, GError *cause, GError **error)
{
	if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING))
		g_error_free(cause);
	else if (cause != NULL)
		g_propagate_error(error, cause);
	return casefile;
}

static struct casefile *find_number(
	struct db *db, const char *number, GError **error)
{
	GError *cause = NULL;
	struct casefile *found = casefile_find_by_number(db, number, &cause);
	return or_none(found, cause, error);
}

static struct casefile *find_by_tag(
	struct db *db, const struct document *document, GError **error)
{
	struct thread_number number;
	bool is_found;
	if (!signed_number(db, document, &number, &is_found, error) ||
		!is_found)
		return NULL;
	return find_number(db, number.text, error);
}

static struct casefile *find_by_ids(
	struct db *db, const struct document *document, GError **error)
{
	g_autoptr(GPtrArray) ids = answered_ids(document);
	GError *broken = NULL;
	struct casefile *found = NULL;
	for (guint i = 0;
		i < MIN(ids->len, IDS_MOST) && found == NULL && broken == NULL;
		i++) {
		GError *cause = NULL;
		found = casefile_find_by_message_id(db, ids->pdata[i], &cause);
		found = or_none(found, cause, &broken);
	}
	if (broken != NULL)
		g_propagate_error(error, broken);
	return found;
}

/* The case's customer, or somebody we wrote to in it. */
static bool is_known_in(struct db *db, const struct casefile *casefile,
	const char *address, bool *known_out, GError **error)
{
	GError *cause = NULL;
	g_autoptr(customer) customer =
		customer_find_by_email(db, address, &cause);
	*known_out = customer != NULL &&
		     strcmp(casefile->customer_id.text, customer->id.text) == 0;
	if (cause != NULL &&
		!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (*known_out)
		return true;
	g_autoptr(GPtrArray) replies = reply_list(db, casefile->id.text, error);
	for (guint i = 0; replies != NULL && i < replies->len; i++) {
		const struct reply *reply = replies->pdata[i];
		*known_out = *known_out ||
			     (strcmp(reply->channel, "mail") == 0 &&
				     g_ascii_strcasecmp(
					     reply->to_address, address) == 0);
	}
	return replies != NULL;
}

static struct casefile *find_by_number_in(
	struct db *db, const char *text, const char *sender, GError **error)
{
	g_autoptr(GArray) numbers =
		g_array_new(FALSE, FALSE, sizeof(struct thread_number));
	thread_find_numbers(text, numbers);
	for (guint i = 0; i < numbers->len && sender[0] != '\0'; i++) {
		GError *cause = NULL;
		bool is_known = false;
		g_autoptr(casefile) casefile = find_number(db,
			g_array_index(numbers, struct thread_number, i).text,
			&cause);
		if (casefile != NULL)
			is_known_in(db, casefile, sender, &is_known, &cause);
		if (cause != NULL) {
			g_propagate_error(error, cause);
			return NULL;
		}
		if (is_known)
			return g_steal_pointer(&casefile);
	}
	return NULL;
}

typedef struct casefile *(*mark_find)(
	struct db *db, const struct document *document, GError **error);

struct casefile *threading_find(struct db *db, const struct document *document,
	const char **how_out, GError **error)
{
	const struct {
		const char *how;
		const char *text; /* to look for numbers in */
		mark_find find;
	} marks[] = {
		{ THREADING_BY_SIGNATURE, NULL, find_by_tag },
		{ "Message-ID", NULL, find_by_ids },
		{ "number in the subject", document->subject, NULL },
		{ "number in the text", document->text, NULL },
		{ "number in the quoted text", document->quoted_text, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		GError *cause = NULL;
		struct casefile *found =
			marks[i].find != NULL
				? marks[i].find(db, document, &cause)
				: find_by_number_in(db, marks[i].text,
					  document->from.address, &cause);
		*how_out = marks[i].how;
		if (cause != NULL)
			g_propagate_error(error, cause);
		if (found != NULL || cause != NULL)
			return found;
	}
	return NULL;
}

/* --- over or not -------------------------------------------------------- */

/* When the case came to its end: closed, or else answered; 0 unknown. */
static bool ended_at(struct db *db, const struct casefile *casefile,
	int64_t *ended_utc_us_out, GError **error)
{
	*ended_utc_us_out = casefile->closed_utc_us;
	if (casefile->closed_utc_us != 0)
		return true;
	g_autoptr(GPtrArray) replies = reply_list(db, casefile->id.text, error);
	for (guint i = 0; replies != NULL && i < replies->len; i++) {
		const struct reply *reply = replies->pdata[i];
		if (strcmp(reply->kind, "answer") == 0)
			*ended_utc_us_out =
				MAX(*ended_utc_us_out, reply->settled_utc_us);
	}
	return replies != NULL;
}

bool threading_is_over(struct db *db, const struct casefile *casefile,
	int64_t reopen_days, int64_t now_utc_us, bool *is_over_out,
	GError **error)
{
	enum stage stage;
	int64_t ended_utc_us;
	*is_over_out = false;
	if (!stage_parse(casefile->stage, &stage) || stage_is_open(stage))
		return true;
	if (!ended_at(db, casefile, &ended_utc_us, error))
		return false;
	*is_over_out = ended_utc_us != 0 &&
		       now_utc_us - ended_utc_us >
			       reopen_days * 24 * 3600 * G_USEC_PER_SEC;
	return true;
}
