/* Pages of letters in scanned files. */
#include "plaint/store/letter_page.h"

#include "record.h"

struct page_row {
	struct letter_page page;
	struct id letter_id;
};

static const struct column columns[] = {
	COLUMN(COLUMN_INTEGER, struct letter_page, number),
	COLUMN(COLUMN_TEXT, struct letter_page, sha256),
	COLUMN(COLUMN_INTEGER, struct letter_page, file_page),
	COLUMN(COLUMN_INTEGER, struct letter_page, rotation),
	COLUMN_ARRAY(struct page_row, letter_id),
	COLUMN_END,
};

static const struct record record = {
	.table = "letter_page",
	.size = sizeof(struct page_row),
	.columns = columns,
};

struct putting {
	const char *letter_id;
	const struct letter_page *pages;
	size_t count;
};

static bool put_all(struct db *db, void *user, GError **error)
{
	const struct putting *putting = user;
	if (db_exec(db, "DELETE FROM letter_page WHERE letter_id = $1",
		    DB_VALUES(db_text(putting->letter_id)), error) < 0)
		return false;
	for (size_t i = 0; i < putting->count; i++) {
		struct page_row row = { .page = putting->pages[i] };
		row.page.number = (int64_t)i + 1;
		g_strlcpy(row.letter_id.text, putting->letter_id,
			sizeof(row.letter_id.text));
		if (record_insert(db, &record, &row, "", error) < 0)
			return false;
	}
	return true;
}

bool letter_page_put(struct db *db, const char *letter_id,
	const struct letter_page *pages, size_t count, GError **error)
{
	struct putting putting = { letter_id, pages, count };
	return db_run_tx(db, put_all, &putting, error);
}

GPtrArray *letter_page_list(
	struct db *db, const char *letter_id, GError **error)
{
	return record_list(db, &record, "WHERE letter_id = $1 ORDER BY number",
		DB_VALUES(db_text(letter_id)), error);
}
