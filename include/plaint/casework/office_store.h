/* Database and spool of an office belong together.  One of them without the
 * other is a path that is wrong or a disk that is not mounted: what would be
 * made anew in its place looks like an office without letters, and fetches,
 * numbers and confirms all of them once more. */
#pragma once

#include "plaint/config/config.h"
#include "plaint/store/store.h"

/* Open and brought to this program's version.  An SQLite file that is missing
 * is made, and a database that is empty filled, for a new office only, and
 * refused (STORE_ERROR_MISSING) where the spool is in use. */
struct db *office_store_open(
	const struct config *config, int64_t now_utc_us, GError **error);

/* Before the spool is opened: STORE_ERROR_MISSING when it was never used and
 * the database knows letters. */
bool office_store_check_spool(
	const struct config *config, struct db *db, GError **error);
