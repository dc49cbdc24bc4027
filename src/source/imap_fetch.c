/* What is in the folder, and the messages' bytes.  Bodies are written to the
 * caller's descriptor while they arrive, so that a large message costs a
 * buffer and no more. */
#include <string.h>

#include "imap_session.h"
#include "plaint/base/fd.h"

enum {
	WINDOW_LEAST_UIDS = 1000,
	WRITE_BUFFER_BYTES = 256 << 10,
	/* In a listing: what came since SELECT, when the server does not tell
	 * how far its numbers go, and how many are worth one message's budget
	 * (a line of a listing is short). */
	NEW_MOST = 1000,
	UNTOLD_MOST = G_MAXUINT16,
	LISTED_PER_MESSAGE = 8,
	/* Servers count a message's bytes with other line ends than they send
	 * it, or guess. */
	SIZE_TIMES_MOST = 2,
	SIZE_SLACK_BYTES = 64 << 10,
	UNLISTED_SLACK_BYTES = 64 << 20,
	YEAR_LEAST = 1970,
	YEAR_MOST = 2199,
};

static bool is_selected(const struct imap *imap, GError **error)
{
	if (imap->is_selected)
		return true;
	g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
		"no folder is selected");
	return false;
}

static int64_t date_time_utc_us(const struct mailimap_date_time *date)
{
	if (date->dt_year < YEAR_LEAST || date->dt_year > YEAR_MOST)
		return 0;
	/* dt_zone is +hhmm read as a number. */
	int zone = abs(date->dt_zone);
	int64_t offset_minutes = zone / 100 * 60 + zone % 100;
	if (date->dt_zone < 0)
		offset_minutes = -offset_minutes;
	g_autoptr(GDateTime) utc =
		g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day,
			date->dt_hour, date->dt_min, MIN(date->dt_sec, 59));
	if (utc == NULL)
		return 0;
	return (g_date_time_to_unix(utc) - offset_minutes * 60) *
	       G_USEC_PER_SEC;
}

static void message_add_flag(struct imap_message *message,
	const struct mailimap_flag_fetch *fetched, const char *keyword)
{
	const struct mailimap_flag *flag = fetched->fl_flag;
	if (fetched->fl_type != MAILIMAP_FLAG_FETCH_OTHER || flag == NULL)
		return;
	if (flag->fl_type == MAILIMAP_FLAG_SEEN)
		message->is_seen = true;
	if (flag->fl_type == MAILIMAP_FLAG_DELETED)
		message->is_deleted = true;
	if (flag->fl_type == MAILIMAP_FLAG_KEYWORD && keyword != NULL &&
		g_ascii_strcasecmp(flag->fl_data.fl_keyword, keyword) == 0)
		message->has_keyword = true;
}

/* True: one of the things that come only when asked for. */
static bool message_add_static(struct imap_message *message,
	const struct mailimap_msg_att_static *item)
{
	switch (item->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		message->uid = item->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		message->size_bytes = item->att_data.att_rfc822_size;
		return true;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		if (item->att_data.att_internal_date != NULL)
			message->received_utc_us = date_time_utc_us(
				item->att_data.att_internal_date);
		return true;
	default:
		break;
	}
	return false;
}

/* Filled while the answer is read, not from its end: libetpan hands over each
 * message as it comes. */
struct listing {
	GArray *messages;
	const char *keyword;
	uint32_t from_uid;
};

static void listing_add(struct mailimap_msg_att *attributes, void *context)
{
	struct listing *listing = context;
	struct imap_message message = { 0 };
	bool is_asked = false;
	for (clistiter *i = clist_begin(attributes->att_list); i != NULL;
		i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
			is_asked |= message_add_static(
				&message, item->att_data.att_static);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_DYNAMIC ||
			item->att_data.att_dyn->att_list == NULL)
			continue;
		for (clistiter *j =
				clist_begin(item->att_data.att_dyn->att_list);
			j != NULL; j = clist_next(j))
			message_add_flag(
				&message, clist_content(j), listing->keyword);
	}
	/* "n:*" always names the last message, even one below n; and a flag
	 * change by someone else comes unasked, without size and date. */
	if (message.uid >= listing->from_uid && is_asked)
		g_array_append_val(listing->messages, message);
}

