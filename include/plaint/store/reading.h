/* What reading a letter gave, kept: tables document, page and attachment.
 * (The noun is "reading" because domain owns struct document.) */
#pragma once

#include "plaint/domain/document.h"
#include "plaint/store/store.h"

struct reading {
	struct id letter_id;
	const char *format; /* email, scan */
	const char *class;  /* letter, auto_reply, bounce, newsletter, empty */
	const char *subject;
	const char *from_name;
	const char *from_address;
	const char *message_id;
	const char *in_reply_to;
	const char *language;
	const char *text;
	const char *quoted_text;
	const char *json; /* all else of the document: document_kept of wire */
	int64_t read_utc_us;
	const char *content_hash; /* plaint/letters/duplicate.h; "" unknown */
	const char *sender;	  /* the same */
};
typedef struct reading reading;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(reading, g_free)

/* Keep the document of letter_id with its pages and attachments, in place of
 * an earlier reading.  `json` is document_keep's text.  NUL bytes in text
 * must be gone (utf8_make_valid). */
bool reading_put(struct db *db, const char *letter_id,
	const struct document *document, const char *json, int64_t now_utc_us,
	GError **error);
/* The same where it is known by what its letter is compared with others. */
struct reading_marks {
	const char *content_hash, *sender;
};
bool reading_put_marked(struct db *db, const char *letter_id,
	const struct document *document, const char *json,
	const struct reading_marks *marks, int64_t now_utc_us, GError **error);

struct reading *reading_find(
	struct db *db, const char *letter_id, GError **error);
