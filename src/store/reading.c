/* Documents as read, with their pages and attachments. */
#include "plaint/store/reading.h"

#include "plaint/letters/duplicate.h"
#include "record.h"

static const struct column reading_columns[] = {
	COLUMN_ARRAY(struct reading, letter_id),
	COLUMN(COLUMN_TEXT, struct reading, format),
	COLUMN(COLUMN_TEXT, struct reading, class),
	COLUMN(COLUMN_TEXT, struct reading, subject),
	COLUMN(COLUMN_TEXT, struct reading, from_name),
	COLUMN(COLUMN_TEXT, struct reading, from_address),
	COLUMN(COLUMN_TEXT, struct reading, message_id),
	COLUMN(COLUMN_TEXT, struct reading, in_reply_to),
	COLUMN(COLUMN_TEXT, struct reading, language),
	COLUMN(COLUMN_TEXT, struct reading, text),
	COLUMN(COLUMN_TEXT, struct reading, quoted_text),
	COLUMN(COLUMN_TEXT, struct reading, json),
	COLUMN(COLUMN_INTEGER, struct reading, read_utc_us),
	COLUMN(COLUMN_TEXT, struct reading, content_hash),
	COLUMN(COLUMN_TEXT, struct reading, sender),
	COLUMN_END,
};

/* Parts of a document; the numbers are from 1. */
struct attachment_row {
	struct id letter_id;
	int64_t position;
	const char *name;
	const char *type;
	int64_t bytes;
	const char *sha256; /* "" when its bytes were not kept */
};

struct page_row {
	struct id letter_id;
	int64_t number;
	const char *text;
	double confidence;
	int64_t rotation;
	double skew_degrees;
	double ink_share;
	const char *trust; /* plaint/domain/document.h; "" for e-mail */
	const char *trust_reason;
};

static const struct column attachment_columns[] = {
	COLUMN_ARRAY(struct attachment_row, letter_id),
	COLUMN(COLUMN_INTEGER, struct attachment_row, position),
	COLUMN(COLUMN_TEXT, struct attachment_row, name),
	COLUMN(COLUMN_TEXT, struct attachment_row, type),
	COLUMN(COLUMN_INTEGER, struct attachment_row, bytes),
	COLUMN(COLUMN_TEXT, struct attachment_row, sha256),
	COLUMN_END,
};

static const struct column page_columns[] = {
	COLUMN_ARRAY(struct page_row, letter_id),
	COLUMN(COLUMN_INTEGER, struct page_row, number),
	COLUMN(COLUMN_TEXT, struct page_row, text),
	COLUMN(COLUMN_REAL, struct page_row, confidence),
	COLUMN(COLUMN_INTEGER, struct page_row, rotation),
	COLUMN(COLUMN_REAL, struct page_row, skew_degrees),
	COLUMN(COLUMN_REAL, struct page_row, ink_share),
	COLUMN(COLUMN_TEXT, struct page_row, trust),
	COLUMN(COLUMN_TEXT, struct page_row, trust_reason),
	COLUMN_END,
};

static const struct record reading_record = {
	.table = "document",
	.size = sizeof(struct reading),
	.columns = reading_columns,
};

static const struct record attachment_record = {
	.table = "attachment",
	.size = sizeof(struct attachment_row),
	.columns = attachment_columns,
};

static const struct record page_record = {
	.table = "page",
	.size = sizeof(struct page_row),
	.columns = page_columns,
};

struct putting {
	const char *letter_id;
	const struct document *document;
	const char *json;
	const struct reading_marks *marks;
	int64_t now_utc_us;
};

static bool put_document(
	struct db *db, const struct putting *putting, GError **error)
{
	const struct document *document = putting->document;
	struct reading row = {
		.format = document_format_name(document->format),
		.class = document_class_name(document->class),
		.subject = document->subject,
		.from_name = document->from.name,
		.from_address = document->from.address,
		.message_id = document->message_id,
		.in_reply_to = document->in_reply_to,
		.language = document->language,
		.text = document->text,
		.quoted_text = document->quoted_text,
		.json = putting->json,
		.read_utc_us = putting->now_utc_us,
		.content_hash = putting->marks->content_hash,
		.sender = putting->marks->sender,
	};
	g_strlcpy(row.letter_id.text, putting->letter_id,
		sizeof(row.letter_id.text));
	int64_t put = record_insert(db, &reading_record, &row,
		"ON CONFLICT (letter_id) DO NOTHING", error);
	if (put != 0)
		return put > 0;
	/* Pages and attachments of the earlier reading go with it. */
	return db_exec(db, "DELETE FROM document WHERE letter_id = $1",
		       DB_VALUES(db_text(putting->letter_id)), error) >= 0 &&
	       record_insert(db, &reading_record, &row, "", error) == 1;
}

static bool put_attachments(
	struct db *db, const struct putting *putting, GError **error)
{
	const GPtrArray *attachments = putting->document->attachments;
	for (guint i = 0; i < attachments->len; i++) {
		const struct attachment *attachment = attachments->pdata[i];
		struct attachment_row row = {
			.position = i + 1,
			.name = attachment->name,
			.type = attachment->type,
			.bytes = attachment->bytes,
			.sha256 = attachment->sha256,
		};
		g_strlcpy(row.letter_id.text, putting->letter_id,
			sizeof(row.letter_id.text));
		if (record_insert(db, &attachment_record, &row, "", error) < 0)
			return false;
	}
	return true;
}

static bool put_pages(
	struct db *db, const struct putting *putting, GError **error)
{
	const GPtrArray *pages = putting->document->pages;
	for (guint i = 0; i < pages->len; i++) {
		const struct page *page = pages->pdata[i];
		struct page_row row = {
			.number = i + 1,
			.text = page->text,
			.confidence = page->confidence,
			.rotation = page->rotation,
			.skew_degrees = page->skew_degrees,
			.ink_share = page->ink_share,
			.trust = page->trust,
			.trust_reason = page->trust_reason,
		};
		g_strlcpy(row.letter_id.text, putting->letter_id,
			sizeof(row.letter_id.text));
		if (record_insert(db, &page_record, &row, "", error) < 0)
			return false;
	}
	return true;
}

static bool put_all(struct db *db, void *user, GError **error)
{
	const struct putting *putting = user;
	return put_document(db, putting, error) &&
	       put_attachments(db, putting, error) &&
	       put_pages(db, putting, error);
}

bool reading_put_marked(struct db *db, const char *letter_id,
	const struct document *document, const char *json,
	const struct reading_marks *marks, int64_t now_utc_us, GError **error)
{
	struct putting putting = { letter_id, document, json, marks,
		now_utc_us };
	return db_run_tx(db, put_all, &putting, error);
}

bool reading_put(struct db *db, const char *letter_id,
	const struct document *document, const char *json, int64_t now_utc_us,
	GError **error)
{
	struct hash content = duplicate_content_hash(document);
	g_autofree char *sender = duplicate_sender(document);
	struct reading_marks marks = { content.hex, sender };
	return reading_put_marked(
		db, letter_id, document, json, &marks, now_utc_us, error);
}

struct reading *reading_find(
	struct db *db, const char *letter_id, GError **error)
{
	return record_one(db, &reading_record, "WHERE letter_id = $1",
		DB_VALUES(db_text(letter_id)), error);
}