static struct mailimap_fetch_type *listing_wish(const struct imap *imap)
{
	struct mailimap_fetch_type *wish =
		mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_fetch_att *items[] = {
		mailimap_fetch_att_new_uid(), mailimap_fetch_att_new_flags(),
		mailimap_fetch_att_new_internaldate(),
		imap->skips_sizes ? NULL : mailimap_fetch_att_new_rfc822_size()
	};
	size_t count = G_N_ELEMENTS(items) - (imap->skips_sizes ? 1 : 0);
	for (size_t i = 0; i < count; i++)
		mailimap_fetch_type_new_fetch_att_list_add(wish, items[i]);
	return wish;
}

/* How many messages an answer may bring; high 0: all from low on. */
static int64_t window_most(const struct imap *imap, uint32_t low, uint32_t high)
{
	if (high != 0)
		return (int64_t)high - low + 1;
	if (imap->uid_next == 0)
		return UNTOLD_MOST;
	return (imap->uid_next > low ? (int64_t)imap->uid_next - low : 0) +
	       NEW_MOST;
}

static bool window_list(struct imap *imap, struct listing *listing,
	uint32_t low, uint32_t high, GError **error)
{
	imap_begin(imap, window_most(imap, low, high) / LISTED_PER_MESSAGE);
	struct mailimap_set *set = mailimap_set_new_interval(low, high);
	struct mailimap_fetch_type *wish = listing_wish(imap);
	clist *result = NULL;
	mailimap_set_msg_att_handler(imap->session, listing_add, listing);
	int r = mailimap_uid_fetch(imap->session, set, wish, &result);
	mailimap_set_msg_att_handler(imap->session, NULL, NULL);
	mailimap_set_free(set);
	mailimap_fetch_type_free(wish);
	/* Set, but freed already, when the server refused. */
	if (r == MAILIMAP_NO_ERROR)
		mailimap_fetch_list_free(result);
	return r == MAILIMAP_NO_ERROR || imap_fail(imap, r, "FETCH", error);
}

static int message_compare(gconstpointer a, gconstpointer b)
{
	const struct imap_message *left = a, *right = b;
	return (left->uid > right->uid) - (left->uid < right->uid);
}

static void listing_tidy(GArray *messages, uint32_t most)
{
	g_array_sort(messages, message_compare);
	guint kept = 0;
	for (guint i = 0; i < messages->len && kept < most; i++) {
		struct imap_message *message =
			&g_array_index(messages, struct imap_message, i);
		struct imap_message *before =
			kept == 0 ? NULL
				  : &g_array_index(messages,
					    struct imap_message, kept - 1);
		if (before != NULL && before->uid == message->uid)
			continue;
		g_array_index(messages, struct imap_message, kept++) = *message;
	}
	g_array_set_size(messages, kept);
}

static void sizes_keep(struct imap *imap, const GArray *messages)
{
	g_hash_table_remove_all(imap->sizes);
	for (guint i = 0; i < messages->len; i++) {
		const struct imap_message *message =
			&g_array_index(messages, struct imap_message, i);
		if (message->size_bytes > 0)
			g_hash_table_insert(imap->sizes,
				GUINT_TO_POINTER(message->uid),
				GSIZE_TO_POINTER((gsize)message->size_bytes));
	}
}

/* Some servers look for new mail only when asked. */
static bool listing_refresh(struct imap *imap, GError **error)
{
	if (imap->is_fresh) {
		imap->is_fresh = false;
		return true;
	}
	imap_begin(imap, G_MAXUINT16);
	int r = mailimap_noop(imap->session);
	return r == MAILIMAP_NO_ERROR || imap_fail(imap, r, "NOOP", error);
}

void imap_skip_sizes(struct imap *imap)
{
	imap->skips_sizes = true;
}

/* By windows of UIDs, so that a mailbox of a million messages is never one
 * answer; they widen where the numbers are sparse. */
GArray *imap_list(struct imap *imap, uint32_t from_uid, const char *keyword,
	uint32_t most, GError **error)
{
	if (!is_selected(imap, error) || !listing_refresh(imap, error))
		return NULL;
	g_autoptr(GArray) messages =
		g_array_new(FALSE, FALSE, sizeof(struct imap_message));
	struct listing listing = { messages, keyword, MAX(from_uid, 1) };
	uint64_t low = listing.from_uid;
	uint64_t width = MAX(most, WINDOW_LEAST_UIDS);
	bool is_last = false;
	while (!is_last && messages->len < most) {
		uint64_t high = low + width - 1;
		is_last = imap->uid_next == 0 || high + 1 >= imap->uid_next;
		guint before = messages->len;
		if (!window_list(imap, &listing, (uint32_t)low,
			    is_last ? 0 : (uint32_t)high, error))
			return NULL;
		low = high + 1;
		if (messages->len - before < width / 4)
			width *= 4;
	}
	listing_tidy(messages, most);
	sizes_keep(imap, messages);
	return g_steal_pointer(&messages);
}

