/* Attachments that only the OCR worker can read: PDF and pictures of pages.
 *
 * The letter is registered without waiting for them.  Each becomes a job of
 * its own, with leases, attempts and quarantine like any other; one that no
 * reader can read fails itself only.  Its text goes into the letter's
 * document.  When the last one of a letter is read or given up, the letter is
 * understood anew, and if that says something else and nobody has touched the
 * case yet, the case changes, with an event of before and after. */
#pragma once

#include "plaint/registry/registrar.h"

/* After a letter has come to its case: jobs for what it encloses. */
bool attachments_expect(struct db *db, const struct registration *registration,
	int64_t now_utc_us, GError **error);

/* The job of one attachment as a worker answered it (document NULL: failed).
 * In the caller's transaction. */
bool attachments_commit(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us, GError **error);
