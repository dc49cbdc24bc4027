/* Where a letter stands among what is known when it is registered: whose it
 * is, whether they wrote about it before, whether many wrote the same.  What
 * this says of the letter is raised as flags, so that priority and department
 * follow. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "plaint/casework/matching.h"
#include "plaint/registry/registrar.h"
#include "plaint/store/casefile.h"

struct standing {
	struct matching matching;
	GPtrArray *earlier; /* of struct casefile: a repeat of these */
};
void standing_clear(struct standing *standing);
typedef struct standing standing;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(standing, standing_clear)

/* Look, and settle the registration's understanding by it. */
bool standing_find(const struct rules *rules, struct db *db,
	struct registration *registration, int64_t now_utc_us,
	struct standing *out, GError **error);

/* The same for the first letter of a case that is there: what was a repeat
 * stays one, of the same cases. */
bool standing_find_again(const struct rules *rules, struct db *db,
	const struct registration *registration,
	const struct casefile *casefile, int64_t now_utc_us,
	struct standing *out, GError **error);

/* Keep it with the case that was just registered. */
bool standing_keep(struct db *db, const struct casefile *casefile,
	const struct standing *standing, int64_t now_utc_us, GError **error);

/* A letter came into its case by the Message-ID we signed: whoever sent it
 * reads that mailbox, so the address is the customer's. */
bool standing_verify(struct db *db, const struct casefile *casefile,
	const struct document *document, GError **error);