/* One FETCH of many bodies.  libetpan gives a body's pieces before it says
 * whose they are; the message's end tells. */
struct fetching {
	struct imap *imap;
	GHashTable *wanted; /* uid → uid; taken out as they come */
	GArray *bodies;
	int fd;
	int64_t limit_bytes;
	int64_t written_bytes; /* position in fd, buffer included */
	int64_t body_start;
	int64_t body_bytes; /* all that came, kept or not */
	int64_t allowance;  /* of the command's bodies, still to come */
	GByteArray *buffer;
	GError *failure;
};

static bool fetching_flush(struct fetching *fetching)
{
	GByteArray *buffer = fetching->buffer;
	g_autoptr(GError) error = NULL;
	if (fetching->failure != NULL)
		return false;
	if (!fd_write_all(fetching->fd, buffer->data, buffer->len, &error)) {
		g_set_error(&fetching->failure, SOURCE_ERROR,
			SOURCE_ERROR_STOPPED, "keeping the message: %s",
			error->message);
		return false;
	}
	g_byte_array_set_size(buffer, 0);
	return true;
}

static void fetching_take(
	struct fetching *fetching, const char *bytes, size_t length)
{
	int64_t room = fetching->limit_bytes - fetching->body_bytes;
	fetching->body_bytes += (int64_t)length;
	size_t kept = (size_t)CLAMP(room, 0, (int64_t)length);
	if (kept == 0 || fetching->failure != NULL)
		return;
	g_byte_array_append(fetching->buffer, (const guint8 *)bytes, kept);
	fetching->written_bytes += (int64_t)kept;
	if (fetching->buffer->len >= WRITE_BUFFER_BYTES)
		fetching_flush(fetching);
}

static bool on_body_bytes(int type, struct mailimap_msg_att_body_section *part,
	const char *bytes, size_t length, void *context)
{
	(void)type;
	(void)part;
	struct fetching *fetching = context;
	int64_t allowed = MIN((int64_t)length, fetching->allowance);
	fetching->allowance -= allowed;
	stream_allow(fetching->imap->stream, allowed);
	fetching_take(fetching, bytes, length);
	return true;
}

/* A body that came as a quoted string does not pass through the handler. */
static void fetching_take_short(struct fetching *fetching,
	const struct mailimap_msg_att_body_section *section)
{
	if (fetching->body_bytes == 0 && section->sec_body_part != NULL)
		fetching_take(
			fetching, section->sec_body_part, section->sec_length);
}

static void on_message_end(struct mailimap_msg_att *attributes, void *context)
{
	struct fetching *fetching = context;
	uint32_t uid = 0;
	bool has_body = false;
	for (clistiter *i = clist_begin(attributes->att_list); i != NULL;
		i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		const struct mailimap_msg_att_static *part =
			item->att_data.att_static;
		if (part->att_type == MAILIMAP_MSG_ATT_UID)
			uid = part->att_data.att_uid;
		if (part->att_type != MAILIMAP_MSG_ATT_BODY_SECTION)
			continue;
		const struct mailimap_msg_att_body_section *section =
			part->att_data.att_body_section;
		/* NIL: taken away by another program, and no empty message. */
		has_body = section->sec_body_part != NULL;
		fetching_take_short(fetching, section);
	}
	int64_t kept = fetching->written_bytes - fetching->body_start;
	struct imap_body body = { .uid = uid,
		.offset = fetching->body_start,
		.size_bytes = kept,
		.is_cut = fetching->body_bytes > kept };
	if (has_body && fetching->failure == NULL &&
		g_hash_table_remove(fetching->wanted, GUINT_TO_POINTER(uid)))
		g_array_append_val(fetching->bodies, body);
	fetching->body_start = fetching->written_bytes;
	fetching->body_bytes = 0;
}

