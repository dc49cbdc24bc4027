/* Marks that share a band only when their numbers are the same, and where
 * their bands lie. */
#pragma once

#include "stock.h"
#include "plaint/store/flood.h"

static inline void stock_mark(struct similar_mark *mark, int number)
{
	*mark = (struct similar_mark){ .shingles = SIMILAR_HASHES };
	for (int i = 0; i < SIMILAR_HASHES; i++)
		mark->hash[i] = (uint32_t)(number * SIMILAR_HASHES + i);
}

static inline int64_t stock_count(struct db *db, const char *from)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *sql =
		g_strconcat("SELECT count(*) AS rows FROM ", from, NULL);
	g_autoptr(db_rows) rows = db_query(db, sql, DB_NO_VALUES, &error);
	ck_assert(db_rows_next(rows));
	return db_row_int(rows, "rows");
}

/* Each in one of the two tables. */
static inline int64_t stock_bands(struct db *db)
{
	ck_assert_int_eq(stock_count(db, "letter_band JOIN letter_band_new"
					 " USING (band, number)"),
		0);
	return stock_count(db, "letter_band") +
	       stock_count(db, "letter_band_new");
}
