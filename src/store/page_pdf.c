/* Pages of scanned files in searchable PDFs. */
#include "plaint/store/page_pdf.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN(COLUMN_TEXT, struct page_pdf, sha256),
	COLUMN(COLUMN_INTEGER, struct page_pdf, file_page),
	COLUMN(COLUMN_TEXT, struct page_pdf, pdf_sha256),
	COLUMN(COLUMN_INTEGER, struct page_pdf, pdf_page),
	COLUMN_END,
};

static const struct record record = {
	.table = "page_pdf",
	.size = sizeof(struct page_pdf),
	.columns = columns,
};

static const char in_place[] =
	" ON CONFLICT (sha256, file_page) DO UPDATE SET"
	" pdf_sha256 = excluded.pdf_sha256, pdf_page = excluded.pdf_page";

bool page_pdf_put_one(
	struct db *db, const struct page_pdf *page, GError **error)
{
	return record_insert(db, &record, page, in_place, error) >= 0;
}

struct putting {
	const char *sha256, *pdf_sha256;
	int64_t count;
};

static bool put_all(struct db *db, void *user, GError **error)
{
	const struct putting *putting = user;
	for (int64_t page = 1; page <= putting->count; page++) {
		struct page_pdf row = { putting->sha256, page,
			putting->pdf_sha256, page };
		if (!page_pdf_put_one(db, &row, error))
			return false;
	}
	return true;
}

bool page_pdf_put(struct db *db, const char *sha256, const char *pdf_sha256,
	int64_t count, GError **error)
{
	struct putting putting = { sha256, pdf_sha256, count };
	return db_run_tx(db, put_all, &putting, error);
}

GPtrArray *page_pdf_list_of_letter(
	struct db *db, const char *letter_id, GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT p.sha256 AS sha256, p.file_page AS file_page,"
		" p.pdf_sha256 AS pdf_sha256, p.pdf_page AS pdf_page"
		" FROM letter_page l JOIN page_pdf p ON p.sha256 = l.sha256"
		"  AND p.file_page = l.file_page"
		" WHERE l.letter_id = $1 ORDER BY l.number",
		DB_VALUES(db_text(letter_id)), error);
	if (rows == NULL)
		return NULL;
	if (db_rows_count(rows) > 0)
		return record_take(&record, rows);
	return record_list(db, &record,
		"WHERE sha256 = (SELECT sha256 FROM letter WHERE id = $1)"
		" AND NOT EXISTS (SELECT 1 FROM letter_page"
		"  WHERE letter_id = $1)"
		" ORDER BY file_page",
		DB_VALUES(db_text(letter_id)), error);
}

bool page_pdf_count(struct db *db, const char *pdf_sha256, int64_t *count_out,
	GError **error)
{
	g_autoptr(db_rows) rows = db_query(db,
		"SELECT count(*) AS pages FROM page_pdf WHERE pdf_sha256 = $1",
		DB_VALUES(db_text(pdf_sha256)), error);
	if (rows == NULL || !db_rows_next(rows))
		return false;
	*count_out = db_row_int(rows, "pages");
	return true;
}