static struct mailimap_fetch_type *fetching_wish(void)
{
	struct mailimap_fetch_type *wish =
		mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(
		wish, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(
		wish, mailimap_fetch_att_new_body_peek_section(
			      mailimap_section_new(NULL)));
	return wish;
}

/* NO: one of them cannot be had (gone, damaged on the server); which one, the
 * caller sees from what is missing. */
static bool fetching_fail(struct imap *imap, int r, GError **error)
{
	GError *cause = NULL;
	imap_fail(imap, r, "FETCH", &cause);
	if (imap_answer_is_no(imap, r) && cause->code == SOURCE_ERROR_REFUSED)
		cause->code = SOURCE_ERROR_MESSAGE;
	g_propagate_error(error, cause);
	return false;
}

/* What these bodies may be together, by what the server said of them. */
static int64_t chunk_allowance(const struct fetching *fetching,
	const GArray *uids, guint first, guint n)
{
	int64_t all = 0;
	for (guint i = first; i < first + n; i++) {
		gpointer size = NULL;
		uint32_t uid = g_array_index(uids, uint32_t, i);
		bool is_known =
			g_hash_table_lookup_extended(fetching->imap->sizes,
				GUINT_TO_POINTER(uid), NULL, &size);
		int64_t most =
			is_known ? (int64_t)GPOINTER_TO_SIZE(size) *
						   SIZE_TIMES_MOST +
					   SIZE_SLACK_BYTES
				 : fetching->limit_bytes + UNLISTED_SLACK_BYTES;
		all += MIN(most, G_MAXINT64 / 2 - all);
	}
	return all;
}

static bool chunk_fetch(struct fetching *fetching, const GArray *uids,
	guint first, guint n, GError **error)
{
	struct imap *imap = fetching->imap;
	imap_begin(imap, n);
	fetching->allowance = chunk_allowance(fetching, uids, first, n);
	struct mailimap_set *set = imap_set_new(uids, first, n);
	struct mailimap_fetch_type *wish = fetching_wish();
	clist *result = NULL;
	mailimap_set_msg_att_handler(imap->session, on_message_end, fetching);
	mailimap_set_msg_body_handler(imap->session, on_body_bytes, fetching);
	int r = mailimap_uid_fetch(imap->session, set, wish, &result);
	mailimap_set_msg_att_handler(imap->session, NULL, NULL);
	mailimap_set_msg_body_handler(imap->session, NULL, NULL);
	mailimap_set_free(set);
	mailimap_fetch_type_free(wish);
	if (r == MAILIMAP_NO_ERROR)
		mailimap_fetch_list_free(result);
	bool is_kept = fetching_flush(fetching);
	if (r != MAILIMAP_NO_ERROR)
		return fetching_fail(imap, r, error);
	if (!is_kept)
		g_propagate_error(error, g_error_copy(fetching->failure));
	return is_kept;
}

/* What the last write did not get down is not there. */
static void bodies_forget_unwritten(struct fetching *fetching)
{
	int64_t down = fetching->written_bytes - fetching->buffer->len;
	GArray *bodies = fetching->bodies;
	while (fetching->failure != NULL && bodies->len > 0) {
		const struct imap_body *last = &g_array_index(
			bodies, struct imap_body, bodies->len - 1);
		if (last->offset + last->size_bytes <= down)
			return;
		g_array_set_size(bodies, bodies->len - 1);
	}
}

bool imap_fetch(struct imap *imap, const GArray *uids, int fd,
	int64_t limit_bytes, GArray *bodies_out, GError **error)
{
	if (!is_selected(imap, error))
		return false;
	int64_t start = lseek(fd, 0, SEEK_CUR);
	g_autoptr(GHashTable) wanted = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < uids->len; i++)
		g_hash_table_add(wanted,
			GUINT_TO_POINTER(g_array_index(uids, uint32_t, i)));
	g_autoptr(GByteArray) buffer =
		g_byte_array_sized_new(WRITE_BUFFER_BYTES + (64 << 10));
	struct fetching fetching = { .imap = imap,
		.wanted = wanted,
		.bodies = bodies_out,
		.fd = fd,
		.limit_bytes = limit_bytes,
		.written_bytes = MAX(start, 0),
		.body_start = MAX(start, 0),
		.buffer = buffer };
	bool ok = true;
	for (guint first = 0; ok && first < uids->len;
		first += IMAP_UIDS_MOST) {
		guint n = MIN(IMAP_UIDS_MOST, uids->len - first);
		ok = chunk_fetch(&fetching, uids, first, n, error);
	}
	bodies_forget_unwritten(&fetching);
	g_clear_error(&fetching.failure);
	imap->is_fresh = false;
	return ok;
}
