/* The folder is listed from its first message in chunks; each chunk is
 * compared when it comes, so that a large folder holds nobody up.  What the
 * ledger has open and the server did not show is asked for at the end. */

#include "plaint/engine/mailbox_check.h"

#include <string.h>

#include "mailbox_launch.h"
#include "plaint/store/ledger.h"
#include "plaint/wire/wire.h"

enum {
	LIST_MOST = 500,
	ANSWER_MOST_MS = 180000,
	OPEN_MOST = 1000000,
};

struct mailbox_check {
	struct mailbox_check_wish wish;
	mailbox_check_done done;
	void *user;
	struct talk talk;
	uint32_t list_from;
	GHashTable *shown; /* set of UIDs the server has, deleted ones too */
	struct mailbox_check_result result;
};

static const struct {
	const char *name, *text;
} gaps[] = {
	[MAILBOX_GAP_UNKNOWN] = { "unknown",
		"on the server, not in the ledger" },
	[MAILBOX_GAP_REUSED] = { "reused",
		"on the server under the number of another, not taken in" },
	[MAILBOX_GAP_UNTAKEN] = { "untaken", "on the server, not taken in" },
	[MAILBOX_GAP_LOST] = { "lost",
		"gone from the server before it was taken in" },
	[MAILBOX_GAP_ORIGINAL] = { "original",
		"taken in, but its original is not in the spool" },
	[MAILBOX_GAP_LETTER] = { "letter",
		"taken in, but its letter is missing" },
	[MAILBOX_GAP_UNMOVED] = { "unmoved",
		"settled, but still in the folder" },
	[MAILBOX_GAP_VANISHED] = { "vanished",
		"taken in, gone from the server before it was settled" },
};

const char *mailbox_gap_name(enum mailbox_gap gap)
{
	return gaps[gap].name;
}

const char *mailbox_gap_text(enum mailbox_gap gap)
{
	return gaps[gap].text;
}

/* --- ending -------------------------------------------------------------- */

static gint by_uid(gconstpointer a, gconstpointer b)
{
	const struct mailbox_difference *const *left = a;
	const struct mailbox_difference *const *right = b;
	return ((*left)->uid > (*right)->uid) - ((*left)->uid < (*right)->uid);
}

/* May free the check: nothing of it is touched afterwards. */
static void check_end(struct mailbox_check *check, const GError *error)
{
	talk_end(&check->talk);
	g_ptr_array_sort(check->result.differences, by_uid);
	check->done(check->user, check, error == NULL ? &check->result : NULL,
		error);
}

static void check_fail(void *user, const char *why)
{
	g_autoptr(GError) error =
		g_error_new_literal(PROCESS_ERROR, PROCESS_ERROR_ANSWER, why);
	check_end(user, error);
}

static void check_on_late(void *user)
{
	check_fail(user, "the fetch process gave no answer in time");
}

/* --- comparing ------------------------------------------------------------ */

static void add_difference(struct mailbox_check *check, enum mailbox_gap gap,
	uint32_t uid, const char *detail)
{
	struct mailbox_difference *difference =
		g_new0(struct mailbox_difference, 1);
	difference->gap = gap;
	difference->uid = uid;
	difference->detail = g_strdup(detail);
	g_ptr_array_add(check->result.differences, difference);
}

static void difference_free(gpointer data)
{
	struct mailbox_difference *difference = data;
	g_free(difference->detail);
	g_free(difference);
}

static void compare_item(struct mailbox_check *check, uint32_t uid,
	int64_t received_utc_us, const struct ledger_item *item)
{
	const struct mailbox_check_wish *wish = &check->wish;
	if (ledger_is_another(item->internaldate_utc_us, received_utc_us)) {
		add_difference(check, MAILBOX_GAP_REUSED, uid, "");
		return;
	}
	if (item->letter_id.text[0] == '\0') {
		add_difference(check, MAILBOX_GAP_UNTAKEN, uid, item->problem);
		return;
	}
	check->result.held++;
	if (item->sha256[0] == '\0')
		add_difference(
			check, MAILBOX_GAP_LETTER, uid, item->letter_id.text);
	else if (!spool_has(wish->spool, item->sha256))
		add_difference(check, MAILBOX_GAP_ORIGINAL, uid, item->sha256);
	else if (item->acknowledged_utc_us != 0 &&
		 wish->mailbox->after == CONFIG_AFTER_MOVE)
		add_difference(check, MAILBOX_GAP_UNMOVED, uid, "");
}

