/* Whom an answer goes to. */
#pragma once

#include <stdbool.h>
#include <glib.h>
#include "plaint/casework/answer.h"

struct answer_to {
	char *name; /* NULL or "" when unknown */
	char *address;
};
void answer_to_clear(struct answer_to *to);
typedef struct answer_to answer_to;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answer_to, answer_to_clear)

/* Who is wished for; with no address given, whoever the answer in preparation
 * (`old`, NULL: none) goes to if somebody chose another address than the
 * customer's, else the customer.  Into *out (clear it).
 * STORE_ERROR_REFUSED: nobody is known, or nothing can be sent there. */
bool answer_to_find(struct db *db, const struct casefile *casefile,
	const struct answer_recipient *wish, const struct reply *old,
	struct answer_to *out, GError **error);
