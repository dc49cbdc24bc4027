/* What moved of a case's days. */
#pragma once

#include "plaint/casework/terms.h"

bool dues_are_same(
	const struct casefile_dues *a, const struct casefile_dues *b);

/* Would terms_renew write anything?  terms as terms_load gave them. */
bool terms_differ(const struct terms *terms, const struct casefile *casefile);