static bool compare_message(struct mailbox_check *check, uint32_t uid,
	int64_t received_utc_us, GError **error)
{
	char text[LEDGER_UID_BYTES];
	GError *cause = NULL;
	struct ledger_key key = ledger_key_of_uid(
		check->wish.mailbox->name, check->result.epoch, uid, text);
	g_autoptr(ledger_item) item = ledger_find(check->wish.db, key, &cause);
	check->result.server++;
	if (item != NULL) {
		compare_item(check, uid, received_utc_us, item);
		return true;
	}
	if (!g_error_matches(cause, STORE_ERROR, STORE_ERROR_MISSING)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_error_free(cause);
	add_difference(check, MAILBOX_GAP_UNKNOWN, uid, "");
	return true;
}

static bool compare_listed(
	struct mailbox_check *check, const json_t *messages, GError **error)
{
	for (size_t i = 0; i < json_array_size(messages); i++) {
		const json_t *message = json_array_get(messages, i);
		json_int_t uid = wire_integer(message, "uid", 0);
		if (uid < check->list_from || uid >= UINT32_MAX)
			continue;
		check->list_from = (uint32_t)uid + 1;
		g_hash_table_add(check->shown, GUINT_TO_POINTER((uint32_t)uid));
		if (!json_is_true(json_object_get(message, "is_deleted")) &&
			!compare_message(check, (uint32_t)uid,
				wire_integer(message, "received_utc_us", 0),
				error))
			return false;
	}
	return true;
}

/* A message that was gone before it was fetched has that written in the
 * ledger as its problem: it is known, and shown as such. */
static bool compare_open(struct mailbox_check *check, GError **error)
{
	g_autoptr(GPtrArray) open =
		ledger_list_open(check->wish.db, check->wish.mailbox->name,
			check->result.epoch, OPEN_MOST, error);
	for (guint i = 0; open != NULL && i < open->len; i++) {
		const struct ledger_item *item = open->pdata[i];
		uint32_t uid =
			(uint32_t)g_ascii_strtoull(item->key.item, NULL, 10);
		if (g_hash_table_contains(check->shown, GUINT_TO_POINTER(uid)))
			continue;
		if (item->letter_id.text[0] != '\0')
			add_difference(check, MAILBOX_GAP_VANISHED, uid, "");
		else if (item->problem[0] == '\0')
			add_difference(check, MAILBOX_GAP_LOST, uid, "");
	}
	return open != NULL;
}

/* --- talking ------------------------------------------------------------- */

/* Takes frame. */
static void check_ask(struct mailbox_check *check, json_t *frame)
{
	g_autoptr(GError) error = NULL;
	if (talk_say(&check->talk, frame, -1, &error))
		talk_after(&check->talk, ANSWER_MOST_MS, check_on_late);
	else
		check_end(check, error);
}

static void ask_list(struct mailbox_check *check)
{
	check_ask(check,
		json_pack("{s:s s:I s:i}", "type", "list", "from_uid",
			(json_int_t)check->list_from, "most", LIST_MOST));
}

static void on_listed(struct mailbox_check *check, const json_t *frame)
{
	g_autoptr(GError) error = NULL;
	const json_t *messages = json_object_get(frame, "messages");
	uint32_t before = check->list_from;
	if (!compare_listed(check, messages, &error)) {
		check_end(check, error);
		return;
	}
	bool is_more = json_array_size(messages) >= LIST_MOST &&
		       check->list_from > before;
	if (is_more)
		ask_list(check);
	else if (compare_open(check, &error))
		check_end(check, NULL);
	else
		check_end(check, error);
}

static void check_on_frame(void *user, const json_t *frame)
{
	struct mailbox_check *check = user;
	const char *type = wire_text(frame, "type");
	if (strcmp(type, "opened") == 0) {
		check->result.epoch = wire_integer(frame, "uid_validity", 0);
		ask_list(check);
	} else if (strcmp(type, "listed") == 0) {
		on_listed(check, frame);
	} else {
		const char *why = wire_text(frame, "message");
		check_fail(check, why[0] != '\0' ? why
						 : "the fetch process talks "
						   "nonsense");
	}
}

static void check_begin(void *user)
{
	struct mailbox_check *check = user;
	const struct mailbox_check_wish *wish = &check->wish;
	g_autoptr(GError) error = NULL;
	/* A message whose size cannot be told must not hide the others. */
	struct mailbox_launch launch = { wish->tokens, wish->config,
		wish->mailbox, .skips_sizes = true };
	enum tokens_answer answer =
		mailbox_launch(&launch, &check->talk, &error);
	if (answer == TOKENS_FAILED)
		check_end(check, error);
	else if (answer == TOKENS_WAIT)
		talk_after(&check->talk, TOKENS_AGAIN_MS, check_begin);
	else
		talk_after(&check->talk, ANSWER_MOST_MS, check_on_late);
}

struct mailbox_check *mailbox_check_new(const struct mailbox_check_wish *wish,
	mailbox_check_done done, void *user)
{
	static const struct talk_hooks hooks = { check_on_frame, check_fail,
		MAILBOX_PRIORITY };
	struct mailbox_check *check = g_new0(struct mailbox_check, 1);
	check->wish = *wish;
	check->done = done;
	check->user = user;
	talk_init(&check->talk, &hooks, check);
	check->list_from = 1;
	check->shown = g_hash_table_new(NULL, NULL);
	check->result.differences =
		g_ptr_array_new_with_free_func(difference_free);
	talk_after(&check->talk, 0, check_begin);
	return check;
}

void mailbox_check_free(struct mailbox_check *check)
{
	if (check == NULL)
		return;
	talk_end(&check->talk);
	g_hash_table_unref(check->shown);
	g_ptr_array_unref(check->result.differences);
	g_free(check);
}
