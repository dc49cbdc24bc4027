/* Which terms of law a case runs under. */
#pragma once

#include "plaint/casework/terms.h"

/* GPtrArray of const struct regime *, each once; those it borrows live as
 * long as the rulebook.  A chosen regime the rules do not have any more is
 * STORE_ERROR_CONFLICT. */
GPtrArray *terms_regimes(struct db *db, const struct terms_rules *rules,
	const struct casefile *casefile, const char *customer_type,
	GError **error);
