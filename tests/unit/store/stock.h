/* A migrated database and the rows most tests begin with. */
#pragma once

#include "../db/databases.h"
#include "plaint/base/hash.h"
#include "plaint/store/casefile.h"
#include "plaint/store/letter.h"
#include "plaint/store/store.h"

#define NOW    INT64_C(1795392000000000) /* 2026-11-23T00:00:00Z */
#define SECOND INT64_C(1000000)

static inline struct db *stock_open(int which)
{
	struct db *db = databases_open(which);
	g_autoptr(GError) error = NULL;
	assert_ok(store_migrate(db, NOW, &error));
	return db;
}

/* Letter number n; its bytes are its number. */
static inline struct id stock_letter(struct db *db, int n)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strdup_printf("letter %d", n);
	struct hash hash = hash_bytes(text, strlen(text));
	struct letter letter = {
		.id = id_new(NOW + n * SECOND),
		.channel = "mail",
		.source = "inbox",
		.sha256 = hash.hex,
		.bytes = (int64_t)strlen(text),
		.received_utc_us = NOW,
		.received_day = { "2026-11-23" },
		.received_from = "internaldate",
	};
	struct id id;
	bool is_new;
	assert_ok(letter_add(db, &letter, &id, &is_new, &error));
	ck_assert(is_new);
	return id;
}

static inline struct casefile stock_case(void)
{
	return (struct casefile){
		.id = id_new(NOW),
		.stage = "registered",
		.kind = "complaint",
		.topic = "billing",
		.confidence = 0.75,
		.language = "uk",
		.department = "billing",
		.priority = "normal",
		.channel = "mail",
		.subject = "Подвійне СПИСАННЯ 100%",
		.received_utc_us = NOW,
		.received_day = { "2026-11-22" },
		.registered_utc_us = NOW,
		.registered_day = { "2026-11-23" },
		.legal_due = { "2026-12-23" },
		.safe_due = { "2026-12-22" },
		.target_due = { "2026-12-01" },
		.reasons = "[]",
	};
}

static inline struct id stock_register(struct db *db)
{
	g_autoptr(GError) error = NULL;
	struct casefile casefile = stock_case();
	struct casefile_number number;
	assert_ok(casefile_register(db, &casefile, &number, &error));
	return casefile.id;
}

static inline void stock_run(struct db *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	assert_ok(db_exec_script(db, sql, &error));
}
