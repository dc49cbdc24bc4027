/* Links between cases. */
#include "plaint/store/casefile_link.h"

#include "record.h"

static const struct column columns[] = {
	COLUMN_ARRAY(struct casefile_link, casefile_id),
	COLUMN_ARRAY(struct casefile_link, earlier_id),
	COLUMN(COLUMN_TEXT, struct casefile_link, why),
	COLUMN(COLUMN_INTEGER, struct casefile_link, linked_utc_us),
	COLUMN_AS(COLUMN_TEXT, struct casefile_link, number, "later.number"),
	COLUMN_AS(COLUMN_TEXT, struct casefile_link, earlier_number,
		"earlier.number"),
	COLUMN_END,
};

static const struct record record = {
	.table = "casefile_link",
	.from = "casefile_link"
		" JOIN casefile AS later ON later.id = casefile_id"
		" JOIN casefile AS earlier ON earlier.id = earlier_id",
	.size = sizeof(struct casefile_link),
	.columns = columns,
};

bool casefile_link_add(
	struct db *db, const struct casefile_link *link, GError **error)
{
	return record_insert(db, &record, link,
		       "ON CONFLICT (casefile_id, earlier_id) DO NOTHING",
		       error) >= 0;
}

GPtrArray *casefile_link_list(
	struct db *db, const char *casefile_id, GError **error)
{
	return record_list(db, &record,
		"WHERE casefile_id = $1 OR earlier_id = $1"
		" ORDER BY linked_utc_us, casefile_id",
		DB_VALUES(db_text(casefile_id)), error);
}
